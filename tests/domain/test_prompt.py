"""Prompts: the sources of an edit."""

from studio.domain.conversation import Message, Picture, Role, Text
from studio.domain.gateway import Gateway
from studio.domain.picture import PictureRef
from studio.domain.prompt import Prompt, pictures_in

GATEWAY = Gateway(id="g", name="g", base_url="https://h/v1")


def test_the_sources_are_the_pictures_of_the_last_message_in_order() -> None:
    one, two = (PictureRef(c * 64, "image/png", 1, 1) for c in "ab")
    first = Message(id="1", parent=None, role=Role.USER, parts=(Picture(two),))
    last = Message(
        id="2", parent="1", role=Role.USER, parts=(Picture(one), Text("x"), Picture(None), Picture(two))
    )
    assert pictures_in(Prompt(gateway=GATEWAY, model="m", messages=(first, last))) == (one, two)
    assert pictures_in(Prompt(gateway=GATEWAY, model="m")) == ()
