"""From the desk to a prompt, step by step."""

import pytest

from studio.domain.conversation import Message, Picture, Role, Text
from studio.domain.picture import PictureRef
from studio.domain.prompt import Task
from studio.state.picture_asking import OVERLAP, asked_message, margin_mask, picture_prompt, problem_with
from studio.state.picture_desk import Desk, Source
from studio.state.picture_mask import MaskHistory, Stroke, Tool, mask_bytes
from tests.state.picture_plugs import GATEWAY, MODEL

REF = PictureRef("a" * 64, "image/png", 200, 100)
SOURCE = Source(REF, "x")


@pytest.mark.parametrize("pictures", [(), (Picture(REF),)])
def test_pictures_in_the_message_make_it_an_edit(pictures: tuple[Picture, ...]) -> None:
    answer = Message(id="a", parent="q", role=Role.ASSISTANT, model="m")
    asked = asked_message(Desk(prompt="do \ud83d it"), answer, pictures)
    prompt = picture_prompt(GATEWAY, MODEL, asked, answer, {})
    assert prompt.task is (Task.EDIT if pictures else Task.GENERATE)
    assert asked.id == "q"
    assert asked.parts == (Text("do \ufffd it"), *pictures)
    assert prompt.capabilities == {"picture", "edit"}
    assert prompt.message_id == "a"


def test_a_desk_with_everything_has_no_problem() -> None:
    assert problem_with(Desk(prompt="x", model="m"), GATEWAY) == ""
    assert problem_with(Desk(prompt="", model="m", source=SOURCE), GATEWAY) == "Say what should change."


@pytest.mark.parametrize("margins", [(40, 0, 0, 0), (0, 24, 0, 0), (0, 0, 40, 8), (16, 16, 16, 16)])
def test_margins_may_change_the_middle_may_not_and_old_strokes_move_along(
    margins: tuple[int, int, int, int],
) -> None:
    left, top, right, bottom = margins
    width, height = 200 + left + right, 100 + top + bottom
    dot = Stroke(tool=Tool.RECTANGLE, points=((95.0, 45.0, 0.0), (105.0, 55.0, 0.0)))
    grown = PictureRef("b" * 64, "image/png", width, height)
    history = margin_mask(SOURCE, grown, margins, MaskHistory((dot,)))
    mask = mask_bytes(history.strokes, (width, height), {})

    def at(x: int, y: int) -> int:
        return mask[(y + top) * width + x + left]

    assert at(100, 50) == 255, "what was painted before"
    assert at(100, 35) == at(60, 50) == 0, "the old picture"
    if left:
        assert at(-1, 50) == at(OVERLAP - 2, 50) == 255 and at(OVERLAP + 2, 50) == 0
    if bottom:
        assert at(100, 100) == at(100, 99) == 255
