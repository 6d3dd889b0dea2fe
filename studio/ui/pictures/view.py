"""The picture studio: prompt and form left, canvas in the middle, versions right, the gallery as a page."""

from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.picture import PictureRef
from studio.state.picture_studio import PictureStudio
from studio.state.picture_thumbnails import Thumbnails
from studio.state.ports import Pictures
from studio.ui.pictures.before_after import BeforeAfter, Mode
from studio.ui.pictures.canvas import Canvas
from studio.ui.pictures.drag_out import DragOut
from studio.ui.pictures.drops import acceptable, deliver
from studio.ui.pictures.gallery import GalleryView
from studio.ui.pictures.layers import PictureLayer
from studio.ui.pictures.panel import Panel
from studio.ui.pictures.stage import Waiting, Welcome
from studio.ui.pictures.toolbar import CanvasTools, CompareTools, ZoomTools
from studio.ui.pictures.versions import VersionsView
from studio.ui.pictures.viewport import Viewport
from studio.ui.shell.dialogs import ask, choose_files, choose_target
from studio.ui.shell.theme import icon

PATTERNS = "Pictures (*.png *.jpg *.jpeg *.webp *.gif *.bmp *.avif);;All files (*)"
PANEL_WIDTH = 320
VERSIONS_WIDTH = 260


