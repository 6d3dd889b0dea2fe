"""The shapes every codec shares have safe defaults."""

from studio.protocols.base import Again, Frame, WireRequest
from studio.protocols.chat_completions import ChatCompletions
from tests.protocols.asking import GATEWAY, asked


def test_a_request_carries_the_key_and_may_be_repeated_unless_said_otherwise() -> None:
    request = WireRequest(url="https://x.example")
    assert request.method == "POST" and request.secret and request.retry and not request.stream


def test_a_frame_is_one_of_several_unless_said_otherwise() -> None:
    assert not Frame("", "{}").whole


def test_a_job_is_asked_after_with_its_own_request() -> None:
    again = Again(WireRequest(method="GET", url="https://x.example/1"), 2.0, "1")
    assert (again.word, again.percent) == ("", None)


def test_a_codec_gives_every_answer_its_own_decoder() -> None:
    codec = ChatCompletions(GATEWAY)
    assert codec.decoder(asked("x")) is not codec.decoder(asked("x"))
