"""The operating system's keyring: one secret for each gateway and origin, asked on one thread of its own.

The law of this file: a key is written to the keyring or kept in memory, nowhere else; a read that fails never
deletes; a keyring that never answers never blocks the window or the way out (FAULTS.md K1-K11).
"""

import asyncio
import os
import queue
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

from studio.domain.errors import Kind, Remedy, StudioError, failing
from studio.domain.gateway import Gateway, origin_of
from studio.services.key_text import cleaned_key

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "gateway-studio"
PATIENCE = 5.0

_REFUSED_MODULES = (
    "keyring.backends.fail",
    "keyring.backends.null",
    "keyring.backends.chainer",
    "keyrings.alt",
)
_OWNERS = {
    "gnome-keyring-d": "GNOME Keyring",
    "keepassxc": "KeePassXC",
    "ksecretd": "KWallet",
    "kwalletd5": "KWallet",
    "kwalletd6": "KWallet",
}
_NAMES = {
    "keyring.backends.SecretService": "the system's keyring",
    "keyring.backends.libsecret": "the system's keyring",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.Windows": "Windows Credential Manager",
}

T = TypeVar("T")


def item_name(gateway: Gateway) -> str:
    """The user name of a gateway's item in the keyring: origin and gateway, so that two never mix."""
    return f"{origin_of(gateway.base_url)} {gateway.id}"


def system_backend() -> "KeyringBackend | None":
    """The keyring of this session that encrypts what it keeps, or None; takes long, call it off the main thread."""
    import keyring
    from keyring.backend import KeyringBackend

    chosen: KeyringBackend = keyring.get_keyring()
    candidates: list[KeyringBackend] = [chosen]
    if type(chosen).__module__ == "keyring.backends.chainer":
        candidates = list(chosen.backends)  # type: ignore[attr-defined]
    return next((c for c in candidates if not refused(c)), None)


def refused(backend: "KeyringBackend") -> bool:
    """Whether a backend would lose keys, or write them where anyone can read them."""
    kind = type(backend)
    return kind.__module__.startswith(_REFUSED_MODULES) or "plaintext" in kind.__name__.lower()


