"""Pictures from words: the request says what was set, and every kind of answer gives its pictures."""

import json

import pytest

from studio.domain.conversation import Picture
from studio.domain.errors import Kind, StudioError
from studio.domain.prompt import Task
from studio.protocols.image_generations import ImageGenerations
from tests.protocols.asking import GATEWAY, asked, body_of, user

CODEC = ImageGenerations(GATEWAY)


def test_the_default_body_is_model_and_prompt() -> None:
    request = CODEC.encode(asked("a fox", task=Task.GENERATE, model="img/x"))
    assert request.url == "https://gate.example/v1/images/generations"
    assert json.loads(request.body) == {"model": "img/x", "prompt": "a fox"}
    assert not request.stream and not request.retry


def test_what_was_set_is_sent_and_what_belongs_to_chat_is_said() -> None:
    values = {"size": "1024x1024", "n": 2, "seed": 1, "temperature": 1, "background": "auto", "quality": None}
    prompt = asked("a fox", task=Task.GENERATE, values=values, extra={"style": {"a": 1}})
    assert body_of(CODEC, prompt) == {
        "model": "m",
        "prompt": "a fox",
        "size": "1024x1024",
        "n": 2,
        "seed": 1,
        "background": "auto",
        "style": {"a": 1},
    }
    assert CODEC.encode(prompt).notices == ("Pictures have no field for: temperature.",)


def test_sketches_are_asked_for_as_a_stream() -> None:
    prompt = asked("a fox", task=Task.GENERATE, values={"partial_images": 2})
    assert body_of(CODEC, prompt)["stream"] is True and CODEC.encode(prompt).stream


def test_an_empty_instruction_is_an_input_failure() -> None:
    with pytest.raises(StudioError) as caught:
        CODEC.encode(asked(user(Picture(None)), task=Task.GENERATE))
    assert caught.value.failure.kind is Kind.INPUT
