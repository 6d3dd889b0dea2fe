"""The table of GATEWAYS.md 6.3: which status, word or text of a refusal means which kind of failure."""

import re

import msgspec

from studio.domain.errors import Kind, Remedy


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One meaning. It fits when `statuses` holds the status (empty: any) and a word or text is found.

    `words` are compared whole with the body's code, type and status word; `pattern` is searched in the text.
    A row with neither fits by its status alone.
    """

    kind: Kind
    remedy: Remedy
    statuses: frozenset[int] = frozenset()
    words: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = None

    def fits(self, status: int, words: frozenset[str], text: str) -> bool:
        """Whether this row describes a refusal; `words` and `text` are in lower case."""
        if self.statuses and status not in self.statuses:
            return False
        if not self.words and self.pattern is None:
            return True
        return bool(self.words & words) or bool(self.pattern and self.pattern.search(text))


def _row(kind: Kind, remedy: Remedy, statuses: str = "", words: str = "", pattern: str | None = None) -> Row:
    return Row(
        kind=kind,
        remedy=remedy,
        statuses=frozenset(int(s) for s in statuses.split()),
        words=frozenset(words.split()),
        pattern=re.compile(pattern) if pattern else None,
    )


ROWS: tuple[Row, ...] = (
    _row(Kind.HOST_GONE, Remedy.ADDRESS, "520 521 522 523 524 525 526 527 530"),
    _row(Kind.CHECK_IN, Remedy.CHECK_IN, "", "daily_checkin_required", r"check-?in required|/checkin"),
    _row(Kind.UNKNOWN_ROUTE, Remedy.NONE, "401", "", r"invalid site (catalog|stats) key"),
    _row(
        Kind.ACCOUNT,
        Remedy.NONE,
        "401 403",
        "discord_membership_required user_paused ip_blacklisted client_signature_banned relay_not_supported",
        r"confirm your e-?mail",
    ),
    _row(
        Kind.LOCKED_MODEL,
        Remedy.MODEL,
        "403",
        "model_access_denied",
        r"\btier\b|\bplan\b|required? (discord )?role|not (allowed|authorized) to (use|access) (this )?model",
    ),
    _row(
        Kind.TOO_LARGE,
        Remedy.SHORTEN,
        "",
        "context_length_exceeded request_too_large string_above_max_length",
        r"context[ _](length|window|size)|input token count|too many (input )?tokens|prompt is too long"
        r"|(request|payload|body)[a-z ]* too large|input is too long",
    ),
    _row(Kind.TOO_LARGE, Remedy.SHORTEN, "413"),
    _row(
        Kind.CONTENT,
        Remedy.NONE,
        "",
        "content_policy_violation content_filter moderation_blocked prohibited_content content_filtered",
        r"content (filtered|moderation|policy|management policy)|safety system|flagged (as|by|for)",
    ),
    _row(
        Kind.BAD_REQUEST,
        Remedy.PICTURE,
        "",
        "unsupported_file_mimetype invalid_image_file invalid_image invalid_image_format image_too_large "
        "invalid_image_url image_parse_error",
        r"unsupported mimetype|invalid image|could not process image|image (is too|exceeds)",
    ),
    _row(
        Kind.BAD_REQUEST,
        Remedy.MODEL,
        "",
        "",
        r"accepts text only|(support|process)[a-z ]* image (input|url)|does not support (vision|image)"
        r"|not a (vision|multimodal) model|not support[a-z ]* tools?\b",
    ),
    _row(
        Kind.UNKNOWN_MODEL,
        Remedy.MODEL,
        "",
        "model_not_found unknown_model invalid_model model_not_available deploymentnotfound",
        r"unknown (aliased )?model|no such model|no endpoints found|model:? [^.]{0,200}?"
        r"(not found|not exist|was not found|not available)|models/\S+ is not found|invalid model\b|^model: \S+$",
    ),
    _row(
        Kind.QUOTA,
        Remedy.MODEL,
        "",
        "glm_depleted",
        r"token budget",
    ),
    _row(
        Kind.QUOTA,
        Remedy.NONE,
        "",
        "insufficient_balance insufficient_quota billing_hard_limit_reached insufficient_credits billing_error "
        "daily_limit_exceeded",
        r"insufficient (balance|credit|funds)|daily (free )?request limit|daily limit|out of credits"
        r"|credit[a-z ]* used up|credit balance is too low",
    ),
    _row(Kind.QUOTA, Remedy.NONE, "402"),
    _row(
        Kind.CONCURRENCY,
        Remedy.WAIT,
        "",
        "concurrency_limit_error max_concurrency_exceeded concurrency_limit_exceeded",
        r"concurrency limit|too many concurrent|concurrent requests",
    ),
    _row(Kind.RATE, Remedy.WAIT, "429"),
    _row(
        Kind.RATE,
        Remedy.WAIT,
        "",
        "rate_limit_error rate_limit_exceeded rate_limited resource_exhausted too_many_requests",
    ),
    _row(
        Kind.AUTH,
        Remedy.KEY,
        "",
        "invalid_api_key authentication_error unauthenticated unauthorized invalid_authentication",
        r"not a complete freetheai api key|(invalid|incorrect|missing) (or invalid )?(x-)?api[- ]key"
        r"|api[- ]key (is )?not valid",
    ),
    _row(Kind.AUTH, Remedy.KEY, "401"),
    _row(Kind.BAD_REQUEST, Remedy.PROTOCOL, "", "", r"unsupported responses input shape"),
    _row(
        Kind.BAD_REQUEST,
        Remedy.PARAMETER,
        "",
        "",
        r"provider rejected the request payload|parameters format error",
    ),
    _row(Kind.TIMEOUT, Remedy.RETRY, "", "provider_timeout timeout_error timeout deadline_exceeded"),
    _row(Kind.TIMEOUT, Remedy.RETRY, "408 504"),
    _row(
        Kind.PROVIDER,
        Remedy.WAIT,
        "",
        "provider_unavailable overloaded_error overloaded unavailable engine_overloaded",
        r"at capacity|overloaded|temporarily unavailable",
    ),
    _row(Kind.PROVIDER, Remedy.WAIT, "503 529"),
    _row(Kind.ACCOUNT, Remedy.NONE, "403"),
    _row(Kind.UNKNOWN_ROUTE, Remedy.PROTOCOL, "404 405"),
    _row(Kind.BAD_REQUEST, Remedy.NONE, "400 406 411 415 422"),
    _row(Kind.CUT_OFF, Remedy.RETRY, "499", "client_canceled"),
    _row(Kind.REDIRECT, Remedy.ADDRESS, "300 301 302 303 307 308"),
    _row(
        Kind.BAD_REQUEST,
        Remedy.NONE,
        "",
        "invalid_request_error invalid_argument bad_request failed_precondition",
    ),
    _row(Kind.PROVIDER, Remedy.RETRY),
)

SENTENCES: dict[Kind, str] = {
    Kind.AUTH: "{gateway} refused the key.",
    Kind.CHECK_IN: "{gateway} wants its daily check-in before it answers.",
    Kind.LOCKED_MODEL: "{gateway} does not open this model to your tier.",
    Kind.ACCOUNT: "{gateway} refused this account.",
    Kind.RATE: "{gateway} is busy: too many requests in a short time.",
    Kind.CONCURRENCY: "{gateway} allows fewer requests at once.",
    Kind.QUOTA: "The credit or the daily share at {gateway} is used up.",
    Kind.UNKNOWN_MODEL: "{gateway} does not know this model.",
    Kind.UNKNOWN_ROUTE: "{gateway} has nothing at this address; choose another protocol or check the address.",
    Kind.BAD_PARAMETER: "{gateway} refused a parameter.",
    Kind.BAD_REQUEST: "{gateway} did not accept the request.",
    Kind.TOO_LARGE: "The request is too large for {gateway} or this model.",
    Kind.CONTENT: "{gateway} refused the content.",
    Kind.PROVIDER: "{gateway} or the provider behind it failed.",
    Kind.TIMEOUT: "The provider behind {gateway} took too long.",
    Kind.HOST_GONE: "The host of {gateway} is unreachable or retired; check the base address.",
    Kind.CUT_OFF: "{gateway} ended the request early.",
    Kind.REDIRECT: "{gateway} redirects to another address.",
    Kind.MALFORMED: "The answer of {gateway} was not understood.",
    Kind.EMPTY: "{gateway} sent an empty answer.",
}

INTRODUCED = frozenset({Kind.AUTH, Kind.LOCKED_MODEL, Kind.UNKNOWN_ROUTE, Kind.HOST_GONE})
"""Kinds whose sentence stands before the server's own words, which alone would not say what is wrong."""
