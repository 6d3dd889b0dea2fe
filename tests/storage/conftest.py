"""What the tests of the library share: an open library, a bare database, and the real parts."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from studio.storage import search_index
from studio.storage.database import FILE_NAME, Connection, connect, migrate
from studio.storage.library import Library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a library may be made."""
    return tmp_path / "library"


@pytest.fixture
async def library(folder: Path) -> AsyncIterator[Library]:
    """An open, empty library."""
    opened = Library.open(folder)
    yield opened
    await opened.close()


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """An empty database of the newest schema, with the index."""
    made = connect(tmp_path / FILE_NAME)
    migrate(made, tmp_path / FILE_NAME)
    search_index.make(made)
    yield made
    made.close()


@pytest.fixture(scope="session")
def realparts() -> Path:
    """The folder of real parts (kills, failing disks); skips where it is not."""
    place = Path(os.environ.get("STUDIO_REALPARTS", Path(__file__).parents[3] / "shared" / "realparts"))
    if not place.is_dir():
        pytest.skip(f"the real parts are not at {place}")
    return place
