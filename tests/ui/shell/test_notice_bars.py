"""The bars above everything: the disk that takes nothing, a library only for reading, what was repaired."""

from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QToolButton

from studio.domain.errors import Failure, Kind
from studio.state.saving import Saving
from studio.ui.shell.notice_bars import NoticeBars
from tests.state.waiting import until

FULL = Failure(
    kind=Kind.STORAGE, message="The disk is full. Make room on it.", code="SQLITE_FULL", detail="x"
)


class Disk:
    unsaved = 1

    def on_failure(self, tell: object) -> None:
        self.fail = tell

    def on_recovered(self, tell: object) -> None:
        self.recover = tell


def shown(saving: Saving, qtbot: object) -> NoticeBars:
    bars = NoticeBars(saving)
    qtbot.addWidget(bars)  # type: ignore[attr-defined]
    bars.show()
    return bars


async def test_a_full_disk_is_said_until_everything_is_saved(qtbot: object) -> None:
    disk = Disk()
    saving = Saving(disk)  # type: ignore[arg-type]
    bars = shown(saving, qtbot)
    assert bars.texts() == []
    for _ in range(3):
        disk.fail(FULL)  # type: ignore[operator]
    await until(bars.texts)
    assert bars.texts() == ["The disk is full: changes are not being saved yet."]
    bars.findChild(QPushButton).click()  # type: ignore[union-attr]
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible())
    told = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Make room on it." in told and "can be copied" in told
    dialog.close()
    disk.unsaved = 0
    disk.recover()  # type: ignore[operator]
    await until(lambda: not bars.texts())
    saving.close()


async def test_a_read_only_library_says_so_for_as_long_as_it_is_open(qtbot: object) -> None:
    saving = Saving(Disk(), True, ("The folder is read-only.", "Second thing\nwith more"))  # type: ignore[arg-type]
    bars = shown(saving, qtbot)
    assert bars.texts() == ["The folder is read-only.", "Second thing"]
    closers = bars.findChildren(QToolButton)
    assert len(closers) == 1
    closers[0].click()
    assert bars.texts() == ["The folder is read-only."]
    saving.close()
