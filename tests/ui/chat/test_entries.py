"""What the transcript is told of a message."""

from studio.domain.conversation import Message, Role, Status, Text, ToolCall
from studio.domain.gateway import Gateway, Protocol
from studio.ui.chat.entries import actions_of, author_of, caption_of

GATEWAY = Gateway(id="g", name="My gateway", base_url="https://h/v1")


def answer(**fields: object) -> Message:
    return Message(id="a", parent="q", role=Role.ASSISTANT, **fields)  # type: ignore[arg-type]


def test_the_model_that_really_answered_is_named_where_it_differs() -> None:
    assert author_of(answer(model="gpt-5")) == "gpt-5"
    assert author_of(answer(model="openai/gpt-5", answered_by="gpt-5")) == "openai/gpt-5"
    assert author_of(answer(model="gpt-5", answered_by="gpt-5-2026-01")) == "gpt-5"
    assert author_of(answer(model="gpt-5", answered_by="llama-3")) == "gpt-5 (answered by llama-3)"


def test_the_caption_says_through_what_it_came() -> None:
    assert caption_of(answer(protocol=Protocol.MESSAGES), GATEWAY) == "Messages · My gateway"
    assert caption_of(answer(protocol=Protocol.MESSAGES, edited=True), None) == "Messages · edited by you"


def test_what_cannot_apply_is_not_offered() -> None:
    assert actions_of(answer(status=Status.STREAMING)) == ("copy",)
    assert "answer_tool" in actions_of(answer(parts=(ToolCall("1", "n"),)))
    assert "continue_from" in actions_of(answer(status=Status.CUT_OFF, parts=(Text("half"),)))
    assert "continue_from" not in actions_of(answer(parts=(Text("whole"),)))
    assert "view_request" not in actions_of(Message(id="q", parent=None, role=Role.USER))
