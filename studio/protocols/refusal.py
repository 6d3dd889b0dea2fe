"""What counts as a failure, and what it means: one function for every refusal of every gateway (GATEWAYS.md 6)."""

import html
import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from studio.domain.errors import Failure, Kind, Remedy, StudioError
from studio.domain.parameters import Json
from studio.domain.text import clean_text
from studio.protocols.reading import read_json
from studio.protocols.refusal_table import INTRODUCED, ROWS, SENTENCES
from studio.protocols.retry_after import seconds_to_wait, wait_in_headers

WORDS_LIMIT = 2000
"""Characters of a server's own words that are shown."""

_KEYS = re.compile(
    r"\b(?:sk|fta|sta|ftai|pk|rk|gsk|xai|hf|pplx|AIza)[-_]?[A-Za-z0-9_\-*]{12,}|(?i:bearer )\S{6,}"
)
_ADDRESSES = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-fA-F]{1,4}:){4,7}[0-9a-fA-F]{1,4}\b")
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_TRACE = re.compile(r"[Ee]rror id:? ([\w-]{6,})")
_REPLACEMENT = re.compile(r"[Uu]se [`'\"‘“]?([\w.\[\]]+)[`'\"’”]? instead")
_NAMED = (
    re.compile(
        r"(?:unsupported|unknown|unrecognized|unexpected|invalid)[\w ]* (?:parameter|argument|field|name|key)s?"
        r"(?: supplied)?:? [`'\"]([\w.\[\]-]+)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:unsupported|unknown|unrecognized)[\w ]* (?:parameter|argument|field)s?(?: supplied)?: ([\w.]+)",
        re.IGNORECASE,
    ),
    re.compile(r"^([\w.]+): extra (?:inputs|fields) (?:are )?not permitted", re.IGNORECASE),
    re.compile(
        r"[`'\"]([\w.]+)[`'\"] (?:is|are)(?: not|n't)(?: \w+)? (?:supported|allowed|permitted)", re.IGNORECASE
    ),
    re.compile(
        r"(?:parameter|field) [`'\"]?([\w.]+)[`'\"]? (?:is|are)(?: not|n't)(?: \w+)? (?:supported|allowed)",
        re.IGNORECASE,
    ),
)
_PARAMETER_WORDS = frozenset(
    {
        "unsupported_parameter",
        "unknown_parameter",
        "unsupported_value",
        "invalid_parameter",
        "extra_forbidden",
    }
)
_NEEDED = (
    "model",
    "messages",
    "input",
    "prompt",
    "contents",
    "image",
    "images",
    "mask",
    "url",
    "max_tokens_to_sample",
)


def refusal(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    gateway_name: str,
    base_url: str = "",
) -> StudioError:
    """What a refused request means. `headers` have lower-case names; `base_url` only sharpens the hint."""
    text = clean_text(body[:65536].decode("utf-8", "replace")).strip("\ufeff \t\r\n")
    if text[:1] == "<":
        return StudioError(_web_page(status, headers, text, gateway_name, base_url))
    try:
        parsed = read_json(body)
    except ValueError:
        parsed = None
    found = _said(parsed, text)
    return StudioError(_failure(found, status, headers, gateway_name, base_url))


