"""The user's gateways with what is known of each: where its key lies, how it is doing, how its test went."""

import asyncio
import os
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, Protocol

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from studio.domain.conversation import new_id
from studio.domain.errors import Failure
from studio.domain.gateway import Gateway, origin_of
from studio.domain.presets import KEY_VARIABLES, preset
from studio.state import tasks
from studio.state.gateway_words import (
    EnvironmentKey,
    Health,
    KeyringState,
    KeyState,
    Trial,
    health_after,
    health_of,
)
from studio.state.ports import Answering, Catalogues, Keys, Store


class Keyring(Keys, Protocol):
    """The keyring as settings need it: beyond reading and keeping, where a key lies and how to open the ring."""

    async def unlock(self) -> str:
        """Lets the system ask for the password; the state afterwards."""

    async def place(self, gateway: Gateway) -> tuple[str, str]:
        """Where the key lies ("run", "environment", "keyring", "locked", "") and its last four characters."""


class Gateways(QObject):
    """Holds the rows, keeps them stored, and talks to the keyring and to the gateways on their behalf."""

    changed = Signal()
    key_changed = Signal(str)
    keyring_changed = Signal()
    trial_changed = Signal(str)
    health_changed = Signal(str)
    found_changed = Signal()
    origin_moved = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        rows: Sequence[Gateway],
        store: Store,
        keys: Keyring,
        answering: Answering,
        catalogues: Catalogues,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        super().__init__()
        self._rows = tuple(rows)
        self._store = store
        self._keys = keys
        self._answering = answering
        self._catalogues = catalogues
        self._environment = environment
        self._key_states: dict[str, KeyState] = {}
        self._problems: dict[str, Failure] = {}
        self._trials: dict[str, Trial] = {}
        self._health: dict[str, Health] = {}
        self._moved: dict[str, Gateway] = {}
        self.keyring = KeyringState()
        self.found: tuple[Gateway, ...] = ()
        self.searching = False

    # -- rows

    @property
    def rows(self) -> tuple[Gateway, ...]:
        """All gateways in the user's order."""
        return self._rows

    def get(self, gateway_id: str) -> Gateway | None:
        """The row with this id, or None."""
        return next((g for g in self._rows if g.id == gateway_id), None)

    def fresh(self, template: Gateway) -> Gateway:
        """A copy of a preset with an id and a name no row has."""
        ids = {g.id for g in self._rows}
        names = {g.name for g in self._rows}
        identity = template.id if template.id and template.id not in ids else new_id()
        name, number = template.name, 2
        while name in names:
            name, number = f"{template.name} {number}", number + 1
        return msgspec.structs.replace(template, id=identity, name=name)

    def add(self, gateway: Gateway) -> str:
        """Adds a row at the end, or replaces the row of the same id; its id."""
        if self.get(gateway.id) is not None:
            self.change(gateway)
        else:
            self._set((*self._rows, gateway))
        self.refresh_key(gateway.id)
        return gateway.id

    def change(self, gateway: Gateway) -> None:
        """Replaces the row of the same id. A new origin never gets the old key unasked: see `origin_moved`.

        A key read from the environment is laid aside with it until `decide_key`.
        """
        before = self.get(gateway.id)
        if before is None or before == gateway:
            return
        moved = origin_of(before.base_url) != origin_of(gateway.base_url)
        if moved and not gateway.demo:
            had_key = self.key_state(gateway.id).where in ("run", "environment", "keyring", "locked")
            if had_key or before.key_env:
                self._moved.setdefault(gateway.id, before)
            gateway = msgspec.structs.replace(gateway, key_env="")
        self._set(tuple(gateway if g.id == gateway.id else g for g in self._rows))
        if moved:
            self._trials.pop(gateway.id, None)
            self._health.pop(gateway.id, None)
            self.refresh_key(gateway.id)
        if gateway.id in self._moved and moved:
            self.origin_moved.emit(gateway.id)

    def moved_from(self, gateway_id: str) -> str:
        """The origin whose key waits for `decide_key`, or ""."""
        before = self._moved.get(gateway_id)
        return origin_of(before.base_url) if before is not None else ""

    def decide_key(self, gateway_id: str, carry: bool) -> None:
        """The answer to `origin_moved`: whether the key of the old address may be used at the new one."""
        before, now = self._moved.pop(gateway_id, None), self.get(gateway_id)
        if before is None or now is None or not carry:
            self.key_changed.emit(gateway_id)
            return
        if before.key_env:
            self.change(msgspec.structs.replace(now, key_env=before.key_env))
            self.refresh_key(gateway_id)
            return

        async def carry_over() -> None:
            key = await self._keys.read(msgspec.structs.replace(before, key_needed=True))
            where, _ = await self._keys.place(before)
            if key is not None:
                await self._keys.save(now, key, for_this_run=where == "run")

        self._key_task(gateway_id, carry_over(), "carry a key over")

    def remove(self, gateway_id: str, forget_key: bool = True) -> None:
        """Removes a row and, unless told otherwise, its key from the keyring."""
        gateway = self.get(gateway_id)
        if gateway is None:
            return
        self._set(tuple(g for g in self._rows if g.id != gateway_id))
        for known in (self._key_states, self._trials, self._health, self._moved, self._problems):
            known.pop(gateway_id, None)
        if forget_key and not gateway.demo:
            self._key_task(gateway_id, self._keys.forget(gateway), "forget a key")

    def reorder(self, ids: Sequence[str]) -> None:
        """Puts the rows in the order of `ids`; rows not named stay behind in theirs."""
        rank = {gateway_id: at for at, gateway_id in enumerate(ids)}
        self._set(tuple(sorted(self._rows, key=lambda g: rank.get(g.id, len(rank)))))

    def place_demo(self, gateway: Gateway, token: str) -> None:
        """Puts the built-in gateway's row of this run in place; its token is kept for this run only."""
        at = next((i for i, g in enumerate(self._rows) if g.id == gateway.id), len(self._rows))
        self._set((*self._rows[:at], gateway, *self._rows[at + 1 :]))
        self._key_task(
            gateway.id, self._keys.save(gateway, token, for_this_run=True), "keep the demo's token"
        )

    # -- keys

    def key_state(self, gateway_id: str) -> KeyState:
        """Where the gateway's key lies, as far as known; `refresh_key` asks again."""
        return self._key_states.get(gateway_id, KeyState())

    def key_problem(self, gateway_id: str) -> Failure | None:
        """What went wrong with the gateway's key last, until something goes right."""
        return self._problems.get(gateway_id)

    def refresh_key(self, gateway_id: str) -> None:
        """Looks where the key lies, without making the keyring ask for its password."""
        tasks.start(self._look_at_key(gateway_id), "look for a key")

    def refresh_keyring(self) -> None:
        """Looks at the keyring, without making it ask for its password; a window built before the loop runs may ask."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            QTimer.singleShot(50, self.refresh_keyring)
            return

        async def look() -> None:
            self._keyring_is(await self._keys.state(), await self._keys.backend())

        tasks.start(tasks.attempt(look(), lambda failure: None), "look at the keyring")

    def unlock(self) -> None:
        """Lets the system ask for the keyring's password."""

        async def open_it() -> None:
            self._keyring_is(await self._keys.unlock(), self.keyring.name)
            for gateway in self._rows:
                await self._look_at_key(gateway.id)

        tasks.start(tasks.attempt(open_it(), lambda failure: self.refresh_keyring()), "unlock the keyring")

    def set_waiting(self, waiting: bool) -> None:
        """The keyring has been silent for five seconds, or answers again."""
        self.keyring = msgspec.structs.replace(self.keyring, waiting=waiting)
        self.keyring_changed.emit()

    def save_key(self, gateway_id: str, typed: str, for_this_run: bool = False) -> None:
        """Keeps a typed key; on failure the old key stays and `key_problem` says why."""
        gateway = self.get(gateway_id)
        if gateway is None:
            return

        async def keep() -> None:
            await self._keys.save(gateway, typed, for_this_run)
            self._moved.pop(gateway_id, None)
            now = self.get(gateway_id)
            if now is not None:
                self.change(msgspec.structs.replace(now, key_needed=True, key_env=""))

        self._key_task(gateway_id, keep(), "save a key")

    def forget_key(self, gateway_id: str) -> None:
        """Removes the gateway's key from the keyring and from memory, and stops reading it from the environment."""
        gateway = self.get(gateway_id)
        if gateway is None:
            return
        if gateway.key_env:
            self.change(msgspec.structs.replace(gateway, key_env=""))
        self._key_task(gateway_id, self._keys.forget(gateway), "forget a key")

    def environment_keys(self) -> tuple[EnvironmentKey, ...]:
        """The keys of known gateways that stand in the environment now."""
        return tuple(
            EnvironmentKey(variable, name, value[-4:] if len(value) >= 12 else "")
            for variable, name in KEY_VARIABLES.items()
            if (value := self._environment.get(variable, "").strip())
        )

    def take_from_environment(self, variable: str, each_time: bool = True) -> str:
        """Uses the key in `variable`: read each time, or copied into the keyring. The gateway's id, "" if unknown."""
        name = KEY_VARIABLES.get(variable, "")
        template = preset(name)
        if template is None:
            return ""
        gateway = next((g for g in self._rows if g.preset == name), None) or self.fresh(template)
        if each_time:
            self.add(msgspec.structs.replace(gateway, key_env=variable, key_needed=True))
        else:
            self.add(gateway)
            self.save_key(gateway.id, self._environment.get(variable, ""))
        return gateway.id

    # -- tests, health, discovery

    def trial(self, gateway_id: str) -> Trial:
        """The last test of this gateway (a row, or one that is being set up)."""
        return self._trials.get(gateway_id, Trial())

    def test(self, gateway: Gateway, typed_key: str = "") -> None:
        """Tries a gateway as it is given, with `typed_key` for this run where one is typed."""

        async def attempt() -> None:
            if typed_key.strip():
                await self._keys.save(gateway, typed_key, for_this_run=True)
            words = await self._answering.test(gateway)
            self._trial_is(gateway.id, Trial(words=words))
            self.note_answer(gateway.id, None)

        def failed(failure: Failure) -> None:
            self._trial_is(gateway.id, Trial(words=failure.message, failure=failure))
            self.note_answer(gateway.id, failure)

        self._trial_is(gateway.id, Trial(running=True))
        tasks.start(tasks.attempt(attempt(), failed), "test a gateway")

    def health(self, gateway_id: str) -> Health:
        """How the gateway is doing: the last word of its health route, or of its last answer."""
        return self._health.get(gateway_id, Health())

    def note_answer(self, gateway_id: str, failure: Failure | None) -> None:
        """Takes the outcome of an answer as news of the gateway's health; None is a good answer."""
        self._health[gateway_id] = health_after(failure)
        self.health_changed.emit(gateway_id)

    def refresh_health(self) -> None:
        """Asks every gateway how it is."""
        for gateway in self._rows:
            tasks.start(self._ask_health(gateway), "ask for health")

    def discover(self) -> None:
        """Looks for servers on this machine, because the user asked for it; see `found` and `searching`."""
        if self.searching:
            return

        async def look() -> None:
            self.found = await self._catalogues.local_servers()

        async def look_and_tell() -> None:
            try:
                await tasks.attempt(look(), lambda failure: None)
            finally:
                self.searching = False
                self.found_changed.emit()

        self.searching = True
        self.found_changed.emit()
        tasks.start(look_and_tell(), "look for local servers")

    # -- private

    def _set(self, rows: tuple[Gateway, ...]) -> None:
        if rows == self._rows:
            return
        self._rows = rows
        self.changed.emit()
        saving = self._store.save_gateways(rows)
        tasks.start(tasks.attempt(saving, lambda failure: self.failed.emit(failure.message)), "save gateways")

    def _key_task(self, gateway_id: str, work: Coroutine[Any, Any, None], name: str) -> None:
        """Runs one change of a key, then tells how the key stands."""

        async def change() -> None:
            await work
            self._problems.pop(gateway_id, None)

        async def change_and_look() -> None:
            await tasks.attempt(change(), lambda failure: self._problem_is(gateway_id, failure))
            await self._look_at_key(gateway_id)

        tasks.start(change_and_look(), name)

    def _problem_is(self, gateway_id: str, failure: Failure) -> None:
        self._problems[gateway_id] = failure

    def _first_problem(self, gateway_id: str, failure: Failure) -> None:
        self._problems.setdefault(gateway_id, failure)

    async def _look_at_key(self, gateway_id: str) -> None:
        gateway = self.get(gateway_id)
        if gateway is None:
            return

        async def look() -> None:
            where, ending = await self._keys.place(gateway)
            self._key_states[gateway_id] = KeyState(where or "none", ending)

        # A look that fails after a change that failed says nothing new: the first reason is the one to read.
        await tasks.attempt(look(), lambda failure: self._first_problem(gateway_id, failure))
        self.key_changed.emit(gateway_id)

    def _keyring_is(self, state: str, name: str) -> None:
        self.keyring = msgspec.structs.replace(self.keyring, state=state, name=name)
        self.keyring_changed.emit()

    def _trial_is(self, gateway_id: str, trial: Trial) -> None:
        self._trials[gateway_id] = trial
        self.trial_changed.emit(gateway_id)

    async def _ask_health(self, gateway: Gateway) -> None:
        async def ask() -> None:
            words = await self._catalogues.health(gateway)
            if words:
                self._health[gateway.id] = health_of(words)
                self.health_changed.emit(gateway.id)

        await tasks.attempt(ask(), lambda failure: self.note_answer(gateway.id, failure))
