"""Pictures: a 24-megapixel photo onto the canvas, the brush at 8,000 × 8,000, the compositor, a gallery of 10,000.

The floor of the first is Pillow's own decoding of the same bytes in this process. The others have fixed targets,
in milliseconds or megabytes; there `floor` is that target and `ratio` ours to it.
"""

import asyncio
import hashlib
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication

from studio.domain.picture import PictureMade, PictureRef, Raster
from studio.eventloop import make_loop
from studio.services import picture_decoding, picture_work
from studio.state import tasks
from studio.state.picture_thumbnails import Thumbnails
from studio.ui.pictures.canvas import Canvas
from studio.ui.pictures.grid import PictureGrid
from studio.ui.pictures.layers import PictureLayer
from studio.ui.pictures.viewport import Viewport
from tests.benchmarks.harness import Figure, figure
from tests.state.picture_plugs import Atelier, encoded

ROUNDS = 5
PHOTO = (6000, 4000)
VIEW = (1200, 800)
BRUSH_MS, COMPOSITE_MS, FIRST_PAINT_MS, SCROLL_MS, GALLERY_MB = 16.0, 500.0, 100.0, 4.0, 100.0
Done = Callable[[], bool]


def photo(seed: int) -> Image.Image:
    """24 megapixels with the grain and the smooth parts of a photo."""
    small = Image.frombytes("RGB", (750, 500), Random(seed).randbytes(750 * 500 * 3))
    return small.resize(PHOTO, Image.Resampling.BICUBIC)


async def until(true: Done) -> None:
    """Lets the loop run."""
    while not true():
        await asyncio.sleep(0.001)


async def onto_canvas(data: bytes) -> tuple[float, float]:
    """Seconds from the bytes of a drop to the picture painted in the view, and to all its pixels being there."""
    atelier = Atelier()
    atelier.service.warm()
    await atelier.service.open_bytes(encoded(Image.new("RGB", (8, 8)), "PNG"), "warm.png")
    viewport, layer = Viewport(), PictureLayer(atelier.studio.rasters)
    canvas = Canvas(atelier.studio, layer, viewport)
    canvas.resize(*VIEW)
    canvas.show()

    def show() -> None:
        source = atelier.studio.desk.source
        if source is not None:
            layer.show(source.ref)
            viewport.set_picture(layer.size)

    atelier.studio.source_changed.connect(show)
    began = time.perf_counter()
    atelier.studio.intake.take_bytes(data, "photo.jpg")
    await until(lambda: layer.loaded)
    canvas.repaint()
    painted = time.perf_counter() - began
    viewport.zoom_to(1.0)
    canvas.repaint()
    await until(lambda: layer.sharp)
    canvas.repaint()
    sharp = time.perf_counter() - began
    canvas.deleteLater()
    await atelier.finish()
    return painted, sharp


def pillow(data: bytes) -> float:
    """Seconds Pillow needs to decode the same bytes."""
    from io import BytesIO

    began = time.perf_counter()
    Image.open(BytesIO(data)).load()
    return time.perf_counter() - began


async def brush() -> list[float]:
    """Milliseconds of each mouse move that paints, at 8,000 × 8,000, with what it makes the view repaint."""
    atelier = Atelier()
    viewport, layer = Viewport(), PictureLayer(atelier.studio.rasters)
    canvas = Canvas(atelier.studio, layer, viewport)
    canvas.resize(*VIEW)
    image = QImage(8000, 8000, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    atelier.studio.intake.take_bytes(encoded(Image.new("RGB", (8, 8)), "PNG"), "any.png")
    await until(lambda: atelier.studio.desk.source is not None)
    layer.show_image(image)
    viewport.set_picture(layer.size)
    canvas.overlay.set_picture(layer.size)
    canvas.show()
    canvas.repaint()
    taken: list[float] = []
    for scale in (0.0, 0.5, 1.0, 4.0):
        viewport.fit() if scale == 0 else viewport.zoom_to(scale)
        for width in (40, 400):
            canvas.set_brush(width)
            taken += stroke(canvas)
    canvas.deleteLater()
    await atelier.finish()
    return taken


def stroke(canvas: Canvas) -> list[float]:
    """One stroke across the view."""
    taken = []
    for step in range(80):
        at = QPointF(100 + step * 12, 400 + 90 * (step % 9 - 4) / 4)
        kind = QEvent.Type.MouseButtonPress if step == 0 else QEvent.Type.MouseMove
        none = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, at, at, Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton, none)
        began = time.perf_counter()
        QApplication.sendEvent(canvas, event)
        QApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)
        taken.append((time.perf_counter() - began) * 1000)
    end = QMouseEvent(
        QEvent.Type.MouseButtonRelease, at, at, Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton, none
    )
    QApplication.sendEvent(canvas, end)
    return taken


