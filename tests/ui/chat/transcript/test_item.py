"""A message that grows keeps the rows that did not change, and ends as it would look at once."""

from hypothesis import given, settings
from hypothesis import strategies as st

from studio.domain.conversation import Citation, Picture, Refusal, Status, Text, Thought, ToolCall
from studio.domain.errors import Failure, Kind, Remedy
from studio.ui.chat.transcript.entry import Entry
from studio.ui.chat.transcript.item import Item
from tests.ui.chat.transcript.making import answer, kit, with_text

_TEXT = "# Head\n\nSome **bold** words.\n\n- a\n- b\n\n```py\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nThe end."


def _open(entry: Entry) -> Item:
    item = Item(entry)
    item.open_rows(kit(), 600)
    return item


def _names(item: Item) -> list[str]:
    return [row.name for row in item.rows]


def _looks(item: Item) -> list[tuple[str, str, float]]:
    made = kit()
    return [(row.name, row.prepare(made, 600).text, row.height) for row in item.rows]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, len(_TEXT)), max_size=12))
def test_streamed_in_any_split_it_looks_like_at_once(cuts: list[int]) -> None:
    first = answer(1, "", status=Status.STREAMING)
    item = _open(first)
    for cut in sorted(set(cuts)):
        item.update(with_text(first, _TEXT[:cut]), kit(), 600)
        _looks(item)
    done = with_text(first, _TEXT, Status.DONE)
    item.update(done, kit(), 600)
    assert _looks(item) == _looks(_open(done))


def test_rows_before_the_change_stay_the_same_objects() -> None:
    first = answer(1, "a\n\nb", status=Status.STREAMING)
    item = _open(first)
    before = list(item.rows)
    assert item.update(with_text(first, "a\n\nb and more\n\nc"), kit(), 600) == 2
    assert item.rows[:3] == before[:3]
    assert item.heights.total == sum(row.height for row in item.rows)


def test_the_foot_waits_only_until_the_first_word_is_there() -> None:
    first = answer(1, status=Status.STREAMING)
    item = _open(first)
    assert _looks(item)[-1][1] == "Waiting for the first word…"
    item.update(answer(1, Thought("hm"), status=Status.STREAMING), kit(), 600)
    assert _looks(item)[-1][1] == "Thinking…"
    item.update(answer(1, Thought("hm"), "So", status=Status.STREAMING), kit(), 600)
    assert _looks(item)[-1][1] == "Writing…"
    item.update(answer(1, Thought("hm"), "So.", status=Status.DONE), kit(), 600)
    assert "Wait" not in _looks(item)[-1][1] and "Writing" not in _looks(item)[-1][1]


def test_a_thought_is_open_while_it_lasts_and_folds_when_the_answer_starts() -> None:
    item = _open(answer(1, Thought("hm"), status=Status.STREAMING))
    assert _names(item) == ["head", "fold:0:True", "thought", "foot"]
    item.update(answer(1, Thought("hm", seconds=2), "So", status=Status.STREAMING), kit(), 600)
    assert _names(item) == ["head", "fold:0:False", "leaf", "foot"]
    item.toggle(0, kit(), 600)
    assert _names(item) == ["head", "fold:0:True", "thought", "leaf", "foot"]


def test_a_thought_being_read_is_not_folded_away() -> None:
    item = _open(answer(1, Thought("hm"), status=Status.STREAMING))
    item.keep_folds()
    item.update(answer(1, Thought("hm", seconds=2), "So", status=Status.STREAMING), kit(), 600)
    assert "thought" in _names(item)


def test_every_kind_of_part_has_its_row() -> None:
    entry = answer(
        1, ToolCall("t", "f", "{}"), Refusal("no"), Citation("https://a"), Citation("https://b"), Picture(None),
        failure=Failure(kind=Kind.RATE, message="Too fast.", remedy=Remedy.WAIT), status=Status.FAILED,
    )  # fmt: skip
    assert _names(_open(entry)) == ["head", "card", "card", "leaf", "sources", "picture", "failure", "foot"]


def test_closing_keeps_the_height() -> None:
    item = _open(answer(1, _TEXT))
    total = item.heights.total
    item.close()
    assert (item.estimate, item.is_open) == (total, False)


def test_a_part_that_becomes_another_kind_is_made_anew() -> None:
    item = _open(answer(1, Text("a")))
    item.update(answer(1, ToolCall("t", "f")), kit(), 600)
    assert _names(item) == ["head", "card", "foot"]
