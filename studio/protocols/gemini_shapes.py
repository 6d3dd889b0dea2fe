"""The shapes of Gemini answers as they come, and what is read out of them field by field."""

from typing import Any

import msgspec

from studio.domain.timing import Usage
from studio.protocols.reading import number, price


class GeminiPart(msgspec.Struct, gc=False):
    """One part of a candidate's content, in camel or snake case."""

    text: str | None = None
    thought: bool | None = None
    thoughtSignature: str | None = None
    thought_signature: str | None = None
    functionCall: dict[str, Any] | None = None
    function_call: dict[str, Any] | None = None
    inlineData: dict[str, Any] | None = None
    inline_data: dict[str, Any] | None = None
    fileData: dict[str, Any] | None = None
    executableCode: dict[str, Any] | None = None
    codeExecutionResult: dict[str, Any] | None = None
    toolCall: dict[str, Any] | None = None
    toolResponse: dict[str, Any] | None = None


class Content(msgspec.Struct, gc=False):
    """What a candidate says."""

    parts: list[GeminiPart] | None = None


class Candidate(msgspec.Struct, gc=False):
    """One of the answers a chunk carries."""

    content: Content | None = None
    index: int | None = None
    finishReason: str | None = None
    finish_reason: str | None = None
    finishMessage: str | None = None
    groundingMetadata: dict[str, Any] | None = None
    urlContextMetadata: dict[str, Any] | None = None
    citationMetadata: dict[str, Any] | None = None


class Numbers(msgspec.Struct, gc=False):
    """`usageMetadata`; counts are cumulative."""

    promptTokenCount: Any = None
    candidatesTokenCount: Any = None
    thoughtsTokenCount: Any = None
    cachedContentTokenCount: Any = None
    totalTokenCount: Any = None
    cost: Any = None


class GeminiChunk(msgspec.Struct, gc=False):
    """One chunk of a stream, or one whole answer; every field may be missing."""

    candidates: list[Candidate] | None = None
    usageMetadata: Numbers | None = None
    modelVersion: str | None = None
    responseId: str | None = None
    promptFeedback: dict[str, Any] | None = None
    error: Any = None
    code: Any = None
    type: str | None = None
    resp_data: dict[str, Any] | None = None


def usage_of(numbers: Numbers) -> Usage:
    """Numbers of one `usageMetadata` (GATEWAYS.md 4.6)."""
    return Usage(
        input_tokens=number(numbers.promptTokenCount),
        output_tokens=number(numbers.candidatesTokenCount),
        thought_tokens=number(numbers.thoughtsTokenCount),
        cached_tokens=number(numbers.cachedContentTokenCount),
        total_tokens=number(numbers.totalTokenCount),
        cost=price(numbers.cost),
    )


def plain_text(candidate: Candidate, thought: bool) -> str | None:
    """The text of a candidate that says one piece of text (a thought when `thought`) and nothing else."""
    content = candidate.content
    if content is None or content.parts is None or len(content.parts) != 1:
        return None
    if candidate.finishReason is not None or candidate.finish_reason is not None:
        return None
    if candidate.groundingMetadata is not None or candidate.citationMetadata is not None:
        return None
    if candidate.urlContextMetadata is not None:
        return None
    part = content.parts[0]
    if part.thoughtSignature is not None or part.thought_signature is not None:
        return None
    if bool(part.thought) is not thought or part.functionCall is not None or part.inlineData is not None:
        return None
    return part.text or None
