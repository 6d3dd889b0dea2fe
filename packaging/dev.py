"""Sets up, runs, tests and checks Gateway Studio on a bare machine; needs Python 3.11 and nothing else."""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

USAGE = """usage: python3 packaging/dev.py COMMAND [ARGUMENTS]

  run [ARGUMENTS]             start Gateway Studio; ARGUMENTS are its own (try: run --help)
  test [ARGUMENTS]            run the tests; ARGUMENTS are pytest's
  check                       formatting, lint, types, imports, architecture
  tour [DIR]                  drive the window through its main jobs, save a picture of each step
  bench [NAME] [--json FILE]  measure ours, the floor and the peers in one run

Every command makes what it needs first: the system libraries of Qt (as root with apt; otherwise it prints the
line to type), a virtual environment and its packages.

  STUDIO_VENV=DIR       where the virtual environment lies (default: .venv in the project)
  STUDIO_NO_INSTALL=1   install nothing; say what is missing instead
"""

BASE_LIBRARIES: tuple[tuple[str, str], ...] = (
    ("libGL.so.1", "libgl1"),
    ("libEGL.so.1", "libegl1"),
    ("libxkbcommon.so.0", "libxkbcommon0"),
    ("libfontconfig.so.1", "libfontconfig1"),
    ("libglib-2.0.so.0", "libglib2.0-0"),
    ("libdbus-1.so.3", "libdbus-1-3"),
    ("libgssapi_krb5.so.2", "libgssapi-krb5-2"),
)
X11_LIBRARIES: tuple[tuple[str, str], ...] = (
    ("libxcb-cursor.so.0", "libxcb-cursor0"),
    ("libxcb-icccm.so.4", "libxcb-icccm4"),
    ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    ("libxcb-shape.so.0", "libxcb-shape0"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
)
WAYLAND_LIBRARIES: tuple[tuple[str, str], ...] = (
    ("libwayland-cursor.so.0", "libwayland-cursor0"),
    ("libwayland-egl.so.1", "libwayland-egl1"),
)

EXTRAS: dict[str, tuple[str, ...]] = {
    "run": (),
    "tour": (),
    "bench": (),
    "test": ("test",),
    "check": ("test", "dev"),
}
"""The extras of pyproject.toml each command needs."""

HEADLESS = frozenset({"ask", "image", "models", "sandbox", "export", "--version", "--help", "-h"})
"""First arguments of `run` that open no window."""


class Trouble(Exception):
    """Something the user has to do; its text is what to print."""


def say(text: str) -> None:
    """One line for the user, at once, also when the output is a pipe."""
    print(text, flush=True)


def refuse_old_python(version: tuple[int, ...]) -> None:
    """Raises Trouble below Python 3.11."""
    if version < (3, 11):
        raise Trouble(
            "Gateway Studio needs Python 3.11 or newer; this is Python "
            f"{'.'.join(str(n) for n in version[:2])}. Start it with a newer python3."
        )


# System libraries.


def libraries_needed(environment: dict[str, str], system: str) -> tuple[tuple[str, str], ...]:
    """The shared libraries Qt loads here, with the Debian package of each; none outside of Linux."""
    if system != "Linux":
        return ()
    needed = BASE_LIBRARIES
    if environment.get("DISPLAY"):
        needed += X11_LIBRARIES
    if environment.get("WAYLAND_DISPLAY"):
        needed += WAYLAND_LIBRARIES
    return needed


def missing_packages(
    libraries: Sequence[tuple[str, str]], load: Callable[[str], object] = ctypes.CDLL
) -> list[str]:
    """The Debian packages of those `libraries` that cannot be loaded."""
    missing = []
    for name, package in libraries:
        try:
            load(name)
        except OSError:
            missing.append(package)
    return missing


def venv_package(find: Callable[[str], object | None] = importlib.util.find_spec) -> list[str]:
    """`python3-venv` where this Python cannot make virtual environments; uv does without."""
    if shutil.which("uv") or find("ensurepip") is not None:
        return []
    return ["python3-venv"]


def install_packages(
    missing: Callable[[], list[str]], *, as_root: bool, allowed: bool, apt: str | None
) -> None:
    """Installs with apt what `missing` names until it names nothing; raises Trouble with the line to type."""
    packages = missing()
    if not packages:
        return
    line = f"sudo apt-get install -y {' '.join(packages)}"
    if apt is None:
        raise Trouble(f"Some system libraries are missing. On Debian or Ubuntu type:\n  {line}")
    if not (as_root and allowed):
        raise Trouble(f"Some system libraries are missing. Type:\n  {line}")
    say(f"Installing system libraries: {' '.join(packages)}")
    if not _apt_install(apt, packages):
        raise Trouble(f"The system libraries could not be installed. Type:\n  {line}")
    still = missing()
    if still:
        raise Trouble(f"apt installed the packages, but these still do not load: {' '.join(still)}.")


def _apt_install(apt: str, packages: list[str]) -> bool:
    install = [apt, "install", "-y", "--no-install-recommends", *packages]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for attempt in (1, 2):
        if attempt == 2 and subprocess.run([apt, "update"], env=environment).returncode != 0:
            return False
        if subprocess.run(install, env=environment).returncode == 0:
            return True
    return False


def ensure_libraries(environment: dict[str, str]) -> None:
    """Sees to the system libraries of this machine. Raises Trouble."""
    libraries = libraries_needed(environment, platform.system())

    def missing() -> list[str]:
        importlib.invalidate_caches()
        return missing_packages(libraries) + (venv_package() if libraries else [])

    install_packages(
        missing,
        as_root=hasattr(os, "geteuid") and os.geteuid() == 0,
        allowed=not environment.get("STUDIO_NO_INSTALL"),
        apt=shutil.which("apt-get"),
    )


# The virtual environment.


def venv_folder(environment: dict[str, str]) -> Path:
    """Where the virtual environment lies."""
    return Path(environment.get("STUDIO_VENV") or ROOT / ".venv").expanduser().absolute()


def tool(venv: Path, name: str) -> str:
    """The path of a program in the virtual environment."""
    if os.name == "nt":
        return str(venv / "Scripts" / f"{name}.exe")
    return str(venv / "bin" / name)


def fingerprint(root: Path) -> str:
    """What the packages depend on: pyproject.toml, the Python in use, and where the project lies."""
    parts = [
        (root / "pyproject.toml").read_bytes(),
        platform.python_version().encode(),
        platform.python_implementation().encode(),
        str(root).encode(),
    ]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def read_stamp(venv: Path) -> tuple[str, set[str]]:
    """The fingerprint and extras the environment was made for; empty where that cannot be told."""
    try:
        stamp = json.loads((venv / "studio-stamp.json").read_text("utf-8"))
        return str(stamp["fingerprint"]), set(stamp["extras"])
    except (OSError, ValueError, KeyError, TypeError):
        return "", set()


def made_by_this_python(venv: Path) -> bool:
    """Whether the environment exists and runs the Python version that runs this file."""
    try:
        settings = (venv / "pyvenv.cfg").read_text("utf-8")
    except OSError:
        return False
    wanted = platform.python_version()
    versions = [
        line.partition("=")[2].strip()
        for line in settings.splitlines()
        if line.partition("=")[0].strip() in ("version", "version_info")
    ]
    return Path(tool(venv, "python")).exists() and any(v.startswith(wanted) for v in versions)


def ensure_venv(venv: Path, extras: Sequence[str], *, allowed: bool) -> None:
    """Makes the environment and installs the project with `extras`, only when something changed."""
    mark = fingerprint(ROOT)
    stamped, have = read_stamp(venv)
    usable = made_by_this_python(venv)
    if usable and stamped == mark and set(extras) <= have:
        return
    if not allowed:
        if Path(tool(venv, "python")).exists():
            return
        raise Trouble(f"There is no virtual environment in {venv}, and STUDIO_NO_INSTALL forbids making one.")
    if not usable:
        say(f"Making a virtual environment in {venv}")
        _make_venv(venv)
        have = set()
    wanted = sorted(have | set(extras))
    say("Installing packages (this takes a minute the first time)")
    _install_project(venv, wanted)
    stamp = {"fingerprint": mark, "extras": wanted}
    (venv / "studio-stamp.json").write_text(json.dumps(stamp) + "\n", "utf-8")


def _make_venv(venv: Path) -> None:
    uv = shutil.which("uv")
    if uv:
        made = subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(venv)])
    else:
        made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)])
    if made.returncode != 0:
        raise Trouble(f"The virtual environment could not be made in {venv}; the reason stands above.")


