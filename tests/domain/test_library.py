"""What the library tells about its contents."""

import msgspec

from studio.domain.library import PictureJob, SearchFilter


def test_an_empty_filter_narrows_nothing_and_equals_another() -> None:
    assert SearchFilter() == SearchFilter(gateway="", model="", since=None, until=None, has_picture=False)


def test_a_job_in_flight_survives_json() -> None:
    job = PictureJob(
        job="j1", gateway="g", model="m", conversation_id="c", message_id="a", style="submit", started_at=2.0
    )
    assert msgspec.json.decode(msgspec.json.encode(job), type=PictureJob) == job
