"""What somebody does in front of the real program; each scenario is played in the program's own loop."""

import asyncio
import contextlib
import importlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton

from studio.app import App
from studio.domain.conversation import Message, Part, Role, Status, Text, new_id
from studio.domain.events import Ended
from studio.domain.gateway import Gateway, KeyStyle, Protocol
from studio.domain.prompt import Prompt, Task
from studio.domain.text import clean_text
from studio.state.gateway_words import key_words, keyring_words
from studio.state.session import Session
from studio.ui.shell.notice_bars import NoticeBar
from tests.system.runner import promise

TEXT = "user message {} " + "é漢😀" * 20


async def until(true: Callable[[], object], seconds: float = 30.0) -> None:
    """Waits until `true()`; the program ends with the TimeoutError in its log otherwise."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.005)


async def demo_ready(app: App) -> None:
    """Chooses the demo where nothing is set up yet, and waits until it can be asked."""
    if not app.gateways.rows:
        app.window._first_run.finished.emit("demo")  # type: ignore[union-attr, attr-defined]
    await until(lambda: app.models.catalogue("demo") and app.gateways.key_state("demo").where == "run")


def characters(parts: tuple[Part, ...]) -> int:
    """How much of a message can be read: texts and thoughts."""
    return sum(len(getattr(part, "text", "") or "") for part in parts)


def watch(app: App) -> None:
    """Prints what the program has promised: what is durable (U, D) and what is on the screen (T)."""
    write = app.shelf.save_message

    async def save(conversation: str, message: Message) -> None:
        await write(conversation, message)
        if message.role is Role.USER:
            promise("U", message.id, characters(message.parts))
        elif message.status is Status.DONE:
            promise("D", message.id, characters(message.parts))

    app.shelf.save_message = save  # type: ignore[method-assign]


def watch_screen(session: Session) -> None:
    """Prints how long each answer is on the screen, whenever that is announced."""

    def tell(message: str) -> None:
        shown = session.messages.get(message)
        if shown is not None and shown.role is Role.ASSISTANT:
            promise("T", message, characters(shown.parts), time.monotonic())

    session.message_changed.connect(tell)


async def chat_for_ever(app: App) -> None:
    """Four conversations that stream at once, each asking again as soon as it is answered."""
    watch(app)
    await demo_ready(app)
    for number, model in enumerate(("swift-mini", "coder", "marathon", "swift-mini")):
        session = app.library.new(gateway="demo", model=f"demo/{model}")
        watch_screen(session)
        if number == 0:
            app.window.show_session(session)
        asyncio.get_running_loop().create_task(_ask_for_ever(session), name=f"talk {number}")
    promise("ready")


async def _ask_for_ever(session: Session) -> None:
    number = 0
    while True:
        number += 1
        promise("S", number)
        session.send(TEXT.format(number))
        await until(lambda: not session.running(), 600)


async def stream_five(app: App, then: str = "") -> None:
    """Five answers that go on for a long time; `then` is what is done in the middle of them."""
    await demo_ready(app)
    sessions: list[Any] = []
    for number in range(5):
        session = app.library.new(gateway="demo", model="demo/marathon")
        session.send(TEXT.format(number))
        sessions.append(session)
    await until(lambda: all(s.path() and characters(s.path()[-1].parts) > 200 for s in sessions))
    for session in sessions:
        promise("T", session.path()[-1].id, characters(session.path()[-1].parts))
    promise("streaming", time.monotonic())
    if then == "close":
        app.frame.close()
        await until(lambda: question(app) is not None)
        asked = question(app)
        assert asked is not None
        promise("asked", " ".join(label.text() for label in asked.findChildren(QLabel)))
        next(button for button in asked.findChildren(QPushButton) if button.text() == "Quit").click()


def question(app: App) -> QDialog | None:
    """The dialog that is open."""
    return next((d for d in app.window.findChildren(QDialog) if d.isVisible()), None)


def told(app: App) -> str:
    """What the notices on the screen say."""
    bars = [app.window.toast, *app.window.findChildren(NoticeBar)]
    return " ".join(label.text() for bar in bars for label in bar.findChildren(QLabel))


async def idle(app: App) -> None:
    """Nothing but a running program."""
    await until(lambda: app.window.isVisible() and not app.library.running_sessions())
    await asyncio.sleep(0.1)  # what is said at the start has its turn
    promise("said", told(app))
    for row in app.library.rows():
        promise("listed", row.title)
    promise("ready")


async def blocked(app: App) -> None:
    """A bug: something in the window's thread never comes back."""
    promise("ready")
    time.sleep(60)  # noqa: ASYNC251 - the bug that is shown


