"""Failures of network and TLS in words a person can act on."""

import socket
import ssl
from collections.abc import Iterator

from studio.domain.errors import Kind, Remedy, StudioError, failing

_TLS_REASONS = (
    ("not yet valid", "its certificate is not valid yet; is the clock of this computer right?"),
    ("expired", "its certificate has expired; is the clock of this computer right?"),
    ("hostname mismatch", "its certificate is for another host; check the address"),
    ("ip address mismatch", "its certificate is for another host; check the address"),
    ("self-signed", "its certificate is self-signed and this computer does not trust it"),
    ("self signed", "its certificate is self-signed and this computer does not trust it"),
    ("unable to get local issuer", "its certificate is from an authority this computer does not trust"),
    ("revoked", "its certificate was revoked"),
)
_OLD_TLS = ("UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "VERSION_TOO_LOW", "NO_PROTOCOLS_AVAILABLE")
_NOT_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "UNKNOWN_PROTOCOL", "NOT_SSL")


def causes(error: BaseException) -> Iterator[BaseException]:
    """The error and everything that led to it, groups opened, each once."""
    seen: set[int] = set()
    waiting: list[BaseException] = [error]
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        if isinstance(one, BaseExceptionGroup):
            waiting.extend(one.exceptions)
        waiting.extend(e for e in (one.__cause__, one.__context__) if e is not None)


def connect_words(error: BaseException, host: str) -> StudioError:
    """Why no connection to `host` came about."""
    for cause in causes(error):
        if isinstance(cause, socket.gaierror):
            return failing(
                Kind.NETWORK,
                f"Cannot find {host}; check the address and the network connection.",
                Remedy.ADDRESS,
                code="dns",
            )
        if isinstance(cause, ssl.SSLError):
            return tls_words(cause, host)
    for cause in causes(error):
        if isinstance(cause, ConnectionRefusedError):
            return failing(
                Kind.NETWORK,
                f"{host} refused the connection; is the server running, and the address right?",
                Remedy.ADDRESS,
                code="refused",
            )
    if any(isinstance(c, ConnectionResetError | BrokenPipeError) for c in causes(error)):
        return failing(
            Kind.NETWORK, f"{host} reset the connection at once; try again.", Remedy.RETRY, code="reset"
        )
    return failing(
        Kind.NETWORK,
        f"No connection to {host}; check the network and the address.",
        Remedy.RETRY,
        code="connect",
    )


def tls_words(error: ssl.SSLError, host: str) -> StudioError:
    """Why no trusted connection to `host` came about; there is no way to go on without trust."""
    reason = (getattr(error, "reason", None) or str(error)).upper()
    if any(word in reason for word in _NOT_TLS):
        return failing(
            Kind.TLS,
            f"{host} does not speak https here; check the port and whether the address should start with http.",
            Remedy.ADDRESS,
        )
    if any(word in reason for word in _OLD_TLS):
        return failing(
            Kind.TLS,
            f"{host} offers only an outdated version of TLS; the connection was refused.",
            Remedy.ADDRESS,
        )
    said = str(getattr(error, "verify_message", "") or error).lower()
    words = next((w for mark, w in _TLS_REASONS if mark in said), "its certificate could not be checked")
    return failing(
        Kind.TLS,
        f"{host} cannot be trusted: {words}{'' if words.endswith('?') else '.'}",
        Remedy.ADDRESS,
        detail=str(error)[:300],
    )


def broken_words(error: BaseException, host: str, begun: bool) -> StudioError:
    """A connection to `host` that broke; `begun` when part of the answer had come."""
    reset = any(isinstance(c, ConnectionResetError | BrokenPipeError) for c in causes(error))
    if begun:
        how = "the connection was reset" if reset else "the connection ended before the answer was complete"
        return failing(
            Kind.CUT_OFF,
            f"The answer of {host} was cut off: {how}.",
            Remedy.RETRY,
            code="reset" if reset else "short",
        )
    how = "reset the connection" if reset else "closed the connection"
    return failing(
        Kind.NETWORK if reset else Kind.EMPTY,
        f"{host} {how} without an answer; try again.",
        Remedy.RETRY,
        code="reset" if reset else "closed",
    )


def late_words(host: str, seconds: float, begun: bool) -> StudioError:
    """Nothing came from `host` for `seconds`; `begun` when part of the answer had come."""
    if begun:
        return failing(
            Kind.CUT_OFF,
            f"The answer of {host} was cut off: nothing more came for {round(seconds, 1):g} seconds.",
            Remedy.RETRY,
            code="silence",
        )
    return failing(
        Kind.TIMEOUT,
        f"No answer from {host} within {round(seconds, 1):g} seconds; try again.",
        Remedy.RETRY,
        code="late",
    )


def proxy_words(said: str) -> StudioError:
    """A proxy that refused: a sign-in it wants, or its own words."""
    if "407" in said:
        return failing(
            Kind.PROXY,
            "The proxy wants a sign-in (407); put user name and password into the proxy setting of the system.",
            Remedy.ADDRESS,
            status=407,
        )
    return failing(
        Kind.PROXY, f"The proxy did not connect: {said[:200] or 'it gave no reason'}.", Remedy.ADDRESS
    )
