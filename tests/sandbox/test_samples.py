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


def test_known_subjects_have_three_points() -> None:
    lead, points = samples.facts_for("how do tides work?")
    assert "Moon" in lead and len(points) == 3
    assert samples.facts_for("quantum cheese") is None


def test_words_are_translated_into_the_language_named() -> None:
    assert samples.translations("good morning in japanese") == [("good morning", "おはようございます")]
    assert samples.translations("the cat and the dog") == [("cat", "Katze"), ("dog", "Hund")]
    assert samples.tongue_of("into French") == "French"
