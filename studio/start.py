"""The start of the window: one program for a folder, the frame on the screen, and only then everything else."""

import argparse
import gc
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from PySide6.QtWidgets import QApplication  # noqa: TID251 - the frame comes before the composition root

from studio.instance import Instance
from studio.paths import Paths, find_paths
from studio.ui.shell.frame import Frame, read_look

if TYPE_CHECKING:
    from studio.eventloop import StudioLoop

NO_DISPLAY = (
    "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open. "
    "Use “studio ask”, “studio image” or “studio models”, or set QT_QPA_PLATFORM=offscreen."
)


def main(options: argparse.Namespace, painted: Callable[[], object]) -> int:
    """Opens the window and runs until it is closed; 0 done, 1 when it could not open.

    `painted` is called once the frame is on the screen and before anything else is done.
    """
    gc.disable()  # a start only makes things that stay; collecting them costs a sixth of the time
    if not has_display():
        sys.stderr.write(NO_DISPLAY + "\n")
        return 1
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Gateway Studio")
    application.setDesktopFileName("io.github.gateway_studio.Studio")
    application.setQuitOnLastWindowClosed(False)
    paths = find_paths(options.data_dir)
    try:
        paths.make()
    except OSError as error:
        words = f"The folder {paths.data} cannot be used: {error.strerror}. Choose another with --data-dir."
        return _give_up(words)
    instance = Instance(paths)
    if not instance.is_first():
        return _hand_over(instance, options, paths)
    try:
        frame = Frame(read_look(paths.cache / "look.json"))
        frame.show()
        application.processEvents()
        painted()
        import_msgspec()
        # Only now: the network, the database, the renderer. The user already has a window.
        from studio.app import run

        status = run(application, frame, paths, instance, options)
    finally:
        instance.close()
    leave(status)


def leave(status: int) -> NoReturn:
    """Ends the process at once: everything is saved and closed, and only Qt's own end would follow.

    That end calls accessible objects of Python that are gone by then, which is a crash on every screen that has
    accessibility (seen with PySide6 6.11 under X11).
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def rest_after_start() -> None:
    """Once the window is there: collects what the start left over, sets the rest aside, gives memory back."""
    gc.enable()
    gc.collect()
    gc.freeze()  # what was made so far stays; collections to come need not look at it
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).malloc_trim(0)


def import_msgspec() -> None:
    """Imports msgspec without typing_extensions, which it takes where it happens to be installed.

    That module serves nothing of ours and weighs 6 MB and 30 ms, a third of what the start may cost.
    """
    name = "typing_extensions"
    if name in sys.modules:
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        import msgspec  # noqa: F401
    finally:
        del sys.modules[name]


def has_display() -> bool:
    """Whether a window can open here; Qt itself would abort."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(v) for v in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _hand_over(instance: Instance, options: argparse.Namespace, paths: Paths) -> int:
    if instance.hand_over(options):
        return 0
    return _give_up(
        f"Gateway Studio is already running with the folder {paths.data} but does not answer. "
        "End it first, or choose another folder with --data-dir."
    )


def _give_up(words: str) -> int:
    frame = Frame({})
    frame.show()
    say(frame, words)
    return 1


def say(frame: Frame, words: str, choices: tuple[str, ...] = ()) -> str:
    """Says on the terminal and on the screen why the program cannot start; the choice made, "" for none.

    Without a screen nobody could answer, so nothing is asked there. The window stays until it is answered.
    """
    sys.stderr.write(words + "\n")
    if QApplication.platformName() in ("offscreen", "minimal"):
        return ""
    from studio.eventloop import make_loop
    from studio.ui.shell.dialogs import ask

    chosen: list[str] = []
    loop = make_loop()
    dialog = ask(frame, "Gateway Studio cannot start", words, choices, chosen.append)
    dialog.finished.connect(loop.stop)
    frame.closing.connect(dialog.close)
    with loop:
        loop.run_forever()
    return chosen[0] if chosen else ""


def catch_signals(loop: "StudioLoop", polite: Callable[[], object]) -> None:
    """The first signal ends politely, the second without waiting, the third at once, whatever hangs (D4)."""
    if sys.platform == "win32":
        return
    import signal

    seen: list[int] = []

    def insist(number: int, _: object) -> None:
        seen.append(number)
        if len(seen) == 2:
            loop.stop()
        elif len(seen) > 2:
            os._exit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, polite)  # wakes the loop up, which then calls it
        signal.signal(number, insist)  # called even while something blocks the loop
