"""Differences: what two answers share is plain, what they do not is marked, hostile text stays text."""

from studio.ui.compare.differences_page import DifferencesPage
from tests.ui.compare.stage import Stage


def made(stage: Stage) -> DifferencesPage:
    page = DifferencesPage(stage.parts)
    page.resize(900, 600)
    page.show()
    return page


def end(page: DifferencesPage) -> None:
    page.close()
    page.deleteLater()


def marked(page: DifferencesPage, side: int) -> list[str]:
    document = page.texts[side].document()
    found = []
    block = document.begin()
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            fragment = iterator.fragment()
            if fragment.charFormat().background().style().value:
                found.append(fragment.text())
            iterator += 1
        block = block.next()
    return found


async def test_words_that_differ_are_marked_on_both_sides(stage: Stage) -> None:
    session = await stage.asked("demo/companion", "demo/terse")
    for lane, words in zip(session.lanes, ("A <b>red</b> fox", "A <b>grey</b> fox"), strict=True):
        lane.edit(lane.path()[1].id, words, run=False)
    page = made(stage)
    page.show_session(session)
    assert [t.toPlainText() for t in page.texts] == ["A <b>red</b> fox", "A <b>grey</b> fox"]
    assert (marked(page, 0), marked(page, 1)) == (["red"], ["grey"])
    assert "only at the left" in page.summary.text()
    end(page)


async def test_other_lanes_and_questions_can_be_chosen(stage: Stage) -> None:
    session = await stage.asked("demo/companion", "demo/terse", "demo/swift-mini")
    page = made(stage)
    page.show_session(session)
    page.right.setCurrentIndex(2)
    page.right.activated.emit(2)
    assert page.texts[1].toPlainText() == session.lanes[2].path()[1].text
    end(page)


async def test_names_stay_hidden_and_answers_covered_in_a_blind_comparison(stage: Stage) -> None:
    session = await stage.asked("demo/companion", "demo/terse", blind=True)
    page = made(stage)
    page.show_session(session)
    assert page.left.itemText(0) == "Model A"
    assert page.texts[0].toPlainText()
    session.send("Again")
    page.refresh()
    assert page.texts[0].toPlainText() == ""
    session.stop()
    end(page)


async def test_nothing_asked_is_said(stage: Stage) -> None:
    page = made(stage)
    page.show_session(stage.compared("demo/companion", "demo/terse"))
    assert page.summary.text().startswith("Ask at least two lanes")
    end(page)


async def test_both_texts_scroll_together(stage: Stage) -> None:
    session = await stage.asked("demo/companion", "demo/terse")
    for lane, count in zip(session.lanes, (200, 300), strict=True):
        lane.edit(lane.path()[1].id, "line\n" * count, run=False)
    page = made(stage)
    page.show_session(session)
    bars = [t.verticalScrollBar() for t in page.texts]
    bars[0].setValue(bars[0].maximum())
    assert bars[0].maximum() > 0
    assert bars[1].value() == bars[1].maximum()
    end(page)