async def fill_the_disk(app: App) -> None:
    """A conversation that goes on until its disk is full; prints what is said then."""
    await demo_ready(app)
    said: list[str] = []
    toast = app.window.toast
    tell = toast.tell

    def listen(text: str, *more: Any) -> None:
        said.append(text)
        tell(text, *more)

    toast.tell = listen  # type: ignore[method-assign]
    app.library.failed.disconnect()
    app.library.failed.connect(listen)
    session = app.library.new(gateway="demo", model="demo/marathon")
    app.window.show_session(session)
    session.send("word " * 40_000)
    await until(lambda: any("full" in words for words in said))
    promise("said", next(words for words in said if "full" in words))
    await asyncio.sleep(0.5)
    promise("times", sum("full" in words for words in said))
    promise("shown", characters(session.path()[-1].parts), session.path()[-1].status)
    promise("ready")


async def talk_with_a_key(app: App, origin: str, papers: str, plan: str) -> None:
    """A whole scenario with a key typed on standard input: chats, pictures, refusals, copies, exports, a bug.

    `plan` is JSON: `chats` and `pictures` are lists of badgate's cases; `papers` a folder for what is written out.
    """
    key = await asyncio.to_thread(sys.stdin.readline)
    key = key.strip()
    cases = json.loads(plan)
    await until(lambda: app.window.isVisible())
    good = Gateway(id="good", name="Good", base_url=f"{origin}/OK/v1", key_needed=True, full_catalogue=False)
    app.gateways.add(good)
    app.gateways.save_key("good", f"Bearer {key}")
    await until(lambda: app.gateways.key_state("good").where in ("keyring", "run"))
    promise("kept", app.gateways.key_state("good").where)
    app._end_first_run("good")
    ids = []
    for protocol in Protocol:
        session = app.library.new(gateway="good", model="bad-1", protocol=protocol)
        app.window.show_session(session)
        session.send("Hello?")
        await until(lambda: not session.running())  # noqa: B023 - awaited here
        promise("answered", protocol.value, session.path()[-1].status.value)
        ids.append(session.conversation.id)
    for case in cases["chats"]:
        await _try_case(app, origin, key, case, ids)
    await asyncio.gather(*(_draw(app, origin, key, case) for case in cases["pictures"]))
    await _write_out(app, Path(papers), ids)
    app.window.open_settings("gateways", "good")
    app.window.toggle_drawer("inspector")
    try:
        raise RuntimeError("a bug while a key is at hand")
    except RuntimeError as bug:
        app.report_bug(bug)
    await asyncio.sleep(0.3)  # what was started is written
    promise("ready")


async def _try_case(app: App, origin: str, key: str, case: str, ids: list[str]) -> None:
    """The same question in four protocols to a gateway that plays a fault."""
    row = Gateway(id=case, name=case, base_url=f"{origin}/{case}/v1", key_needed=True, full_catalogue=False)
    app.gateways.add(row)
    await app.services.keys.save(row, key, for_this_run=True)
    for protocol in Protocol:
        style = KeyStyle.X_API_KEY if protocol is Protocol.MESSAGES else KeyStyle.BEARER
        style = KeyStyle.X_GOOG_API_KEY if protocol is Protocol.GEMINI else style
        app.gateways.change(msgspec.structs.replace(app.gateways.get(case) or row, key_style=style))
        session = app.library.new(gateway=case, model="bad-1", protocol=protocol)
        session.send("Hello?")
        await until(lambda: not session.running())  # noqa: B023 - awaited here
        answer = session.path()[-1]
        promise("case", case, protocol.value, answer.status.value)
        ids.append(session.conversation.id)


