"""The list of positions stays right whatever is inserted, grown and replaced."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.conversation import Citation, Picture, Text, Thought, ToolCall
from studio.domain.events import Delta, PartOpened
from studio.protocols.assembly import Assembly, decoded_base64, picture_source
from studio.protocols.base import Step
from tests.protocols.asking import Heard


def test_parts_stand_in_the_order_of_their_keys() -> None:
    events: list[Step] = []
    assembly = Assembly()
    second = assembly.open(events, Text("B"), (1,))
    first = assembly.open(events, Text("A"), (0,))
    assembly.grow(events, second, "b")
    assembly.grow(events, first, "a")
    assert events == [PartOpened(0, Text("B")), PartOpened(0, Text("A")), Delta(1, "b"), Delta(0, "a")]
    assert Heard(events).message.parts == (Text("Aa"), Text("Bb"))


@given(
    st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["open", "grow", "replace"]), st.text(max_size=3)))
)
def test_events_fold_to_what_the_assembly_holds(deeds: list[tuple[int, str, str]]) -> None:
    events: list[Step] = []
    assembly = Assembly()
    for key, deed, text in deeds:
        slot = next((s for s in assembly.slots if s.key == (key,)), None)
        if deed == "open" or slot is None:
            assembly.open(events, Text(text), (key,))
        elif deed == "grow":
            assembly.grow(events, slot, text)
        else:
            assembly.replace(events, slot, Thought(text))
    assembly.settle(events)
    assert Heard(events).message.parts == tuple(assembly.current(slot) for slot in assembly.slots)
    assert [slot.at for slot in assembly.slots] == list(range(len(assembly.slots)))
    assert [slot.key for slot in assembly.slots] == sorted(slot.key for slot in assembly.slots)


def test_a_split_surrogate_waits_for_its_other_half() -> None:
    events: list[Step] = []
    assembly = Assembly()
    slot = assembly.open(events, Text("a\ud83d"))
    assembly.grow(events, slot, "\ude00b\ud83d")
    assembly.settle(events)
    assert Heard(events).message.text == "a😀b\ufffd"


def test_completing_adds_what_is_missing_or_corrects_what_differs() -> None:
    events: list[Step] = []
    assembly = Assembly()
    slot = assembly.open(events, ToolCall("c", "f"))
    assembly.complete(events, slot, '{"a"')
    assembly.complete(events, slot, '{"a":1}')
    assembly.complete(events, slot, '{"a":1}')
    assembly.complete(events, slot, "")
    assert len(events) == 3
    assembly.complete(events, slot, "{}")
    assert Heard(events).message.parts == (ToolCall("c", "f", "{}"),)


def test_the_same_picture_and_the_same_source_come_once() -> None:
    events: list[Step] = []
    assembly = Assembly()
    data = base64.b64encode(b"picture").decode()
    assert assembly.picture(events, data) is not None
    assert assembly.picture(events, f"data:image/png;base64,{data}") is None
    assert assembly.picture(events, data, repeats=True) is not None
    assembly.cite(events, "mark", Citation("https://a.example"))
    assembly.cite(events, "mark", Citation("https://a.example"))
    assembly.cite(events, "other", Citation("https://a.example"))
    assembly.cite(events, "empty", Citation(""))
    parts = Heard(events).message.parts
    assert (
        sum(isinstance(p, Picture) for p in parts) == 2 and sum(isinstance(p, Citation) for p in parts) == 2
    )


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("https://a.example/x.png", (None, "https://a.example/x.png")),
        ("file:///etc/passwd", (None, "file:///etc/passwd")),
        ("aGVsbG8=", (b"hello", None)),
        ("data:image/png;base64,aGVsbG8", (b"hello", None)),
        ("data:image/svg+xml,%3Csvg%3E", (b"<svg>", None)),
        ("data:image/png", (None, None)),
        ("!!!!", (None, None)),
        ("", (None, None)),
        ("é", (None, None)),
    ],
)
def test_what_a_picture_field_holds(source: str, found: tuple[bytes | None, str | None]) -> None:
    assert picture_source(source) == found


@given(st.binary(min_size=1, max_size=60))
def test_base64_in_every_spelling(data: bytes) -> None:
    for text in (base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode()):
        assert decoded_base64(text) == data
        assert decoded_base64(text.rstrip("=")) == data
        assert decoded_base64("\n ".join(text)) == data
