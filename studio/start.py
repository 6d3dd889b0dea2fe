"""The start of the window: one program for a folder, the frame on the screen, and only then everything else."""

import argparse
import gc
import os
import sys
from collections.abc import Callable

from PySide6.QtWidgets import QApplication  # noqa: TID251 - the frame comes before the composition root

from studio.instance import Instance
from studio.paths import Paths, find_paths
from studio.ui.shell.frame import Frame, read_look

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
    paths = find_paths(options.data_dir)
    try:
        paths.make()
    except OSError as error:
        words = f"The folder {paths.data} cannot be used: {error.strerror}. Choose another with --data-dir.\n"
        sys.stderr.write(words)
        return 1
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Gateway Studio")
    application.setDesktopFileName("io.github.gateway_studio.Studio")
    application.setQuitOnLastWindowClosed(False)
    instance = Instance(paths)
    if not instance.is_first():
        return _hand_over(instance, options, paths)
    try:
        frame = Frame(read_look(paths.cache / "look.json"))
        frame.show()
        application.processEvents()
        painted()
        # Only now: the network, the database, the renderer. The user already has a window.
        from studio.app import run

        return run(application, frame, paths, instance, options)
    finally:
        instance.close()


def has_display() -> bool:
    """Whether a window can open here; Qt itself would abort."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(v) for v in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _hand_over(instance: Instance, options: argparse.Namespace, paths: Paths) -> int:
    if instance.hand_over(options):
        return 0
    sys.stderr.write(
        f"Gateway Studio is already running with the folder {paths.data} but does not answer. "
        "End it first, or choose another folder with --data-dir.\n"
    )
    return 1
