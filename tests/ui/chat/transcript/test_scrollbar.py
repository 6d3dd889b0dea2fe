"""The flat scroll bar is seen and named."""

from pytestqt.qtbot import QtBot

from studio.ui.chat.transcript.scrollbar import FlatScrollBar
from tests.ui.rendering.making import ink, palette


def test_a_handle_is_painted_only_when_there_is_something_to_scroll(qtbot: QtBot) -> None:
    bar = FlatScrollBar()
    qtbot.addWidget(bar)
    bar.setPalette(palette())
    bar.resize(12, 200)
    bar.setRange(0, 0)
    assert ink(bar.grab().toImage()) == 1
    bar.setRange(0, 300)
    bar.setPageStep(100)
    assert ink(bar.grab().toImage()) == 2
    assert bar.accessibleName()
