"""Lists of prompts: good rows are taken, broken ones listed, nothing makes the reader fail."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.comparison import RunRow
from studio.state.runs_reading import MOST_ROWS, Prompts, read_csv, read_file, read_json_lines, read_lines


def test_pasted_lines_are_prompts_and_blank_ones_are_not() -> None:
    assert read_lines("One\r\n\n  Two  \n").rows == (RunRow("One"), RunRow("Two"))


def test_prompts_of_several_lines_stand_between_dashes() -> None:
    assert read_lines("a\nb\n---\nc\n").rows == (RunRow("a\nb"), RunRow("c"))


def test_a_csv_gives_prompt_system_and_expected_in_any_order() -> None:
    text = 'expected,Prompt,system,note\n4,"2+2,\nplease",Be brief.,x\n'
    assert read_csv(text) == Prompts((RunRow("2+2,\nplease", "Be brief.", "4"),), ())


def test_broken_rows_of_a_csv_are_listed_and_the_rest_is_taken() -> None:
    read = read_csv("prompt,expected\none,1\ntwo\n,3\n\nfour,4,5\nsix,6\n")
    assert [row.prompt for row in read.rows] == ["one", "six"]
    assert read.problems == (
        "Row 3 has 1 cells instead of 2.",
        "Row 4 has no prompt.",
        "Row 6 has 3 cells instead of 2.",
    )


def test_a_quote_that_is_never_closed_costs_its_own_row_only() -> None:
    read = read_csv('prompt,expected\none,1\n"two,2\nthree,3\n')
    assert [row.prompt for row in read.rows] == ["one", "three"]
    assert any("Row 3" in problem for problem in read.problems)


def test_a_table_without_a_prompt_column_says_so() -> None:
    read = read_csv("question,answer\na,b\n")
    assert read.rows == ()
    assert "no column “prompt”" in read.problems[0]


def test_broken_lines_of_a_jsonl_are_listed_and_the_rest_is_taken() -> None:
    read = read_json_lines(
        '{"prompt": "one", "expected": "1"}\n{broken\n42\n{"prompt": ""}\n{"prompt": "x", "system": 3}\n"two"\n'
    )
    assert [row.prompt for row in read.rows] == ["one", "two"]
    assert [problem.split()[1].rstrip(":") for problem in read.problems] == ["2", "3", "4", "5"]


def test_an_array_of_json_objects_is_read_too() -> None:
    assert read_json_lines('[{"prompt": "one"}, {"prompt": "two"}]').rows == (RunRow("one"), RunRow("two"))
    assert "not valid JSON" in read_json_lines("[1,").problems[0]


def test_more_rows_than_a_run_takes_are_cut_and_said() -> None:
    read = read_lines("\n".join(f"prompt {n}" for n in range(MOST_ROWS + 3)))
    assert len(read.rows) == MOST_ROWS
    assert "2,003" in read.problems[0]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.txt"])
def test_files_are_read_by_their_suffix(tmp_path: Path, name: str) -> None:
    texts = {"a.csv": "\ufeffprompt\nhello\n", "a.jsonl": '{"prompt":"hello"}', "a.txt": "hello"}
    (tmp_path / name).write_text(texts[name], encoding="utf-8")
    assert read_file(tmp_path / name).rows == (RunRow("hello"),)


def test_files_that_cannot_be_read_are_explained(tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes("prompt\ncafé\n".encode("latin-1"))
    for path in (tmp_path / "latin.csv", tmp_path / "missing.csv", tmp_path):
        read = read_file(path)
        assert read.rows == ()
        assert read.problems[0].endswith(".")


@given(st.text(max_size=300))
def test_no_text_makes_a_reader_fail(text: str) -> None:
    for read in (read_lines(text), read_csv(text), read_json_lines(text)):
        assert all(row.prompt.strip() for row in read.rows)
        assert all(problem.endswith(".") for problem in read.problems)
