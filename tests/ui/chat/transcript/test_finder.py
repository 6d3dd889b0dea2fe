"""Finding counts in the sources and stops at what is shown."""

from studio.ui.chat.transcript.finder import Finder
from studio.ui.chat.transcript.stage import Stage
from tests.ui.chat.transcript.making import answer, kit, user


def _finder() -> Finder:
    stage = Stage(kit())
    stage.resize(800, 600)
    stage.set_entries([user(0, "alpha"), answer(1, "beta **Alpha** alpha\n\nALPHA"), answer(2, "gamma")])
    stage.following = False
    stage.scroll_to(0)
    stage.arrange()
    return Finder(stage)


def test_case_does_not_count() -> None:
    assert _finder().search("ALPHA") == 4
    assert _finder().search("") == 0


def test_steps_go_through_all_hits_and_round() -> None:
    made = _finder()
    made.search("alpha")
    hits = [made.step(1) for _ in range(5)]
    assert hits[:4] == [(0, 0, 0, 5), (1, 1, 5, 10), (1, 1, 11, 16), (1, 2, 0, 5)]
    assert hits[4] == hits[0]
    assert made.step(-1) == hits[3]


def test_ranges_are_those_of_the_shown_text() -> None:
    made = _finder()
    made.search("alpha")
    assert made.ranges(made.stage.open_item(1).rows[1]) == [(5, 10), (11, 16)]
    assert made.ranges(made.stage.open_item(1).rows[0]) == []


def test_letters_that_grow_in_lower_case_do_not_shift_the_hits() -> None:
    stage = Stage(kit())
    stage.resize(800, 600)
    stage.set_entries([answer(0, "İİ alpha")])
    made = Finder(stage)
    made.search("alpha")
    assert made.ranges(stage.open_item(0).rows[1]) == [(3, 8)]
