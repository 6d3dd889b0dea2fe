"""Labels show text as it is, and marks differ in shape and words, not in colour alone."""

from PySide6.QtCore import Qt

from studio.ui.settings.labels import StatusMark, heading, number_box, plain_label, status_icon, tool_button


def test_text_from_outside_is_never_markup(qtbot: object) -> None:
    label = plain_label("<img src=/etc/passwd><b>x</b>")
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == "<img src=/etc/passwd><b>x</b>"


def test_a_wrapping_label_asks_for_the_height_of_its_width(qtbot: object) -> None:
    label = plain_label("word " * 60)
    qtbot.addWidget(label)
    label.resize(200, 20)
    narrow = label.minimumSizeHint().height()
    label.resize(800, 20)
    assert label.minimumSizeHint().height() < narrow


def test_a_heading_is_larger_and_bold(qtbot: object) -> None:
    small, large = plain_label("a"), heading("a")
    qtbot.addWidget(small)
    qtbot.addWidget(large)
    assert large.font().bold()
    assert large.font().pointSizeF() > small.font().pointSizeF()


def test_each_status_looks_different_and_has_its_words(qtbot: object) -> None:
    mark = StatusMark()
    qtbot.addWidget(mark)
    seen = set()
    for level in ("good", "poor", "bad", "unknown", "busy"):
        mark.show_status(level, f"It is {level}")
        assert mark.accessibleName() == f"It is {level}"
        grey = mark.grab().toImage().convertToFormat(mark.grab().toImage().Format.Format_Alpha8)
        seen.add(bytes(grey.constBits()))
    icons = {bytes(status_icon(mark, lv).pixmap(16).toImage().constBits()) for lv in ("good", "poor", "bad")}
    assert len(icons) == 3


def test_buttons_with_an_icon_have_a_name_and_are_large_enough(qtbot: object) -> None:
    button = tool_button("star", "Favourite")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Favourite"
    assert min(button.minimumWidth(), button.minimumHeight()) >= 24


def test_a_number_box_shows_its_number(qtbot: object) -> None:
    from PySide6.QtWidgets import QSpinBox

    box = number_box(QSpinBox())
    qtbot.addWidget(box)
    box.setValue(7)
    box.resize(120, 28)
    box.show()
    assert box.lineEdit().height() >= box.fontMetrics().height()
    assert box.lineEdit().width() >= 40
