"""What each event prints, as JSON and as text, and how an answer ends."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.cli_output import Output, described_call, end_line
from studio.domain.conversation import (
    Citation,
    Finish,
    Message,
    Picture,
    ProviderItem,
    Refusal,
    Role,
    Status,
    Text,
    Thought,
    ToolCall,
    new_id,
)
from studio.domain.errors import Failure, Kind, Remedy
from studio.domain.events import (
    Began,
    Delta,
    Ended,
    Event,
    Failed,
    Finished,
    JobStarted,
    Noticed,
    PartOpened,
    PartReplaced,
    Progressed,
    Queued,
    Retrying,
    UsageSeen,
    fold,
)
from studio.domain.picture import PictureRef
from studio.domain.timing import Timing, Usage

REF = PictureRef("ab" * 32, "image/png", 4, 3)
BUSY = Failure(kind=Kind.RATE, message="Too many requests.", remedy=Remedy.WAIT, status=429)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _written(ref: PictureRef) -> Path:
    return Path("/out") / f"{ref.sha256[:4]}.png"


def _answer() -> Message:
    return Message(id=new_id(), parent=None, role=Role.ASSISTANT, status=Status.WAITING, model="asked")


def _printed(events: list[Event], as_json: bool) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    output = Output(as_json, out, err)
    message = _answer()
    for event in events:
        before, message = message, fold(message, event)
        output.event(event, before, message, _written)
    return output.end(message, _written), out.getvalue(), err.getvalue()


def _told(events: list[Event]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _printed(events, True)[1].splitlines()]


STORY: list[Event] = [
    Queued(2),
    Retrying(BUSY, 1.5),
    Began("answered-by", "id-1"),
    Noticed("No field for: seed"),
    PartOpened(0, Thought("Hm")),
    Delta(0, "m."),
    PartOpened(1, Text("")),
    Delta(1, "Hello "),
    Delta(1, "world"),
    PartOpened(2, ToolCall("c1", "look")),
    Delta(2, '{"at":'),
    Delta(2, ' "sky"}'),
    PartOpened(3, Citation("https://a.example/", "A")),
    PartOpened(4, ProviderItem("web_search", "searched", "{}")),
    PartOpened(5, Picture(None)),
    JobStarted("j1"),
    Progressed("painting", 50.0),
    PartReplaced(5, Picture(REF)),
    UsageSeen(Usage(input_tokens=3, output_tokens=5)),
    Finished(Finish("tool", "tool_calls")),
    Ended(Status.DONE, Timing(first_byte_s=0.1, first_word_s=0.2, total_s=0.3)),
]


def test_every_event_is_one_json_object() -> None:
    told = _told(STORY)
    assert [line["event"] for line in told] == [
        "queued",
        "retrying",
        "began",
        "notice",
        "thought",
        "thought",
        "text",
        "text",
        "citation",
        "provider_item",
        "job",
        "progress",
        "picture",
        "usage",
        "tool_call",
        "end",
    ]
    call = next(line for line in told if line["event"] == "tool_call")
    assert call == {"event": "tool_call", "id": "c1", "name": "look", "arguments": {"at": "sky"}}
    picture = next(line for line in told if line["event"] == "picture")
    assert (picture["path"], picture["width"]) == ("/out/abab.png", 4)


def test_the_end_repeats_what_counts() -> None:
    end = _told(STORY)[-1]
    assert (end["status"], end["text"], end["thought"]) == ("done", "Hello world", "Hmm.")
    assert end["finish"] == {"reason": "tool", "raw": "tool_calls"}
    assert end["usage"] == {"input_tokens": 3, "output_tokens": 5, "thought_tokens": None, "cost": None}
    assert end["citations"] == [{"url": "https://a.example/", "title": "A"}]
    assert end["pictures"] == [{"path": "/out/abab.png", "mime": "image/png", "width": 4, "height": 3}]
    assert end["model"] == "answered-by"
    assert end["timing"] == {"first_byte_s": 0.1, "first_word_s": 0.2, "total_s": 0.3}
    assert end["error"] is None


def test_text_mode_prints_text_and_paths_and_notes_the_rest() -> None:
    status, out, err = _printed(STORY, False)
    assert status == 0
    assert "Hello world" in out
    assert out.endswith("/out/abab.png\n")
    for words in ("place 2", "Trying again in 2 s", "No field for", "Tool call: look", "Source: A", "50 %"):
        assert words in err
    assert "Hmm" not in out


@pytest.mark.parametrize(
    ("status", "failure", "code"),
    [
        (Status.DONE, None, 0),
        (Status.FAILED, BUSY, 1),
        (Status.CUT_OFF, BUSY, 3),
        (Status.STOPPED, None, 130),
    ],
)
def test_how_it_ended_is_the_exit_status(status: Status, failure: Failure | None, code: int) -> None:
    events: list[Event] = [PartOpened(0, Text("so far"))]
    events += [Failed(failure)] if failure else []
    assert _printed([*events, Ended(status)], True)[0] == code
    end = _told([*events, Ended(status)])[-1]
    assert end["status"] == status.value
    assert (end["error"] is None) == (failure is None)


def test_an_incomplete_call_keeps_its_raw_arguments_and_is_not_announced() -> None:
    cut = Failure(kind=Kind.CUT_OFF, message="The connection was cut.", remedy=Remedy.RETRY)
    events: list[Event] = [PartOpened(0, ToolCall("c", "f", '{"a": [1')), Failed(cut), Ended(Status.CUT_OFF)]
    told = _told(events)
    assert [line["event"] for line in told] == ["failed", "end"]
    assert told[-1]["tool_calls"] == [{"name": "f", "arguments": '{"a": [1'}]


def test_a_call_without_arguments_has_none() -> None:
    assert described_call(ToolCall("c", "now", "")) == {"name": "now", "arguments": {}}


def test_a_refusal_stands_beside_the_text_and_is_printed_as_such() -> None:
    events: list[Event] = [
        PartOpened(0, Refusal("I will ")),
        Delta(0, "not."),
        Finished(Finish("refusal", "refusal")),
        Ended(Status.DONE),
    ]
    end = _told(events)[-1]
    assert (end["text"], end["refusal"], end["finish"]["reason"]) == ("", "I will not.", "refusal")
    assert _printed(events, False)[1] == "I will not.\n"


def test_a_picture_that_could_not_be_fetched_is_listed_without_a_path() -> None:
    events: list[Event] = [
        PartOpened(0, Picture(None)),
        PartReplaced(0, Picture(None, url="https://cdn.example/a.png", problem="too large")),
        Ended(Status.DONE),
    ]
    told = _told(events)
    assert (told[0]["path"], told[0]["problem"]) == (None, "too large")
    listed = {"path": None, "mime": None, "width": None, "height": None, "problem": "too large"}
    assert told[-1]["pictures"] == [{**listed, "url": "https://cdn.example/a.png"}]


def test_text_that_was_put_right_is_not_printed_twice() -> None:
    events: list[Event] = [
        PartOpened(0, Text("Hello")),
        PartReplaced(0, Text("Hello", "signature")),
        PartReplaced(0, Text("Hello there")),
        Ended(Status.DONE),
    ]
    assert [line.get("text") for line in _told(events)[:-1]] == ["Hello", " there"]


def test_a_gateways_own_words_get_the_remedy_and_ours_do_not() -> None:
    err = io.StringIO()
    output = Output(False, io.StringIO(), err)
    output.failed(Failure(kind=Kind.AUTH, message="Invalid API key", remedy=Remedy.KEY, status=401))
    output.failed(Failure(kind=Kind.NETWORK, message="The host is gone; try later.", remedy=Remedy.RETRY))
    assert err.getvalue() == "Invalid API key. Check the key.\nThe host is gone; try later.\n"


def test_a_failure_before_the_answer_still_ends_with_a_whole_last_line() -> None:
    out = io.StringIO()
    assert Output(True, out, io.StringIO()).failed(BUSY, "m") == 1
    line = json.loads(out.getvalue())
    assert set(line) == set(end_line(_answer(), _written))
    assert line["error"]["kind"] == "rate"
    assert line["model"] == "m"


def test_a_bug_is_named_without_its_text() -> None:
    out, err = io.StringIO(), io.StringIO()
    assert Output(True, out, err).broken(ValueError("secret detail")) == 1
    assert "secret detail" not in out.getvalue() + err.getvalue()
    assert json.loads(out.getvalue())["error"]["kind"] == "bug"


@given(st.text())
def test_nothing_but_text_reaches_a_terminal(text: str) -> None:
    terminal = _Terminal()
    Output(False, terminal, _Terminal()).text(text)
    shown = terminal.getvalue()
    assert not any((ord(c) < 32 and c not in "\n\t") or 127 <= ord(c) < 160 for c in shown)
    shown.encode("utf-8")


def test_a_pipe_gets_the_text_as_it_is() -> None:
    out = io.StringIO()
    Output(False, out, io.StringIO()).text("\x1b[31mred\x1b[0m")
    assert out.getvalue() == "\x1b[31mred\x1b[0m"


@given(st.text(), st.text())
def test_every_line_is_json_whatever_a_model_says(one: str, two: str) -> None:
    events: list[Event] = [PartOpened(0, Text(one)), Delta(0, two), Ended(Status.DONE)]
    for line in _printed(events, True)[1].splitlines():
        assert json.loads(line)["event"] in ("text", "end")
