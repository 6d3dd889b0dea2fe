"""Settings that can be watched and are kept at once."""

from pathlib import Path

from studio.domain.settings import Settings
from studio.state import tasks
from studio.state.preferences import Preferences
from studio.storage.library import Library


async def test_a_change_is_told_once_and_kept(tmp_path: Path) -> None:
    shelf = Library.open(tmp_path / "data")
    preferences = Preferences(Settings(), shelf)
    told: list[str] = []
    preferences.changed.connect(lambda: told.append(preferences.value.theme))
    preferences.change(theme="dark")
    preferences.change(theme="dark")
    assert told == ["dark"]
    await tasks.end_all(5)
    await shelf.close()
    again = Library.open(tmp_path / "data")
    assert again.settings.theme == "dark"
    await again.close()
