"""The link gate: what may leave, what is shown, and that it is asked about."""

import pytest
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.links import open_link, problem_with, true_host


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "smb://host/share", "ssh://host",
        "ms-msdt:/id", "vscode://x", "calculator:", "https://good.example@evil.example/", "https://",
        "https://host/\nLocation: x", "https://ho st/", "//host/share", "relative/path", "",
    ],
)  # fmt: skip
def test_what_must_not_be_opened_is_explained(url: str) -> None:
    assert problem_with(url).endswith(".")


@pytest.mark.parametrize("url", ["https://example.org/a?b=c", "http://example.org", "mailto:a@example.org"])
def test_web_and_mail_addresses_may_leave(url: str) -> None:
    assert problem_with(url) == ""


def test_mixed_scripts_are_shown_in_punycode() -> None:
    assert true_host("https://аpple.com/") == "xn--pple-43d.com"
    assert true_host("https://例え.jp/").endswith(".jp")
    assert true_host("mailto:a@b") == ""


def test_a_link_is_opened_only_after_a_yes(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    open_link(window, "https://example.org/page")
    shown = " ".join(label.text() for label in window.findChildren(QLabel))
    assert "example.org" in shown
    assert opened == []
    next(b for b in window.findChildren(QPushButton) if b.text() == "Open").click()
    assert opened == ["https://example.org/page"]


def test_a_refused_link_can_be_copied_but_not_opened(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: pytest.fail("opened"))
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    open_link(window, "file:///etc/passwd")
    names = [b.text() for b in window.findChildren(QPushButton)]
    assert "Open" not in names
    next(b for b in window.findChildren(QPushButton) if b.text() == "Copy the link").click()
    assert QGuiApplication.clipboard().text() == "file:///etc/passwd"
