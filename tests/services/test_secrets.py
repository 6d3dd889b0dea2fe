"""The keyring: bound to an origin, never lost on a failure, never in the way (FAULTS.md K1-K11)."""

import asyncio
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import InitError, PasswordSetError

from studio.domain.errors import Kind, Remedy, StudioError
from studio.domain.gateway import Gateway, origin_of
from studio.services.secrets import SERVICE, Secrets, item_name, refused, system_backend
from tests.state.plugs import Ring
from tests.state.world import row

KEY, NEW = "sk-first-0123456789", "sk-second-0123456789"
GATEWAY = row("freetheai")
REALPARTS = Path(os.environ.get("STUDIO_REALPARTS", Path(__file__).parents[3] / "shared" / "realparts"))


@asynccontextmanager
async def opened(ring: Any, environment: dict[str, str] | None = None, **more: Any) -> AsyncIterator[Secrets]:
    secrets = Secrets(lambda: ring, environment or {}, **more)
    try:
        yield secrets
    finally:
        secrets.close()


@pytest.fixture
def ring() -> Ring:
    return Ring()


async def test_a_saved_key_is_read_by_a_later_run(ring: Ring) -> None:
    async with opened(ring) as first:
        await first.save(GATEWAY, f"  Bearer {KEY}\n")
    async with opened(ring) as second:
        assert await second.read(GATEWAY) == KEY
        assert await second.place(GATEWAY) == ("keyring", KEY[-4:])
        assert await second.state() == "open"


async def test_a_key_belongs_to_one_origin_and_one_gateway(ring: Ring) -> None:
    one = Gateway(id="a", name="A", base_url="http://127.0.0.1:1000/v1")
    other_port = Gateway(id="a", name="A", base_url="http://127.0.0.1:1001/v1")
    other_user = Gateway(id="b", name="B", base_url="http://127.0.0.1:1000/v1")
    async with opened(ring) as secrets:
        await secrets.save(one, KEY)
        await secrets.save(other_user, NEW)
        assert await secrets.read(one) == KEY
        assert await secrets.read(other_user) == NEW
        assert await secrets.read(other_port) is None
    assert (SERVICE, f"{origin_of(one.base_url)} a") in ring.items


async def test_a_key_for_this_run_reaches_no_keyring(ring: Ring) -> None:
    async with opened(ring) as secrets:
        await secrets.save(GATEWAY, KEY, for_this_run=True)
        assert await secrets.read(GATEWAY) == KEY
        assert await secrets.place(GATEWAY) == ("run", KEY[-4:])
    assert ring.calls == []


async def test_a_variable_is_read_each_time(ring: Ring) -> None:
    environment = {"SOME_KEY": f'"{KEY}"'}
    gateway = row("openai", key_env="SOME_KEY")
    async with opened(ring, environment) as secrets:
        assert await secrets.read(gateway) == KEY
        assert await secrets.place(gateway) == ("environment", KEY[-4:])
        environment["SOME_KEY"] = NEW
        assert await secrets.read(gateway) == NEW
        environment.clear()
        assert await secrets.read(gateway) is None
    assert ring.calls == []


async def test_without_a_keyring_the_key_is_kept_for_this_run() -> None:
    async with opened(None) as secrets:
        assert await secrets.state() == "none"
        assert await secrets.backend() == ""
        assert await secrets.read(GATEWAY) is None
        await secrets.save(GATEWAY, KEY)
        assert await secrets.read(GATEWAY) == KEY
        assert await secrets.place(GATEWAY) == ("run", KEY[-4:])
        await secrets.forget(GATEWAY)
        assert await secrets.read(GATEWAY) is None


async def test_a_locked_keyring_costs_no_key(ring: Ring) -> None:
    async with opened(ring) as secrets:
        await secrets.save(GATEWAY, KEY)
        ring.locked = True
        with pytest.raises(StudioError) as caught:
            await secrets.read(GATEWAY)
        assert (caught.value.failure.kind, caught.value.failure.remedy) == (Kind.KEYRING, Remedy.UNLOCK)
        assert await secrets.state() == "locked"
        assert await secrets.place(GATEWAY) == ("locked", "")
        ring.locked = False
        assert await secrets.unlock() == "open"
        assert await secrets.read(GATEWAY) == KEY
    assert "delete" not in ring.calls


async def test_a_declined_prompt_is_not_repeated_until_the_user_asks(ring: Ring) -> None:
    async with opened(ring) as secrets:
        ring.locked = True
        for _ in range(5):
            with pytest.raises(StudioError):
                await secrets.read(GATEWAY)
        assert ring.calls == ["get"]
        with pytest.raises(StudioError):
            await secrets.unlock()
        assert ring.calls == ["get", "get"]


async def test_a_gateway_without_a_key_makes_no_locked_keyring_ask_again(ring: Ring) -> None:
    async with opened(ring) as secrets:
        ring.locked = True
        with pytest.raises(StudioError):
            await secrets.read(GATEWAY)
        assert await secrets.read(row("ollama")) is None
    assert ring.calls == ["get"]


