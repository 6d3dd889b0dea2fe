"""Times and failures of one answer, as its events tell them."""

from studio.domain.conversation import Picture, Text, Thought, ToolCall
from studio.domain.errors import Failure, Kind
from studio.domain.events import Began, Delta, Failed, PartOpened, PartReplaced, ThoughtTimed
from studio.services.watch import Watch


def started() -> Watch:
    watch = Watch()
    watch.attempt("x1")
    watch.left(100.0)
    return watch


def test_times_count_from_when_the_request_left() -> None:
    watch = started()
    watch.came(100.5, 100.5)
    watch.see([Began("m"), PartOpened(0, Text(""))], 100.5)
    assert not watch.content
    watch.see([Delta(0, "Hello")], 101.0)
    watch.came(100.5, 103.0)
    timing = watch.timing
    assert (timing.first_byte_s, timing.first_word_s, timing.total_s) == (0.5, 1.0, 3.0)
    assert watch.content


def test_a_further_attempt_counts_anew() -> None:
    watch = started()
    watch.see([Failed(Failure(kind=Kind.RATE, message="busy"))], 101.0)
    assert watch.failure is not None
    watch.attempt("x2")
    watch.left(200.0)
    watch.came(201.0, 202.0)
    assert (watch.failure, watch.exchange, watch.timing.total_s) == (None, "x2", 2.0)


def test_failures_are_kept_back_and_the_first_counts() -> None:
    watch = started()
    first, second = (Failed(Failure(kind=Kind.PROVIDER, message=m)) for m in ("first", "second"))
    assert watch.see([first, Began(), second], 101.0) == [Began()]
    assert watch.failure is first.failure


def test_a_thought_is_timed_until_something_else_comes() -> None:
    watch = started()
    watch.see([PartOpened(0, Thought("Hm"))], 101.0)
    assert watch.see([Delta(0, " more")], 102.0) == [Delta(0, " more")]
    assert watch.see([PartOpened(1, Text("So"))], 104.0) == [ThoughtTimed(0, 3.0), PartOpened(1, Text("So"))]


def test_a_part_put_before_a_thought_moves_it() -> None:
    watch = started()
    watch.see([PartOpened(0, Thought("Hm"))], 101.0)
    watch.see([PartOpened(0, Text("first"))], 102.0)
    assert watch.see([Delta(0, "x")], 103.0)[0] == ThoughtTimed(1, 2.0)


def test_a_thought_within_one_read_has_no_time() -> None:
    watch = started()
    events = watch.see([PartOpened(0, Thought("Hm")), PartOpened(1, Text("So"))], 101.0)
    assert not any(isinstance(event, ThoughtTimed) for event in events)


def test_a_thought_that_nothing_follows_ends_with_the_answer() -> None:
    watch = started()
    watch.see([PartOpened(0, Thought("Hm"))], 101.0)
    assert watch.end(103.0) == [ThoughtTimed(0, 2.0)]
    assert watch.end(104.0) == []


def test_tool_calls_and_pictures_are_content() -> None:
    for part in (ToolCall("1", "f"), Picture(None)):
        watch = started()
        watch.see([PartOpened(0, part)], 101.0)
        assert watch.content
    watch = started()
    watch.see([PartOpened(0, Text("")), PartReplaced(0, Text("x"))], 101.0)
    assert watch.content
