import asyncio

import httpx
import pytest

from studio.sandbox.guard import BODY_LIMIT, manner_of_path
from studio.sandbox.refusals import Manner
from studio.sandbox.server import Sandbox
from tests.sandbox.wire import PATHS, body


@pytest.fixture
async def stranger(sandbox: Sandbox):
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{sandbox.port}", trust_env=False) as opened:
        yield opened


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"x-api-key": "ключ".encode()}])
@pytest.mark.parametrize("protocol", PATHS)
async def test_without_the_key_each_protocol_refuses_in_its_own_envelope(
    stranger: httpx.AsyncClient, protocol: str, headers: dict
) -> None:
    answer = await stranger.post(PATHS[protocol], json=body(protocol, "demo/terse", "hi"), headers=headers)
    assert answer.status_code == 401
    found = answer.json()
    match protocol:
        case "messages":
            assert found["type"] == "error"
            assert found["error"]["type"] == "authentication_error"
            assert found["request_id"].startswith("req_")
        case "gemini":
            assert found["error"]["status"] == "UNAUTHENTICATED"
            assert found["error"]["code"] == 401
        case _:
            assert found["error"]["code"] == "invalid_api_key"


@pytest.mark.parametrize("header", ["Authorization", "x-api-key"])
async def test_the_key_is_taken_from_both_headers(
    stranger: httpx.AsyncClient, sandbox: Sandbox, header: str
) -> None:
    value = f"Bearer {sandbox.token}" if header == "Authorization" else sandbox.token
    assert (await stranger.get("/v1/models", headers={header: value})).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:80"])
async def test_a_foreign_host_name_is_refused_even_with_the_key(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get("/v1/models", headers={"Host": host})).status_code == 403
    assert (await client.get("/v1/health", headers={"Host": host})).status_code == 403


async def test_localhost_is_a_name_of_this_machine(client: httpx.AsyncClient, sandbox: Sandbox) -> None:
    answer = await client.get("/v1/models", headers={"Host": f"LocalHost:{sandbox.port}"})
    assert answer.status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1"])
async def test_a_request_of_a_web_page_is_refused_and_gets_no_permission(
    client: httpx.AsyncClient, origin: str
) -> None:
    answer = await client.get("/v1/models", headers={"Origin": origin})
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_a_body_stated_too_large_is_refused_unread(sandbox: Sandbox) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", sandbox.port)
    head = f"POST {PATHS['chat']} HTTP/1.1\r\nHost: 127.0.0.1:{sandbox.port}\r\n"
    writer.write(f"{head}x-api-key: {sandbox.token}\r\nContent-Length: {BODY_LIMIT + 1}\r\n\r\n".encode())
    await writer.drain()
    assert b" 413 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


async def test_a_body_without_a_length_is_counted(client: httpx.AsyncClient) -> None:
    async def endless():
        for _ in range(70):
            yield b" " * (1 << 20)

    answer = await client.post(PATHS["chat"], content=endless())
    assert answer.status_code == 413
    assert "64 MiB" in answer.json()["error"]["message"]


async def test_health_needs_no_key(stranger: httpx.AsyncClient) -> None:
    assert (await stranger.get("/v1/health")).status_code == 200


def test_each_path_has_its_manner_of_errors() -> None:
    assert manner_of_path("/v1/messages") is Manner.ANTHROPIC
    assert manner_of_path("/google/gemini") is Manner.GEMINI
    assert manner_of_path("/v1/image/submit") is Manner.APIFREE
    assert manner_of_path("/v1/anything") is Manner.OPENAI
