"""One normaliser reads pictures, sketches, jobs and failures of every style."""

import base64
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.conversation import Picture
from studio.domain.errors import Kind
from studio.domain.events import Failed, PictureArrived
from studio.domain.gateway import ImageStyle
from studio.protocols.base import Frame
from studio.protocols.picture_answers import FAILURE, SUCCESS, PictureDecoder, percent_in
from tests.protocols.asking import GATEWAY, PNG, Heard, hear

B64 = base64.b64encode(PNG).decode()
URL = "https://pictures.example/x.png"


def decoder(style: ImageStyle = ImageStyle.SYNC) -> PictureDecoder:
    """A decoder for a gateway of this style."""
    return PictureDecoder(msgspec.structs.replace(GATEWAY, image_style=style))


def arrived(said: Heard) -> list[tuple[bytes | None, str | None]]:
    """Bytes and addresses of the pictures that came."""
    return [(s.data, s.url) for s in said.steps if isinstance(s, PictureArrived)]


@pytest.mark.parametrize(
    ("body", "pictures"),
    [
        ({"data": [{"b64_json": B64}]}, [(PNG, None)]),
        ({"data": [{"url": URL, "mime_type": "image/jpeg"}]}, [(None, URL)]),
        ({"data": [{"url": f"data:image/png;base64,{B64}"}]}, [(PNG, None)]),
        ({"data": [{"b64_json": B64, "url": URL}]}, [(PNG, None)]),
        ({"data": [{"b64_json": B64}, {"b64_json": B64}]}, [(PNG, None), (PNG, None)]),
        ({"data": [{"b64_json": None, "url": URL}]}, [(None, URL)]),
        ({"images": [URL]}, [(None, URL)]),
        ({"images": [{"url": URL, "width": 1, "height": 1}]}, [(None, URL)]),
        (
            {"code": 200, "resp_data": {"status": "success", "image_list": [URL, {"url": URL}]}},
            [(None, URL)] * 2,
        ),
        ({"candidates": [{"content": {"parts": [{"inlineData": {"data": B64}}]}}]}, [(PNG, None)]),
        ({"output": [{"type": "image_generation_call", "result": B64}]}, [(PNG, None)]),
        ({"url": URL}, [(None, URL)]),
        ([{"b64_json": B64}], [(PNG, None)]),
    ],
)
def test_pictures_wherever_they_stand(body: Any, pictures: list[Any]) -> None:
    frame = Frame("", json.dumps(body), True)
    one = decoder()
    said = Heard([*one.feed(frame), *one.close()])
    assert arrived(said) == pictures and not said.failures and one.ended
    assert [type(p) for p in said.message.parts] == [Picture] * len(pictures)


@pytest.mark.parametrize(
    "text", [B64.replace("+", "-").replace("/", "_"), f" {B64[:8]}\n{B64[8:]} ", B64.rstrip("=")]
)
def test_base64_of_other_spellings(text: str) -> None:
    assert arrived(hear(decoder(), {"data": [{"b64_json": text}]})) == [(PNG, None)]


def test_damaged_base64_is_a_picture_with_a_problem() -> None:
    said = hear(decoder(), {"data": [{"b64_json": "!!!!"}]})
    picture = said.message.parts[0]
    assert isinstance(picture, Picture) and picture.problem and not arrived(said)


@pytest.mark.parametrize("body", [{"data": []}, {"data": [{"b64_json": None, "url": None}]}, {}, {"id": "x"}])
def test_an_answer_without_a_picture_is_said_with_its_details(body: dict[str, Any]) -> None:
    said = hear(decoder(), body)
    assert said.failures[0].failure.kind is Kind.EMPTY
    assert said.failures[0].failure.message == "There is no picture in the answer of Gate."
    assert said.failures[0].failure.detail == json.dumps(body)


def test_usage_and_the_changed_prompt() -> None:
    said = hear(decoder(), {"data": [{"url": URL, "revised_prompt": "a red fox"}], "usage": {"cost": 0.024}})
    assert said.message.usage is not None and said.message.usage.cost == 0.024
    assert said.message.notices == ("The gateway changed the prompt: a red fox",)


def test_sketches_of_a_stream_and_then_the_picture_in_the_same_place() -> None:
    frames = [
        ("image_generation.partial_image", {"type": "image_generation.partial_image", "b64_json": "aGVs"}),
        ("image_generation.completed", {"type": "image_generation.completed", "b64_json": B64}),
    ]
    said = hear(decoder(), frames)
    seen = [(s.at, s.data, s.partial) for s in said.steps if isinstance(s, PictureArrived)]
    assert seen == [(0, b"hel", True), (0, PNG, False)] and not said.failures


def test_submit_and_poll() -> None:
    one = decoder(ImageStyle.SUBMIT)
    started = hear(one, {"code": 200, "resp_data": {"request_id": "r/1", "time": None}}, close=False)
    again = started.again[0]
    assert (again.job, again.after, again.word) == ("r/1", 2.0, "running")
    assert again.request.method == "GET" and again.request.secret
    assert again.request.url == "https://gate.example/v1/image/r%2F1/result"
    running = hear(one, {"code": 200, "resp_data": {"request_id": "r/1", "status": "queuing"}}, close=False)
    assert running.again[0].word == "queuing" and not one.ended
    done = {"code": "200", "resp_data": {"status": "success", "image_list": [URL], "usage": {"cost": 0.024}}}
    assert arrived(hear(one, done)) == [(None, URL)]


