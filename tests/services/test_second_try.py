"""Which refusals are sent once more, after how long, and in which other form."""

import json

import pytest

from studio.domain.errors import Failure, Kind
from studio.domain.gateway import EditEncoding, Gateway
from studio.domain.prompt import Prompt, Task
from studio.protocols.base import WireRequest
from studio.services.limits import Limits
from studio.services.second_try import as_multipart, wait_before_retry, without_stream_options

LIMITS = Limits()


def failure(kind: Kind = Kind.RATE, status: int | None = 429, **more: object) -> Failure:
    return Failure(kind=kind, message="no", status=status, **more)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 529])
def test_busy_and_broken_servers_are_asked_again_after_a_spread_pause(status: int) -> None:
    waits = [
        wait_before_retry(failure(Kind.PROVIDER, status), False, LIMITS, chance) for chance in (0.0, 0.5, 1.0)
    ]
    assert waits == [1.5, 2.0, 2.5]


@pytest.mark.parametrize(
    "kind", [Kind.AUTH, Kind.QUOTA, Kind.CHECK_IN, Kind.CONTENT, Kind.HOST_GONE, Kind.ACCOUNT]
)
def test_kinds_that_waiting_does_not_mend_are_not(kind: Kind) -> None:
    assert wait_before_retry(failure(kind, 503), False, LIMITS, 0) is None


@pytest.mark.parametrize("status", [None, 200, 400, 401, 402, 403, 404, 413])
def test_other_statuses_are_not(status: int | None) -> None:
    assert wait_before_retry(failure(Kind.PROVIDER, status), False, LIMITS, 0) is None


def test_a_lost_connection_is_without_any_status() -> None:
    assert wait_before_retry(failure(Kind.NETWORK, None), True, LIMITS, 0.5) == 2.0


@pytest.mark.parametrize(("said", "wait"), [(0.0, 0.0), (60.0, 60.0), (60.5, None), (999_999.0, None)])
def test_the_gateways_own_time_counts_up_to_a_minute(said: float, wait: float | None) -> None:
    assert wait_before_retry(failure(retry_after=said), False, LIMITS, 0.5) == wait


def test_stream_options_are_left_out_only_when_they_are_named() -> None:
    request = WireRequest(
        url="x", body=b'{"model":"m","stream_options":{"include_usage":true},"stream":true}'
    )
    named = Failure(kind=Kind.BAD_PARAMETER, message="unknown field stream_options", status=400)
    changed = without_stream_options(request, named)
    assert changed is not None
    assert json.loads(changed.body) == {"model": "m", "stream": True}
    assert without_stream_options(request, failure(Kind.BAD_REQUEST, 400)) is None
    assert without_stream_options(WireRequest(url="x", body=b'{"a":1}'), named) is None


def test_an_edit_becomes_multipart_only_where_json_was_not_understood() -> None:
    gateway = Gateway(id="a", name="A", base_url="https://a.example/v1", edit_encoding=EditEncoding.DATA_URL)
    edit = Prompt(gateway=gateway, model="m", task=Task.EDIT)
    changed = as_multipart(edit, failure(Kind.BAD_REQUEST, 415))
    assert changed is not None
    assert changed.gateway.edit_encoding is EditEncoding.MULTIPART
    assert as_multipart(edit, Failure(kind=Kind.BAD_REQUEST, message="missing image", status=400)) is not None
    assert as_multipart(edit, Failure(kind=Kind.CONTENT, message="unsupported wish", status=400)) is None
    assert as_multipart(edit, failure(Kind.PROVIDER, 500)) is None
    assert as_multipart(changed, failure(Kind.BAD_REQUEST, 415)) is None
    assert as_multipart(Prompt(gateway=gateway, model="m"), failure(Kind.BAD_REQUEST, 415)) is None
