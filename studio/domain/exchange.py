"""One recorded request and its answer: masked before it is kept, and rewritten as a command to run again."""

import base64
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


_ONE_ARGUMENT = 100_000
"""Bytes of a body above which a command reads it from a pipe: Linux takes at most 128 KiB in one argument."""


def _text_body(exchange: Exchange) -> str | None:
    """The body as text, None where it is binary and only base64 carries it unharmed."""
    try:
        text = exchange.body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _piped_body(exchange: Exchange) -> str:
    """A bash command that prints the body byte for byte."""
    text = _text_body(exchange)
    if text is None:
        return f"base64 -d <<< {base64.b64encode(exchange.body).decode()}"
    return f"printf %s {shlex.quote(text)}"


def _fits_an_argument(exchange: Exchange) -> bool:
    return _text_body(exchange) is not None and len(exchange.body) <= _ONE_ARGUMENT


def as_curl(exchange: Exchange, variable: str) -> str:
    """A bash command that sends a byte-equal body; the key is read from `$variable`."""
    # curl reads brackets and braces in an address as a pattern unless told not to.
    pattern = " --globoff" if any(c in exchange.url for c in "[]{}") else ""
    lines = [f"curl --no-buffer{pattern} -X {exchange.method} {shlex.quote(exchange.url)}"]
    for name, value in _command_headers(exchange, variable, "${{{0}}}"):
        if "${" in value:
            lines.append(f'-H "{name}: {value}"')
        else:
            lines.append("-H " + shlex.quote(f"{name}: {value}" if value else f"{name};"))
    if not exchange.body:
        return " \\\n  ".join(lines)
    if _fits_an_argument(exchange):
        lines.append("--data-raw " + shlex.quote(exchange.body.decode("utf-8")))
        return " \\\n  ".join(lines)
    lines.append("--data-binary @-")
    return f"{_piped_body(exchange)} | " + " \\\n  ".join(lines)


def as_powershell(exchange: Exchange, variable: str) -> str:
    """The same for PowerShell and `curl.exe`; the body goes through a file, for no shell of Windows passes quotes on.

    The key is read from `$env:variable`.
    """
    lines = [f"curl.exe --no-buffer --globoff -X {exchange.method} {_powershell(exchange.url)}"]
    for name, value in _command_headers(exchange, variable, "$env:{0}"):
        line = f'-H "{name}: {value}"' if "$env:" in value else "-H " + _powershell(f"{name}: {value}")
        lines.append(line)
    if not exchange.body:
        return " `\n  ".join(lines)
    lines.append('--data-binary "@$($file.FullName)"')
    text = _text_body(exchange)
    encoded = base64.b64encode(exchange.body).decode() if text is None else ""
    made = (
        f"[Convert]::FromBase64String('{encoded}')"
        if text is None
        else f"[Text.Encoding]::UTF8.GetBytes({_powershell(text)})"
    )
    return "\n".join(
        [
            "$file = New-TemporaryFile",
            f"[IO.File]::WriteAllBytes($file.FullName, {made})",
            " `\n  ".join(lines),
            "Remove-Item $file",
        ]
    )


def _powershell(text: str) -> str:
    """A literal of PowerShell, to which the curly single quotes are quotes as well."""
    return "'" + "".join(c * 2 if c in "'‘’‚‛" else c for c in text) + "'"


def as_httpie(exchange: Exchange, variable: str) -> str:
    """A bash command for HTTPie that sends a byte-equal body; the key is read from `$variable`."""
    head = f"http --stream --ignore-stdin {exchange.method} {shlex.quote(exchange.url)}"
    items = [
        f'"{name}:{value}"' if "${" in value else shlex.quote(f"{name}:{value}" if value else f"{name};")
        for name, value in _command_headers(exchange, variable, "${{{0}}}")
    ]
    if exchange.body and not _fits_an_argument(exchange):
        piped = head.replace(" --ignore-stdin", "")
        return f"{_piped_body(exchange)} | " + " \\\n  ".join([piped, *items])
    if exchange.body:
        items.append("--raw " + shlex.quote(exchange.body.decode("utf-8")))
    return " \\\n  ".join([head, *items])


def body_only(exchange: Exchange) -> str:
    """The body as it was sent; base64 where it is no text."""
    text = _text_body(exchange)
    return base64.b64encode(exchange.body).decode() if text is None else text


def as_python(exchange: Exchange, variable: str) -> str:
    """A Python program with httpx that sends a byte-equal body; the key is read from the environment."""
    headers = [
        f"    {name!r}: f{value!r}," if "{os.environ" in value else f"    {name!r}: {value!r},"
        for name, value in _command_headers(exchange, variable, "{{os.environ['{0}']}}")
    ]
    text = _text_body(exchange)
    body = repr(exchange.body) if text is None else f"{text!r}.encode()"
    return "\n".join(
        [
            "import os",
            "",
            "import httpx",
            "",
            "headers = {",
            *headers,
            "}",
            f"body = {body}",
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
