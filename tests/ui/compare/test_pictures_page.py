"""Pictures side by side: models in and out, one prompt to all, rounds to go back to."""

from PySide6.QtWidgets import QToolButton

from studio.domain.conversation import Picture
from studio.ui.compare.pictures_page import PicturesPage
from tests.ui.compare.stage import Stage, settled, until


def made(stage: Stage, width: int = 1000) -> PicturesPage:
    view = stage.open_view(width)
    view.show_section("pictures")
    page = view.pages.currentWidget()
    assert isinstance(page, PicturesPage)
    for model in page._rounds.models:
        page._rounds.remove(*model)
    page._rounds.add("demo", "demo/watercolour")
    page._rounds.add("demo", "demo/pixel-press")
    return page


def put_away(stage: Stage) -> None:
    """Nothing is painted after the loop has ended: a picture that is painted may have to be decoded first."""
    assert stage.view is not None
    stage.view.hide()


async def test_one_prompt_fills_a_card_for_each_model(stage: Stage) -> None:
    page = made(stage)
    kept: list[object] = []
    assert stage.view is not None
    stage.view.picture_kept.connect(kept.append)
    page.composer.sent.emit("A lighthouse", ())
    await until(lambda: not page._rounds.running() and len(kept) == 2, 30)
    assert [card.message.model for card in page.cards] == ["demo/watercolour", "demo/pixel-press"]
    await until(lambda: all(card.picture() is not None for card in page.cards))
    refs = [card.picture() for card in page.cards]
    await until(lambda: all(stage.images.get(ref, 512) is not None for ref in refs))
    await settled()
    put_away(stage)


async def test_rounds_can_be_gone_back_to(stage: Stage) -> None:
    page = made(stage)
    for words in ("A lighthouse", "A windmill"):
        page.composer.sent.emit(words, ())
        await until(lambda: not page._rounds.running(), 30)
    assert [page.choice.itemText(at) for at in range(2)] == ["1  A lighthouse", "2  A windmill"]
    page.choice.setCurrentIndex(0)
    page.choice.activated.emit(0)
    assert page.cards[0].message is not None
    assert page.cards[0].message.parent == page._rounds.rounds()[0].id
    put_away(stage)


async def test_the_source_stays_for_the_next_words(stage: Stage) -> None:
    page = made(stage)
    page.composer.sent.emit("A lighthouse", ())
    await until(lambda: not page._rounds.running(), 30)
    await until(lambda: page.cards[0].picture() is not None)
    source = Picture(page.cards[0].picture(), "it.png")
    stage.parts.intake.taken.emit(source)
    assert page.composer.draft().parts == (source,)
    page.composer.sent.emit("", (source,))
    assert stage.told[-1][0] == "Say what should change in the picture."
    page.composer.sent.emit("Make it night", (source,))
    await until(lambda: not page._rounds.running(), 30)
    assert page.composer.draft().parts == (source,)
    put_away(stage)


async def test_models_are_taken_out_and_added(stage: Stage) -> None:
    page = made(stage)
    chips = [
        b
        for b in page.findChildren(QToolButton)
        if b.accessibleName().startswith("Take ") and not b.isHidden()
    ]
    assert len(chips) == 2
    chips[0].click()
    assert page._rounds.models == (("demo", "demo/pixel-press"),)
    page._add("demo", "demo/pixel-press")
    assert stage.told[-1][0].startswith("This model is there already")
    page._rounds.remove("demo", "demo/pixel-press")
    page.composer.sent.emit("Anything", ())
    assert stage.told[-1][0] == "Add a picture model first."
    assert page.composer.draft().text == "Anything"
    put_away(stage)


async def test_many_models_fit_a_narrow_window(stage: Stage) -> None:
    page = made(stage, 540)
    for number in range(6):
        page._rounds.add("demo", f"demo/a-rather-long-model-name-{number}")
    assert page.minimumSizeHint().width() <= 540
    put_away(stage)
