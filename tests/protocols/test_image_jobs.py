"""Pictures that take their time: what starts a job in each style, and what is asked after it."""

import json
from typing import Any

import msgspec

from studio.domain.conversation import Picture
from studio.domain.gateway import EditEncoding, ImageStyle
from studio.domain.prompt import Prompt, Task
from studio.protocols.image_jobs import ImageJobs
from tests.protocols.asking import GATEWAY, PNG, PNG_REF, asked, body_of, user


def job(style: ImageStyle, task: Task = Task.GENERATE, **more: Any) -> Prompt:
    """A prompt for a gateway of this style."""
    gateway = msgspec.structs.replace(GATEWAY, image_style=style, edit_encoding=EditEncoding.IMAGE_URLS)
    said = user("a fox", Picture(PNG_REF)) if task is Task.EDIT else user("a fox")
    return asked(said, gateway=gateway, task=task, media={PNG_REF.sha256: PNG}, **more)


def test_submit() -> None:
    prompt = job(ImageStyle.SUBMIT, values={"aspect_ratio": "1:1", "resolution": "1K"})
    request = ImageJobs(prompt.gateway).encode(prompt)
    assert request.url == "https://gate.example/v1/image/submit" and not request.retry
    assert json.loads(request.body) == {
        "model": "m",
        "prompt": "a fox",
        "aspect_ratio": "1:1",
        "resolution": "1K",
    }


def test_submit_of_an_edit_carries_the_sources_as_data_urls() -> None:
    prompt = job(ImageStyle.SUBMIT, Task.EDIT)
    body = body_of(ImageJobs(prompt.gateway), prompt)
    assert body["image_urls"] == ["data:image/png;base64,iVBORw0KGgptYWRlIHVw"] and "mask" not in body


def test_request_id_asks_for_the_background_in_one_meaning_only() -> None:
    prompt = job(ImageStyle.REQUEST_ID)
    assert body_of(ImageJobs(prompt.gateway), prompt) == {"model": "m", "prompt": "a fox", "background": True}
    clear = job(ImageStyle.REQUEST_ID, values={"background": "transparent"})
    assert body_of(ImageJobs(prompt.gateway), clear)["background"] == "transparent"
    assert body_of(ImageJobs(prompt.gateway), clear)["async"] is True


def test_task() -> None:
    prompt = job(ImageStyle.TASK)
    request = ImageJobs(prompt.gateway).encode(prompt)
    assert request.url == "https://gate.example/v1/images/generations"
    assert json.loads(request.body) == {"model": "m", "prompt": "a fox"}
