"""Usage: sums by gateway and model; a cost nobody stated is a dash, a price of the user's says so."""

import pytest

from studio.domain.library import UsageRow
from studio.domain.settings import Price
from studio.state.housekeeping import Housekeeping
from studio.ui.settings.usage_page import UsagePage, cost_words, totals
from tests.state.world import World, opened, row, settled

ROWS = (
    UsageRow(gateway="freetheai", model="a", day="2026-11-20", answers=2, input_tokens=10, output_tokens=20),
    UsageRow(gateway="freetheai", model="a", day="2026-11-21", answers=1, input_tokens=1, output_tokens=2),
    UsageRow(gateway="gone", model="b", day="2026-11-21", answers=1, output_tokens=5, cost=0.25),
)


async def page(w: World, qtbot: object) -> UsagePage:
    w.store.rows = ROWS
    house = Housekeeping(w.store)
    made = UsagePage(house, w.gateways, w.preferences)
    qtbot.addWidget(made)
    made._house = house
    house.refresh()
    await settled()
    return made


def cells(made: UsagePage) -> list[list[str]]:
    table = made._table
    return [[table.item(r, c).text() for c in range(table.columnCount())] for r in range(table.rowCount())]


async def test_sums_stand_by_gateway_and_model(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made = await page(w, qtbot)
        assert cells(made) == [
            ["FreeTheAi", "a", "3", "11", "22", "—"],
            ["gone", "b", "1", "0", "5", "$0.2500"],
        ]
        assert (
            made._sum.text()
            == "In all 4 answers, $0.2500 where a cost is known; 1 of 2 models stated no cost."
        )


async def test_the_chart_shows_the_chosen_measure(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made = await page(w, qtbot)
        assert made._chart.accessibleDescription() == "2026-11-20: 30; 2026-11-21: 8"
        made._measure.setCurrentIndex(2)
        assert made._chart.accessibleDescription() == "2026-11-20: $0.00; 2026-11-21: $0.25"


async def test_a_price_is_set_changed_refused_and_taken_away(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made = await page(w, qtbot)
        made._price_in.setText("0,5")
        made._price_out.setText("2")
        made._set_price.click()
        assert w.preferences.value.prices == {"freetheai\na": Price(0.5, 2.0)}
        for wrong in ("cheap", "-1", "nan"):
            made._price_in.setText(wrong)
            made._set_price.click()
            assert "price is" in made._price_words.text().lower()
        assert w.preferences.value.prices == {"freetheai\na": Price(0.5, 2.0)}
        made._price_in.clear()
        made._price_out.clear()
        made._set_price.click()
        assert w.preferences.value.prices == {}


@pytest.mark.parametrize(
    ("cost", "priced", "words"),
    [
        (None, False, "—"),
        (0.0, False, "$0.0000"),
        (12.5, False, "$12.50"),
        (0.5, True, "$0.5000 (your price)"),
    ],
)
def test_a_cost_is_never_invented(cost: float | None, priced: bool, words: str) -> None:
    assert cost_words(cost, priced) == words


def test_days_without_a_cost_do_not_turn_it_into_nought() -> None:
    sums = totals(ROWS)
    assert sums["freetheai", "a"].cost is None
    assert sums["gone", "b"].cost == 0.25
