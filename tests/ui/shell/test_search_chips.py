"""The chips of the search: they show the filters of the text and ask for others."""

import pytest

from studio.domain.library import SearchFilter
from studio.state.search import Typed
from studio.ui.shell.search_chips import SearchChips


@pytest.fixture
def chips(qtbot: object) -> SearchChips:
    made = SearchChips(lambda: [("Demo & Co", "demo")], lambda: [("Whale", "demo/whale")])
    qtbot.addWidget(made)  # type: ignore[attr-defined]
    return made


def test_a_menu_asks_for_a_filter_and_takes_it_away(chips: SearchChips) -> None:
    said: list[tuple[str, str]] = []
    chips.chosen.connect(lambda name, value: said.append((name, value)))
    for name in ("gateway", "model", "date"):
        menu = chips.buttons[name].menu()
        menu.aboutToShow.emit()
        menu.actions()[1].trigger()
        menu.actions()[0].trigger()
    chips.buttons["has"].click()
    chips.buttons["has"].click()
    assert said == [
        ("gateway", "demo"), ("gateway", ""), ("model", "demo/whale"), ("model", ""),
        ("date", "today"), ("date", ""), ("has", "picture"), ("has", ""),
    ]  # fmt: skip


def test_what_is_typed_shows_on_the_chips(chips: SearchChips) -> None:
    chips.show_typed(
        Typed("x", SearchFilter(has_picture=True), {"gateway": "demo", "after": "2026", "has": "picture"})
    )
    assert [(b.text(), b.isChecked()) for b in chips.buttons.values()] == [
        ("Gateway: demo", True), ("Model", False), ("Date: 2026", True), ("Has a picture", True),
    ]  # fmt: skip
    assert chips.buttons["gateway"].accessibleName() == "Filter: Gateway: demo"
