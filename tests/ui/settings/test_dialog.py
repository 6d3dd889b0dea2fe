"""The settings dialog: pages built when first seen, every control named, Enter never presses a button."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QDialogButtonBox,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QWidget,
)

from studio.ui.settings.dialog import PAGES, SettingsDialog
from studio.ui.shell.commands import Command
from tests.state.world import World, opened, row, settled

COMMANDS = (Command("new", "New chat", ("Ctrl+N",), lambda: None),)
HOSTILE = '<img src="/etc/passwd"><b>x</b>'


def dialog(w: World, qtbot: object) -> SettingsDialog:
    made = SettingsDialog(w.gateways, w.preferences, w.store, None, COMMANDS)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def controls(root: QWidget) -> Iterator[QWidget]:
    kinds = (
        QAbstractButton,
        QAbstractSpinBox,
        QComboBox,
        QKeySequenceEdit,
        QLineEdit,
        QListView,
        QPlainTextEdit,
    )
    for kind in (*kinds, QTableView):
        for widget in root.findChildren(kind):
            inner = isinstance(widget.parent(), QComboBox | QAbstractSpinBox | QKeySequenceEdit | QLineEdit)
            if widget.isVisible() and not inner and widget.objectName() != "qt_scrollarea_viewport":
                yield widget


def test_every_page_is_there() -> None:
    assert [name for name, *_ in PAGES] == [
        "gateways",
        "appearance",
        "presets",
        "privacy",
        "shortcuts",
        "storage",
        "usage",
    ]


async def test_pages_are_built_when_they_are_first_seen(qtbot: object) -> None:
    async with opened(row("freetheai"), row("apifree")) as w:
        made = dialog(w, qtbot)
        assert set(made._built) == {"gateways"}
        for name, *_ in PAGES:
            made.show_page(name)
            await settled()
            assert made._built[name].isVisible()
        made.show_page("gateways", "apifree")
        assert made._built["gateways"]._editor._name.text() == "APIFree"


async def test_every_control_has_a_name_and_a_size_to_hit(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made = dialog(w, qtbot)
        for name, *_ in PAGES:
            made.show_page(name)
            await settled()
            buddies = {label.buddy() for label in made.findChildren(QLabel)}
            for control in controls(made):
                words = control.accessibleName() or getattr(control, "text", lambda: "")()
                assert words or control in buddies, f"{name}: {control}"
                if (
                    isinstance(control, QAbstractButton)
                    and control.focusPolicy() is not Qt.FocusPolicy.NoFocus
                ):
                    assert control.height() >= 16, f"{name}: {control.text()}"
                if isinstance(control, QPushButton):
                    assert control.height() >= 24


async def test_enter_presses_no_button_and_escape_closes(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made = dialog(w, qtbot)
        await settled()
        qtbot.keyClick(made._built["gateways"]._editor._name, Qt.Key.Key_Return)
        await settled()
        assert made.isVisible()
        assert w.script.tested == []
        assert not any(b.autoDefault() or b.isDefault() for b in made.findChildren(QPushButton))
        qtbot.keyClick(made, Qt.Key.Key_Escape)
        assert not made.isVisible()


async def test_text_from_outside_is_plain_on_every_page(qtbot: object) -> None:
    async with opened(row("freetheai", name=HOSTILE, note=HOSTILE)) as w:
        made = dialog(w, qtbot)
        for name, *_ in PAGES:
            made.show_page(name)
            await settled()
        for label in made.findChildren(QLabel):
            if "<" in label.text():
                assert label.textFormat() is Qt.TextFormat.PlainText


async def test_without_commands_there_is_no_page_for_them(qtbot: object) -> None:
    async with opened() as w:
        made = SettingsDialog(w.gateways, w.preferences, w.store)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(made)
        assert made._names.count() == len(PAGES) - 1
        made.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close).click()
        await settled()
