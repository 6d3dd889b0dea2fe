"""The library as the rest of the program sees it."""

import asyncio
import inspect
import os
import stat
from pathlib import Path

import msgspec
import pytest

from studio.domain.comparison import Comparison, Lane, LineUp, Vote
from studio.domain.conversation import Draft, Picture, Status, Text
from studio.domain.errors import Kind, StudioError
from studio.domain.gateway import Gateway
from studio.domain.library import PictureJob, SearchFilter
from studio.domain.model import Catalogue, Model
from studio.domain.picture import PictureMade, PictureRef
from studio.domain.settings import Settings
from studio.state.ports import Store
from studio.storage.library import Library
from tests.storage.making import answered, below, png, said, talk


def test_the_library_is_a_store() -> None:
    for name, wanted in inspect.getmembers(Store, inspect.isfunction):
        if name.startswith("_"):
            continue
        ours = list(inspect.signature(getattr(Library, name)).parameters)
        assert inspect.iscoroutinefunction(getattr(Library, name)), name
        assert ours[: len(inspect.signature(wanted).parameters)] == list(inspect.signature(wanted).parameters)


async def test_everything_written_is_there_after_a_restart(folder: Path) -> None:
    library = Library.open(folder)
    conversation = talk("First", model="m1")
    question = said("What is it?")
    answer = answered("It is.", question.id)
    gateway = Gateway(id="g1", name="One", base_url="https://one.example/v1")
    await library.save_conversation(conversation)
    await library.save_message(conversation.id, question)
    await library.save_message(conversation.id, answer)
    await library.save_draft(conversation.id, Draft("half a thou"))
    await library.save_settings(Settings(theme="dark"))
    await library.save_gateways([gateway])
    await library.save_catalogue(Catalogue(gateway="g1", models=(Model(id="m1", gateway="g1"),)))
    comparison = Comparison(id="k", lanes=(Lane(conversation_id="c", gateway="g1", model="m1"),))
    vote = Vote(id="v", comparison_id="k", turn=1, at=1.0, contestants=("a", "b"), winner=0, verdict="a")
    await library.save_comparison(comparison)
    await library.save_line_ups([LineUp(id="l", name="Pair")])
    await library.save_vote(vote)
    await library.close()

    library = Library.open(folder)
    assert library.settings.theme == "dark"
    assert library.gateways == (gateway,)
    assert library.notices == ()
    assert not library.read_only
    assert await library.conversations() == (conversation,)
    assert await library.messages(conversation.id) == (question, answer)
    assert await library.draft(conversation.id) == Draft("half a thou")
    assert await library.draft("another") == Draft()
    catalogue = await library.catalogue("g1")
    assert catalogue is not None and catalogue.models[0].id == "m1"
    assert await library.catalogue("g2") is None
    assert await library.comparisons() == (comparison,)
    assert (await library.line_ups())[0].name == "Pair"
    assert await library.votes() == (vote,)
    await library.close()


async def test_a_temporary_conversation_is_never_on_disk(library: Library, folder: Path) -> None:
    conversation = talk("SECRETTITLE", temporary=True)
    await library.save_conversation(conversation)
    await library.save_message(conversation.id, said("SECRETWORD"))
    await library.save_draft(conversation.id, Draft("SECRETDRAFT"))
    assert await library.conversations() == ()
    await library.close()
    for path in below(folder):
        if path.is_file():
            assert b"SECRET" not in path.read_bytes()


async def test_a_message_of_a_conversation_never_saved_is_a_loud_bug(library: Library) -> None:
    with pytest.raises(LookupError, match="never saved"):
        await library.save_message("nowhere", said("hi"))


async def test_calls_happen_in_order_without_waiting_for_each(library: Library) -> None:
    conversation = talk()
    message = answered("0")
    await library.save_conversation(conversation)
    versions = [msgspec.structs.replace(message, parts=(Text(str(number)),)) for number in range(50)]
    async with asyncio.TaskGroup() as group:
        for version in versions:
            group.create_task(library.save_message(conversation.id, version))
    assert await library.messages(conversation.id) == (versions[-1],)


async def test_a_write_goes_through_when_its_task_is_cancelled(library: Library) -> None:
    conversation = talk()
    saving = asyncio.ensure_future(library.save_conversation(conversation))
    await asyncio.sleep(0)
    saving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await saving
    assert await library.conversations() == (conversation,)


async def test_answers_cut_by_a_crash_are_cut_off_but_jobs_go_on(folder: Path) -> None:
    library = Library.open(folder)
    conversation = talk()
    cut = answered("so far", status=Status.STREAMING)
    painting = answered("", status=Status.WAITING)
    job = PictureJob(
        job="j1",
        gateway="g1",
        model="m1",
        conversation_id=conversation.id,
        message_id=painting.id,
        style="task",
        started_at=1.0,
    )
    await library.save_conversation(conversation)
    await library.save_message(conversation.id, cut)
    await library.save_message(conversation.id, painting)
    await library.save_job(job)
    await library.close()

    library = Library.open(folder)
    first, second = await library.messages(conversation.id)
    assert first.status is Status.CUT_OFF
    assert first.text == "so far"
    assert first.failure is not None and first.failure.kind is Kind.CUT_OFF
    assert second.status is Status.WAITING
    assert await library.jobs() == (job,)
    assert [hit.message_id for hit in await library.search("far", SearchFilter())] == [cut.id]
    await library.end_job("j1")
    assert await library.jobs() == ()
    await library.close()


