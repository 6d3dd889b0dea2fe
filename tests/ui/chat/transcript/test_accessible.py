"""A screen reader finds messages, blocks and buttons, each with a name."""

from collections.abc import Iterator

from PySide6.QtGui import QAccessible, QAccessibleInterface
from pytestqt.qtbot import QtBot

from studio.domain.conversation import Status
from studio.ui.chat.transcript.accessible import spoken_name
from tests.ui.chat.transcript.making import answer, shown, talk, user

_NAME = QAccessible.Text.Name


def _all(node: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    for index in range(node.childCount()):
        child = node.child(index)
        yield child
        yield from _all(child)


def test_the_tree_has_a_document_with_messages_and_no_unnamed_node(qtbot: QtBot) -> None:
    view = shown(qtbot, talk(4))
    root = QAccessible.queryAccessibleInterface(view)
    assert root.role() == QAccessible.Role.Document
    assert root.childCount() == 4
    assert [node.role().name for node in _all(root) if not node.text(_NAME)] == []


def test_blocks_have_roles_and_text(qtbot: QtBot) -> None:
    view = shown(qtbot, [answer(1, "# Head\n\n- [x] done\n\n```py\nx\n```\n\n[l](https://x.org)")])
    message = QAccessible.queryAccessibleInterface(view).child(0)
    named = [(node.role().name, node.text(_NAME)) for node in _all(message)]
    assert ("Heading", "Head") in named
    assert ("Paragraph", "done done") in named
    assert ("Paragraph", "Code, py: x") in named
    assert ("Link", "l") in named
    assert ("Button", "Copy code") in named


def test_places_on_the_screen_lie_inside_the_view(qtbot: QtBot) -> None:
    view = shown(qtbot, [user(0, "a"), answer(1, "b")])
    root = QAccessible.queryAccessibleInterface(view)
    for node in _all(root):
        assert root.rect().contains(node.rect()) or node.rect().isEmpty()
    spot = root.child(1).rect().center()
    assert root.childAt(spot.x(), spot.y()) is root.child(1)


def test_a_message_is_spoken_with_author_time_and_state() -> None:
    assert spoken_name(user(1, "Hello")).startswith("You, ")
    assert "stopped: half" in spoken_name(answer(1, "half", status=Status.STOPPED))
