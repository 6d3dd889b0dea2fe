"""The inspector: what was sent and received for one message, and copies without the key."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLabel, QPushButton

from studio.domain.exchange import Exchange, Piece, masked_headers
from studio.ui.inspector.panel import Inspector
from tests.state.world import KEY, World, opened, row, settled

SENT = Exchange(
    id="2",
    message_id="m",
    gateway="freetheai",
    attempt=2,
    url="https://api.freetheai.org/v1/chat/completions",
    request_headers=masked_headers(
        (("Authorization", f"Bearer {KEY}"), ("Content-Type", "application/json"))
    ),
    body=b'{"model":"m","stream":true}',
    status=200,
    response_headers=(("content-type", "text/event-stream"),),
    pieces=(Piece(0.4, b'data: {"a":1}\n\n'), Piece(0.5, b"data: [DONE]\n\n")),
    total_s=0.6,
)
FIRST = Exchange(id="1", message_id="m", gateway="freetheai", attempt=1, status=429, url=SENT.url)


async def shown(w: World, qtbot: object, *exchanges: Exchange, decode: object = None) -> Inspector:
    w.store.kept_exchanges = list(exchanges)
    panel = Inspector(w.store, w.gateways, decode)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_message("m")
    await settled()
    return panel


async def test_request_answer_and_stream_are_shown_with_times(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        panel = await shown(w, qtbot, FIRST, SENT)
        assert panel._address.text() == f"POST {SENT.url}"
        assert "FreeTheAi" in panel._summary.text()
        assert '"stream": true' in panel._request.toPlainText()
        assert f"Bearer •••{KEY[-4:]}" in panel._request.toPlainText()
        panel._tabs.setCurrentIndex(1)
        assert panel._answer.toPlainText().startswith("HTTP 200")
        panel._tabs.setCurrentIndex(2)
        assert '    0.400  data: {"a":1}' in panel._stream.toPlainText()


async def test_each_attempt_can_be_looked_at(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        panel = await shown(w, qtbot, FIRST, SENT)
        assert panel._attempt.currentText() == "Attempt 2 · 200 · 600 ms"
        panel._attempt.setCurrentIndex(0)
        assert panel._attempt.currentText() == "Attempt 1 · 429"
        assert '"stream"' not in panel._request.toPlainText()


async def test_every_copy_carries_the_variable_and_never_the_key(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        panel = await shown(w, qtbot, SENT)
        copies = {}
        for action in panel._copy.menu().actions():
            action.trigger()
            copies[action.text()] = QGuiApplication.clipboard().text()
        assert len(copies) == 6
        assert all(KEY not in text for text in copies.values())
        assert "${FREETHEAI_API_KEY}" in copies["curl (bash)"]
        assert "$env:FREETHEAI_API_KEY" in copies["curl (PowerShell)"]
        assert "os.environ['FREETHEAI_API_KEY']" in copies["Python (httpx)"]
        assert copies["Body only"] == SENT.body.decode()
        assert copies["Answer, as it came"].endswith("data: [DONE]\n\n")


async def test_decoded_events_stand_beside_the_stream(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        panel = await shown(
            w, qtbot, SENT, decode=lambda e: [(p.at, f"{len(p.data)} bytes") for p in e.pieces]
        )
        panel._tabs.setCurrentIndex(2)
        assert panel._events.isVisible()
        assert panel._events.toPlainText() == "    0.400  15 bytes\n    0.500  14 bytes"


async def test_nothing_recorded_is_said_and_purging_asks(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        panel = await shown(w, qtbot)
        assert panel._empty.isVisible()
        assert not panel._tabs.isVisible()
        w.store.kept_exchanges = [SENT]
        panel._again()
        await settled()
        assert not panel._empty.isVisible()
        panel._ask_purge()
        question = panel.findChild(QDialog)
        next(b for b in question.findChildren(QPushButton) if b.text() == "Delete the records").click()
        await settled()
        assert w.store.kept_exchanges == []
        assert panel._empty.isVisible()


async def test_hostile_addresses_and_headers_are_plain_text(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        hostile = Exchange(
            id="1", message_id="m", url="https://x/<img src=/etc/passwd>", problem="<b>bad</b>"
        )
        panel = await shown(w, qtbot, hostile)
        from PySide6.QtCore import Qt

        labels = [label for label in panel.findChildren(QLabel) if "<" in label.text()]
        assert labels
        assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)
