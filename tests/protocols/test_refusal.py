"""Every refusal of GATEWAYS.md 6 becomes one failure with the server's words and one remedy."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.errors import Kind, Remedy
from studio.protocols.refusal import failure_in, refusal, states_failure


def refused(status: int, body: Any, **headers: str) -> Any:
    """The failure a refusal becomes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return refusal(status, {k.replace("_", "-"): v for k, v in headers.items()}, data, "Gate").failure


def error(message: str, **more: Any) -> dict[str, Any]:
    """An OpenAI-style envelope."""
    return {"error": {"message": message, **more}}


TABLE = [
    (400, error("invalid json payload", type="invalid_request_error"), Kind.BAD_REQUEST, Remedy.NONE),
    (400, error("unsupported responses input shape"), Kind.BAD_REQUEST, Remedy.PROTOCOL),
    (400, error("unknown aliased model"), Kind.UNKNOWN_MODEL, Remedy.MODEL),
    (404, error("The model `x` was not found", code="model_not_found"), Kind.UNKNOWN_MODEL, Remedy.MODEL),
    (404, error("models/x is not found for API version v1beta"), Kind.UNKNOWN_MODEL, Remedy.MODEL),
    (400, error("x", code="unsupported_parameter", param="seed"), Kind.BAD_PARAMETER, Remedy.PARAMETER),
    (400, error("provider rejected the request payload"), Kind.BAD_REQUEST, Remedy.PARAMETER),
    (400, error("x", code="context_length_exceeded"), Kind.TOO_LARGE, Remedy.SHORTEN),
    (413, b"", Kind.TOO_LARGE, Remedy.SHORTEN),
    (400, error("x", code="content_policy_violation"), Kind.CONTENT, Remedy.NONE),
    (400, error("this model accepts text only"), Kind.BAD_REQUEST, Remedy.MODEL),
    (401, error("x", code="invalid_api_key"), Kind.AUTH, Remedy.KEY),
    (401, error("not a complete FreeTheAI API key"), Kind.AUTH, Remedy.KEY),
    (401, error("invalid site catalog key", type="invalid_request_error"), Kind.UNKNOWN_ROUTE, Remedy.NONE),
    (402, error("Insufficient balance", code="insufficient_balance"), Kind.QUOTA, Remedy.NONE),
    (
        403,
        error("daily discord check-in required", type="daily_checkin_required"),
        Kind.CHECK_IN,
        Remedy.CHECK_IN,
    ),
    (403, error("x", type="model_access_denied"), Kind.LOCKED_MODEL, Remedy.MODEL),
    (403, error("This model needs a higher tier."), Kind.LOCKED_MODEL, Remedy.MODEL),
    (403, error("x", type="user_paused"), Kind.ACCOUNT, Remedy.NONE),
    (403, error("Please confirm your email"), Kind.ACCOUNT, Remedy.NONE),
    (404, error("x", type="invalid_request_error"), Kind.UNKNOWN_ROUTE, Remedy.PROTOCOL),
    (429, error("x", type="rate_limit_error"), Kind.RATE, Remedy.WAIT),
    (429, error("x", type="concurrency_limit_error"), Kind.CONCURRENCY, Remedy.WAIT),
    (429, error("x", type="glm_depleted"), Kind.QUOTA, Remedy.MODEL),
    (429, error("daily free request limit reached"), Kind.QUOTA, Remedy.NONE),
    (499, error("x", type="client_canceled"), Kind.CUT_OFF, Remedy.RETRY),
    (500, error("x", type="server_error"), Kind.PROVIDER, Remedy.RETRY),
    (502, b"", Kind.PROVIDER, Remedy.RETRY),
    (503, error("x", type="provider_unavailable"), Kind.PROVIDER, Remedy.WAIT),
    (503, error("x", type="discord_membership_error"), Kind.PROVIDER, Remedy.WAIT),
    (529, error("x", type="overloaded_error"), Kind.PROVIDER, Remedy.WAIT),
    (504, error("x", type="provider_timeout"), Kind.TIMEOUT, Remedy.RETRY),
    (520, b"", Kind.HOST_GONE, Remedy.ADDRESS),
    (530, b"<html>", Kind.HOST_GONE, Remedy.ADDRESS),
    (400, error("API key not valid. Please pass a valid API key."), Kind.AUTH, Remedy.KEY),
    (
        400,
        error("model not allowed for this key", type="invalid_request_error", code="bad_model"),
        Kind.BAD_REQUEST,
        Remedy.NONE,
    ),
    (
        400,
        error("bad", param="images[0].image_url", code="invalid_image_file"),
        Kind.BAD_REQUEST,
        Remedy.PICTURE,
    ),
]


@pytest.mark.parametrize(("status", "body", "kind", "remedy"), TABLE)
def test_the_table_of_meanings(status: int, body: Any, kind: Kind, remedy: Remedy) -> None:
    failure = refused(status, body)
    assert (failure.kind, failure.remedy) == (kind, remedy)
    assert failure.status == status and failure.gateway == "Gate" and failure.message
    if isinstance(body, dict) and kind is not Kind.HOST_GONE:
        assert body["error"]["message"] in failure.message


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": "plain words"}, "plain words"),
        ({"object": "error", "message": "flat"}, "flat"),
        ({"detail": "one"}, "one"),
        ({"detail": [{"msg": "two", "loc": ["body"]}]}, "two"),
        (
            {"type": "error", "error": {"type": "x", "message": "anthropic"}, "request_id": "req_1"},
            "anthropic",
        ),
        ([{"error": {"code": 400, "message": "in a list", "status": "INVALID_ARGUMENT"}}], "in a list"),
        ({"code": 500, "code_msg": "apifree says", "trace_id": "t"}, "apifree says"),
        ({"code": 200, "resp_data": {"status": "error", "error": "of the task"}}, "of the task"),
        (b"just text", "just text"),
    ],
)
def test_every_envelope_is_opened(body: Any, words: str) -> None:
    assert words in refused(400, body).message


