"""The one door to the network: sends a request with the key where it belongs, streams the answer, records both."""

import asyncio
import logging
import ssl
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TypeAlias, cast
from urllib.parse import urlsplit

import httpx

import studio
from studio.domain.errors import Kind, Remedy, StudioError, failing
from studio.domain.exchange import Exchange
from studio.domain.gateway import Gateway, is_loopback_host, origin_of
from studio.protocols.base import WireRequest
from studio.services.crossings import refuse_plain, refuse_redirect
from studio.services.headers import extra_headers, key_header
from studio.services.inflating import Inflater
from studio.services.limits import Limits
from studio.services.network_words import broken_words, connect_words, late_words, proxy_words
from studio.services.recording import Tape

# httpx writes full addresses at INFO (FAULTS.md finding 10).
for _name in ("httpx", "httpcore", "hpack"):
    logging.getLogger(_name).setLevel(logging.WARNING)

USER_AGENT = f"GatewayStudio/{studio.__version__}"
KeyFor: TypeAlias = Callable[[Gateway], Awaitable[str | None]]
_BACKLOG = 256 * 1024


class ConnectionLost(StudioError):
    """The connection broke before the first byte of an answer: the one network fault worth a second try."""


class Reply:
    """One answer while it comes: a task reads the socket ahead, so that one wake brings all that had arrived.

    `started`, `first_byte_at` and `last_at` are monotonic seconds at the socket; `headers` have lower-case names.
    """

    def __init__(
        self, client: httpx.AsyncClient, request: httpx.Request, host: str, tape: Tape, limits: Limits
    ) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.host = host
        self.tape = tape
        self.started = time.monotonic()
        self.first_byte_at: float | None = None
        self.last_at = self.started
        self._limits = limits
        self._first_byte = limits.first_byte
        self._ends_at: float | None = None
        self._backlog: list[bytes] = []
        self._size = 0
        self._finished = False
        self._error: Exception | None = None
        self._wake: asyncio.Future[None] | None = None
        self._room: asyncio.Future[None] | None = None
        request.extensions["trace"] = self._traced
        self._task = asyncio.create_task(self._pump(client, request))

    def allow(self, first_byte: float) -> None:
        """Lets the first byte take this many seconds (pictures are slow)."""
        self._first_byte = first_byte

    def end_within(self, seconds: float) -> None:
        """The answer is complete: what still comes may take `seconds` more, then the reading ends quietly."""
        self._ends_at = time.monotonic() + seconds

    async def opened(self) -> None:
        """Waits for status and headers. Raises `StudioError`."""
        while not self.status:
            if self._error is not None or self._finished:
                raise self._failure()
            await self._wait()

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """The decoded body, joined as it lay ready, until its end. Raises `StudioError`."""
        encoding = self.headers.get("content-encoding", "identity").strip().lower()
        inflater = None if encoding in ("", "identity") else Inflater(encoding)
        while True:
            data = self._taken()
            if data:
                at = self.last_at - self.started
                for piece in (data,) if inflater is None else inflater.feed(data):
                    self.tape.piece(at, piece)
                    yield piece
            elif self._error is not None:
                if self._ends_at is None:
                    raise self._failure()
                return
            elif self._finished or not await self._wait():
                return

    async def body(self, limit: int) -> bytes:
        """The whole decoded body, without the key if the gateway echoes it. Raises `StudioError` over `limit` bytes."""
        parts: list[bytes] = []
        size = 0
        async with aclosing(self.pieces()) as pieces:
            async for piece in pieces:
                parts.append(piece)
                size += len(piece)
                if size > limit:
                    raise failing(
                        Kind.TOO_LARGE,
                        f"The answer of {self.host} is longer than {limit >> 20} MiB and was not read to its end.",
                        Remedy.RETRY,
                    )
        return self.tape.scrubbed(b"".join(parts))

    async def close(self) -> None:
        """Closes the connection, or gives it back when the answer was read to its end."""
        if not self._task.done():
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=2)
        self.tape.first_byte_s = None if self.first_byte_at is None else self.first_byte_at - self.started

    def _taken(self) -> bytes:
        backlog = self._backlog
        if not backlog:
            return b""
        self._backlog, self._size = [], 0
        if self._room is not None and not self._room.done():
            self._room.set_result(None)
        return backlog[0] if len(backlog) == 1 else b"".join(backlog)

    async def _wait(self) -> bool:
        """Until something happens; false when a complete answer may end here. Raises `StudioError` when it is late."""
        begun = self.first_byte_at is not None
        limit = self._limits.silence if begun else self._first_byte
        since = self.last_at if begun else self.started
        until = min(since + limit, self.started + self._limits.total)
        if self._ends_at is not None:
            until = min(until, self._ends_at)
        self._wake = asyncio.get_running_loop().create_future()
        await asyncio.wait((self._wake,), timeout=max(0.0, until - time.monotonic()))
        if self._wake.done():
            return True
        if self._ends_at is not None:
            return False
        raise late_words(self.host, until - since if until < since + limit else limit, begun)

    def _failure(self) -> StudioError:
        """The pump's error as a failure; an error that is none of the network's is a bug and stays one."""
        error = self._error
        if error is None:
            return broken_words(EOFError(), self.host, self.first_byte_at is not None)
        return translated(error, self.host, self.first_byte_at is not None, self._limits.connect)

    async def _pump(self, client: httpx.AsyncClient, request: httpx.Request) -> None:
        try:
            response = await client.send(request, stream=True)
            try:
                self._opened(response)
                chunks = cast(AsyncGenerator[bytes, None], response.aiter_raw())
                async with aclosing(chunks):
                    async for chunk in chunks:
                        await self._arrived(chunk)
            finally:
                await response.aclose()
        except Exception as error:
            self._error = error
        finally:
            self._finished = True
            self._notify()

    def _opened(self, response: httpx.Response) -> None:
        self.tape.headers_s = time.monotonic() - self.started
        self.tape.response_headers = tuple(response.headers.multi_items())
        self.tape.status = response.status_code
        self.headers = {name.lower(): value for name, value in response.headers.items()}
        self.status = response.status_code
        self._notify()

    async def _arrived(self, chunk: bytes) -> None:
        self.last_at = time.monotonic()
        if self.first_byte_at is None:
            self.first_byte_at = self.last_at
        self._backlog.append(chunk)
        self._size += len(chunk)
        wake = self._wake
        if wake is not None and not wake.done():
            wake.set_result(None)
        if self._size > _BACKLOG:
            self._room = asyncio.get_running_loop().create_future()
            await self._room

    def _notify(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    async def _traced(self, name: str, _info: dict[str, object]) -> None:
        if name in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self.tape.connected_s = time.monotonic() - self.started


def translated(error: Exception, host: str, begun: bool, connect_s: float) -> StudioError:
    """An error of httpx in words; `begun` when part of the answer had come. Raises what is none of httpx's."""
    match error:
        case StudioError():
            return error
        case httpx.ProxyError():
            return proxy_words(str(error))
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            return late_words(host, connect_s, begun=False)
        case httpx.ConnectError():
            failed = connect_words(error, host)
            return ConnectionLost(failed.failure) if failed.failure.code == "reset" else failed
        case httpx.TimeoutException():
            return late_words(host, connect_s, begun)
        case httpx.RemoteProtocolError() if "Receive buffer" in str(error) or "illegal" in str(error).lower():
            return failing(
                Kind.MALFORMED,
                f"{host} sent a malformed answer that is not HTTP; check the address.",
                Remedy.ADDRESS,
            )
        case httpx.TransportError():
            broken = broken_words(error, host, begun)
            return broken if begun else ConnectionLost(broken.failure)
        case httpx.InvalidURL():
            return failing(
                Kind.ADDRESS, f"The address of {host} cannot be used; check it in Settings.", Remedy.ADDRESS
            )
        case _:
            raise error


class Transport:
    """Sends requests to gateways; all clients are made on first use and share one TLS context.

    `key_for` gives a gateway's key or None; `record` gets one `Exchange` for every attempt, failed ones too.
    `proxy` overrides the proxies of the environment; loopback addresses never use one.
    """

    def __init__(
        self,
        key_for: KeyFor,
        record: Callable[[Exchange], None] | None = None,
        limits: Limits | None = None,
        proxy: str = "",
    ) -> None:
        self.limits = limits or Limits()
        self.proxy = proxy
        self._key_for = key_for
        self._record = record
        self._clients: dict[str, httpx.AsyncClient] = {}
        self._context: ssl.SSLContext | None = None

    async def aclose(self) -> None:
        """Closes every connection."""
        clients = list(self._clients.values())
        self._clients.clear()
        for client in clients:
            await client.aclose()

    @asynccontextmanager
    async def send(
        self,
        gateway: Gateway,
        request: WireRequest,
        *,
        pictures: bool = False,
        message_id: str = "",
        attempt: int = 1,
        exchange_id: str = "",
        limits: Limits | None = None,
    ) -> AsyncIterator[Reply]:
        """The answer to `request`, its status and headers already there. Raises `StudioError`.

        A redirect is refused, a status of 400 and above is the caller's to understand. `pictures` allows the
        longer wait for a first byte; `limits` replaces the ordinary ones for this request.
        """
        own = origin_of(request.url) == origin_of(gateway.base_url)
        refuse_plain(gateway, request.url)
        key = await self._key_for(gateway) if own and request.secret else None
        headers = _headers_of(request)
        if own and request.secret:
            headers.update(extra_headers(gateway))
        if key:
            headers.update(key_header(gateway, key))
        recorded = (limits or self.limits).recorded
        tape = Tape(gateway.id, message_id, attempt, key, recorded, exchange_id)
        client = self._client("api", request.url)
        async with self._exchanged(
            client, request.method, request.url, headers, request.body, tape, {}, limits
        ) as reply:
            if pictures:
                reply.allow(self.limits.picture_first_byte)
            await reply.opened()
            refuse_redirect(reply.status, reply.headers.get("location", ""), request.url)
            yield reply

    @asynccontextmanager
    async def fetch(self, url: str, address: str, limits: Limits) -> AsyncIterator[Reply]:
        """The answer to a GET of `url` at the very IP `address`, by a client that owns no key and no cookie.

        Redirects come back as they are. Raises `StudioError`. Nothing of it is recorded.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        shown = f"[{address}]" if ":" in address else address
        pinned = parts._replace(
            netloc=shown if parts.port is None else f"{shown}:{parts.port}", fragment=""
        ).geturl()
        named = f"[{host}]" if ":" in host else host
        headers = httpx.Headers(
            {
                "User-Agent": USER_AGENT,
                "Accept": "image/*,*/*;q=0.5",
                "Accept-Encoding": "identity",
                "Host": named if parts.port is None else f"{named}:{parts.port}",
            }
        )
        tape = Tape("", "", 1, None, 0)
        client = self._client("pictures", url)
        extensions = {"sni_hostname": host} if parts.scheme == "https" else {}
        async with self._exchanged(client, "GET", pinned, headers, b"", tape, extensions, limits) as reply:
            reply.host = host
            await reply.opened()
            yield reply

    @asynccontextmanager
    async def _exchanged(
        self,
        client: httpx.AsyncClient,
        method: str,
        url: str,
        headers: httpx.Headers,
        body: bytes,
        tape: Tape,
        extensions: dict[str, str],
        limits: Limits | None = None,
    ) -> AsyncIterator[Reply]:
        host = urlsplit(url).hostname or url
        try:
            built = client.build_request(
                method, url, headers=headers, content=body or None, extensions=extensions
            )
        except (httpx.InvalidURL, UnicodeError) as error:
            raise failing(
                Kind.ADDRESS, f"The address of {host} cannot be used; check it in Settings.", Remedy.ADDRESS
            ) from error
        tape.sent(method, url, tuple((n.decode(), v.decode()) for n, v in built.headers.raw), body)
        reply = Reply(client, built, host, tape, limits or self.limits)
        done = False
        try:
            yield reply
            done = True
        except StudioError as error:
            tape.problem, done = str(error), True
            raise
        finally:
            await reply.close()
            if not done:
                tape.problem = "stopped before the end"
            if self._record is not None and tape.records:
                self._record(tape.exchange(time.monotonic() - reply.started))

    def _client(self, use: str, url: str) -> httpx.AsyncClient:
        loopback = is_loopback_host(urlsplit(url).hostname or "")
        name = f"{use} loopback" if loopback else f"{use} {self.proxy}"
        client = self._clients.get(name)
        if client is None:
            client = self._clients[name] = self._made(loopback, keep=use == "api")
        return client

    def _made(self, loopback: bool, keep: bool) -> httpx.AsyncClient:
        if self._context is None:
            self._context = ssl.create_default_context()
        try:
            return httpx.AsyncClient(
                verify=self._context,
                trust_env=not loopback and not self.proxy,
                proxy=self.proxy if self.proxy and not loopback else None,
                follow_redirects=False,
                timeout=httpx.Timeout(
                    connect=self.limits.connect, read=None, write=60.0, pool=self.limits.connect
                ),
                # A kept connection to an address could serve another host name there: pictures keep none.
                limits=httpx.Limits(max_connections=100, max_keepalive_connections=20 if keep else 0),
                cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
            )
        except (ValueError, ImportError):
            # The setting can hold a password, so it is not repeated.
            raise failing(
                Kind.PROXY,
                "The proxy setting of this computer (HTTP_PROXY, HTTPS_PROXY or ALL_PROXY) has an unknown kind of "
                "address; it must start with http://, https:// or socks5://.",
                Remedy.ADDRESS,
            ) from None


def _headers_of(request: WireRequest) -> httpx.Headers:
    """What every request carries; a stream is asked for without compression, which would hold it back."""
    headers = httpx.Headers(
        {
            "User-Agent": USER_AGENT,
            "Accept": "text/event-stream" if request.stream else "application/json",
            "Accept-Encoding": "identity" if request.stream else "gzip, deflate",
        }
    )
    if request.body:
        headers["Content-Type"] = request.content_type
    headers.update(dict(request.headers))
    return headers
