"""The one door to the network: sends a request with the key where it belongs, streams the answer, records both."""

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
from studio.services.limits import Limits
from studio.services.network_words import broken_words, connect_words, late_words, proxy_words
from studio.services.recording import Tape
from studio.services.reply import ConnectionLost, Pump, Reply

# httpx writes full addresses at INFO (FAULTS.md finding 10).
for _name in ("httpx", "httpcore", "hpack"):
    logging.getLogger(_name).setLevel(logging.WARNING)

USER_AGENT = f"GatewayStudio/{studio.__version__}"
KeyFor: TypeAlias = Callable[[Gateway], Awaitable[str | None]]


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


def _pump(client: httpx.AsyncClient, request: httpx.Request) -> Pump:
    """Sends `request` and carries what comes to a reply."""

    async def pump(reply: Reply) -> None:
        async def traced(name: str, _info: dict[str, object]) -> None:
            if name in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
                reply.connected()
            elif name.endswith(".send_request_body.complete"):
                reply.sent()

        request.extensions["trace"] = traced
        response = await client.send(request, stream=True)
        try:
            reply.began(response.status_code, tuple(response.headers.multi_items()))
            chunks = cast(AsyncGenerator[bytes, None], response.aiter_raw())
            async with aclosing(chunks):
                async for chunk in chunks:
                    await reply.arrived(chunk)
        finally:
            await response.aclose()

    return pump


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
        reply = Reply(_pump(client, built), self._translated, host, tape, limits or self.limits)
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

    def _translated(self, error: Exception, host: str, begun: bool) -> StudioError:
        return translated(error, host, begun, self.limits.connect)

    def _client(self, use: str, url: str) -> httpx.AsyncClient:
        parts = urlsplit(url)
        loopback = is_loopback_host(parts.hostname or "")
        plain = loopback and parts.scheme == "http"
        name = f"{use} loopback {parts.scheme}" if loopback else f"{use} {self.proxy}"
        client = self._clients.get(name)
        if client is None:
            client = self._clients[name] = self._made(loopback, plain, keep=use == "api")
        return client

    def _tls(self, plain: bool) -> ssl.SSLContext:
        """What TLS is checked by. Reading the trusted authorities takes 30 ms, which plain http is spared:
        it gets a context that trusts nobody."""
        if plain:
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self._context is None:
            self._context = ssl.create_default_context()
        return self._context

    def _made(self, loopback: bool, plain: bool, keep: bool) -> httpx.AsyncClient:
        try:
            return httpx.AsyncClient(
                verify=self._tls(plain),
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
