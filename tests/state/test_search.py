"""Search while typing: only the newest query's hits are shown."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.library import SearchFilter
from studio.state.search import Search, read_typed, with_token
from tests.state.room import Room, furnished
from tests.state.test_session import ended, until


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        yield made


async def test_a_word_of_a_message_is_found(room: Room) -> None:
    session = room.session()
    session.send("Tell me about xylophones")
    await ended(session)
    search = Search(room.shelf)
    search.ask("xylophon")
    await until(lambda: search.hits)
    assert {h.conversation_id for h in search.hits} == {session.conversation.id}
    assert any("\x02" in h.excerpt for h in search.hits)


async def test_the_last_of_many_keystrokes_wins(room: Room) -> None:
    session = room.session()
    session.send("Only zebras here")
    await ended(session)
    search = Search(room.shelf)
    found: list[str] = []
    search.found.connect(lambda: found.append(search.query))
    for end in range(1, 7):
        search.ask("zebras"[:end])
    await until(lambda: found and found[-1] == "zebras")
    assert search.hits
    search.ask("zebras", SearchFilter(has_picture=True))
    await until(lambda: not search.hits)
    search.ask("")
    await until(lambda: len(found) >= 3)
    assert search.hits == ()


TODAY = date(2026, 11, 21)


def test_filter_words_are_taken_out_of_the_text_and_understood() -> None:
    typed = read_typed('blue gateway:demo whale Model:"a b" has:picture', TODAY, str.upper, str.title)
    assert typed.words == "blue whale"
    assert typed.narrowed == SearchFilter(gateway="DEMO", model="A B", has_picture=True)
    assert typed.tokens == {"gateway": "demo", "model": "a b", "has": "picture"}


@pytest.mark.parametrize(
    ("text", "since", "until_"),
    [
        ("after:2026-11-03", datetime(2026, 11, 3), None),
        ("after:2025 before:2026-02", datetime(2025, 1, 1), datetime(2026, 2, 1)),
        ("date:week", datetime(2026, 11, 15), None),
        ("date:today", datetime(2026, 11, 21), None),
        ("after:2026-13 date:never before:x", None, None),
    ],
)
def test_dates_are_days_of_the_users_own_clock(
    text: str, since: datetime | None, until_: datetime | None
) -> None:
    narrowed = read_typed(text, TODAY).narrowed
    assert narrowed.since == (since.timestamp() if since else None)
    assert narrowed.until == (until_.timestamp() if until_ else None)


def test_what_only_looks_like_a_filter_is_searched_for() -> None:
    typed = read_typed("http://model:8080 xdate:today has:", TODAY)
    assert typed.words == "http://model:8080 xdate:today"
    assert typed.narrowed == SearchFilter()


@given(
    st.lists(st.sampled_from(["blue", "gateway:x", 'model:"a b"', "date:week", "has:picture"]), max_size=5),
    st.sampled_from(["gateway", "model", "date", "has"]),
    st.sampled_from(["", "plain", "two words"]),
)
def test_putting_a_filter_in_changes_no_other_word(parts: list[str], name: str, value: str) -> None:
    before = read_typed(" ".join(parts), TODAY)
    after = read_typed(with_token(" ".join(parts), name, value), TODAY)
    assert after.words == before.words
    assert after.tokens.get(name, "") == value
    assert {k: v for k, v in after.tokens.items() if k != name} == {
        k: v for k, v in before.tokens.items() if k != name
    }
