import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from studio.sandbox.server import Sandbox
from tests.sandbox.wire import PATHS, as_url, body, events, png, said, whole_text

PROMPT = "Explain how tides work"


@pytest.mark.parametrize("protocol", PATHS)
async def test_streamed_and_whole_answers_say_the_same(client: httpx.AsyncClient, protocol: str) -> None:
    whole = await client.post(PATHS[protocol], json=body(protocol, "demo/companion", PROMPT))
    streamed = await client.post(PATHS[protocol], json=body(protocol, "demo/companion", PROMPT, stream=True))
    assert streamed.headers["content-type"].startswith("text/event-stream")
    text = whole_text(protocol, whole.json())
    assert "Tides are the slow rise and fall of the sea" in text
    assert said(protocol, streamed.text) == text


@pytest.mark.parametrize("protocol", PATHS)
async def test_the_thinker_thinks_in_the_channel_of_each_protocol(
    client: httpx.AsyncClient, protocol: str
) -> None:
    streamed = (await client.post(PATHS[protocol], json=body(protocol, "demo/thinker", PROMPT, True))).text
    sign = {
        "chat": '"reasoning_content":',
        "messages": '"type":"thinking_delta"',
        "responses": "response.reasoning_summary_text.delta",
        "gemini": '"thought":true',
    }[protocol]
    assert streamed.count(sign) > 100
    assert "Wait:" not in said(protocol, streamed)


@pytest.mark.parametrize("protocol", PATHS)
async def test_nonsense_is_refused_in_each_protocol(client: httpx.AsyncClient, protocol: str) -> None:
    broken = await client.post(PATHS[protocol], content=b"{not json")
    listed = await client.post(PATHS[protocol], content=b"[1]")
    assert broken.status_code == listed.status_code == 400
    assert broken.json()["error"]["message"] == "invalid json payload"
    assert (await client.post(PATHS[protocol], content=b"[" * 100_000)).status_code == 400


@pytest.mark.parametrize("protocol", PATHS)
async def test_an_unknown_model_is_refused_with_the_gateways_words(
    client: httpx.AsyncClient, protocol: str
) -> None:
    answer = await client.post(PATHS[protocol], json=body(protocol, "demo/nobody", "hi"))
    assert answer.status_code == 404
    assert "unknown aliased model: demo/nobody" in answer.json()["error"]["message"]


@pytest.mark.parametrize("protocol", PATHS)
async def test_a_missing_conversation_is_named(client: httpx.AsyncClient, protocol: str) -> None:
    field = {"chat": "messages", "messages": "messages", "responses": "input", "gemini": "contents"}[protocol]
    answer = await client.post(PATHS[protocol], json={"model": "demo/terse", "max_tokens": 5})
    assert answer.status_code == 400
    assert f"missing {field}" in answer.json()["error"]["message"]


@pytest.mark.parametrize("protocol", PATHS)
async def test_errors_of_apifree_come_with_http_200(client: httpx.AsyncClient, protocol: str) -> None:
    answer = await client.post(PATHS[protocol], json={"model": "apifree-style/assistant", "max_tokens": 5})
    assert answer.status_code == 200
    found = answer.json()
    assert found["code"] == 400
    assert found["error"]["type"] == "invalid_request_error"
    gone = await client.post(PATHS[protocol], json=body(protocol, "apifree-style/nobody", "hi"))
    assert (gone.status_code, gone.json()["code"]) == (200, 404)


async def test_a_reasoning_model_refuses_temperature_and_names_the_better_limit(
    client: httpx.AsyncClient,
) -> None:
    path = PATHS["chat"]
    hot = await client.post(path, json=body("chat", "demo/thinker", "hi", temperature=0.5))
    assert hot.status_code == 400
    assert hot.json()["error"] == {
        "message": "Unsupported parameter: 'temperature' is not supported with this model.",
        "type": "invalid_request_error",
        "param": "temperature",
        "code": "unsupported_parameter",
    }
    limited = await client.post(path, json=body("chat", "demo/thinker", "hi", max_tokens=9))
    assert "Use 'max_completion_tokens' instead." in limited.json()["error"]["message"]
    right = await client.post(path, json=body("chat", "demo/thinker", "hi", max_completion_tokens=9))
    assert right.json()["choices"][0]["finish_reason"] == "length"


async def test_a_picture_for_a_text_model_is_refused_and_a_seeing_one_measures_it(
    client: httpx.AsyncClient,
) -> None:
    content = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": as_url(png((210, 30, 30)))}},
    ]
    asked = {"messages": [{"role": "user", "content": content}]}
    blind = await client.post(PATHS["chat"], json={"model": "demo/swift-mini", **asked})
    assert (blind.status_code, "accepts text only" in blind.text) == (400, True)
    seeing = await client.post(PATHS["chat"], json={"model": "demo/companion", **asked})
    assert "96 × 64 pixels" in whole_text("chat", seeing.json())
    assert "red (100 %)" in whole_text("chat", seeing.json())


