"""Headings by age, folders and pins, and the order they give."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from studio.domain.conversation import Conversation
from studio.ui.shell.conversation_order import Calendar, heading_place, is_folder, is_pinned

TODAY = date(2026, 11, 21)


def at(days: int) -> float:
    return datetime.combine(TODAY - timedelta(days=days), datetime.min.time()).timestamp() + 3600


def heading(**fields: object) -> str:
    calendar = Calendar(TODAY)
    return calendar.heading(calendar.place(Conversation(id="a", **fields)))


def test_periods_are_named_as_people_name_them() -> None:
    assert [heading(updated_at=at(d)) for d in (0, 1, 3, 20)] == [
        "Today",
        "Yesterday",
        "Last 7 days",
        "Last 30 days",
    ]
    assert heading(updated_at=at(80)) == "September 2026"
    assert heading(updated_at=at(330)) == "December 2025"
    assert heading(updated_at=at(-400)) == "Today"
    assert heading(updated_at=-5.0) == "January 1970"


def test_pins_come_before_folders_and_folders_before_dates() -> None:
    calendar = Calendar(TODAY)
    pinned = calendar.place(Conversation(id="p", pinned=True, folder="Work", updated_at=at(400)))
    folders = [calendar.place(Conversation(id=f, folder=f, updated_at=at(9))) for f in ("beta", "Alpha")]
    today = calendar.place(Conversation(id="t", updated_at=at(0)))
    assert sorted([today, *folders, pinned]) == [pinned, folders[1], folders[0], today]
    assert is_pinned(pinned) and not is_folder(pinned)
    assert is_folder(folders[0])
    assert calendar.heading(folders[1]) == "Alpha"


@given(
    st.lists(
        st.tuples(st.booleans(), st.sampled_from(["", "x", "X", "y"]), st.integers(-3, 500)), max_size=30
    )
)
def test_every_section_is_one_stretch_of_rows_below_its_heading(rows: list[tuple[bool, str, int]]) -> None:
    calendar = Calendar(TODAY)
    places = sorted(
        calendar.place(Conversation(id=str(n), pinned=p, folder=f, updated_at=at(d)))
        for n, (p, f, d) in enumerate(rows)
    )
    words = [calendar.heading(place) for place in places]
    stretches = [w for n, w in enumerate(words) if n == 0 or w != words[n - 1]]
    assert len(stretches) == len({place[:4] for place in places})
    assert all(heading_place(place) < place for place in places)
