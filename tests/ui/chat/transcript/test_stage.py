"""The stage moves by rows: what is read stays where it is, whatever happens above and below."""

from hypothesis import given, settings
from hypothesis import strategies as st

from studio.domain.conversation import Status
from studio.ui.chat.transcript.stage import Stage
from tests.ui.chat.transcript.making import answer, kit, talk, user, with_text


def _stage(turns: int) -> Stage:
    stage = Stage(kit())
    stage.resize(800, 600)
    stage.set_entries(talk(turns))
    stage.arrange()
    return stage


def _tops(stage: Stage) -> list[tuple[int, int, float]]:
    return [(p.item, p.index, p.y) for p in stage.placed]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(-900, 900), max_size=12))
def test_scrolling_there_and_back_shows_the_same(distances: list[int]) -> None:
    stage = _stage(30)
    stage.following = False
    stage.scroll_by(-3000)
    stage.arrange()
    before = _tops(stage)
    for distance in distances:
        stage.scroll_by(distance)
        stage.scroll_by(-distance)
    stage.arrange()
    assert _tops(stage) == before


def test_rows_follow_one_another_without_gap_or_overlap() -> None:
    stage = _stage(20)
    for above, below in zip(stage.placed, stage.placed[1:], strict=False):
        pad = stage.top_pad(below.item) if below.item != above.item else 0
        assert below.y == above.y + above.height + pad


def test_the_ends_cannot_be_overrun() -> None:
    stage = _stage(10)
    stage.following = False
    stage.scroll_by(1e6)
    assert stage.arrange()
    stage.scroll_by(-1e6)
    stage.arrange()
    assert stage.placed[0].y == stage.top_pad(0)


def test_a_growing_message_above_the_view_moves_nothing() -> None:
    stage = _stage(20)
    entry = answer(99, "start", status=Status.STREAMING)
    stage.set_entries([entry, *talk(20)])
    stage.following = False
    stage.scroll_to(stage.total / 2)
    stage.arrange()
    before = _tops(stage)
    stage.update_entry(with_text(entry, "much longer\n\n" * 50))
    stage.arrange()
    assert _tops(stage) == before


def test_the_bar_can_be_dragged_anywhere() -> None:
    stage = _stage(200)
    stage.following = False
    for share in (0.0, 0.3, 0.7, 1.0):
        stage.scroll_to(stage.total * share)
        stage.arrange()
        assert stage.placed


def test_layouts_of_what_was_seen_long_ago_are_dropped() -> None:
    stage = _stage(600)
    stage.following = False
    stage.scroll_to(0)
    for _ in range(300):
        stage.scroll_by(400)
        stage.arrange()
    assert sum(item.is_open for item in stage.items) <= 130
    assert sum(row.box is not None for item in stage.items for row in item.rows) <= 300


def test_a_user_message_is_set_in_a_bubble_on_the_right() -> None:
    stage = Stage(kit())
    stage.resize(800, 600)
    stage.set_entries([user(0, "short")])
    stage.arrange()
    assert stage.placed[0].x > stage.left + stage.column / 2
