"""The facts panel: what is known, plainly; what the model can do is the user's to correct."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from studio.domain.model import Capability
from studio.ui.chat.model_facts import ModelFacts
from tests.state.world import World, model, opened, row, settled

KNOWN = model("a/b", "freetheai", Capability.CHAT, name="<b>B</b>", context=128_000, tier="pro", owner="ACME")


def panel(w: World, qtbot: object) -> ModelFacts:
    made = ModelFacts(w.models, w.gateways)
    qtbot.addWidget(made)
    made.show()
    return made


async def test_facts_are_shown_and_unknown_ones_are_dashes(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made = panel(w, qtbot)
        made.show_model(KNOWN)
        shown = {name: value.text() for name, (_, value) in made._lines.items() if value.isVisible()}
        assert shown == {
            "Id": "a/b",
            "Gateway": "FreeTheAi",
            "Can do": "chat",
            "Context": "128k",
            "Input at most": "–",
            "Answer at most": "–",
            "Tier": "pro",
            "Health": "–",
            "Made by": "ACME",
        }
        assert all(x.textFormat() is Qt.TextFormat.PlainText for x in made.findChildren(QLabel))
        made.show_model(None)
        assert not any(value.isVisible() for _, value in made._lines.values())


async def test_the_gateways_page_about_it_comes_when_asked_for(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        w.script.documents["a/b"] = "# a/b\n<script>alert(1)</script>"
        made = panel(w, qtbot)
        made.show_model(KNOWN)
        assert not made._page.isVisible()
        made.ask_for_page()
        await settled()
        assert made._page.toPlainText() == "# a/b\n<script>alert(1)</script>"
        made.show_model(model("other"))
        assert not made._page.isVisible()


async def test_what_it_can_do_is_corrected_and_put_back(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made = panel(w, qtbot)
        made.show_model(KNOWN)
        made._fill_abilities()
        next(a for a in made._menu.actions() if a.text() == "Vision").setChecked(True)
        assert w.preferences.value.capability_overrides == {"a/b": {Capability.CHAT, Capability.VISION}}
        next(a for a in made._menu.actions() if a.text() == "As the gateway says").trigger()
        assert w.preferences.value.capability_overrides == {}


async def test_the_id_is_copied(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made = panel(w, qtbot)
        made.show_model(KNOWN)
        made._copy.click()
        assert QGuiApplication.clipboard().text() == "a/b"