def composite() -> tuple[float, float]:
    """Milliseconds the decode process needs: for the pixels and the drift alone, and with reading and writing files."""
    picture_decoding.warm_up()
    source, result = encoded(photo(1), "JPEG", quality=90), encoded(photo(2), "JPEG", quality=90)
    mask = Image.new("L", PHOTO)
    mask.paste(255, (1500, 1000, 4500, 3000))
    under, over, raw = picture_decoding.decode(source), picture_decoding.decode(result), mask.tobytes()
    whole: list[float] = []
    alone: list[float] = []
    for _ in range(3):
        canvas, area = under.copy(), Image.frombytes("L", PHOTO, raw)
        began = time.perf_counter()
        picture_work.blended(canvas, area, over, 16)
        alone.append(time.perf_counter() - began)
        began = time.perf_counter()
        picture_work.composite({"feather": 16}, [source, raw, result])
        whole.append(time.perf_counter() - began)
    return statistics.median(alone) * 1000, statistics.median(whole) * 1000


class Colours:
    """Gives every reference a thumbnail of its own at once, so that only the grid is measured."""

    async def raster(self, ref: PictureRef, longest_side: int = 0) -> Raster:
        colour = hashlib.sha256(ref.sha256.encode()).digest()[:3] + b"\xff"
        return Raster(256, 192, colour * (256 * 192))


async def gallery() -> tuple[float, list[float], float]:
    """Milliseconds to the first paint of 10,000 pictures, of each scroll step, and the megabytes it all took."""
    made = [
        PictureMade(
            ref=PictureRef(f"{n:064x}", "image/png", 1024, 768),
            created_at=n,
            origin="made",
            prompt=f"a picture of the number {n}",
        )
        for n in range(10_000)
    ]
    before = memory()
    grid = PictureGrid(Thumbnails(Colours()))  # type: ignore[arg-type]
    grid.resize(*VIEW)
    began = time.perf_counter()
    grid.show_pictures(made)
    grid.show()
    grid.repaint()
    grid.viewport().repaint()
    first = (time.perf_counter() - began) * 1000
    steps: list[float] = []
    bar = grid.verticalScrollBar()
    for step in range(600):
        began = time.perf_counter()
        bar.setValue(step * 120)
        QApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)
        steps.append((time.perf_counter() - began) * 1000)
        if step % 6 == 0:
            await asyncio.sleep(0.04)
    grown = memory() - before
    grid.deleteLater()
    await tasks.end_all(2)
    return first, steps, grown


class Empty(QAbstractScrollArea):
    """A scroll area of the same size that paints one colour: what scrolling costs before anything is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalScrollBar().setRange(0, 100_000)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(0, dy)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.palette().window())
        painter.end()


def empty_steps() -> list[float]:
    """Milliseconds of each scroll step of `Empty`."""
    view = Empty()
    view.resize(*VIEW)
    view.show()
    QApplication.processEvents()
    taken = []
    for step in range(600):
        began = time.perf_counter()
        view.verticalScrollBar().setValue(step * 120)
        QApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)
        taken.append((time.perf_counter() - began) * 1000)
    view.deleteLater()
    return taken


def memory() -> float:
    """Megabytes resident now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def p99(values: list[float]) -> float:
    """The 99th percentile."""
    return sorted(values)[int(len(values) * 0.99)]


async def measure() -> list[Figure]:
    """All figures."""
    data = encoded(photo(1), "JPEG", quality=90)
    first, steps, grown = await gallery()
    painted: list[float] = []
    sharp: list[float] = []
    floor: list[float] = []
    for _ in range(ROUNDS):
        floor.append(pillow(data))
        shown, whole = await onto_canvas(data)
        painted.append(shown)
        sharp.append(whole)
    middle = statistics.median
    moves = await brush()
    alone, filed = composite()
    return [
        figure("24 MP JPEG on canvas", middle(painted), "s", floor=middle(floor), at_most=1.3),
        figure("24 MP JPEG, every pixel at hand", middle(sharp), "s", floor=middle(floor)),
        figure("brush at 8,000 × 8,000, p99", p99(moves), "ms", floor=BRUSH_MS, at_most=1.0),
        figure("composite of 24 MP, pixels and drift", alone, "ms", floor=COMPOSITE_MS, at_most=1.0),
        figure("composite of 24 MP, files in to PNG out", filed, "ms", floor=COMPOSITE_MS),
        figure("gallery of 10,000, first paint", first, "ms", floor=FIRST_PAINT_MS, at_most=1.0),
        figure(
            "gallery of 10,000, scroll p99",
            p99(steps),
            "ms",
            floor=SCROLL_MS,
            peers={"a view that paints nothing": p99(empty_steps())},
            at_most=1.0,
        ),
        figure("gallery of 10,000, memory after scrolling", grown, "MB", floor=GALLERY_MB, at_most=1.0),
    ]


def run() -> list[Figure]:
    """The figures of issue 8."""
    application = QApplication.instance() or QApplication([])
    loop = make_loop()
    asyncio.set_event_loop(loop)
    with loop:
        figures: list[Figure] = loop.run_until_complete(measure())
    assert application is not None
    return figures
