import pytest

from studio.sandbox.faults import Turnstile, provider_down, spoiled
from studio.sandbox.refusals import Refused
from studio.sandbox.roster import Fault, chat_model
from studio.sandbox.script import Answer, Ask, Declining, Failing, Saying, Turn, Usage, Vanishing

STEPS = tuple(Saying(f" {n}") for n in range(10))
ANSWER = Answer(id="i", model="m", created=0, steps=STEPS, finish="stop", usage=Usage(input=1, output=10))


def test_each_fault_leaves_its_mark() -> None:
    assert isinstance(spoiled(ANSWER, Fault.BREAKS_MIDWAY).steps[-1], Failing)
    assert isinstance(spoiled(ANSWER, Fault.CUTS_OFF).steps[-1], Vanishing)
    assert len(spoiled(ANSWER, Fault.CUTS_OFF).steps) == 6
    declined = spoiled(ANSWER, Fault.DECLINES)
    assert declined.finish == "refusal"
    assert all(isinstance(step, Declining) for step in declined.steps)
    assert spoiled(ANSWER, Fault.NONE) is ANSWER
    assert provider_down().status == 502


def test_a_place_is_held_inside_and_free_afterwards() -> None:
    model = chat_model("demo/one-at-a-time")
    ask = Ask(model=model.id, turns=())
    turnstile = Turnstile(1)
    with (
        turnstile.pass_through(model, ask),
        pytest.raises(Refused, check=lambda r: r.type == "concurrency_limit_error"),
        turnstile.pass_through(model, ask),
    ):
        pass
    with turnstile.pass_through(model, ask):
        assert True


def test_a_busy_model_turns_each_new_prompt_away_once() -> None:
    model = chat_model("faults/busy-at-first")
    turnstile = Turnstile(1)
    for prompt in ("a", "b"):
        ask = Ask(model=model.id, turns=(Turn("user", prompt),))
        with (
            pytest.raises(Refused, check=lambda r: r.headers["Retry-After"] == "2"),
            turnstile.pass_through(model, ask),
        ):
            pass
        for _ in range(2):
            with turnstile.pass_through(model, ask):
                assert True
