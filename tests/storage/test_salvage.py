"""Damaged files: kept aside untouched, read row by row, completed from the daily copy."""

import asyncio
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from studio.domain.conversation import Draft, Message, Picture, Text
from studio.domain.library import SearchFilter
from studio.domain.picture import PictureRef
from studio.domain.settings import Settings
from studio.storage.library import Library
from tests.storage.making import png, said, talk

MESSAGES = 400


async def _fill(folder: Path) -> tuple[str, list[Message], str]:
    """A library of some size, closed; its conversation, messages and one picture's hash."""
    library = Library.open(folder)
    conversation = talk("The long one")
    await library.save_settings(Settings(theme="dark"))
    await library.save_conversation(conversation)
    messages: list[Message] = []
    for number in range(MESSAGES):
        messages.append(said(f"message {number} " + "words " * 60, messages[-1].id if messages else None))
    await asyncio.gather(*(library.save_message(conversation.id, message) for message in messages))
    name = await library.put_blob(png(), "png")
    shown = msgspec.structs.replace(said(""), parts=(Picture(PictureRef(name, "image/png", 2, 2)),))
    await library.save_message(conversation.id, shown)
    await library.save_draft(conversation.id, Draft("not sent"))
    await library.compact()
    await library.close()
    return conversation.id, messages, name


def _noise(data: bytes, at: int, length: int) -> bytes:
    return data[:at] + random.Random(1).randbytes(length) + data[at + length :]


def _aside(folder: Path) -> list[Path]:
    return [path for path in folder.glob("studio.db.damaged-*") if not path.name.endswith(("-wal", "-shm"))]


async def _pages_of(folder: Path, table: str) -> list[int]:
    connection = sqlite3.connect(folder / "studio.db")
    try:
        rows = connection.execute("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'", (table,))
        return [row[0] for row in rows]
    except sqlite3.OperationalError:
        pytest.skip("this SQLite has no dbstat to find pages with")
    finally:
        connection.close()


async def test_rows_beside_destroyed_pages_are_saved(folder: Path) -> None:
    conversation, messages, name = await _fill(folder)
    path = folder / "studio.db"
    pages = await _pages_of(folder, "messages")
    whole = path.read_bytes()
    damaged = whole
    for page in pages[len(pages) // 2 : len(pages) // 2 + 2]:
        damaged = _noise(damaged, (page - 1) * 4096, 4096)
    path.write_bytes(damaged)
    (folder / "damage-seen.txt").touch()

    library = Library.open(folder)
    assert [p.read_bytes() for p in _aside(folder)] == [damaged]
    assert "damaged" in library.notices[0] and "Restored" in library.notices[0]
    kept = await library.messages(conversation)
    assert MESSAGES - 60 < len(kept) < MESSAGES + 1
    assert [m for m in kept if m.parts and isinstance(m.parts[0], Text)] == [
        m for m in messages if m.id in {k.id for k in kept}
    ]
    assert library.settings.theme == "dark"
    assert await library.draft(conversation) == Draft("not sent")
    assert await library.blob(name) == png()
    await asyncio.to_thread(library.keep_house)
    hits = await library.search(f"message {MESSAGES - 1}", SearchFilter())
    assert messages[-1].id in [hit.message_id for hit in hits]
    await library.close()
    again = Library.open(folder)
    assert again.notices == ()
    assert len(await again.messages(conversation)) == len(kept)
    await again.close()


async def test_lost_rows_come_from_the_daily_copy(folder: Path) -> None:
    conversation, messages, _ = await _fill(folder)
    library = Library.open(folder)
    await asyncio.to_thread(library.keep_house)
    await library.close()
    path = folder / "studio.db"
    page = (await _pages_of(folder, "messages"))[5]
    path.write_bytes(_noise(path.read_bytes(), (page - 1) * 4096, 4096))
    (folder / "damage-seen.txt").touch()

    library = Library.open(folder)
    kept = await library.messages(conversation)
    assert [m.id for m in kept[:MESSAGES]] == [m.id for m in messages]
    assert "from the last daily copy" in library.notices[0]
    await library.close()


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("header", lambda data: _noise(data, 0, 64)),
        ("schema", lambda data: _noise(data, 100, 3900)),
        ("text", lambda data: b"this is not a database, really not at all " * 99),
        ("short text", lambda data: b"hello"),
        ("empty", lambda data: b""),
    ],
)
async def test_what_cannot_be_read_at_all_comes_from_the_daily_copy(
    folder: Path, name: str, damage: Callable[[bytes], bytes]
) -> None:
    conversation, messages, _ = await _fill(folder)
    library = Library.open(folder)
    await asyncio.to_thread(library.keep_house)
    await library.close()
    path = folder / "studio.db"
    damaged = damage(path.read_bytes())
    path.write_bytes(damaged)

    library = Library.open(folder)
    assert [p.read_bytes() for p in _aside(folder)] == [damaged]
    assert "The copy of" in library.notices[0] and "was restored" in library.notices[0]
    assert [m.id for m in await library.messages(conversation)][:MESSAGES] == [m.id for m in messages]
    await library.close()


