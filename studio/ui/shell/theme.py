"""The look of the program: two palettes, the Fusion style, and the few rules QSS is good for."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from studio.resources import resource
from studio.ui.shell.icons import icon

__all__ = ["Theme", "faint_text", "icon", "is_dark", "surface"]

_Role = QPalette.ColorRole
_LIGHT: dict[QPalette.ColorRole, str] = {
    _Role.Window: "#f6f6f7",
    _Role.WindowText: "#1b1c1f",
    _Role.Base: "#ffffff",
    _Role.Text: "#1b1c1f",
    _Role.AlternateBase: "#eeeef0",
    _Role.Button: "#ececee",
    _Role.ButtonText: "#1b1c1f",
    _Role.BrightText: "#b3261e",
    _Role.PlaceholderText: "#63666c",
    _Role.Link: "#1a55c4",
    _Role.LinkVisited: "#1a55c4",
    _Role.Highlight: "#2f5fd0",
    _Role.HighlightedText: "#ffffff",
    _Role.Accent: "#2f5fd0",
    _Role.ToolTipBase: "#ffffff",
    _Role.ToolTipText: "#1b1c1f",
    _Role.Light: "#ffffff",
    _Role.Midlight: "#e6e6e9",
    _Role.Mid: "#d3d4d8",
    _Role.Dark: "#b4b6bc",
    _Role.Shadow: "#8b8e95",
}
_DARK: dict[QPalette.ColorRole, str] = {
    _Role.Window: "#1e1f22",
    _Role.WindowText: "#e6e6e6",
    _Role.Base: "#17181a",
    _Role.Text: "#e6e6e6",
    _Role.AlternateBase: "#232427",
    _Role.Button: "#2b2d31",
    _Role.ButtonText: "#e6e6e6",
    _Role.BrightText: "#ff8a80",
    _Role.PlaceholderText: "#9a9da3",
    _Role.Link: "#8ab4ff",
    _Role.LinkVisited: "#8ab4ff",
    _Role.Highlight: "#3d6fd9",
    _Role.HighlightedText: "#ffffff",
    _Role.Accent: "#7aa2ff",
    _Role.ToolTipBase: "#2b2d31",
    _Role.ToolTipText: "#e6e6e6",
    _Role.Light: "#3a3d43",
    _Role.Midlight: "#2f3136",
    _Role.Mid: "#3c3f45",
    _Role.Dark: "#55585f",
    _Role.Shadow: "#000000",
}
_DISABLED_TEXT = "#777a80"

_STYLE_SHEET = """
QToolTip { padding: 4px 6px; border: 1px solid palette(mid); }
QPushButton { padding: 5px 12px; border: 1px solid palette(mid); border-radius: 6px; background: palette(button); }
QPushButton:hover { background: palette(midlight); }
QPushButton:pressed { background: palette(mid); }
QPushButton:disabled { color: palette(dark); }
QPushButton:default { background: palette(highlight); color: palette(highlighted-text);
  border-color: palette(highlight); }
QPushButton:default:disabled { background: palette(midlight); color: palette(dark); border-color: palette(mid); }
QPushButton:focus { border: 2px solid palette(highlight); padding: 4px 11px; }
QPushButton:default:focus { border-color: palette(window-text); }
QToolButton { padding: 4px; border: 1px solid transparent; border-radius: 6px; }
QToolButton:hover { background: palette(midlight); }
QToolButton:checked, QToolButton:pressed { background: palette(mid); }
QToolButton:focus { border: 1px solid palette(highlight); }
QToolButton[popupMode="1"] { padding-right: 14px; }
QToolButton::menu-indicator { width: 0px; image: none; }
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox {
  padding: 4px 6px; border: 1px solid palette(mid); border-radius: 6px; background: palette(base);
  selection-background-color: palette(highlight); selection-color: palette(highlighted-text); }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus {
  border: 1px solid palette(highlight); }
