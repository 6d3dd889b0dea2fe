"""Failures: one sentence, one remedy."""

from studio.domain.errors import REMEDY_WORDS, Kind, Remedy, failing


def test_a_failure_reads_as_its_sentence() -> None:
    error = failing(Kind.AUTH, "The key was refused.", Remedy.KEY, status=401, code="invalid_api_key")
    assert str(error) == "The key was refused."
    assert (error.failure.status, error.failure.code, error.failure.remedy) == (
        401,
        "invalid_api_key",
        Remedy.KEY,
    )


def test_every_remedy_has_words() -> None:
    assert set(REMEDY_WORDS) == set(Remedy)
    assert all(REMEDY_WORDS[r] for r in Remedy if r is not Remedy.NONE)
