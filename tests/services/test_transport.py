"""The door to the network: keys stay at home, faults become words, every attempt is recorded."""

import asyncio
import gzip
import logging
import ssl
from collections.abc import Awaitable, Callable

import pytest

from studio.domain.errors import Failure, Kind, Remedy, StudioError
from studio.domain.exchange import Exchange
from studio.domain.gateway import Gateway, KeyStyle
from studio.protocols.base import WireRequest
from studio.services.limits import Limits
from studio.services.network_words import tls_words
from studio.services.reply import ConnectionLost
from studio.services.transport import USER_AGENT, Transport, translated
from tests.services.server import Script, Server, Wire, serving

KEY = "sk-test-0123456789abcdef"
SHORT = Limits(connect=2, first_byte=0.2, silence=0.2, total=5)


async def key_of(_gateway: Gateway) -> str | None:
    return KEY


async def asked(
    server: Server,
    request: WireRequest | None = None,
    limits: Limits | None = None,
    record: Callable[[Exchange], None] | None = None,
    key: Callable[[Gateway], Awaitable[str | None]] = key_of,
    **gateway: object,
) -> tuple[int, bytes]:
    """Status and body of one request."""
    transport = Transport(key, record, limits)
    row = server.gateway(**gateway)
    try:
        async with transport.send(row, request or WireRequest(url=f"{row.base_url}/x", body=b"{}")) as reply:
            return reply.status, await reply.body(1 << 20)
    finally:
        await transport.aclose()


async def failing(*scripts: Script, **more: object) -> Failure:
    """The failure of one request against these scripts."""
    async with serving(*scripts) as server:
        with pytest.raises(StudioError) as caught:
            await asked(server, **more)
    return caught.value.failure


async def fine(wire: Wire) -> None:
    await wire.whole(b'{"ok":true}', Set_Cookie="a=b")


async def unmoved(wire: Wire) -> None:
    await wire.gone()


@pytest.mark.parametrize(
    ("style", "header", "value"),
    [
        (KeyStyle.BEARER, "authorization", f"Bearer {KEY}"),
        (KeyStyle.X_API_KEY, "x-api-key", KEY),
        (KeyStyle.X_GOOG_API_KEY, "x-goog-api-key", KEY),
    ],
)
async def test_the_key_travels_in_the_header_of_the_gateway(style: KeyStyle, header: str, value: str) -> None:
    async with serving(fine) as server:
        assert await asked(server, key_style=style) == (200, b'{"ok":true}')
        assert server.asked[0].headers[header] == value
        assert server.asked[0].headers["user-agent"] == USER_AGENT


async def test_no_key_means_no_header() -> None:
    async def none(_gateway: Gateway) -> str | None:
        return None

    async with serving(fine) as server:
        await asked(server, key=none)
        assert "authorization" not in server.asked[0].headers


async def test_another_origin_gets_neither_key_nor_extra_headers() -> None:
    async with serving(fine) as home, serving(fine) as other:
        await asked(home, WireRequest(method="GET", url=f"{other.origin}/x"), headers={"X-Mine": "1"})
        assert not {"authorization", "x-mine"} & set(other.asked[0].headers)


async def test_a_request_that_may_not_see_the_key_does_not_ask_for_it() -> None:
    async def never(_gateway: Gateway) -> str | None:
        raise AssertionError("the key was asked for")

    async with serving(fine) as server:
        await asked(
            server, WireRequest(method="GET", url=f"{server.origin}/v1/models", secret=False), key=never
        )
        assert "authorization" not in server.asked[0].headers


async def test_plain_http_to_another_machine_needs_consent() -> None:
    transport = Transport(key_of)
    gateway = Gateway(id="a", name="A", base_url="http://gate.invalid/v1")
    with pytest.raises(StudioError) as caught:
        async with transport.send(gateway, WireRequest(url="http://gate.invalid/v1/x")):
            pass
    assert caught.value.failure.kind is Kind.ADDRESS
    assert "not protected" in str(caught.value)


async def test_a_stream_is_asked_for_uncompressed_and_cookies_are_not_kept() -> None:
    transport = Transport(key_of)
    async with serving(fine) as server:
        request = WireRequest(url=f"{server.origin}/v1/x", body=b"{}", stream=True)
        for _ in range(2):
            async with transport.send(server.gateway(), request) as reply:
                await reply.body(100)
        assert server.asked[1].headers["accept"] == "text/event-stream"
        assert server.asked[1].headers["accept-encoding"] == "identity"
        assert "cookie" not in server.asked[1].headers
    await transport.aclose()


