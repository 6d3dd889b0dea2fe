"""What can be done with the conversations chosen in the sidebar, one or many."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from studio.state.library import Library
from studio.ui.shell.dialogs import ask_text
from studio.ui.shell.icons import icon


class ConversationMenu(QMenu):
    """Rename, pin, file, tag, archive, export, delete; opened with `popup`, gone when it is closed."""

    def __init__(
        self,
        parent: QWidget,
        library: Library,
        ids: list[str],
        rename: Callable[[str], object],
        export: Callable[[list[str]], object],
        delete: Callable[[list[str]], object],
    ) -> None:
        super().__init__(parent)
        self.aboutToHide.connect(self.deleteLater)
        self._owner = parent
        self._library = library
        self._ids = [i for i in ids if i in library.conversations]
        if not self._ids:
            return
        first = library.conversations[self._ids[0]]
        many = f" {len(self._ids)} chats" if len(self._ids) > 1 else ""
        if not many:
            self.addAction(icon("pencil"), "Rename …\tF2", lambda: rename(first.id))
        pin = f"Unpin{many}" if first.pinned else f"Pin{many}"
        self.addAction(icon("pin"), pin, lambda: self._change(pinned=not first.pinned))
        self._add_folders(many)
        self.addAction(icon("tag"), f"Tags{' of' + many if many else ''} …", self._ask_tags)
        archive = f"Take{many} out of the archive" if first.archived else f"Archive{many}"
        self.addAction(icon("archive"), archive, lambda: self._change(archived=not first.archived))
        self.addSeparator()
        self.addAction(icon("download"), f"Export{many} …", lambda: export(self._ids))
        self.addSeparator()
        self.addAction(icon("trash-2"), f"Delete{many}\tDel", lambda: delete(self._ids))

    def _add_folders(self, many: str) -> None:
        menu = self.addMenu(icon("folder"), f"Move{many} to folder")
        used = {self._library.conversations[i].folder for i in self._ids}
        for name in self._library.folders():
            # An ampersand in a menu marks a key; doubled, it is itself.
            action = menu.addAction(name.replace("&", "&&"))
            action.triggered.connect(partial(self._file, name))
            action.setCheckable(True)
            action.setChecked(used == {name})
        if menu.actions():
            menu.addSeparator()
        menu.addAction(icon("plus"), "New folder …", self._ask_folder)
        if used != {""}:
            menu.addAction("Take out of the folder", lambda: self._file(""))

    def _file(self, folder: str, _: bool = False) -> None:
        self._change(folder=folder, **({"pinned": False} if folder else {}))

    def _ask_folder(self) -> None:
        ask_text(self._owner, "New folder", "Name of the folder", "", lambda name: self._file(name.strip()))

    def _ask_tags(self) -> None:
        tags = ", ".join(self._library.conversations[self._ids[0]].tags)
        label = "Tags, separated by commas; the filter above the list finds them"
        ask_text(self._owner, "Tags", label, tags, lambda text: self._tag(text), blank=True)

    def _tag(self, text: str) -> None:
        words = (" ".join(tag.split()).lstrip("#") for tag in text.split(","))
        self._change(tags=tuple(dict.fromkeys(word for word in words if word)))

    def _change(self, **fields: object) -> None:
        for identity in self._ids:
            self._library.change(identity, **fields)