def _install_project(venv: Path, extras: Sequence[str]) -> None:
    target = str(ROOT) + (f"[{','.join(extras)}]" if extras else "")
    python = tool(venv, "python")
    uv = shutil.which("uv")
    if uv:
        command = [uv, "pip", "install", "--quiet", "--python", python, "-e", target]
    else:
        command = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "-e", target]
    for attempt in (1, 2):
        if subprocess.run(command, cwd=ROOT).returncode == 0:
            return
        if attempt == 1:
            say("That did not work; trying once more")
    raise Trouble("The packages could not be installed; the reason stands above. Is there a network?")


# Commands.


def has_display(environment: dict[str, str], system: str) -> bool:
    """Whether Qt finds a screen, or was told which platform to use."""
    if system != "Linux":
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(environment.get(name) for name in names)


def offscreen(environment: dict[str, str]) -> dict[str, str]:
    """The environment for Qt without a screen; a platform that is set stays."""
    return {"QT_QPA_PLATFORM": "offscreen", **{k: v for k, v in environment.items() if v}}


def replace_process(command: list[str], environment: dict[str, str], folder: Path | None = None) -> int:
    """Runs `command` in place of this program, so that signals and exit status are its own."""
    sys.stdout.flush()
    if folder is not None:
        os.chdir(folder)
    if os.name == "posix":
        os.execve(command[0], command, environment)
    return subprocess.call(command, env=environment)


