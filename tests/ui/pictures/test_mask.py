"""The overlay keeps up with the strokes: however it got there, it shows what painting all of them shows."""

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from studio.state.picture_mask import MaskHistory, Stroke, Tool, grey_bytes, mask_bytes
from studio.ui.pictures.mask import LONGEST_SIDE, MaskLayer

SIZE = QSize(60, 40)
points = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 40), st.integers(2, 20)), min_size=2, max_size=4
).map(lambda row: tuple((float(x), float(y), float(w)) for x, y, w in row))
strokes = st.builds(
    Stroke,
    tool=st.sampled_from([t for t in Tool if t is not Tool.IMPORT]),
    points=points,
    erase=st.booleans(),
)
acts = st.lists(strokes | st.sampled_from(["undo", "redo"]), max_size=12)


def layer() -> MaskLayer:
    made = MaskLayer()
    made.set_picture(SIZE)
    return made


@settings(max_examples=80, deadline=None)
@given(acts)
def test_any_way_of_painting_undoing_and_redoing_shows_the_same_mask(row: list[Stroke | str]) -> None:
    shown, history = layer(), MaskHistory()
    for act in row:
        if isinstance(act, Stroke):
            history = history.painted(act)
        else:
            history = history.back() if act == "undo" else history.forth()
        shown.show(history, {})
    assert grey_bytes(shown.image) == mask_bytes(history.strokes, (60, 40), {})


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([Tool.BRUSH, Tool.ERASER]), points)
def test_a_stroke_painted_live_equals_the_stroke_when_it_is_done(
    tool: Tool, row: tuple[tuple[float, float, float], ...]
) -> None:
    shown = layer()
    base = MaskHistory((Stroke(tool=Tool.FILL),)) if tool is Tool.ERASER else MaskHistory()
    shown.show(base, {})
    for count in range(1, len(row) + 1):
        shown.extend_live(tool, row[:count])
    stroke = Stroke(tool=tool, points=row)
    shown.finish_live(stroke)
    assert shown.show(base.painted(stroke), {}).isEmpty(), "nothing is painted a second time"
    assert grey_bytes(shown.image) == mask_bytes((*base.strokes, stroke), (60, 40), {})


def test_a_stroke_given_up_leaves_no_trace() -> None:
    shown = layer()
    kept = MaskHistory((Stroke(tool=Tool.RECTANGLE, points=((5.0, 5.0, 0.0), (20.0, 20.0, 0.0))),))
    shown.show(kept, {})
    shown.extend_live(Tool.BRUSH, [(30.0, 30.0, 9.0)])
    shown.drop_live()
    assert grey_bytes(shown.image) == mask_bytes(kept.strokes, (60, 40), {})


def test_only_what_changed_is_reported() -> None:
    shown = layer()
    first = MaskHistory((Stroke(tool=Tool.BRUSH, points=((10.0, 10.0, 4.0), (12.0, 10.0, 4.0))),))
    assert shown.show(first, {}).width() < 20
    assert shown.show(first.painted(Stroke(tool=Tool.INVERT)), {}) == QRectF(0, 0, 60, 40)
    assert shown.show(first.painted(Stroke(tool=Tool.INVERT)), {}).isEmpty()


def test_the_overlay_of_a_huge_picture_is_small() -> None:
    made = MaskLayer()
    made.set_picture(QSize(8000, 6000))
    assert max(made.image.width(), made.image.height()) == LONGEST_SIDE


def test_the_overlay_is_drawn_in_its_colour_and_strength() -> None:
    shown = layer()
    shown.set_colour(QColor(0, 255, 0), 0.5)
    shown.show(MaskHistory((Stroke(tool=Tool.RECTANGLE, points=((0.0, 0.0, 0.0), (30.0, 40.0, 0.0))),)), {})
    screen = QImage(60, 40, QImage.Format.Format_RGB32)
    screen.fill(QColor(0, 0, 0))
    painter = QPainter(screen)
    shown.draw(painter, QRectF(0, 0, 60, 40), QRectF(0, 0, 60, 40))
    painter.end()
    assert abs(screen.pixelColor(10, 20).green() - 128) < 3
    assert screen.pixelColor(50, 20) == QColor(0, 0, 0)
