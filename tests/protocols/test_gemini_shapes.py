"""What is read out of the shapes of Gemini."""

from typing import Any

from studio.domain.timing import Usage
from studio.protocols.gemini_shapes import Candidate, Content, GeminiPart, Numbers, plain_text, usage_of


def candidate(*parts: GeminiPart, **more: Any) -> Candidate:
    """A candidate with these parts."""
    return Candidate(content=Content(list(parts)), **more)


def test_a_plain_piece_of_text_or_thought_is_told_from_everything_else() -> None:
    assert plain_text(candidate(GeminiPart(text="a")), thought=False) == "a"
    assert plain_text(candidate(GeminiPart(text="a", thought=True)), thought=True) == "a"
    assert plain_text(candidate(GeminiPart(text="a", thought=True)), thought=False) is None
    assert plain_text(candidate(GeminiPart(text="a"), GeminiPart(text="b")), thought=False) is None
    assert plain_text(candidate(GeminiPart(text="a"), finishReason="STOP"), thought=False) is None
    assert plain_text(candidate(GeminiPart(text="a", thoughtSignature="s")), thought=False) is None
    assert plain_text(candidate(GeminiPart(text="a"), groundingMetadata={}), thought=False) is None
    assert plain_text(candidate(GeminiPart(text="a", functionCall={})), thought=False) is None
    assert plain_text(Candidate(), thought=False) is None


def test_numbers() -> None:
    numbers = Numbers(promptTokenCount=1, candidatesTokenCount="x", totalTokenCount=3, cost=0.5)
    assert usage_of(numbers) == Usage(input_tokens=1, total_tokens=3, cost=0.5)
