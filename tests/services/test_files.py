"""Text files: only regular ones, only text, only so big."""

import os
from pathlib import Path

import pytest

from studio.domain.errors import Kind, StudioError
from studio.services.files import LIMIT, open_text


async def test_text_comes_whole_whatever_its_encoding(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path = tmp_path / f"{encoding}.txt"
        path.write_text("grüße 你好", encoding=encoding)
        assert (await open_text(path)).text == "grüße 你好"


@pytest.mark.parametrize("kind", ["folder", "fifo", "missing", "binary", "big", "device"])
async def test_everything_else_is_refused_in_one_sentence(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "thing"
    match kind:
        case "folder":
            path.mkdir()
        case "fifo":
            os.mkfifo(path)
        case "binary":
            path.write_bytes(b"\x00\x01\x02")
        case "big":
            with path.open("wb") as file:
                file.truncate(LIMIT + 1)
        case "device":
            path = Path("/dev/zero")
    with pytest.raises(StudioError) as caught:
        await open_text(path)
    assert caught.value.failure.kind is Kind.FILE
    assert str(caught.value).endswith(".")
    assert "Errno" not in str(caught.value)