class Secrets:
    """Reads and keeps the keys of gateways; satisfies `studio.state.ports.Keys`.

    `find_backend` is called once, on the keyring's thread. `on_waiting(True)` is called on the loop's thread
    when the keyring has not answered for `patience` seconds, `on_waiting(False)` when nobody waits any more.
    """

    def __init__(
        self,
        find_backend: Callable[[], "KeyringBackend | None"] = system_backend,
        environment: Mapping[str, str] = os.environ,
        on_waiting: Callable[[bool], None] = lambda waiting: None,
        patience: float = PATIENCE,
    ) -> None:
        self.on_waiting = on_waiting
        self._find_backend = find_backend
        self._environment = environment
        self._patience = patience
        self._backend: KeyringBackend | None = None
        self._found = False
        self._declined = False
        self._of_this_run: dict[str, str] = {}
        self._reads: dict[str, asyncio.Future[str | None]] = {}
        self._waiting = 0
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    async def state(self) -> str:
        """ "open", "locked" or "none"; never opens a prompt."""
        return await self._on_thread(self._look)

    async def backend(self) -> str:
        """The keyring's name for people, "" where there is none."""
        return await self._on_thread(lambda: _name_of(self._keyring()))

    async def unlock(self) -> str:
        """Lets the system ask for the keyring's password, because the user wants that; the state afterwards."""
        self._declined = False

        def touch() -> str:
            backend = self._keyring()
            if backend is not None:
                self._guarded(lambda: backend.get_password(SERVICE, "unlock"), "unlock")
            return self._look()

        return await self._on_thread(touch)

    async def read(self, gateway: Gateway) -> str | None:
        """The key bound to the gateway's origin: of this run, the environment, or the keyring; else None.

        Raises `StudioError` (KEYRING) where the keyring has to be opened first; nothing is ever deleted. A
        gateway that was never given a key does not make a locked keyring ask, nor wait longer than `patience`.
        """
        at_hand = self._at_hand(gateway)
        if at_hand is not None:
            return at_hand[1] or None
        name = item_name(gateway)
        if name not in self._reads:
            self._reads[name] = self._begin_read(gateway, name)
        with self._patient():
            if gateway.key_needed:
                return await asyncio.shield(self._reads[name])
            answered, _ = await asyncio.wait({self._reads[name]}, timeout=self._patience)
            return answered.pop().result() if answered else None

    async def place(self, gateway: Gateway) -> tuple[str, str]:
        """Where the key lies ("run", "environment", "keyring", "locked", or "") and its last four characters.

        Never opens a prompt.
        """
        at_hand = self._at_hand(gateway)
        if at_hand is not None:
            where, key = at_hand
            return where, _ending(key)

        def look() -> tuple[str, str]:
            backend = self._keyring()
            if backend is None:
                return "", ""
            if self._look() == "locked":
                return "locked", ""
            key = self._guarded(lambda: backend.get_password(SERVICE, item_name(gateway)), "read")
            return ("keyring", _ending(key)) if key else ("", "")

        return await self._on_thread(look)

    async def save(self, gateway: Gateway, typed: str, for_this_run: bool = False) -> None:
        """Cleans and keeps a key; without a keyring it is kept for this run. What it replaces is kept on failure.

        Raises `StudioError`: INPUT for what cannot be a key, KEYRING when the keyring did not take it.
        """
        key = cleaned_key(typed)
        name = item_name(gateway)
        if for_this_run:
            self._keep_for_this_run(name, key)
            return

        def write() -> bool:
            backend = self._keyring()
            if backend is None:
                return False
            self._guarded(lambda: backend.set_password(SERVICE, name, key), "save")
            if self._guarded(lambda: backend.get_password(SERVICE, name), "save") != key:
                raise _keyring_failure("save", "the key read back was another one")
            return True

        self._declined = False
        if await self._on_thread(write):
            self._of_this_run.pop(name, None)
        else:
            self._keep_for_this_run(name, key)

    async def forget(self, gateway: Gateway) -> None:
        """Removes the key because the user asked for it."""
        name = item_name(gateway)
        self._of_this_run.pop(name, None)

        def remove() -> None:
            backend = self._keyring()
            if backend is None:
                return
            if self._guarded(lambda: backend.get_password(SERVICE, name), "forget") is not None:
                self._guarded(lambda: backend.delete_password(SERVICE, name), "forget")

        await self._on_thread(remove)

    def close(self) -> None:
        """Lets the thread end when it is free; it is a daemon and never joined, so a frozen keyring cannot hold us."""
        self._of_this_run.clear()
        self._jobs.put(None)

    # -- keys that need no keyring

    def _at_hand(self, gateway: Gateway) -> tuple[str, str] | None:
        key = self._of_this_run.get(item_name(gateway))
        if key is not None:
            return "run", key
        if not gateway.key_env:
            return None
        typed = self._environment.get(gateway.key_env, "")
        return "environment", cleaned_key(typed) if typed.strip() else ""

    def _keep_for_this_run(self, name: str, key: str) -> None:
        self._of_this_run[name] = key
        waiting = self._reads.get(name)
        if waiting is not None and not waiting.done():
            waiting.set_result(key)

    # -- the thread

    def _begin_read(self, gateway: Gateway, name: str) -> "asyncio.Future[str | None]":
        """One question for all who want this key now, answered by the keyring or by a key typed meanwhile."""

        def ask() -> str | None:
            backend = self._keyring()
            if backend is None:
                return None
            if (self._declined or not gateway.key_needed) and self._look() == "locked":
                if gateway.key_needed:
                    raise _locked()
                return None
            return self._guarded(lambda: backend.get_password(SERVICE, name), "read")

        shared: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

        def answered(asked: "asyncio.Future[str | None]") -> None:
            if shared.done() or asked.cancelled():
                return
            error = asked.exception()
            if error is None:
                shared.set_result(asked.result())
            else:
                shared.set_exception(error)
                shared.exception()

        def over(_: "asyncio.Future[str | None]") -> None:
            self._reads.pop(name, None)

        shared.add_done_callback(over)
        self._submit(ask).add_done_callback(answered)
        return shared

    async def _on_thread(self, job: Callable[[], T]) -> T:
        with self._patient():
            return await self._submit(job)

    def _submit(self, job: Callable[[], T]) -> "asyncio.Future[T]":
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="keyring", daemon=True)
            self._thread.start()
        answer: Future[T] = Future()

        def run() -> None:
            if not answer.set_running_or_notify_cancel():
                return
            try:
                answer.set_result(job())
            except Exception as error:
                answer.set_exception(error)

        self._jobs.put(run)
        return asyncio.wrap_future(answer)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()

    def _patient(self) -> "_Patience":
        return _Patience(self._patience, self._count_waiting)

    def _count_waiting(self, step: int) -> None:
        before = self._waiting
        self._waiting += step
        if (before == 0) != (self._waiting == 0):
            self.on_waiting(self._waiting > 0)

    # -- on the keyring's thread only

    def _keyring(self) -> "KeyringBackend | None":
        if not self._found:
            backend = self._find_backend()
            self._backend = None if backend is None or refused(backend) else backend
            self._found = True
        return self._backend

    def _look(self) -> str:
        backend = self._keyring()
        if backend is None:
            return "none"
        if type(backend).__module__ == "keyring.backends.SecretService":
            return "locked" if _collection_is_locked() else "open"
        return "locked" if self._declined else "open"

    def _guarded(self, call: Callable[[], T], verb: str) -> T:
        """The result of one keyring call; whatever it raises becomes a failure in words."""
        from keyring.errors import KeyringLocked

        try:
            result = call()
        except KeyringLocked:
            self._declined = True
            raise _locked() from None
        except Exception as error:
            raise _keyring_failure(verb, type(error).__name__) from None
        self._declined = False
        return result


