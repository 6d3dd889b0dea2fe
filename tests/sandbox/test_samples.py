import ast

import pytest

from studio.sandbox import samples


@pytest.mark.parametrize(
    "row", [row for row in samples.CODE if row[0] == "python"], ids=lambda row: row[1] or "any"
)
def test_python_samples_are_python(row: tuple[str, str, str, str]) -> None:
    assert ast.parse(row[2]).body


def test_languages_and_topics_are_found() -> None:
    assert samples.code_for("fibonacci in python")[1].startswith("def fibonacci")
    assert samples.code_for("something in Rust")[0] == "rust"
    assert samples.code_for("a typescript helper")[0] == "typescript"
    assert samples.knows_code("prime numbers") and not samples.knows_code("a chess engine")


def test_formulas_have_balanced_braces_and_fit_the_prompt() -> None:
    for _, _, latex, _ in samples.FORMULAS:
        assert latex.count("{") == latex.count("}")
    assert samples.formula_for("bayes")[0] == "Bayes' theorem"
    assert samples.formula_for("whatever")[0] == "Euler's identity"


@pytest.mark.parametrize(
    "row", [row for row in samples.CODE if row[0] == "python" and row[1]], ids=lambda row: row[1]
)
def test_python_samples_run_and_their_own_tests_pass(row: tuple[str, str, str, str]) -> None:
    known: dict[str, object] = {}
    exec(compile(row[2], "sample", "exec"), known)  # our own constants
    for name, found in known.items():
        if name.startswith("test_"):
            found()
    assert len(known) > 0
