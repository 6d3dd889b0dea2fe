"""Picture models asked together through real parts: every result kept, sources sent, what cannot edit says so."""

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from studio.domain.conversation import Picture, Status
from studio.domain.picture import PictureMade
from studio.state.comparison_pictures import PictureRounds
from tests.state.catalogued import catalogued
from tests.state.room import Room, furnished
from tests.state.test_comparison import settled
from tests.state.test_session import until


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        yield made


async def rounds(room: Room, *names: str) -> PictureRounds:
    _, models = await catalogued(room)
    made = PictureRounds(room.library, room.desk, models)
    for name in names:
        made.add("demo", name)
    return made


async def test_one_prompt_makes_one_picture_of_each_model(room: Room) -> None:
    made = await rounds(room, "demo/watercolour", "demo/pixel-press")
    kept: list[PictureMade] = []
    made.kept.connect(kept.append)
    asked = made.ask("A lighthouse")
    assert made.running()
    await until(lambda: not made.running() and len(kept) == 2, 30)
    assert [m.status for m in made.answers(asked)] == [Status.DONE, Status.DONE]
    assert {m.model for m in kept} == {"demo/watercolour", "demo/pixel-press"}
    await settled()
    assert {m.ref.sha256 for m in await room.shelf.pictures()} == {m.ref.sha256 for m in kept}


async def test_a_source_is_changed_by_every_model_that_can(room: Room) -> None:
    made = await rounds(room, "demo/watercolour")
    first = made.ask("A lighthouse")
    await until(lambda: not made.running(), 30)
    source = next(p for p in made.answers(first)[0].parts if isinstance(p, Picture))
    made.add("demo", "demo/painter")
    second = made.ask("Make it night", (source,))
    await until(lambda: not made.running(), 30)
    assert [m.status for m in made.answers(second)] == [Status.DONE, Status.DONE]
    await settled()
    exchanges = await room.shelf.exchanges(made.answers(second)[0].id)
    assert exchanges[0].url.endswith("/images/edits")


async def test_a_model_that_fails_disturbs_no_other(room: Room) -> None:
    made = await rounds(room, "demo/watercolour", "demo/never-heard-of")
    asked = made.ask("A lighthouse")
    await until(lambda: not made.running(), 30)
    assert [m.status for m in made.answers(asked)] == [Status.DONE, Status.FAILED]


async def test_a_model_that_only_makes_pictures_is_not_asked_to_change_one(room: Room) -> None:
    _, models = await catalogued(room)
    desk = dataclasses.replace(room.desk, capabilities=lambda g, m: frozenset(models.get(g, m).capabilities))
    made = PictureRounds(room.library, desk, models)
    made.add("demo", "demo/pixel-press")
    first = made.ask("A lighthouse")
    await until(lambda: not made.running(), 30)
    source = next(p for p in made.answers(first)[0].parts if isinstance(p, Picture))
    second = made.ask("Make it night", (source,))
    await until(lambda: not made.running(), 30)
    failure = made.answers(second)[0].failure
    assert failure is not None
    assert "does not change them" in failure.message


async def test_a_stop_ends_all(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data", pace=1.0) as room:
        made = await rounds(room, "demo/painter", "demo/watercolour")
        asked = made.ask("A lighthouse")
        made.stop()
        await until(lambda: not made.running())
        assert [m.status for m in made.answers(asked)] == [Status.STOPPED, Status.STOPPED]


async def test_rounds_are_there_after_a_restart(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data") as room:
        made = await rounds(room, "demo/watercolour")
        made.ask("A lighthouse")
        await until(lambda: not made.running(), 30)
        made.ask("A windmill")
        await until(lambda: not made.running(), 30)
        await settled()
    async with furnished(tmp_path / "data") as room:
        await room.library.load()
        made = await rounds(room)
        made.start_loading()
        await until(lambda: made.rounds())
        assert [m.text for m in made.rounds()] == ["A lighthouse", "A windmill"]
        assert [len(made.answers(m.id)) for m in made.rounds()] == [1, 1]
        assert made.models == (("demo", "demo/watercolour"),)


async def test_models_are_chosen_once_each_and_at_most_eight(room: Room) -> None:
    made = await rounds(room)
    made.choose_some()
    assert len(made.models) == 2
    assert not made.add(*made.models[0])
    for number in range(6):
        assert made.add("demo", f"demo/{number}")
    assert not made.add("demo", "demo/ninth")
    made.remove("demo", "demo/0")
    assert len(made.models) == 7
