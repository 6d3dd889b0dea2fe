"""Pictures by address, fetched by a client that owns no key, no cookie and no way into a private network."""

import asyncio
import socket
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

import msgspec

from studio.domain.errors import Kind, Remedy, StudioError, failing
from studio.domain.gateway import Gateway, is_loopback_host, origin_of
from studio.services.addresses import is_public_address
from studio.services.reply import Reply
from studio.services.transport import Transport

Resolve: TypeAlias = Callable[[str, int], Awaitable[list[str]]]
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Fetched(msgspec.Struct, frozen=True):
    """How far a download is, in bytes; `data` is there at the end. `total` is None where it is not stated."""

    received: int
    total: int | None
    data: bytes | None = None


async def resolve_host(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system resolves it. Raises `OSError`."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Downloads:
    """Fetches picture addresses that a gateway's answer names."""

    def __init__(self, transport: Transport, resolve: Resolve = resolve_host) -> None:
        self._transport = transport
        self._resolve = resolve

    async def fetch(self, url: str, gateway: Gateway | None) -> AsyncGenerator[Fetched, None]:
        """How far it is, and last the whole picture. Raises `StudioError` (PICTURE) in words.

        At most 3 redirects, each address checked anew; https only, but for the gateway's own origin and for
        public addresses that a gateway on this machine names; private addresses only at the gateway's own
        origin. What is connected to is the very address that was checked. `gateway` is None for an address of
        the user's own.
        """
        limits = self._transport.limits
        deadline = time.monotonic() + limits.download
        seen_https = False
        for _hop in range(limits.hops + 1):
            _check_scheme(url, gateway, seen_https)
            seen_https = seen_https or urlsplit(url).scheme == "https"
            address = await self._checked_address(url, gateway, deadline)
            left = max(0.01, deadline - time.monotonic())
            shorter = msgspec.structs.replace(limits, first_byte=min(left, limits.first_byte), total=left)
            async with self._transport.fetch(url, address, shorter) as reply:
                location = reply.headers.get("location", "")
                if reply.status in _REDIRECTS and location:
                    url = _joined(url, location)
                    continue
                _check_status(reply)
                async with aclosing(_read(reply, limits.picture)) as parts:
                    async for part in parts:
                        yield part
                return
        raise _refused(f"it was redirected more than {limits.hops} times")

    async def _checked_address(self, url: str, gateway: Gateway | None, deadline: float) -> str:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            async with asyncio.timeout_at(_on_loop(deadline)):
                addresses = await self._resolve(host, port)
        except (OSError, UnicodeError, TimeoutError):
            addresses = []
        if not addresses:
            raise failing(
                Kind.PICTURE,
                f"The picture could not be fetched: cannot find {host[:200]}.",
                Remedy.RETRY,
                code="dns",
            )
        if not _is_home(url, gateway) and not all(map(is_public_address, addresses)):
            raise _refused(f"{host[:200]} is a private address")
        return addresses[0]


async def fetch_whole(downloads: Downloads, url: str) -> bytes:
    """The picture at an address the user gave and agreed to load. Raises `StudioError` (PICTURE) in words."""
    data = b""
    async with aclosing(downloads.fetch(url, None)) as steps:
        async for step in steps:
            data = step.data or data
    return data


async def _read(reply: Reply, cap: int) -> AsyncGenerator[Fetched, None]:
    stated = reply.headers.get("content-length", "")
    total = int(stated) if stated.isascii() and stated.isdecimal() and len(stated) < 16 else None
    if total is not None and total > cap:
        raise _too_big(cap)
    parts: list[bytes] = []
    received = 0
    async with aclosing(reply.pieces()) as pieces:
        async for piece in pieces:
            parts.append(piece)
            received += len(piece)
            if received > cap:
                raise _too_big(cap)
            yield Fetched(received, total)
    yield Fetched(received, total, b"".join(parts))


def _on_loop(deadline: float) -> float:
    """A monotonic time as the running loop counts it."""
    return asyncio.get_running_loop().time() + max(0.0, deadline - time.monotonic())


def _is_home(url: str, gateway: Gateway | None) -> bool:
    return gateway is not None and origin_of(url) == origin_of(gateway.base_url)


def _joined(url: str, location: str) -> str:
    try:
        joined = urljoin(url, location)
        _ = urlsplit(joined).port
    except ValueError:
        raise _refused("it was redirected to an address that cannot be read") from None
    return joined


def _check_scheme(url: str, gateway: Gateway | None, seen_https: bool) -> None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise _refused("its address cannot be read") from None
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise _refused(f"“{parts.scheme[:20] or 'nothing'}:” is not a web address")
    if parts.username or parts.password:
        raise _refused("its address contains a user name")
    if parts.scheme == "https":
        return
    base = urlsplit(gateway.base_url if gateway is not None else "")
    on_this_machine = base.scheme == "http" and is_loopback_host(base.hostname or "")
    if seen_https or not (on_this_machine or _is_home(url, gateway)):
        raise _refused("its address is not protected by https")


def _check_status(reply: Reply) -> None:
    if reply.status in (401, 403, 404, 410):
        raise failing(
            Kind.PICTURE,
            f"The link to the picture no longer works ({reply.status}); copy the link, or ask for the picture again.",
            Remedy.RETRY,
            status=reply.status,
            code="gone",
        )
    if not 200 <= reply.status < 300:
        raise failing(
            Kind.PICTURE,
            f"The picture could not be fetched: {reply.host} answered with status {reply.status}.",
            Remedy.RETRY,
            status=reply.status,
        )


def _refused(why: str) -> StudioError:
    return failing(Kind.PICTURE, f"The picture was not fetched: {why}.", Remedy.NONE, code="refused")


def _too_big(cap: int) -> StudioError:
    return failing(
        Kind.PICTURE,
        f"The picture was not fetched: it is larger than {cap >> 20} MiB.",
        Remedy.NONE,
        code="too_big",
    )