async def test_a_locked_tier_answers_403(client: httpx.AsyncClient) -> None:
    answer = await client.post(PATHS["chat"], json=body("chat", "members/grand-vizier", "hi"))
    assert (answer.status_code, answer.json()["error"]["type"]) == (403, "model_access_denied")


@pytest.fixture
async def unhurried() -> AsyncIterator[Sandbox]:
    running = Sandbox(pace=1)
    await running.start()
    yield running
    await running.stop()


async def test_a_second_request_at_once_meets_the_limit_and_the_place_is_freed(unhurried: Sandbox) -> None:
    running = unhurried
    keyed = {"Authorization": f"Bearer {running.token}"}
    root = f"http://127.0.0.1:{running.port}"
    async with httpx.AsyncClient(base_url=root, headers=keyed, trust_env=False) as client:
        asked = body("chat", "demo/one-at-a-time", "Explain how tides work", stream=True)
        async with client.stream("POST", PATHS["chat"], json=asked) as reply:
            pieces = reply.aiter_bytes()
            await anext(pieces)
            second = await client.post(PATHS["chat"], json=asked)
            assert second.status_code == 429
            assert second.json()["error"]["type"] == "concurrency_limit_error"
            assert second.headers["X-Concurrency-Limit"] == "1"
            assert second.headers["X-Concurrency-Remaining"] == "0"
        for _ in range(100):  # the server notices the closed connection in its own time
            async with client.stream("POST", PATHS["chat"], json=asked) as third:
                if third.status_code == 200:
                    break
            await asyncio.sleep(0.01)
        assert third.status_code == 200


async def test_a_busy_model_answers_429_once_and_then_works(client: httpx.AsyncClient) -> None:
    asked = body("chat", "faults/busy-at-first", "hello there")
    first = await client.post(PATHS["chat"], json=asked)
    assert (first.status_code, first.headers["Retry-After"]) == (429, "0")
    assert (await client.post(PATHS["chat"], json=asked)).status_code == 200
    assert (await client.post(PATHS["chat"], json=asked)).status_code == 200


@pytest.mark.parametrize("protocol", PATHS)
async def test_a_failure_in_the_middle_comes_in_each_protocols_way(
    client: httpx.AsyncClient, protocol: str
) -> None:
    answer = await client.post(PATHS[protocol], json=body(protocol, "faults/breaks-midway", PROMPT, True))
    found = events(answer.text)
    assert len(said(protocol, answer.text)) > 20
    match protocol:
        case "chat":
            assert answer.text.endswith(
                'data: {"error":{"message":"provider temporarily unavailable","type":"provider_error"}}\n\n'
                "data: [DONE]\n\n"
            )
        case "messages":
            assert found[-1] == (
                "error",
                {
                    "type": "error",
                    "error": {"type": "provider_error", "message": "provider temporarily unavailable"},
                },
            )
        case "responses":
            assert [name for name, _ in found[-2:]] == ["error", "response.failed"]
        case _:
            assert found[-1][1]["error"]["status"] == "UNAVAILABLE"
    whole = await client.post(PATHS[protocol], json=body(protocol, "faults/breaks-midway", PROMPT))
    assert whole.status_code == 502


@pytest.mark.parametrize("protocol", PATHS)
async def test_a_cut_off_answer_has_no_finish_word(client: httpx.AsyncClient, protocol: str) -> None:
    answer = await client.post(PATHS[protocol], json=body(protocol, "faults/cuts-off", PROMPT, True))
    assert len(said(protocol, answer.text)) > 20
    words = (
        "[DONE]",
        '"finish_reason":"',
        "message_delta",
        "message_stop",
        "response.completed",
        '"finishReason"',
    )
    assert not [word for word in words if word in answer.text]
    whole = await client.post(PATHS[protocol], json=body(protocol, "faults/cuts-off", PROMPT))
    with pytest.raises(json.JSONDecodeError):
        whole.json()


@pytest.mark.parametrize("protocol", PATHS)
async def test_a_refusal_stands_in_the_place_of_each_protocol(
    client: httpx.AsyncClient, protocol: str
) -> None:
    answer = await client.post(PATHS[protocol], json=body(protocol, "faults/declines", PROMPT, True))
    sign = {
        "chat": '"refusal":',
        "messages": '"stop_reason":"refusal"',
        "responses": "response.refusal.delta",
        "gemini": '"finishReason":"PROHIBITED_CONTENT"',
    }[protocol]
    assert sign in answer.text


@pytest.mark.parametrize("protocol", PATHS)
async def test_the_librarian_cites_sources(client: httpx.AsyncClient, protocol: str) -> None:
    for stream in (False, True):
        answer = await client.post(PATHS[protocol], json=body(protocol, "demo/librarian", PROMPT, stream))
        assert answer.text.count("https://example.org/tides-work") >= 2


async def test_the_cost_is_a_number_where_the_model_states_one(client: httpx.AsyncClient) -> None:
    priced = await client.post(PATHS["chat"], json=body("chat", "demo/companion", "hi"))
    free = await client.post(PATHS["chat"], json=body("chat", "demo/coder", "hi"))
    assert priced.json()["usage"]["cost"] > 0
    assert "cost" not in free.json()["usage"]