@pytest.mark.parametrize(
    "trouble", [InitError("gone"), PasswordSetError("no"), OSError("broken"), ValueError("?")]
)
async def test_the_old_key_stays_when_the_new_one_is_not_taken(ring: Ring, trouble: Exception) -> None:
    async with opened(ring) as secrets:
        await secrets.save(GATEWAY, KEY)
        ring.trouble = trouble
        with pytest.raises(StudioError) as caught:
            await secrets.save(GATEWAY, NEW)
        assert NEW not in repr(caught.value.failure) + str(caught.value)
        assert caught.value.__cause__ is None
        ring.trouble = None
        assert await secrets.read(GATEWAY) == KEY
    assert "delete" not in ring.calls


async def test_a_key_that_cannot_be_one_never_reaches_the_keyring(ring: Ring) -> None:
    async with opened(ring) as secrets:
        await secrets.save(GATEWAY, KEY)
        calls = list(ring.calls)
        with pytest.raises(StudioError, match="more than one line"):
            await secrets.save(GATEWAY, "a\nb")
        assert ring.calls == calls
        assert await secrets.read(GATEWAY) == KEY


async def test_a_keyring_that_keeps_something_else_is_not_believed(ring: Ring) -> None:
    async with opened(ring) as secrets:
        await secrets.save(GATEWAY, KEY, for_this_run=True)
        ring.before = lambda: ring.items.pop((SERVICE, item_name(GATEWAY)), None)
        with pytest.raises(StudioError, match="did not take the key"):
            await secrets.save(GATEWAY, NEW)
        assert await secrets.read(GATEWAY) == KEY


async def test_only_the_user_forgets_a_key(ring: Ring) -> None:
    async with opened(ring) as secrets:
        await secrets.save(GATEWAY, KEY)
        await secrets.forget(GATEWAY)
        assert await secrets.read(GATEWAY) is None
        await secrets.forget(GATEWAY)
    assert ring.items == {}


@pytest.fixture
def frozen(ring: Ring) -> Iterator[threading.Event]:
    """A keyring that answers nothing until the event is set."""
    thaw = threading.Event()
    ring.before = lambda: thaw.wait(20)
    yield thaw
    thaw.set()


async def test_a_frozen_keyring_is_waited_for_in_words_and_a_typed_key_goes_past_it(
    ring: Ring, frozen: threading.Event
) -> None:
    told: list[bool] = []
    waiting = asyncio.Event()

    def tell(now: bool) -> None:
        told.append(now)
        waiting.set()

    async with opened(ring, on_waiting=tell, patience=0.01) as secrets:
        readers = [asyncio.ensure_future(secrets.read(GATEWAY)) for _ in range(3)]
        await asyncio.wait_for(waiting.wait(), 5)
        assert told == [True]
        await secrets.save(GATEWAY, NEW, for_this_run=True)
        assert await asyncio.gather(*readers) == [NEW, NEW, NEW]
        assert told == [True, False]
        frozen.set()
    assert ring.calls == ["get"]


async def test_readers_can_stop_waiting_for_a_frozen_keyring(ring: Ring, frozen: threading.Event) -> None:
    async with opened(ring) as secrets:
        impatient = asyncio.ensure_future(secrets.read(GATEWAY))
        patient = asyncio.ensure_future(secrets.read(GATEWAY))
        await asyncio.sleep(0)
        impatient.cancel()
        with pytest.raises(asyncio.CancelledError):
            await impatient
        frozen.set()
        assert await patient is None


def test_a_frozen_keyring_does_not_hold_the_program_up() -> None:
    program = """
import asyncio, threading
from studio.domain.presets import preset
from studio.services.secrets import Secrets
from tests.state.plugs import Ring
ring = Ring()
ring.before = lambda: threading.Event().wait(600)
async def main():
    secrets = Secrets(lambda: ring, {}, patience=0.01)
    task = asyncio.ensure_future(secrets.read(preset("freetheai")))
    await asyncio.sleep(0)
    task.cancel()
    secrets.close()
asyncio.run(main())
print("over")
"""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, timeout=20, check=False
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "over", "")


def test_backends_that_lose_keys_or_write_them_plainly_are_refused() -> None:
    class PlaintextKeyring(Ring):
        """Named as the one of keyrings.alt."""

    class Alternative(Ring):
        """One of the package keyrings.alt."""

    Alternative.__module__ = "keyrings.alt.file"
    assert refused(FailKeyring())
    assert refused(NullKeyring())
    assert refused(PlaintextKeyring())
    assert refused(Alternative())
    assert not refused(Ring())


async def test_a_refused_backend_counts_as_none() -> None:
    async with opened(NullKeyring()) as secrets:
        await secrets.save(GATEWAY, KEY)
        assert await secrets.state() == "none"
        assert await secrets.place(GATEWAY) == ("run", KEY[-4:])


def test_no_session_bus_means_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    import keyring.core

    keyring.core.init_backend()
    try:
        assert system_backend() is None
    finally:
        monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
        keyring.core.init_backend()


