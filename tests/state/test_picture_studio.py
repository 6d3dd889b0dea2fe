"""The studio as a whole, without widgets: source, mask, turns, versions, and what survives a restart."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from studio.domain.conversation import Draft, Picture, Role, Status, Text
from studio.domain.events import JobStarted, Progressed, Queued
from studio.domain.parameters import ParameterSet
from studio.domain.prompt import Task
from studio.state.picture_desk import desk_from, file_name
from studio.state.picture_mask import Stroke, Tool, mask_bytes
from studio.state.picture_studio import PictureStudio
from tests.state.picture_plugs import Atelier, noise, noise_bytes, pixels, png_bytes
from tests.state.waiting import until

BOX = Stroke(tool=Tool.RECTANGLE, points=((20.0, 10.0, 0.0), (60.0, 40.0, 0.0)))


@pytest.fixture
async def atelier(qtbot: QtBot) -> AsyncIterator[Atelier]:
    made = Atelier()
    yield made
    await made.finish()


async def bring(studio: PictureStudio, data: bytes, name: str = "source.png") -> None:
    before = studio.desk.source
    studio.intake.take_bytes(data, name)
    await until(lambda: studio.desk.source is not before)


async def result(atelier: Atelier) -> str:
    """Asks and waits for a result; its sha256."""
    count = len(atelier.gallery.shown())
    assert atelier.studio.start()
    await until(lambda: len(atelier.gallery.shown()) > count and not atelier.studio.jobs.running())
    return atelier.studio.desk.shown


async def test_without_a_source_a_picture_is_generated(atelier: Atelier) -> None:
    studio = atelier.studio
    studio.ask_with(prompt="a lake", parameters=ParameterSet({"size": "96x64"}))
    assert studio.verb() == "Generate"
    sha = await result(atelier)
    (prompt,) = atelier.painter.prompts
    assert prompt.task is Task.GENERATE
    assert prompt.messages[-1].parts == (Text("a lake"),)
    assert prompt.parameters.values == {"size": "96x64"}
    made = atelier.gallery.get(sha)
    assert made is not None
    assert (made.prompt, made.model, made.parameters) == ("a lake", "easel/oil", {"size": "96x64"})
    assert made.origin == "made" and made.parent == "" and made.drift is None


async def test_an_edit_keeps_everything_outside_the_mask_whatever_comes_back(atelier: Atelier) -> None:
    studio = atelier.studio
    await bring(studio, noise_bytes((96, 64)))
    studio.paint(BOX)
    studio.ask_with(prompt="a boat", feather=4)
    assert studio.verb() == "Edit painted area"
    atelier.painter.paint = lambda prompt: [noise_bytes((96, 64), seed=9)]
    sha = await result(atelier)
    made = atelier.gallery.get(sha)
    assert made is not None and made.drift is not None and made.drift > 0.8
    before, after = noise((96, 64)), pixels(atelier.shelf, made.ref)
    for box in ((0, 0, 96, 5), (0, 45, 96, 64), (0, 0, 15, 64), (65, 0, 96, 64)):
        assert before.crop(box).tobytes() == after.crop(box).tobytes()
    assert after.crop((20, 10, 60, 40)).tobytes() == noise((96, 64), 9).crop((20, 10, 60, 40)).tobytes()
    assert atelier.shelf.blobs[made.raw] == noise_bytes((96, 64), seed=9)


async def test_with_keep_outside_off_the_raw_result_is_the_version(atelier: Atelier) -> None:
    studio = atelier.studio
    await bring(studio, noise_bytes((96, 64)))
    studio.paint(BOX)
    studio.ask_with(prompt="a boat", keep_outside=False)
    data = noise_bytes((96, 64), seed=9)
    atelier.painter.paint = lambda prompt: [data]
    made = atelier.gallery.get(await result(atelier))
    assert made is not None
    assert atelier.shelf.blobs[made.ref.sha256] == data
    assert made.raw == "" and made.drift is None


async def test_an_edit_sends_the_source_and_a_mask_of_its_size(atelier: Atelier) -> None:
    studio = atelier.studio
    await bring(studio, noise_bytes((96, 64)))
    studio.paint(BOX)
    studio.ask_with(prompt="a boat")
    await result(atelier)
    (prompt,) = atelier.painter.prompts
    (picture,) = (part for part in prompt.messages[-1].parts if isinstance(part, Picture))
    assert prompt.task is Task.EDIT
    assert picture.ref is not None and picture.mask is not None
    assert (picture.mask.width, picture.mask.height) == (96, 64)
    assert set(prompt.media) == {picture.ref.sha256, picture.mask.sha256}
    made = atelier.gallery.get(studio.desk.shown)
    assert made is not None
    grey = pixels(atelier.shelf, type(picture.ref)(made.mask, "image/png", 96, 64)).convert("L")
    assert grey.tobytes() == mask_bytes((BOX,), (96, 64), {})


async def test_a_large_source_is_sent_small_and_composited_at_full_size(atelier: Atelier) -> None:
    studio = atelier.studio
    told: list[str] = []
    studio.noted.connect(told.append)
    large = Image.new("RGB", (4200, 30), "red")
    large.paste((0, 0, 255), (0, 0, 10, 10))
    await bring(studio, _png(large))
    studio.paint(Stroke(tool=Tool.RECTANGLE, points=((2000.0, 0.0, 0.0), (2100.0, 30.0, 0.0))))
    studio.ask_with(prompt="green")
    atelier.painter.paint = lambda prompt: [png_bytes((2048, 15), "green")]
    made = atelier.gallery.get(await result(atelier))
    (picture,) = (p for p in atelier.painter.prompts[0].messages[-1].parts if isinstance(p, Picture))
    assert picture.ref is not None and picture.mask is not None
    assert (picture.ref.width, picture.ref.height) == (2048, 15)
    assert (picture.mask.width, picture.mask.height) == (2048, 15)
    assert made is not None and (made.ref.width, made.ref.height) == (4200, 30)
    assert pixels(atelier.shelf, made.ref).getpixel((5, 5)) == (0, 0, 255)
    assert any("is sent at 2048×15" in words for words in told)


async def test_changing_the_prompt_keeps_mask_and_source_and_results_stack(atelier: Atelier) -> None:
    studio = atelier.studio
    await bring(studio, noise_bytes((96, 64)))
    studio.paint(BOX)
    source = studio.desk.source
    for number, words in enumerate(("a boat", "a swan")):
        studio.ask_with(prompt=words)
        atelier.painter.paint = lambda prompt, n=number: [noise_bytes((96, 64), seed=20 + n)]
        await result(atelier)
    assert (studio.desk.source, studio.desk.mask.strokes) == (source, (BOX,))
    rows = studio.versions()
    assert [(depth, made.prompt) for depth, made in rows] == [(0, ""), (1, "a boat"), (1, "a swan")]


async def test_any_version_can_become_the_source_and_grows_its_own_branch(atelier: Atelier) -> None:
    studio = atelier.studio
    await bring(studio, noise_bytes((96, 64)))
    studio.paint(BOX)
    studio.ask_with(prompt="first")
    atelier.painter.paint = lambda prompt: [noise_bytes((96, 64), seed=5)]
    first = await result(atelier)
    studio.use_as_source(first)
    await until(lambda: studio.desk.source is not None and studio.desk.source.version == first)
    assert studio.desk.mask.strokes == (BOX,)
    studio.ask_with(prompt="second")
    atelier.painter.paint = lambda prompt: [noise_bytes((96, 64), seed=6)]
    await result(atelier)
    assert [(d, m.prompt) for d, m in studio.versions()] == [(0, ""), (1, "first"), (2, "second")]


async def test_a_source_of_another_size_starts_with_a_blank_mask(atelier: Atelier) -> None:
    studio = atelier.studio
    await bring(studio, noise_bytes((96, 64)))
    studio.paint(BOX)
    await bring(studio, noise_bytes((50, 64)), "other.png")
    assert studio.desk.mask.blank


async def test_everything_on_the_desk_survives_a_restart(atelier: Atelier) -> None:
    studio = atelier.studio
    await bring(studio, noise_bytes((96, 64)))
    studio.paint(BOX)
    studio.paint(Stroke(tool=Tool.INVERT))
    studio.undo()
    studio.ask_with(prompt="a boat", feather=31, keep_outside=False, parameters=ParameterSet({"seed": 3}))
    atelier.painter.paint = lambda prompt: [noise_bytes((96, 64), seed=8)]
    await result(atelier)
    desk = studio.desk
    studio.settle()
    await until(lambda: desk_from(next(iter(atelier.shelf.drafts.values()), Draft())) == desk)
    again = Atelier(atelier.shelf)
    await again.studio.restore()
    assert again.studio.desk == desk
    assert again.studio.desk.mask.undone == (Stroke(tool=Tool.INVERT),)
    assert [m.prompt for m in again.gallery.shown()] == ["a boat", ""]
    await again.finish()


async def test_a_turn_is_a_message_and_its_answer_in_a_conversation(atelier: Atelier) -> None:
    studio = atelier.studio
    studio.ask_with(prompt="a lake")
    await result(atelier)
    await until(lambda: any(m.status is Status.DONE for m in _said(atelier) if m.role is Role.ASSISTANT))
    asked, answer = _said(atelier)
    assert (asked.role, asked.text) == (Role.USER, "a lake")
    assert (answer.role, answer.parent) == (Role.ASSISTANT, asked.id)
    assert isinstance(answer.parts[0], Picture)
    (conversation,) = atelier.shelf.talks.values()
    assert (conversation.kind, conversation.title) == ("pictures", "a lake")


async def test_the_users_words_are_on_disk_before_the_request_leaves(atelier: Atelier) -> None:
    seen: list[int] = []

    def paint(prompt: object) -> list[bytes]:
        seen.append(len(_said(atelier)))
        return []

    atelier.painter.paint = paint
    atelier.studio.ask_with(prompt="a lake")
    atelier.studio.start()
    await until(lambda: not atelier.studio.jobs.running())
    assert seen == [2]


async def test_several_jobs_run_at_once_and_each_can_be_cancelled(atelier: Atelier) -> None:
    studio = atelier.studio
    gate = atelier.painter.close_gate()
    studio.ask_with(prompt="a lake")
    first, second = studio.start(), studio.start()
    await until(lambda: len(atelier.painter.prompts) == 2)
    studio.cancel(first)
    await until(lambda: studio.jobs.running() == 1)
    gate.set()
    await until(lambda: not studio.jobs.running())
    statuses = {job.id: job.status for job in studio.jobs.all()}
    assert statuses == {first: Status.STOPPED, second: Status.DONE}
    await until(lambda: len(atelier.gallery.shown()) == 1)


async def test_queue_and_progress_are_told_in_words(atelier: Atelier) -> None:
    studio = atelier.studio
    words: list[str] = []
    studio.jobs.changed.connect(lambda: words.extend(job.word for job in studio.jobs.all()))
    atelier.painter.before = [Queued(2), Progressed("queuing", 10.0)]
    studio.ask_with(prompt="a lake")
    await result(atelier)
    assert "Waiting for a free place: 2 in the queue" in words
    assert "The gateway says: queuing" in words


async def test_a_job_the_gateway_works_on_is_asked_for_again_after_a_restart(atelier: Atelier) -> None:
    studio = atelier.studio
    atelier.painter.before = [JobStarted("job-7")]
    gate = atelier.painter.close_gate()
    await bring(studio, noise_bytes((96, 64)))
    studio.paint(BOX)
    studio.ask_with(prompt="a boat")
    answer = studio.start()
    await until(lambda: "job-7" in atelier.shelf.open_jobs)
    studio.settle()
    # The program ends here: its tasks are cancelled without the user's having stopped anything.
    await atelier.crash()
    assert "job-7" in atelier.shelf.open_jobs
    again = Atelier(atelier.shelf)
    await again.studio.restore()
    await until(lambda: not again.studio.jobs.running() and bool(again.studio.desk.shown))
    assert [job.job for job in again.painter.resumed] == ["job-7"]
    made = again.gallery.get(again.studio.desk.shown)
    assert made is not None and made.message_id == answer
    assert made.drift is not None, "the plan to keep what is outside survived as well"
    await until(lambda: atelier.shelf.open_jobs == {})
    assert not gate.is_set()
    await again.finish()


async def test_a_job_the_user_stopped_is_not_asked_for_again(atelier: Atelier) -> None:
    atelier.painter.before = [JobStarted("job-8")]
    atelier.painter.close_gate()
    atelier.studio.ask_with(prompt="a lake")
    answer = atelier.studio.start()
    await until(lambda: "job-8" in atelier.shelf.open_jobs)
    atelier.studio.cancel(answer)
    await until(lambda: atelier.shelf.open_jobs == {})
    assert isinstance(next(iter(_said(atelier))).id, str)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"prompt": "  "}, "Say what the picture should show."),
        ({"prompt": "x", "model": ""}, "Choose a model first."),
        ({"prompt": "x", "gateway": "gone"}, "not set up any more"),
    ],
)
async def test_what_is_missing_is_said_in_a_sentence(
    atelier: Atelier, fields: dict[str, str], words: str
) -> None:
    told: list[str] = []
    atelier.studio.refused.connect(told.append)
    atelier.studio.ask_with(**fields)
    assert atelier.studio.start() == ""
    assert len(told) == 1 and words in told[0]
    assert atelier.painter.prompts == []


async def test_extending_the_canvas_marks_the_margins_and_a_seam(atelier: Atelier) -> None:
    studio = atelier.studio
    await bring(studio, noise_bytes((200, 120)))
    studio.extend(0, 0, 80, 0)
    await until(lambda: studio.desk.source is not None and studio.desk.source.size == (280, 120))
    mask = mask_bytes(studio.desk.mask.strokes, (280, 120), {})
    row = mask[:280]
    assert set(row[200:]) == {255} and set(row[:170]) == {0}
    assert row[180] == 255, "the seam may change too"
    assert studio.verb() == "Edit painted area"


async def test_a_mask_goes_out_and_comes_back_as_a_file(atelier: Atelier, tmp_path: Path) -> None:
    studio = atelier.studio
    await bring(studio, noise_bytes((96, 64)))
    studio.paint(BOX)
    studio.export_mask(tmp_path / "mask.png")
    await until(lambda: (tmp_path / "mask.png").exists() and (tmp_path / "mask.png").stat().st_size > 0)
    exported = mask_bytes(studio.desk.mask.strokes, (96, 64), {})
    studio.paint(Stroke(tool=Tool.CLEAR))
    studio.import_mask(tmp_path / "mask.png")
    await until(lambda: studio.desk.mask.strokes[-1].tool is Tool.IMPORT)
    assert mask_bytes(studio.desk.mask.strokes, (96, 64), studio.imports) == exported


async def test_new_work_clears_the_desk_and_leaves_running_jobs_alone(atelier: Atelier) -> None:
    studio = atelier.studio
    gate = atelier.painter.close_gate()
    await bring(studio, noise_bytes((96, 64)))
    studio.ask_with(prompt="a boat")
    studio.start()
    await until(lambda: len(atelier.painter.prompts) == 1)
    old = atelier.shelf.talks.copy()
    studio.new_work()
    assert studio.desk.source is None and studio.desk.prompt == ""
    assert (studio.desk.gateway, studio.desk.model) == ("easel", "easel/oil")
    gate.set()
    await until(lambda: not studio.jobs.running() and len(atelier.gallery.shown()) == 2)
    made = next(m for m in atelier.gallery.shown() if m.origin == "made")
    assert made.conversation_id in old


async def test_recall_brings_prompt_and_parameters_back(atelier: Atelier) -> None:
    studio = atelier.studio
    studio.ask_with(prompt="a lake", parameters=ParameterSet({"seed": 4}))
    sha = await result(atelier)
    studio.ask_with(prompt="other", parameters=ParameterSet())
    studio.recall(sha)
    assert (studio.desk.prompt, studio.desk.parameters.values) == ("a lake", {"seed": 4})
    studio.vary(sha)
    await until(lambda: len(atelier.painter.prompts) == 2)
    assert atelier.painter.prompts[1].parameters.values == {}
    await until(lambda: not studio.jobs.running())


async def test_pictures_for_a_drag_get_names_a_person_can_read(atelier: Atelier, tmp_path: Path) -> None:
    studio = atelier.studio
    studio.ask_with(prompt="a lake / at <night>")
    sha = await result(atelier)
    laid: list[list[Path]] = []
    studio.laid_out.connect(laid.append)
    studio.lay_out([sha, "missing"], tmp_path)
    await until(lambda: bool(laid))
    assert [path.name for path in laid[0]] == ["a lake at night.png"]
    made = atelier.gallery.get(sha)
    assert made is not None and file_name(made) == "a lake at night"


def _said(atelier: Atelier) -> list:
    return [message for said in atelier.shelf.said.values() for message in said.values()]


def _png(image: Image.Image) -> bytes:
    from tests.state.picture_plugs import encoded

    return encoded(image, "PNG")
