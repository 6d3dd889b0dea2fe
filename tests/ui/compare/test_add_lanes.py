"""Several models ticked, found by letters, added in the order they were ticked; never more than there is room for."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from studio.domain.comparison import Lane
from studio.ui.compare.add_lanes import AddLanes
from tests.ui.compare.stage import Stage


def tick(dialog: AddLanes, model: str, on: bool = True) -> None:
    for row in range(dialog.rows.count()):
        item = dialog.rows.item(row)
        if item.toolTip() == model:
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)


async def test_ticked_models_become_lanes_whatever_is_searched_meanwhile(stage: Stage) -> None:
    parent = QWidget()
    dialog = AddLanes(stage.models, stage.parts.gateways, 3, parent)
    chosen: list[tuple[Lane, ...]] = []
    dialog.chosen.connect(chosen.append)
    assert not dialog.add.isEnabled()
    tick(dialog, "demo/terse")
    dialog.field.setText("think")
    assert [dialog.rows.item(0).toolTip()] == ["demo/thinker"]
    tick(dialog, "demo/thinker")
    dialog.field.clear()
    tick(dialog, "demo/coder")
    tick(dialog, "demo/companion")
    assert not dialog.add.isEnabled()
    assert dialog.words.text() == "There is room for 3 more lanes; 4 are ticked."
    tick(dialog, "demo/coder", on=False)
    assert dialog.add.text() == "Add 3 lanes"
    dialog.add.click()
    assert [lane.model for lane in chosen[0]] == ["demo/terse", "demo/thinker", "demo/companion"]
    parent.deleteLater()


async def test_the_view_adds_them(stage: Stage) -> None:
    view = stage.open_view()
    view.bar.menu.aboutToShow.emit()
    next(a for a in view.bar.menu.actions() if a.text() == "Add several models…").trigger()
    dialog = view.findChild(AddLanes)
    tick(dialog, "demo/terse")
    tick(dialog, "demo/coder")
    dialog.add.click()
    assert view.session is not None
    assert [lane.conversation.model for lane in view.session.lanes][2:] == ["demo/terse", "demo/coder"]
