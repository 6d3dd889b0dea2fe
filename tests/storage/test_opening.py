"""What is found in a folder when it is opened."""

import shutil
import stat
from pathlib import Path

import pytest

from studio.domain.conversation import Draft, Status
from studio.domain.errors import StudioError
from studio.domain.library import SearchFilter
from studio.storage import opening
from studio.storage.library import Library
from tests.storage.test_database import SCHEMAS


def _with_file(folder: Path, database: Path) -> Library:
    folder.mkdir()
    shutil.copy(database, folder / "studio.db")
    return Library.open(folder)


@pytest.mark.parametrize("schema", sorted(SCHEMAS.glob("*.db")), ids=lambda path: path.stem)
async def test_a_library_of_every_release_opens_with_everything_in_it(folder: Path, schema: Path) -> None:
    library = _with_file(folder, schema)
    assert library.settings.theme == "dark"
    assert [gateway.id for gateway in library.gateways] == ["g1"]
    (conversation,) = await library.conversations()
    first, second, third = await library.messages(conversation.id)
    assert (first.text, second.text, second.thought) == ("What is kept? 漢字", "Everything.", "hm")
    assert third.status is Status.CUT_OFF
    assert await library.draft("c1") == Draft("not sent")
    assert [made.prompt for made in await library.pictures()] == ["a red barn"]
    assert [exchange.id for exchange in await library.exchanges("m2")] == ["x"]
    assert [hit.message_id for hit in await library.search("漢字", SearchFilter())] == ["m1"]
    await library.close()


def test_the_folder_is_made_private_with_its_parents(tmp_path: Path) -> None:
    opened = opening.look(tmp_path / "a" / "b")
    assert not opened.read_only and opened.notices == ()
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_a_link_that_leads_nowhere_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "link")
    with pytest.raises(StudioError, match="link"):
        Library.open(tmp_path / "link")


def test_damage_that_was_seen_is_remembered_for_the_next_start(folder: Path) -> None:
    Library.open(folder).close_now()
    opening.mark_suspect(folder / "studio.db")
    library = Library.open(folder)
    assert len(library.notices) == 1
    library.close_now()
    library = Library.open(folder)
    assert library.notices == ()
    library.close_now()


def test_remembering_damage_on_a_disk_that_takes_nothing_is_quiet(tmp_path: Path) -> None:
    opening.mark_suspect(tmp_path / "not" / "there" / "studio.db")
    assert list(tmp_path.iterdir()) == []