def test_request_ids_of_all_kinds() -> None:
    assert refused(500, {"error": "x"}, x_error_id="a").request_id == "a"
    assert refused(500, {"error": {"message": "x", "error_id": "b"}}).request_id == "b"
    assert refused(500, {"error": {"message": "x"}, "request_id": "c"}).request_id == "c"
    assert refused(500, {"code": 500, "trace_id": "d"}).request_id == "d"
    assert refused(500, {"error": "broken. Error id: opc-12345678"}).request_id == "opc-12345678"


def test_an_error_inside_http_200() -> None:
    body = {
        "code": 429,
        "error": {"code": "max_concurrency_exceeded", "message": "too many concurrent requests"},
    }
    failure = failure_in(body, "Gate")
    assert failure is not None
    assert (failure.kind, failure.status) == (Kind.CONCURRENCY, 429)
    assert failure_in({"code": "400", "error": {"message": "as text"}}, "Gate") is not None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"error": None},
        {"code": 0},
        {"code": 200, "resp_data": {}},
        {"code": "201"},
        {"code": "ok"},
        [],
        None,
        7,
    ],
)
def test_no_failure_is_seen_where_none_is(body: Any) -> None:
    assert failure_in(body, "Gate") is None
    assert not (isinstance(body, dict) and states_failure(body))


@pytest.mark.parametrize(
    ("words", "parameter", "replacement"),
    [
        (
            "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.",
            "max_tokens",
            "max_completion_tokens",
        ),
        ("Unknown parameter: 'response_format'.", "response_format", None),
        ("Unrecognized request argument supplied: top_k", "top_k", None),
        ("seed: Extra inputs are not permitted", "seed", None),
        ("'presence_penalty' is not supported with this model.", "presence_penalty", None),
        ("The parameter `logprobs` is not supported", "logprobs", None),
        ("Invalid value for messages", None, None),
    ],
)
def test_the_parameter_a_refusal_names(words: str, parameter: str | None, replacement: str | None) -> None:
    failure = refused(400, error(words, type="invalid_request_error"))
    assert (failure.parameter, failure.replacement) == (parameter, replacement)


def test_a_validators_location_names_the_parameter() -> None:
    body = {
        "detail": [
            {"loc": ["body", "seed"], "msg": "Extra inputs are not permitted", "type": "extra_forbidden"}
        ]
    }
    assert refused(422, body).parameter == "seed"


def test_fields_the_request_cannot_do_without_are_never_dropped() -> None:
    assert refused(400, error("bad", param="model", code="invalid_value")).parameter is None
    assert refused(400, error("bad", param="messages[0].content", code="invalid_value")).parameter is None


def test_keys_and_addresses_are_masked_and_long_words_cut() -> None:
    failure = refused(401, error("Incorrect API key provided: sk-abcdefghijklmnop from 203.0.113.9"))
    assert "sk-abcdefghijklmnop" not in f"{failure}" and "203.0.113.9" not in f"{failure}"
    assert len(refused(500, error("x" * 100_000)).message) == 2000
    assert len(refused(500, error("x" * 100_000)).detail) <= 2048


def test_a_web_page_shows_its_title_and_status_only() -> None:
    page = b"<!DOCTYPE html><html><title>Sign in &amp; go</title><body>your ip 203.0.113.9<script>x</script>"
    failure = refused(502, page)
    assert failure.message == "Gate answered with the web page “Sign in & go”, not with an API (status 502)."
    assert "script" not in f"{failure}"
    assert refused(200, page).kind is Kind.MALFORMED


def test_the_retired_host_is_named_with_its_successor() -> None:
    old = refusal(530, {}, b"<html>", "FreeTheAi", "https://api.freetheai.xyz/v1").failure
    assert "api.freetheai.org" in old.message
    assert "freetheai.org" not in refusal(530, {}, b"<html>", "Gate").failure.message


def test_the_wait_comes_from_headers_or_body() -> None:
    assert refused(429, error("x"), retry_after="7").retry_after == 7
    assert refused(429, {"error": {"message": "x", "retry_after": 3}}).retry_after == 3
    details = {"error": {"code": 429, "message": "x", "details": [{"retryDelay": "34s"}]}}
    assert refused(429, details).retry_after == 34
    assert refused(429, error("x")).retry_after is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 1000) | st.text(max_size=12) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "error",
                    "message",
                    "code",
                    "type",
                    "detail",
                    "metadata",
                    "raw",
                    "status",
                    "resp_data",
                    "object",
                    "param",
                    "retry_after",
                    "details",
                    "loc",
                    "msg",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(status=st.integers(200, 599), body=JSON)
def test_any_body_becomes_a_failure_without_an_exception(status: int, body: Any) -> None:
    failure = refused(status, body)
    assert failure.message and len(failure.message) <= 2200
    failure_in(body, "Gate", status)


@given(st.integers(200, 599), st.binary(max_size=80))
def test_any_bytes_become_a_failure_without_an_exception(status: int, body: bytes) -> None:
    assert refused(status, body).message
