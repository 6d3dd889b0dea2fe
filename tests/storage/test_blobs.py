"""Picture files by hash."""

import hashlib
from pathlib import Path

import pytest

from studio.domain.errors import Remedy, StudioError
from studio.storage.blobs import Blobs


def test_the_same_bytes_are_one_file_named_by_their_hash(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    name = blobs.put(b"abc", "png")
    assert name == hashlib.sha256(b"abc").hexdigest() == blobs.put(b"abc", ".PNG")
    (file,) = blobs.on_disk()
    assert file == tmp_path / "pictures" / name[:2] / f"{name}.png" == blobs.path(name)
    assert blobs.get(name) == b"abc"
    blobs.remove(name)
    blobs.remove(name)
    assert blobs.path(name) is None


def test_a_file_of_another_length_is_written_anew(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    name = blobs.put(b"abc", "png")
    path = blobs.path(name)
    assert path is not None
    path.write_bytes(b"")
    assert blobs.put(b"abc", "png") == name
    assert blobs.get(name) == b"abc"


def test_missing_and_changed_files_are_told_in_words(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    name = blobs.put(b"abc", "png")
    path = blobs.path(name)
    assert path is not None
    path.write_bytes(b"xyz")
    with pytest.raises(StudioError, match="was changed") as caught:
        blobs.get(name)
    assert caught.value.failure.remedy is Remedy.PICTURE
    path.unlink()
    with pytest.raises(StudioError, match="missing"):
        blobs.get(name)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "*" * 64, "a" * 64 + "\n"])
def test_only_a_hash_is_a_name(tmp_path: Path, name: str) -> None:
    assert Blobs(tmp_path).path(name) is None


def test_a_suffix_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    name = blobs.put(b"abc", "/../../x")
    path = blobs.path(name)
    assert path is not None and path.suffix == ".bin" and path.parent.parent == tmp_path / "pictures"
