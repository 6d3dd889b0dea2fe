"""The row of tools above the canvas, and the row of ways to compare above before and after."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSlider,
    QSpinBox,
    QToolButton,
    QWidget,
)

from studio.state.picture_mask import Tool
from studio.state.picture_studio import PictureStudio
from studio.ui.pictures.before_after import BeforeAfter, Mode
from studio.ui.pictures.canvas import EXTEND, HAND, LARGEST_BRUSH, SMALLEST_BRUSH, Canvas
from studio.ui.pictures.viewport import STEP, Viewport
from studio.ui.shell.theme import icon

TOOLS = (
    (Tool.BRUSH.value, "brush", "Brush: paint what may change (B)"),
    (Tool.ERASER.value, "eraser", "Eraser: take from what may change (E)"),
    (Tool.RECTANGLE.value, "square-dashed", "Rectangle; with Alt it takes away (R)"),
    (Tool.LASSO.value, "lasso", "Lasso; with Alt it takes away (L)"),
    (HAND, "hand", "Move the view (H, or hold Space)"),
    (EXTEND, "expand", "Extend the canvas by dragging its edges (O)"),
)
COLOURS = (
    ("Red", "#e63c3c"),
    ("Green", "#28b463"),
    ("Blue", "#3d7bff"),
    ("Yellow", "#f2c014"),
    ("Magenta", "#d63cd6"),
    ("White", "#ffffff"),
)
DEFAULT_STRENGTH = 50
TARGET = 28
"""The smallest side of a button in pixels: a hand must hit it."""


class CanvasTools(QWidget):
    """Tools, brush size, whole-mask commands, undo, overlay. `import_wanted` and `export_wanted` ask for a file."""

    import_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, studio: PictureStudio, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._canvas = canvas
        self._colour = QColor(COLOURS[0][1])
        self._tools = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        self._size = QSpinBox()
        self._strength = QSlider(Qt.Orientation.Horizontal)
        self._undo = tool_button("undo-2", "Undo the last stroke (Ctrl+Z)", studio.undo)
        self._redo = tool_button("redo-2", "Redo (Ctrl+Shift+Z)", studio.redo)
        self._mask = tool_button("ellipsis", "More for the mask", self._show_menu)
        self._overlay = tool_button("palette", "How the mask is shown", self._show_overlay)
        self._build()
        canvas.tool_changed.connect(self._refresh)
        canvas.brush_changed.connect(self._refresh)
        studio.mask_changed.connect(self._refresh)
        studio.source_changed.connect(self._refresh)
        self._apply_overlay()
        self._refresh()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(2)
        for name, picture, words in TOOLS:
            button = tool_button(picture, words, self._choosing(name))
            button.setCheckable(True)
            self._tools.addButton(button)
            self._buttons[name] = button
            row.addWidget(button)
        row.addSpacing(8)
        self._size.setRange(SMALLEST_BRUSH, LARGEST_BRUSH)
        self._size.setSuffix(" px")
        self._size.setFixedWidth(88)
        self._size.setAccessibleName("Brush size in pixels of the picture")
        self._size.setToolTip("Brush size ([ and ])")
        self._size.valueChanged.connect(self._canvas.set_brush)
        row.addWidget(self._size)
        row.addSpacing(8)
        for button in (self._undo, self._redo, self._mask, self._overlay):
            row.addWidget(button)
        self._strength.setRange(10, 100)
        self._strength.setValue(DEFAULT_STRENGTH)
        self._strength.setFixedWidth(72)
        self._strength.setAccessibleName("Strength of the mask overlay")
        self._strength.setToolTip("Strength of the mask overlay")
        self._strength.valueChanged.connect(lambda _: self._apply_overlay())
        row.addWidget(self._strength)
        row.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow bar gives up first what keys and menus do as well, and never squeezes its buttons."""
        self._strength.setVisible(event.size().width() >= 500)
        self._size.setVisible(event.size().width() >= 410)

    def _choosing(self, name: str) -> Callable[[], None]:
        def choose() -> None:
            self._canvas.choose_tool(name)
            self._canvas.setFocus()

        return choose

    def _refresh(self) -> None:
        self._buttons[self._canvas.tool].setChecked(True)
        self._size.blockSignals(True)
        self._size.setValue(self._canvas.brush)
        self._size.blockSignals(False)
        mask = self._studio.desk.mask
        self._undo.setEnabled(bool(mask.strokes))
        self._redo.setEnabled(bool(mask.undone))
        self.setEnabled(self._studio.desk.source is not None)

    def _show_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        canvas = self._canvas
        menu.addAction(
            icon("paint-bucket"), "Fill: everything may change", lambda: canvas.do_whole(Tool.FILL)
        )
        menu.addAction(icon("contrast"), "Invert (Shift+V)", lambda: canvas.do_whole(Tool.INVERT))
        menu.addAction(icon("x"), "Clear: nothing is marked", lambda: canvas.do_whole(Tool.CLEAR))
        menu.addSeparator()
        menu.addAction(icon("import"), "Import a mask…", self.import_wanted.emit)
        menu.addAction(icon("download"), "Export the mask…", self.export_wanted.emit)
        menu.popup(self._mask.mapToGlobal(self._mask.rect().bottomLeft()))

    def _show_overlay(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, value in COLOURS:
            action = menu.addAction(name, self._colouring(value))
            action.setCheckable(True)
            action.setChecked(self._colour == QColor(value))
        menu.popup(self._overlay.mapToGlobal(self._overlay.rect().bottomLeft()))

    def _colouring(self, value: str) -> Callable[[], None]:
        def colour() -> None:
            self._colour = QColor(value)
            self._apply_overlay()

        return colour

    def _apply_overlay(self) -> None:
        self._canvas.set_overlay(self._colour, self._strength.value() / 100)


class CompareTools(QWidget):
    """The ways to compare, and what can be done with the version in view."""

    def __init__(self, studio: PictureStudio, view: BeforeAfter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._view = view
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(2)
        modes = (
            (Mode.SINGLE, "image", "The result alone (hold P to see what it was)"),
            (Mode.SLIDER, "flip-horizontal", "Slider; arrow keys move it"),
            (Mode.SIDE_BY_SIDE, "columns-2", "Side by side, with one zoom and place"),
            (Mode.DIFFERENCE, "blend", "What differs (D)"),
        )
        self._modes = QButtonGroup(self)
        self._buttons: dict[Mode, QToolButton] = {}
        for mode, picture, words in modes:
            button = tool_button(picture, words, self._setting(mode))
            button.setCheckable(True)
            self._modes.addButton(button)
            self._buttons[mode] = button
            row.addWidget(button)
        self._swap = tool_button("arrow-left-right", "Swap before and after (C)", view.swap)
        row.addWidget(self._swap)
        row.addSpacing(8)
        self.drift = QLabel()
        """What "keep outside" repaired; the view shows it below the picture."""
        self.drift.setTextFormat(Qt.TextFormat.PlainText)
        self.drift.setWordWrap(True)
        self.drift.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._raw = tool_button("layers", "Show what the model really returned", self._toggle_raw)
        self._raw.setCheckable(True)
        row.addWidget(self._raw)
        row.addStretch(1)
        view.mode_changed.connect(self.refresh)
        studio.shown_changed.connect(self.refresh)
        self.refresh()

    @property
    def raw(self) -> bool:
        """Whether the untouched result is shown instead of the repaired one."""
        return self._raw.isChecked() and self._raw.isVisibleTo(self)

    def refresh(self) -> None:
        """Shows what fits the version in view."""
        self._buttons[self._view.mode].setChecked(True)
        for button in (*self._buttons.values(), self._swap):
            button.setEnabled(self._view.comparable)
        made = self._studio.gallery.get(self._studio.in_view())
        repaired = made is not None and made.drift is not None
        self._raw.setVisible(repaired)
        if made is None or made.drift is None:
            self.drift.setText("")
        elif made.drift < 0.0005:
            self.drift.setText("The model changed nothing outside the painted area.")
        else:
            self.drift.setText(
                f"The model changed {made.drift * 100:.1f} % outside the painted area; it was put back."
            )

    def _toggle_raw(self) -> None:
        self._studio.shown_changed.emit()

    def _setting(self, mode: Mode) -> Callable[[], None]:
        return lambda: self._view.set_mode(mode)


class ZoomTools(QWidget):
    """Zoom out, how much, zoom in, fit."""

    def __init__(self, viewport: Viewport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewport = viewport
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(2)
        self._share = QToolButton()
        self._share.setToolTip("Show one pixel as one (Ctrl+1)")
        self._share.setMinimumWidth(56)
        self._share.clicked.connect(lambda: viewport.zoom_to(1.0))
        row.addWidget(tool_button("zoom-out", "Smaller (−)", lambda: viewport.zoom_to(viewport.scale / STEP)))
        row.addWidget(self._share)
        row.addWidget(tool_button("zoom-in", "Larger (+)", lambda: viewport.zoom_to(viewport.scale * STEP)))
        row.addWidget(tool_button("maximize", "Fit the view (Ctrl+0)", viewport.fit))
        viewport.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        self._share.setText(f"{self._viewport.scale * 100:.0f} %")
        self._share.setAccessibleName(f"Zoom {self._viewport.scale * 100:.0f} percent; press for 100")


def tool_button(picture: str, words: str, act: Callable[[], object]) -> QToolButton:
    """A flat button with an icon, a tip and a name."""
    button = QToolButton()
    button.setIcon(icon(picture))
    button.setAutoRaise(True)
    button.setMinimumSize(TARGET, TARGET)
    button.setToolTip(words)
    button.setAccessibleName(words)
    button.clicked.connect(lambda: act())
    return button
