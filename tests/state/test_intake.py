"""Taking things in: good ones are taken, each bad one gets its sentence."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from studio.domain.conversation import File, Picture
from studio.services.files import open_text
from studio.state.intake import MOST_FILES, Intake
from tests.state.room import Room, furnished
from tests.state.test_session import until

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f00050001ff"
    "56c72f0d0000000049454e44ae426082"
)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        yield made


def intake(room: Room) -> Intake:
    async def nothing(url: str) -> bytes:
        return PNG

    return Intake(room.services.pictures, open_text, nothing)


async def test_good_files_are_taken_and_bad_ones_explained(room: Room, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "notes.txt").write_text("héllo", encoding="utf-8")
    (tmp_path / "broken.png").write_bytes(b"not a picture")
    (tmp_path / "program.bin").write_bytes(b"\x7fELF\0\0\0")
    taken: list[object] = []
    refused: list[list[str]] = []
    taking = intake(room)
    taking.taken.connect(taken.append)
    taking.refused.connect(refused.append)
    names = ("a.png", "notes.txt", "broken.png", "program.bin", "missing.txt")
    taking.take_files([tmp_path / n for n in names])
    await until(lambda: refused)
    assert isinstance(taken[0], Picture)
    assert isinstance(taken[1], File)
    assert taken[1].text == "héllo"
    assert len(refused[0]) == 3
    assert all(line.endswith(".") for line in refused[0])


async def test_too_many_files_are_said(room: Room, tmp_path: Path) -> None:
    for number in range(MOST_FILES + 2):
        (tmp_path / f"{number}.txt").write_text("x", encoding="utf-8")
    taken: list[object] = []
    refused: list[list[str]] = []
    taking = intake(room)
    taking.taken.connect(taken.append)
    taking.refused.connect(refused.append)
    taking.take_files([tmp_path / f"{n}.txt" for n in range(MOST_FILES + 2)])
    await until(lambda: len(taken) == MOST_FILES)
    assert refused == [[f"Only the first {MOST_FILES} of {MOST_FILES + 2} files were taken."]]


async def test_pasted_bytes_and_an_address_become_pictures(room: Room) -> None:
    taken: list[object] = []
    taking = intake(room)
    taking.taken.connect(taken.append)
    taking.take_picture(PNG, "Pasted.png")
    taking.take_address("https://example.org/some/picture.png")
    await until(lambda: len(taken) == 2)
    assert all(isinstance(p, Picture) and p.ref is not None for p in taken)
