"""The whole program in a test: a window of its own in the test's loop, and everything closed at the end."""

import argparse
import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from studio.app import App
from studio.domain.conversation import Message, Role
from studio.domain.presets import demo_gateway
from studio.paths import find_paths
from studio.state import tasks
from studio.storage.library import Library
from studio.ui.shell.frame import Frame


async def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    """Waits until `true()`; the test fails with a TimeoutError otherwise."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def program(folder: Path, with_demo: bool = True) -> AsyncIterator[App]:
    """The program with the folder `folder`; `with_demo` starts it as for a user who chose the demo."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    paths = find_paths(folder)
    paths.make()
    shelf = Library.open(paths.data)
    if with_demo:
        await shelf.save_gateways([demo_gateway(9)])
        await shelf.close()
        shelf = Library.open(paths.data)
    options = argparse.Namespace(new_chat=False, new_image=False, pictures=[])
    frame = Frame({})
    app = App(application, frame, shelf, paths, options)
    before = (application.styleSheet(), application.palette(), application.font())
    app.open_window()
    app.start()
    try:
        if with_demo:
            await until(lambda: app.models.catalogue("demo") and app.window.chat.session)
        yield app
    finally:
        await app.close()
        frame.deleteLater()
        app.theme.deleteLater()
        await tasks.end_all(2.0)
        application.setStyleSheet(before[0])


async def ask(app: App, text: str, model: str = "demo/swift-mini") -> Message:
    """Sends a message in the conversation shown and gives back its ended answer."""
    session = app.window.session()
    session.change(gateway="demo", model=model)
    session.send(text)
    await until(lambda: not session.running())
    return [m for m in session.path() if m.role is Role.ASSISTANT][-1]
