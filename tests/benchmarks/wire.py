"""The cost of the wire: from bytes to a folded message, beside httpx-sse with typed decoding, and the SDKs.

Every contestant reads the same 20,000 events through an `httpx.AsyncClient` whose transport hands out one event
a piece, as HTTP chunks come out of a socket. Seconds are CPU of this process, the best of several rounds in turns,
before and after the SDKs, which run in the Python named by `STUDIO_BENCH_SDKS` (a virtual environment with openai,
anthropic, google-genai), if any.
"""

import asyncio
import gc
import json
import os
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import msgspec
from httpx_sse import EventSource

from studio.domain.conversation import Message, Role, Status, Text
from studio.domain.events import fold
from studio.domain.gateway import Gateway, Protocol
from studio.domain.picture import PictureRef
from studio.domain.prompt import Prompt
from studio.services.answering import Answering
from studio.services.framing import Framer
from studio.services.limits import Limits
from studio.services.transport import Transport

CHUNKS = 20_000
RUNS = 5
TARGET = 1.3
SDK_TARGETS = {"openai": 15.0, "google-genai": 15.0, "anthropic": 2.5}
LINE = 8_000_000
LINE_TARGET = 0.3

_WORDS = ("The ", "cost ", "of ", "a ", "stream ", "is ", "paid ", "by ", "each ", "token.\n")


def events_of(protocol: Protocol, count: int = CHUNKS) -> list[bytes]:
    """The stream of one answer of `count` pieces of text, one server-sent event an item."""
    words = [_WORDS[i % len(_WORDS)] for i in range(count)]
    match protocol:
        case Protocol.CHAT:
            return _chat(words)
        case Protocol.MESSAGES:
            return _messages(words)
        case Protocol.RESPONSES:
            return _responses(words)
        case Protocol.GEMINI:
            return _gemini(words)


def _event(body: object, name: str = "") -> bytes:
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(body)}\n\n".encode()


def _chat(words: list[str]) -> list[bytes]:
    def chunk(delta: dict[str, str], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _event(
            {
                "id": "chatcmpl-abc123",
                "object": "chat.completion.chunk",
                "created": 1767699506,
                "model": "gpt-5-mini",
                "system_fingerprint": "fp_0123456789",
                "choices": [choice],
            }
        )

    first = chunk({"role": "assistant", "content": ""})
    return [first, *(chunk({"content": word}) for word in words), chunk({}, "stop"), b"data: [DONE]\n\n"]


def _messages(words: list[str]) -> list[bytes]:
    def typed(kind: str, **more: object) -> bytes:
        return _event({"type": kind, **more}, kind)

    message = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-4",
        "content": [],
    }
    usage = {"input_tokens": 10, "output_tokens": 1}
    return [
        typed(
            "message_start", message={**message, "stop_reason": None, "stop_sequence": None, "usage": usage}
        ),
        typed("content_block_start", index=0, content_block={"type": "text", "text": ""}),
        *(
            typed("content_block_delta", index=0, delta={"type": "text_delta", "text": word})
            for word in words
        ),
        typed("content_block_stop", index=0),
        typed(
            "message_delta",
            delta={"stop_reason": "end_turn", "stop_sequence": None},
            usage={"output_tokens": len(words)},
        ),
        typed("message_stop"),
    ]


def _responses(words: list[str]) -> list[bytes]:
    numbers = iter(range(10**9))

    def typed(kind: str, **more: object) -> bytes:
        return _event({"type": kind, "sequence_number": next(numbers), **more}, kind)

    def response(status: str, output: list[object]) -> dict[str, object]:
        body: dict[str, object] = {"id": "resp_1", "object": "response", "created_at": 1, "model": "gpt-4.1"}
        return body | {
            "status": status,
            "output": output,
            "error": None,
            "incomplete_details": None,
            "instructions": None,
            "metadata": {},
            "parallel_tool_calls": True,
            "temperature": 1.0,
            "tool_choice": "auto",
            "tools": [],
            "top_p": 1.0,
        }

    text = "".join(words)
    part = {"type": "output_text", "text": "", "annotations": []}
    item: dict[str, object] = {"id": "msg_1", "type": "message", "role": "assistant"}
    whole = {**item, "status": "completed", "content": [{**part, "text": text}]}
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    return [
        typed("response.created", response=response("in_progress", [])),
        typed(
            "response.output_item.added",
            output_index=0,
            item={**item, "status": "in_progress", "content": []},
        ),
        typed("response.content_part.added", **place, part=part),
        *(typed("response.output_text.delta", **place, delta=word, logprobs=[]) for word in words),
        typed("response.output_text.done", **place, text=text, logprobs=[]),
        typed("response.content_part.done", **place, part={**part, "text": text}),
        typed("response.output_item.done", output_index=0, item=whole),
        typed("response.completed", response=response("completed", [whole])),
    ]


