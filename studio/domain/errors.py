"""The failures a person can act on; anything else that goes wrong is a bug."""

from enum import StrEnum

import msgspec


class Kind(StrEnum):
    """What went wrong, in the words of GATEWAYS.md 6.2 and of our own machine."""

    AUTH = "auth"
    CHECK_IN = "check_in"
    LOCKED_MODEL = "locked_model"
    ACCOUNT = "account"
    RATE = "rate"
    CONCURRENCY = "concurrency"
    QUOTA = "quota"
    UNKNOWN_MODEL = "unknown_model"
    UNKNOWN_ROUTE = "unknown_route"
    BAD_PARAMETER = "bad_parameter"
    BAD_REQUEST = "bad_request"
    TOO_LARGE = "too_large"
    CONTENT = "content"
    PROVIDER = "provider"
    TIMEOUT = "timeout"
    NETWORK = "network"
    HOST_GONE = "host_gone"
    REDIRECT = "redirect"
    PROXY = "proxy"
    TLS = "tls"
    MALFORMED = "malformed"
    EMPTY = "empty"
    CUT_OFF = "cut_off"
    ADDRESS = "address"
    KEYRING = "keyring"
    PICTURE = "picture"
    FILE = "file"
    STORAGE = "storage"
    INPUT = "input"


class Remedy(StrEnum):
    """The one thing the user can do about it."""

    RETRY = "retry"
    WAIT = "wait"
    KEY = "key"
    CHECK_IN = "check_in"
    PROTOCOL = "protocol"
    MODEL = "model"
    ADDRESS = "address"
    PARAMETER = "parameter"
    SHORTEN = "shorten"
    PICTURE = "picture"
    FOLDER = "folder"
    UNLOCK = "unlock"
    NONE = "none"


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """One failure as it is shown, stored and printed; it never holds a key.

    `message` is one sentence (or the server's own words, at most 2,000 characters); `status` is the
    effective HTTP status (GATEWAYS.md 6.2); `retry_after` is in seconds from when it was seen;
    `parameter` is the request field a gateway refused and `replacement` the one it asked for instead;
    `detail` is a masked raw excerpt of at most 2 kB.
    """

    kind: Kind
    message: str
    remedy: Remedy = Remedy.NONE
    gateway: str = ""
    status: int | None = None
    code: str | None = None
    type: str | None = None
    request_id: str | None = None
    retry_after: float | None = None
    parameter: str | None = None
    replacement: str | None = None
    detail: str | None = None


class StudioError(Exception):
    """A failure on its way up; `str()` of it is fit to show."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def failing(kind: Kind, message: str, remedy: Remedy = Remedy.NONE, **more: object) -> StudioError:
    """A `StudioError` built in one line; `more` are further fields of `Failure`."""
    return StudioError(msgspec.convert({"kind": kind, "message": message, "remedy": remedy, **more}, Failure))


REMEDY_WORDS: dict[Remedy, str] = {
    Remedy.RETRY: "Try again",
    Remedy.WAIT: "Wait, then try again",
    Remedy.KEY: "Check the key in Settings",
    Remedy.CHECK_IN: "Check in with the gateway, then send again",
    Remedy.PROTOCOL: "Choose another protocol",
    Remedy.MODEL: "Choose another model",
    Remedy.ADDRESS: "Check the gateway's address in Settings",
    Remedy.PARAMETER: "Send once without this parameter",
    Remedy.SHORTEN: "Shorten the conversation or use smaller pictures",
    Remedy.PICTURE: "Use another picture",
    Remedy.FOLDER: "Choose another folder",
    Remedy.UNLOCK: "Unlock the keyring, or use the key for this run only",
    Remedy.NONE: "",
}
