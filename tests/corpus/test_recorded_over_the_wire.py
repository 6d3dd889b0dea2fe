"""Recorded answers, served from loopback in pieces of any size, come through the real transport unchanged."""

import base64
import contextlib
import json

import pytest

from studio.domain.conversation import Message, Picture
from studio.domain.errors import StudioError
from studio.domain.events import PartReplaced
from studio.domain.gateway import EditEncoding, Protocol
from studio.domain.prompt import Task
from studio.services.framing import Framer
from studio.services.limits import Limits
from tests.corpus.recorded import ROOT, Case, cases, needs_corpus
from tests.corpus.test_recorded_answers import CHATS, PICTURES, PROTOCOLS, check_message, wanted
from tests.services.asking import desk
from tests.services.server import Script, Wire, serving

pytestmark = needs_corpus

FINE = 40_000
"""Bytes at the beginning and the end of a body that are cut finely; the middle of a larger one goes as one piece."""


def cut(body: bytes, size: int) -> list[bytes]:
    """The body in pieces of `size` bytes."""
    if len(body) <= 3 * FINE or size > FINE:
        return [body[at : at + size] for at in range(0, len(body), size)]
    return [*cut(body[:FINE], size), body[FINE:-FINE], *cut(body[-FINE:], size)]


def played(case: Case, size: int) -> Script:
    """The recorded answer as it came: status, content type, encoding, and its bytes in pieces."""

    async def play(wire: Wire) -> None:
        encoding = case.meta["content_encoding"]
        more = {"Content_Encoding": encoding} if encoding else {}
        await wire.head(case.status, case.meta["content_type"] or "application/json", **more)
        await wire.raw(b"".join(b"%x\r\n%b\r\n" % (len(p), p) for p in cut(case.body, size)))
        await wire.end()

    return play


async def answered(case: Case, size: int) -> tuple[Message, int]:
    """The folded message of a case, and how many pictures were kept."""
    async with serving(played(case, size)) as server, desk() as asking:
        gateway = server.gateway(edit_encoding=EditEncoding.DATA_URL)
        task = Task.GENERATE if case.protocol == "openai-images" else Task.CHAT
        protocol = PROTOCOLS.get(case.protocol, Protocol.CHAT)
        message = await asking.ask(gateway, protocol=protocol, task=task)
        pictured = [e for e in asking.seen(PartReplaced) if isinstance(e.part, Picture)]
        return message, len(pictured)


@pytest.mark.parametrize("size", [1, 7, 65536])
@pytest.mark.parametrize("case", [c for c in CHATS if c.status < 400], ids=lambda c: c.name)
async def test_an_answer_is_the_same_in_pieces_of_any_size(case: Case, size: int) -> None:
    message, _ = await answered(case, size)
    check_message(case, message)
    expected = wanted(case, "usage") or {}
    assert (message.usage.output_tokens if message.usage else None) == expected.get("output_tokens")


@pytest.mark.parametrize("size", [1, 7, 65536])
@pytest.mark.parametrize("case", [c for c in CHATS + PICTURES if c.status >= 400], ids=lambda c: c.name)
async def test_a_refusal_is_the_same_in_pieces_of_any_size(case: Case, size: int) -> None:
    message, _ = await answered(case, size)
    error = case.expected["error"]
    words = error.get("body", error)
    assert message.failure is not None
    assert words.get("error", words)["message"] in message.failure.message


@pytest.mark.parametrize("size", [1, 7, 65536])
@pytest.mark.parametrize("case", [c for c in PICTURES if c.status < 400], ids=lambda c: c.name)
async def test_a_picture_is_the_same_in_pieces_of_any_size(case: Case, size: int) -> None:
    message, _ = await answered(case, size)
    pictures = [p for p in message.parts if isinstance(p, Picture)]
    assert len(pictures) == case.expected["images"]
    for picture, row in zip(pictures, case.expected["data"], strict=True):
        if row["url"] is None:
            assert picture.ref is not None and picture.ref.sha256 == row["decoded_sha256"]


SETS = [
    row
    for name in ("wpt.json", "extra.json")
    if (ROOT / "sse" / name).is_file()
    for row in json.loads((ROOT / "sse" / name).read_text())
]


@pytest.mark.parametrize("size", [1, 7, 65536])
@pytest.mark.parametrize("row", SETS, ids=lambda row: row["name"])
def test_event_streams_are_framed_as_the_standard_says(row: dict[str, object], size: int) -> None:
    body = base64.b64decode(str(row["bytes_base64"]))
    limits = Limits()
    framer = Framer("text/event-stream", "gate.example", limits.event, limits)
    frames = [f for at in range(0, len(body), size) for f in framer.feed(body[at : at + size])]
    with contextlib.suppress(StudioError):  # a stream without any event ends as a failure
        frames += framer.close()
    expected = row["expected_events"]
    assert isinstance(expected, list)
    got = [(f.event or "message", f.data) for f in frames]
    # Events without data are not handed on: no gateway says anything with them.
    due = [(e["event"], e["data"]) for e in expected if e["data"]]
    assert got[: len(due)] == due
    assert len(got) <= len(due) + 1  # an unfinished last event is given too: real gateways end that way


def test_all_recorded_cases_are_here() -> None:
    assert len(cases()) == 76
