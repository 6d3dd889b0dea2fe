"""The official SDK reading the same stream: run in an environment that has one, prints CPU seconds as JSON.

Usage: wire_peers.py chat|messages|responses|gemini, the events on standard input, separated by NUL. Prints `{}`
where the SDK of that protocol is absent.
"""

import asyncio
import gc
import importlib.util
import json
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from importlib import import_module
from typing import Any

RUNS = 3


def client_of(events: list[bytes]) -> Any:
    """A client of the HTTP library the SDKs use that answers every request with the events, one a piece."""
    name = next(n for n in ("httpx2", "httpx") if importlib.util.find_spec(n) is not None)
    http = import_module(name)

    class Pieces(http.AsyncByteStream):  # type: ignore[misc, name-defined]
        async def __aiter__(self) -> AsyncIterator[bytes]:
            for event in events:
                yield event

    class Canned(http.AsyncBaseTransport):  # type: ignore[misc, name-defined]
        async def handle_async_request(self, request: Any) -> Any:
            return http.Response(200, headers={"content-type": "text/event-stream"}, stream=Pieces())

    return http.AsyncClient(transport=Canned())


async def openai_chat(events: list[bytes]) -> int:
    """`chat.completions.create(stream=True)`."""
    openai = import_module("openai")

    client = openai.AsyncOpenAI(api_key="x", base_url="http://x/v1", http_client=client_of(events))
    asked: Any = [{"role": "user", "content": "?"}]
    stream = await client.chat.completions.create(model="m", messages=asked, stream=True)
    texts = [chunk.choices[0].delta.content or "" async for chunk in stream]
    return len("".join(texts))


async def openai_responses(events: list[bytes]) -> int:
    """`responses.create(stream=True)`."""
    openai = import_module("openai")

    client = openai.AsyncOpenAI(api_key="x", base_url="http://x/v1", http_client=client_of(events))
    stream = await client.responses.create(model="m", input="?", stream=True)
    texts = [event.delta async for event in stream if event.type == "response.output_text.delta"]
    return len("".join(texts))


async def anthropic_messages(events: list[bytes]) -> int:
    """`messages.create(stream=True)`."""
    anthropic = import_module("anthropic")

    client = anthropic.AsyncAnthropic(api_key="x", base_url="http://x", http_client=client_of(events))
    asked: Any = [{"role": "user", "content": "?"}]
    stream = await client.messages.create(model="m", max_tokens=9, messages=asked, stream=True)
    texts: list[str] = []
    async for event in stream:
        if event.type == "content_block_delta" and event.delta.type == "text_delta":
            texts.append(event.delta.text)
    return len("".join(texts))


async def google_gemini(events: list[bytes]) -> int:
    """`models.generate_content_stream`."""
    genai, types = import_module("google.genai"), import_module("google.genai.types")

    options = types.HttpOptions(base_url="http://x", httpx_async_client=client_of(events))
    client = genai.Client(api_key="x", http_options=options)
    stream = await client.aio.models.generate_content_stream(model="m", contents="?")
    texts = [chunk.text or "" async for chunk in stream]
    return len("".join(texts))


PEERS: dict[str, tuple[str, str, Callable[[list[bytes]], Coroutine[Any, Any, int]]]] = {
    "chat": ("openai", "openai", openai_chat),
    "responses": ("openai", "openai", openai_responses),
    "messages": ("anthropic", "anthropic", anthropic_messages),
    "gemini": ("google-genai", "google", google_gemini),
}


def main() -> None:
    """Prints the best of three runs."""
    name, module, read = PEERS[sys.argv[1]]
    events = sys.stdin.buffer.read().split(b"\x00")
    if importlib.util.find_spec(module) is None:
        print("{}")
        return
    best = float("inf")
    for _ in range(RUNS):
        gc.collect()
        start = time.process_time()
        size = asyncio.run(read(events))
        best = min(best, time.process_time() - start)
        assert size > 50_000, size
    print(json.dumps({name: best}))


if __name__ == "__main__":
    main()
