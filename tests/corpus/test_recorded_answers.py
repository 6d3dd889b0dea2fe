"""Recorded answers of real providers come out as the official SDKs read them, or better where those fail."""

import json
from typing import Any

import pytest

from studio.domain.conversation import Citation, Message, Picture, Refusal, Role, Text, Thought, ToolCall
from studio.domain.events import Event, PictureArrived, UsageSeen, fold
from studio.domain.gateway import Gateway, Protocol
from studio.domain.parameters import Json
from studio.domain.prompt import Prompt, Task
from studio.domain.timing import Usage
from studio.protocols.base import Again
from studio.protocols.decoding import parsed_object
from studio.protocols.table import codec_for
from tests.corpus.recorded import Case, cases, frames, needs_corpus

pytestmark = needs_corpus

GATEWAY = Gateway(id="g", name="Gate", base_url="https://gate.example/v1")
PROTOCOLS = {
    "openai-chat": Protocol.CHAT,
    "anthropic": Protocol.MESSAGES,
    "openai-responses": Protocol.RESPONSES,
    "gemini": Protocol.GEMINI,
}
CHATS = cases(*PROTOCOLS)
PICTURES = cases("openai-images")

# Where GATEWAYS.md rules otherwise than the SDK does, and which rule that is.
DISCARDS_OPEN_BLOCKS = {"vercel-spliced-message-start"}  # 7.5, row 6c
KEEPS_RAW_ARGUMENTS = {"anthsdk-incomplete-partial-json-response"}  # 4.2: "keep the raw text"


def prompt_of(case: Case) -> Prompt:
    """The prompt that would have led to a case."""
    task = Task.GENERATE if case.protocol == "openai-images" else Task.CHAT
    protocol = PROTOCOLS.get(case.protocol, Protocol.CHAT)
    return Prompt(gateway=GATEWAY, model="m", protocol=protocol, task=task)


def events_of(case: Case) -> list[Event]:
    """The events of a case whose answer was no refusal."""
    decoder = codec_for(prompt_of(case)).decoder(prompt_of(case))
    steps = [step for frame in frames(case.plain) for step in decoder.feed(frame)]
    steps += decoder.close()
    assert not any(isinstance(s, Again) for s in steps)
    return [s for s in steps if not isinstance(s, Again)]


def folded(events: list[Event]) -> Message:
    """The message of these events."""
    message = Message(id="x", parent=None, role=Role.ASSISTANT)
    for event in events:
        message = fold(message, event)
    return message


def wanted(case: Case, name: str) -> Any:
    """An expected value; what was read straight from the JSON goes before what the SDK made of it."""
    return case.expected.get("independent", {}).get(name, case.expected.get(name))


@pytest.mark.parametrize("case", [c for c in CHATS if c.status < 400], ids=lambda c: c.name)
def test_an_answer_has_the_text_thought_calls_and_end_the_sdk_reads(case: Case) -> None:
    message = folded(events_of(case))
    check_message(case, message)


def check_message(case: Case, message: Message) -> None:
    """Compares everything a person sees with what the case expects."""
    assert message.text == wanted(case, "text")
    check_thought(case, message)
    check_calls(case, message)
    assert (message.finish.raw if message.finish else None) == wanted(case, "finish_reason")
    assert sum(isinstance(p, Picture) for p in message.parts) == wanted(case, "images")
    check_citations(case, message)
    refusal = "".join(p.text for p in message.parts if isinstance(p, Refusal))
    assert (refusal or None) == case.expected.get("refusal")
    error = None if "independent" in case.expected else case.expected.get("error")
    assert (message.failure.message if message.failure else None) == (error["message"] if error else None)


def check_thought(case: Case, message: Message) -> None:
    thought = "".join(p.text for p in message.parts if isinstance(p, Thought))
    expected = wanted(case, "reasoning") or wanted(case, "reasoning_summary") or ""
    if not expected and case.expected.get("reasoning_fields") == ["reasoning_details"]:
        return  # 7.5, row 1c: read from the details, which the SDK passes over
    assert thought == expected


