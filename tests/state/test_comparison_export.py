"""Tables for other programs: nothing a spreadsheet would run, nothing that breaks a Markdown table."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.state.comparison_export import as_csv, as_markdown, safe_cell

CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", '=cmd|"/c calc"!A0'])
def test_a_cell_that_would_be_run_is_quoted(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["-0.5", "+3", "plain", "a=b", "", "1e-7", "—", "≈ 50"])
def test_numbers_and_plain_words_stay(text: str) -> None:
    assert safe_cell(text) == text


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=6))
def test_a_csv_table_reads_back_cell_for_cell(rows: list[list[str]]) -> None:
    text = as_csv(("a", "b"), rows)
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read[1:] == [[safe_cell(cell) for cell in row] for row in rows]


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6))
def test_a_markdown_table_keeps_its_columns_and_lines(rows: list[list[str]]) -> None:
    lines = as_markdown(("a", "b", "c"), rows).rstrip("\n").split("\n")
    assert len(lines) == len(rows) + 2
    for line in lines:
        bare = line.replace("\\\\", "").replace("\\|", "")
        assert bare.count("|") == 4
