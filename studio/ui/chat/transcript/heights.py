"""Heights: a growing list of numbers with prefix sums and search in logarithmic time (a Fenwick tree)."""

from collections.abc import Iterable


class Heights:
    """Numbers ≥ 0 by index. All operations but the constructor are O(log n)."""

    def __init__(self, values: Iterable[float] = ()) -> None:
        self._values = list(values)
        tree = [0.0, *self._values]
        for index in range(1, len(tree)):
            above = index + (index & -index)
            if above < len(tree):
                tree[above] += tree[index]
        self._tree = tree

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, index: int) -> float:
        return self._values[index]

    @property
    def total(self) -> float:
        """The sum of all."""
        return self.before(len(self._values))

    def before(self, index: int) -> float:
        """The sum of the first `index` numbers."""
        total, tree = 0.0, self._tree
        while index > 0:
            total += tree[index]
            index &= index - 1
        return total

    def put(self, index: int, value: float) -> None:
        """Sets one number."""
        change = value - self._values[index]
        if not change:
            return
        self._values[index] = value
        tree, index = self._tree, index + 1
        while index < len(tree):
            tree[index] += change
            index += index & -index

    def append(self, value: float) -> None:
        """Adds a number at the end."""
        self._values.append(value)
        index = len(self._values)
        low = index - (index & -index)
        self._tree.append(value + self.before(index - 1) - self.before(low))

    def cut(self, size: int) -> None:
        """Keeps the first `size` numbers."""
        del self._values[size:]
        del self._tree[size + 1 :]

    def at(self, sum_before: float) -> int:
        """The index of the number in whose stretch `sum_before` falls, within the list."""
        index, step = 0, 1 << (len(self._values).bit_length())
        while step:
            following = index + step
            if following < len(self._tree) and self._tree[following] <= sum_before:
                index = following
                sum_before -= self._tree[following]
            step >>= 1
        return min(index, max(len(self._values) - 1, 0))