@pytest.mark.parametrize(
    "headers", [{"X-Ä": "1"}, {"X-A": "1\r\nX-B: 2"}, {"X-A": "ü"}, {"Host": "evil"}, {"": "x"}]
)
async def test_extra_headers_are_checked(headers: dict[str, str]) -> None:
    failure = await failing(fine, headers=headers)
    assert failure.kind is Kind.INPUT


async def test_a_key_that_cannot_travel_is_said() -> None:
    async def odd(_gateway: Gateway) -> str | None:
        return "sk-ümlaut\n"

    failure = await failing(fine, key=odd)
    assert (failure.kind, failure.remedy) == (Kind.AUTH, Remedy.KEY)
    assert "ümlaut" not in failure.message


async def test_H13_a_redirect_is_refused_and_named() -> None:
    async def away(wire: Wire) -> None:
        await wire.head(307, length=0, Location="https://user:pw@other.example/v1/x")

    failure = await failing(away)
    assert failure.kind is Kind.REDIRECT
    assert "https://other.example/v1/x" in failure.message
    assert "pw" not in failure.message


async def test_a_connection_reset_at_once_counts_as_lost() -> None:
    async def reset(wire: Wire) -> None:
        wire.reset()

    async with serving(reset) as server:
        with pytest.raises(ConnectionLost) as caught:
            await asked(server)
    assert caught.value.failure.code == "reset"


async def test_N5_a_reset_in_mid_answer_is_cut_off() -> None:
    async def broken(wire: Wire) -> None:
        await wire.head()
        await wire.write(b"data: 1\n\n")
        await asyncio.sleep(0.02)
        wire.reset()

    failure = await failing(broken)
    assert (failure.kind, failure.code) == (Kind.CUT_OFF, "reset")


async def test_H15_a_body_shorter_than_its_length_is_cut_off() -> None:
    async def short(wire: Wire) -> None:
        await wire.head(length=100)
        await wire.write(b"{")

    assert (await failing(short)).kind is Kind.CUT_OFF


async def test_H14_no_answer_at_all_is_empty() -> None:
    async def nothing(wire: Wire) -> None:
        return None

    assert (await failing(nothing)).kind is Kind.EMPTY


async def test_H16_a_huge_header_is_malformed() -> None:
    async def big(wire: Wire) -> None:
        await wire.head(X_Big="a" * 200_000)

    assert (await failing(big)).kind is Kind.MALFORMED


async def test_N3_a_refused_connection_names_the_host() -> None:
    async with serving(fine) as server:
        gone = server.gateway(base_url="http://127.0.0.1:9/v1")
        transport = Transport(key_of)
        with pytest.raises(StudioError) as caught:
            async with transport.send(gone, WireRequest(url="http://127.0.0.1:9/v1/x")):
                pass
    assert "127.0.0.1 refused the connection" in str(caught.value)


async def test_N2_a_name_that_does_not_exist_is_said() -> None:
    transport = Transport(key_of)
    gateway = Gateway(id="a", name="A", base_url="https://gateway.invalid/v1")
    with pytest.raises(StudioError) as caught:
        async with transport.send(gateway, WireRequest(url="https://gateway.invalid/v1/x")):
            pass
    assert "Cannot find gateway.invalid" in str(caught.value)
    await transport.aclose()


async def tls_failure(port: int, host: str) -> Failure:
    transport = Transport(key_of)
    gateway = Gateway(id="a", name="A", base_url=f"https://{host}:{port}/v1")
    with pytest.raises(StudioError) as caught:
        async with transport.send(gateway, WireRequest(url=f"https://{host}:{port}/v1/x")):
            pass
    await transport.aclose()
    assert caught.value.failure.kind is Kind.TLS
    return caught.value.failure


async def test_N16_https_on_a_plain_port_is_said() -> None:
    async with serving(fine) as server:
        assert "does not speak https" in (await tls_failure(server.port, "127.0.0.1")).message


