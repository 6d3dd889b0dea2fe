"""The context menu of a transcript, and the menu of further actions of a message."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from studio.ui.chat.transcript.entry import ACTION_NAMES
from studio.ui.chat.transcript.placed import Placed
from studio.ui.rendering.box import Target

if TYPE_CHECKING:
    from studio.ui.chat.transcript.view import Transcript


def _add(menu: QMenu, words: str, act: Callable[[], object], enabled: bool = True) -> None:
    action = menu.addAction(words)
    action.setEnabled(enabled)
    action.triggered.connect(lambda: act())


def open_more(view: "Transcript", at: int, where: QPoint) -> None:
    """The menu behind the three dots: every action the message offers."""
    menu = _menu(view)
    _add_actions(menu, view, at)
    menu.popup(where)


def open_context(view: "Transcript", found: tuple[Placed, Target] | None, at: int, where: QPoint) -> None:
    """The menu for what is under the pointer: the link or picture, the selection, the message."""
    menu = _menu(view)
    if found is not None:
        _add_target(menu, view, found)
    _add(menu, "Copy\tCtrl+C", view.copy, view.selection.span is not None)
    _add(
        menu,
        "Copy selection as Markdown",
        lambda: _put(view.selected_markdown()),
        view.selection.span is not None,
    )
    _add(menu, "Select all\tCtrl+A", view.select_all)
    if 0 <= at < len(view.stage.items) and view.stage.items[at].entry.actions:
        menu.addSeparator()
        _add_actions(menu, view, at)
    menu.popup(where)


def _menu(view: "Transcript") -> QMenu:
    menu = QMenu(view)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def _add_target(menu: QMenu, view: "Transcript", found: tuple[Placed, Target]) -> None:
    placed, target = found
    if target.kind == "link":
        _add(menu, "Open link…", lambda: view.link_activated.emit(target.data))
        _add(menu, "Copy link address", lambda: _put(target.data))
        menu.addSeparator()
    elif target.kind == "picture":
        message = view.stage.items[placed.item].entry.message.id
        _add(menu, "Open large", lambda: view.picture_activated.emit(message, target.data))
        _add(menu, "Edit this picture", lambda: view.picture_edit_requested.emit(target.data))
        _add(menu, "Save picture…", lambda: view.picture_save_requested.emit(target.data))
        menu.addSeparator()


def _add_actions(menu: QMenu, view: "Transcript", at: int) -> None:
    entry = view.stage.items[at].entry
    for action, words in ACTION_NAMES.items():
        if action in entry.actions and action not in ("remedy", "answer_tool"):
            if action == "delete":
                menu.addSeparator()
            _add(menu, words, lambda a=action: view.action_requested.emit(a, entry.message.id))  # type: ignore[misc]


def _put(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
