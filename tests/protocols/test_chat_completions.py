"""Requests of Chat Completions are exactly the JSON of GATEWAYS.md 4.1."""

import json

import pytest

from studio.domain.conversation import File, Picture, Status, Text, Thought, ToolCall, ToolResult
from studio.domain.errors import Kind, StudioError
from studio.domain.gateway import Gateway
from studio.protocols.chat_completions import ChatCompletions
from tests.protocols.asking import GATEWAY, PNG, PNG_REF, answer, asked, body_of, user

CODEC = ChatCompletions(GATEWAY)
TOOL = {"name": "weather", "description": "…", "parameters": {"type": "object", "properties": {}}}


def test_the_smallest_body_holds_model_conversation_and_stream_only() -> None:
    request = CODEC.encode(asked("Hello", stream=False))
    assert request.url == "https://gate.example/v1/chat/completions"
    assert json.loads(request.body) == {
        "model": "m",
        "messages": [{"role": "user", "content": "Hello"}],
        "stream": False,
    }
    assert not request.stream and request.notices == () and request.retry


def test_a_full_body() -> None:
    prompt = asked(
        user("What is this?", Picture(PNG_REF)),
        answer(ToolCall("call_1", "weather", '{"city":"Berlin"}')),
        user(ToolResult("call_1", "weather", "15 C"), "and?"),
        system="You are concise.",
        media={PNG_REF.sha256: PNG},
        values={
            "temperature": 0.7,
            "top_p": 1,
            "top_k": 5,
            "max_tokens": 512,
            "stop": ["END"],
            "seed": 3,
            "presence_penalty": 0,
            "frequency_penalty": 0,
            "reasoning_effort": "low",
            "tools": [TOOL],
            "tool_choice": {"name": "weather"},
            "user": "local",
            "metadata": {"a": "b"},
            "response_modalities": ["IMAGE", "TEXT"],
            "logit_bias": {"1": 2},
            "unset": None,
        },
        extra={"stream_options": {"extra": True}, "provider": {"sort": "price"}},
    )
    assert body_of(CODEC, prompt) == {
        "model": "m",
        "messages": [
            {"role": "system", "content": "You are concise."},
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "What is this?"},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgptYWRlIHVw"}},
                ],
            },
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {
                        "id": "call_1",
                        "type": "function",
                        "function": {"name": "weather", "arguments": '{"city":"Berlin"}'},
                    }
                ],
            },
            {"role": "tool", "tool_call_id": "call_1", "content": "15 C"},
            {"role": "user", "content": "and?"},
        ],
        "stream": True,
        "stream_options": {"include_usage": True, "extra": True},
        "temperature": 0.7,
        "top_p": 1,
        "top_k": 5,
        "max_tokens": 512,
        "stop": ["END"],
        "seed": 3,
        "presence_penalty": 0,
        "frequency_penalty": 0,
        "reasoning_effort": "low",
        "tools": [{"type": "function", "function": TOOL}],
        "tool_choice": {"type": "function", "function": {"name": "weather"}},
        "user": "local",
        "metadata": {"a": "b"},
        "modalities": ["image", "text"],
        "logit_bias": {"1": 2},
        "provider": {"sort": "price"},
    }


def test_what_the_protocol_lacks_is_said() -> None:
    request = CODEC.encode(asked("x", values={"thinking_budget": 5, "safety_settings": []}))
    assert request.notices == ("Chat Completions has no field for: safety_settings, thinking_budget.",)


def test_files_travel_as_text_sound_or_data() -> None:
    files = [
        File("a.txt", "text/plain", text="inside"),
        File("b.pdf", "application/pdf", sha256="p"),
        File("c.wav", "audio/wav", sha256="p"),
        File("d.png", "image/png", sha256="p"),
        File("e.pdf", "application/pdf", sha256="gone"),
    ]
    prompt = asked(user(*files), media={"p": b"x"})
    content = body_of(CODEC, prompt)["messages"][0]["content"]
    assert content == [
        {"type": "text", "text": "File “a.txt”:\n\ninside"},
        {"type": "file", "file": {"filename": "b.pdf", "file_data": "data:application/pdf;base64,eA=="}},
        {"type": "input_audio", "input_audio": {"data": "eA==", "format": "wav"}},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,eA=="}},
    ]
    assert CODEC.encode(prompt).notices == ("The file “e.pdf” was not sent: its data is missing.",)


def test_reasoning_goes_back_as_details_or_while_tools_are_answered() -> None:
    details = '[{"type":"reasoning.text","text":"hm"}]'
    call = ToolCall("c", "f", "{}")
    loop = asked(
        "q",
        answer(Thought("hm", details, "reasoning_details"), call),
        user(ToolResult("c", "f", "1")),
    )
    assert body_of(CODEC, loop)["messages"][1]["reasoning_details"] == [
        {"type": "reasoning.text", "text": "hm"}
    ]
    plain = asked("q", answer(Thought("hm", id="reasoning_content"), call), user(ToolResult("c", "f", "1")))
    assert body_of(CODEC, plain)["messages"][1]["reasoning_content"] == "hm"
    over = asked(
        "q", answer(Thought("hm", id="reasoning_content"), call), user(ToolResult("c", "f", "1"), "next")
    )
    assert "reasoning_content" not in body_of(CODEC, over)["messages"][1]


def test_a_google_base_has_its_own_chat_route() -> None:
    google = Gateway(id="g", name="G", base_url="https://g.example/v1beta")
    request = ChatCompletions(google).encode(asked("x", gateway=google))
    assert request.url == "https://g.example/v1beta/openai/chat/completions"


def test_nothing_to_send_is_an_input_failure() -> None:
    with pytest.raises(StudioError) as caught:
        CODEC.encode(asked(user(), answer("x", status=Status.FAILED)))
    assert caught.value.failure.kind is Kind.INPUT


def test_lone_surrogates_do_not_stop_a_request() -> None:
    body = CODEC.encode(asked(Text("a\ud83d").text)).body
    assert json.loads(body)["messages"][0]["content"] == "a\ufffd"


def test_a_refusal_names_the_gateway() -> None:
    failure = CODEC.refusal(401, {}, b"").failure
    assert failure.kind is Kind.AUTH and "Gate" in failure.message


def test_a_name_stands_beside_each_message_of_the_user() -> None:
    prompt = asked(user("Hello"), answer(Text("Hi")), user("Again"), values={"name": "Ada"}, stream=False)
    body = json.loads(CODEC.encode(prompt).body)
    assert [m.get("name") for m in body["messages"]] == ["Ada", None, "Ada"]
    assert "name" not in body