def check_calls(case: Case, message: Message) -> None:
    calls: list[tuple[str, Json]] = []
    for part in message.parts:
        if isinstance(part, ToolCall):
            calls.append((part.name, parsed_object(part.arguments)))
    expected = [(c["name"], c["arguments"]) for c in wanted(case, "tool_calls")]
    if case.name in DISCARDS_OPEN_BLOCKS:
        assert calls == [("test-tool", {"value": "Sparkle Day"})]
    elif case.name in KEEPS_RAW_ARGUMENTS:
        assert [name for name, _ in calls] == [name for name, _ in expected]
        raw = next(p.arguments for p in message.parts if isinstance(p, ToolCall))
        assert raw == case.expected["raw"]["input_json"]["1"]
    else:
        assert calls == expected


def check_citations(case: Case, message: Message) -> None:
    cited = sum(isinstance(p, Citation) for p in message.parts)
    expected = case.expected.get("annotations", case.expected.get("citations"))
    if expected:
        assert cited == expected
    elif case.expected.get("grounding"):
        assert cited > 0


@pytest.mark.parametrize("case", [c for c in CHATS if c.status < 400], ids=lambda c: c.name)
def test_an_answer_has_the_numbers_the_sdk_reads(case: Case) -> None:
    seen = [e.usage for e in events_of(case) if isinstance(e, UsageSeen)]
    usage = seen[-1] if seen else Usage()
    expected = wanted(case, "usage") or {}
    assert usage.input_tokens == expected.get("input_tokens")
    assert usage.output_tokens == expected.get("output_tokens")
    if expected.get("total_tokens") is not None:
        assert usage.total_tokens == expected["total_tokens"]
    cached = expected.get("cached_tokens", expected.get("cache_read"))
    if cached is not None:
        assert usage.cached_tokens == cached
    thought = expected.get("reasoning_tokens", expected.get("thoughts_tokens"))
    if thought is not None:
        assert usage.thought_tokens == thought


@pytest.mark.parametrize("case", [c for c in CHATS + PICTURES if c.status >= 400], ids=lambda c: c.name)
def test_a_refusal_keeps_the_servers_words_status_type_and_code(case: Case) -> None:
    failure = codec_for(prompt_of(case)).refusal(case.status, {}, case.plain).failure
    error = case.expected["error"]
    body = error.get("body", error)
    inner = body.get("error", body)
    assert inner["message"] in failure.message
    assert failure.status == error.get("status_code", error.get("code"))
    assert failure.type == (inner.get("type") or inner.get("status"))
    if isinstance(inner.get("code"), str):
        assert failure.code == inner["code"]


@pytest.mark.parametrize("case", [c for c in PICTURES if c.status < 400], ids=lambda c: c.name)
def test_a_picture_answer_has_the_pictures_the_sdk_reads(case: Case) -> None:
    import hashlib

    events = events_of(case)
    arrived = [e for e in events if isinstance(e, PictureArrived)]
    assert len(arrived) == case.expected["images"]
    for event, row in zip(arrived, case.expected["data"], strict=True):
        assert event.url == row["url"]
        if event.data is not None:
            assert hashlib.sha256(event.data).hexdigest() == row["decoded_sha256"]
    usage = next((e.usage for e in events if isinstance(e, UsageSeen)), Usage())
    expected = case.expected["usage"] or {}
    assert usage.input_tokens == expected.get("input_tokens")
    assert usage.output_tokens == expected.get("output_tokens")
    assert not any(isinstance(p, Text) for p in folded(events).parts)


def test_there_are_seventy_six_cases() -> None:
    assert len(CHATS) + len(PICTURES) == 76
    assert json.dumps(sorted({c.protocol for c in CHATS + PICTURES})) == json.dumps(
        ["anthropic", "gemini", "openai-chat", "openai-images", "openai-responses"]
    )
