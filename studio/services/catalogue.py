"""Which models a gateway offers: asks the routes in turn, turns the pages, says which list it is (GATEWAYS.md 3)."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from studio.domain.errors import Kind, Remedy, StudioError, failing
from studio.domain.gateway import Gateway, KeyStyle, route
from studio.domain.model import Catalogue, Model
from studio.domain.parameters import ParameterForm
from studio.domain.text import clean_text
from studio.protocols.base import WireRequest
from studio.protocols.catalogue import Page, read_catalogue
from studio.protocols.health import read_health
from studio.protocols.model_schema import read_form
from studio.protocols.refusal import refusal
from studio.services.local_servers import find_local_servers
from studio.services.queue import Gates
from studio.services.transport import Transport

ROWS = 20_000
_PAGES = 500
_DOCUMENT = 4 << 20
_SNAPSHOT = "https://freetheai.xyz/models.json"
T = TypeVar("T")


class Catalogues:
    """Satisfies `studio.state.ports.Catalogues`; with `gates` the policy's concurrency is passed on as a hint."""

    def __init__(self, transport: Transport, gates: Gates | None = None, snapshot: str = _SNAPSHOT) -> None:
        self._transport = transport
        self._gates = gates
        self._snapshot = snapshot

    async def fetch(self, gateway: Gateway) -> Catalogue:
        """The gateway's models through the fallback chain. Raises `StudioError` when nothing answered.

        At most 20,000 rows; `note` says when it is not the gateway's full list, or not all of it.
        """
        note = ""
        if gateway.full_catalogue:
            try:
                return await self._list(gateway, "models/full", "")
            except StudioError as error:
                note = _why_short(error)
        try:
            return await self._list(gateway, "models", note)
        except StudioError as error:
            if not (urlsplit(gateway.base_url).hostname or "").endswith("freetheai.xyz"):
                raise
            return await self._public(gateway, error)

    async def form(self, gateway: Gateway, model: str) -> ParameterForm | None:
        """The form of the model's own schema, or None where there is none."""
        if not gateway.model_schema:
            return None
        try:
            _, body = await self._get(gateway, f"model/openapi.json?model={quote(model, safe='')}", _DOCUMENT)
        except StudioError:
            return None
        return await _aside(read_form, body)

    async def documentation(self, gateway: Gateway, model: str) -> str:
        """The model's api.md as plain Markdown text, or ""."""
        if not gateway.model_schema:
            return ""
        try:
            kind, body = await self._get(gateway, f"model/api.md?model={quote(model, safe='')}", _DOCUMENT)
        except StudioError:
            return ""
        text = clean_text(body.decode("utf-8", "replace")).lstrip("\ufeff").strip()
        # A refusal in JSON or a web page comes with status 200, too.
        return "" if text[:1] in ("{", "<") or "html" in kind else text

    async def health(self, gateway: Gateway) -> dict[str, str]:
        """Status word by prefix ("" is the gateway itself: "up" or "down"); empty where there is no such route."""
        request = WireRequest(method="GET", url=route(gateway, "health"), secret=False)
        limits = msgspec.structs.replace(self._transport.limits, first_byte=15.0, total=30.0, recorded=0)
        try:
            async with self._transport.send(gateway, request, limits=limits) as reply:
                if reply.status in (401, 403, 404, 405):
                    return {}
                body = await reply.body(_DOCUMENT)
                return read_health(body) if 200 <= reply.status < 300 else {"": "down"}
        except StudioError:
            return {"": "down"}

    async def local_servers(self) -> tuple[Gateway, ...]:
        """The presets of loopback that answer right now."""
        return await find_local_servers(self._transport)

    async def _list(self, gateway: Gateway, path: str, note: str) -> Catalogue:
        """All pages of one list route; a page that fails ends the list, the first one raises."""
        models: dict[str, Model] = {}
        query = ""
        asked: set[str] = set()
        hint: int | None = None
        while True:
            try:
                page = await self._page(gateway, path, query)
            except StudioError as error:
                if not asked:
                    raise
                note = f"{note} The list is not complete: {error}".strip()
                break
            asked.add(query)
            hint = hint or page.concurrency
            for model in page.models:
                models.setdefault(model.id, model)
            query = page.next_query
            if len(models) >= ROWS or (query and len(asked) >= _PAGES):
                note = f"{note} Only the first {min(len(models), ROWS):,} models are shown.".strip()
                break
            # A cursor that repeats would go on for ever.
            if not query or query in asked:
                break
        if self._gates is not None:
            self._gates.hint(gateway, hint)
        return Catalogue(
            gateway=gateway.id,
            models=tuple(models.values())[:ROWS],
            source=path,
            note=note,
            fetched_at=time.time(),
            concurrency=hint,
        )

    async def _page(self, gateway: Gateway, path: str, query: str) -> Page:
        _, body = await self._get(gateway, f"{path}?{query}" if query else path, self._transport.limits.body)
        return await _aside(lambda data: read_catalogue(gateway, data), body)

    async def _public(self, gateway: Gateway, error: StudioError) -> Catalogue:
        """The list the operator's web site shows; no key goes there."""
        request = WireRequest(method="GET", url=self._snapshot, secret=False)
        try:
            async with self._transport.send(gateway, request) as reply:
                body = await reply.body(self._transport.limits.body)
                if reply.status != 200:
                    raise error
            page = await _aside(lambda data: read_catalogue(gateway, data), body)
        except StudioError:
            raise error from None
        return Catalogue(
            gateway=gateway.id,
            models=page.models[:ROWS],
            source=self._snapshot,
            note=f"This is the public list of the web site; the gateway itself did not answer ({error}).",
            fetched_at=time.time(),
            concurrency=page.concurrency,
        )

    async def _get(self, gateway: Gateway, path: str, cap: int) -> tuple[str, bytes]:
        """Content type and body of one route below the base. Raises `StudioError` for a refusal."""
        extra = (("anthropic-version", "2023-06-01"),) if gateway.key_style is KeyStyle.X_API_KEY else ()
        request = WireRequest(method="GET", url=route(gateway, path), headers=extra)
        try:
            async with self._transport.send(gateway, request) as reply:
                if reply.status >= 400:
                    body = await reply.body(self._transport.limits.error_body)
                    raise refusal(reply.status, reply.headers, body, gateway.name, gateway.base_url)
                body = await reply.body(cap)
                kind = reply.headers.get("content-type", "").lower()
        except StudioError as error:
            raise StudioError(
                msgspec.structs.replace(error.failure, gateway=error.failure.gateway or gateway.name)
            ) from error
        if not body:
            raise failing(
                Kind.EMPTY, f"{gateway.name} sent an empty list.", Remedy.RETRY, gateway=gateway.name
            )
        return kind, body


def _why_short(error: StudioError) -> str:
    """Why the short list is shown; a site that keeps its full list to itself is no fault of the key."""
    failure = error.failure
    if failure.status in (401, 403) and "site" in failure.message.lower():
        return "The gateway does not open its full list to keys; this is the short list."
    said = f"status {failure.status}" if failure.status else failure.message.rstrip(".")
    return f"The full list did not come ({said[:200]}); this is the short list."


async def _aside(read: Callable[[bytes], T], data: bytes) -> T:
    """Parses a big answer off the loop, which is the window's, too."""
    if len(data) < 100_000:
        return read(data)
    return await asyncio.to_thread(read, data)
