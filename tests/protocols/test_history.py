"""Whatever happened in a conversation, the next request is valid in every protocol, and says what it lost."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.domain.conversation import (
    Citation,
    Message,
    Part,
    Picture,
    ProviderItem,
    Refusal,
    Role,
    Status,
    Text,
    Thought,
    ToolCall,
    ToolResult,
)
from studio.domain.gateway import Protocol
from studio.protocols.history import NO_RESULT, PICTURE_NOTE, History, history_of
from studio.protocols.provider_items import other_answer
from studio.protocols.table import codec_for
from tests.protocols.asking import PNG, PNG_REF, answer, asked, user


def told(history: History) -> list[tuple[str, list[Part]]]:
    """The turns as plain pairs."""
    return [(turn.role.value, turn.parts) for turn in history.turns]


def test_failed_answers_and_empty_messages_are_left_out_and_their_neighbours_joined() -> None:
    history = history_of(asked("one", answer("broken", status=Status.FAILED), user(), "two"))
    assert told(history) == [("user", [Text("one"), Text("two")])]


def test_stopped_and_cut_off_answers_stay() -> None:
    history = history_of(asked("q", answer("half", status=Status.CUT_OFF), "go on"))
    assert told(history)[1] == ("assistant", [Text("half")])


def test_thoughts_stay_with_their_own_model_and_protocol_only() -> None:
    thought = Thought("hm", "sig")
    own = history_of(asked("q", answer(thought, Text("a", "s"), model="m"), "q2"))
    assert told(own)[1] == ("assistant", [thought, Text("a", "s")]) and own.notices == []
    other = history_of(asked("q", answer(thought, Text("a", "s"), model="other"), "q2"))
    assert told(other)[1] == ("assistant", [Text("a")])
    assert other.notices == [
        "Thoughts of earlier answers were not sent: they belong to another model or protocol."
    ]
    protocol = history_of(asked("q", answer(thought, "a", protocol=Protocol.GEMINI), "q2"))
    assert told(protocol)[1] == ("assistant", [Text("a")])


def test_what_a_provider_did_stays_with_it() -> None:
    item = ProviderItem("web_search_call", "x", "{}")
    other = history_of(asked("q", answer(item, "a", model="other"), "q2"))
    assert told(other)[1] == ("assistant", [Text("a")])
    assert "Searches" in other.notices[0]


@pytest.mark.parametrize("model", ["m", "other"])
def test_a_second_choice_is_never_sent_back(model: str) -> None:
    history = history_of(asked("q", answer("one", other_answer(1, "two"), model=model), "q2"))
    assert told(history)[1] == ("assistant", [Text("one")])
    assert history.notices == []


def test_refusals_become_text_and_citations_stay_behind() -> None:
    history = history_of(asked("q", answer(Refusal("No."), Citation("https://a.example")), "q2"))
    assert told(history)[1] == ("assistant", [Text("No.")])


def test_results_follow_their_calls_in_the_order_of_the_calls() -> None:
    calls = [ToolCall("a", "f", "{}"), ToolCall("b", "g", "{}")]
    given_late = user("by the way", ToolResult("b", "g", "2"), ToolResult("a", "f", "1"))
    history = history_of(asked("q", answer("let me", *calls), given_late))
    assert told(history)[2] == (
        "user",
        [ToolResult("a", "f", "1"), ToolResult("b", "g", "2"), Text("by the way")],
    )


def test_a_call_without_a_result_is_sent_with_a_note() -> None:
    history = history_of(asked("q", answer(ToolCall("a", "f", "{}")), "never mind"))
    assert told(history)[2] == ("user", [ToolResult("a", "f", NO_RESULT, True), Text("never mind")])
    assert history.notices == ["A tool call without a result was sent with a note that there is none."]


def test_a_call_that_was_cut_off_is_not_sent() -> None:
    history = history_of(asked("q", answer("x", ToolCall("a", "f", '{"half')), "go on"))
    assert told(history)[1] == ("assistant", [Text("x")])
    assert history.notices == ["A tool call that was cut off was not sent."]


def test_a_result_without_its_call_is_sent_as_text() -> None:
    history = history_of(asked(user(ToolResult("gone", "f", "1"))))
    assert told(history) == [("user", [Text("Result of the tool “f”:\n\n1")])]


def test_ids_used_twice_are_told_apart() -> None:
    path = [
        "q",
        answer(ToolCall("call_1", "f", "{}")),
        user(ToolResult("call_1", "f", "1")),
        answer(ToolCall("call_1", "f", "{}")),
        user(ToolResult("call_1", "f", "2")),
    ]
    turns = told(history_of(asked(*path)))
    assert turns[2][1] == [ToolResult("call_1", "f", "1")]
    assert turns[4][1] == [ToolResult("call_1_2", "f", "2")]


def test_pictures_of_answers_move_to_the_users_next_turn() -> None:
    picture = Picture(PNG_REF)
    media = {PNG_REF.sha256: PNG}
    history = history_of(asked("draw", answer("here", picture), "bluer", media=media))
    assert told(history)[1:] == [
        ("assistant", [Text("here")]),
        ("user", [Text(PICTURE_NOTE), picture, Text("bluer")]),
    ]


def test_a_conversation_that_begins_with_an_answer_gets_a_beginning() -> None:
    assert [role for role, _ in told(history_of(asked(answer("hi"), "yes")))] == ["user", "assistant", "user"]


IDS = st.sampled_from(["a", "b", "call_1", "gemini_call_1", ""])
USER_PARTS = st.one_of(
    st.builds(Text, st.text(max_size=8)),
    st.builds(ToolResult, IDS, st.sampled_from(["f", "g"]), st.text(max_size=5), st.booleans()),
    st.builds(Picture, st.sampled_from([None, PNG_REF])),
)
ANSWER_PARTS = st.one_of(
    st.builds(Text, st.text(max_size=8), st.sampled_from([None, "sig"])),
    st.builds(Thought, st.text(max_size=5), st.sampled_from([None, "sig", "[]"]), IDS, st.booleans()),
    st.builds(ToolCall, IDS, st.sampled_from(["f", "g"]), st.sampled_from(["", "{}", '{"x":1}', '{"cut'])),
    st.builds(Picture, st.sampled_from([None, PNG_REF])),
    st.builds(ProviderItem, st.just("k"), st.just("s"), st.sampled_from(["{}", '{"type":"x"}', "broken"])),
    st.builds(Refusal, st.text(max_size=4)),
)
MESSAGES = st.one_of(
    st.builds(lambda parts: user(*parts), st.lists(USER_PARTS, max_size=3)),
    st.builds(
        lambda parts, protocol, model, status: answer(*parts, protocol=protocol, model=model, status=status),
        st.lists(ANSWER_PARTS, max_size=4),
        st.sampled_from(list(Protocol)),
        st.sampled_from(["m", "other"]),
        st.sampled_from([Status.DONE, Status.FAILED, Status.CUT_OFF]),
    ),
)


@pytest.mark.parametrize("protocol", list(Protocol))
@settings(max_examples=40, deadline=None)
@given(path=st.lists(MESSAGES, max_size=6))
def test_any_history_is_written_as_a_valid_request(protocol: Protocol, path: list[Message]) -> None:
    prompt = asked(*path, "end", protocol=protocol, media={PNG_REF.sha256: PNG})
    body = json.loads(codec_for(prompt).encode(prompt).body)
    {
        Protocol.CHAT: valid_chat,
        Protocol.MESSAGES: valid_messages,
        Protocol.RESPONSES: valid_responses,
        Protocol.GEMINI: valid_gemini,
    }[protocol](body)


def valid_chat(body: Any) -> None:
    """Every call is followed at once by its results; nobody but the user ends the list."""
    open_calls: list[str] = []
    for message in body["messages"]:
        if message["role"] == "tool":
            assert message["tool_call_id"] == open_calls.pop(0)
            continue
        assert not open_calls
        assert message.get("content") or message.get("tool_calls") or message.get("content") == ""
        open_calls = [c["id"] for c in message.get("tool_calls", [])]
        assert all(json.loads(c["function"]["arguments"]) is not None for c in message.get("tool_calls", []))
    assert not open_calls and body["messages"][-1]["role"] == "user"


def valid_messages(body: Any) -> None:
    """Roles alternate from the user on; results stand first in the turn after their calls; ids differ."""
    roles = [m["role"] for m in body["messages"]]
    assert roles == [("user", "assistant")[n % 2] for n in range(len(roles))] and roles[-1] == "user"
    expected: list[str] = []
    seen: set[str] = set()
    for message in body["messages"]:
        blocks = message["content"] if isinstance(message["content"], list) else []
        results = [b["tool_use_id"] for b in blocks if b.get("type") == "tool_result"]
        assert results == expected
        assert [b.get("type") for b in blocks[: len(results)]] == ["tool_result"] * len(results)
        assert all(b["text"].strip() for b in blocks if b.get("type") == "text")
        expected = [b["id"] for b in blocks if b.get("type") == "tool_use"]
        assert not seen & set(expected) and len(set(expected)) == len(expected)
        seen |= set(expected)
    assert not expected


def valid_responses(body: Any) -> None:
    """Each group of calls is followed by the outputs of exactly these calls."""
    calls: list[str] = []
    outputs: list[str] = []
    for item in body["input"]:
        if item.get("type") == "function_call":
            calls.append(item["call_id"])
        elif item.get("type") == "function_call_output":
            outputs.append(item["call_id"])
        elif item.get("role") == Role.USER:
            assert outputs == calls
    assert outputs == calls


def valid_gemini(body: Any) -> None:
    """Roles alternate and as many answers follow as functions were called."""
    roles = [c["role"] for c in body["contents"]]
    assert roles == [("user", "model")[n % 2] for n in range(len(roles))] and roles[-1] == "user"
    called = 0
    for content in body["contents"]:
        assert content["parts"]
        assert sum("functionResponse" in p for p in content["parts"]) == called
        called = sum("functionCall" in p for p in content["parts"])
    assert called == 0
