"""Pieces of the Markdown export."""

from hypothesis import given
from hypothesis import strategies as st

from studio.domain.conversation import Text
from studio.domain.gateway import Protocol
from studio.storage.bundle import Bundle
from studio.storage.exports.markdown import document, fenced, front_matter
from tests.storage.making import answered, said, talk


@given(st.text("`a\n", max_size=60))
def test_a_fence_is_longer_than_any_run_inside(text: str) -> None:
    first, *inside, last = fenced(text).split("\n")
    assert first == last and set(first) == {"`"}
    assert all(first not in line for line in inside)


def test_front_matter_cannot_be_broken_out_of() -> None:
    matter = front_matter(talk('a "b"\n---\nx: y', protocol=Protocol.MESSAGES, tags=("t",)))
    assert 'title: "a \\"b\\" --- x: y"' in matter
    assert matter.count("---") == 3
    assert 'protocol: "Messages"' in matter


def test_an_open_fence_of_a_cut_answer_is_closed() -> None:
    question = said("hi")
    cut = answered("````py\ncode\n```", question.id)
    whole = answered("after", cut.id)
    text = document(Bundle(conversation=talk()), (question, cut, whole), {})
    assert "````py\ncode\n```\n````\n" in text
    assert isinstance(cut.parts[0], Text) and cut.parts[0].text in text
