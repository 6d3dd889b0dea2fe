"""The table of refusals is complete and its rows say what they compare."""

import string

import pytest

from studio.domain.errors import Kind
from studio.protocols.refusal_table import INTRODUCED, ROWS, SENTENCES, Row


@pytest.mark.parametrize("status", range(400, 600))
def test_every_status_has_a_meaning_without_any_words(status: int) -> None:
    assert any(row.fits(status, frozenset(), "") for row in ROWS)


def test_the_last_row_fits_everything() -> None:
    assert ROWS[-1].fits(200, frozenset({"anything"}), "anything")


def test_a_status_alone_does_not_make_a_row_with_words_fit() -> None:
    rows = [row for row in ROWS if row.statuses and (row.words or row.pattern)]
    assert rows and not any(row.fits(min(row.statuses), frozenset(), "") for row in rows)


def test_words_are_compared_whole_and_in_lower_case() -> None:
    row = next(row for row in ROWS if "model_not_found" in row.words)
    assert row.fits(400, frozenset({"model_not_found"}), "")
    assert not row.fits(400, frozenset({"model_not_found_really"}), "")
    assert all(word == word.lower() for row in ROWS for word in row.words)


def test_every_kind_of_the_table_has_its_sentence() -> None:
    kinds = {row.kind for row in ROWS} | INTRODUCED | {Kind.BAD_PARAMETER}
    assert kinds <= set(SENTENCES)
    for sentence in SENTENCES.values():
        fields = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        assert fields <= {"gateway"} and sentence.endswith(".")


def test_a_row_is_a_value() -> None:
    assert ROWS[0] == Row(kind=ROWS[0].kind, remedy=ROWS[0].remedy, statuses=ROWS[0].statuses)
