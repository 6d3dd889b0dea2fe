"""The key field says where a key goes before it goes there, and hides it."""

from PySide6.QtWidgets import QLineEdit

from studio.ui.settings.key_field import KeyField, labelled
from tests.state.world import opened, row, settled


async def test_the_keyring_is_named_and_the_origin_too(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        field = KeyField(w.gateways)
        qtbot.addWidget(field)
        field.bind(row("freetheai"))
        w.gateways.refresh_keyring()
        await settled()
        words = field._where.text()
        assert "Test Ring" in words
        assert "https://api.freetheai.org:443 only" in words
        field._run_only.setChecked(True)
        assert "in memory until you quit" in field._where.text()
        assert field.for_this_run()


async def test_letters_are_hidden_until_asked_for(qtbot: object) -> None:
    async with opened() as w:
        field = KeyField(w.gateways)
        qtbot.addWidget(field)
        assert field.field.echoMode() is QLineEdit.EchoMode.Password
        field._reveal.setChecked(True)
        assert field.field.echoMode() is QLineEdit.EchoMode.Normal
        field.clear()
        assert field.field.echoMode() is QLineEdit.EchoMode.Password


async def test_a_locked_keyring_offers_to_unlock_and_none_offers_no_choice(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        field = KeyField(w.gateways)
        qtbot.addWidget(field)
        field.show()
        w.ring.locked = True
        w.gateways.unlock()
        await settled()
        assert field._unlock.isVisible()
        assert "locked" in field._where.text()
        w.ring.locked = False
        field._unlock.click()
        await settled()
        assert not field._unlock.isVisible()
        w.keys._backend = None
        w.gateways.refresh_keyring()
        await settled()
        assert not field._run_only.isVisible()
        assert "until you quit" in field._where.text()


async def test_its_label_is_its_buddy(qtbot: object) -> None:
    async with opened() as w:
        field = KeyField(w.gateways)
        qtbot.addWidget(field)
        label = labelled("Key", field)
        qtbot.addWidget(label)
        assert label.buddy() is field.field
