"""The key of a gateway: shown by its place and ending, moved and forgotten only when the user says so."""

import msgspec

from studio.ui.settings.gateway_key import GatewayKey
from tests.state.world import KEY, World, opened, row, settled


async def shown(w: World, qtbot: object) -> GatewayKey:
    made = GatewayKey(w.gateways)
    qtbot.addWidget(made)
    made.show()
    w.gateways.refresh_keyring()
    made.show_gateway("freetheai")
    await settled()
    return made


async def test_a_typed_key_is_saved_and_leaves_the_field(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made = await shown(w, qtbot)
        assert not made._save.isEnabled()
        made._field.field.setText(KEY)
        made._save.click()
        await settled()
        assert made._words.text() == f"In Test Ring · ends in {KEY[-4:]}"
        assert made._field.typed() == ""


async def test_a_key_the_keyring_refuses_stays_typed_and_the_reason_is_told(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made = await shown(w, qtbot)
        w.ring.trouble = OSError("broken")
        made._field.field.setText(KEY)
        made._save.click()
        await settled()
        assert made._field.typed() == KEY
        assert "did not take the key" in made._problem.text()
        assert made._save.isEnabled()


async def test_a_moved_gateway_asks_before_its_key_is_used(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made = await shown(w, qtbot)
        w.gateways.save_key("freetheai", KEY)
        await settled()
        assert not made._moved.isVisible()
        w.gateways.change(
            msgspec.structs.replace(w.gateways.get("freetheai"), base_url="https://new.example/v1")
        )
        await settled()
        assert made._moved.isVisible()
        assert "https://api.freetheai.org:443" in made._moved_words.text()


async def test_forgetting_and_reading_from_a_variable(qtbot: object) -> None:
    async with opened(row("freetheai"), environment={"MY_KEY": KEY}) as w:
        made = await shown(w, qtbot)
        w.gateways.save_key("freetheai", KEY)
        await settled()
        made._forget.click()
        await settled()
        assert w.ring.items == {}
        assert "No key for api.freetheai.org:443" in made._words.text()
        made._variable.setText("MY_KEY")
        made._variable.editingFinished.emit()
        await settled()
        assert made._words.text() == f"Read from MY_KEY each time · ends in {KEY[-4:]}"


async def test_what_was_typed_for_one_gateway_is_not_offered_to_the_next(qtbot: object) -> None:
    async with opened(row("freetheai"), row("apifree")) as w:
        made = await shown(w, qtbot)
        made._field.field.setText(KEY)
        made.show_gateway("apifree")
        assert made._field.typed() == ""
