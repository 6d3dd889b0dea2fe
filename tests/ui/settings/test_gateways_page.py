"""The list of gateways: added from presets, ordered, removed after a question, found on this machine."""

from PySide6.QtWidgets import QDialog, QPushButton

from studio.ui.settings.gateways_page import GatewaysPage
from tests.state.world import KEY, World, opened, row, settled


def page(w: World, qtbot: object) -> GatewaysPage:
    made = GatewaysPage(w.gateways)
    qtbot.addWidget(made)
    made.show()
    return made


async def test_presets_and_other_addresses_can_be_added(qtbot: object) -> None:
    async with opened() as w:
        made = page(w, qtbot)
        assert made._empty.isVisible()
        made._fill_menu()
        words = [a.text() for a in made._add.menu().actions()]
        assert any(text.startswith("FreeTheAi  (https://api.freetheai.org/v1)") for text in words)
        next(a for a in made._add.menu().actions() if a.text().startswith("APIFree")).trigger()
        next(a for a in made._add.menu().actions() if a.text() == "Another address…").trigger()
        assert [g.name for g in w.gateways.rows] == ["APIFree", "New gateway"]
        assert made._list.currentItem().text() == "New gateway"
        assert made._editor._name.text() == "New gateway"


async def test_rows_move_up_and_down(qtbot: object) -> None:
    async with opened(row("freetheai"), row("apifree")) as w:
        made = page(w, qtbot)
        made._down.click()
        assert [g.id for g in w.gateways.rows] == ["apifree", "freetheai"]
        assert made._list.currentItem().text() == "FreeTheAi"
        assert not made._down.isEnabled()
        made._up.click()
        assert [g.id for g in w.gateways.rows] == ["freetheai", "apifree"]


async def test_removing_asks_first(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        w.gateways.save_key("freetheai", KEY)
        await settled()
        made = page(w, qtbot)
        made._remove.click()
        assert w.gateways.rows != ()
        question = made.window().findChild(QDialog)
        next(b for b in question.findChildren(QPushButton) if b.text() == "Remove").click()
        await settled()
        assert w.gateways.rows == ()
        assert w.ring.items == {}


async def test_health_is_a_mark_and_words(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made = page(w, qtbot)
        w.gateways.note_answer("freetheai", None)
        item = made._list.item(0)
        from PySide6.QtCore import Qt

        assert item.data(Qt.ItemDataRole.AccessibleDescriptionRole) == "Answered last time"
        assert not item.icon().isNull()


async def test_servers_found_here_are_added_once(qtbot: object) -> None:
    async with opened(row("ollama")) as w:
        w.script.local = (row("ollama"), row("lmstudio"))
        page_shown = page(w, qtbot)
        w.gateways.discover()
        await settled()
        assert [g.id for g in w.gateways.rows] == ["ollama", "lmstudio"]
        assert page_shown._list.count() == 2
