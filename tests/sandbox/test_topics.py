import ast

import pytest

from studio.sandbox.topics import TOPICS, Topic, markdown_table, topic_for


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_topic_is_whole(topic: Topic) -> None:
    assert len(topic.words.split()) <= 5
    assert len(topic.points) == 3
    assert ast.parse(topic.code) is not None
    if topic.formula:
        assert topic.formula[1].count("{") == topic.formula[1].count("}")
    if topic.table:
        assert len({len(row) for row in topic.table}) == 1


def test_topics_are_recognised() -> None:
    assert "Moon" in topic_for("how do tides work?").lead
    assert topic_for("how a transformer predicts the next word").formula[0] == "Scaled dot-product attention"
    assert topic_for("quantum cheese") is None


def test_the_softmax_of_the_transformer_gives_its_table(capsys: pytest.CaptureFixture[str]) -> None:
    topic = topic_for("transformer")
    compiled = compile(topic.code, "softmax", "exec")
    exec(compiled, {})  # our own constant
    printed = capsys.readouterr().out.split()
    assert printed[1::2] == [row[2].replace(" ", "") for row in topic.table[1:]]


def test_a_bar_in_a_cell_is_escaped() -> None:
    assert markdown_table((("a|b",), ("c",))) == "| a\\|b |\n|---|\n| c |"
