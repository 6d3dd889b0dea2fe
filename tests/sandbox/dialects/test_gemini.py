from studio.sandbox.dialects import gemini
from tests.sandbox.dialects.answers_for_tests import FULL, stream
from tests.sandbox.wire import as_url, events, png


def test_contents_become_turns() -> None:
    data = as_url(png()).partition(",")[2]
    ask = gemini.parse(
        {
            "model": "models/m",
            "stream": True,
            "system_instruction": {"parts": [{"text": "Be kind."}]},
            "contents": [
                {
                    "role": "user",
                    "parts": [{"text": "Weather?"}, {"inlineData": {"mimeType": "image/png", "data": data}}],
                },
                {"role": "model", "parts": [{"functionCall": {"name": "weather", "args": {}}}]},
                {
                    "role": "user",
                    "parts": [{"functionResponse": {"name": "weather", "response": {"result": "15 C"}}}],
                },
            ],
            "generationConfig": {"temperature": 0.7, "maxOutputTokens": 512, "stopSequences": ["END"]},
            "tools": [{"functionDeclarations": [{"name": "weather", "parameters": {}}]}],
        }
    )
    assert ask.model == "m"
    assert [turn.role for turn in ask.turns] == ["system", "user", "assistant", "tool"]
    assert (ask.turns[1].pictures, ask.max_tokens, ask.stop) == ((png(),), 512, ("END",))
    assert "temperature" in ask.given
    assert ask.tools[0].name == "weather"


def test_an_answer_in_one_piece() -> None:
    (candidate,) = gemini.whole(FULL)["candidates"]
    parts = candidate["content"]["parts"]
    assert parts[0] == {"text": "I think", "thought": True}
    assert parts[2]["functionCall"]["args"] == {"city": "Berlin"}
    assert candidate["groundingMetadata"]["groundingChunks"][0]["web"]["uri"] == "https://example.org/a"
    counts = gemini.whole(FULL)["usageMetadata"]
    assert (counts["candidatesTokenCount"], counts["thoughtsTokenCount"], counts["totalTokenCount"]) == (
        7,
        2,
        21,
    )


def test_a_stream_has_crlf_and_no_end_mark() -> None:
    text = stream(gemini.Writer(FULL))
    assert text.count("\n") == text.count("\r\n")
    assert "[DONE]" not in text and "event:" not in text
    found = [event for _, event in events(text)]
    finished = [event["candidates"][0].get("finishReason") for event in found]
    assert finished == [None] * (len(found) - 1) + ["STOP"]
