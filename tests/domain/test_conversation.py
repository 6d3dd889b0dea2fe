"""Trees of messages: paths, siblings, and chains that are broken."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.conversation import (
    Message,
    Part,
    Role,
    Text,
    Thought,
    ToolCall,
    children_of,
    new_id,
    newest_leaf,
    path_to,
)


def said(identity: str, parent: str | None) -> Message:
    return Message(id=identity, parent=parent, role=Role.USER, parts=(Text(identity),))


def test_a_path_runs_from_the_root_to_the_leaf() -> None:
    tree = {m.id: m for m in (said("a", None), said("b", "a"), said("c", "b"), said("d", "a"))}
    assert [m.id for m in path_to(tree, "c")] == ["a", "b", "c"]
    assert [m.id for m in path_to(tree, "d")] == ["a", "d"]
    assert path_to(tree, None) == ()


def test_a_circle_or_a_missing_parent_ends_a_path_quietly() -> None:
    circle = {m.id: m for m in (said("a", "b"), said("b", "a"))}
    assert {m.id for m in path_to(circle, "a")} == {"a", "b"}
    assert [m.id for m in path_to({"x": said("x", "gone")}, "x")] == ["x"]


def test_the_newest_leaf_follows_the_newest_children() -> None:
    tree = {m.id: m for m in (said("a", None), said("b", "a"), said("c", "a"), said("d", "c"))}
    assert newest_leaf(tree, "a") == "d"
    assert newest_leaf(tree, "b") == "b"
    assert [m.id for m in children_of(tree.values(), "a")] == ["b", "c"]


@given(st.lists(st.integers(0, 20), min_size=1, max_size=30))
def test_every_leaf_of_a_random_tree_has_a_path_that_ends_in_it(parents: list[int]) -> None:
    tree: dict[str, Message] = {}
    for number, wish in enumerate(parents):
        parent = str(wish % number) if number else None
        tree[str(number)] = said(str(number), parent)
    for identity in tree:
        path = path_to(tree, newest_leaf(tree, identity))
        assert identity in {m.id for m in path}
        assert path[0].parent is None


def test_parts_survive_json_with_their_kind() -> None:
    parts: tuple[Part, ...] = (Text("a"), Thought("b", signature="s"), ToolCall("1", "n", "{}"))
    message = Message(id=new_id(), parent=None, role=Role.ASSISTANT, parts=parts)
    assert msgspec.json.decode(msgspec.json.encode(message), type=Message) == message


def test_text_and_thought_are_joined_apart() -> None:
    message = Message(
        id="m", parent=None, role=Role.ASSISTANT, parts=(Thought("x"), Text("a"), Text("b"), Thought("y"))
    )
    assert (message.text, message.thought) == ("ab", "x\n\ny")
