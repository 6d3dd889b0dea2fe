"""The lines of the command box: headings are passed over, hits are marked, screen readers hear what a line is."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView

from studio.ui.shell.command_rows import Row, RowPainter, Rows, plain

LINES = [
    Row("Heading", "Chats"),
    Row("Chat", "the \x02blue\x03 whale", "today", lambda: None, "message-square"),
    Row("Heading", "Commands"),
    Row("Command", "Quit", "Ctrl+Q", lambda: None, "log-out"),
]


def filled() -> Rows:
    rows = Rows()
    rows.show(LINES)
    return rows


def test_steps_pass_over_headings_and_stop_at_the_ends() -> None:
    rows = filled()
    assert [rows.step(s, d) for s, d in ((-1, 1), (1, 1), (3, 1), (3, -1), (1, -1), (1, 8), (3, -8))] == [
        1, 3, 3, 1, 1, 3, 1,
    ]  # fmt: skip
    rows.show([LINES[0]])
    assert rows.step(-1, 1) == -1


def test_a_heading_cannot_be_chosen_and_a_line_tells_its_kind() -> None:
    rows = filled()
    assert rows.flags(rows.index(0)) == Qt.ItemFlag.NoItemFlags
    assert rows.flags(rows.index(1)) & Qt.ItemFlag.ItemIsSelectable
    assert rows.index(1).data(int(Qt.ItemDataRole.AccessibleTextRole)) == "Chat: the blue whale today"
    assert rows.index(1).data() == plain(LINES[1].text) == "the blue whale"


@pytest.mark.usefixtures("qapp")
def test_hits_are_painted_bolder_than_the_rest(qtbot: object) -> None:
    def ink(text: str) -> int:
        rows = Rows()
        rows.show([Row("Chat", text, "", lambda: None, "quote")])
        view = QListView()
        qtbot.addWidget(view)  # type: ignore[attr-defined]
        view.setModel(rows)
        view.setItemDelegate(RowPainter(rows, view))
        view.resize(300, 60)
        image = view.grab().toImage()

        def dark(x: int, y: int) -> bool:
            return image.pixelColor(x, y).lightness() < 128

        return sum(
            image.pixelColor(x, y).lightness() < 128
            for x in range(45, image.width() - 10)
            for y in range(image.height())
        )

    assert ink("the \x02blue whale\x03") > ink("the blue whale")