async def test_N15_a_certificate_nobody_vouches_for_is_said(self_signed: ssl.SSLContext) -> None:
    async with serving(fine, tls=self_signed) as server:
        assert "self-signed" in (await tls_failure(server.port, "localhost")).message


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("certificate has expired", "clock"),
        ("certificate is not yet valid", "clock"),
        ("Hostname mismatch, certificate is not valid for 'x'", "another host"),
        ("unable to get local issuer certificate", "authority"),
    ],
)
def test_N15_each_reason_has_its_words(said: str, words: str) -> None:
    error = ssl.SSLCertVerificationError(
        1, f"[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {said}"
    )
    error.verify_message = said
    assert words in str(tls_words(error, "gate.example"))


async def test_N4_silence_before_the_first_byte_is_a_time_limit() -> None:
    failure = await failing(unmoved, limits=SHORT)
    assert failure.kind is Kind.TIMEOUT
    assert "within 0.2 seconds" in failure.message


async def test_N6_silence_in_mid_answer_is_cut_off() -> None:
    async def stalls(wire: Wire) -> None:
        await wire.head()
        await wire.write(b"data: 1\n\n")
        await wire.gone()

    assert (await failing(stalls, limits=SHORT)).kind is Kind.CUT_OFF


async def test_N7_a_drip_ends_at_the_total_limit() -> None:
    async def drips(wire: Wire) -> None:
        await wire.head()
        while True:
            await wire.write(b":")
            await asyncio.sleep(0.02)

    failure = await failing(drips, limits=Limits(silence=5, total=0.3))
    assert failure.kind is Kind.CUT_OFF


async def test_pictures_may_take_longer_for_their_first_byte() -> None:
    async def slow(wire: Wire) -> None:
        await asyncio.sleep(0.3)
        await wire.whole(b"{}")

    transport = Transport(key_of, limits=Limits(first_byte=0.1, picture_first_byte=5))
    async with serving(slow) as server:
        request = WireRequest(url=f"{server.origin}/v1/x")
        async with transport.send(server.gateway(), request, pictures=True) as reply:
            assert await reply.body(10) == b"{}"
    await transport.aclose()


async def test_H17_a_bomb_stops_at_the_cap() -> None:
    async def bomb(wire: Wire) -> None:
        await wire.whole(gzip.compress(b" " * (64 << 20)), Content_Encoding="gzip")

    assert (await failing(bomb)).kind is Kind.TOO_LARGE


async def test_a_compressed_body_is_unpacked() -> None:
    async def packed(wire: Wire) -> None:
        await wire.whole(gzip.compress(b'{"a":1}'), Content_Encoding="gzip")

    async with serving(packed) as server:
        assert await asked(server) == (200, b'{"a":1}')


async def test_a_compression_nobody_asked_for_is_said() -> None:
    async def odd(wire: Wire) -> None:
        await wire.whole(b"xyz", Content_Encoding="br")

    assert (await failing(odd)).kind is Kind.MALFORMED


async def test_every_attempt_is_recorded_without_the_key() -> None:
    async def echo(wire: Wire) -> None:
        await wire.head(401, "application/json", X_Echo=KEY)
        await wire.write(f'{{"error":"bad key {KEY[:10]}'.encode())
        await asyncio.sleep(0.02)
        await wire.write(f'{KEY[10:]}, {KEY}"}}'.encode())
        await wire.end()

    kept: list[Exchange] = []
    async with serving(echo) as server:
        request = WireRequest(url=f"{server.origin}/v1/x", body=b'{"a":1}')
        status, body = await asked(server, request, record=kept.append, headers={"X-My-Token": "t0ps3cret"})
    assert status == 401
    assert KEY.encode() not in body
    exchange = kept[0]
    assert (exchange.status, exchange.body, exchange.problem) == (401, b'{"a":1}', "")
    assert exchange.connected_s is not None
    assert exchange.headers_s is not None
    assert exchange.first_byte_s is not None
    assert exchange.connected_s <= exchange.headers_s <= exchange.first_byte_s <= (exchange.total_s or 0)
    assert KEY not in repr(exchange)
    assert "t0ps3cret" not in repr(exchange)
    assert b"bad key" in b"".join(p.data for p in exchange.pieces)


async def test_failed_attempts_are_recorded_with_their_problem() -> None:
    kept: list[Exchange] = []
    await failing(unmoved, limits=SHORT, record=kept.append)
    assert "No answer" in kept[0].problem
    assert kept[0].status is None


