"""Search while typing: only the newest query's hits are shown."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from studio.domain.library import SearchFilter
from studio.state.search import Search
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
