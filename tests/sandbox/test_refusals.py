import pytest

from studio.sandbox import refusals
from studio.sandbox.refusals import Manner, Refused, envelope


def test_freetheai_and_openai_leave_empty_fields_out() -> None:
    status, body = envelope(Refused(403, "daily_checkin_required", "run /checkin"), Manner.OPENAI)
    assert status == 403
    assert body == {"error": {"message": "run /checkin", "type": "daily_checkin_required"}}


def test_apifree_answers_http_200_with_a_code() -> None:
    status, body = envelope(refusals.missing_model(Manner.APIFREE), Manner.APIFREE)
    message = "model field is required in request body"
    assert (status, body["code"]) == (200, 400)
    assert body["error"] == {
        "code": "invalid_request_error",
        "message": message,
        "type": "invalid_request_error",
    }
    _, busy = envelope(refusals.at_limit(1), Manner.APIFREE)
    assert busy["code"] == 429
    assert (busy["error"]["code"], busy["error"]["type"]) == ("max_concurrency_exceeded", "rate_limit_error")


@pytest.mark.parametrize(
    ("refused", "kind"),
    [
        (refusals.wrong_key(), "authentication_error"),
        (refusals.unknown_model("x"), "not_found_error"),
        (refusals.too_soon(2), "rate_limit_error"),
        (refusals.locked_model("x"), "model_access_denied"),
        (refusals.bad_json(), "invalid_request_error"),
    ],
)
def test_anthropic_has_words_of_its_own(refused: Refused, kind: str) -> None:
    _, body = envelope(refused, Manner.ANTHROPIC)
    assert (body["type"], body["error"]["type"]) == ("error", kind)


def test_gemini_has_a_code_and_a_status_word() -> None:
    _, body = envelope(refusals.too_soon(2), Manner.GEMINI)
    assert (body["error"]["code"], body["error"]["status"]) == (429, "RESOURCE_EXHAUSTED")


def test_limits_travel_in_headers() -> None:
    assert refusals.too_soon(2).headers["Retry-After"] == "2"
    assert refusals.at_limit(3).headers["X-Concurrency-Limit"] == "3"


def test_a_parameter_is_named_with_the_better_one() -> None:
    refused = refusals.unsupported("max_tokens", "max_completion_tokens")
    assert refused.param == "max_tokens"
    assert refused.message.endswith("is not supported with this model. Use 'max_completion_tokens' instead.")


def test_a_long_name_is_not_repeated_whole() -> None:
    assert len(refusals.unknown_model("x" * 10_000).message) < 300
