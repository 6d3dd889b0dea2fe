"""One search over everything."""

import asyncio
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.domain.conversation import Conversation, Picture, Text
from studio.domain.library import SearchFilter, SearchHit
from studio.domain.picture import PictureMade, PictureRef
from studio.storage import conversations, gallery, messages, search, search_index
from studio.storage.database import Connection
from studio.storage.library import Library
from tests.storage.making import answered, said, talk

ANY = SearchFilter()


def _put(connection: Connection, text: str, **more: Any) -> tuple[Conversation, str]:
    conversation = talk(more.pop("title", ""), at=more.get("created_at", 1000.0))
    conversations.save(connection, conversation)
    message = msgspec.structs.replace(said(text), **more)
    messages.save(connection, conversation.id, message)
    return conversation, message.id


def _ids(hits: tuple[SearchHit, ...]) -> list[str]:
    return [hit.message_id for hit in hits if hit.kind == "message"]


@pytest.fixture(params=["with FTS5", "without FTS5"])
def indexed(
    request: pytest.FixtureRequest, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> Connection:
    """The same database with the index, and as a SQLite without FTS5 sees it."""
    if request.param == "without FTS5":
        connection.execute("DROP TABLE words")
        connection.execute("DROP TABLE fragments")
        monkeypatch.setattr(search_index, "has_fts5", lambda: False)
    return connection


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("The kettle whistles", "kettle"),
        ("The kettle whistles", "kett"),
        ("The kettle whistles", "WHISTLES the"),
        ("The kettle whistles", '"the kettle"'),
        ("call getUserName() now", "UserName"),
        ("a café in Zürich", "cafe zurich"),
        ("我喜欢漢字和猫", "漢字"),
        ("我喜欢漢字和猫", "猫"),
        ("カタカナと漢字", "カナと"),
        ("한국어 문장입니다", "문장"),
        ("x\x00after the NUL", "after"),
    ],
)
def test_words_beginnings_phrases_fragments_and_cjk_are_found(
    indexed: Connection, text: str, query: str
) -> None:
    _put(indexed, "something else")
    _, message = _put(indexed, text)
    assert _ids(search.find(indexed, query, ANY, 10)) == [message]


@pytest.mark.parametrize(
    "query", ['"whistles kettle"', "kettle absent", "漢猫", '"', "", "   ", "()*", "zzz"]
)
def test_what_is_not_there_is_not_found(indexed: Connection, query: str) -> None:
    _put(indexed, "The kettle whistles 漢字和猫")
    assert search.find(indexed, query, ANY, 10) == ()


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=30) | st.text('"*(){}:^+-ANDORNEAR abc漢', max_size=30))
def test_no_typed_text_is_an_error(connection: Connection, typed: str) -> None:
    assert isinstance(search.find(connection, typed, ANY, 10), tuple)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(categories=["L", "N", "Zs", "Po"]), min_size=1, max_size=40), st.data())
def test_any_piece_of_three_or_more_letters_is_found(
    connection: Connection, text: str, data: st.DataObject
) -> None:
    _, message = _put(connection, text)
    words = [word for word in text.split() if len(word) >= 3 and word.isalnum() and word.isascii()]
    if words:
        word = data.draw(st.sampled_from(words))
        start = data.draw(st.integers(0, len(word) - 3))
        assert message in _ids(search.find(connection, f'"{word[start:]}"', ANY, 200))


def test_filters_narrow(indexed: Connection) -> None:
    ref = PictureRef("a" * 64, "image/png", 1, 1)
    _, one = _put(indexed, "tea", gateway="g1", model="m1", created_at=100.0)
    _, two = _put(indexed, "tea", gateway="g2", model="m2", created_at=200.0)
    _, three = _put(indexed, "", parts=(Text("tea"), Picture(ref)), created_at=300.0)

    def found(**narrowed: Any) -> set[str]:
        return set(_ids(search.find(indexed, "tea", SearchFilter(**narrowed), 10)))

    assert found() == {one, two, three}
    assert found(gateway="g1") == {one}
    assert found(model="m2") == {two}
    assert found(since=200.0) == {two, three}
    assert found(until=200.0) == {one}
    assert found(has_picture=True) == {three}
    assert found(gateway="g1", model="m2") == set()


def test_titles_come_first_then_recent_finds(indexed: Connection) -> None:
    _put(indexed, "about gardens", created_at=1e9)
    _put(indexed, "about gardens again", created_at=1e9 + 86400 * 300)
    titled, _ = _put(indexed, "nothing", title="Gardens of Kyoto", created_at=1e9)
    hits = search.find(indexed, "gardens", ANY, 10)
    assert hits[0].kind == "conversation" and hits[0].conversation_id == titled.id
    assert hits[0].excerpt == "\x02Gardens\x03 of Kyoto"
    assert [hit.at for hit in hits[1:]] == [1e9 + 86400 * 300, 1e9]


def test_picture_prompts_are_found(indexed: Connection) -> None:
    made = PictureMade(
        ref=PictureRef("b" * 64, "image/png", 1, 1),
        created_at=1.0,
        origin="made",
        prompt="A RED barn, Größe 漢字",
    )
    gallery.save(indexed, made)
    for query in ("red barn", "größe", "漢字"):
        (hit,) = search.find(indexed, query, ANY, 10)
        assert (hit.kind, hit.sha256) == ("picture", "b" * 64)
    gallery.save(indexed, msgspec.structs.replace(made, deleted=True))
    assert search.find(indexed, "barn", ANY, 10) == ()


def test_deleted_messages_and_conversations_are_not_found(indexed: Connection) -> None:
    conversation, message = _put(indexed, "hidden words", title="Hidden title")
    messages.mark_deleted(indexed, conversation.id, message, deleted=True)
    assert _ids(search.find(indexed, "words", ANY, 10)) == []
    messages.mark_deleted(indexed, conversation.id, message, deleted=False)
    assert _ids(search.find(indexed, "words", ANY, 10)) == [message]
    conversations.mark_deleted(indexed, [conversation.id], deleted=True)
    assert search.find(indexed, "hidden", ANY, 10) == ()


def test_messages_on_every_branch_are_found(indexed: Connection) -> None:
    conversation, question = _put(indexed, "question")
    branches = [answered(f"branch number {number}", question) for number in range(3)]
    for branch in branches:
        messages.save(indexed, conversation.id, branch)
    assert set(_ids(search.find(indexed, "branch", ANY, 10))) == {branch.id for branch in branches}


def test_a_limit_holds_over_all_kinds(indexed: Connection) -> None:
    for number in range(30):
        _put(indexed, "common word", title="common title", created_at=float(number))
    assert len(search.find(indexed, "common", ANY, 12)) == 12


async def test_a_search_whose_task_was_cancelled_leaves_the_library_usable(library: Library) -> None:
    conversation = talk()
    await library.save_conversation(conversation)
    await library.save_message(conversation.id, said("still here"))
    searching = [asyncio.ensure_future(library.search("still", ANY)) for _ in range(5)]
    await asyncio.sleep(0)
    for task in searching[:-1]:
        task.cancel()
    outcomes = await asyncio.gather(*searching, return_exceptions=True)
    assert all(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes[:-1])
    assert len(await library.search("still", ANY)) == 1


async def test_a_search_that_runs_out_of_time_gives_what_it_has(library: Library) -> None:
    reader = library._reader

    def endless(connection: Connection) -> int:
        with reader.within(0.05):
            rows = search._until_late(
                connection,
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n",
                (),
            )
            return sum(1 for _ in rows)

    assert await reader.ask(endless) > 0
