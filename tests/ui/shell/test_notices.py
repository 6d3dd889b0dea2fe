"""Notices outside the window: only when it is not in front, and safely without anyone to show them."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.ui.shell.notices import Notices


def test_nothing_is_told_to_who_looks_at_the_window_anyway(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert not Notices(window).tell("Title", "Text")


def test_without_tray_and_desktop_service_nothing_happens(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    window = QWidget()
    qtbot.addWidget(window)
    notices = Notices(window)
    assert not notices.tell("Title" * 100, "<b>Text</b>" * 100)
