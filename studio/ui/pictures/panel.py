"""The left side of the studio: what is asked, of which model, from which picture, with which parameters."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.picture import PictureRef
from studio.domain.text import first_words
from studio.state.picture_studio import PictureStudio
from studio.state.rasters import Rasters
from studio.ui.pictures.jobs import JobsView
from studio.ui.pictures.layers import image_of
from studio.ui.settings.parameter_form import ParameterFormWidget
from studio.ui.shell.theme import icon
from studio.ui.typed_text import typed_text

THUMB = 64
WIDEST_FEATHER = 100
HISTORY = 15


class PromptBox(QPlainTextEdit):
    """Where the words go; Ctrl+Enter asks, Alt+Up and Alt+Down walk through earlier prompts."""

    wanted = Signal()
    recalled = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setAccessibleName("Prompt")
        self.setMinimumHeight(96)
        self.setMaximumHeight(132)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter asks."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if control:
                self.wanted.emit()
            case Qt.Key.Key_Up if alt:
                self.recalled.emit(1)
            case Qt.Key.Key_Down if alt:
                self.recalled.emit(-1)
            case _:
                super().keyPressEvent(event)


class Panel(QWidget):
    """Prompt, model, source, mask switches, parameters, queue. `model_choice_requested` asks for the chooser."""

    model_choice_requested = Signal()
    files_requested = Signal()

    def __init__(self, studio: PictureStudio, rasters: Rasters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._rasters = rasters
        self._place = -1
        self._filling = False
        self._model = QPushButton()
        self._model.clicked.connect(self.model_choice_requested)
        self._model.setToolTip("Choose the model")
        self._prompt = PromptBox()
        self._prompt.textChanged.connect(self._typed)
        self._prompt.wanted.connect(self._go)
        self._prompt.recalled.connect(self._walk)
        self._history = _tool("history", "Earlier prompts", self._show_history)
        self._source = SourceRow(studio, rasters)
        self._source.files_requested.connect(self.files_requested)
        self._keep = QCheckBox("Keep what is not painted")
        self._keep.setToolTip(
            "What you did not paint is put back pixel for pixel, whatever the model returns"
        )
        self._keep.toggled.connect(lambda on: studio.ask_with(keep_outside=on))
        self._feather = QSlider(Qt.Orientation.Horizontal)
        self._feather.setRange(0, WIDEST_FEATHER)
        self._feather.valueChanged.connect(lambda value: studio.ask_with(feather=value))
        self._feather_label = QLabel()
        self._feather_label.setBuddy(self._feather)
        self._form = ParameterFormWidget(studio.form)
        self._form.changed.connect(self._set_parameters)
        self._button = QPushButton()
        self._button.setDefault(True)
        self._button.setMinimumHeight(36)
        self._button.clicked.connect(self._go)
        self.jobs = JobsView(studio)
        self._build()
        studio.asked_changed.connect(self._refresh)
        studio.source_changed.connect(self._refresh)
        studio.mask_changed.connect(self._refresh)
        studio.form_changed.connect(self._refresh)
        self._refresh()

    def focus_prompt(self) -> None:
        """The cursor goes into the prompt."""
        self._prompt.setFocus()

    def _build(self) -> None:
        heading = QHBoxLayout()
        heading.addWidget(_heading("Prompt"), 1)
        heading.addWidget(self._history)
        softness = QHBoxLayout()
        softness.addWidget(self._feather_label)
        softness.addWidget(self._feather, 1)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(_heading("Model"))
        column.addWidget(self._model)
        column.addSpacing(4)
        column.addWidget(_heading("Picture"))
        column.addWidget(self._source)
        column.addWidget(self._keep)
        column.addLayout(softness)
        column.addSpacing(4)
        column.addLayout(heading)
        column.addWidget(self._prompt)
        column.addSpacing(4)
        column.addWidget(_heading("Parameters"))
        column.addWidget(self._form)
        column.addStretch(1)
        area = QScrollArea()
        inner.setMinimumWidth(0)
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.addWidget(self.jobs)
        foot.addWidget(self._button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(area, 1)
        whole.addLayout(foot)

    def _refresh(self) -> None:
        desk = self._studio.desk
        if typed_text(self._prompt) != desk.prompt:
            self._prompt.setPlainText(desk.prompt)
        editing = desk.source is not None
        self._prompt.setPlaceholderText("What should change?" if editing else "What should the picture show?")
        model = self._studio.model()
        self._model.setText("Choose a model…" if model is None else _cut(model.shown_name))
        self._button.setText(self._studio.verb())
        self._button.setEnabled(bool(desk.prompt.strip()))
        self._button.setToolTip("Ctrl+Enter")
        masked = editing and not desk.mask.blank
        self._keep.setVisible(masked)
        self._feather.setVisible(masked)
        self._feather_label.setVisible(masked)
        self._keep.setChecked(desk.keep_outside)
        self._feather.setValue(desk.feather)
        self._feather_label.setText(f"Soft edge {desk.feather} px")
        self._show_form()

    def _show_form(self) -> None:
        self._filling = True
        self._form.set_form(self._studio.form)
        # Only another set is shown anew: what is being typed and cannot be sent yet stays in its field.
        if self._form.value() != self._studio.desk.parameters:
            self._form.set_value(self._studio.desk.parameters)
        self._filling = False

    def _set_parameters(self) -> None:
        if not self._filling:
            self._studio.ask_with(parameters=self._form.value())

    def _typed(self) -> None:
        text = typed_text(self._prompt)
        if text != self._studio.desk.prompt:
            self._studio.ask_with(prompt=text)

    def _go(self) -> None:
        if self._studio.start():
            self._place = -1

    def _walk(self, step: int) -> None:
        prompts = self._studio.gallery.prompts()
        self._place = max(-1, min(len(prompts) - 1, self._place + step))
        self._studio.ask_with(prompt=prompts[self._place] if self._place >= 0 else "")

    def _show_history(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        prompts = self._studio.gallery.prompts(HISTORY)
        for prompt in prompts:
            action = menu.addAction(first_words(prompt, 70).replace("&", "&&"))
            action.triggered.connect(self._recalling(prompt))
        if not prompts:
            menu.addAction("No prompts yet").setEnabled(False)
        menu.popup(self._history.mapToGlobal(self._history.rect().bottomLeft()))

    def _recalling(self, prompt: str) -> Callable[[], None]:
        return lambda: self._studio.ask_with(prompt=prompt)


class SourceRow(QWidget):
    """The source and the pictures sent along, each with a button that takes it away; or where to get one."""

    files_requested = Signal()

    def __init__(self, studio: PictureStudio, rasters: Rasters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._rasters = rasters
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._thumbs: dict[str, QLabel] = {}
        studio.source_changed.connect(self._rebuild)
        rasters.ready.connect(self._thumb_came)
        self._rebuild()

    def _rebuild(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._thumbs = {}
        desk = self._studio.desk
        if desk.source is not None:
            size = f"{desk.source.ref.width} × {desk.source.ref.height}"
            self._add(desk.source.ref, desk.source.name or "Picture", size, self._studio.remove_source)
            self._add_recipe(desk.source.ref.sha256)
        for index, reference in enumerate(desk.references):
            self._add(reference.ref, reference.name or "Picture", "sent along", self._removing(index))
        choose = QPushButton("Add a picture…" if desk.source is not None else "Open a picture…")
        choose.setIcon(icon("image-plus"))
        choose.setToolTip("Or drop or paste one anywhere")
        choose.clicked.connect(self.files_requested)
        self._column.addWidget(choose)

    def _add_recipe(self, sha256: str) -> None:
        recipe = self._studio.offer.of(sha256)
        if recipe is None:
            return
        button = QPushButton("Use its prompt and parameters")
        button.setIcon(icon("history"))
        # Tool tips read rich text; what a file says comes from outside.
        words = first_words(recipe.prompt, 200).replace("<", "‹")
        button.setToolTip(f"Written into the file by {recipe.source}: {words}")
        button.clicked.connect(self._studio.use_recipe)
        self._column.addWidget(button)

    def _removing(self, index: int) -> Callable[[], None]:
        return lambda: self._studio.remove_reference(index)

    def _add(self, ref: PictureRef, name: str, note: str, remove: Callable[[], None]) -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        thumb = QLabel()
        thumb.setFixedSize(QSize(THUMB, THUMB))
        thumb.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._thumbs[ref.sha256] = thumb
        words = QLabel(f"{_cut(name)}\n{note}")
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        line.addWidget(thumb)
        line.addWidget(words, 1)
        line.addWidget(_tool("x", f"Take {_cut(name)} away", remove))
        self._column.addWidget(row)
        self._show_thumb(ref)

    def _thumb_came(self, sha256: str) -> None:
        desk = self._studio.desk
        sources = (*([desk.source] if desk.source is not None else []), *desk.references)
        for source in sources:
            if source.ref.sha256 == sha256:
                self._show_thumb(source.ref)

    def _show_thumb(self, ref: PictureRef) -> None:
        raster = self._rasters.get(ref, 2 * THUMB)
        label = self._thumbs.get(ref.sha256)
        if raster is None or label is None:
            return
        ratio = self.devicePixelRatioF()
        side = round(THUMB * ratio)
        image: QImage = image_of(raster).scaled(
            side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(ratio)
        label.setPixmap(pixmap)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def _tool(name: str, words: str, act: Callable[[], None]) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(name))
    button.setAutoRaise(True)
    button.setToolTip(words.replace("<", "‹"))
    button.setAccessibleName(words)
    button.clicked.connect(lambda: act())
    return button


def _cut(name: str) -> str:
    return first_words(name, 42)
