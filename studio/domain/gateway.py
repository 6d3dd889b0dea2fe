"""Gateways as data: addresses, routes and habits; a new gateway is a row, not code (GATEWAYS.md 2)."""

from enum import StrEnum
from urllib.parse import quote, urlsplit

import msgspec

from studio.domain.errors import Kind, Remedy, failing


class Protocol(StrEnum):
    """The four ways to talk to a chat model."""

    CHAT = "chat"
    MESSAGES = "messages"
    RESPONSES = "responses"
    GEMINI = "gemini"


PROTOCOL_NAMES: dict[Protocol, str] = {
    Protocol.CHAT: "Chat Completions",
    Protocol.MESSAGES: "Messages",
    Protocol.RESPONSES: "Responses",
    Protocol.GEMINI: "Gemini",
}


class ImageStyle(StrEnum):
    """How a gateway makes pictures (GATEWAYS.md 5.3); `NONE` offers no picture route."""

    NONE = "none"
    SYNC = "sync"
    REQUEST_ID = "request_id"
    TASK = "task"
    SUBMIT = "submit"


class EditEncoding(StrEnum):
    """How a source picture travels (GATEWAYS.md 5.2)."""

    NONE = "none"
    DATA_URL = "data_url"
    MULTIPART = "multipart"
    IMAGE_URLS = "image_urls"


class KeyStyle(StrEnum):
    """Which header carries the key."""

    BEARER = "bearer"
    X_API_KEY = "x-api-key"
    X_GOOG_API_KEY = "x-goog-api-key"


class Gateway(msgspec.Struct, frozen=True, kw_only=True):
    """One gateway as the user configured it; it never holds the key.

    `base_url` is normalised (no trailing slash, see `normalised_base`). `headers` are sent with every API
    request. `concurrency` is how many requests may run at once. `key_needed` is only a hint for the first run.
    `key_env` names an environment variable to read the key from each time. `insecure_consent` is the origin
    (`origin_of`) for which the user allowed plain http outside of loopback.
    """

    id: str
    name: str
    base_url: str
    preset: str = "custom"
    protocols: tuple[Protocol, ...] = (Protocol.CHAT, Protocol.MESSAGES, Protocol.RESPONSES, Protocol.GEMINI)
    headers: dict[str, str] = {}
    key_style: KeyStyle = KeyStyle.BEARER
    key_needed: bool = False
    key_env: str = ""
    image_style: ImageStyle = ImageStyle.SYNC
    edit_encoding: EditEncoding = EditEncoding.DATA_URL
    masks: bool = False
    full_catalogue: bool = True
    model_schema: bool = False
    concurrency: int = 2
    insecure_consent: str = ""
    demo: bool = False
    note: str = ""


_ENDPOINTS = (
    "/chat/completions",
    "/messages",
    "/responses",
    "/google/gemini",
    "/models/full",
    "/models",
    "/images/generations",
    "/images/edits",
    "/image/submit",
    "/health",
)


def normalised_base(typed: str) -> str:
    """The base address that `host`, `host/`, `host/v1`, `host/v1/` and a pasted full endpoint all mean.

    A bare host gets `https://` (`http://` for loopback names) and `/v1`. A Google-style base
    (`…/v1beta` or `…/v1beta/models/…`) is cut back to `…/v1beta`. Raises `StudioError` (kind ADDRESS) for
    what cannot be an http address, and for an address that carries a user name, a query or a fragment.
    """
    text = typed.strip().strip("\"'<>").strip()
    if not text:
        raise _bad_address(typed, "it is empty")
    if "://" not in text:
        host = text.split("/", 1)[0].rsplit(":", 1)[0]
        text = ("http://" if is_loopback_host(host) else "https://") + text
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _bad_address(typed, "it cannot be read as an address") from None
    _refuse_odd_parts(typed, parts.scheme, parts.hostname, bool(parts.username or parts.password))
    host = (parts.hostname or "").lower()
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port is None else f"{shown}:{port}"
    return f"{parts.scheme.lower()}://{netloc}{_base_path(parts.path)}"


def _refuse_odd_parts(typed: str, scheme: str, host: str | None, with_user: bool) -> None:
    if scheme.lower() not in ("http", "https"):
        raise _bad_address(typed, f"it starts with “{scheme}:” instead of http or https")
    if not host or any(c.isspace() or ord(c) < 33 for c in host):
        raise _bad_address(typed, "it names no host")
    if with_user:
        raise _bad_address(typed, "it contains a user name or password; put the key into the key field")


def _bad_address(typed: str, why: str) -> Exception:
    return failing(
        Kind.ADDRESS, f"“{typed.strip()[:80]}” is not an address of a gateway: {why}.", Remedy.ADDRESS
    )


def _base_path(path: str) -> str:
    path = path.rstrip("/")
    at = path.find("/v1beta")
    if at >= 0:
        return path[: at + len("/v1beta")]
    for endpoint in _ENDPOINTS:
        if path.endswith(endpoint):
            path = path[: -len(endpoint)].rstrip("/")
            break
    if not path:
        return "/v1"
    return path


def is_loopback_host(host: str) -> bool:
    """Whether a host name means this machine without asking DNS: localhost, 127.0.0.0/8, ::1."""
    host = host.strip("[]").lower().rstrip(".")
    if host in ("localhost", "::1") or host.endswith(".localhost"):
        return True
    numbers = host.split(".")
    return len(numbers) == 4 and numbers[0] == "127" and all(n.isdigit() and int(n) < 256 for n in numbers)


def origin_of(url: str) -> str:
    """`scheme://host:port` of an address, with the port always written out: what a key is bound to."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"{parts.scheme}://{(parts.hostname or '').lower()}:{port}"


def needs_consent(gateway: Gateway) -> bool:
    """Whether the address is plain http to another machine and the user has not allowed that yet."""
    parts = urlsplit(gateway.base_url)
    if parts.scheme == "https" or is_loopback_host(parts.hostname or ""):
        return False
    return gateway.insecure_consent != origin_of(gateway.base_url)


def speaks_google_natively(gateway: Gateway) -> bool:
    """Whether the base is Google's own (`…/v1beta`), where the model stands in the path."""
    return gateway.base_url.endswith("/v1beta")


def chat_url(gateway: Gateway, protocol: Protocol, model: str, stream: bool) -> str:
    """The address one chat request goes to (GATEWAYS.md 4, first table)."""
    base = gateway.base_url
    match protocol:
        case Protocol.CHAT:
            return (
                f"{base}/openai/chat/completions" if base.endswith("/v1beta") else f"{base}/chat/completions"
            )
        case Protocol.MESSAGES:
            return f"{base}/messages"
        case Protocol.RESPONSES:
            return f"{base}/responses"
        case Protocol.GEMINI:
            if speaks_google_natively(gateway):
                verb = "streamGenerateContent?alt=sse" if stream else "generateContent"
                return f"{base}/models/{quote(model.removeprefix('models/'), safe='')}:{verb}"
            return f"{base.removesuffix('/v1')}/google/gemini"


def route(gateway: Gateway, path: str) -> str:
    """The address of any other route below the base; `path` starts without a slash."""
    return f"{gateway.base_url}/{path}"
