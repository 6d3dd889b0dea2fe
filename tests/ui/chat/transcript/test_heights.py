"""Heights behave like a list of numbers."""

from hypothesis import given
from hypothesis import strategies as st

from studio.ui.chat.transcript.heights import Heights

_NUMBERS = st.lists(st.integers(0, 50), max_size=60)


@given(
    _NUMBERS, st.lists(st.tuples(st.sampled_from("pac"), st.integers(0, 59), st.integers(0, 50)), max_size=40)
)
def test_any_changes_give_the_sums_of_a_list(numbers: list[int], changes: list[tuple[str, int, int]]) -> None:
    model, made = list(numbers), Heights(numbers)
    for what, index, value in changes:
        if what == "a":
            model.append(value)
            made.append(value)
        elif what == "c":
            del model[index:]
            made.cut(min(index, len(made)))
        elif index < len(model):
            model[index] = value
            made.put(index, value)
    assert [made.before(n) for n in range(len(model) + 1)] == [sum(model[:n]) for n in range(len(model) + 1)]
    assert made.total == sum(model)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=60), st.integers(0, 3000))
def test_a_place_is_found_by_its_sum(numbers: list[int], place: int) -> None:
    index = Heights(numbers).at(place)
    inside = sum(numbers[:index]) <= place < sum(numbers[: index + 1])
    assert inside or (place >= sum(numbers) and index == len(numbers) - 1)
