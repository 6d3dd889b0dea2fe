"""Pictures on their way in: files good and bad, bytes, and addresses nobody fetches unasked."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.state.picture_plugs import Atelier, noise_bytes
from tests.state.waiting import until


@pytest.fixture
async def atelier(qapp: object) -> AsyncIterator[Atelier]:
    made = Atelier()
    yield made
    await made.finish()


async def test_the_good_of_many_files_are_taken_and_the_bad_are_named(
    atelier: Atelier, tmp_path: Path
) -> None:
    studio, refused = atelier.studio, []
    studio.refused.connect(refused.append)
    paths = []
    for number in range(25):
        path = tmp_path / f"{number:02d}.png"
        path.write_bytes(noise_bytes((8 + number, 8)) if number % 4 else b"nothing")
        paths.append(path)
    studio.intake.take_files(paths)
    await until(lambda: studio.desk.source is not None and len(refused) == 2)
    assert studio.desk.source is not None and studio.desk.source.name == "01.png"
    assert len(studio.desk.references) == 14
    assert refused[0] == "Only the first 20 of 25 files were taken."
    assert [line.split("”")[0] for line in refused[1].split("\n")] == [
        f"“{n:02d}.png" for n in (0, 4, 8, 12, 16)
    ]
    assert len(atelier.gallery.shown()) == 15


async def test_the_bytes_of_the_drop_are_used_whatever_becomes_of_the_file(
    atelier: Atelier, tmp_path: Path
) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(noise_bytes((20, 10)))
    atelier.studio.intake.take_files([path])
    await until(lambda: atelier.studio.desk.source is not None)
    path.unlink()
    source = atelier.studio.desk.source
    assert source is not None and source.ref.sha256 in atelier.shelf.blobs


async def test_an_address_is_asked_about_and_only_then_fetched(atelier: Atelier) -> None:
    asked: list[str] = []
    atelier.studio.intake.address_dropped.connect(asked.append)
    atelier.studio.intake.take_address("https://example.org/a.png")
    assert asked == ["https://example.org/a.png"] and atelier.fetched == []
    atelier.studio.intake.load_address(asked[0])
    await until(lambda: atelier.studio.desk.source is not None)
    assert atelier.fetched == asked


@pytest.mark.parametrize("url", ["http://example.org/a.png", "smb://host/x", "ftp://x", "file:///etc/passwd"])
async def test_other_addresses_are_refused_in_words(atelier: Atelier, url: str) -> None:
    told: list[str] = []
    atelier.studio.refused.connect(told.append)
    atelier.studio.intake.take_address(url)
    assert told == ["Only pictures from https addresses can be loaded. Save the picture and drop the file."]
    assert atelier.fetched == []