async def test_a_long_answer_is_recorded_up_to_a_limit() -> None:
    async def long(wire: Wire) -> None:
        await wire.whole(b"x" * 5000)

    kept: list[Exchange] = []
    async with serving(long) as server:
        await asked(server, limits=Limits(recorded=1000), record=kept.append)
    assert kept[0].truncated
    assert sum(len(p.data) for p in kept[0].pieces) == 1000


async def test_D1_stopping_closes_the_connection() -> None:
    closed = asyncio.Event()

    async def endless(wire: Wire) -> None:
        await wire.head()
        await wire.write(b"data: 1\n\n")
        await wire.gone()
        closed.set()

    kept: list[Exchange] = []
    transport = Transport(key_of, kept.append)
    begun = asyncio.Event()

    async def read(server: Server) -> None:
        async with transport.send(server.gateway(), WireRequest(url=f"{server.origin}/v1/x")) as reply:
            async for _piece in reply.pieces():
                begun.set()

    async with serving(endless) as server:
        task = asyncio.create_task(read(server))
        await begun.wait()
        task.cancel()
        await asyncio.wait({task})
        assert task.cancelled()
        async with asyncio.timeout(2):
            await closed.wait()
    assert kept[0].problem == "stopped before the end"
    await transport.aclose()


async def test_stopping_while_the_reader_is_behind_leaves_nothing() -> None:
    async def flood(wire: Wire) -> None:
        await wire.head()
        while True:
            await wire.write(b"x" * 100_000)

    transport = Transport(key_of)
    async with serving(flood) as server:
        request = WireRequest(url=f"{server.origin}/v1/x")
        async with transport.send(server.gateway(), request) as reply, asyncio.timeout(5):
            async for _piece in reply.pieces():
                break
            await asyncio.sleep(0.1)
    await transport.aclose()


async def test_what_arrived_together_is_given_together() -> None:
    async def burst(wire: Wire) -> None:
        await wire.head()
        await wire.raw(b"".join(b"3\r\nabc\r\n" for _ in range(500)) + b"0\r\n\r\n")

    transport = Transport(key_of)
    async with serving(burst) as server:
        request = WireRequest(url=f"{server.origin}/v1/x")
        async with transport.send(server.gateway(), request) as reply:
            pieces = [piece async for piece in reply.pieces()]
    await transport.aclose()
    assert b"".join(pieces) == b"abc" * 500
    assert len(pieces) < 5


async def test_N13_a_dead_proxy_does_not_reach_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with serving(fine) as server:
        assert (await asked(server))[0] == 200


async def test_N14_an_unknown_proxy_scheme_is_one_clear_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "garbage://user:pw@x")
    transport = Transport(key_of)
    gateway = Gateway(id="a", name="A", base_url="https://gate.example/v1")
    with pytest.raises(StudioError) as caught:
        async with transport.send(gateway, WireRequest(url="https://gate.example/v1/x")):
            pass
    assert caught.value.failure.kind is Kind.PROXY
    assert "pw" not in str(caught.value)


async def test_N12_a_proxy_that_wants_a_sign_in_is_said() -> None:
    async def wants(wire: Wire) -> None:
        await wire.whole(b"", status=407, Proxy_Authenticate="Basic")

    async with serving(wants) as proxy:
        transport = Transport(key_of, proxy=proxy.origin)
        gateway = Gateway(id="a", name="A", base_url="https://gate.example/v1")
        with pytest.raises(StudioError) as caught:
            async with transport.send(gateway, WireRequest(url="https://gate.example/v1/x")):
                pass
        assert caught.value.failure.kind is Kind.PROXY
        assert "sign-in" in str(caught.value)
        assert proxy.asked[0].method == "CONNECT"
        assert KEY not in repr(proxy.asked[0].headers)
    await transport.aclose()


def test_an_error_that_is_none_of_the_networks_stays_a_bug() -> None:
    with pytest.raises(ZeroDivisionError):
        translated(ZeroDivisionError(), "gate.example", begun=False, connect_s=1)


def test_the_libraries_do_not_log_addresses() -> None:
    for name in ("httpx", "httpcore"):
        assert not logging.getLogger(name).isEnabledFor(logging.INFO)
