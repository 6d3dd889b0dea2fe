"""Pictures by address: no key, no private network, no endless stream."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable

import pytest

from studio.domain.errors import Failure, Kind, StudioError
from studio.domain.gateway import Gateway
from studio.services.downloads import Downloads, Fetched
from studio.services.limits import Limits
from studio.services.transport import Transport
from tests.services.server import Script, Wire, serving

PICTURE = b"\x89PNG\r\n\x1a\n" + b"x" * 5000


async def never(_gateway: Gateway) -> str | None:
    raise AssertionError("a download asked for the key")


async def fetched(
    url: str,
    gateway: Gateway,
    limits: Limits | None = None,
    resolve: Callable[[str, int], Awaitable[list[str]]] | None = None,
) -> list[Fetched]:
    transport = Transport(never, limits=limits)
    downloads = Downloads(transport, resolve) if resolve else Downloads(transport)
    try:
        return [step async for step in downloads.fetch(url, gateway)]
    finally:
        await transport.aclose()


async def refused(url: str, gateway: Gateway, **more: object) -> Failure:
    with pytest.raises(StudioError) as caught:
        await fetched(url, gateway, **more)
    assert caught.value.failure.kind in (Kind.PICTURE, Kind.CUT_OFF, Kind.TIMEOUT)
    return caught.value.failure


async def picture(wire: Wire) -> None:
    await wire.whole(PICTURE, content_type="image/png")


def to(location: str) -> Script:
    async def redirect(wire: Wire) -> None:
        await wire.head(302, length=0, Location=location, Set_Cookie="s=1")

    return redirect


async def test_G10_a_picture_at_home_comes_without_any_secret() -> None:
    async with serving(picture) as server:
        steps = await fetched(f"{server.origin}/a.png", server.gateway(headers={"X-Mine": "1"}))
        assert steps[-1].data == PICTURE
        assert steps[0].total == len(PICTURE)
        assert not {"authorization", "cookie", "x-mine"} & set(server.asked[0].headers)


async def test_three_redirects_are_followed_and_a_fourth_is_not() -> None:
    async with serving(to("/1"), to("/2"), to("/3"), picture) as server:
        steps = await fetched(f"{server.origin}/0", server.gateway())
        assert steps[-1].data == PICTURE
        assert all("cookie" not in asked.headers for asked in server.asked)
    async with serving(to("/again")) as server:
        failure = await refused(f"{server.origin}/0", server.gateway())
        assert "redirected more than 3 times" in failure.message
        assert len(server.asked) == 4


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:alert(1)", "http://[::1", "data:,x", "//x", "http://u:p@h/",
     "http://public.example/a.png"],
)  # fmt: skip
async def test_G8_odd_addresses_are_refused(url: str) -> None:
    gateway = Gateway(id="a", name="A", base_url="https://gate.example/v1")
    assert (await refused(url, gateway)).code == "refused"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "017700000001", "127.1", "0", "localhost",
     "169.254.169.254", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "192.168.0.1", "100.64.0.1"],
)  # fmt: skip
async def test_G8_private_addresses_are_refused_before_any_connection(host: str) -> None:
    async with serving(picture) as canary, serving(to(f"http://{host}:{canary.port}/g8")) as server:
        assert (await refused(f"{server.origin}/a.png", server.gateway())).code in ("refused", "dns")
        assert canary.asked == []


async def test_G8_a_name_that_changes_its_address_is_connected_to_as_checked() -> None:
    asked: list[str] = []

    async def changing(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    async with serving(picture) as server:
        home = Gateway(id="a", name="A", base_url=f"http://localhost:{server.port}/v1")
        steps = await fetched(f"http://localhost:{server.port}/a.png", home, resolve=changing)
        assert steps[-1].data == PICTURE
        assert asked == ["localhost"]
        assert server.asked[0].headers["host"] == f"localhost:{server.port}"


async def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    async def mixed(host: str, port: int) -> list[str]:
        return ["8.8.8.8", "127.0.0.1"]

    gateway = Gateway(id="a", name="A", base_url="https://gate.example/v1")
    assert "private address" in (await refused("https://cdn.example/a.png", gateway, resolve=mixed)).message


async def test_S10_https_never_falls_to_http(self_signed: ssl.SSLContext, trusted: None) -> None:
    async with serving(picture) as canary, serving(to(f"{canary.origin}/a"), tls=self_signed) as server:
        home = Gateway(id="a", name="A", base_url=f"https://localhost:{server.port}/v1")
        failure = await refused(f"https://localhost:{server.port}/a.png", home)
        assert "not protected by https" in failure.message
        assert canary.asked == []


@pytest.mark.parametrize("status", [403, 404, 410])
async def test_G5_a_dead_link_is_said(status: int) -> None:
    async def gone(wire: Wire) -> None:
        await wire.whole(b"{}", status=status)

    async with serving(gone) as server:
        failure = await refused(f"{server.origin}/a.png", server.gateway())
    assert "no longer works" in failure.message


async def test_G6_too_large_is_refused_by_its_stated_length_and_by_its_bytes() -> None:
    async def promises(wire: Wire) -> None:
        await wire.head(200, "image/png", 10_000_000_000)
        await wire.write(b"x")

    async def floods(wire: Wire) -> None:
        await wire.head(200, "image/png")
        while True:
            await wire.write(b"x" * 10_000)

    for script in (promises, floods):
        async with serving(script) as server:
            failure = await refused(
                f"{server.origin}/a.png", server.gateway(), limits=Limits(picture=1 << 20)
            )
        assert failure.code == "too_big"


async def test_G6_a_drip_ends_after_the_time_of_a_download() -> None:
    async def drips(wire: Wire) -> None:
        await wire.head(200, "image/png")
        while True:
            await wire.write(b"x")
            await asyncio.sleep(0.02)

    async with serving(drips) as server:
        await refused(f"{server.origin}/a.png", server.gateway(), limits=Limits(download=0.3))


async def test_a_name_that_does_not_exist_is_said() -> None:
    async def unknown(host: str, port: int) -> list[str]:
        raise OSError

    gateway = Gateway(id="a", name="A", base_url="https://gate.example/v1")
    assert (
        "cannot find cdn.invalid"
        in (await refused("https://cdn.invalid/a", gateway, resolve=unknown)).message
    )
