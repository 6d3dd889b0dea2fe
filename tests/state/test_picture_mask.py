"""Masks as strokes: undone one by one, painted the same at any time, exact to the pixel."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from studio.state.picture_mask import (
    MaskHistory,
    Stroke,
    Tool,
    blank_mask,
    grey_bytes,
    grey_image,
    mask_bytes,
    paint_strokes,
)

SIZE = (37, 23)
points = st.lists(
    st.tuples(st.floats(-10, 50), st.floats(-10, 40), st.floats(0.5, 30)), min_size=2, max_size=6
).map(tuple)
strokes = st.builds(
    Stroke,
    tool=st.sampled_from([t for t in Tool if t is not Tool.IMPORT]),
    points=points,
    erase=st.booleans(),
)
histories = st.lists(strokes, max_size=6).map(lambda row: MaskHistory(tuple(row)))


@settings(max_examples=60, deadline=None)
@given(histories)
def test_a_mask_has_one_byte_for_each_pixel_of_the_picture(history: MaskHistory) -> None:
    assert len(mask_bytes(history.strokes, SIZE, {})) == SIZE[0] * SIZE[1]


@settings(max_examples=60, deadline=None)
@given(histories, strokes)
def test_undo_is_as_if_the_stroke_had_never_been(history: MaskHistory, stroke: Stroke) -> None:
    painted = history.painted(stroke)
    assert painted.back().strokes == history.strokes
    assert painted.back().forth() == painted
    assert mask_bytes(painted.back().strokes, SIZE, {}) == mask_bytes(history.strokes, SIZE, {})


@given(histories)
def test_undo_and_redo_at_the_ends_do_nothing(history: MaskHistory) -> None:
    assert history.forth() == history
    for _ in history.strokes:
        history = history.back()
    assert history.back() == history


@given(histories)
def test_a_history_survives_being_written_down(history: MaskHistory) -> None:
    assert msgspec.json.decode(msgspec.json.encode(history), type=MaskHistory) == history


@settings(max_examples=60, deadline=None)
@given(histories)
def test_a_blank_history_marks_nothing(history: MaskHistory) -> None:
    if history.blank:
        assert not any(mask_bytes(history.strokes, SIZE, {}))


@settings(max_examples=40, deadline=None)
@given(histories)
def test_inverting_twice_changes_nothing(history: MaskHistory) -> None:
    twice = history.painted(Stroke(tool=Tool.INVERT)).painted(Stroke(tool=Tool.INVERT))
    assert mask_bytes(twice.strokes, SIZE, {}) == mask_bytes(history.strokes, SIZE, {})


def test_fill_and_clear_take_all() -> None:
    assert set(mask_bytes((Stroke(tool=Tool.FILL),), SIZE, {})) == {255}
    assert set(mask_bytes((Stroke(tool=Tool.FILL), Stroke(tool=Tool.CLEAR)), SIZE, {})) == {0}


def test_a_rectangle_covers_exactly_its_pixels() -> None:
    box = Stroke(tool=Tool.RECTANGLE, points=((30.0, 20.0, 0.0), (10.0, 5.0, 0.0)))
    mask = mask_bytes((box,), SIZE, {})
    marked = {(i % 37, i // 37) for i, value in enumerate(mask) if value}
    assert marked == {(x, y) for x in range(10, 30) for y in range(5, 20)}
    hole = msgspec.structs.replace(box, erase=True)
    assert not any(mask_bytes((box, hole), SIZE, {}))


def test_a_brush_reaches_half_its_width_and_an_eraser_takes_it_back() -> None:
    line = ((5.0, 11.5, 8.0), (30.0, 11.5, 8.0))
    mask = mask_bytes((Stroke(tool=Tool.BRUSH, points=line),), SIZE, {})
    column = [mask[y * 37 + 18] for y in range(23)]
    assert column[8:15] == [255] * 7
    assert not any(column[:7]) and not any(column[16:])
    wider = tuple((x, y, 12.0) for x, y, _ in line)
    gone = (Stroke(tool=Tool.BRUSH, points=line), Stroke(tool=Tool.ERASER, points=wider))
    assert not any(mask_bytes(gone, SIZE, {}))


def test_pressure_makes_a_line_wider_along_its_way() -> None:
    line = ((4.0, 11.0, 2.0), (18.0, 11.0, 10.0), (33.0, 11.0, 18.0))
    mask = mask_bytes((Stroke(tool=Tool.BRUSH, points=line),), SIZE, {})
    thickness = [sum(mask[y * 37 + x] > 127 for y in range(23)) for x in (6, 30)]
    assert thickness[0] < thickness[1]


def test_an_imported_mask_is_scaled_to_the_picture() -> None:
    half = grey_image(bytes([0, 255]), 2, 1)
    mask = mask_bytes((Stroke(tool=Tool.IMPORT, sha256="a"),), (40, 10), {"a": half})
    assert mask[0] == 0 and mask[39] == 255
    assert not any(mask_bytes((Stroke(tool=Tool.IMPORT, sha256="gone"),), (40, 10), {}))


@given(st.integers(1, 9), st.integers(1, 9))
def test_grey_images_and_bytes_are_the_same_thing(width: int, height: int) -> None:
    data = bytes(range(width * height))
    assert grey_bytes(grey_image(data, width, height)) == data


@settings(max_examples=40, deadline=None)
@given(histories, st.integers(0, 30), st.integers(0, 20))
def test_painting_a_clipped_part_anew_equals_painting_all(history: MaskHistory, x: int, y: int) -> None:
    whole, patched = blank_mask(*SIZE), blank_mask(*SIZE)
    paint_strokes(whole, history.strokes, SIZE, {})
    paint_strokes(patched, history.strokes, SIZE, {}, QRectF(x, y, 12, 9))
    for row in range(y, min(y + 9, SIZE[1])):
        for column in range(x, min(x + 12, SIZE[0])):
            # Qt rounds the coverage of an edge anew for every clip: one or two of 255, never more.
            drawn, patch = whole.pixelColor(column, row).red(), patched.pixelColor(column, row).red()
            assert abs(drawn - patch) <= 2


def test_a_shifted_stroke_marks_the_shifted_pixels() -> None:
    box = Stroke(tool=Tool.RECTANGLE, points=((1.0, 1.0, 0.0), (4.0, 4.0, 0.0)))
    mask = mask_bytes((box.shifted(3, 2),), (10, 10), {})
    assert {(i % 10, i // 10) for i, value in enumerate(mask) if value} == {
        (x, y) for x in range(4, 7) for y in range(3, 6)
    }
