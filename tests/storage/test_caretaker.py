"""Housekeeping through the open library."""

import asyncio
import os
from pathlib import Path

import pytest

from studio.storage import opening
from studio.storage.library import Library
from tests.storage.making import below, said, talk


async def test_a_round_purges_indexes_sweeps_and_copies(folder: Path) -> None:
    library = Library.open(folder)
    conversation = talk()
    await library.save_conversation(conversation)
    await library.save_message(conversation.id, said("x"))
    await library.put_blob(b"nobody needs me", "bin")
    await library.delete_conversations([conversation.id])
    await library.close()
    stray = folder / "pictures" / "ab" / f"{'ab' * 32}.png"
    stray.parent.mkdir(exist_ok=True)
    stray.touch()
    os.utime(stray, (0, 0))

    library = Library.open(folder)
    await asyncio.to_thread(library.keep_house)
    assert [path for path in below(folder / "pictures") if path.is_file()] == []
    assert len(list((folder / "backups").iterdir())) == 1
    figures = await library.figures()
    assert (figures.messages, figures.picture_bytes) == (0, 0)
    await asyncio.to_thread(library.keep_house)
    assert len(list((folder / "backups").iterdir())) == 1
    await library.close()


@pytest.mark.logs("the library is damaged")
async def test_damage_the_daily_check_finds_is_remembered(folder: Path) -> None:
    library = Library.open(folder)
    conversation = talk()
    await library.save_conversation(conversation)
    for number in range(40):
        await library.save_message(conversation.id, said(f"{number} " + "x" * 8000))
    await library.compact()
    await library.close()
    path = folder / "studio.db"
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 40_000] = os.urandom(40_000)
    path.write_bytes(data)
    library = Library.open(folder)
    await asyncio.to_thread(library.keep_house)
    assert (folder / "damage-seen.txt").exists()
    assert not list((folder / "backups").glob("studio-*"))
    await library.close()
    library = Library.open(folder)
    assert "damaged" in library.notices[0]
    await library.close()


async def test_deleting_everything_waits_for_housekeeping(folder: Path) -> None:
    library = Library.open(folder)
    await library.save_conversation(talk("PRIVATE"))
    house = asyncio.ensure_future(asyncio.to_thread(library.keep_house))
    await library.delete_everything()
    await house
    await library.close()
    for path in below(folder):
        assert not path.is_file() or b"PRIVATE" not in path.read_bytes()


def test_nobody_keeps_house_in_a_closed_library(folder: Path) -> None:
    library = Library.open(folder)
    library.close_now()
    with pytest.raises(RuntimeError, match="closed"):
        library.keep_house()
    assert opening.look(folder).read_only is False
