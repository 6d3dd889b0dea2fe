"""Furniture says what happened in words, and shows text from outside as text."""

from studio.domain.conversation import File, Role, Status, Thought, ToolCall, ToolResult
from studio.domain.errors import Failure, Kind, Remedy
from studio.ui.chat.transcript import fittings
from tests.ui.chat.transcript.making import answer, kit, user


def _texts(rows: list) -> list[str]:
    made = kit()
    return [row.prepare(made, 500).text for row in rows]


def test_a_failure_shows_the_servers_words_its_status_and_one_way_out() -> None:
    failure = Failure(kind=Kind.RATE, message="Slow down.", remedy=Remedy.WAIT, status=429, code="rate")
    (row, _) = fittings.tail_rows(answer(1, status=Status.FAILED, failure=failure), kit())
    box = row.prepare(kit(), 500)
    assert box.text == "Slow down.\nHTTP 429 · rate"
    assert [t.name for t in box.targets()] == ["Wait, then try again", "Details"]


def test_a_hostile_error_is_cut_and_plain() -> None:
    failure = Failure(kind=Kind.MALFORMED, message="<img src=x>\x1b[31m" + "y" * 5000)
    box = fittings.tail_rows(answer(1, status=Status.FAILED, failure=failure), kit())[0].prepare(kit(), 500)
    assert box.text.startswith("<img src=x>␛[31m")
    assert len(box.text) < 2100


def test_stopped_and_cut_off_answers_say_so() -> None:
    assert "Stopped" in _texts(fittings.tail_rows(answer(1, "a", status=Status.STOPPED), kit()))
    assert any(
        "Cut off" in t for t in _texts(fittings.tail_rows(answer(1, "a", status=Status.CUT_OFF), kit()))
    )


def test_notices_are_shown() -> None:
    assert "no field for: seed" in _texts(
        fittings.tail_rows(answer(1, "a", notices=("no field for: seed",)), kit())
    )


def test_thoughts_tell_how_long_they_took() -> None:
    assert fittings.fold_words(Thought("x", seconds=3.2), False) == "Thought for 3.2 s"
    assert fittings.fold_words(Thought("x"), True) == "Thinking…"
    assert "hidden" in fittings.fold_words(Thought("", redacted=True), False)


def test_tools_and_files_are_cards() -> None:
    entry = answer(1, "x")
    parts = (
        ToolCall("t", "get\u202e", '{"a": 1}'),
        ToolResult("t", "get", "42"),
        File("a.txt", "text/plain", "hello"),
    )
    words = [_texts(fittings.part_rows(part, entry, kit()))[0] for part in parts]
    assert words[0] == 'Wants to call get⟦RLO⟧\n{"a": 1}'
    assert words[1].startswith("Answer given for get")
    assert "5 characters" in words[2]


def test_only_answers_have_an_author_line() -> None:
    assert fittings.head_rows(user(1, "a"), kit()) == []
    assert len(fittings.head_rows(answer(1, "a"), kit())) == 1
    assert user(1, "a").message.role is Role.USER
