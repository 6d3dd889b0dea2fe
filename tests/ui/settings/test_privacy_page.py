"""Privacy: recording is switched, limited and purged here, after a question."""

from PySide6.QtWidgets import QDialog, QPushButton

from studio.state.housekeeping import Housekeeping
from studio.ui.settings.privacy_page import PrivacyPage
from tests.state.world import opened, settled


async def test_recording_and_its_limits_are_settings(qtbot: object) -> None:
    async with opened() as w:
        page = PrivacyPage(w.preferences, Housekeeping(w.store))
        qtbot.addWidget(page)
        page._record.click()
        page._limit.setValue(50)
        page._days.setValue(7)
        page._minutes.setValue(3)
        page._proxy.setText(" socks5://127.0.0.1:9 ")
        page._proxy.editingFinished.emit()
        value = w.preferences.value
        assert (value.record_exchanges, value.exchange_limit_mib, value.exchange_days) == (False, 50, 7)
        assert (value.total_minutes, value.proxy) == (3.0, "socks5://127.0.0.1:9")


async def test_purging_asks_first_and_says_when_it_is_done(qtbot: object) -> None:
    async with opened() as w:
        page = PrivacyPage(w.preferences, Housekeeping(w.store))
        qtbot.addWidget(page)
        page.show()
        page._purge.click()
        assert w.store.calls == []
        question = page.window().findChild(QDialog)
        next(b for b in question.findChildren(QPushButton) if b.text() == "Delete the records").click()
        await settled()
        assert w.store.calls == ["purge"]
        assert page._outcome.text() == "The records are deleted."
