"""Appearance: each control changes its setting, and follows when it changes elsewhere."""

from studio.ui.settings.appearance_page import AppearancePage
from tests.state.world import opened


async def test_each_control_changes_its_setting(qtbot: object) -> None:
    async with opened() as w:
        page = AppearancePage(w.preferences)
        qtbot.addWidget(page)
        next(b for b in page._themes.buttons() if b.text() == "Dark").click()
        page._points.setValue(12.5)
        page._sending.setCurrentIndex(1)
        page._sending.activated.emit(1)
        for check in page._checks.values():
            check.click()
        value = w.preferences.value
        assert (value.theme, value.chat_font_points, value.send_while_streaming) == (
            "dark",
            12.5,
            "interrupt",
        )
        assert (value.reduced_motion, value.ctrl_enter_sends) == (True, True)
        assert (value.follow_stream, value.notify_when_done) == (False, False)


async def test_unreadable_sizes_are_raised_and_zero_is_the_systems(qtbot: object) -> None:
    async with opened() as w:
        page = AppearancePage(w.preferences)
        qtbot.addWidget(page)
        page._points.setValue(0.5)
        assert w.preferences.value.chat_font_points == 6.0
        page._points.setValue(0)
        assert w.preferences.value.chat_font_points == 0.0


async def test_the_page_follows_changes_made_elsewhere(qtbot: object) -> None:
    async with opened() as w:
        page = AppearancePage(w.preferences)
        qtbot.addWidget(page)
        w.preferences.change(theme="light", chat_font_points=15.0, ctrl_enter_sends=True)
        assert page._themes.checkedButton().text() == "Light"
        assert page._points.value() == 15.0
        assert page._checks["ctrl_enter_sends"].isChecked()
