"""Round trips: what is exported as JSON and imported elsewhere is the same."""

import asyncio
import hashlib
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.domain.comparison import Comparison, Lane, Vote
from studio.domain.conversation import Conversation, Message, Picture, Status, Text
from studio.domain.errors import StudioError
from studio.domain.library import SearchFilter
from studio.domain.picture import PictureRef
from studio.storage.bundle import Bundle
from studio.storage.library import Library
from tests.storage.making import answered, below, bundles, png, said, talk

IMAGES = [png(2, 3, shade) for shade in (1, 2)]


def _refs() -> list[PictureRef]:
    return [PictureRef(hashlib.sha256(data).hexdigest(), "image/png", 2, 3) for data in IMAGES]


Contents = dict[str, tuple[Conversation, tuple[Message, ...]]]


async def _contents(library: Library) -> Contents:
    return {c.id: (c, await library.messages(c.id)) for c in await library.conversations()}


async def _there_and_back(given_bundles: list[Bundle]) -> tuple[Contents, Contents, str, str]:
    with tempfile.TemporaryDirectory() as place:
        first, second = Library.open(Path(place) / "first"), Library.open(Path(place) / "second")
        for data in IMAGES:
            await first.put_blob(data, "png")
        for bundle in given_bundles:
            await first.save_conversation(bundle.conversation)
            for message in bundle.messages:
                await first.save_message(bundle.conversation.id, message)
        target = Path(place) / "all.json"
        if given_bundles:
            await first.export((), "json", target)
            told = await second.import_file(target)
            again = await second.import_file(target)
            for message in (m for b in given_bundles for m in b.messages):
                for part in message.parts:
                    if isinstance(part, Picture) and part.ref is not None:
                        assert await second.blob(part.ref.sha256) == await first.blob(part.ref.sha256)
        else:
            told = again = ""
        result = (await _contents(first), await _contents(second), told, again)
        await first.close()
        await second.close()
        return result


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(bundles(_refs()), min_size=1, max_size=3, unique_by=lambda bundle: bundle.conversation.id))
def test_export_and_import_give_the_same_conversations(given_bundles: list[Bundle]) -> None:
    first, second, _, again = asyncio.run(_there_and_back(given_bundles))
    assert second == first
    assert "0 new conversations with 0 messages" in again


async def test_progress_is_told_and_an_import_can_be_stopped(library: Library, tmp_path: Path) -> None:
    for number in range(45):
        conversation = talk(f"Talk {number}")
        await library.save_conversation(conversation)
        await library.save_message(conversation.id, said(f"message {number}"))
    told: list[tuple[int, int]] = []
    target = tmp_path / "all.json"
    words = await library.export((), "json", target, progress=lambda done, of: told.append((done, of)))
    await asyncio.sleep(0)
    assert words == f"45 conversations exported to {target}."
    assert told[-1] == (45, 45)

    other = Library.open(tmp_path / "other")
    seen: list[tuple[int, int]] = []
    words = await other.import_file(target, lambda done, of: seen.append((done, of)), lambda: bool(seen))
    assert words.startswith("Import stopped from Gateway Studio: 20 new conversations with 20 messages.")
    assert seen == [(20, 45)]
    words = await other.import_file(target)
    assert "25 new conversations" in words and "20 conversations were here already" in words
    assert len(await other.search("message 3", SearchFilter())) >= 1
    await other.close()


async def test_a_cancelled_export_leaves_nothing_and_keeps_what_was_there(
    library: Library, tmp_path: Path
) -> None:
    await library.save_conversation(talk())
    target = tmp_path / "all.json"
    target.write_text("before")
    words = await library.export((), "json", target, cancelled=lambda: True)
    assert "stopped" in words
    assert target.read_text() == "before"
    assert {path.name for path in below(tmp_path) if library.folder not in (path, *path.parents)} == {
        "all.json"
    }


async def test_a_conversation_that_grew_elsewhere_gets_only_what_is_new(
    library: Library, tmp_path: Path
) -> None:
    conversation = talk("Mine")
    question = said("first")
    await library.save_conversation(conversation)
    await library.save_message(conversation.id, question)
    other = Library.open(tmp_path / "other")
    await library.export([conversation.id], "json", tmp_path / "one.json")
    await other.import_file(tmp_path / "one.json")
    await other.save_conversation(msgspec.structs.replace(conversation, title="Renamed there", pinned=True))
    await library.save_message(conversation.id, answered("second", question.id))
    await library.export([conversation.id], "json", tmp_path / "one.json")
    words = await other.import_file(tmp_path / "one.json")
    assert "1 message, of which some went to 1 conversation that had grown" in words
    assert [m.text for m in await other.messages(conversation.id)] == ["first", "second"]
    assert (await other.conversations())[0].title == "Renamed there"
    assert await other.usage() == ()
    await other.close()


async def test_a_comparison_travels_with_its_lanes_and_votes(library: Library, tmp_path: Path) -> None:
    lanes = [talk(f"lane {number}", kind="lane") for number in range(2)]
    for lane in lanes:
        await library.save_conversation(lane)
    comparison = Comparison(
        id="k",
        title="Which?",
        updated_at=5.0,
        lanes=tuple(Lane(conversation_id=lane.id, gateway="g", model="m") for lane in lanes),
    )
    vote = Vote(id="v", comparison_id="k", turn=0, at=1.0, contestants=("m", "m"), winner=1, verdict="b")
    await library.save_comparison(comparison)
    await library.save_vote(vote)
    await library.export([lanes[0].id], "json", tmp_path / "one.json")
    await library.export((), "json", tmp_path / "all.json")
    other = Library.open(tmp_path / "other")
    await other.import_file(tmp_path / "one.json")
    assert await other.comparisons() == ()
    for _ in range(2):
        await other.import_file(tmp_path / "all.json")
        assert await other.comparisons() == (comparison,)
        assert await other.votes() == (vote,)
    await other.close()


async def test_an_answer_exported_while_it_streams_comes_back_cut_off(
    library: Library, tmp_path: Path
) -> None:
    conversation = talk()
    await library.save_conversation(conversation)
    await library.save_message(conversation.id, answered("half", status=Status.STREAMING))
    await library.export((), "json", tmp_path / "x.json")
    other = Library.open(tmp_path / "other")
    await other.import_file(tmp_path / "x.json")
    (message,) = await other.messages(conversation.id)
    assert (message.status, message.parts) == (Status.CUT_OFF, (Text("half"),))
    await other.close()


async def test_what_is_no_history_is_refused_in_words(library: Library, tmp_path: Path) -> None:
    for name, data in (("a.json", b"[1, 2"), ("b.json", b"[]"), ("c.txt", b"hello"), ("d.json", b'{"a": 1}')):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(StudioError, match="cannot be imported"):
            await library.import_file(tmp_path / name)
    with pytest.raises(StudioError, match="No such file"):
        await library.import_file(tmp_path / "none.json")
    with pytest.raises(StudioError, match="no conversation to export"):
        await library.export((), "json", tmp_path / "x.json")
    await library.save_conversation(talk())
    with pytest.raises(StudioError, match="no format"):
        await library.export((), "docx", tmp_path / "x.docx")
