"""Pictures that arrive are kept; those that cannot be are said in their part."""

from studio.domain.conversation import Part, Picture, Text
from studio.domain.events import Event, PartOpened, PartReplaced, PictureArrived
from studio.domain.gateway import Gateway
from studio.services.arrivals import Arrivals
from studio.services.downloads import Downloads
from studio.services.watch import Watch
from tests.services.asking import PNG, Desk, desk, prompt

GATEWAY = Gateway(id="g", name="Gate", base_url="https://g.example/v1")


async def taken(one: Desk, arrived: PictureArrived, opened: Part) -> tuple[list[Event], Watch]:
    watch = Watch()
    watch.see([PartOpened(0, opened)], 0.0)
    arrivals = Arrivals(one.transport, Downloads(one.transport), one.keep)
    return [event async for event in arrivals.take(arrived, prompt(GATEWAY), watch)], watch


async def test_bytes_are_kept_and_the_part_keeps_its_name() -> None:
    async with desk() as one:
        events, watch = await taken(one, PictureArrived(0, PNG, partial=True), Picture(None, name="cat"))
    replaced = events[-1]
    assert isinstance(replaced, PartReplaced)
    assert isinstance(replaced.part, Picture)
    assert (replaced.part.name, replaced.part.partial, replaced.part.problem) == ("cat", True, None)
    assert replaced.part.ref is not None
    assert watch.parts == [replaced.part]


async def test_what_is_no_picture_leaves_its_problem() -> None:
    async with desk() as one:
        events, _ = await taken(one, PictureArrived(0, b"<html>"), Text("a decoder's mistake"))
    assert events == [PartReplaced(0, Picture(None, problem="This is not a picture."))]


async def test_an_address_that_may_not_be_fetched_is_kept_for_the_user() -> None:
    async with desk() as one:
        events, _ = await taken(one, PictureArrived(0, url="ftp://x.example/a"), Picture(None))
    replaced = events[-1]
    assert isinstance(replaced, PartReplaced)
    assert isinstance(replaced.part, Picture)
    assert replaced.part.url == "ftp://x.example/a"
    assert "not a web address" in (replaced.part.problem or "")
