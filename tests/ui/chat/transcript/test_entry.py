"""An entry is a value, and every action has a name for people."""

from dataclasses import FrozenInstanceError

import pytest

from studio.ui.chat.transcript.entry import ACTION_NAMES, Entry
from tests.ui.chat.transcript.making import ACTIONS, user


def test_entries_compare_by_value_and_cannot_change() -> None:
    assert user(1, "a") == user(1, "a") != user(1, "b")
    with pytest.raises(FrozenInstanceError):
        user(1, "a").author = "x"  # type: ignore[misc]


def test_all_actions_have_names() -> None:
    assert set(ACTIONS) <= set(ACTION_NAMES)
    assert isinstance(user(1, "a"), Entry)
