"""Answers of Gemini beyond the quirks: thoughts, signatures, calls in pieces, grounding, blocked prompts."""

from typing import Any

import pytest

from studio.domain.conversation import Citation, Finish, Picture, ProviderItem, Text, Thought, ToolCall
from studio.domain.events import UsageSeen
from studio.protocols.gemini_answers import MADE_UP
from tests.protocols.asking import gemini


def part(*parts: dict[str, Any], finish: str | None = None, **more: Any) -> dict[str, Any]:
    """A chunk with one candidate."""
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": list(parts)}, "index": 0, **more}
    return {"candidates": [{**candidate, **({"finishReason": finish} if finish else {})}]}


def test_a_whole_answer() -> None:
    numbers = {
        "promptTokenCount": 5,
        "candidatesTokenCount": 7,
        "thoughtsTokenCount": 2,
        "totalTokenCount": 14,
        "cachedContentTokenCount": 1,
    }
    said = gemini(
        {
            **part({"text": "Hi"}, finish="STOP"),
            "usageMetadata": numbers,
            "modelVersion": "g",
            "responseId": "r",
        }
    )
    assert said.message.parts == (Text("Hi"),) and said.message.finish == Finish("done", "STOP")
    usage = said.message.usage
    assert usage is not None and (usage.output_tokens, usage.thought_tokens, usage.cached_tokens) == (7, 2, 1)
    assert (said.message.answered_by, said.message.response_id) == ("g", "r")


def test_thoughts_and_text_keep_their_order_and_signatures() -> None:
    said = gemini(
        [
            part({"text": "a", "thought": True}),
            part({"text": "b", "thought": True}),
            part({"text": "x"}),
            part({"text": "", "thoughtSignature": "s"}, finish="STOP"),
        ]
    )
    assert said.message.parts == (Thought("ab"), Text("x", "s"))


def test_a_call_in_one_piece() -> None:
    call = {"functionCall": {"name": "f", "args": {"a": 1}, "id": "own"}, "thoughtSignature": "s"}
    said = gemini([part(call, finish="STOP")])
    assert said.message.parts == (ToolCall("own", "f", '{"a":1}', "s"),)
    assert said.message.finish == Finish("tool", "STOP")
    bare = gemini([part({"functionCall": {"name": "f"}}, finish="STOP")])
    assert bare.message.parts == (ToolCall(f"{MADE_UP}1", "f", "{}"),)


def test_a_call_in_pieces() -> None:
    def pieces(*partial: dict[str, Any], more: bool = True) -> dict[str, Any]:
        call: dict[str, Any] = {"partialArgs": list(partial)}
        return part({"functionCall": {**call, **({"willContinue": True} if more else {})}})

    said = gemini(
        [
            part({"functionCall": {"name": "f", "willContinue": True}}),
            pieces({"jsonPath": "$.place", "stringValue": "Bos", "willContinue": True}),
            pieces(
                {"jsonPath": "$.place", "stringValue": "ton"}, {"jsonPath": "$.days[1].n", "numberValue": 2}
            ),
            part({"functionCall": {}}),
            part({"functionCall": {"name": "g", "willContinue": True}}),
            pieces({"jsonPath": "$.ok", "boolValue": True}, more=False),
            part({"text": ""}, finish="STOP"),
        ]
    )
    assert said.calls == [("f", {"place": "Boston", "days": [None, {"n": 2}]}), ("g", {"ok": True})]


def test_a_call_that_is_cut_off_keeps_what_came() -> None:
    said = gemini(
        [
            part({"functionCall": {"name": "f", "willContinue": True}}),
            part(
                {
                    "functionCall": {
                        "partialArgs": [{"jsonPath": "$.a", "stringValue": "x"}],
                        "willContinue": True,
                    }
                }
            ),
        ]
    )
    assert said.calls == [("f", {"a": "x"})] and said.failures


def test_code_and_its_result_are_the_providers() -> None:
    said = gemini(
        [
            part(
                {"executableCode": {"language": "PYTHON", "code": "print(1)"}, "thoughtSignature": "s"},
                {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}},
                {"text": "1"},
                finish="STOP",
            )
        ]
    )
    first, second, third = said.message.parts
    assert isinstance(first, ProviderItem) and first.summary == "executableCode: print(1)"
    assert '"thoughtSignature":"s"' in first.data and '"executableCode"' in first.data
    assert isinstance(second, ProviderItem) and third == Text("1")


def test_grounding_becomes_citations() -> None:
    chunks = [{"web": {"uri": "https://a.example", "title": "A"}}, {"retrievedContext": {"text": "q"}}]
    said = gemini([part({"text": "x"}, finish="STOP", groundingMetadata={"groundingChunks": chunks})])
    assert said.message.parts == (Text("x"), Citation("https://a.example", "A"), Citation("", "", "q"))


def test_snake_case_and_other_data() -> None:
    said = gemini(
        [
            part(
                {"inline_data": {"mime_type": "image/png", "data": "aGVsbG8="}},
                {"inlineData": {"mimeType": "audio/wav", "data": "aGVsbG8="}},
                finish="STOP",
            )
        ]
    )
    assert said.message.parts == (Picture(None),)
    assert said.message.notices == ("The answer holds data that is not shown: audio/wav.",)


def test_a_blocked_prompt() -> None:
    said = gemini({"promptFeedback": {"blockReason": "SAFETY"}})
    assert said.message.finish == Finish("filtered", "SAFETY") and not said.failures
    assert said.message.notices == ("The prompt was blocked (SAFETY).",)


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("STOP", "done"),
        ("MAX_TOKENS", "length"),
        ("SAFETY", "filtered"),
        ("RECITATION", "filtered"),
        ("MALFORMED_FUNCTION_CALL", "error"),
        ("OTHER", "other"),
        ("NEW_WORD", "other"),
    ],
)
def test_finish_words(word: str, reason: str) -> None:
    assert gemini([part({"text": "a"}, finish=word)]).message.finish == Finish(reason, word)


def test_servers_that_say_stop_at_every_chunk() -> None:
    said = gemini([part({"text": "a"}, finish="STOP"), part({"text": "b"}, finish="STOP")])
    assert said.message.text == "ab"
    assert gemini([part({"text": "a"}, finish="STOP"), part({"text": "late"})]).message.text == "a"


def test_numbers_are_said_once_at_the_end() -> None:
    frames = [{**part({"text": "a"}), "usageMetadata": {"promptTokenCount": n}} for n in range(5)]
    said = gemini([*frames, part(finish="STOP")])
    assert [s.usage.input_tokens for s in said.steps if isinstance(s, UsageSeen)] == [4]
    late = gemini([part({"text": "a"}, finish="STOP"), {"usageMetadata": {"promptTokenCount": 9}}])
    assert late.message.usage is not None and late.message.usage.input_tokens == 9


def test_a_google_error_in_the_stream() -> None:
    error = {"error": {"code": 400, "message": "too many", "status": "INVALID_ARGUMENT"}}
    failure = gemini([part({"text": "a"}), error]).failures[0].failure
    assert (failure.status, failure.type, failure.message) == (400, "INVALID_ARGUMENT", "too many")