async def _draw(app: App, origin: str, key: str, case: str) -> None:
    """A picture from a gateway that names its address in a foul way."""
    row = Gateway(id=case, name=case, base_url=f"{origin}/{case}/v1", key_needed=True, full_catalogue=False)
    await app.services.keys.save(row, key, for_this_run=True)
    asked = Message(id=new_id(), parent=None, role=Role.USER, parts=(Text("A lighthouse"),))
    prompt = Prompt(gateway=row, model="bad-1", task=Task.GENERATE, messages=(asked,), message_id=new_id())
    status = ""
    async for event in app.services.answering.answer(prompt):
        if isinstance(event, Ended):
            status = event.status.value
    promise("picture", case, status)


async def _write_out(app: App, papers: Path, ids: list[str]) -> None:
    """Everything that leaves the program: exports in all formats, a request as curl, what is on the clipboard."""
    for form, end in (("markdown", "md"), ("html", "html"), ("json", "json")):
        await app.shelf.export(ids, form, papers / f"all.{end}")
    for number, conversation in enumerate(ids):
        session = app.library.open(conversation)
        answer = session.path()[-1].id
        app.papers.copy_curl(answer)
        await asyncio.sleep(0.02)
        copied = QGuiApplication.clipboard().text()
        (papers / f"curl-{number}.sh").write_text(copied, "utf-8", "replace")


async def meet_the_keyring(app: App, origin: str, fault: str, *wanted: str) -> None:
    """A key kept in the real keyring, then the keyring fails in one way, and a question is asked that needs it.

    `fault` is "keep" (none), "fresh" (no key is kept before), "lock", "prompt" (locked, somebody is asked), "freeze" or
    "kill". What is said on the way is printed; the program then quits by itself.
    """
    key = (await asyncio.to_thread(sys.stdin.readline)).strip()
    await until(lambda: app.window.isVisible())
    row = Gateway(id="good", name="Good", base_url=f"{origin}/OK/v1", key_needed=True, full_catalogue=False)
    free = Gateway(id="free", name="Free", base_url=f"{origin}/OK/v1", full_catalogue=False)
    app.gateways.add(row)
    app.gateways.add(free)
    if app.window.in_first_run:
        app._end_first_run("good")
    if fault != "fresh" and key:
        app.gateways.save_key("good", key)
    app.gateways.refresh_keyring()
    await until(
        lambda: app.gateways.key_state("good").where != "unknown" and app.gateways.keyring.state != "unknown"
    )
    await until(
        lambda: fault == "fresh" or not key or app.gateways.key_state("good").where in ("keyring", "run")
    )
    say_keyring(app, "before")
    gaps = Gaps()
    if fault in ("lock", "prompt"):
        secretstorage = importlib.import_module("secretstorage")
        secretstorage.get_default_collection(secretstorage.dbus_init()).lock()
    elif fault == "freeze":
        os.kill(int(os.environ["GKD_PID"]), signal.SIGSTOP)
    elif fault == "kill":
        os.kill(int(os.environ["GKD_PID"]), signal.SIGKILL)
        await asyncio.sleep(0.3)
    session = app.library.new(gateway="good", model="bad-1")
    app.window.show_session(session)
    beat = asyncio.get_running_loop().create_task(gaps.watch(), name="heart-beat")
    session.send("Hello?")
    await until(lambda: not session.running() or app.gateways.keyring.waiting)
    if session.running():
        say_keyring(app, "waiting")
        promise("toast", app.window.toast.findChildren(QLabel)[0].text())
        await ask_the_free(app)
        app.gateways.save_key("good", key or "typed-for-this-run", for_this_run=True)
        await until(lambda: not session.running(), 10)
    failure = session.path()[-1].failure
    promise("result", session.path()[-1].status.value, failure.message if failure else "")
    say_keyring(app, "after")
    beat.cancel()
    promise("gap", round(gaps.longest * 1000))
    promise("quitting", time.monotonic())
    app.quit_now()


async def ask_the_free(app: App) -> None:
    """A gateway that needs no key can be asked while the keyring is silent."""
    session = app.library.new(gateway="free", model="bad-1")
    session.send("Hello?")
    with contextlib.suppress(TimeoutError):
        await until(lambda: not session.running(), 8)
    promise("free", session.path()[-1].status.value)
    session.stop()


