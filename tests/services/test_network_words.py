"""Faults of the network in words that name the host and what to do."""

import errno
import socket
import ssl

import pytest

from studio.domain.errors import Kind, Remedy, StudioError
from studio.services.network_words import (
    broken_words,
    causes,
    connect_words,
    late_words,
    proxy_words,
    tls_words,
)

HOST = "gate.example"


def wrapped(inner: BaseException) -> OSError:
    """As anyio and httpcore hand it on: in a group, behind another error."""
    outer = OSError("All connection attempts failed")
    outer.__cause__ = (
        ExceptionGroup("several", [OSError("x"), inner]) if isinstance(inner, Exception) else inner
    )
    return outer


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        (socket.gaierror(-2, "Name or service not known"), "dns"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), "refused"),
        (ConnectionResetError(), "reset"),
        (OSError(errno.ENETUNREACH, "unreachable"), "connect"),
    ],
)
def test_no_connection_has_its_reason(inner: Exception, code: str) -> None:
    failure = connect_words(wrapped(inner), HOST).failure
    assert (failure.kind, failure.code) == (Kind.NETWORK, code)
    assert HOST in failure.message
    assert failure.remedy is not Remedy.NONE


def test_an_outdated_tls_is_said() -> None:
    error = ssl.SSLError(1, "[SSL: UNSUPPORTED_PROTOCOL] unsupported protocol")
    assert "outdated" in str(tls_words(error, HOST))


@pytest.mark.parametrize("begun", [True, False])
def test_a_broken_connection_is_cut_off_only_after_a_beginning(begun: bool) -> None:
    for error in (broken_words(EOFError(), HOST, begun), late_words(HOST, 60, begun)):
        assert (error.failure.kind is Kind.CUT_OFF) is begun
        assert HOST in str(error)
    assert "60 seconds" in str(late_words(HOST, 60.0, begun))


def test_a_proxy_says_what_it_wants() -> None:
    assert proxy_words("407 Proxy Authentication Required").failure.status == 407
    assert "502 Bad Gateway" in str(proxy_words("502 Bad Gateway"))


def test_causes_are_each_seen_once_even_in_a_circle() -> None:
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__context__ = second, first
    assert list(causes(first)) == [first, second]


def test_all_of_them_are_failures_a_person_can_act_on() -> None:
    assert isinstance(connect_words(OSError(), HOST), StudioError)
