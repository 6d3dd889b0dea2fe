"""Where the folders of a library are, and who may read them."""

import stat
from pathlib import Path

import pytest

from studio.paths import find_paths


def test_a_library_of_the_user_follows_the_xdg_folders(home: Path) -> None:
    paths = find_paths()
    assert paths.config == home / ".config/studio"
    assert paths.data == home / ".local/share/studio"
    assert paths.cache == home / ".cache/studio"
    assert paths.log_file == home / ".local/state/studio/log/studio.log"
    assert paths.database == paths.data / "studio.db"
    assert paths.socket.parent == home / "run"


def test_a_data_dir_holds_everything_but_the_socket(home: Path, tmp_path: Path) -> None:
    base = tmp_path / "portable"
    paths = find_paths(base)
    for path in (paths.config, paths.database, paths.blobs, paths.cache, paths.log_file, paths.lock):
        assert path.is_relative_to(base)
    assert paths.socket.parent == home / "run"


def test_two_data_dirs_have_two_sockets(home: Path, tmp_path: Path) -> None:
    assert find_paths(tmp_path / "one").socket != find_paths(tmp_path / "two").socket
    assert find_paths(tmp_path / "one").socket == find_paths(tmp_path / "one").socket


def test_without_a_session_folder_the_socket_lies_in_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert find_paths(tmp_path).socket.parent == tmp_path


def test_a_relative_data_dir_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_paths(Path("here")).data == tmp_path / "here"


def test_folders_are_made_for_their_owner_only(tmp_path: Path) -> None:
    loose = tmp_path / "loose"
    loose.mkdir(mode=0o755)
    paths = find_paths(loose)
    paths.make()
    for folder in (paths.config, paths.data, paths.cache, paths.log):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
