"""fold and coalesce: one meaning for live, stored and tested answers."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from studio.domain.conversation import (
    Citation,
    Finish,
    Message,
    Picture,
    Refusal,
    Role,
    Status,
    Text,
    Thought,
    ToolCall,
)
from studio.domain.errors import Failure, Kind
from studio.domain.events import (
    Began,
    Delta,
    Ended,
    Event,
    Failed,
    Finished,
    Noticed,
    PartOpened,
    PartReplaced,
    ThoughtTimed,
    UsageSeen,
    coalesce,
    fold,
)
from studio.domain.timing import Timing, Usage

EMPTY = Message(id="a", parent=None, role=Role.ASSISTANT, status=Status.WAITING)


def folded(*events: Event, start: Message = EMPTY) -> Message:
    message = start
    for event in events:
        message = fold(message, event)
    return message


def test_text_grows_in_the_part_it_belongs_to() -> None:
    message = folded(
        PartOpened(0, Thought("")),
        Delta(0, "hm"),
        PartOpened(1, Text("")),
        Delta(1, "Hel"),
        Delta(0, "m"),
        Delta(1, "lo"),
    )
    assert message.parts == (Thought("hmm"), Text("Hello"))
    assert message.status is Status.STREAMING


def test_a_part_opened_in_front_moves_the_others_back() -> None:
    message = folded(PartOpened(0, Text("answer")), PartOpened(0, Thought("first")))
    assert message.parts == (Thought("first"), Text("answer"))


def test_arguments_and_refusals_grow_and_citations_do_not() -> None:
    message = folded(
        PartOpened(0, ToolCall("1", "weather")),
        Delta(0, '{"city":'),
        Delta(0, '"Ulm"}'),
        PartOpened(1, Refusal("I")),
        Delta(1, " will not"),
        PartOpened(2, Citation("https://example.org")),
        Delta(2, "ignored"),
    )
    assert message.parts[0] == ToolCall("1", "weather", '{"city":"Ulm"}')
    assert message.parts[1] == Refusal("I will not")
    assert message.parts[2] == Citation("https://example.org")


def test_the_last_usage_wins_field_by_field() -> None:
    message = folded(
        UsageSeen(Usage(input_tokens=10, output_tokens=1)), UsageSeen(Usage(output_tokens=7, cost=0.5))
    )
    assert message.usage == Usage(input_tokens=10, output_tokens=7, cost=0.5)


def test_facts_are_kept_and_the_end_says_how_it_stands() -> None:
    failure = Failure(kind=Kind.PROVIDER, message="overloaded")
    message = folded(
        Began("real-model", "resp_1"),
        Noticed("no field for seed"),
        Noticed("no field for seed"),
        Finished(Finish("length", "max_tokens")),
        Failed(failure),
        Ended(Status.CUT_OFF, Timing(total_s=1.5), "x1"),
    )
    assert (message.answered_by, message.response_id) == ("real-model", "resp_1")
    assert message.notices == ("no field for seed",)
    assert message.finish == Finish("length", "max_tokens")
    assert message.failure == failure
    assert (message.status, message.timing.total_s, message.exchange) == (Status.CUT_OFF, 1.5, "x1")


def test_a_picture_can_take_the_place_it_was_promised() -> None:
    message = folded(PartOpened(0, Picture(None)), PartReplaced(0, Picture(None, problem="not a picture")))
    assert message.parts == (Picture(None, problem="not a picture"),)


def test_a_thought_is_timed_and_other_parts_are_not() -> None:
    message = folded(
        PartOpened(0, Thought("a")), ThoughtTimed(0, 2.5), PartOpened(1, Text("b")), ThoughtTimed(1, 9)
    )
    assert message.parts == (Thought("a", seconds=2.5), Text("b"))


@given(st.lists(st.tuples(st.integers(0, 2), st.text(max_size=5)), max_size=30))
def test_coalescing_changes_nothing_but_the_number_of_events(pieces: list[tuple[int, str]]) -> None:
    opened: list[Event] = [PartOpened(n, Text("")) for n in range(3)]
    deltas: list[Event] = [Delta(at, text) for at, text in pieces]
    joined = list(coalesce([*opened, *deltas]))
    assert folded(*joined) == folded(*opened, *deltas)
    assert len(joined) <= len(opened) + len(deltas)
    assert all(
        not (isinstance(a, Delta) and isinstance(b, Delta) and a.at == b.at)
        for a, b in itertools.pairwise(joined)
    )


def test_a_later_zero_is_a_number_too() -> None:
    message = folded(UsageSeen(Usage(cached_tokens=55096)), UsageSeen(Usage(cached_tokens=0)))
    assert message.usage == Usage(cached_tokens=0)


def test_a_late_signature_keeps_the_time_of_a_thought() -> None:
    message = folded(
        PartOpened(0, Thought("hm")), ThoughtTimed(0, 2.5), PartReplaced(0, Thought("hm", signature="s"))
    )
    assert message.parts == (Thought("hm", signature="s", seconds=2.5),)
