"""What every test stands on: the offscreen screen, the studio's own loop, a home of its own, and leak checks.

A test fails when it leaves behind a task, a thread or a window, or when something was logged at WARNING or
above, by Python or by Qt. A test that provokes such a record says so: `@pytest.mark.logs("pattern")`.
"""

import asyncio
import atexit
import gc
import logging
import os
import re
import shutil
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path

# All of this must stand before Qt is asked for the first time.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_SCALE_FACTOR"] = "1"
os.environ["QT_FONT_DPI"] = "96"
os.environ["QT_API"] = "pyside6"

import pytest
import pytest_asyncio

_FOLDERS = {
    "HOME": "",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
    "XDG_RUNTIME_DIR": "run",
    "XDG_PICTURES_DIR": "Pictures",
}
_FOREIGN = re.compile(r"(?i)^(https?|all|no|ftp)_proxy$|_API_KEY$|_BASE_URL$|^SSL_CERT_|^DBUS_SESSION")
_HARMLESS_QT = re.compile(r"does not support (propagateSizeHints|raise|grabbing the keyboard)")


def _settle_in(home: Path, set_variable: Callable[[str, str], None]) -> None:
    for name, below in _FOLDERS.items():
        folder = home / below
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        set_variable(name, str(folder))


def _leave_the_users_home() -> None:
    for name in [name for name in os.environ if _FOREIGN.search(name)]:
        del os.environ[name]
    home = tempfile.mkdtemp(prefix="studio-tests-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    _settle_in(Path(home), os.environ.__setitem__)


_leave_the_users_home()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder for this test alone, with every XDG folder below it."""
    folder = tmp_path / "home"
    _settle_in(folder, monkeypatch.setenv)
    return folder


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Declares the marks of this project."""
    config.addinivalue_line("markers", "logs(*patterns): warnings in the log that this test provokes (regex)")


def pytest_asyncio_loop_factories(config: pytest.Config, item: pytest.Item) -> Mapping[str, Callable]:
    """Asynchronous tests run in the loop of the application."""
    from studio.eventloop import make_loop

    return {"studio": make_loop}


def pytest_itemcollected(item: pytest.Item) -> None:
    """Asynchronous tests, and only they, need an application and are asked for left-over tasks."""
    if pytest_asyncio.is_async_test(item):
        item.fixturenames[:0] = ["nothing_left_behind", "qapp", "no_task_left_behind"]


@pytest.fixture
async def no_task_left_behind() -> AsyncIterator[None]:
    """Fails when a task is still running after the test and its fixtures ended."""
    yield
    await asyncio.sleep(0)
    left = asyncio.all_tasks() - {asyncio.current_task()}
    if left:
        _, left = await asyncio.wait(left, timeout=0.5)
    assert not left, f"tasks left behind: {sorted(repr(task) for task in left)}"


class _Collector(logging.Handler):
    """Keeps the records of one test."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            text += f" [{record.exc_info[1]!r}]"
        self.lines.append(f"{record.levelname} {record.name}: {text}")


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest, qtlog: object) -> Iterator[None]:
    """Fails when the test leaves threads or windows, or made the log complain."""
    expected = [re.compile(p) for mark in request.node.iter_markers("logs") for p in mark.args]
    threads = set(threading.enumerate())
    windows = set(_windows())
    collector = _Collector()
    logging.getLogger().addHandler(collector)
    yield
    logging.getLogger().removeHandler(collector)
    complaints = collector.lines + _qt_complaints(qtlog)
    unexpected = [line for line in complaints if not any(p.search(line) for p in expected)]
    left = [f"thread {name}" for name in _lasting(threads)] + [f"window {name}" for name in _lost(windows)]
    assert not left, f"left behind: {left}"
    assert not unexpected, f"unexpected in the log: {unexpected}"


def _qt_complaints(qtlog: object) -> list[str]:
    return [
        f"QT {record.type_name}: {record.message}"
        for record in qtlog.records
        if record.type_name in ("QtWarningMsg", "QtCriticalMsg", "QtFatalMsg")
        and not _HARMLESS_QT.search(record.message)
    ]


def _lasting(before: set[threading.Thread]) -> list[str]:
    """The names of new threads that do not end by themselves within two seconds."""
    lasting = []
    for thread in set(threading.enumerate()) - before:
        if isinstance(thread, threading._DummyThread):
            continue  # a thread of Qt that ran Python once
        if thread.name.startswith("asyncio_"):
            continue  # a loop's own pool: the test's ends with its loop, a server's with the server
        thread.join(2)
        if thread.is_alive():
            lasting.append(thread.name)
    return lasting


def _windows() -> list:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    return [
        window
        for window in widgets.QApplication.topLevelWidgets()
        if window.parent() is None and window.metaObject().className() != "QTipLabel"
    ]


def _lost(before: set) -> list[str]:
    """The windows that outlived the test; they are closed, so that the next test does not pay for this one."""
    if "PySide6.QtWidgets" not in sys.modules:
        return []
    from PySide6.QtCore import QCoreApplication, QEvent

    if not set(_windows()) - before:
        return []
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if not set(_windows()) - before:
        return []
    gc.collect()
    names = []
    for window in set(_windows()) - before:
        names.append(f"{window.metaObject().className()} “{window.windowTitle() or window.objectName()}”")
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return names
