"""dev.py on machines that lack something: what it finds, installs, prints and returns."""

import ast
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
DEV = ROOT / "packaging" / "dev.py"
NOWHERE = (("libnowhere.so.9", "libnowhere9"), ("libelsewhere.so.1", "libelsewhere1"))


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("studio_dev", DEV)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


dev = _load()


def _dev(arguments: list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment |= {"STUDIO_VENV": sys.prefix, "STUDIO_NO_INSTALL": "1", **variables}
    return subprocess.run(
        [sys.executable, str(DEV), *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_it_uses_the_standard_library_only() -> None:
    names = set()
    for node in ast.walk(ast.parse(DEV.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    assert names <= sys.stdlib_module_names


def test_an_old_python_is_refused_in_one_sentence() -> None:
    with pytest.raises(dev.Trouble, match=r"needs Python 3\.11 or newer; this is Python 3\.9"):
        dev.refuse_old_python((3, 9))
    dev.refuse_old_python((3, 11))
    dev.refuse_old_python((3, 14))


def test_the_file_can_be_read_by_an_older_python() -> None:
    ast.parse(DEV.read_text("utf-8"), feature_version=(3, 8))


def test_an_x11_screen_and_wayland_need_more_libraries_and_other_systems_none() -> None:
    bare = dev.libraries_needed({}, "Linux")
    assert bare == dev.BASE_LIBRARIES
    assert set(dev.libraries_needed({"DISPLAY": ":0"}, "Linux")) == {*bare, *dev.X11_LIBRARIES}
    assert set(dev.libraries_needed({"WAYLAND_DISPLAY": "w"}, "Linux")) == {*bare, *dev.WAYLAND_LIBRARIES}
    assert dev.libraries_needed({"DISPLAY": ":0"}, "Darwin") == ()


def test_a_library_that_does_not_load_names_its_package() -> None:
    here = (("libc.so.6", "libc6"),)
    assert dev.missing_packages((*here, *NOWHERE)) == ["libnowhere9", "libelsewhere1"]
    assert dev.missing_packages(here) == []


def test_without_ensurepip_the_package_that_brings_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert dev.venv_package(lambda name: None) == ["python3-venv"]
    assert dev.venv_package(lambda name: object()) == []


def _missing() -> list[str]:
    return dev.missing_packages(NOWHERE)


@pytest.mark.parametrize(("as_root", "allowed"), [(False, True), (True, False)])
def test_who_may_not_install_gets_the_one_line(as_root: bool, allowed: bool) -> None:
    with pytest.raises(dev.Trouble, match="sudo apt-get install -y libnowhere9 libelsewhere1"):
        dev.install_packages(_missing, as_root=as_root, allowed=allowed, apt="/nowhere/apt-get")


def test_a_system_without_apt_gets_the_names() -> None:
    with pytest.raises(dev.Trouble, match="On Debian or Ubuntu type"):
        dev.install_packages(_missing, as_root=True, allowed=True, apt=None)


@pytest.fixture
def apt(tmp_path: Path) -> Callable[[int], tuple[str, Path]]:
    """An apt-get that writes its calls down and fails the first `failures` installations."""

    def make(failures: int) -> tuple[str, Path]:
        calls = tmp_path / "calls"
        program = tmp_path / "apt-get"
        program.write_text(
            f'#!/bin/sh\necho "$@" >> {calls}\n[ "$1" = update ] && exit 0\n'
            f"[ $(grep -c '^install' {calls}) -gt {failures} ]\n"
        )
        program.chmod(0o755)
        return str(program), calls

    return make


def test_root_installs_what_is_missing_and_looks_again(apt: Callable[[int], tuple[str, Path]]) -> None:
    program, calls = apt(0)
    dev.install_packages(
        lambda: [] if calls.exists() else ["libnowhere9"], as_root=True, allowed=True, apt=program
    )
    assert calls.read_text() == "install -y --no-install-recommends libnowhere9\n"


def test_a_failed_installation_is_tried_again_after_an_update(
    apt: Callable[[int], tuple[str, Path]],
) -> None:
    program, calls = apt(1)
    dev.install_packages(
        lambda: [] if calls.exists() else ["libnowhere9"], as_root=True, allowed=True, apt=program
    )
    assert [line.split()[0] for line in calls.read_text().splitlines()] == ["install", "update", "install"]


def test_two_failures_end_with_the_line_to_type(apt: Callable[[int], tuple[str, Path]]) -> None:
    program, _ = apt(2)
    with pytest.raises(dev.Trouble, match="sudo apt-get install -y libnowhere9"):
        dev.install_packages(_missing, as_root=True, allowed=True, apt=program)


def test_libraries_that_still_do_not_load_are_named(apt: Callable[[int], tuple[str, Path]]) -> None:
    program, _ = apt(0)
    with pytest.raises(dev.Trouble, match="still do not load: libnowhere9 libelsewhere1"):
        dev.install_packages(_missing, as_root=True, allowed=True, apt=program)


def _fake_venv(folder: Path, version: str) -> Path:
    (folder / "bin").mkdir(parents=True)
    python = folder / "bin" / "python"
    python.write_text(f'#!/bin/sh\necho "$@" >> {folder}/installed\n')
    python.chmod(0o755)
    (folder / "pyvenv.cfg").write_text(f"home = /usr/bin\nversion = {version}\n")
    return folder


def test_an_environment_is_filled_once_and_again_when_more_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    venv = _fake_venv(tmp_path / "venv", dev.platform.python_version())
    for extras in ((), (), ("test",), ("test",), ()):
        dev.ensure_venv(venv, extras, allowed=True)
    installed = (venv / "installed").read_text().splitlines()
    assert [line.split("-e ")[1] for line in installed] == [str(ROOT), f"{ROOT}[test]"]
    assert json.loads((venv / "studio-stamp.json").read_text())["extras"] == ["test"]


def test_an_environment_of_another_python_is_not_used(tmp_path: Path) -> None:
    assert dev.made_by_this_python(_fake_venv(tmp_path / "a", dev.platform.python_version()))
    assert not dev.made_by_this_python(_fake_venv(tmp_path / "b", "3.10.2"))
    assert not dev.made_by_this_python(tmp_path / "c")


def test_a_broken_stamp_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "studio-stamp.json").write_text("[1")
    assert dev.read_stamp(tmp_path) == ("", set())


def test_forbidding_installation_says_what_is_missing(tmp_path: Path) -> None:
    ended = _dev(["run", "--version"], tmp_path, STUDIO_VENV=str(tmp_path / "none"))
    assert ended.returncode == 1
    assert "There is no virtual environment in" in ended.stderr


def test_it_runs_the_program_from_any_folder_without_a_display(tmp_path: Path) -> None:
    (tmp_path / "studio").mkdir()
    (tmp_path / "studio" / "__init__.py").write_text("raise SystemExit('the wrong studio')")
    ended = _dev(["run", "--version"], tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("Gateway Studio 0.")


def test_the_exit_status_of_the_program_is_passed_on(tmp_path: Path) -> None:
    assert _dev(["run", "ask"], tmp_path).returncode == 2


def test_wrong_use_ends_with_2_and_the_usage(tmp_path: Path) -> None:
    unknown = _dev(["fly"], tmp_path)
    assert unknown.returncode == 2
    assert "knows no command “fly”" in unknown.stderr
    assert _dev([], tmp_path).returncode == 2
    asked = _dev(["--help"], tmp_path)
    assert asked.returncode == 0
    assert "STUDIO_NO_INSTALL" in asked.stdout


def test_a_display_or_a_chosen_platform_opens_the_window() -> None:
    assert not dev.has_display({}, "Linux")
    assert not dev.has_display({"DISPLAY": ""}, "Linux")
    assert dev.has_display({"DISPLAY": ":1"}, "Linux")
    assert dev.has_display({"QT_QPA_PLATFORM": "minimal"}, "Linux")
    assert dev.has_display({}, "Windows")


def test_a_chosen_platform_is_never_overruled() -> None:
    assert dev.offscreen({})["QT_QPA_PLATFORM"] == "offscreen"
    assert dev.offscreen({"QT_QPA_PLATFORM": ""})["QT_QPA_PLATFORM"] == "offscreen"
    assert dev.offscreen({"QT_QPA_PLATFORM": "xcb"})["QT_QPA_PLATFORM"] == "xcb"


def test_every_check_runs_and_every_failure_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    commands = {
        "first": [sys.executable, "-c", "raise SystemExit(3)"],
        "second": [sys.executable, "-c", "print('second ran')"],
        "third": ["/nowhere/tool"],
    }
    assert dev.check(commands, {}) == 1
    shown = capfd.readouterr().out
    assert "second ran" in shown
    assert "FAILED: first, third" in shown
    assert dev.check({"second": commands["second"]}, {}) == 0


def test_a_planted_fault_in_a_copy_fails_the_check_that_looks_for_it(tmp_path: Path) -> None:
    if importlib.util.find_spec("ruff") is None:
        pytest.skip("the extra “dev” is not installed; dev.py check installs it")
    copy = tmp_path / "copy"
    (copy / "studio").mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", copy)
    (copy / "studio" / "bad.py").write_text('"""A module."""\n\nimport os\n\nx = {  "a":1 }\n')
    lines = dev.check_commands(Path(sys.prefix))
    outcomes = {
        name: subprocess.run(lines[name], cwd=copy, capture_output=True, text=True).returncode
        for name in ("format", "lint")
    }
    assert outcomes == {"format": 1, "lint": 1}