def _gemini(words: list[str]) -> list[bytes]:
    def chunk(word: str, **more: object) -> bytes:
        candidate = {"content": {"parts": [{"text": word}], "role": "model"}, "index": 0, **more}
        usage = {"promptTokenCount": 15, "candidatesTokenCount": 3, "totalTokenCount": 18}
        return _event(
            {
                "candidates": [candidate],
                "usageMetadata": usage,
                "modelVersion": "gemini-2.5-flash",
                "responseId": "r1",
            }
        )

    return [*(chunk(word) for word in words), chunk("", finishReason="STOP")]


class Pieces(httpx.AsyncByteStream):
    """A body that comes one event at a time."""

    def __init__(self, events: list[bytes]) -> None:
        self._events = events

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for event in self._events:
            yield event


class Canned(httpx.AsyncBaseTransport):
    """Answers every request with the same stream."""

    def __init__(self, events: list[bytes]) -> None:
        self._events = events

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=Pieces(self._events))


class CannedTransport(Transport):
    """Our transport, whose clients are answered from memory."""

    def __init__(self, events: list[bytes]) -> None:
        super().__init__(_no_key)
        self._events = events

    def _made(self, loopback: bool, plain: bool, keep: bool) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=Canned(self._events))


async def _no_key(_gateway: Gateway) -> str | None:
    return None


async def _no_picture(_data: bytes, _name: str) -> PictureRef:
    raise NotImplementedError


async def _no_model(_gateway: Gateway) -> str:
    raise NotImplementedError


async def ours(protocol: Protocol, events: list[bytes]) -> int:
    """Bytes to folded message through everything a chat goes through; the length of its text."""
    transport = CannedTransport(events)
    gateway = Gateway(id="bench", name="Bench", base_url="http://127.0.0.1:1/v1")
    question = Message(id="q", parent=None, role=Role.USER, parts=(Text("?"),))
    prompt = Prompt(gateway=gateway, model="bench", protocol=protocol, messages=(question,))
    message = Message(id="a", parent="q", role=Role.ASSISTANT, status=Status.WAITING)
    async for event in Answering(transport, _no_picture, _no_model).answer(prompt):
        message = fold(message, event)
    await transport.aclose()
    assert message.status is Status.DONE, message
    return len(message.text)