def run(python: str, arguments: list[str], environment: dict[str, str]) -> int:
    """Starts the program; without a screen the tour is run instead."""
    headless = bool(arguments) and arguments[0] in HEADLESS
    if headless or has_display(environment, platform.system()):
        return replace_process([python, "-P", "-m", "studio", *arguments], environment)
    say("There is no display (DISPLAY and WAYLAND_DISPLAY are not set), so no window can be shown.")
    say(
        "The main jobs are done offscreen instead, against the built-in gateway, with a picture of each step."
    )
    return tour(python, [], environment)


def tour(python: str, arguments: list[str], environment: dict[str, str]) -> int:
    """Drives the real window through its main jobs; 0 when every step succeeded."""
    if len(arguments) > 1:
        raise Trouble("tour takes one folder: python3 packaging/dev.py tour DIR")
    folder = Path(arguments[0]).absolute() if arguments else Path(tempfile.mkdtemp(prefix="studio-tour-"))
    if not has_display(environment, platform.system()):
        environment = offscreen(environment)
    status = subprocess.call([python, "-m", "tests.tour", str(folder)], cwd=ROOT, env=environment)
    say(f"The pictures lie in {folder}")
    return status


def test(python: str, arguments: list[str], environment: dict[str, str]) -> int:
    """Runs the tests, offscreen unless a platform is set."""
    return replace_process([python, "-m", "pytest", *arguments], offscreen(environment), ROOT)


def bench(python: str, arguments: list[str], environment: dict[str, str]) -> int:
    """Runs the benchmarks; a path after --json is taken from where the user stands."""
    passed = list(arguments)
    for at, argument in enumerate(passed[:-1]):
        if argument == "--json":
            passed[at + 1] = str(Path(passed[at + 1]).absolute())
    command = [python, "-m", "tests.benchmarks.harness", *passed]
    return replace_process(command, offscreen(environment), ROOT)


def check_commands(venv: Path) -> dict[str, list[str]]:
    """Every check with its command, in the order in which they run."""
    python = tool(venv, "python")
    return {
        "format": [tool(venv, "ruff"), "format", "--check", "."],
        "lint": [tool(venv, "ruff"), "check", "."],
        "types": [python, "-m", "mypy"],
        "imports": [tool(venv, "lint-imports"), "--no-cache"],
        "architecture": [python, "-m", "pytest", "-q", "tests/test_architecture.py"],
    }


def check(commands: dict[str, list[str]], environment: dict[str, str]) -> int:
    """Runs every check, also after a failure, and reports each; 1 when one failed."""
    failed = []
    for name, command in commands.items():
        say(f"== {name}: {' '.join([Path(command[0]).name, *command[1:]])}")
        try:
            status = subprocess.call(command, cwd=ROOT, env=offscreen(environment))
        except OSError as error:
            say(f"{command[0]} cannot be started: {error.strerror}")
            status = 1
        if status != 0:
            failed.append(name)
    say(f"FAILED: {', '.join(failed)}" if failed else f"All {len(commands)} checks passed.")
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    """Sees to libraries and packages, then does what was asked; the exit status is that of the command."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE, end="")
        return 0 if arguments else 2
    command, rest = arguments[0], arguments[1:]
    environment = dict(os.environ)
    try:
        refuse_old_python(sys.version_info[:2])
        if command not in EXTRAS:
            print(f"dev.py knows no command “{command}”.\n\n{USAGE}", end="", file=sys.stderr)
            return 2
        ensure_libraries(environment)
        venv = venv_folder(environment)
        ensure_venv(venv, EXTRAS[command], allowed=not environment.get("STUDIO_NO_INSTALL"))
        if command == "check":
            return check(check_commands(venv), environment)
        verbs = {"run": run, "test": test, "tour": tour, "bench": bench}
        return verbs[command](tool(venv, "python"), rest, environment)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
