"""The left side: the three places of the program, the list of conversations, the archive, and the way to Settings."""

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from studio.state.library import Library
from studio.ui.shell.conversation_list import ConversationList
from studio.ui.shell.conversation_menu import ConversationMenu
from studio.ui.shell.conversation_view import ConversationView
from studio.ui.shell.icons import icon


class Sidebar(QWidget):
    """Places, search, conversations, settings."""

    place_chosen = Signal(str)
    new_chat = Signal()
    opened = Signal(str)
    rename_wanted = Signal(str)
    delete_wanted = Signal(list)
    export_wanted = Signal(list)
    settings_wanted = Signal()
    search_wanted = Signal()

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
        self.model = ConversationList(library)
        self.view = ConversationView(self.model)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Filter chats")
        self.search.setAccessibleName("Filter chats")
        self.search.setClearButtonEnabled(True)
        self._places: dict[str, QToolButton] = {}
        self._archive = self._wide_button("Archive", "archive")
        self._build()
        self.search.textChanged.connect(self._narrow)
        self._shown = ""
        self.model.modelReset.connect(self._mark_shown)
        library.changed.connect(self._count_archive)
        library.row_changed.connect(self._count_archive)
        self._count_archive()
        self.view.opened.connect(self.opened)
        self.view.renamed.connect(self.rename_wanted)
        self.view.deleted.connect(self.delete_wanted)
        self.view.menu_wanted.connect(self._menu)

    def show_place(self, place: str) -> None:
        """Marks "chat", "compare" or "pictures" as the place shown."""
        self._places[place].setChecked(True)

    def select(self, conversation: str) -> None:
        """Marks the conversation that is shown; the mark stays while the list is filtered or folded."""
        self._shown = conversation
        if len(self.view.selectedIndexes()) <= 1:  # several were chosen by hand: that is not undone
            self._mark_shown()

    def _mark_shown(self) -> None:
        row = self.model.row_of(self._shown)
        index = self.model.index(row) if row >= 0 else QModelIndex()
        if index != self.view.currentIndex() or not self.view.selectedIndexes():
            self.view.setCurrentIndex(index)

    def show_archive(self, shown: bool) -> None:
        """Lists the archived conversations in place of the others, or turns back."""
        self.model.show_archive(shown)
        self._archive.setChecked(shown)
        self.search.setPlaceholderText("Filter the archive" if shown else "Filter chats")
        self._count_archive()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 10, 8, 8)
        layout.setSpacing(6)
        places = QHBoxLayout()
        places.setSpacing(4)
        group = QButtonGroup(self)
        for name, label, drawing in (
            ("chat", "Chat", "message-square"),
            ("compare", "Compare", "columns-3"),
            ("pictures", "Pictures", "image"),
        ):
            button = self._wide_button(label, drawing)
            button.setText(label)
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.clicked.connect(lambda _=False, chosen=name: self.place_chosen.emit(chosen))
            group.addButton(button)
            places.addWidget(button)
            # Never narrower than its word: the sidebar's own least width follows from these.
            button.setMinimumWidth(button.sizeHint().width() + 6)
            self._places[name] = button
        layout.addLayout(places)
        new = self._wide_button("New chat", "square-pen")
        new.setToolTip("New chat (Ctrl+N)")
        new.clicked.connect(self.new_chat)
        layout.addWidget(new)
        layout.addWidget(self.search)
        layout.addWidget(self.view, 1)
        self._archive.setCheckable(True)
        self._archive.setToolTip("Chats put away: out of the list, still found by the search")
        self._archive.toggled.connect(self.show_archive)
        layout.addWidget(self._archive)
        find = self._wide_button("Search everything", "search")
        find.setToolTip("Search and commands (Ctrl+K)")
        find.clicked.connect(self.search_wanted)
        layout.addWidget(find)
        settings = self._wide_button("Settings", "settings")
        settings.setToolTip("Settings (Ctrl+,)")
        settings.clicked.connect(self.settings_wanted)
        layout.addWidget(settings)

    def _wide_button(self, label: str, drawing: str) -> QToolButton:
        button = QToolButton()
        button.setText(f" {label}")
        button.setAccessibleName(label)
        button.setIcon(icon(drawing))
        button.setIconSize(QSize(18, 18))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        policy = button.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        button.setSizePolicy(policy)
        return button

    def _menu(self, ids: list[str], at: QPoint) -> None:
        if not ids:
            return
        menu = ConversationMenu(
            self,
            self._library,
            ids,
            self.rename_wanted.emit,
            self.export_wanted.emit,
            self.delete_wanted.emit,
        )
        menu.popup(at)

    def _narrow(self, text: str) -> None:
        self.model.set_filter(text)
        self._say_empty()

    def _count_archive(self, _: str = "") -> None:
        """How many are in the archive; the button is there as soon as there is one."""
        count = self._library.archived_count()
        self._archive.setText(f" Archive ({count:,})" if count else " Archive")
        self._archive.setVisible(bool(count) or self.model.archived)
        self._say_empty()

    def _say_empty(self) -> None:
        if self.search.text().strip():
            self.view.empty_words = (
                "No title, folder or tag has these words. Ctrl+K searches the messages too."
            )
        else:
            self.view.empty_words = "The archive is empty." if self.model.archived else "No chats yet."
