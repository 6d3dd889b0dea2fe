"""Turns: what becomes of results, also when they come late or the desk has moved on."""

from collections.abc import AsyncIterator

import pytest

from studio.domain.conversation import Status
from studio.domain.errors import Kind, failing
from studio.domain.events import Ended, Failed
from studio.state.picture_mask import Stroke, Tool
from tests.state.picture_plugs import Atelier, noise_bytes, png_bytes
from tests.state.waiting import until


@pytest.fixture
async def atelier(qapp: object) -> AsyncIterator[Atelier]:
    made = Atelier()
    yield made
    await made.finish()


async def test_ten_results_of_one_answer_are_all_kept(atelier: Atelier) -> None:
    atelier.painter.paint = lambda prompt: [noise_bytes((12, 12), seed=n) for n in range(10)]
    atelier.studio.ask_with(prompt="many")
    atelier.studio.start()
    await until(lambda: len(atelier.gallery.shown()) == 10)
    (job,) = atelier.studio.jobs.all()
    assert set(job.results) == {made.ref.sha256 for made in atelier.gallery.shown()}


async def test_results_follow_the_mask_they_were_asked_with(atelier: Atelier) -> None:
    studio = atelier.studio
    studio.intake.take_bytes(noise_bytes((40, 40)), "s.png")
    await until(lambda: studio.desk.source is not None)
    studio.paint(Stroke(tool=Tool.RECTANGLE, points=((0.0, 0.0, 0.0), (10.0, 10.0, 0.0))))
    gate = atelier.painter.close_gate()
    atelier.painter.paint = lambda prompt: [png_bytes((40, 40), "white")]
    studio.ask_with(prompt="white", feather=0)
    studio.start()
    await until(lambda: len(atelier.painter.prompts) == 1)
    studio.paint(Stroke(tool=Tool.FILL))
    studio.remove_source()
    gate.set()
    await until(lambda: bool(studio.desk.shown))
    made = atelier.gallery.get(studio.desk.shown)
    assert made is not None
    raster = await atelier.service.raster(made.ref)
    white = [i for i in range(1600) if raster.rgba[4 * i : 4 * i + 3] == b"\xff\xff\xff"]
    assert {(i % 40, i // 40) for i in white} >= {(x, y) for x in range(10) for y in range(10)}
    assert len(white) < 110


async def test_a_failure_and_a_success_are_told_for_the_desktop(atelier: Atelier) -> None:
    told: list[tuple[str, str]] = []
    atelier.studio.finished.connect(lambda title, text: told.append((title, text)))
    atelier.studio.ask_with(prompt="a lake")
    atelier.studio.start()
    await until(lambda: len(told) == 1)
    failure = failing(Kind.CONTENT, "The gateway refused this prompt.").failure
    atelier.painter.before = [Failed(failure), Ended(Status.FAILED)]
    atelier.painter.paint = lambda prompt: []
    atelier.studio.start()
    await until(lambda: len(told) == 2)
    assert told[0] == ("The picture is ready", "a lake")
    assert told[1] == ("The picture failed", "The gateway refused this prompt.")


async def test_a_result_that_cannot_be_composited_is_kept_as_it_came(atelier: Atelier) -> None:
    studio = atelier.studio
    told: list[str] = []
    studio.refused.connect(told.append)
    studio.intake.take_bytes(noise_bytes((40, 40)), "s.png")
    await until(lambda: studio.desk.source is not None)
    studio.paint(Stroke(tool=Tool.FILL))
    studio.ask_with(prompt="x")
    raw = png_bytes((40, 40), "white")

    def paint(prompt: object) -> list[bytes]:
        assert studio.desk.source is not None
        atelier.shelf.blobs[studio.desk.source.ref.sha256] = b"damaged behind our back"
        return [raw]

    atelier.painter.paint = paint
    studio.start()
    await until(lambda: bool(told))
    assert told[0].startswith("The result is shown as it came")
    await until(lambda: bool(studio.desk.shown))
    made = atelier.gallery.get(studio.desk.shown)
    assert made is not None and atelier.shelf.blobs[made.ref.sha256] == raw
    assert made.drift is None
