"""The whole program on a library that may only be read: it opens, says so, and nothing is taken for a bug."""

import argparse
from pathlib import Path

from PySide6.QtWidgets import QApplication

from studio.app import App
from studio.domain.conversation import Conversation
from studio.paths import find_paths
from studio.storage.library import Library
from studio.ui.shell.frame import Frame
from tests.ui.program import until


async def test_a_copy_opens_shows_its_chats_and_says_what_it_is(tmp_path: Path, home: Path) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    paths = find_paths(tmp_path / "data")
    paths.make()
    shelf = Library.open(paths.data)
    await shelf.save_conversation(Conversation(id="a", title="Old words", updated_at=1.0))
    await shelf.close()
    copy = Library.open_copy(paths.data)
    options = argparse.Namespace(new_chat=False, new_image=False, pictures=[])
    sheet = application.styleSheet()
    frame = Frame({})
    app = App(application, frame, copy, paths, options)
    app.open_window()
    app.start()
    try:
        await until(lambda: app.library.conversations)
        assert app.window.sidebar.model.ids() == ("a",)
        (words,) = app.window.notices.texts()
        assert "for reading: nothing new is saved" in words
        app.preferences.change(theme="dark")
        app.library.rename("a", "New words")
    finally:
        await app.close()
        frame.deleteLater()
        app.theme.deleteLater()
        application.setStyleSheet(sheet)
    again = Library.open(paths.data)
    assert [c.title for c in await again.conversations()] == ["Old words"]
    await again.close()
