"""The typeface of machines that have none of their own: Inter takes the place of a bare system's fallback."""

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

from studio.resources import resource

FALLBACKS = frozenset({"DejaVu Sans", "Bitstream Vera Sans", "Liberation Sans", ""})
"""Families a desktop shows when nobody chose one; a font the user or the system chose is left alone."""

FACES = ("Inter-Regular.otf", "Inter-Bold.otf", "Inter-Italic.otf", "Inter-BoldItalic.otf")


def choose_font(application: QApplication) -> bool:
    """Gives the program the bundled typeface where the system has only its fallback; whether it did."""
    font = application.font()
    if QFontInfo(font).family() not in FALLBACKS:
        return False
    for face in FACES:
        QFontDatabase.addApplicationFont(str(resource(f"fonts/{face}")))
    chosen = QFont("Inter")
    chosen.setPointSizeF(max(10.0, font.pointSizeF()))
    application.setFont(chosen)
    return True