class PicturesView(QWidget):
    """Everything about pictures in one widget.

    `model_choice_requested` asks for the model chooser, `conversation_requested(conversation, message)` for a
    chat, `told(text)` and `undoable(text, callable)` for a notice, `finished(title, text)` for one of the desktop.
    """

    model_choice_requested = Signal()
    conversation_requested = Signal(str, str)
    told = Signal(str)
    undoable = Signal(str, object)
    finished = Signal(str, str)

    def __init__(self, studio: PictureStudio, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.studio = studio
        self.viewport_ = Viewport(self)
        self._source = PictureLayer(studio.rasters, self)
        self._before = PictureLayer(studio.rasters, self)
        self._after = PictureLayer(studio.rasters, self)
        self.panel = Panel(studio, studio.rasters)
        self.canvas = Canvas(studio, self._source, self.viewport_)
        self.compare = BeforeAfter(self._before, self._after, self.viewport_)
        self.compare.mode = Mode.SLIDER
        self.tools = CanvasTools(studio, self.canvas)
        self.compare_tools = CompareTools(studio, self.compare)
        self.versions = VersionsView(studio, Thumbnails(pictures, 256, self))
        self.gallery = GalleryView(studio, Thumbnails(pictures, 256, self))
        self._zoom = ZoomTools(self.viewport_)
        self._drag = DragOut(studio, self)
        self._welcome = Welcome()
        self._waiting = Waiting(studio)
        self._target = QLabel("Drop to use as the source", self)
        self._apply = QPushButton("Use as source")
        self._again = QPushButton("Vary")
        self._foot = QWidget()
        self._pages = QStackedWidget()
        self._stage = QStackedWidget()
        self._bars = QStackedWidget()
        self._bars.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._build()
        self._connect()
        self._source_changed()
        self._shown_changed()

    # -- building

    def _build(self) -> None:
        for page in (self.canvas, self.compare, self._welcome, self._waiting):
            self._stage.addWidget(page)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        middle, right = self._middle(), _column_of("Versions", self.versions)
        for widget in (self.panel, middle, right):
            splitter.addWidget(widget)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([PANEL_WIDTH, 800, VERSIONS_WIDTH])
        splitter.setCollapsible(1, False)
        splitter.setHandleWidth(1)
        self.panel.setMinimumWidth(310)
        right.setMinimumWidth(170)
        middle.setMinimumWidth(500)
        self._pages.addWidget(splitter)
        self._pages.addWidget(self.gallery)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._tabs())
        whole.addWidget(_line())
        whole.addWidget(self._pages, 1)
        self._target.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._target.setObjectName("drop_target")
        self._target.setStyleSheet(
            "#drop_target { background: palette(highlight); color: palette(highlighted-text);"
            " border-radius: 10px; font-size: 15px; }"
        )
        self._target.hide()

    def _middle(self) -> QWidget:
        for tools in (self.tools, self.compare_tools):
            self._bars.addWidget(tools)
        self._bars.setFixedHeight(44)
        self._apply.setIcon(icon("check"))
        self._again.setIcon(icon("shuffle"))
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(14, 6, 10, 6)
        foot.addWidget(self.compare_tools.drift, 1)
        foot.addWidget(self._again)
        foot.addWidget(self._apply)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bars)
        column.addWidget(_line())
        column.addWidget(self._stage, 1)
        column.addWidget(self._foot)
        return middle

    def _tabs(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(4)
        self._tab_group = QButtonGroup(self)
        self._tab_buttons: list[QToolButton] = []
        for index, (words, picture) in enumerate((("Studio", "brush"), ("Gallery", "images"))):
            button = QToolButton()
            button.setText(words)
            button.setIcon(icon(picture))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setCheckable(True)
            button.clicked.connect(self._turning(index))
            self._tab_group.addButton(button, index)
            self._tab_buttons.append(button)
            row.addWidget(button)
        self._tab_buttons[0].setChecked(True)
        row.addStretch(1)
        row.addWidget(self._zoom)
        row.addSpacing(8)
        new = QPushButton("New work")
        new.setIcon(icon("plus"))
        new.setToolTip("Clear the desk for another picture (Ctrl+Shift+N)")
        new.clicked.connect(self.studio.new_work)
        row.addWidget(new)
        return row

    def _connect(self) -> None:
        studio = self.studio
        studio.source_changed.connect(self._source_changed)
        studio.shown_changed.connect(self._shown_changed)
        studio.jobs.changed.connect(self._jobs_changed)
        studio.noted.connect(self.told)
        studio.refused.connect(self.told)
        studio.finished.connect(self.finished)
        studio.intake.address_dropped.connect(self._ask_to_load)
        self._before.changed.connect(self.compare_tools.refresh)
        self._after.changed.connect(self.compare_tools.refresh)
        self.panel.model_choice_requested.connect(self.model_choice_requested)
        self.panel.files_requested.connect(self.choose_files)
        self._welcome.files_requested.connect(self.choose_files)
        self.gallery.opened.connect(self._open)
        self.gallery.conversation_requested.connect(self.conversation_requested)
        self.gallery.undoable.connect(self.undoable)
        self.versions.undoable.connect(self.undoable)
        self.gallery.drag_wanted.connect(self._drag_out)
        self.versions.drag_wanted.connect(self._drag_out)
        self.tools.import_wanted.connect(self._import_mask)
        self.tools.export_wanted.connect(self._export_mask)
        self._apply.clicked.connect(lambda: studio.use_as_source(studio.in_view()))
        self._again.clicked.connect(lambda: studio.vary(studio.in_view()))
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.Undo), studio.undo),
            (QKeySequence("Ctrl+Shift+Z"), studio.redo),
            (QKeySequence("Ctrl+Y"), studio.redo),
            (QKeySequence(QKeySequence.StandardKey.Paste), self.paste),
            (QKeySequence("Ctrl+Return"), studio.start),
            (QKeySequence("Z"), self.toggle_compare),
        ):
            self._shortcut(keys, act)
        self.destroyed.connect(self._drag.close)

    def _shortcut(self, keys: QKeySequence, act: Callable[[], object]) -> None:
        shortcut = QShortcut(keys, self._stage)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: act())

    # -- verbs

    def take_files(self, paths: Sequence[Path]) -> None:
        """Pictures named on the command line or dropped on another part of the window."""
        self.studio.intake.take_files(paths)
        self.show_gallery(False)

    def show_gallery(self, on: bool = True) -> None:
        """Turns to the gallery, or back to the studio."""
        self._pages.setCurrentIndex(int(on))
        self._tab_buttons[int(on)].setChecked(True)
        self._zoom.setVisible(not on)
        if on:
            self.studio.gallery.reload()

    def choose_files(self) -> None:
        """Lets the user choose pictures to start from."""
        choose_files(self, "Open pictures", PATTERNS, self.studio.intake.take_files)

    def paste(self) -> None:
        """What is in the clipboard becomes the source."""
        mime = QGuiApplication.clipboard().mimeData()
        if mime is None or not deliver(mime, self.studio):
            self.told.emit("There is no picture in the clipboard.")

    def toggle_compare(self) -> None:
        """Between painting the source and looking at the last version."""
        if self.studio.desk.shown:
            self.studio.ask_with(shown="")
            return
        rows = [made for _, made in self.studio.versions()]
        if rows:
            self.studio.ask_with(shown=rows[-1].ref.sha256)

    # -- what changed

    def _source_changed(self) -> None:
        source = self.studio.desk.source
        self._source.show(None if source is None else source.ref)
        if source is not None:
            self.viewport_.set_picture(self._source.size)
        self._show_stage()

    def _shown_changed(self) -> None:
        made = self.studio.gallery.get(self.studio.desk.shown)
        if made is not None:
            raw = PictureRef(made.raw, "", 0, 0)
            self._after.show(raw if made.raw and self.compare_tools.raw else made.ref)
            parent = self.studio.gallery.get(made.parent)
            self._before.show(None if parent is None else parent.ref)
            self.viewport_.set_picture(self._after.size)
            self.compare_tools.refresh()
        elif self.studio.desk.source is not None:
            self.viewport_.set_picture(self._source.size)
        self._show_stage()

    def _show_stage(self) -> None:
        made = self.studio.gallery.get(self.studio.desk.shown)
        looking = made is not None and not self._waiting.wanted()
        self._bars.setCurrentIndex(int(looking))
        self._foot.setVisible(looking)
        self._again.setVisible(made is not None and bool(made.prompt))
        self.panel.jobs.leave_to_stage(self._waiting.job)
        if self._waiting.wanted():
            self._stage.setCurrentWidget(self._waiting)
        elif looking:
            self._stage.setCurrentWidget(self.compare)
        elif self.studio.desk.source is not None:
            self._stage.setCurrentWidget(self.canvas)
        else:
            self._stage.setCurrentWidget(self._welcome)

    def _jobs_changed(self) -> None:
        self._waiting.refresh()
        if self._waiting.wanted() != (self._stage.currentWidget() is self._waiting):
            self._show_stage()

    def _open(self, sha256: str) -> None:
        self.studio.look_at(sha256)
        self.show_gallery(False)

    def _turning(self, index: int) -> Callable[[], None]:
        return lambda: self.show_gallery(bool(index))

    # -- files

    def _import_mask(self) -> None:
        choose_files(self, "Import a mask", PATTERNS, lambda paths: self.studio.import_mask(paths[0]))

    def _export_mask(self) -> None:
        start = str(Path.home() / "mask.png")
        choose_target(self, "Export the mask", start, "PNG (*.png)", self.studio.export_mask)

    def _drag_out(self, sha256s: tuple[str, ...]) -> None:
        image = self.gallery.grid.thumbnail(sha256s[0]) if sha256s else None
        self._drag.begin(sha256s, image)

    def _ask_to_load(self, url: str) -> None:
        host = urlsplit(url).hostname or url
        ask(
            self,
            "Load this picture?",
            f"It lies at {host}:\n{url[:300]}",
            ["Load"],
            lambda _: self.studio.intake.load_address(url),
        )

    # -- drops

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Shows where to let go."""
        mime: QMimeData = event.mimeData()
        if event.source() is not self and acceptable(mime):
            event.acceptProposedAction()
            self._target.setGeometry(self.rect().adjusted(40, 40, -40, -40).intersected(self.rect()))
            self._target.show()
            self._target.raise_()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing is dropped here."""
        self._target.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Takes it; the studio says what it is."""
        self._target.hide()
        if deliver(event.mimeData(), self.studio):
            event.acceptProposedAction()
            self.show_gallery(False)

    def changeEvent(self, event: QEvent) -> None:
        """Colours follow the palette."""
        if event.type() == QEvent.Type.PaletteChange:
            self.canvas.update()
        super().changeEvent(event)


def _column_of(title: str, content: QWidget) -> QWidget:
    whole = QWidget()
    heading = QLabel(title)
    heading.setContentsMargins(14, 12, 8, 8)
    font = heading.font()
    font.setBold(True)
    heading.setFont(font)
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(heading)
    column.addWidget(content, 1)
    return whole


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFixedHeight(1)
    line.setStyleSheet("background: palette(mid); border: none;")
    return line
