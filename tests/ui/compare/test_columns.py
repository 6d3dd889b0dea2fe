"""Columns: equal when they fit, tabs when not, one alone, dragged by their letters."""

from PySide6.QtCore import QPoint

from studio.ui.compare.columns import NARROWEST, Columns
from studio.ui.compare.lane import LaneColumn
from tests.ui.compare.stage import Stage


def columns(stage: Stage, count: int, width: int) -> tuple[Columns, list[LaneColumn]]:
    session = stage.compared(*["demo/terse"] * count)
    lanes = [LaneColumn(lane, stage.parts) for lane in session.lanes]
    made = Columns()
    made.resize(width, 500)
    made.show_lanes(lanes)
    made.name_tabs([f"{n} & more" for n in range(count)])
    made.show()
    made.layout().activate()
    return made, lanes


def end(made: Columns) -> None:
    for lane in made.lanes:
        lane.release()
    made.close()
    made.deleteLater()


async def test_lanes_that_fit_are_equally_wide(stage: Stage) -> None:
    made, lanes = columns(stage, 3, 3 * NARROWEST + 30)
    widths = [lane.width() for lane in lanes]
    assert max(widths) - min(widths) <= 1
    assert min(widths) >= NARROWEST
    assert not made.tabs.isVisible()
    end(made)


async def test_lanes_that_do_not_fit_get_tabs(stage: Stage) -> None:
    made, lanes = columns(stage, 4, 2 * NARROWEST + 30)
    assert made.tabs.isVisible()
    assert [lane for lane in lanes if lane.isVisible()] == lanes[:2]
    assert made.tabs.tabText(0) == "0 && more"
    made.show_lane(3)
    assert [lane for lane in lanes if lane.isVisible()] == lanes[2:]
    made.resize(NARROWEST, 500)
    assert [lane for lane in lanes if lane.isVisible()] == lanes[3:]
    end(made)


async def test_one_lane_is_shown_alone_and_all_again(stage: Stage) -> None:
    made, lanes = columns(stage, 3, 1200)
    made.toggle_alone(lanes[1])
    assert [lane for lane in lanes if lane.isVisible()] == [lanes[1]]
    assert lanes[1].head.focus_button.accessibleName() == "Show all lanes"
    made.toggle_alone(lanes[1])
    assert all(lane.isVisible() for lane in lanes)
    end(made)


async def test_a_lane_that_goes_is_let_go_of(stage: Stage) -> None:
    made, lanes = columns(stage, 3, 1200)
    made.toggle_alone(lanes[2])
    lanes[2].release()
    made.show_lanes(lanes[:2])
    assert made.alone is None
    assert all(lane.isVisible() for lane in lanes[:2])
    end(made)


async def test_a_dragged_lane_says_its_new_place(stage: Stage) -> None:
    made, lanes = columns(stage, 3, 1200)
    moved: list[tuple[str, int]] = []
    made.moved.connect(lambda lane, place: moved.append((lane, place)))
    far = lanes[2].mapToGlobal(QPoint(lanes[2].width() - 5, 10))
    lanes[0].dragged.emit(far)
    lanes[0].dropped.emit(far)
    lanes[2].dropped.emit(lanes[0].mapToGlobal(QPoint(5, 10)))
    lanes[1].dropped.emit(lanes[1].mapToGlobal(QPoint(5, 10)))
    ids = [lane.session.conversation.id for lane in lanes]
    assert moved == [(ids[0], 2), (ids[2], 0)]
    end(made)
