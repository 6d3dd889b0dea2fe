"""The picker: a few letters, Enter; facets, stars and free text, all from the keyboard."""

from PySide6.QtCore import Qt

from studio.domain.errors import Kind, failing
from studio.domain.model import Capability
from studio.ui.chat.model_picker import ModelPicker
from tests.state.world import World, model, opened, row, settled

LISTED = (
    model(
        "anthropic/claude-sonnet-4.5",
        "freetheai",
        Capability.CHAT,
        Capability.VISION,
        tier="pro",
        locked="Needs pro",
    ),
    model("openai/gpt-4o", "freetheai", Capability.CHAT, context=128_000, tier="free"),
    model("fal/flux", "freetheai", Capability.PICTURE, tier="free"),
)


async def picker(w: World, qtbot: object, *can: Capability) -> tuple[ModelPicker, list[tuple[str, str]]]:
    w.lists("freetheai", *LISTED)
    w.models.load()
    await settled()
    made = ModelPicker(w.models, w.gateways)
    qtbot.addWidget(made)
    chosen: list[tuple[str, str]] = []
    made.chosen.connect(lambda g, m: chosen.append((g, m)))
    made.pick("freetheai", "openai/gpt-4o", frozenset(can))
    return made, chosen


def ids(made: ModelPicker) -> list[str]:
    return [made._rows.model_at(r).id for r in range(made._rows.rowCount())]


async def test_a_few_letters_and_enter_choose_a_model(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made, chosen = await picker(w, qtbot)
        qtbot.keyClicks(made.field, "son 4.5")
        assert ids(made)[0] == "anthropic/claude-sonnet-4.5"
        qtbot.keyClick(made.field, Qt.Key.Key_Return)
        assert chosen == [("freetheai", "anthropic/claude-sonnet-4.5")]
        assert not made.isVisible()
        assert w.preferences.value.recents == ("freetheai\nanthropic/claude-sonnet-4.5",)


async def test_it_opens_on_the_model_in_use(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made, _ = await picker(w, qtbot)
        assert made._current().id == "openai/gpt-4o"


async def test_arrow_keys_move_in_the_list_while_the_field_keeps_the_letters(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made, chosen = await picker(w, qtbot)
        made.field.setText("o")
        first = made._current().id
        qtbot.keyClick(made.field, Qt.Key.Key_Down)
        assert made._current().id != first
        wanted = made._current().id
        qtbot.keyClick(made.field, Qt.Key.Key_Return)
        assert chosen == [("freetheai", wanted)]


async def test_any_text_can_be_used_as_an_id(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made, chosen = await picker(w, qtbot)
        made.field.setText("vendor/secret-model")
        assert ids(made) == ["vendor/secret-model"]
        qtbot.keyClick(made.field, Qt.Key.Key_Return)
        assert chosen == [("freetheai", "vendor/secret-model")]


async def test_facets_narrow_and_combine(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made, _ = await picker(w, qtbot, Capability.CHAT)
        assert ids(made) == ["openai/gpt-4o", "anthropic/claude-sonnet-4.5"]
        made._usable.setChecked(True)
        assert ids(made) == ["openai/gpt-4o"]
        made._usable.setChecked(False)
        made._chips[Capability.VISION].setChecked(True)
        assert ids(made) == ["anthropic/claude-sonnet-4.5"]
        made._tier.setCurrentIndex(made._tier.findData("free"))
        made._tier.activated.emit(1)
        assert ids(made) == []
        assert not made._choose.isEnabled()


async def test_a_star_keeps_the_row_in_hand(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made, _ = await picker(w, qtbot)
        made._toggle_star()
        assert w.preferences.value.favourites == ("freetheai\nopenai/gpt-4o",)
        assert made._current().id == "openai/gpt-4o"
        assert ids(made)[0] == "openai/gpt-4o"
        made._favourites.setChecked(True)
        assert ids(made) == ["openai/gpt-4o"]


async def test_a_list_that_did_not_come_is_said_and_the_old_one_stays(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made, _ = await picker(w, qtbot)
        await settled()
        w.script.refusals["freetheai"] = failing(Kind.NETWORK, "<b>No</b> network.")
        w.models.refresh()
        await settled()
        assert made._note.text() == "FreeTheAi: <b>No</b> network."
        assert made._note.textFormat() is Qt.TextFormat.PlainText
        assert len(ids(made)) == 3


async def test_a_model_refused_meanwhile_is_marked(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made, _ = await picker(w, qtbot)
        w.models.mark_locked("freetheai", "openai/gpt-4o", "Your tier cannot use it.")
        assert made._current().locked == "Your tier cannot use it."


async def test_the_facts_follow_the_row_a_moment_later(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made, _ = await picker(w, qtbot)
        made.field.setText("sonnet")
        made._show_facts_now()
        assert made._facts._name.text() == "anthropic/claude-sonnet-4.5"
        assert made._facts._warning.text() == "Needs pro"
        made.close()
