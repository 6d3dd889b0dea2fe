"""Containers become indents, bars and markers; every text of a message is in some leaf."""

from studio.ui.rendering.leaves import Kind
from tests.ui.rendering.making import source


def test_lists_number_by_their_start_and_tell_their_depth() -> None:
    leaves = source("3. a\n1. b\n   - c\n").leaves
    assert [(leaf.text, leaf.frame.path, leaf.frame.markers) for leaf in leaves] == [
        ("a", ("list",), ((0, "3."),)),
        ("b", ("list",), ((0, "4."),)),
        ("c", ("list", "list"), ((1, "•"),)),
    ]


def test_tasks_alerts_and_footnotes_are_marked() -> None:
    leaves = source("- [x] a\n- [ ] b\n\n> [!TIP]\n> c\n\n[^n]: d\n").leaves
    assert [leaf.frame.markers for leaf in leaves] == [
        ((0, "☑"),),
        ((0, "☐"),),
        ((0, ""),),
        (),
        ((0, "[n]"),),
    ]
    assert leaves[3].frame.path == ("alert:tip",)


def test_a_table_has_rows_and_aligns() -> None:
    (table,) = source("|a|b|\n|:-|-:|\n|1|2|\n").leaves
    assert table.kind is Kind.TABLE
    assert table.rows == (("a", "b"), ("1", "2"))
    assert table.aligns == ("left", "right")


def test_what_is_nested_too_deep_is_shown_as_its_source() -> None:
    text = ">" * 5000 + " x"
    (leaf,) = source(text).leaves
    assert leaf.kind is Kind.PLAIN
    assert leaf.text == text


def test_an_empty_item_is_not_lost() -> None:
    assert len(source("- a\n-\n- c\n").leaves) == 3
