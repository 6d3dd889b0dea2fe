"""One recorded request and its answer: masked before it is kept, and rewritten as a command to run again."""

import json
import shlex
from collections.abc import Iterable

import msgspec

SECRET_HEADERS = frozenset(
    {"authorization", "x-api-key", "x-goog-api-key", "api-key", "proxy-authorization", "cookie"}
)
MASK = "•••"


class Piece(msgspec.Struct, frozen=True):
    """Bytes of the answer as they came: seconds since the request left, and the data."""

    at: float
    data: bytes


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One request on the wire and what came back. Secret headers are already masked, keys already replaced.

    Times are seconds since the request left (monotonic); `started_at` is in epoch seconds. `attempt` counts
    from 1. `body` is exactly what was sent; `pieces` what came, cut after a size limit (`truncated`).
    """

    id: str
    message_id: str = ""
    gateway: str = ""
    started_at: float = 0.0
    attempt: int = 1
    method: str = "POST"
    url: str = ""
    request_headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    status: int | None = None
    response_headers: tuple[tuple[str, str], ...] = ()
    pieces: tuple[Piece, ...] = ()
    truncated: bool = False
    connected_s: float | None = None
    headers_s: float | None = None
    first_byte_s: float | None = None
    total_s: float | None = None
    problem: str = ""


def masked_headers(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The headers with every secret one replaced by `•••` and, for a key of 12 or more, its last 4 characters."""
    shown: list[tuple[str, str]] = []
    for name, value in headers:
        if name.lower() in SECRET_HEADERS:
            tail = value[-4:] if len(value) >= 12 else ""
            prefix = "Bearer " if value.startswith("Bearer ") else ""
            value = f"{prefix}{MASK}{tail}"
        shown.append((name, value))
    return tuple(shown)


def without_secret(text: str, secret: str | None) -> str:
    """`text` with every occurrence of a key replaced; gateways echo keys in their error texts."""
    return text.replace(secret, MASK) if secret and len(secret) >= 4 else text


def key_variable(gateway_name: str) -> str:
    """The environment variable a copied command reads the key from: `FREETHEAI_API_KEY` and so on."""
    word = "".join(c if c.isascii() and c.isalnum() else "_" for c in gateway_name.upper()).strip("_")
    return f"{word or 'GATEWAY'}_API_KEY"


def _command_headers(exchange: Exchange, variable: str, reference: str) -> list[tuple[str, str]]:
    """The headers a command repeats: the key as a reference to `variable`, without what a client sets itself."""
    left_out = {"host", "content-length", "connection", "user-agent", "accept-encoding"}
    result: list[tuple[str, str]] = []
    for name, value in exchange.request_headers:
        if name.lower() in left_out:
            continue
        if name.lower() in SECRET_HEADERS:
            value = ("Bearer " if value.startswith("Bearer ") else "") + reference.format(variable)
        result.append((name, value))
    return result


def as_curl(exchange: Exchange, variable: str) -> str:
    """A bash command that sends a byte-equal body; the key is read from `$variable`."""
    lines = [f"curl --no-buffer -X {exchange.method} {shlex.quote(exchange.url)}"]
    for name, value in _command_headers(exchange, variable, "${{{0}}}"):
        if "${" in value:
            lines.append(f'-H "{name}: {value}"')
        else:
            lines.append("-H " + shlex.quote(f"{name}: {value}"))
    if exchange.body:
        lines.append("--data-raw " + shlex.quote(exchange.body.decode("utf-8", "replace")))
    return " \\\n  ".join(lines)


def as_python(exchange: Exchange, variable: str) -> str:
    """A Python program with httpx that sends a byte-equal body; the key is read from the environment."""
    headers = [
        f"    {name!r}: f{value!r}," if "{os.environ" in value else f"    {name!r}: {value!r},"
        for name, value in _command_headers(exchange, variable, "{{os.environ['{0}']}}")
    ]
    body = exchange.body.decode("utf-8", "replace")
    return "\n".join(
        [
            "import os",
            "",
            "import httpx",
            "",
            "headers = {",
            *headers,
            "}",
            f"body = {body!r}.encode()",
            f"url = {exchange.url!r}",
            f"with httpx.stream({exchange.method!r}, url, headers=headers, content=body, timeout=600) as answer:",
            "    for piece in answer.iter_text():",
            "        print(piece, end='', flush=True)",
            "",
        ]
    )


def pretty_body(body: bytes) -> str:
    """A JSON body indented for reading; anything else as text."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "replace")
