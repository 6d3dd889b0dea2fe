"""The empty chat: examples with names, and one click that begins."""

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from studio.ui.chat.start import EXAMPLES, StartPage


def test_each_example_is_a_named_button_that_gives_its_prompt(qtbot: QtBot) -> None:
    page = StartPage()
    qtbot.addWidget(page)
    chosen: list[str] = []
    page.chosen.connect(chosen.append)
    buttons = page.findChildren(QPushButton)
    assert [b.accessibleName() for b in buttons] == [f"{title}: {prompt}" for title, prompt in EXAMPLES]
    for button in buttons:
        button.click()
    assert chosen == [prompt for _, prompt in EXAMPLES]
