"""What is known of a gateway beside its row (key, keyring, test, health), and the words for it."""

import time
from collections.abc import Mapping

import msgspec

from studio.domain.errors import REMEDY_WORDS, Failure, Kind
from studio.domain.gateway import Gateway, origin_of


class KeyState(msgspec.Struct, frozen=True):
    """Where a gateway's key lies: "run", "environment", "keyring", "locked", "none" or "unknown" (not asked yet)."""

    where: str = "unknown"
    ending: str = ""


class KeyringState(msgspec.Struct, frozen=True):
    """The keyring: "open", "locked", "none" or "unknown", its name, and whether an answer is overdue."""

    state: str = "unknown"
    name: str = ""
    waiting: bool = False


class Trial(msgspec.Struct, frozen=True):
    """One connection test: running, or over with `words` (what came of it) and `failure` where it failed."""

    running: bool = False
    words: str = ""
    failure: Failure | None = None


class Health(msgspec.Struct, frozen=True):
    """How a gateway is doing: "good", "poor", "bad" or "unknown", in words, seen at `at` (epoch seconds)."""

    level: str = "unknown"
    words: str = "Not asked yet"
    at: float = 0.0


class EnvironmentKey(msgspec.Struct, frozen=True):
    """A key found in the environment: its variable, the preset it belongs to, its last four characters."""

    variable: str
    preset: str
    ending: str


def health_of(words: Mapping[str, str]) -> Health:
    """What the health route's words add up to."""
    own = words.get("", "up")
    ill = sorted(prefix for prefix, word in words.items() if prefix and word in ("degraded", "down"))
    if own == "down":
        return Health("bad", "Does not answer", time.time())
    if ill:
        named = ", ".join(ill[:4]) + ("…" if len(ill) > 4 else "")
        return Health("poor", f"Answers; trouble with {named}", time.time())
    return Health("good", "Answers", time.time())


def health_after(failure: Failure | None) -> Health:
    """What an answer (None), or the failure of one, tells about its gateway."""
    if failure is None:
        return Health("good", "Answered last time", time.time())
    if failure.kind in (Kind.INPUT, Kind.KEYRING, Kind.CONTENT, Kind.BAD_PARAMETER, Kind.PICTURE, Kind.FILE):
        return Health("unknown", "Not asked yet", time.time())
    poor = failure.kind in (
        Kind.RATE,
        Kind.CONCURRENCY,
        Kind.LOCKED_MODEL,
        Kind.UNKNOWN_MODEL,
        Kind.TOO_LARGE,
    )
    return Health("poor" if poor else "bad", failure.message, time.time())


def keyring_words(keyring: KeyringState) -> str:
    """What the state of the keyring means for the user, in one sentence."""
    name = keyring.name or "the keyring"
    if keyring.waiting:
        return f"Waiting for {name}: it may be asking for its password. You can go on, or use a key for this run only."
    return {
        "open": f"Keys are kept in {name}.",
        "locked": f"{name[:1].upper()}{name[1:]} is locked: unlock it, or use a key for this run only.",
        "none": "There is no keyring here: a key is kept until you quit, and never written to a file.",
    }.get(keyring.state, "The key goes into this system’s keyring.")


def key_words(state: KeyState, keyring: KeyringState, gateway: Gateway) -> str:
    """Where a gateway's key lies, in one line."""
    tail = f" · ends in {state.ending}" if state.ending else ""
    match state.where:
        case "run":
            return f"Kept for this run only{tail}"
        case "environment":
            if not state.ending:
                return f"Read from {gateway.key_env} each time (not set, or short)"
            return f"Read from {gateway.key_env} each time{tail}"
        case "keyring":
            return f"In {keyring.name or 'the keyring'}{tail}"
        case "locked":
            return "The keyring is locked, so it cannot be told whether there is a key"
        case "none":
            host = origin_of(gateway.base_url).split("://")[1]
            return f"No key for {host}" + ("" if gateway.key_needed else " (none needed, as far as known)")
        case _:
            return "Looking for the key…"


def failure_words(failure: Failure) -> str:
    """A failure and what to do about it, for one line under a form."""
    remedy = REMEDY_WORDS[failure.remedy]
    return failure.message if not remedy or remedy in failure.message else f"{failure.message} {remedy}."