def say_keyring(app: App, when: str) -> None:
    """Prints what settings would say of keyring and key."""
    state = app.gateways.key_state("good")
    row = app.gateways.get("good")
    assert row is not None
    promise(
        when,
        state.where,
        keyring_words(app.gateways.keyring),
        "|",
        key_words(state, app.gateways.keyring, row),
    )


class Gaps:
    """The longest time in which nothing else could be done."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def watch(self) -> None:
        """Measures until it is cancelled."""
        last = time.monotonic()
        while True:
            await asyncio.sleep(0.01)
            now = time.monotonic()
            self.longest = max(self.longest, now - last)
            last = now


async def sit(app: App, model: str = "") -> None:
    """Somebody sits in front of the program; whatever changes on the screen is printed as one line of JSON."""
    await until(lambda: app.window.isVisible())
    await demo_ready(app)
    if model:
        app.window.session().change(gateway="demo", model=model)
    promise("ready")
    last: dict[str, Any] = {}
    while True:
        now = seen(app)
        if now != last:
            last = now
            promise("state", json.dumps(now))
        await asyncio.sleep(0.03)


def seen(app: App) -> dict[str, Any]:
    """What a person would see: messages, draft, what is open, which place, which notice."""
    session = app.window.session()
    draft = app.window.chat.composer.draft()
    state: dict[str, Any] = {
        "messages": [(m.role.value, m.status.value, m.text[:80]) for m in session.path()],
        "draft": draft.text,
        "attached": len(draft.parts),
        "open": sorted(
            type(w).__name__ for w in QApplication.topLevelWidgets() if w.isVisible() and w is not app.frame
        ),
        "place": "pictures"
        if app.window.places.currentWidget() is app.window._built.get("pictures")
        else "chat",
        "notice": toast.findChildren(QLabel)[0].text() if (toast := app.window.toast).isVisible() else "",
    }
    state["open"] += [
        type(d).__name__ + " " + d.windowTitle() for d in app.window.findChildren(QDialog) if d.isVisible()
    ]
    if state["place"] == "pictures":
        studio = app.window._built["pictures"].studio  # type: ignore[attr-defined]
        state["source"] = bool(studio.desk.source)
        state["references"] = len(studio.desk.references)
    return state


async def show_hostile_texts(app: App, hostile: str, canary: str) -> None:
    """Every hostile text in the transcript: while it comes in, when it is done, as history, and exported.

    `hostile` is the folder of hostile.py; texts over 100,000 characters are left to the transcript's own tests.
    """
    sys.path.insert(0, hostile)
    texts = importlib.import_module("hostile").texts(canary)
    await demo_ready(app)
    promise("ready")
    shown = 0
    for name, pieces in texts.items():
        if sum(map(len, pieces)) > 100_000:
            continue
        session = app.library.new(gateway="demo", model="demo/terse")
        app.window.show_session(session)
        question = Message(id=new_id(), parent=None, role=Role.USER, parts=(Text(name),))
        answer = Message(id=new_id(), parent=question.id, role=Role.ASSISTANT, status=Status.STREAMING)
        session.adopt((question, answer))
        text = ""
        for piece in pieces:
            text = clean_text(text + piece)
            session.messages[answer.id] = msgspec.structs.replace(answer, parts=(Text(text),))
            session.message_changed.emit(answer.id)
            await painted(app)
        whole = msgspec.structs.replace(answer, parts=(Text(text),), status=Status.DONE)
        session.messages[answer.id] = whole
        session.keeper.keep_message(whole)
        session.message_changed.emit(answer.id)
        session.path_changed.emit()
        await painted(app)
        for form in ("markdown", "html"):
            await app.shelf.export(
                [session.conversation.id], form, Path(os.environ["HOME"]) / f"{name}.{form}"
            )
        shown += 1
    app.window.drawer.show_exchanges("")
    promise("shown", shown)
    app.quit_now()


async def painted(app: App) -> None:
    """Lets what is shown be laid out and painted."""
    await asyncio.sleep(0.03)
    app.window.grab()
