"""The gallery page: search, filters, the grid, and what can be done with the pictures that are selected."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.picture import PictureMade
from studio.state.picture_desk import file_name
from studio.state.picture_studio import PictureStudio
from studio.state.picture_thumbnails import Thumbnails
from studio.ui.pictures.grid import PictureGrid
from studio.ui.shell.dialogs import ask_text, choose_target
from studio.ui.shell.theme import icon

ORIGINS = (
    ("All pictures", ""),
    ("Made here", "made"),
    ("Received in chats", "received"),
    ("Brought in", "brought"),
)
TYPING_MS = 120


class GalleryView(QWidget):
    """Everything in the gallery.

    `opened(sha256)` asks to look at a picture in the studio, `conversation_requested(conversation id, message
    id)` to show where it came from, `undoable(text, callable)` offers to take something back,
    `drag_wanted(tuple of sha256)` to drag files out.
    """

    opened = Signal(str)
    conversation_requested = Signal(str, str)
    undoable = Signal(str, object)
    drag_wanted = Signal(object)

    def __init__(self, studio: PictureStudio, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._gallery = studio.gallery
        self.grid = PictureGrid(thumbnails)
        self._search = QLineEdit()
        self._search.setPlaceholderText("Search prompts, names and models")
        self._search.setAccessibleName("Search the gallery")
        self._search.setClearButtonEnabled(True)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(lambda: self._gallery.narrow(words=self._search.text()))
        self._search.textChanged.connect(lambda _: self._typing.start())
        self._origin = _combo("Which pictures")
        for words, value in ORIGINS:
            self._origin.addItem(words, value)
        self._origin.activated.connect(lambda _: self._gallery.narrow(origin=self._origin.currentData()))
        self._model = _combo("Which model")
        self._model.activated.connect(lambda _: self._gallery.narrow(model=self._model.currentData()))
        self._starred = QPushButton("Starred")
        self._starred.setIcon(icon("star"))
        self._starred.setCheckable(True)
        self._starred.toggled.connect(lambda on: self._gallery.narrow(starred=on))
        self._count = QLabel()
        self._count.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._empty = QLabel()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._build()
        self.grid.opened.connect(self.opened)
        self.grid.menu_wanted.connect(self._show_menu)
        self.grid.delete_wanted.connect(self._delete)
        self.grid.dragged.connect(lambda: self.drag_wanted.emit(self.grid.selected()))
        self._gallery.changed.connect(self._refresh)
        self._refresh()

    def focus_search(self) -> None:
        """The cursor goes into the search field."""
        self._search.setFocus()
        self._search.selectAll()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(12, 10, 12, 6)
        top.setSpacing(8)
        top.addWidget(self._search, 1)
        top.addWidget(self._origin)
        top.addWidget(self._model)
        top.addWidget(self._starred)
        top.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.grid, 1)
        column.addWidget(self._empty, 1)

    def _refresh(self) -> None:
        pictures = self._gallery.shown()
        self.grid.show_pictures(pictures)
        self._count.setText("1 picture" if len(pictures) == 1 else f"{len(pictures):,} pictures")
        narrowed = self._gallery.filter != type(self._gallery.filter)()
        self._empty.setText(
            "Nothing fits this search."
            if narrowed
            else "Pictures you make, receive or bring in are kept here."
        )
        self._empty.setVisible(not pictures)
        self.grid.setVisible(bool(pictures))
        wanted = self._gallery.filter.model
        models = ("", *self._gallery.models())
        if [self._model.itemData(i) for i in range(self._model.count())] != list(models):
            self._model.clear()
            for model in models:
                self._model.addItem(model or "All models", model)
        self._model.setCurrentIndex(max(0, self._model.findData(wanted)))

    def _delete(self) -> None:
        gone = self._gallery.delete(self.grid.selected())
        if gone:
            words = "1 picture deleted" if len(gone) == 1 else f"{len(gone)} pictures deleted"
            self.undoable.emit(words, lambda: self._gallery.restore(gone))

    def _show_menu(self, at: QPoint) -> None:
        chosen = [made for sha in self.grid.selected() if (made := self._gallery.get(sha)) is not None]
        if chosen:
            menu = picture_menu(self, self._studio, chosen, self.opened.emit)
            menu.addAction(icon("trash-2"), "Delete", self._delete)
            if len(chosen) == 1 and chosen[0].conversation_id:
                made = chosen[0]
                menu.addAction(
                    icon("message-square"),
                    "Open its conversation",
                    lambda: self.conversation_requested.emit(made.conversation_id, made.message_id),
                )
            menu.popup(at)


def picture_menu(
    parent: QWidget, studio: PictureStudio, chosen: list[PictureMade], look: Callable[[str], object]
) -> QMenu:
    """What can be done with pictures wherever they are listed."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    first = chosen[0]
    sha = first.ref.sha256
    if len(chosen) == 1:
        menu.addAction(icon("eye"), "Look at it", lambda: look(sha))
        menu.addAction(icon("brush"), "Use as source", lambda: studio.use_as_source(sha))
        menu.addAction(icon("image-plus"), "Send along as reference", lambda: studio.add_reference(sha))
        if first.prompt:
            menu.addAction(icon("history"), "Recall prompt and parameters", lambda: studio.recall(sha))
            menu.addAction(icon("shuffle"), "Vary", lambda: studio.vary(sha))
        menu.addSeparator()
        menu.addAction(
            icon("pencil"),
            "Name…",
            lambda: ask_text(
                parent, "Name the picture", "Name", first.name, lambda name: studio.gallery.rename(sha, name)
            ),
        )
        menu.addAction(icon("download"), "Save as…", lambda: save_picture(parent, studio, first, True))
        menu.addAction("Save without metadata…", lambda: save_picture(parent, studio, first, False))
    starred = all(made.starred for made in chosen)
    menu.addAction(
        icon("star-off" if starred else "star"),
        "Take the star" if starred else "Star",
        lambda: studio.gallery.star([made.ref.sha256 for made in chosen], not starred),
    )
    return menu


def save_picture(parent: QWidget, studio: PictureStudio, made: PictureMade, with_metadata: bool) -> None:
    """Asks where to, then saves; without metadata neither prompt nor model goes along."""
    suffix = made.ref.mime.rpartition("/")[2].replace("jpeg", "jpg")
    choose_target(
        parent,
        "Save the picture",
        str(Path.home() / f"{file_name(made)}.{suffix}"),
        f"Pictures (*.{suffix})",
        lambda target: studio.save(made, target, with_metadata),
    )


def _combo(name: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    combo.setMaximumWidth(220)
    return combo
