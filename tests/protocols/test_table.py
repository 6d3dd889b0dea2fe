"""Every prompt finds its codec, and what a gateway cannot do is said before anything is sent."""

import json
from typing import Any

import msgspec
import pytest

from studio.domain.errors import Kind, StudioError
from studio.domain.gateway import EditEncoding, Gateway, ImageStyle, Protocol
from studio.domain.presets import PRESETS
from studio.domain.prompt import Prompt, Task
from studio.protocols.table import codec_for
from tests.protocols.asking import GATEWAY, asked, user


def prompt_for(task: Task = Task.CHAT, protocol: Protocol = Protocol.CHAT, **gateway: Any) -> Prompt:
    """A prompt for a gateway with these habits."""
    row: Gateway = msgspec.structs.replace(GATEWAY, **gateway)
    return asked(user("x"), task=task, protocol=protocol, gateway=row)


@pytest.mark.parametrize(
    ("protocol", "name"),
    [
        (Protocol.CHAT, "ChatCompletions"),
        (Protocol.MESSAGES, "Messages"),
        (Protocol.RESPONSES, "Responses"),
        (Protocol.GEMINI, "Gemini"),
    ],
)
def test_chat_codecs(protocol: Protocol, name: str) -> None:
    assert type(codec_for(prompt_for(protocol=protocol))).__name__ == name


@pytest.mark.parametrize(
    ("task", "style", "name"),
    [
        (Task.GENERATE, ImageStyle.SYNC, "ImageGenerations"),
        (Task.GENERATE, ImageStyle.REQUEST_ID, "ImageJobs"),
        (Task.GENERATE, ImageStyle.TASK, "ImageJobs"),
        (Task.GENERATE, ImageStyle.SUBMIT, "ImageJobs"),
        (Task.EDIT, ImageStyle.SYNC, "ImageEdits"),
        (Task.EDIT, ImageStyle.TASK, "ImageEdits"),
        (Task.EDIT, ImageStyle.SUBMIT, "ImageJobs"),
    ],
)
def test_picture_codecs(task: Task, style: ImageStyle, name: str) -> None:
    assert type(codec_for(prompt_for(task, image_style=style))).__name__ == name


def test_without_a_picture_route_a_chat_model_is_asked_to_draw() -> None:
    prompt = prompt_for(Task.GENERATE, image_style=ImageStyle.NONE)
    request = codec_for(prompt).encode(prompt)
    assert json.loads(request.body)["modalities"] == ["image", "text"] and not request.retry
    google = prompt_for(Task.GENERATE, Protocol.GEMINI, image_style=ImageStyle.NONE)
    body = json.loads(codec_for(google).encode(google).body)
    assert body["generationConfig"]["responseModalities"] == ["IMAGE", "TEXT"]
    assert codec_for(google).decoder(google).ended is False
    assert codec_for(google).refusal(401, {}, b"").failure.kind is Kind.AUTH


@pytest.mark.parametrize(
    "prompt",
    [
        prompt_for(Task.GENERATE, Protocol.MESSAGES, image_style=ImageStyle.NONE),
        prompt_for(Task.EDIT, image_style=ImageStyle.SYNC, edit_encoding=EditEncoding.NONE),
    ],
)
def test_what_a_gateway_cannot_do_is_an_input_failure(prompt: Prompt) -> None:
    with pytest.raises(StudioError) as caught:
        codec_for(prompt)
    assert caught.value.failure.kind is Kind.INPUT and "Gate" in caught.value.failure.message


@pytest.mark.parametrize("gateway", PRESETS, ids=lambda g: g.id)
def test_every_preset_can_be_asked_in_all_its_protocols(gateway: Gateway) -> None:
    for protocol in gateway.protocols:
        prompt = asked(user("x"), gateway=gateway, protocol=protocol)
        assert codec_for(prompt).encode(prompt).url.startswith(gateway.base_url.removesuffix("/v1"))
