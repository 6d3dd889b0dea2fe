"""Scrolling lanes together: what is read in one lane is brought to the same turn, and the same part of it, in all."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject

from studio.ui.chat.transcript.view import Transcript

_HANDS = frozenset({QEvent.Type.Wheel, QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress})


class TurnScroll(QObject):
    """Lets the transcript the reader moves lead the others; `enabled` False lets each go its own way."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.enabled = True
        self._lanes: list[Transcript] = []
        self._leader: Transcript | None = None
        self._leading = False

    def follow(self, transcripts: Sequence[Transcript]) -> None:
        """Takes the transcripts that go together."""
        for old in self._lanes:
            if old not in transcripts:
                for part in (old, old.viewport(), old.verticalScrollBar()):
                    part.removeEventFilter(self)
        for lane in transcripts:
            if lane not in self._lanes:
                for part in (lane, lane.viewport(), lane.verticalScrollBar()):
                    part.installEventFilter(self)
                lane.verticalScrollBar().valueChanged.connect(lambda _, moved=lane: self._moved(moved))
        self._lanes = list(transcripts)
        if self._leader not in self._lanes:
            self._leader = None

    def lead(self, transcript: Transcript) -> None:
        """Makes a transcript the one the others follow."""
        self._leader = transcript

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whoever is touched leads."""
        if event.type() in _HANDS:
            for lane in self._lanes:
                if watched in (lane, lane.viewport(), lane.verticalScrollBar()):
                    self._leader = lane
        return False

    def _moved(self, lane: Transcript) -> None:
        if not self.enabled or self._leading or lane is not self._leader:
            return
        self._leading = True
        try:
            for other in self._lanes:
                if other is not lane:
                    bring(other, lane)
        finally:
            self._leading = False


def bring(lane: Transcript, leader: Transcript) -> None:
    """Shows in `lane` what `leader` shows: the same message, and the same share of it."""
    if not leader.stage.items or not lane.stage.items:
        return
    if leader.stage.following:
        lane.scroll_to_end()
        return
    at, row, offset = leader.stage.anchor
    led = leader.stage.open_item(at)
    inside = led.heights.before(row) + offset
    if at >= len(lane.stage.items):
        lane.scroll_to_end()
        return
    lane.let_go()
    lane.stage.show_row(at, 0)
    item = lane.stage.items[at]
    # Questions are equal in every lane, answers are not: of those the same share is shown.
    share = inside / max(1.0, led.heights.total) if inside > 0 and not led.user else 0.0
    lane.stage.scroll_by(share * item.heights.total if share else inside)
    lane.painted.forget()
    lane.refresh()
