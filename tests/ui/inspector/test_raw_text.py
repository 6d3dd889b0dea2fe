"""Wire bytes as text: stamped by the line, visible, broken for the eye, quick however long."""

from hypothesis import given
from hypothesis import strategies as st

from studio.domain.exchange import Exchange, Piece
from studio.ui.inspector.raw_text import (
    EYE,
    MOST,
    answer_text,
    broken,
    shown,
    stream_text,
    visible,
    whole_answer,
)


def test_each_line_bears_the_time_its_first_byte_came() -> None:
    pieces = [Piece(0.1, b"data: a\r\nda"), Piece(0.25, b"ta: b\n\ndata"), Piece(1.5, b": c\n")]
    assert stream_text(pieces).split("\n") == [
        "    0.100  data: a",
        "    0.100  data: b",
        "",
        "    0.250  data: c",
    ]


@given(st.text(alphabet="aé漢🦉\n", max_size=40), st.lists(st.integers(1, 6), max_size=30))
def test_letters_split_over_pieces_come_whole(text: str, cuts: list[int]) -> None:
    data, pieces, at = text.encode(), [], 0
    for cut in (*cuts, len(data)):
        pieces.append(Piece(0.0, data[at : at + cut]))
        at += cut
    pieces.append(Piece(0.0, data[at:]))
    lines = [line[11:] for line in stream_text(pieces).split("\n")]
    assert "\n".join(lines).rstrip("\n") == text.rstrip("\n")


def test_control_characters_show_themselves() -> None:
    assert visible("a\x1b[31m\x00\u202eb\tc\n") == "a␛[31m␀⟨202E⟩b\tc\n"
    assert visible("plain 漢字 🦉") == "plain 漢字 🦉"


@given(st.text(alphabet="ab\n", max_size=200), st.integers(1, 20))
def test_breaking_loses_nothing_and_leaves_no_long_line(text: str, width: int) -> None:
    result = broken(text, width)
    assert max(map(len, result.split("\n"))) <= width
    assert result.replace("\n", "") == text.replace("\n", "")


def test_a_line_of_megabytes_is_broken_and_cut_with_a_note() -> None:
    text = shown("x" * (MOST + 10))
    assert max(map(len, text.split("\n"))) <= EYE
    assert "“Copy as” gets all of it" in text
    assert stream_text([Piece(0.0, b"y" * (5 * MOST))]) != ""


def test_an_answer_that_is_no_stream_is_indented() -> None:
    exchange = Exchange(
        id="1",
        status=400,
        response_headers=(("Content-Type", "application/json"),),
        pieces=(Piece(0.1, b'{"error":'), Piece(0.2, b'{"message":"no"}}')),
    )
    assert answer_text(exchange).startswith("HTTP 400\n\nContent-Type: application/json\n\n{\n")
    assert whole_answer(exchange) == b'{"error":{"message":"no"}}'


def test_no_answer_and_a_cut_record_are_said() -> None:
    assert (
        answer_text(Exchange(id="1", problem="the host does not answer"))
        == "No answer – the host does not answer"
    )
    assert "more came than is kept" in answer_text(Exchange(id="1", status=200, truncated=True))
