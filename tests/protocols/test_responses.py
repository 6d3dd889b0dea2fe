"""Requests of Responses are exactly the JSON of GATEWAYS.md 4.3."""

import json

from studio.domain.conversation import File, Picture, ProviderItem, Thought, ToolCall, ToolResult
from studio.domain.gateway import Protocol
from studio.protocols.responses import Responses
from tests.protocols.asking import GATEWAY, PNG, PNG_REF, answer, asked, body_of, user

CODEC = Responses(GATEWAY)
OWN = Protocol.RESPONSES
SCHEMA = {"type": "object", "properties": {}}


def test_the_smallest_body() -> None:
    request = CODEC.encode(asked("Hello", protocol=OWN))
    assert request.url == "https://gate.example/v1/responses"
    assert json.loads(request.body) == {
        "model": "m",
        "input": [{"role": "user", "content": [{"type": "input_text", "text": "Hello"}]}],
        "stream": True,
    }


def test_a_full_body() -> None:
    prompt = asked(
        user("Weather?", Picture(PNG_REF), File("a.pdf", "application/pdf", sha256="p")),
        answer(
            Thought("one", "enc", "rs_1"),
            Thought("two", None, "rs_1"),
            Thought("never sent"),
            "Let me see.",
            ProviderItem("web_search_call", "x", '{"type":"web_search_call","id":"ws"}'),
            ToolCall("call_1", "weather", '{"city":"Berlin"}'),
            protocol=OWN,
        ),
        user(ToolResult("call_1", "weather", "15 C"), "and?"),
        protocol=OWN,
        system="You are concise.",
        media={PNG_REF.sha256: PNG, "p": b"x"},
        values={
            "temperature": 0.7,
            "top_p": 1,
            "max_tokens": 512,
            "metadata": {},
            "tools": [{"name": "weather", "parameters": SCHEMA}, {"type": "web_search"}],
            "tool_choice": {"name": "weather"},
            "reasoning_effort": "high",
            "store": False,
        },
        extra={"reasoning": {"summary": "auto"}},
    )
    assert body_of(CODEC, prompt) == {
        "model": "m",
        "input": [
            {
                "role": "user",
                "content": [
                    {"type": "input_text", "text": "Weather?"},
                    {"type": "input_image", "image_url": "data:image/png;base64,iVBORw0KGgptYWRlIHVw"},
                    {
                        "type": "input_file",
                        "filename": "a.pdf",
                        "file_data": "data:application/pdf;base64,eA==",
                    },
                ],
            },
            {
                "type": "reasoning",
                "id": "rs_1",
                "summary": [{"type": "summary_text", "text": "one"}, {"type": "summary_text", "text": "two"}],
                "encrypted_content": "enc",
            },
            {"role": "assistant", "content": [{"type": "output_text", "text": "Let me see."}]},
            {"type": "web_search_call", "id": "ws"},
            {
                "type": "function_call",
                "call_id": "call_1",
                "name": "weather",
                "arguments": '{"city":"Berlin"}',
            },
            {"type": "function_call_output", "call_id": "call_1", "output": "15 C"},
            {"role": "user", "content": [{"type": "input_text", "text": "and?"}]},
        ],
        "stream": True,
        "instructions": "You are concise.",
        "temperature": 0.7,
        "top_p": 1,
        "max_output_tokens": 512,
        "metadata": {},
        "tools": [{"type": "function", "name": "weather", "parameters": SCHEMA}, {"type": "web_search"}],
        "tool_choice": {"type": "function", "name": "weather"},
        "reasoning": {"effort": "high", "summary": "auto"},
        "store": False,
    }


def test_outputs_follow_their_calls_with_nothing_between() -> None:
    prompt = asked(
        "q",
        answer(ToolCall("a", "f", "{}"), "said between", ToolCall("b", "g", "{}"), protocol=OWN),
        user("said first", ToolResult("b", "g", "2"), ToolResult("a", "f", "1")),
        protocol=OWN,
    )
    kinds = [item.get("type", item.get("role")) for item in body_of(CODEC, prompt)["input"]]
    assert kinds == [
        "user",
        "assistant",
        "function_call",
        "function_call",
        "function_call_output",
        "function_call_output",
        "user",
    ]


def test_what_the_protocol_lacks_is_said() -> None:
    notices = CODEC.encode(asked("x", protocol=OWN, values={"stop": ["a"], "top_k": 1})).notices
    assert notices == ("Responses has no field for: stop, top_k.",)