async def test_deleting_can_be_undone_until_the_next_start(folder: Path) -> None:
    library = Library.open(folder)
    conversation = talk()
    await library.save_conversation(conversation)
    await library.save_message(conversation.id, said("erase me"))
    await library.delete_conversations([conversation.id])
    assert await library.conversations() == ()
    assert await library.search("erase", SearchFilter()) == ()
    await asyncio.to_thread(library.keep_house)
    await library.delete_conversations([conversation.id], deleted=False)
    assert await library.conversations() == (conversation,)
    assert len(await library.messages(conversation.id)) == 1
    await library.delete_conversations([conversation.id])
    await library.close()

    library = Library.open(folder)
    await asyncio.to_thread(library.keep_house)
    await library.delete_conversations([conversation.id], deleted=False)
    assert await library.conversations() == ()
    assert (await library.figures()).messages == 0
    await library.close()
    assert b"erase me" not in (folder / "studio.db").read_bytes()


async def test_pictures_and_figures(library: Library) -> None:
    data = png()
    name = await library.put_blob(data, "png")
    ref = PictureRef(name, "image/png", 2, 2)
    made = PictureMade(ref=ref, created_at=5.0, origin="made", prompt="a red barn", gateway="g1", model="m1")
    await library.save_picture(made)
    conversation = talk()
    await library.save_conversation(conversation)
    message = msgspec.structs.replace(said(""), parts=(Picture(ref, name="barn"),))
    await library.save_message(conversation.id, message)
    assert await library.blob(name) == data
    path = library.blob_path(name)
    assert path is not None and path.read_bytes() == data
    assert await library.pictures() == (made,)
    figures = await library.figures()
    assert (figures.pictures, figures.picture_bytes, figures.conversations, figures.messages) == (
        1,
        len(data),
        1,
        1,
    )
    assert figures.folder == str(library.folder)
    with pytest.raises(StudioError, match="missing"):
        await library.blob("0" * 64)


async def test_deleting_everything_keeps_gateways_and_settings_only(library: Library, folder: Path) -> None:
    conversation = talk("Gone")
    gateway = Gateway(id="g1", name="One", base_url="https://one.example/v1")
    await library.save_gateways([gateway])
    await library.save_settings(Settings(theme="light"))
    await library.save_conversation(conversation)
    await library.save_message(conversation.id, said("PRIVATEWORD"))
    name = await library.put_blob(b"PRIVATEBYTES", "bin")
    await asyncio.to_thread(library.keep_house)
    assert list((folder / "backups").iterdir())
    await library.delete_everything()
    assert await library.conversations() == ()
    assert await library.search("PRIVATEWORD", SearchFilter()) == ()
    assert library.blob_path(name) is None
    for path in below(folder):
        if path.is_file():
            assert b"PRIVATE" not in path.read_bytes(), path
    await library.save_conversation(conversation)
    assert await library.conversations() == (conversation,)
    await library.close()
    again = Library.open(folder)
    assert again.gateways == (gateway,)
    assert again.settings.theme == "light"
    await again.close()


async def test_compacting_makes_the_file_smaller_and_loses_nothing(library: Library, folder: Path) -> None:
    conversation = talk()
    await library.save_conversation(conversation)
    for number in range(30):
        await library.save_message(conversation.id, said(f"{number} " + "x" * 40_000))
    await library.save_draft("c", Draft("y" * 2_000_000))
    await library.save_draft("c", Draft())
    before = (await library.figures()).database_bytes
    await library.compact()
    assert (await library.figures()).database_bytes < before
    assert len(await library.messages(conversation.id)) == 30


async def test_folders_and_files_are_private_whatever_the_umask_is(folder: Path) -> None:
    before = os.umask(0)
    try:
        library = Library.open(folder)
        await library.save_conversation(talk())
        await library.put_blob(b"x", "bin")
        await asyncio.to_thread(library.keep_house)
        for path in [folder, *below(folder)]:
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode == (0o700 if path.is_dir() else 0o600), path
        await library.close()
    finally:
        os.umask(before)


async def test_conversations_are_listed_last_touched_first(library: Library) -> None:
    many = [talk(f"Talk {number}", at=float(number)) for number in range(300)]
    await asyncio.gather(*(library.save_conversation(value) for value in many))
    assert [value.title for value in await library.conversations()] == [v.title for v in reversed(many)]


def test_closing_twice_is_fine_and_needs_no_loop(folder: Path) -> None:
    library = Library.open(folder)
    library.close_now()
    library.close_now()
    assert (folder / "studio.db").is_file()
