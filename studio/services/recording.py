"""Writes down one request and what came back, without the key, for the inspector."""

import json
import time

import msgspec

from studio.domain.conversation import new_id
from studio.domain.errors import Failure
from studio.domain.exchange import MASK, Exchange, Piece, masked_headers

_SECRET_WORDS = ("key", "token", "secret", "auth", "cookie", "password")


class Tape:
    """The record of one attempt while it runs; `problem` is set by whoever sees it fail."""

    def __init__(
        self,
        gateway: str,
        message_id: str,
        attempt: int,
        secret: str | None,
        limit: int,
        exchange_id: str = "",
    ) -> None:
        self.id = exchange_id or new_id()
        self.records = limit > 0
        self.problem = ""
        self.status: int | None = None
        self.response_headers: tuple[tuple[str, str], ...] = ()
        self.connected_s: float | None = None
        self.headers_s: float | None = None
        self.first_byte_s: float | None = None
        self._gateway = gateway
        self._message_id = message_id
        self._attempt = attempt
        self._spellings = _spellings(secret)
        self._limit = limit
        self._pieces: list[Piece] = []
        self._size = 0
        self._truncated = False
        self._started_at = time.time()
        self._request: tuple[str, str, tuple[tuple[str, str], ...], bytes] = ("", "", (), b"")

    def sent(self, method: str, url: str, headers: tuple[tuple[str, str], ...], body: bytes) -> None:
        """Notes what leaves."""
        self._request = (method, url, headers, body)

    def piece(self, at: float, data: bytes) -> None:
        """Notes bytes of the answer that came `at` seconds after the request left, up to the size limit."""
        room = self._limit - self._size
        if room <= 0 or len(data) > room:
            self._truncated = True
            data = data[: max(room, 0)]
        if data:
            self._pieces.append(Piece(at, data))
            self._size += len(data)

    def scrubbed(self, data: bytes) -> bytes:
        """`data` with every spelling of the key replaced: gateways echo keys in their error texts."""
        for spelling in self._spellings:
            if spelling in data:
                data = data.replace(spelling, MASK.encode())
        return data

    def clean(self, text: str) -> str:
        """As `scrubbed`, for text."""
        return (
            self.scrubbed(text.encode("utf-8", "replace")).decode("utf-8", "replace")
            if self._spellings
            else text
        )

    def clean_failure(self, failure: Failure, gateway: str) -> Failure:
        """The failure named after `gateway`, without the key, its message no longer than 2,000 characters."""
        return msgspec.structs.replace(
            failure,
            message=self.clean(failure.message)[:2000],
            detail=None if failure.detail is None else self.clean(failure.detail)[:2048],
            code=None if failure.code is None else self.clean(failure.code),
            type=None if failure.type is None else self.clean(failure.type),
            parameter=None if failure.parameter is None else self.clean(failure.parameter),
            gateway=failure.gateway or gateway,
        )

    def exchange(self, total_s: float) -> Exchange:
        """The whole record; `total_s` since the request left."""
        method, url, headers, body = self._request
        return Exchange(
            id=self.id,
            message_id=self._message_id,
            gateway=self._gateway,
            started_at=self._started_at,
            attempt=self._attempt,
            method=method,
            url=url,
            request_headers=self._masked(headers),
            body=self.scrubbed(body),
            status=self.status,
            response_headers=self._masked(self.response_headers),
            pieces=self._clean_pieces(),
            truncated=self._truncated,
            connected_s=self.connected_s,
            headers_s=self.headers_s,
            first_byte_s=self.first_byte_s,
            total_s=total_s,
            problem=self.clean(self.problem),
        )

    def _masked(self, headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """Known secret headers as the domain masks them; others that sound secret wholly."""
        known = masked_headers(headers)
        return tuple(
            (name, MASK if value == before[1] and _sounds_secret(name) else self.clean(value))
            for (name, value), before in zip(known, headers, strict=True)
        )

    def _clean_pieces(self) -> tuple[Piece, ...]:
        if not self._spellings or not self._pieces:
            return tuple(self._pieces)
        whole = b"".join(p.data for p in self._pieces)
        if not any(s in whole for s in self._spellings):
            return tuple(self._pieces)
        pieces = [Piece(p.at, self.scrubbed(p.data)) for p in self._pieces]
        whole = b"".join(p.data for p in pieces)
        if any(s in whole for s in self._spellings):
            # The key lies across two pieces: their times are given up, not the key.
            return (Piece(pieces[0].at, self.scrubbed(whole)),)
        return tuple(pieces)


def _spellings(secret: str | None) -> tuple[bytes, ...]:
    if not secret or len(secret) < 4:
        return ()
    plain = secret.encode()
    quoted = json.dumps(secret)[1:-1].encode()
    return tuple(dict.fromkeys((plain, quoted, quoted.replace(b"/", b"\\/"))))


def _sounds_secret(name: str) -> bool:
    lowered = name.lower()
    return any(word in lowered for word in _SECRET_WORDS)
