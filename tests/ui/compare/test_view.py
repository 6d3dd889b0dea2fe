"""The compare view as a user meets it: lanes, sections, line-ups, blind rounds, deletion, chat."""

from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit

from studio.domain.conversation import Role
from tests.ui.compare.stage import Stage, settled, staged, until


async def test_a_fresh_view_offers_two_lanes_and_asks_them(stage: Stage) -> None:
    view = stage.open_view()
    assert view.session is not None
    assert len(view.session.lanes) == 2
    view.lanes.composer.editor.setPlainText("Hello lanes")
    view.lanes.composer.editor.sent.emit()
    session = view.session
    await until(lambda: session.turns() == 1 and not session.running())
    for column in view.lanes.columns.lanes:
        assert [e.message.role for e in (i.entry for i in column.transcript.stage.items)] == [
            Role.USER,
            Role.ASSISTANT,
        ]
    assert view.bar.title.toolTip() == "Hello lanes"


async def test_the_last_comparison_is_open_after_a_restart(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.asked("demo/companion", "demo/terse", text="Remember me")
    async with staged(tmp_path) as stage:
        view = stage.open_view()
        session = view.session
        assert session is not None
        await until(lambda: session.turns() == 1)
        assert view.bar.title.toolTip() == "Remember me"
        assert [lane.conversation.model for lane in session.lanes] == ["demo/companion", "demo/terse"]


async def test_every_section_opens_and_follows_the_comparison(stage: Stage) -> None:
    view = stage.open_view()
    for name in view.bar.names():
        view.show_section(name)
        assert view.pages.currentWidget().isVisible()
    view.show_comparison(await stage.asked("demo/companion", "demo/terse"))
    view.show_section("numbers")
    assert view.pages.currentWidget().model.rowCount() == 2  # type: ignore[attr-defined]


async def test_a_model_is_added_until_eight_are_there(stage: Stage) -> None:
    view = stage.open_view()
    for _ in range(7):
        view.bar.add.click()
    assert view.session is not None
    assert len(view.session.lanes) == 8
    assert stage.told[-1][0] == "A comparison has eight lanes at most."


async def test_switching_to_blind_after_an_answer_begins_a_new_comparison(stage: Stage) -> None:
    view = stage.open_view()
    old = await stage.asked("demo/companion", "demo/terse")
    view.show_comparison(old)
    view.bar.blind.click()
    assert view.session is not old
    assert view.session is not None
    assert view.session.hidden()
    assert len(view.session.lanes) == 2


async def test_a_new_round_keeps_lanes_tags_and_blindness(stage: Stage) -> None:
    view = stage.open_view()
    session = await stage.asked("demo/companion", "demo/terse", blind=True)
    session.set_tags(["code"])
    view.show_comparison(session)
    view.lanes.vote_bar.voted.emit(0, "winner")
    assert not session.hidden()
    view.lanes.vote_bar.new_round.emit()
    assert view.session is not session
    assert view.session is not None
    assert view.session.hidden()
    assert view.session.comparison.tags == ("code",)


async def test_lanes_are_saved_as_a_line_up_and_used_again(stage: Stage) -> None:
    view = stage.open_view()
    view.show_comparison(stage.compared("demo/terse", "demo/coder"))
    _choose(view.bar.menu, "Save these lanes")
    field = view.findChild(QLineEdit)
    field.setText("Two quick ones")
    field.window().findChild(QDialogButtonBox).accepted.emit()
    assert [one.name for one in stage.comparisons.line_ups] == ["Two quick ones"]
    view.show_comparison(stage.compared("demo/companion"))
    view.bar.menu.aboutToShow.emit()
    use = next(a for a in view.bar.menu.actions() if a.text() == "Use a line-up")
    use.menu().actions()[0].trigger()
    assert view.session is not None
    assert [lane.conversation.model for lane in view.session.lanes] == ["demo/terse", "demo/coder"]


async def test_a_deleted_comparison_is_brought_back_by_undo(stage: Stage) -> None:
    view = stage.open_view()
    session = await stage.asked("demo/companion", "demo/terse")
    view.show_comparison(session)
    _choose(view.bar.menu, "Delete this comparison")
    assert stage.comparisons.rows() == ()
    text, undo = stage.told[-1]
    assert text == "The comparison was deleted."
    assert undo is not None
    undo()
    assert view.session is not None
    assert view.session.comparison.id == session.comparison.id
    await settled()


async def test_merging_writes_a_chat(stage: Stage) -> None:
    view = stage.open_view()
    chats: list[str] = []
    view.continue_as_chat.connect(chats.append)
    _choose(view.bar.menu, "Merge the answers")
    assert "nothing to merge" in stage.told[-1][0]
    view.show_comparison(await stage.asked("demo/companion", "demo/terse"))
    _choose(view.bar.menu, "Merge the answers")
    chat = stage.room.library.open(chats[0])
    await until(lambda: not chat.running())
    assert chat.conversation.model == "demo/coder"


async def test_the_history_lists_comparisons_and_opens_one(stage: Stage) -> None:
    view = stage.open_view()
    first = await stage.asked("demo/companion", "demo/terse", text="First & foremost")
    view.bar.history_menu.aboutToShow.emit()
    action = view.bar.history_menu.actions()[0]
    assert action.text().startswith("First && foremost")
    action.trigger()
    assert view.session is first


async def test_a_change_of_palette_reaches_the_lanes(stage: Stage) -> None:
    view = stage.open_view()
    column = view.lanes.columns.lanes[0]
    kit = column.transcript.stage.kit
    QApplication.sendEvent(view, QEvent(QEvent.Type.PaletteChange))
    await until(lambda: column.transcript.stage.kit is not kit)
    assert column.transcript.stage.kit is not kit


def _choose(menu: object, words: str) -> None:
    menu.aboutToShow.emit()  # type: ignore[attr-defined]
    next(a for a in menu.actions() if a.text().startswith(words)).trigger()  # type: ignore[attr-defined]
