"""Requests of Gemini are exactly the JSON of GATEWAYS.md 4.4, at APIFree and at Google itself."""

import json

from studio.domain.conversation import Picture, ProviderItem, Text, Thought, ToolCall, ToolResult
from studio.domain.gateway import Gateway, Protocol
from studio.protocols.gemini import Gemini
from tests.protocols.asking import GATEWAY, PNG, PNG_REF, answer, asked, body_of, user

CODEC = Gemini(GATEWAY)
OWN = Protocol.GEMINI
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
GOOGLE = Gateway(id="g", name="Google", base_url="https://google.example/v1beta")


def test_the_smallest_body_at_apifree() -> None:
    request = CODEC.encode(asked("Hello", protocol=OWN))
    assert request.url == "https://gate.example/google/gemini"
    assert json.loads(request.body) == {
        "model": "m",
        "stream": True,
        "contents": [{"role": "user", "parts": [{"text": "Hello"}]}],
    }


def test_at_google_model_and_stream_stand_in_the_address() -> None:
    prompt = asked("Hello", protocol=OWN, gateway=GOOGLE, system="Be brief.")
    request = Gemini(GOOGLE).encode(prompt)
    assert request.url == "https://google.example/v1beta/models/m:streamGenerateContent?alt=sse"
    assert json.loads(request.body) == {
        "systemInstruction": {"parts": [{"text": "Be brief."}]},
        "contents": [{"role": "user", "parts": [{"text": "Hello"}]}],
    }


def test_a_full_body() -> None:
    prompt = asked(
        user("Weather?", Picture(PNG_REF)),
        answer(
            Thought("told", "t-sig"),
            Thought("untold"),
            Text("So:", "x-sig"),
            ProviderItem("executableCode", "x", '{"executableCode":{"code":"1"}}'),
            ToolCall("own-id", "weather", '{"city":"Berlin"}', "c-sig"),
            ToolCall("gemini_call_2", "weather", "{}"),
            protocol=OWN,
        ),
        user(ToolResult("own-id", "weather", "15 C"), ToolResult("gemini_call_2", "weather", '{"t":1}')),
        protocol=OWN,
        system="You are concise.",
        media={PNG_REF.sha256: PNG},
        values={
            "temperature": 0.7,
            "top_p": 1,
            "top_k": 3,
            "max_tokens": 512,
            "stop": ["END"],
            "seed": 1,
            "presence_penalty": 0,
            "thinking_budget": 0,
            "response_modalities": ["text"],
            "responseMimeType": "text/plain",
            "safety_settings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}],
            "tools": [{"name": "weather", "description": "…", "parameters": SCHEMA}, {"googleSearch": {}}],
            "tool_choice": {"name": "weather"},
            "cachedContent": "c",
        },
        extra={"generationConfig": {"thinkingConfig": {"includeThoughts": True}}},
    )
    assert body_of(CODEC, prompt) == {
        "model": "m",
        "stream": True,
        "system_instruction": {"parts": [{"text": "You are concise."}]},
        "contents": [
            {
                "role": "user",
                "parts": [
                    {"text": "Weather?"},
                    {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgptYWRlIHVw"}},
                ],
            },
            {
                "role": "model",
                "parts": [
                    {"text": "told", "thought": True, "thoughtSignature": "t-sig"},
                    {"text": "So:", "thoughtSignature": "x-sig"},
                    {"executableCode": {"code": "1"}},
                    {
                        "functionCall": {"name": "weather", "args": {"city": "Berlin"}, "id": "own-id"},
                        "thoughtSignature": "c-sig",
                    },
                    {"functionCall": {"name": "weather", "args": {}}},
                ],
            },
            {
                "role": "user",
                "parts": [
                    {"functionResponse": {"name": "weather", "response": {"result": "15 C"}, "id": "own-id"}},
                    {"functionResponse": {"name": "weather", "response": {"t": 1}}},
                ],
            },
        ],
        "generationConfig": {
            "temperature": 0.7,
            "topP": 1,
            "topK": 3,
            "maxOutputTokens": 512,
            "stopSequences": ["END"],
            "seed": 1,
            "presencePenalty": 0,
            "thinkingConfig": {"thinkingBudget": 0, "includeThoughts": True},
            "responseModalities": ["TEXT"],
            "responseMimeType": "text/plain",
        },
        "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}],
        "tools": [
            {"functionDeclarations": [{"name": "weather", "description": "…", "parameters": SCHEMA}]},
            {"googleSearch": {}},
        ],
        "toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["weather"]}},
        "cachedContent": "c",
    }


def test_ids_of_other_protocols_are_left_out() -> None:
    prompt = asked(
        "q",
        answer(ToolCall("call_9", "f", "{}"), protocol=Protocol.CHAT),
        user(ToolResult("call_9", "f", "bad", True)),
        protocol=OWN,
    )
    contents = body_of(CODEC, prompt)["contents"]
    assert contents[1]["parts"] == [{"functionCall": {"name": "f", "args": {}}}]
    assert contents[2]["parts"] == [{"functionResponse": {"name": "f", "response": {"error": "bad"}}}]


def test_pictures_of_answers_stay_in_their_turn() -> None:
    prompt = asked(
        "q", answer("here", Picture(PNG_REF), protocol=OWN), "more", protocol=OWN, media={PNG_REF.sha256: PNG}
    )
    assert "inlineData" in body_of(CODEC, prompt)["contents"][1]["parts"][1]


def test_what_the_protocol_lacks_is_said() -> None:
    notices = CODEC.encode(asked("x", protocol=OWN, values={"user": "me"})).notices
    assert notices == ("Gemini has no field for: user.",)
