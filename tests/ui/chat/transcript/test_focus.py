"""The focus goes through messages and what can be pressed in them."""

from studio.ui.chat.transcript.focus import Focus
from studio.ui.chat.transcript.stage import Stage
from tests.ui.chat.transcript.making import answer, kit, talk


def _focus(entries: list) -> Focus:
    stage = Stage(kit())
    stage.resize(400, 600)
    stage.set_entries(entries)
    return Focus(stage)


def test_it_begins_at_the_last_message_and_leaves_at_its_end() -> None:
    made = _focus(talk(4))
    assert made.step(1)
    assert (made.item, made.stop) == (3, -1)
    names = []
    while made.step(1):
        current = made.current()
        assert current is not None
        names.append(current[1].name)
    assert names[:2] == ["Wrap lines", "Copy code"]
    assert names[-1] == "More actions"


def test_messages_are_walked_one_by_one() -> None:
    made = _focus(talk(3))
    made.to_message(-1)
    made.to_message(-1)
    assert made.item == 1
    made.to_message(-1)
    made.to_message(-1)
    assert made.item == 0


def test_a_link_over_two_lines_is_one_stop() -> None:
    made = _focus([answer(0, f"[{'long words ' * 20}](https://x.org)")])
    made.step(1)
    assert sum(target.kind == "link" for _, target in made.stops()) == 1


def test_an_empty_conversation_takes_no_focus() -> None:
    made = _focus([])
    assert not made.step(1)
    assert not made.to_message(1)
    assert made.current() is None
