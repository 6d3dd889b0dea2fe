from time import monotonic

from studio.sandbox.pacing import Clock, length, paced
from studio.sandbox.script import Answer, Citing, Saying, Usage


def answer(words: int) -> Answer:
    steps = (*(Saying(f" {n}") for n in range(words)), Citing("u", "t"))
    return Answer(
        id="i", model="m", created=0, steps=steps, finish="stop", usage=Usage(input=1, output=words)
    )


async def test_at_pace_zero_nothing_waits() -> None:
    assert [step async for step in paced(answer(200), 900, 1, Clock(0))] == list(answer(200).steps)


async def test_the_first_word_and_the_speed_are_kept() -> None:
    started = monotonic()
    moments = [monotonic() - started async for step in paced(answer(20), 0.1, 200, Clock(1)) if step]
    assert moments[0] >= 0.1
    assert moments[-1] >= 0.1 + 20 / 200 - 0.001


async def test_a_pace_scales_every_wait() -> None:
    started = monotonic()
    assert [step async for step in paced(answer(4), 40, 4, Clock(0.001)) if step]
    assert monotonic() - started >= 0.04


async def test_a_far_first_word_is_announced_by_signs_of_life() -> None:
    steps = [step async for step in paced(answer(1), 1.2, 50, Clock(0.1))]
    assert steps[:2] == [None, None]


async def test_closing_ends_waits_and_answers_at_once() -> None:
    clock = Clock(1)
    found = []
    async for step in paced(answer(50), 0, 1000, clock):
        found.append(step)
        if len(found) == 3:
            clock.close()
    assert len(found) == 3
    assert await clock.rest(60) is False
    assert await clock.wait(0) is False


def test_the_length_of_an_answer() -> None:
    assert length(answer(9), 1, 10) == 2