class _Delta(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    delta: _Delta
    finish_reason: str | None = None


class _ChatChunk(msgspec.Struct):
    choices: list[_Choice]


class _TextDelta(msgspec.Struct):
    text: str | None = None


class _MessagesEvent(msgspec.Struct):
    type: str
    delta: _TextDelta | None = None


class _ResponsesEvent(msgspec.Struct):
    type: str
    delta: str | None = None


class _Part(msgspec.Struct):
    text: str | None = None


class _Content(msgspec.Struct):
    parts: list[_Part] = []


class _Candidate(msgspec.Struct):
    content: _Content


class _GeminiChunk(msgspec.Struct):
    candidates: list[_Candidate]


def _text_of(protocol: Protocol) -> Callable[[str], str]:
    match protocol:
        case Protocol.CHAT:
            chat = msgspec.json.Decoder(_ChatChunk)
            return lambda data: chat.decode(data).choices[0].delta.content or ""
        case Protocol.MESSAGES:
            messages = msgspec.json.Decoder(_MessagesEvent)

            def said(data: str) -> str:
                event = messages.decode(data)
                return (event.delta.text or "") if event.type == "content_block_delta" and event.delta else ""

            return said
        case Protocol.RESPONSES:
            responses = msgspec.json.Decoder(_ResponsesEvent)

            def told(data: str) -> str:
                event = responses.decode(data)
                return (event.delta or "") if event.type == "response.output_text.delta" else ""

            return told
        case Protocol.GEMINI:
            gemini = msgspec.json.Decoder(_GeminiChunk)
            return lambda data: gemini.decode(data).candidates[0].content.parts[0].text or ""


async def floor(protocol: Protocol, events: list[bytes]) -> int:
    """httpx-sse and a typed msgspec decode, the text joined at the end."""
    text_of = _text_of(protocol)
    texts: list[str] = []
    async with (
        httpx.AsyncClient(transport=Canned(events)) as client,
        client.stream("POST", "http://x/") as response,
    ):
        async for event in EventSource(response).aiter_sse():
            if event.data and event.data != "[DONE]":
                texts.append(text_of(event.data))
    return len("".join(texts))


async def bare(_protocol: Protocol, events: list[bytes]) -> int:
    """Reading the bytes and doing nothing with them."""
    size = 0
    async with (
        httpx.AsyncClient(transport=Canned(events)) as client,
        client.stream("POST", "http://x/") as response,
    ):
        async for piece in response.aiter_bytes():
            size += len(piece)
    return size


def in_turns(protocol: Protocol, events: list[bytes]) -> dict[str, float]:
    """The least CPU seconds of each contestant over several rounds in which all take turns on the same machine."""
    contestants: dict[str, Callable[[Protocol, list[bytes]], Awaitable[int]]] = {
        "ours": ours,
        "floor": floor,
        "bare aiter_bytes": bare,
    }
    best = dict.fromkeys(contestants, float("inf"))

    async def rounds() -> None:
        for _ in range(RUNS):
            for name, contestant in contestants.items():
                gc.collect()
                start = time.process_time()
                await contestant(protocol, events)
                best[name] = min(best[name], time.process_time() - start)

    asyncio.run(rounds())
    return best


def sdks(protocol: Protocol, events: list[bytes]) -> dict[str, float]:
    """CPU seconds of the official SDKs for the same bytes; empty where none is at hand."""
    python = os.environ.get("STUDIO_BENCH_SDKS", "")
    if not python:
        return {}
    program = Path(python)
    if program.is_dir():
        program = program / "bin" / "python"
    stream = b"\x00".join(events)
    child = Path(__file__).with_name("wire_peers.py")
    done = subprocess.run(
        [str(program), str(child), protocol.value],
        input=stream,
        capture_output=True,
        check=False,
        timeout=600,
    )
    if done.returncode:
        return {}
    answered: dict[str, float] = json.loads(done.stdout)
    return answered


def long_line() -> float:
    """CPU seconds of one line of 8 MB in pieces of 256 bytes."""
    data = b'data: {"x": "' + b"y" * LINE + b'"}\n\n'
    pieces = [data[at : at + 256] for at in range(0, len(data), 256)]
    best = float("inf")
    for _ in range(RUNS):
        framer = Framer("text/event-stream", "bench", 16 << 20, Limits())
        start = time.process_time()
        frames = [frame for piece in pieces for frame in framer.feed(piece)]
        best = min(best, time.process_time() - start)
        assert len(frames) == 1
    return best


def run() -> list[dict[str, Any]]:
    """One row for each figure: ours, the floor (httpx-sse with typed decoding), the peers, and whether it is met."""
    rows: list[dict[str, Any]] = []
    for protocol in Protocol:
        events = events_of(protocol)
        before = in_turns(protocol, events)
        peers = sdks(protocol, events)
        best = {name: min(before[name], seconds) for name, seconds in in_turns(protocol, events).items()}
        mine, least = best.pop("ours"), best.pop("floor")
        fast_enough = all(seconds >= SDK_TARGETS.get(name, 1.0) * mine for name, seconds in peers.items())
        rows.append(
            {
                "figure": f"{CHUNKS:,} chunks of {protocol.value}, bytes to folded message",
                "ours": mine,
                "floor": least,
                "peers": {**best, **peers},
                "unit": "s CPU",
                "ratio": mine / least,
                "target": TARGET,
                "met": mine <= TARGET * least and fast_enough,
            }
        )
    seconds = long_line()
    rows.append(
        {
            "figure": "one line of 8 MB in pieces of 256 bytes (target in seconds)",
            "ours": seconds,
            "floor": None,
            "peers": {},
            "unit": "s CPU",
            "ratio": None,
            "target": LINE_TARGET,
            "met": seconds <= LINE_TARGET,
        }
    )
    return rows
