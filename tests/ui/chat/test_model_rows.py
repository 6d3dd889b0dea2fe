"""Rows of the picker: one line of facts, marks that are words as well, and a list model Qt agrees with."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from studio.domain.model import Capability
from studio.ui.chat.model_rows import ModelRows, line_of, size_words
from tests.state.world import model, opened, row


@pytest.mark.parametrize(
    ("tokens", "words"),
    [
        (None, "–"),
        (512, "512"),
        (8192, "8k"),
        (128_000, "128k"),
        (131_072, "128k"),
        (1_048_576, "1M"),
        (2_000_000, "2M"),
    ],
)
def test_sizes_are_written_as_people_say_them(tokens: int | None, words: str) -> None:
    assert size_words(tokens) == words


def test_the_line_tells_what_is_known_and_nothing_else() -> None:
    full = model(
        "a/b", "g", Capability.CHAT, Capability.VISION, name="B", context=128_000, tier="pro", status="down"
    )
    assert line_of(full, "Gate") == "Gate · a/b · chat, vision · 128k context · pro · down"
    assert line_of(model("a/b", "g"), "Gate") == "Gate · chat"


async def test_the_list_model_is_a_proper_one(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        rows = ModelRows(w.models, w.gateways)
        QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
        rows.show_rows([model("a"), model("b", locked="needs pro")], model("typed"))
        assert rows.rowCount() == 3
        rows.show_rows([], None)
        assert rows.rowCount() == 0
        rows.show_rows([model("a")], None)
        assert rows.model_at(0).id == "a"
        assert rows.model_at(1) is None


async def test_marks_are_told_in_words(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        rows = ModelRows(w.models, w.gateways)
        w.models.toggle_favourite(model("b"))
        rows.show_rows([model("b", locked="needs pro")], model("typed"))
        described = rows.index(0).data(Qt.ItemDataRole.AccessibleDescriptionRole)
        assert described == "FreeTheAi · chat, favourite, locked: needs pro"
        assert rows.index(1).data() == "Use “typed” as it is"