_STATES = """
import asyncio, os, signal, sys, time
from studio.domain.presets import preset
from studio.domain.errors import StudioError
from studio.services.secrets import Secrets

async def main(mode):
    waiting = []
    secrets = Secrets(on_waiting=waiting.append, patience=0.5)
    gateway = preset("freetheai")
    print("backend", await secrets.backend())
    print("state", await secrets.state())
    await secrets.save(gateway, "sk-real-0123456789")
    print("read", await secrets.read(gateway) == "sk-real-0123456789", await secrets.place(gateway))
    if mode == "locked":
        import secretstorage
        secretstorage.get_default_collection(secretstorage.dbus_init()).lock()
    if mode == "dead":
        os.kill(int(os.environ["GKD_PID"]), signal.SIGKILL)
    if mode == "frozen":
        os.kill(int(os.environ["GKD_PID"]), signal.SIGSTOP)
    if mode != "open":
        try:
            print("then", await asyncio.wait_for(secrets.read(gateway), 2))
        except StudioError as error:
            print("then", error.failure.kind.value, error.failure.remedy.value)
        except TimeoutError:
            print("then waits", waiting)
        if mode == "frozen":
            await secrets.save(gateway, "sk-typed-0123456789", for_this_run=True)
            print("typed", await secrets.read(gateway))
    if mode == "locked":
        print("then", "state", await secrets.state())
    print("end")
    secrets.close()

asyncio.run(main(sys.argv[1]))
"""


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("open", "end"),
        ("locked", "then keyring unlock"),
        ("dead", "then keyring unlock"),
        ("frozen", "typed sk-typed-0123456789"),
    ],
)
def test_a_real_secret_service_in_each_state(mode: str, expected: str, tmp_path: Path) -> None:
    script = REALPARTS / "keyring" / "with-keyring.sh"
    if (
        not script.exists()
        or not shutil.which("gnome-keyring-daemon")
        or not shutil.which("dbus-run-session")
    ):
        pytest.skip("needs realparts/keyring, gnome-keyring-daemon and dbus-run-session")
    program = tmp_path / "states.py"
    program.write_text(_STATES)
    command = ["bash", str(script), "-p", "hunter2", "--", sys.executable, str(program), mode]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path
    )
    lines = done.stdout.splitlines()
    assert "backend GNOME Keyring" in lines, done.stdout + done.stderr
    assert "state open" in lines
    assert "read True ('keyring', '6789')" in lines
    assert any(line.startswith(expected) for line in lines), done.stdout + done.stderr
    if mode == "frozen":
        assert "then waits [True]" in lines or "then waits [True, False]" in lines


_PROMPTED = """
import asyncio, os, time
import secretstorage
from studio.domain.errors import StudioError
from studio.domain.presets import preset
from studio.services.secrets import Secrets

async def beat(gaps):
    last = time.monotonic()
    while True:
        await asyncio.sleep(0.01)
        gaps.append(time.monotonic() - last)
        last = time.monotonic()

async def main():
    told, gaps = [], []
    secrets = Secrets(on_waiting=told.append, patience=1.0)
    gateway = preset("freetheai")
    await secrets.save(gateway, "sk-real-0123456789")
    secretstorage.get_default_collection(secretstorage.dbus_init()).lock()
    before = await secrets.state()
    heart = asyncio.ensure_future(beat(gaps))
    try:
        came = await asyncio.wait_for(secrets.read(gateway), 6)
    except StudioError as error:
        came = error.failure.remedy.value
    except TimeoutError:
        came = "waits"
    print("RESULT", before, came, told[:1], "alive" if max(gaps) < 0.5 else f"stalled {max(gaps)}", flush=True)
    os._exit(0)

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("hand", "expected"),
    [
        ("type", "RESULT locked sk-real-0123456789"),
        ("cancel", "RESULT locked unlock"),
        ("wrong", "RESULT locked waits [True] alive"),
        ("ignore", "RESULT locked waits [True] alive"),
    ],
)
def test_the_real_prompt_of_a_locked_keyring(hand: str, expected: str, tmp_path: Path) -> None:
    """K1, K2, K3: typed, cancelled, answered wrongly, ignored; the loop goes on beating meanwhile."""
    needed = ("Xvfb", "xdotool", "openbox", "gnome-keyring-daemon", "dbus-run-session", "import")
    missing = [tool for tool in needed if not shutil.which(tool)]
    if missing or not REALPARTS.exists():
        pytest.skip(f"needs realparts and {', '.join(missing)}")
    program = tmp_path / "prompted.py"
    program.write_text(_PROMPTED)
    script = str(REALPARTS / "keyring" / "prompt_drive.sh")
    command = [
        "bash",
        str(REALPARTS / "gui" / "x11env.sh"),
        "bash",
        script,
        hand,
        sys.executable,
        str(program),
    ]
    environment = {
        **os.environ,
        "WM": "openbox",
        "RP_PY": sys.executable,
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=90, check=False, cwd=tmp_path
    )
    assert expected in done.stdout, done.stdout + done.stderr
    assert "alive" in done.stdout
