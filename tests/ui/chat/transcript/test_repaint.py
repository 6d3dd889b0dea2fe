"""Only what changed is painted again."""

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.domain.conversation import Status
from studio.ui.chat.transcript.repaint import Painted
from studio.ui.chat.transcript.view import Transcript
from tests.ui.chat.transcript.making import answer, shown, talk, with_text


class _Watched(Transcript):
    def __init__(self) -> None:
        super().__init__()
        self.areas: list[int] = []

    def paintEvent(self, event: QPaintEvent) -> None:
        self.areas.append(sum(rect.height() for rect in event.region()))
        super().paintEvent(event)


def test_a_growing_line_paints_a_strip_only(qtbot: QtBot) -> None:
    view = _Watched()
    qtbot.addWidget(view)
    view.resize(800, 700)
    view.show()
    entry = answer(99, "Some words", status=Status.STREAMING)
    view.set_entries([*talk(8), entry])
    QApplication.processEvents()
    view.areas.clear()
    for word in range(1, 6):
        view.update_entry(with_text(entry, "Some words" + " more" * word))
        view.flush()
        QApplication.processEvents()
    assert view.areas
    assert max(view.areas) < 80


def test_nothing_is_painted_when_nothing_changed(qtbot: QtBot) -> None:
    view = _Watched()
    qtbot.addWidget(view)
    view.resize(800, 700)
    view.show()
    view.set_entries(talk(8))
    QApplication.processEvents()
    view.areas.clear()
    view.refresh()
    QApplication.processEvents()
    assert view.areas == []


def test_after_forgetting_everything_is_painted(qtbot: QtBot) -> None:
    view = shown(qtbot, talk(2))
    view.painted.forget()
    assert not view.painted.current
    view.refresh()
    assert view.painted.current
    assert Painted([]).places == []
