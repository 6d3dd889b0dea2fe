"""The question after a job of an earlier run."""

import pytest

from studio.domain.gateway import Gateway, ImageStyle
from studio.domain.library import PictureJob
from studio.services.jobs import resumed_request


@pytest.mark.parametrize(
    ("style", "path"),
    [
        (ImageStyle.REQUEST_ID, "images/generations/a%2Fb"),
        (ImageStyle.TASK, "tasks/a%2Fb"),
        (ImageStyle.SUBMIT, "image/a%2Fb/result"),
        (ImageStyle.SYNC, "images/generations/a%2Fb"),
    ],
)
def test_each_style_asks_at_its_own_route(style: ImageStyle, path: str) -> None:
    gateway = Gateway(id="g", name="G", base_url="https://g.example/v1", image_style=style)
    job = PictureJob(
        job="a/b",
        gateway="g",
        model="m",
        conversation_id="c",
        message_id="m",
        style=style.value,
        started_at=0,
    )
    request = resumed_request(gateway, job)
    assert (request.method, request.url, request.body) == ("GET", f"https://g.example/v1/{path}", b"")
