"""JSON columns."""

import json

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.conversation import Conversation, Message, Role, Text
from studio.domain.gateway import Gateway
from studio.domain.settings import Settings
from studio.storage.coding import decoded, encoded, lenient, over_unknown


@given(st.text(max_size=40))
def test_any_text_can_be_stored_even_lone_surrogates(text: str) -> None:
    message = Message(id="a", parent=None, role=Role.USER, parts=(Text(text),))
    back = msgspec.json.decode(encoded(message), type=Message)
    assert (
        back.text.encode("utf-8")
        == text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
    )


def test_one_bad_row_does_not_spoil_the_others() -> None:
    rows = [encoded(Conversation(id="a")), "{", encoded(Conversation(id="b"))]
    assert [c.id for c in decoded(rows, Conversation)] == ["a", "b"]
    assert [c.id for c in decoded(rows, Conversation, lambda index: Conversation(id=f"bad {index}"))] == [
        "a",
        "bad 1",
        "b",
    ]
    assert decoded([], Conversation) == ()


def test_fields_that_cannot_be_read_take_their_defaults() -> None:
    text = json.dumps({"theme": "dark", "total_minutes": "soon", "unheard_of": 1, "favourites": ["a"]})
    assert lenient(text, Settings) == (Settings(theme="dark", favourites=("a",)), False)
    assert lenient(encoded(Settings()), Settings) == (Settings(), True)
    assert lenient("{}", Gateway) == (None, False)
    assert lenient("[]", Settings) == lenient("{", Settings) == (None, False)


def test_unknown_fields_survive_saving() -> None:
    before = json.dumps({"theme": "dark", "from_the_future": [1]})
    after = json.loads(over_unknown(Settings(theme="light"), before))
    assert after["from_the_future"] == [1] and after["theme"] == "light"
    for odd in (None, "{", "[]"):
        assert msgspec.json.decode(over_unknown(Settings(), odd), type=Settings) == Settings()
