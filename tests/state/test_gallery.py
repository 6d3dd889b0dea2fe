"""The gallery: newest first, found by words, starred, deleted with undo, and a tree of versions."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.picture import PictureMade, PictureRef
from studio.state import tasks
from studio.state.gallery import Gallery
from tests.state.picture_plugs import PictureShelf
from tests.state.waiting import until


def made(sha256: str, at: float = 0, **more: object) -> PictureMade:
    return PictureMade(
        ref=PictureRef(sha256, "image/png", 8, 8),
        created_at=at,
        origin=str(more.pop("origin", "made")),
        **more,  # type: ignore[arg-type]
    )


def filled(shelf: PictureShelf, *rows: PictureMade) -> PictureShelf:
    shelf.rows = {row.ref.sha256: row for row in rows}
    return shelf


@pytest.fixture
async def shelf(qapp: object) -> AsyncIterator[PictureShelf]:
    yield filled(
        PictureShelf(),
        made("a", 1, prompt="A red boat", model="oil"),
        made("b", 2, prompt="a blue boat", model="ink", starred=True),
        made("c", 3, name="Holiday.png", origin="brought"),
    )
    await tasks.end_all(2)


async def gallery_of(shelf: PictureShelf) -> Gallery:
    gallery = Gallery(shelf)  # type: ignore[arg-type]
    await gallery.load()
    return gallery


def names(gallery: Gallery) -> list[str]:
    return [row.ref.sha256 for row in gallery.shown()]


async def test_the_newest_comes_first(shelf: PictureShelf) -> None:
    assert names(await gallery_of(shelf)) == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"words": "BOAT"}, ["b", "a"]),
        ({"words": "boat red"}, ["a"]),
        ({"words": "holiday"}, ["c"]),
        ({"words": "ink"}, ["b"]),
        ({"model": "oil"}, ["a"]),
        ({"origin": "brought"}, ["c"]),
        ({"starred": True}, ["b"]),
        ({"starred": True, "words": "red"}, []),
    ],
)
async def test_words_model_origin_and_star_narrow(
    shelf: PictureShelf, fields: dict[str, object], found: list[str]
) -> None:
    gallery = await gallery_of(shelf)
    gallery.narrow(**fields)
    assert names(gallery) == found


async def test_a_deletion_is_taken_back_whole(shelf: PictureShelf) -> None:
    gallery = await gallery_of(shelf)
    gone = gallery.delete(["a", "c", "nothing"])
    assert gone == ("a", "c") and names(gallery) == ["b"]
    await until(lambda: shelf.rows["c"].deleted)
    gallery.restore(gone)
    assert names(gallery) == ["c", "b", "a"]
    await until(lambda: not shelf.rows["c"].deleted)


async def test_star_and_name_are_saved(shelf: PictureShelf) -> None:
    gallery = await gallery_of(shelf)
    gallery.star(["a", "c"], True)
    gallery.rename("a", "  My boat ")
    await until(lambda: shelf.rows["a"].name == "My boat" and shelf.rows["c"].starred)
    assert (await gallery_of(shelf)).get("a") == gallery.get("a")


async def test_prompts_are_listed_once_newest_first(shelf: PictureShelf) -> None:
    gallery = await gallery_of(shelf)
    gallery.keep(made("d", 9, prompt="A red boat"))
    await until(lambda: gallery.get("d") is not None)
    assert gallery.prompts() == ("A red boat", "a blue boat")
    assert gallery.models() == ("ink", "oil")


async def test_the_family_is_a_tree_from_its_root(shelf: PictureShelf) -> None:
    filled(
        shelf,
        made("root", 1),
        made("x", 2, parent="root"),
        made("x1", 4, parent="x"),
        made("y", 3, parent="root"),
        made("stranger", 5),
    )
    gallery = await gallery_of(shelf)
    expected = [(0, "root"), (1, "x"), (2, "x1"), (1, "y")]
    for start in ("root", "x1", "y"):
        assert [(depth, row.ref.sha256) for depth, row in gallery.family(start)] == expected
    gallery.delete(["x"])
    assert [(d, r.ref.sha256) for d, r in gallery.family("y")] == [(0, "root"), (1, "x1"), (1, "y")]
    assert gallery.family("unknown") == ()


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(-1, 7)), max_size=10))
def test_any_parents_even_circles_give_each_picture_once(links: list[tuple[int, int]]) -> None:
    gallery = Gallery(PictureShelf())  # type: ignore[arg-type]
    for child, parent in links:
        gallery._set(made(str(child), child, parent="" if parent < 0 else str(parent)))
    for child, _ in links:
        rows = [row.ref.sha256 for _, row in gallery.family(str(child))]
        assert len(rows) == len(set(rows))
        assert str(child) in rows
