"""The composition root of the window: builds everything by hand, opens and closes it in order."""

import argparse
import asyncio
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication

from studio import logs
from studio.domain.conversation import Message, Status
from studio.domain.errors import Failure, StudioError
from studio.domain.exchange import Exchange
from studio.domain.presets import demo_gateway
from studio.eventloop import catch_bugs, make_loop
from studio.instance import Instance
from studio.paths import Paths
from studio.services.house import Services
from studio.start import catch_signals, rest_after_start, say
from studio.state import tasks
from studio.state.asking import Desk
from studio.state.gateway_words import keyring_words
from studio.state.gateways import Gateways
from studio.state.intake import Intake
from studio.state.late import late
from studio.state.library import Library
from studio.state.models import Models
from studio.state.papers import Papers
from studio.state.preferences import Preferences
from studio.state.rasters import Rasters
from studio.state.saving import Saving
from studio.state.search import Search
from studio.state.titles import Titles
from studio.storage.database import NEWER_SCHEMA
from studio.storage.library import Library as Shelf
from studio.ui.images import Images
from studio.ui.shell.dialogs import ask
from studio.ui.shell.fonts import choose_font
from studio.ui.shell.frame import Frame, write_look
from studio.ui.shell.menu import add_commands
from studio.ui.shell.notices import Notices
from studio.ui.shell.parts import Parts
from studio.ui.shell.places import Places
from studio.ui.shell.theme import Theme
from studio.ui.shell.window import Window

if TYPE_CHECKING:
    from studio.sandbox.server import Sandbox

log = logging.getLogger(__name__)
PATIENCE = 1.5
"""Seconds a quit waits for running answers to unwind."""
OPEN_COPY = "Open a copy for reading"


def run(
    application: QApplication, frame: Frame, paths: Paths, instance: Instance, options: argparse.Namespace
) -> int:
    """Fills the frame and runs until it is closed; 0 done, 1 when the library could not be opened."""
    try:
        handler = logs.start_logging(paths.log_file, options.debug)
    except OSError as error:
        handler = None
        sys.stderr.write(f"No log is written: {error.strerror}.\n")
    shelf: Shelf | None = None
    try:
        shelf = _open_shelf(frame, paths.data)
        if shelf is None:
            return 1
        app = App(application, frame, shelf, paths, options)
        instance.called.connect(app.called)
        instance.listen()
        return app.run()
    finally:
        if shelf is not None:
            shelf.close_now()
        if handler is not None:
            logs.stop_logging(handler)


def _open_shelf(frame: Frame, folder: Path) -> Shelf | None:
    """The library, or a copy of it where the user prefers that to leaving; None when there is none to open."""
    try:
        return Shelf.open(folder)
    except StudioError as error:
        choices = (OPEN_COPY,) if error.failure.code == NEWER_SCHEMA else ()
        if say(frame, error.failure.message, choices) != OPEN_COPY:
            return None
    try:
        return Shelf.open_copy(folder)
    except StudioError as error:
        say(frame, error.failure.message)
        return None