def failure_in(
    body: Json, gateway_name: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> Failure | None:
    """The failure a JSON body (or one event of a stream) states by the rule of GATEWAYS.md 6.2, else None."""
    if isinstance(body, list):
        body = body[0] if len(body) == 1 else None
    if not isinstance(body, dict) or not states_failure(body):
        return None
    return _failure(_said(body, ""), status, headers or {}, gateway_name)


def states_failure(body: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a failure whatever its HTTP status was."""
    if body.get("error") or body.get("object") == "error":
        return True
    if body.get("type") == "error" and "message" in body:
        return True
    code = _number(body.get("code"))
    return code is not None and code != 0 and not 200 <= code < 300


class _Said(msgspec.Struct, kw_only=True):
    """What a refusal's body says, whatever its envelope."""

    message: str = ""
    type: str = ""
    code: str = ""
    word: str = ""
    param: str = ""
    status: int | None = None
    request_id: str = ""
    wait: str = ""
    detail: str = ""


def _said(parsed: Json, text: str) -> _Said:
    if isinstance(parsed, list):
        parsed = parsed[0] if len(parsed) == 1 else None
    if not isinstance(parsed, dict):
        return _Said(message=text, detail=text)
    said = _Said(detail=text or clean_text(json.dumps(parsed, ensure_ascii=False)))
    wrapped = parsed.get("resp_data")
    inner = parsed.get("error") or (wrapped.get("error") if isinstance(wrapped, dict) else None)
    if isinstance(inner, dict):
        _take(said, inner)
    elif isinstance(inner, str):
        said.message = inner
    said.status = said.status or _error_status(parsed.get("code"))
    for name in ("message", "Message", "code_msg", "msg", "detail", "title"):
        if not said.message:
            said.message = _plain(parsed.get(name))
    for name in ("type", "code", "param"):
        value = _plain(parsed.get(name))
        if value and not getattr(said, name) and value != "error":
            setattr(said, name, value)
    for name in ("request_id", "trace_id", "error_id"):
        said.request_id = said.request_id or _plain(parsed.get(name))
    said.wait = said.wait or _plain(parsed.get("retry_after"))
    wordy = parsed.get("message")
    detail = wordy.get("detail") if isinstance(wordy, dict) else parsed.get("detail")
    said.param = said.param or _located(detail)
    return said


def _located(detail: Json) -> str:
    """The field a validator's `{"detail":[{"loc":["body","seed"],"type":"extra_forbidden"}]}` names."""
    first = detail[0] if isinstance(detail, list) and detail else None
    if not isinstance(first, dict) or "extra" not in f"{first.get('type')} {first.get('msg')}".lower():
        return ""
    where = first.get("loc")
    return _plain(where[-1]) if isinstance(where, list) and where else ""


def _take(said: _Said, error: dict[str, Any]) -> None:
    """Reads the inner `error` object, nested provider errors included."""
    said.message = _plain(error.get("message")) or _plain(error.get("msg")) or _plain(error.get("error"))
    said.type = _plain(error.get("type"))
    said.code = _plain(error.get("code"))
    said.word = _plain(error.get("status"))
    said.param = _plain(error.get("param"))
    said.status = _error_status(error.get("code")) or _error_status(error.get("status_code"))
    said.request_id = _plain(error.get("error_id")) or _plain(error.get("request_id"))
    said.wait = _plain(error.get("retry_after"))
    metadata = error.get("metadata")
    if isinstance(metadata, dict):
        _take_nested(said, metadata)
    details = error.get("details")
    for detail in details if isinstance(details, list) else []:
        if isinstance(detail, dict) and detail.get("retryDelay"):
            said.wait = _plain(detail["retryDelay"])


def _take_nested(said: _Said, metadata: dict[str, Any]) -> None:
    """A provider's own refusal inside a gateway's: its words are the useful ones (GATEWAYS.md 6.1)."""
    raw = _plain(metadata.get("raw"))
    if not raw:
        return
    said.detail = raw
    try:
        parsed = read_json(raw.encode("utf-8", "replace"))
    except ValueError:
        parsed = None
    words = _said(parsed, "").message if isinstance(parsed, dict) else raw
    if words and words not in said.message:
        who = _plain(metadata.get("provider_name"))
        said.message = f"{said.message} – {who}: {words}" if who else f"{said.message} – {words}"


def _failure(
    said: _Said, status: int, headers: Mapping[str, str], gateway: str, base_url: str = ""
) -> Failure:
    effective = said.status or status
    words = frozenset(w.lower() for w in (said.type, said.code, said.word) if w)
    parameter, replacement = _parameter(said, words, effective)
    if parameter:
        kind, remedy = Kind.BAD_PARAMETER, Remedy.PARAMETER
    else:
        kind, remedy = _meaning(effective, words, said.message)
    wait = wait_in_headers(headers)
    if wait is None and said.wait:
        wait = seconds_to_wait(said.wait)
    shown = shown_words(said.message)
    traced = _TRACE.search(said.message)
    return Failure(
        kind=kind,
        message=_sentence(kind, shown, gateway, base_url),
        remedy=remedy,
        gateway=gateway,
        status=effective,
        code=said.code or None,
        type=said.type or said.word or None,
        request_id=headers.get("x-error-id")
        or said.request_id
        or headers.get("x-request-id")
        or headers.get("request-id")
        or (traced.group(1) if traced else None),
        retry_after=wait,
        parameter=parameter,
        replacement=replacement,
        detail=masked(said.detail)[:2048] or None,
    )


def _meaning(status: int, words: frozenset[str], message: str) -> tuple[Kind, Remedy]:
    text = message.lower()
    for row in ROWS:
        if row.fits(status, words, text):
            return row.kind, row.remedy
    return Kind.PROVIDER, Remedy.RETRY


def _parameter(said: _Said, words: frozenset[str], status: int) -> tuple[str | None, str | None]:
    """The request field a refusal names, and the one it asks for instead (GATEWAYS.md 6.3, 7.5 row 16)."""
    if status not in (200, 400, 422) or words & {"context_length_exceeded", "model_not_found"}:
        return None, None
    instead = _REPLACEMENT.search(said.message)
    extra = "extra " in said.message.lower()
    named = said.param if words & _PARAMETER_WORDS or instead or extra else ""
    for pattern in _NAMED:
        if not named and (found := pattern.search(said.message)):
            named = found.group(1)
    if not named and said.param and words & {"invalid_value", "invalid_request_error"} and status != 200:
        named = said.param
    root = re.split(r"[.\[]", named)[0]
    if not root or root in _NEEDED:
        return None, None
    return named, instead.group(1) if instead else None


def _sentence(kind: Kind, shown: str, gateway: str, base_url: str) -> str:
    sentence = SENTENCES.get(kind, "{gateway} refused the request.").format(gateway=gateway or "The gateway")
    if kind is Kind.HOST_GONE and ("freetheai.xyz" in base_url or "old host" in gateway):
        sentence += " The successor of freetheai.xyz is api.freetheai.org, with new keys."
    if not shown:
        return sentence
    return f"{sentence[:-1]}: {shown}" if kind in INTRODUCED else shown


def _web_page(status: int, headers: Mapping[str, str], page: str, gateway: str, base_url: str) -> Failure:
    """A web page instead of an answer: its title and status only, for it may hold the user's address."""
    found = _TITLE.search(page)
    title = masked(" ".join(html.unescape(found.group(1)).split()))[:120] if found else ""
    shown = f"the web page “{title}”" if title else "a web page"
    if status < 400:
        kind, remedy = Kind.MALFORMED, Remedy.ADDRESS
    else:
        kind, remedy = _meaning(status, frozenset(), "")
    if kind is Kind.HOST_GONE:
        message = _sentence(kind, "", gateway, base_url)
    else:
        message = f"{gateway or 'The gateway'} answered with {shown}, not with an API (status {status})."
    return Failure(
        kind=kind,
        message=message,
        remedy=remedy,
        gateway=gateway,
        status=status,
        retry_after=wait_in_headers(headers),
        request_id=headers.get("cf-ray") or headers.get("x-request-id"),
        detail=f"{status} {title}".strip(),
    )


def shown_words(text: str) -> str:
    """A server's own words, plain, masked and at most 2,000 characters."""
    text = masked(clean_text(text)).strip()
    return text if len(text) <= WORDS_LIMIT else text[: WORDS_LIMIT - 1] + "…"


def masked(text: str) -> str:
    """`text` with what looks like a key or an IP address replaced."""
    return _ADDRESSES.sub("•.•.•.•", _KEYS.sub("•••", text))


def _plain(value: Json) -> str:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict):
        inner = value.get("message") or value.get("msg") or value.get("detail")
        return _plain(inner) or clean_text(json.dumps(value))
    if isinstance(value, list):
        return "; ".join(filter(None, (_plain(item) for item in value[:5])))
    return ""


def _number(value: Json) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.isdecimal() and len(value) <= 6:
        return int(value)
    return None


def _error_status(value: Json) -> int | None:
    number = _number(value)
    return number if number is not None and 400 <= number <= 599 else None
