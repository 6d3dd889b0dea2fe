"""Files of every maker, taken into a real library: twice without doubles, bad records listed."""

import json
import os
import zipfile
from pathlib import Path

import pytest

from studio.domain.errors import StudioError
from studio.domain.library import SearchFilter
from studio.storage.imports.detect import opened
from studio.storage.library import Library
from tests.storage.imports.foreign import chatgpt, chatgpt_zip, claude, openwebui


@pytest.mark.parametrize("sharded", [False, True])
async def test_chatgpt_zips_old_and_sharded(library: Library, tmp_path: Path, sharded: bool) -> None:
    source = chatgpt_zip(tmp_path, sharded)
    words = await library.import_file(source)
    assert words.startswith("Imported from ChatGPT: 2 new conversations with 8 messages.")
    assert "1 record could not be read:\n• “Broken”: it has no id" in words
    again = await library.import_file(source)
    assert "0 new conversations with 0 messages. 2 conversations were here already." in again
    assert len(await library.conversations()) == 2
    assert len(await library.search("old answer", SearchFilter())) == 2
    assert (await library.figures()).picture_bytes > 0


async def test_claude_and_open_webui_by_content_not_by_name(library: Library, tmp_path: Path) -> None:
    for name, data, maker in (("a.json", claude(), "Claude"), ("b.json", openwebui(), "Open WebUI")):
        (tmp_path / name).write_text(json.dumps(data))
        words = await library.import_file(tmp_path / name)
        assert f"from {maker}" in words and "1 record could not be read" in words
    assert sorted(c.title for c in await library.conversations()) == ["Branches", "Linear", "Look"]


async def test_an_unpacked_folder_works_like_its_zip(library: Library, tmp_path: Path) -> None:
    with zipfile.ZipFile(chatgpt_zip(tmp_path, True)) as archive:
        archive.extractall(tmp_path / "unpacked")
    assert "2 new conversations" in await library.import_file(tmp_path / "unpacked")


async def test_imported_conversations_are_listed_at_their_own_dates(library: Library, tmp_path: Path) -> None:
    records = [chatgpt(1), chatgpt(2), chatgpt(3)]
    for record, at in zip(records, (1.5e9, 9e12, 1.6e9), strict=True):
        record["update_time"] = at
    (tmp_path / "c.json").write_text(json.dumps(records))
    await library.import_file(tmp_path / "c.json")
    assert [c.title for c in await library.conversations()] == ["Talk 2", "Talk 3", "Talk 1"]


def test_what_is_no_file_is_refused_without_being_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StudioError, match="not a file"):
        opened(tmp_path / "pipe")


def test_damaged_and_foreign_zips_are_refused_in_words(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("other.txt", "x")
    with pytest.raises(StudioError, match=r"no conversations\.json"):
        opened(tmp_path / "x.zip")
    good = chatgpt_zip(tmp_path, False).read_bytes()
    (tmp_path / "cut.zip").write_bytes(good[: len(good) // 2])
    with pytest.raises(StudioError, match="cannot be imported"):
        opened(tmp_path / "cut.zip")


def test_one_chat_of_open_webui_alone(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps(openwebui()[0]))
    found = opened(tmp_path / "one.json")
    assert (found.maker, found.count, len(list(found.items))) == ("Open WebUI", 1, 1)
