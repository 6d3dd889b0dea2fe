"""The one gate through which an address leaves the program: it shows the true host and asks."""

import unicodedata
from collections.abc import Callable
from urllib.parse import urlsplit

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from studio.ui.shell.dialogs import ask

ALLOWED = ("http", "https", "mailto")


def true_host(url: str) -> str:
    """The host an address really leads to, in punycode where its letters mix scripts; "" for none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    if host.isascii():
        return host
    scripts = {unicodedata.name(c, "?").split(" ")[0] for c in host if c.isalpha()}
    if len(scripts) > 1:
        try:
            return host.encode("idna").decode("ascii")
        except UnicodeError:
            return host.encode("ascii", "backslashreplace").decode("ascii")
    return host


def problem_with(url: str) -> str:
    """Why an address must not be opened, or "" when it may."""
    if any(ord(c) < 33 or ord(c) == 127 for c in url):
        return "It contains blanks or control characters."
    try:
        parts = urlsplit(url)
    except ValueError:
        return "It cannot be read as an address."
    if parts.scheme.lower() not in ALLOWED:
        return f"Only web and mail addresses are opened; this one starts with “{parts.scheme[:20]}:”."
    if parts.scheme.lower() == "mailto":
        return ""
    if not parts.hostname:
        return "It names no host."
    if parts.username or parts.password:
        return f"It hides its true host, {true_host(url)}, behind a user name."
    return ""


def open_link(parent: QWidget, url: str) -> None:
    """Asks, then opens `url` in the user's browser; what must not be opened is explained instead."""
    problem = problem_with(url)
    shown = url[:600]
    if problem:
        ask(parent, "This link is not opened", f"{problem}\n\n{shown}", ("Copy the link",), _copier(url))
        return
    target = true_host(url) or "your mail program"
    ask(
        parent,
        "Open this link?",
        f"It leads to: {target}\n\n{shown}",
        ("Open", "Copy the link"),
        lambda choice: _leave(QUrl(url)) if choice == "Open" else _copier(url)(choice),
    )


def open_folder(path: str) -> None:
    """Shows one of the program's own folders in the file manager."""
    _leave(QUrl.fromLocalFile(path))


def _leave(url: QUrl) -> None:
    QDesktopServices.openUrl(url)


def _copier(url: str) -> Callable[[str], None]:
    def copy(choice: str) -> None:
        if choice == "Copy the link":
            QGuiApplication.clipboard().setText(url)

    return copy
