"""Cards are radio buttons: the keyboard moves among them, and the chosen one is marked by more than colour."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from studio.ui.settings.choice_card import ChoiceCard


def cards(qtbot: object) -> tuple[QWidget, list[ChoiceCard]]:
    window = QWidget()
    qtbot.addWidget(window)
    column, group = QVBoxLayout(window), QButtonGroup(window)
    made = [ChoiceCard("star", f"Title {n}", "A line about it") for n in range(3)]
    for card in made:
        column.addWidget(card)
        group.addButton(card)
    window.resize(400, 220)
    window.show()
    return window, made


def test_a_click_anywhere_on_the_card_chooses_it(qtbot: object) -> None:
    window, (first, second, _) = cards(qtbot)
    assert window.isVisible()
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton, pos=QPoint(second.width() - 5, 5))
    assert second.isChecked()
    assert not first.isChecked()


def test_arrow_keys_move_the_choice(qtbot: object) -> None:
    window, (first, second, _) = cards(qtbot)
    assert window.isVisible()
    window.activateWindow()
    first.setChecked(True)
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert second.isChecked()


def test_chosen_and_focused_cards_look_different(qtbot: object) -> None:
    window, (first, *_) = cards(qtbot)
    window.activateWindow()
    plain = first.grab().toImage()
    first.setChecked(True)
    chosen = first.grab().toImage()
    assert plain != chosen
    assert first.accessibleName() == "Title 0"
    assert first.accessibleDescription() == "A line about it"
    assert first.height() >= 24
