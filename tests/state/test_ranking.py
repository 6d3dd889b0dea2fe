"""Finding models: every word counts, the best come first, and nothing that fits is lost."""

from hypothesis import given
from hypothesis import strategies as st

from studio.domain.model import Capability, Model
from studio.state.ranking import FAVOURITE_RANK, Facets, Index, normalised
from tests.state.world import model

NAMES = (
    "anthropic/claude-sonnet-4.5",
    "anthropic/claude-sonnet-4-5-20250929",
    "anthropic/claude-opus-4.5",
    "openai/gpt-4o",
    "openai/gpt-4o-mini",
    "perplexity/sonar-pro",
    "qwen/qwen3-235b-a22b-thinking",
    "fal/flux-pro",
)


def found(query: str, models: list[Model] | None = None, **facets: object) -> list[str]:
    rows = models if models is not None else [model(name) for name in NAMES]
    hits, _ = Index(rows, lambda m: 0, {"freetheai": "FreeTheAi"}).ranked(query, Facets(**facets), 300)
    return [m.id for m in hits]


def test_every_word_of_the_query_is_found_in_any_order() -> None:
    assert found("son 4.5")[0] == "anthropic/claude-sonnet-4.5"
    assert "anthropic/claude-sonnet-4-5-20250929" in found("son 4.5")
    assert found("4.5 opus") == ["anthropic/claude-opus-4.5"]
    assert "openai/gpt-4o" not in found("son 4.5")


def test_separators_are_all_alike() -> None:
    assert found("gpt4o")[:2] == ["openai/gpt-4o", "openai/gpt-4o-mini"]
    assert found("gpt 4o")[0] == found("GPT-4o")[0] == "openai/gpt-4o"
    assert normalised("A/b__C  d") == "a b c d"


def test_whole_words_come_before_beginnings_and_those_before_the_rest() -> None:
    rows = [model("x/reproduce"), model("x/pro"), model("x/provider")]
    assert found("pro", rows) == ["x/pro", "x/provider", "x/reproduce"]


def test_missing_letters_are_forgiven_when_nothing_else_is_found() -> None:
    assert set(found("clde snnt")) >= {"anthropic/claude-sonnet-4.5"}
    assert found("zzzzzz") == []


def test_a_model_is_found_by_its_name_and_by_its_gateway() -> None:
    rows = [model("m1", name="Brave Otter"), model("m2")]
    assert found("otter", rows) == ["m1"]
    assert set(found("freetheai", rows)) == {"m1", "m2"}


def test_favourites_and_recents_come_first_among_the_hits() -> None:
    rows = [model(name) for name in NAMES]
    ranks = {"openai/gpt-4o-mini": FAVOURITE_RANK, "perplexity/sonar-pro": -1}
    index = Index(rows, lambda m: ranks.get(m.id, 0), {})
    assert [m.id for m in index.ranked("", Facets(), 3)[0]][:2] == [
        "openai/gpt-4o-mini",
        "perplexity/sonar-pro",
    ]
    assert [m.id for m in index.ranked("gpt", Facets(), 3)[0]] == ["openai/gpt-4o-mini", "openai/gpt-4o"]
    assert [m.id for m in index.ranked("", Facets(favourites=True), 9)[0]] == ["openai/gpt-4o-mini"]


def test_locked_models_stand_behind_open_ones() -> None:
    assert found("x", [model("x/a", locked="needs pro"), model("x/b")]) == ["x/b", "x/a"]


def test_facets_combine() -> None:
    rows = [
        model("a", "g1", Capability.CHAT, Capability.VISION, tier="free", context=8_000),
        model("b", "g1", Capability.CHAT, tier="pro", prefix="p", context=200_000),
        model("c", "g2", Capability.PICTURE, locked="no"),
        Model(id="d", gateway="g2"),
    ]
    assert found("", rows, capabilities=frozenset({Capability.VISION})) == ["a"]
    assert set(found("", rows, capabilities=frozenset({Capability.CHAT}))) == {"a", "b", "d"}
    assert found("", rows, gateway="g1", tier="pro") == ["b"]
    assert found("", rows, context=100_000) == ["b"]
    assert found("", rows, prefix="p") == ["b"]
    assert "c" not in found("", rows, usable=True)


def test_the_total_counts_what_the_limit_leaves_out() -> None:
    index = Index([model(f"m/{n}") for n in range(50)], lambda m: 0, {})
    hits, total = index.ranked("m", Facets(), 10)
    assert (len(hits), total) == (10, 50)


words = st.text(alphabet="abc45-./ ", min_size=1, max_size=6)


@given(st.lists(words, min_size=1, max_size=30, unique=True), words)
def test_typing_letter_by_letter_finds_what_the_whole_query_finds(names: list[str], query: str) -> None:
    rows = [model(name) for name in names]
    typed = Index(rows, lambda m: 0, {})
    for length in range(len(query) + 1):
        by_letter = typed.ranked(query[:length], Facets(), 300)
    at_once = Index(rows, lambda m: 0, {}).ranked(query, Facets(), 300)
    assert [m.id for m in by_letter[0]] == [m.id for m in at_once[0]]


@given(st.lists(words, min_size=1, max_size=30, unique=True), words)
def test_no_row_that_contains_the_words_is_missed_and_none_comes_twice(names: list[str], query: str) -> None:
    hits = found(query, [model(name) for name in names])
    assert len(hits) == len(set(hits))
    wanted = [normalised(word) for word in query.split() if normalised(word)]
    assert {n for n in names if all(w in normalised(n) for w in wanted)} <= set(hits)
