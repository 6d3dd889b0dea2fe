"""Parameters: unset is absent, extra JSON lies on top."""

from hypothesis import given
from hypothesis import strategies as st

from studio.domain.parameters import CHAT_FORM, NEUTRAL, PICTURE_FORM, ParameterSet, merged

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
_objects = st.dictionaries(st.text(max_size=4), _json, max_size=4)


def test_what_is_unset_is_absent() -> None:
    chosen = ParameterSet().with_value("temperature", 0).with_value("top_p", 1).without("top_p")
    assert chosen.values == {"temperature": 0}


def test_a_set_laid_over_another_wins() -> None:
    upper = ParameterSet({"a": 1}, {"x": {"y": 1}})
    lower = ParameterSet({"a": 2, "b": 2}, {"x": {"y": 2, "z": 2}})
    assert upper.over(lower) == ParameterSet({"a": 1, "b": 2}, {"x": {"y": 1, "z": 2}})


@given(_objects, _objects)
def test_merging_keeps_every_name_and_the_upper_values(
    lower: dict[str, object], upper: dict[str, object]
) -> None:
    both = merged(lower, upper)
    assert set(both) == set(lower) | set(upper)
    for name, value in upper.items():
        if not isinstance(value, dict):
            assert both[name] == value


def test_the_built_in_chat_form_offers_known_names_only() -> None:
    assert {f.name for f in CHAT_FORM.fields} <= NEUTRAL
    assert {"size", "n", "quality", "seed"} <= {f.name for f in PICTURE_FORM.fields}
