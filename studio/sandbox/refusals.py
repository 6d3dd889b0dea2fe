"""The refusals of the built-in gateway and the envelopes real gateways put them in (GATEWAYS.md 6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from uuid import uuid4


class Manner(Enum):
    """How an error is wrapped: by protocol, or in APIFree's way (HTTP 200 with a code in the body)."""

    OPENAI = "openai"
    ANTHROPIC = "anthropic"
    GEMINI = "gemini"
    APIFREE = "apifree"


@dataclass(eq=False)
class Refused(Exception):
    """A request the gateway does not serve; `type` and `code` are the machine words, `param` the field at fault."""

    status: int
    type: str
    message: str
    code: str = ""
    param: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


_GEMINI_WORDS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    413: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
_ANTHROPIC_WORDS = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    503: "overloaded_error",
}


def envelope(refused: Refused, manner: Manner) -> tuple[int, dict[str, object]]:
    """The HTTP status and the JSON body of a refusal in the given manner."""
    match manner:
        case Manner.APIFREE:
            return 200, _apifree(refused)
        case Manner.ANTHROPIC:
            return refused.status, {**anthropic_error(refused), "request_id": f"req_{uuid4().hex[:24]}"}
        case Manner.GEMINI:
            word = _GEMINI_WORDS.get(refused.status, "UNKNOWN")
            return refused.status, {
                "error": {"code": refused.status, "message": refused.message, "status": word}
            }
        case Manner.OPENAI:
            return refused.status, openai_error(refused)


def openai_error(refused: Refused) -> dict[str, object]:
    """The body of OpenAI and FreeTheAi: `param` and `code` stand only where they say something."""
    error: dict[str, object] = {"message": refused.message, "type": refused.type}
    if refused.param:
        error["param"] = refused.param
    if refused.code:
        error["code"] = refused.code
    return {"error": error}


def anthropic_error(refused: Refused) -> dict[str, object]:
    """Anthropic's body; a type of the gateway's own keeps its word, a general one takes Anthropic's."""
    general = refused.type in (
        "invalid_request_error",
        "provider_error",
        "authentication_error",
        "rate_limit_error",
    )
    kind = _ANTHROPIC_WORDS.get(refused.status, "invalid_request_error") if general else refused.type
    return {"type": "error", "error": {"type": kind, "message": refused.message}}


def _apifree(refused: Refused) -> dict[str, object]:
    code = refused.code or refused.type
    kind = refused.type
    if refused.type == "concurrency_limit_error":
        code, kind = "max_concurrency_exceeded", "rate_limit_error"
    error = {"code": code, "message": refused.message, "type": kind}
    return {"code": refused.status, "error": error}


def bad_json() -> Refused:
    """The body is no JSON object."""
    return Refused(400, "invalid_request_error", "invalid json payload")


def missing(what: str) -> Refused:
    """A field that must be there is not."""
    return Refused(400, "invalid_request_error", f"missing {what}", param=what)


def missing_model(manner: Manner) -> Refused:
    """No model was named; APIFree and FreeTheAi say it in different words."""
    if manner is Manner.APIFREE:
        return Refused(400, "invalid_request_error", "model field is required in request body")
    return Refused(400, "invalid_request_error", "missing model", param="model")


def unknown_model(name: str) -> Refused:
    """A model that is not in the catalogue."""
    return Refused(
        404,
        "invalid_request_error",
        f"unknown aliased model: {name[:200]}",
        code="model_not_found",
        param="model",
    )


def wrong_key() -> Refused:
    """The key is missing or not the one of this run."""
    return Refused(401, "authentication_error", "invalid or missing API key", code="invalid_api_key")


def locked_model(name: str) -> Refused:
    """The model belongs to a tier this key does not have."""
    return Refused(
        403, "model_access_denied", f"{name} needs the members tier; the demo key is on the open tier"
    )


def too_large(limit: int) -> Refused:
    """The body is larger than the gateway reads."""
    return Refused(413, "invalid_request_error", f"request body too large; the limit is {limit >> 20} MiB")


def unsupported(parameter: str, instead: str = "") -> Refused:
    """A parameter the model does not take, in OpenAI's words."""
    message = f"Unsupported parameter: '{parameter}' is not supported with this model."
    if instead:
        message += f" Use '{instead}' instead."
    return Refused(400, "invalid_request_error", message, code="unsupported_parameter", param=parameter)


def text_only(name: str) -> Refused:
    """A picture was sent to a model that reads text."""
    return Refused(
        400, "invalid_request_error", f"{name} accepts text only; remove the image or choose a vision model"
    )


def at_limit(limit: int) -> Refused:
    """Too many requests to one model at once."""
    return Refused(
        429,
        "concurrency_limit_error",
        f"too many concurrent requests; this model answers {limit} at a time",
        headers={
            "X-Concurrency-Limit": str(limit),
            "X-Concurrency-Remaining": "0",
            "X-Concurrency-Reset": "1",
            "Retry-After": "1",
        },
    )


def too_soon(seconds: int) -> Refused:
    """The rate limit of a model; it answers again after `seconds`."""
    return Refused(
        429,
        "rate_limit_error",
        f"rate limit reached; try again in {seconds} s",
        headers={
            "Retry-After": str(seconds),
            "X-RateLimit-Limit": "10",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": str(seconds),
        },
    )