class App:
    """Everything of one running window."""

    def __init__(
        self,
        application: QApplication,
        frame: Frame,
        shelf: Shelf,
        paths: Paths,
        options: argparse.Namespace,
    ) -> None:
        self.frame = frame
        self._paths = paths
        self._options = options
        self._ending = False
        self._sandbox: Sandbox | None = None
        self.shelf = shelf
        choose_font(application)
        self.theme = Theme(application)
        self.theme.apply(shelf.settings.theme)
        self.preferences = Preferences(shelf.settings, shelf)
        self.services = Services(
            lambda: self.preferences.value,
            shelf.put_blob,
            shelf.blob,
            self._record,
            paths.cache / "thumbnails",
            on_waiting=self._keyring_waits,
        )
        answering = late(lambda: self.services.answering)
        catalogues = late(lambda: self.services.catalogues)
        pictures = late(lambda: self.services.pictures)
        self.gateways = Gateways(
            shelf.gateways, shelf, late(lambda: self.services.keys), answering, catalogues
        )
        self.models = Models(self.gateways, self.preferences, shelf, catalogues)
        self.desk = Desk(
            shelf, answering, self.preferences, self.gateways.get, self._capabilities, self._answer_failed
        )
        self.library = Library(self.desk, self.models.default)
        self.titles = Titles(self.desk, self.library)
        self.rasters = Rasters(pictures)
        self.images = Images(self.rasters)
        self._pictures = pictures
        self.intake = self._make_intake()
        self.papers = Papers(shelf, self.gateways.get, lambda ref, side: pictures.raster(ref, side))
        self.saving = Saving(shelf, shelf.read_only, shelf.notices)
        self.window = Window(self._parts(), frame)
        self.notices = Notices(frame)
        add_commands(self.window)
        self.window.commands.bind(self.preferences.value.shortcuts)
        self.preferences.changed.connect(self._apply_preferences)
        frame.closing.connect(self.quit)
        self.library.answered.connect(self._answered)
        self.papers.said.connect(self.window.toast.tell)
        self.papers.copied.connect(self.window.copy_text)
        self.papers.imported.connect(self._read_library)

    # -- running

    def run(self) -> int:
        """Shows the window, then starts the loop and what the network needs."""
        self.open_window()
        loop = make_loop()
        catch_bugs(loop, self.report_bug)
        asyncio.set_event_loop(loop)
        catch_signals(loop, self.quit_now)
        with loop:
            loop.call_soon(self.start)
            loop.run_forever()
        return 0

    def open_window(self) -> None:
        """Fills the frame and shows it."""
        self._show_first()
        self.frame.setCentralWidget(self.window)
        self.frame.show()

    def start(self) -> None:
        """What happens once the loop runs: lists are read, the demo is started, catalogues are refreshed."""
        tasks.start(tasks.attempt(self._open_library(), self._tell), "open the library")
        if self.gateways.get("demo") is not None:
            self.start_demo()
        else:
            self.models.load()
        self._apply_preferences()
        asyncio.get_running_loop().call_later(1.0, rest_after_start)

    def _read_library(self) -> None:
        tasks.start(tasks.attempt(self.library.load(), self._tell), "read the library")

    async def _open_library(self) -> None:
        await self.library.load()
        last = self.preferences.value.window_state.get("conversation", "")
        if self._options.new_chat or last not in self.library.conversations:
            if self.window.chat.session is None and not self.window.in_first_run:
                self.window.new_chat()
        else:
            self.window.open_conversation(last)
        if await self.shelf.jobs():
            self.window.build_place("pictures")  # goes on asking for pictures that were being made

    def _show_first(self) -> None:
        if not self.gateways.rows:
            from studio.ui.shell.first_run import FirstRun

            page = FirstRun(self.gateways)
            page.finished.connect(self._end_first_run)
            self.window.show_first_run(page)

    def _end_first_run(self, gateway: str) -> None:
        if gateway == "demo":
            self.start_demo()
        self.models.load()
        self.window.end_first_run()
        if self.window.chat.session is None:
            self.window.new_chat()

    def called(self, words: dict[str, Any]) -> None:
        """A second start handed its arguments over: the window comes to the front and does what was asked."""
        window, frame = self.window, self.frame
        if frame.isMinimized():
            frame.showNormal()
        frame.raise_()
        frame.activateWindow()
        if words.get("new_chat"):
            window.new_chat()
        if words.get("new_image") or words.get("pictures"):
            window.show_place("pictures")
        self._edit_pictures([Path(str(p)) for p in words.get("pictures") or ()])

    def quit(self) -> None:
        """Ends the program; asks once when several answers are still coming in."""
        running = self.library.running_sessions()
        if len(running) > 1 and not self._ending:
            words = f"{len(running)} chats are still answering. What has come so far is kept."
            ask(self.window, "Quit now?", words, ("Quit",), lambda _: self.quit_now())
            return
        self.quit_now()

    def quit_now(self) -> None:
        """Ends the program without asking; what has come so far is kept."""
        if not self._ending:
            self._ending = True
            asyncio.get_running_loop().create_task(self._close_and_stop(), name="close")

    async def _close_and_stop(self) -> None:
        await self.close()
        asyncio.get_running_loop().stop()

    async def close(self) -> None:
        """Stops what runs, saves what is there, closes what was opened."""
        state = self.preferences.value.window_state | self.window.window_state()
        self.preferences.change(window_state=state)
        sidebar = self.window.sidebar.isVisible()
        write_look(self._paths.cache / "look.json", self.frame.look(self.theme.dark(), sidebar))
        self.frame.hide()
        self.window.settle()
        await self.library.close(PATIENCE)
        if self._sandbox is not None:
            await self._sandbox.stop()
        await self.services.close()
        await self.shelf.close()
        self.saving.close()

    # -- the demo

    def start_demo(self) -> None:
        """Starts the built-in gateway and puts its row of this run in place."""
        if self._sandbox is None:
            from studio.sandbox.server import Sandbox

            self._sandbox = Sandbox()
            tasks.start(self._run_demo(self._sandbox), "start the demo")

    async def _run_demo(self, sandbox: "Sandbox") -> None:
        await sandbox.start()
        self.gateways.place_demo(demo_gateway(sandbox.port), sandbox.token)
        if not self.preferences.value.default_model:
            self.preferences.change(default_model="demo\ndemo/companion")
        self.models.load()

    # -- what parts need from one another

    def _parts(self) -> Parts:
        return Parts(
            library=self.library,
            gateways=self.gateways,
            models=self.models,
            preferences=self.preferences,
            search=Search(self.shelf),
            intake=self.intake,
            store=self.shelf,
            theme=self.theme,
            image=self.images.get,
            picture_ready=self.images.ready,
            places=Places(
                desk=self.desk,
                gateways=self.gateways,
                models=self.models,
                preferences=self.preferences,
                catalogues=late(lambda: self.services.catalogues),
                pictures=late(lambda: self.services.pictures),
                library=self.library,
                images=self.images,
                theme=self.theme,
                make_intake=self._make_intake,
                fetch=self._fetch,
                decode=self._decode,
                notify=lambda title, text: self.notices.tell(title, text),
            ),
            papers=self.papers,
            saving=self.saving,
            start_demo=self.start_demo,
            fetch_picture=self.intake.take_address,
        )

    def _decode(self, exchange: Exchange) -> tuple[tuple[float, str], ...]:
        from studio.services.replay import events_of

        gateway = self.gateways.get(exchange.gateway)
        return () if gateway is None else events_of(exchange, gateway)

    def _keyring_waits(self, waiting: bool) -> None:
        self.gateways.set_waiting(waiting)
        if waiting:
            self.window.toast.tell(keyring_words(self.gateways.keyring))

    def _edit_pictures(self, paths: list[Path]) -> None:
        if paths:
            self.window.place("pictures").take_files(paths)  # type: ignore[attr-defined]

    def _capabilities(self, gateway: str, model: str) -> frozenset[str]:
        return frozenset(self.models.get(gateway, model).capabilities)

    def _answer_failed(self, message: Message) -> None:
        failure = message.failure
        if failure is not None and failure.status == 403:
            self.models.mark_locked(message.gateway, message.model, failure.message)
        self.gateways.note_answer(message.gateway, failure)

    def _make_intake(self) -> Intake:
        return Intake(self._pictures, self._open_text, self._fetch)

    async def _open_text(self, path: Path) -> Any:
        from studio.services.files import open_text

        return await open_text(path)

    async def _fetch(self, url: str) -> bytes:
        from studio.services.downloads import fetch_whole

        return await fetch_whole(self.services.downloads, url)

    def _record(self, exchange: Exchange) -> None:
        if self.preferences.value.record_exchanges:
            tasks.start(tasks.attempt(self.shelf.save_exchange(exchange), self._tell), "save exchange")

    def _answered(self, conversation: str, message: str) -> None:
        session = self.library.open(conversation)
        answer = session.messages.get(message)
        if answer is None:
            return
        if answer.failure is None:
            self.gateways.note_answer(answer.gateway, None)
        shown = (
            session.conversation.kind == "chat"
        )  # the lanes of a comparison end together and are looked at
        if shown and self.preferences.value.notify_when_done and answer.status is not Status.STOPPED:
            title = session.conversation.title or "Gateway Studio"
            self.notices.tell(title, answer.failure.message if answer.failure else answer.text[:200])

    # -- settings, failures, bugs, signals

    def _apply_preferences(self) -> None:
        settings = self.preferences.value
        self.theme.apply(settings.theme)
        self.window.chat.composer.set_ctrl_enter_sends(settings.ctrl_enter_sends)
        if settings.chat_font_points:
            self.window.chat.transcript.set_font_points(settings.chat_font_points)
        self.window.commands.bind(settings.shortcuts)
        self.services.follow_settings()

    def _tell(self, failure: Failure) -> None:
        known = self.shelf.read_only and failure.code == "SQLITE_READONLY"
        self.window.toast.tell(self.shelf.notices[0] if known else failure.message)

    def report_bug(self, error: BaseException) -> None:
        """Says that something went wrong in the program itself, and writes down what."""
        if isinstance(error, StudioError):  # a failure nobody waited for is still a failure
            self._tell(error.failure)
            return
        log.error("a bug", exc_info=error)
        self.window.toast.tell("Something went wrong in the program itself; the log says what.")