class _Patience:
    """Counts one caller as waiting once `seconds` have gone by."""

    def __init__(self, seconds: float, count: Callable[[int], None]) -> None:
        self._seconds = seconds
        self._count = count
        self._counted = False

    def __enter__(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._begin)

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._counted:
            self._count(-1)

    def _begin(self) -> None:
        self._counted = True
        self._count(1)


def _ending(key: str) -> str:
    return key[-4:] if len(key) >= 12 else ""


def _locked() -> StudioError:
    return failing(
        Kind.KEYRING,
        "The keyring is locked: unlock it, or type the key and use it for this run only.",
        Remedy.UNLOCK,
    )


def _keyring_failure(verb: str, detail: str) -> StudioError:
    sentence = {
        "read": "The keyring did not give the key; try again, or type the key and use it for this run only.",
        "save": "The keyring did not take the key, so the old one stays; try again, or use it for this run only.",
        "forget": "The keyring did not remove the key; unlock it and try again.",
        "unlock": "The keyring could not be opened; try again, or type the key and use it for this run only.",
    }[verb]
    return failing(Kind.KEYRING, sentence, Remedy.UNLOCK, detail=detail)


def _collection_is_locked() -> bool:
    """Whether the Secret Service's default collection is locked, without making it ask."""
    import secretstorage
    from secretstorage.exceptions import SecretStorageException

    try:
        with closing(secretstorage.dbus_init()) as connection:
            return secretstorage.Collection(connection).is_locked()
    except secretstorage.ItemNotFoundException:
        return False
    except SecretStorageException:
        return True


def _name_of(backend: "KeyringBackend | None") -> str:
    if backend is None:
        return ""
    module = type(backend).__module__
    if module == "keyring.backends.SecretService":
        return _secret_service_owner() or _NAMES[module]
    return _NAMES.get(module, str(backend.name))


def _secret_service_owner() -> str:
    """The name of the program behind the Secret Service, "" where it cannot be told."""
    from pathlib import Path

    import secretstorage
    from jeepney.bus_messages import DBus  # type: ignore[import-untyped]

    try:
        with closing(secretstorage.dbus_init()) as connection:
            message = DBus().GetConnectionUnixProcessID("org.freedesktop.secrets")
            (process,) = connection.send_and_get_reply(message).body
            return _OWNERS.get(Path(f"/proc/{process}/comm").read_text().strip(), "")
    except (secretstorage.exceptions.SecretStorageException, OSError, ValueError, TypeError):
        return ""
