"""Shortcuts: rebound in place, conflicts named on both sides, defaults one click away."""

from PySide6.QtGui import QKeySequence

from studio.ui.settings.shortcuts_page import ShortcutsPage, bindings, conflicts
from studio.ui.shell.commands import Command
from tests.state.world import World, opened

COMMANDS = (
    Command("new", "New chat", ("Ctrl+N",), lambda: None),
    Command("find", "Find", ("Ctrl+F",), lambda: None),
    Command("bar", "Show the sidebar", ("Ctrl+B", "Ctrl+Shift+S"), lambda: None),
    Command("none", "Without keys", (), lambda: None),
)


def page(w: World, qtbot: object) -> ShortcutsPage:
    made = ShortcutsPage(w.preferences, COMMANDS)
    qtbot.addWidget(made)
    made.show()
    return made


def type_keys(made: ShortcutsPage, identity: str, keys: str) -> None:
    made._edits[identity].setKeySequence(QKeySequence(keys))
    made._edits[identity].editingFinished.emit()


async def test_a_key_is_rebound_and_goes_back(qtbot: object) -> None:
    async with opened() as w:
        made = page(w, qtbot)
        type_keys(made, "new", "Ctrl+Shift+N")
        assert w.preferences.value.shortcuts == {"new": "Ctrl+Shift+N"}
        made._reset("new")
        assert w.preferences.value.shortcuts == {}
        assert made._edits["new"].keySequence().toString() == "Ctrl+N"


async def test_a_conflict_is_named_on_both_sides(qtbot: object) -> None:
    async with opened() as w:
        made = page(w, qtbot)
        type_keys(made, "find", "Ctrl+N")
        assert made._notes["find"].text() == "Also: New chat"
        assert made._notes["new"].text() == "Also: Find"
        type_keys(made, "find", "Ctrl+F")
        assert made._notes["new"].text() == ""


async def test_further_keys_of_a_command_stay_and_clearing_takes_all(qtbot: object) -> None:
    async with opened() as w:
        made = page(w, qtbot)
        assert made._notes["bar"].text() == "and Ctrl+Shift+S"
        type_keys(made, "bar", "Ctrl+M")
        assert w.preferences.value.shortcuts == {"bar": "Ctrl+M Ctrl+Shift+S"}
        type_keys(made, "bar", "")
        assert w.preferences.value.shortcuts == {"bar": ""}
        assert bindings(COMMANDS, w.preferences.value.shortcuts)["bar"] == ()


async def test_leaving_a_field_untouched_changes_nothing(qtbot: object) -> None:
    async with opened() as w:
        made = page(w, qtbot)
        made._edits["bar"].editingFinished.emit()
        made._edits["none"].editingFinished.emit()
        assert w.preferences.value.shortcuts == {}


async def test_the_list_narrows_as_one_types(qtbot: object) -> None:
    async with opened() as w:
        made = page(w, qtbot)
        made._find.setText("side")
        assert [i for i, e in made._edits.items() if e.isVisible()] == ["bar"]


def test_conflicts_do_not_care_for_case() -> None:
    assert conflicts(COMMANDS, {"find": "ctrl+n"}) == {"new": ("Find",), "find": ("New chat",)}