QComboBox { padding: 4px 8px; border: 1px solid palette(mid); border-radius: 6px; background: palette(base); }
QComboBox:hover { background: palette(midlight); }
QComboBox:focus, QComboBox:on { border: 1px solid palette(highlight); }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url(CHEVRON_DOWN); width: 14px; height: 14px; }
QComboBox QAbstractItemView { border: 1px solid palette(mid); background: palette(base);
  selection-background-color: palette(highlight); selection-color: palette(highlighted-text); }
QSpinBox, QDoubleSpinBox { padding-right: 20px; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: none; padding: 0; background: transparent; }
QSpinBox::up-button, QDoubleSpinBox::up-button { subcontrol-origin: border; subcontrol-position: top right;
  width: 18px; border: none; }
QSpinBox::down-button, QDoubleSpinBox::down-button { subcontrol-origin: border;
  subcontrol-position: bottom right; width: 18px; border: none; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(CHEVRON_UP); width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url(CHEVRON_DOWN); width: 10px; height: 10px; }
QSplitter::handle { background: palette(window); }
QSplitter::handle:hover { background: palette(highlight); }
QMenu { padding: 4px; border: 1px solid palette(mid); background: palette(base); }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: palette(highlight); color: palette(highlighted-text); }
QMenu::item:disabled { color: palette(dark); }
QMenu::separator { height: 1px; background: palette(mid); margin: 4px 6px; }
QListView, QTreeView, QTableView { border: 1px solid palette(mid); border-radius: 6px; background: palette(base); }
QScrollBar:vertical { width: 10px; background: transparent; margin: 0; }
QScrollBar:horizontal { height: 10px; background: transparent; margin: 0; }
QScrollBar::handle { background: palette(mid); border-radius: 4px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: palette(dark); }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""


def _palette(colours: dict[QPalette.ColorRole, str]) -> QPalette:
    palette = QPalette()
    for role, value in colours.items():
        palette.setColor(role, QColor(value))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(_DISABLED_TEXT))
    return palette


def _style_sheet(dark: bool) -> str:
    shade = "dark" if dark else "light"
    sheet = _STYLE_SHEET
    for word, way in (("CHEVRON_DOWN", "down"), ("CHEVRON_UP", "up")):
        sheet = sheet.replace(word, resource(f"style/chevron-{way}-{shade}.svg").as_posix())
    return sheet


def is_dark(palette: QPalette) -> bool:
    """Whether text is lighter than its ground."""
    return palette.color(_Role.WindowText).lightness() > palette.color(_Role.Window).lightness()


def faint_text(palette: QPalette) -> QColor:
    """The colour of secondary text; it keeps a contrast of 4.5 on window and base."""
    return palette.color(_Role.PlaceholderText)


def surface(palette: QPalette) -> QColor:
    """The colour of cards and bubbles: a step away from the base."""
    return palette.color(_Role.AlternateBase)


class Theme(QObject):
    """Applies "light", "dark" or "system" to the whole program and follows the system while that is chosen."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._choice = "system"
        application.setStyle(QStyleFactory.create("Fusion"))
        application.styleHints().colorSchemeChanged.connect(self._follow)

    def apply(self, choice: str) -> None:
        """Shows `choice`; an unknown word counts as "system"."""
        self._choice = choice
        hints = QGuiApplication.styleHints()
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        wanted = schemes.get(choice, Qt.ColorScheme.Unknown)
        if wanted is not hints.colorScheme():
            hints.setColorScheme(wanted)
        self._paint()

    def dark(self) -> bool:
        """Whether the dark palette is shown now."""
        if self._choice in ("light", "dark"):
            return self._choice == "dark"
        return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark

    def _follow(self) -> None:
        if self._choice not in ("light", "dark"):
            self._paint()

    def _paint(self) -> None:
        palette = _palette(_DARK if self.dark() else _LIGHT)
        if palette == self._application.palette() and self._application.styleSheet():
            return
        self._application.setPalette(palette)
        # A style sheet's palette() references are resolved once: it is set again for every palette.
        self._application.setStyleSheet("")
        self._application.setStyleSheet(_style_sheet(self.dark()))
        for window in self._application.topLevelWidgets():
            QApplication.postEvent(window, QEvent(QEvent.Type.StyleChange))
        self.changed.emit()