def test_a_job_that_is_done_without_pictures_is_asked_a_few_more_times() -> None:
    one = decoder(ImageStyle.SUBMIT)
    body = {"code": 200, "resp_data": {"request_id": "r", "status": "success", "image_list": []}}
    asked = [len(hear(one, body, close=False).again) for _ in range(3)]
    assert asked == [1, 1, 1]
    assert hear(one, body).failures[0].failure.kind is Kind.EMPTY


def test_request_id_polling() -> None:
    one = decoder(ImageStyle.REQUEST_ID)
    first = hear(one, {"request_id": "r1", "status": "pending"}, close=False).again[0]
    assert first.request.url == "https://gate.example/v1/images/generations/r1"
    second = hear(one, {"status": "pending", "progress": 40}, close=False).again[0]
    assert (second.job, second.percent) == ("r1", 40.0)
    assert arrived(hear(one, {"data": [{"b64_json": B64}]})) == [(PNG, None)]


def test_task_polling_fetches_the_content_of_the_task() -> None:
    one = decoder(ImageStyle.TASK)
    first = hear(one, {"id": "t1", "status": "queued"}, close=False).again[0]
    assert (first.request.url, first.after) == ("https://gate.example/v1/tasks/t1", 5.0)
    done = hear(one, {"id": "t1", "status": "completed"})
    assert arrived(done) == [(None, "https://gate.example/v1/tasks/t1/content?index=0")]


def test_a_job_of_an_earlier_run_goes_on() -> None:
    one = decoder(ImageStyle.REQUEST_ID)
    one.resume("old")
    assert hear(one, {"status": "pending"}, close=False).again[0].job == "old"


@pytest.mark.parametrize("word", [*sorted(FAILURE), "FAILED", "Expired"])
def test_every_word_of_failure(word: str) -> None:
    said = hear(decoder(ImageStyle.TASK), {"id": "t", "status": word})
    assert len(said.failures) == 1 and word.lower() in said.failures[0].failure.message


def test_a_failed_job_keeps_its_own_words() -> None:
    error = {"message": "content policy", "code": "moderation_blocked", "error_id": "e1"}
    failure = (
        hear(decoder(ImageStyle.TASK), {"id": "t", "status": "failed", "error": error}).failures[0].failure
    )
    assert (failure.kind, failure.message, failure.request_id) == (Kind.CONTENT, "content policy", "e1")
    apifree = {"code": 200, "resp_data": {"request_id": "r", "status": "error", "error": "no upstream"}}
    assert hear(decoder(ImageStyle.SUBMIT), apifree).failures[0].failure.message == "no upstream"


@pytest.mark.parametrize("word", sorted(SUCCESS))
def test_every_word_of_success(word: str) -> None:
    body = {"resp_data": {"request_id": "r", "status": word.title(), "image_list": [URL]}}
    assert arrived(hear(decoder(ImageStyle.SUBMIT), body)) == [(None, URL)]


def test_nothing_and_half_an_answer() -> None:
    assert hear(decoder(), []).failures[0].failure.kind is Kind.EMPTY
    assert hear(decoder(), ["{broken"]).failures[0].failure.kind is Kind.CUT_OFF
    one = decoder()
    assert Heard(one.feed(Frame("", "{broken", True))).failures[0].failure.kind is Kind.EMPTY


@pytest.mark.parametrize(
    ("value", "percent"),
    [(40, 40.0), (0.4, 40.0), ("40%", 40.0), ("x", None), (True, None), (400, None), (1, 1.0)],
)
def test_percentages(value: Any, percent: float | None) -> None:
    assert percent_in({"progress": value}) == percent


@given(
    st.dictionaries(
        st.sampled_from(
            ["data", "images", "image_list", "status", "id", "request_id", "resp_data", "usage", "code"]
        ),
        st.one_of(
            st.none(),
            st.text(max_size=4),
            st.integers(0, 500),
            st.lists(st.text(max_size=3), max_size=2),
            st.dictionaries(st.sampled_from(["status", "url", "id"]), st.text(max_size=3), max_size=2),
        ),
    )
)
def test_any_body_is_read_without_an_exception(body: dict[str, Any]) -> None:
    said = hear(decoder(ImageStyle.SUBMIT), body)
    assert (
        said.again
        or said.failures
        or arrived(said)
        or any(isinstance(p, Picture) for p in said.message.parts)
    )


@pytest.mark.parametrize("wanted", [1, 2])
def test_a_stream_brings_every_picture_it_completes(wanted: int) -> None:
    reading = PictureDecoder(GATEWAY, wanted)
    first, second = (
        Frame("", json.dumps({"type": "image_generation.completed", "b64_json": data}))
        for data in (B64, B64[:16])
    )
    steps = reading.feed(first)
    assert reading.ended is (wanted == 1)
    steps += reading.feed(second) + reading.feed(Frame("", "[DONE]")) + reading.close()
    assert sum(isinstance(s, PictureArrived) for s in steps) == 2
    assert reading.ended
    assert not any(isinstance(s, Failed) for s in steps)


def test_a_stream_that_ends_after_a_sketch_has_no_picture() -> None:
    said = hear(decoder(), [{"type": "image_generation.partial_image", "b64_json": B64}])
    assert len(said.failures) == 1
