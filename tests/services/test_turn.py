"""What a turn remembers between its attempts."""

from studio.domain.errors import Failure, Kind, StudioError
from studio.domain.gateway import Gateway
from studio.domain.prompt import Prompt, Task
from studio.protocols.table import codec_for
from studio.services.reply import ConnectionLost
from studio.services.turn import Turn
from studio.services.watch import Watch
from tests.services.asking import prompt

GATEWAY = Gateway(id="g", name="Gate", base_url="https://g.example/v1")


def turn(**more: object) -> Turn:
    asked: Prompt = prompt(GATEWAY, **more)
    codec = codec_for(asked)
    one = Turn(asked, codec, codec.encode(asked), Watch())
    one.begin()
    return one


def failing(**more: object) -> StudioError:
    return StudioError(Failure(kind=Kind.PROVIDER, message="x" * 3000, **more))


def test_the_first_request_of_an_attempt_names_the_answer() -> None:
    one = turn()
    first = one.next_exchange()
    assert first == one.watch.exchange
    assert one.next_exchange() != first


def test_a_failure_is_named_and_shortened_and_the_first_counts() -> None:
    one = turn()
    one.fail(failing(status=500), ended=False)
    one.fail(failing(status=400), ended=False)
    assert one.watch.failure is not None
    assert (one.watch.failure.status, one.watch.failure.gateway) == (500, "Gate")
    assert len(one.watch.failure.message) == 2000


def test_a_failure_after_the_end_does_not_count() -> None:
    one = turn()
    one.fail(failing(), ended=True)
    assert one.watch.failure is None


def test_text_may_be_retried_once_and_pictures_never() -> None:
    one = turn()
    assert one.may_retry
    one.retried = True
    assert not one.may_retry
    assert not turn(task=Task.GENERATE).may_retry


def test_a_job_is_asked_again_after_faults_that_say_nothing_about_it() -> None:
    for error, again in (
        (failing(status=502), True),
        (failing(status=429), True),
        (failing(status=404), False),
        (ConnectionLost(Failure(kind=Kind.NETWORK, message="lost")), True),
    ):
        one = turn()
        one.fail(error, ended=False)
        assert one.may_ask_again is again
