"""The bar above a conversation: names, shortening, and which drawer is open."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from studio.ui.chat.bar import ChatBar


def test_the_model_is_named_and_a_long_name_keeps_both_ends(qtbot: QtBot) -> None:
    bar = ChatBar(QLabel("protocol"))
    qtbot.addWidget(bar)
    bar.show_model("", "")
    assert bar.model.text() == "Choose a model"
    name = "a-very-long-family-name/with-a-model-that-ends-in-20261121"
    bar.show_model(name, "Demo")
    assert bar.model.text().startswith("a-very-long") and bar.model.text().endswith("20261121")
    assert len(bar.model.text()) <= 44
    assert bar.model.accessibleName() == f"Model: {name}"


def test_buttons_say_what_is_wanted_and_show_what_is_open(qtbot: QtBot) -> None:
    bar = ChatBar(QLabel("protocol"))
    qtbot.addWidget(bar)
    said: list[str] = []
    bar.drawer_wanted.connect(said.append)
    bar.model_wanted.connect(lambda: said.append("model"))
    bar.model.click()
    for button in bar._drawers.values():
        button.click()
    assert said == ["model", "parameters", "inspector"]
    bar.show_drawer("inspector")
    assert [b.isChecked() for b in bar._drawers.values()] == [False, True]
    bar.show_drawer("")
    assert not any(b.isChecked() for b in bar._drawers.values())
