"""Requests of Messages are exactly the JSON of GATEWAYS.md 4.2."""

import json

from studio.domain.conversation import File, Picture, ProviderItem, Thought, ToolCall, ToolResult
from studio.domain.gateway import Protocol
from studio.protocols.messages import Messages
from tests.protocols.asking import GATEWAY, PNG, PNG_REF, answer, asked, body_of, request_headers, user

CODEC = Messages(GATEWAY)
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
OWN = Protocol.MESSAGES


def test_the_smallest_body_always_has_a_token_limit() -> None:
    request = CODEC.encode(asked("Hello", protocol=OWN))
    assert request.url == "https://gate.example/v1/messages"
    assert request_headers(request) == {"anthropic-version": "2023-06-01"}
    assert json.loads(request.body) == {
        "model": "m",
        "max_tokens": 4096,
        "messages": [{"role": "user", "content": "Hello"}],
        "stream": True,
    }


def test_a_full_body() -> None:
    prompt = asked(
        user("Weather?", Picture(PNG_REF)),
        answer(
            Thought("hm", "sig"),
            Thought("", "hidden", redacted=True),
            ProviderItem("server_tool_use", "search", '{"type":"server_tool_use","id":"s"}'),
            ToolCall("toolu_1", "weather", '{"city":"Berlin"}'),
            protocol=OWN,
        ),
        user(ToolResult("toolu_1", "weather", "15 C", True)),
        protocol=OWN,
        system="You are concise.",
        media={PNG_REF.sha256: PNG},
        values={
            "max_tokens": 512,
            "temperature": 0.7,
            "top_p": 1,
            "top_k": 4,
            "stop": ["END"],
            "user": "local",
            "metadata": {"k": "v"},
            "tools": [
                {"name": "weather", "description": "…", "parameters": SCHEMA},
                {"type": "web_search_1"},
            ],
            "tool_choice": "required",
            "thinking_budget": 1024,
            "reasoning_effort": "low",
            "anthropic-beta": "files",
        },
        extra={"service_tier": "auto"},
    )
    assert body_of(CODEC, prompt) == {
        "model": "m",
        "max_tokens": 512,
        "messages": [
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "Weather?"},
                    {
                        "type": "image",
                        "source": {
                            "type": "base64",
                            "media_type": "image/png",
                            "data": "iVBORw0KGgptYWRlIHVw",
                        },
                    },
                ],
            },
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": "hm", "signature": "sig"},
                    {"type": "redacted_thinking", "data": "hidden"},
                    {"type": "server_tool_use", "id": "s"},
                    {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"city": "Berlin"}},
                ],
            },
            {
                "role": "user",
                "content": [
                    {"type": "tool_result", "tool_use_id": "toolu_1", "content": "15 C", "is_error": True}
                ],
            },
        ],
        "stream": True,
        "system": "You are concise.",
        "temperature": 0.7,
        "top_p": 1,
        "top_k": 4,
        "stop_sequences": ["END"],
        "metadata": {"user_id": "local", "k": "v"},
        "tools": [
            {"name": "weather", "description": "…", "input_schema": SCHEMA},
            {"type": "web_search_1"},
        ],
        "tool_choice": {"type": "any"},
        "thinking": {"type": "enabled", "budget_tokens": 1024},
        "output_config": {"effort": "low"},
        "service_tier": "auto",
    }
    assert request_headers(CODEC.encode(prompt))["anthropic-beta"] == "files"


def test_a_thinking_budget_leaves_room_for_the_answer() -> None:
    body = body_of(CODEC, asked("x", protocol=OWN, values={"thinking_budget": 8000}))
    assert body["max_tokens"] == 8000 + 4096


def test_a_named_tool_choice() -> None:
    body = body_of(CODEC, asked("x", protocol=OWN, values={"tool_choice": {"name": "f"}}))
    assert body["tool_choice"] == {"type": "tool", "name": "f"}


def test_what_the_protocol_lacks_is_said() -> None:
    notices = CODEC.encode(asked("x", protocol=OWN, values={"seed": 1, "presence_penalty": 1})).notices
    assert notices == ("Messages has no field for: presence_penalty, seed.",)


def test_documents_and_other_files() -> None:
    prompt = asked(
        user("x", File("a.pdf", "application/pdf", sha256="p"), File("b.zip", "application/zip", sha256="p")),
        protocol=OWN,
        media={"p": b"x"},
    )
    source = {"type": "base64", "media_type": "application/pdf", "data": "eA=="}
    assert body_of(CODEC, prompt)["messages"][0]["content"][1:] == [
        {"type": "document", "source": source, "title": "a.pdf"}
    ]
    assert "b.zip" in CODEC.encode(prompt).notices[0]


def test_ids_of_other_protocols_are_spelled_as_this_one_allows() -> None:
    prompt = asked(
        "q",
        answer(ToolCall("functions.f:0", "f", "{}"), protocol=Protocol.CHAT),
        user(ToolResult("functions.f:0", "f", "1")),
        protocol=OWN,
    )
    messages = body_of(CODEC, prompt)["messages"]
    assert messages[1]["content"][0]["id"] == messages[2]["content"][0]["tool_use_id"] == "functions_f_0"
