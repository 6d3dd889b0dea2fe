"""The bundled typeface stands in only where the system has none of its own."""

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.resources import resource
from studio.ui.shell.fonts import FACES, choose_font


def test_a_font_somebody_chose_is_left_alone(qapp: QApplication, qtbot: QtBot) -> None:
    before = qapp.font()
    try:
        qapp.setFont(QFont("DejaVu Sans Mono"))
        assert not choose_font(qapp)
        assert qapp.font().family() == "DejaVu Sans Mono"
    finally:
        qapp.setFont(before)


def test_every_face_is_there_with_its_licence() -> None:
    assert all(resource(f"fonts/{face}").stat().st_size > 100_000 for face in FACES)
    assert "Open Font License" in resource("fonts/LICENSE").read_text(encoding="utf-8")
