"""Whether and how a refused request is sent once more by itself (FAULTS.md 1, which goes before GATEWAYS.md 6.4)."""

import msgspec

from studio.domain.errors import Failure, Kind
from studio.domain.gateway import EditEncoding
from studio.domain.prompt import Prompt, Task
from studio.protocols.base import WireRequest
from studio.services.limits import Limits

_NEVER = frozenset(
    {
        Kind.AUTH,
        Kind.CHECK_IN,
        Kind.LOCKED_MODEL,
        Kind.ACCOUNT,
        Kind.QUOTA,
        Kind.HOST_GONE,
        Kind.CONTENT,
        Kind.UNKNOWN_MODEL,
        Kind.UNKNOWN_ROUTE,
        Kind.BAD_PARAMETER,
        Kind.BAD_REQUEST,
        Kind.TOO_LARGE,
    }
)


def wait_before_retry(failure: Failure, lost: bool, limits: Limits, chance: float) -> float | None:
    """Seconds to wait before the one automatic retry, or None where there is none.

    `lost` says that the connection broke before any byte; `chance` (0–1) spreads the pause, so that many
    clients do not come back at once. Our own time limits are never retried: they have no status.
    """
    status = failure.status or 0
    if not lost and (failure.kind in _NEVER or not (status in (408, 429) or 500 <= status <= 599)):
        return None
    if failure.retry_after is None:
        return limits.retry_pause * (0.75 + 0.5 * chance)
    return failure.retry_after if failure.retry_after <= limits.retry_longest else None


def without_stream_options(request: WireRequest, failure: Failure) -> WireRequest | None:
    """The request without `stream_options` where that is what was refused, else None."""
    words = f"{failure.parameter} {failure.message} {failure.detail}"
    if failure.status not in (400, 422) or "stream_options" not in words:
        return None
    return dropped_stream_options(request)


def dropped_stream_options(request: WireRequest) -> WireRequest | None:
    """The request without the field `stream_options`; None where it has none."""
    if b'"stream_options"' not in request.body or request.content_type != "application/json":
        return None
    body = msgspec.json.decode(request.body)
    if not isinstance(body, dict) or body.pop("stream_options", None) is None:
        return None
    return msgspec.structs.replace(request, body=msgspec.json.encode(body))


def as_multipart(prompt: Prompt, failure: Failure) -> Prompt | None:
    """The edit to be written as multipart where its JSON form was not understood (GATEWAYS.md 5.2.2), else None."""
    if prompt.task is not Task.EDIT or prompt.gateway.edit_encoding is not EditEncoding.DATA_URL:
        return None
    if failure.status not in (400, 415) or failure.kind in _NEVER - {Kind.BAD_REQUEST, Kind.BAD_PARAMETER}:
        return None
    words = f"{failure.message} {failure.detail}".lower()
    if failure.status == 400 and not any(
        w in words for w in ("unsupported", "missing", "multipart", "form", "json")
    ):
        return None
    gateway = msgspec.structs.replace(prompt.gateway, edit_encoding=EditEncoding.MULTIPART)
    return msgspec.structs.replace(prompt, gateway=gateway)
