"""Runs the tour: `python -m tests.tour DIR`; exit 1 when a step fails."""

import argparse
import asyncio
import sys
import tempfile
import traceback
from pathlib import Path

from PySide6.QtWidgets import QApplication

from studio.app import App
from studio.eventloop import catch_bugs, make_loop
from studio.paths import find_paths
from studio.storage.library import Library
from studio.ui.shell.frame import Frame
from tests.tour.driver import Driver
from tests.tour.steps import STEPS


def main(folder: Path) -> int:
    """Drives a fresh program through all steps; the pictures lie in `folder`."""
    with tempfile.TemporaryDirectory(prefix="studio-tour-") as data:
        return _drive(folder, Path(data))


def _drive(folder: Path, data: Path) -> int:
    paths = find_paths(data)
    paths.make()
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    options = argparse.Namespace(
        data_dir=data, debug=False, new_chat=False, new_image=False, new_instance=False, pictures=[]
    )
    frame = Frame({})
    shelf = Library.open(paths.data)
    app = App(application, frame, shelf, paths, options)
    app.theme.apply("light")
    bugs: list[BaseException] = []
    loop = make_loop()
    catch_bugs(loop, bugs.append)
    asyncio.set_event_loop(loop)
    failed: list[str] = []
    app.open_window()

    async def walk() -> None:
        app.start()
        driver = Driver(app, folder)
        for step in STEPS:
            name = step.__name__
            try:
                await step(driver)
                sys.stdout.write(f"ok      {name}\n")
            except Exception:
                failed.append(name)
                sys.stdout.write(f"FAILED  {name}\n{traceback.format_exc()}")
                await driver.picture(f"failed-{name}")
                if step is STEPS[0]:
                    break  # without the demo nothing else can be shown
        app.quit_now()

    with loop:
        task = loop.create_task(walk())
        loop.run_forever()
        del task
    for bug in bugs:
        sys.stdout.write("BUG     " + "".join(traceback.format_exception(bug)))
    sys.stdout.write(f"{len(STEPS) - len(failed)} of {len(STEPS)} steps; the pictures lie in {folder}\n")
    return 1 if failed or bugs else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
