"""Pictures of a headless job: in memory by hash, on disk under names of our own."""

import hashlib
import stat
from pathlib import Path

import pytest

from studio.cli_album import Album
from studio.domain.errors import Kind, StudioError
from studio.domain.picture import PictureRef

DATA = b"\x89PNG picture"
SHA = hashlib.sha256(DATA).hexdigest()
REF = PictureRef(SHA, "image/png", 1, 1)


async def test_bytes_are_kept_by_their_hash() -> None:
    album = Album(None)
    assert await album.put(DATA, ".png") == SHA
    assert await album.get(SHA) == DATA
    assert album.media == {SHA: DATA}


async def test_a_picture_is_written_once_privately_under_its_hash(tmp_path: Path) -> None:
    album = Album(tmp_path / "deep" / "out")
    await album.put(DATA, ".png")
    path = album.write(REF)
    assert path == album.write(REF) == tmp_path / "deep" / "out" / f"{SHA[:16]}.png"
    assert path.read_bytes() == DATA
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_without_a_folder_a_fresh_one_is_made_at_the_first_picture() -> None:
    album = Album(None)
    album.check()
    await album.put(DATA, ".png")
    path = album.write(REF)
    assert path.is_absolute()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.unlink()
    path.parent.rmdir()


async def test_a_folder_that_cannot_be_made_is_named_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    album = Album(tmp_path / "file" / "out")
    await album.put(DATA, ".png")
    for attempt in (album.check, lambda: album.write(REF)):
        with pytest.raises(StudioError, match="--out") as refused:
            attempt()
        assert refused.value.failure.kind is Kind.FILE