async def test_without_a_copy_a_new_library_is_started_and_said_so(folder: Path) -> None:
    _, _, name = await _fill(folder)
    (folder / "studio.db").write_bytes(b"")
    library = Library.open(folder)
    assert "Nothing of it could be read" in library.notices[0]
    assert len(_aside(folder)) == 1
    assert await library.conversations() == ()
    assert [made.ref.sha256 for made in await library.pictures()] == [name]
    assert (await library.pictures())[0].origin == "restored"
    await library.close()


async def test_a_library_that_is_gone_is_not_silently_a_new_one(folder: Path) -> None:
    conversation, _, _ = await _fill(folder)
    library = Library.open(folder)
    await asyncio.to_thread(library.keep_house)
    await library.close()
    (folder / "studio.db").unlink()
    library = Library.open(folder)
    assert "gone" in library.notices[0] and "The copy of" in library.notices[0]
    assert len(await library.messages(conversation)) == MESSAGES + 1
    await library.close()


async def test_half_a_file_gives_what_is_in_that_half(folder: Path) -> None:
    await _fill(folder)
    path = folder / "studio.db"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2 // 4096 * 4096])
    library = Library.open(folder)
    assert library.notices and "damaged" in library.notices[0]
    assert len(_aside(folder)) == 1
    await library.save_conversation(talk("life goes on"))
    assert "life goes on" in [value.title for value in await library.conversations()]
    await library.close()


async def test_a_conversation_whose_row_is_lost_is_given_a_new_one(folder: Path) -> None:
    _, messages, _ = await _fill(folder)
    path = folder / "studio.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("DELETE FROM conversations")
    connection.commit()
    connection.close()
    (folder / "damage-seen.txt").touch()
    library = Library.open(folder)
    (found,) = await library.conversations()
    assert found.title == "Restored conversation"
    assert len(await library.messages(found.id)) == len(messages) + 1
    await library.close()


async def test_damage_met_while_running_is_told_in_words_and_mended_at_the_next_start(folder: Path) -> None:
    conversation, messages, _ = await _fill(folder)
    path = folder / "studio.db"
    for page in (await _pages_of(folder, "messages"))[3:6]:
        path.write_bytes(_noise(path.read_bytes(), (page - 1) * 4096, 4096))
    library = Library.open(folder)
    with pytest.raises(Exception, match="is damaged"):
        await library.messages(conversation)
    assert (folder / "damage-seen.txt").exists()
    await library.close()
    library = Library.open(folder)
    assert 0 < len(await library.messages(conversation)) < len(messages) + 1
    assert not (folder / "damage-seen.txt").exists()
    await library.close()
