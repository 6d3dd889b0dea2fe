"""Prompts become events: queue, second tries, pictures, jobs, and an end in every case."""

import asyncio
import base64
import json
from contextlib import aclosing

import pytest

from studio.domain.conversation import Picture, Status, Thought
from studio.domain.errors import Kind, Remedy, StudioError
from studio.domain.events import (
    Began,
    Delta,
    Ended,
    JobStarted,
    Noticed,
    Progressed,
    Queued,
    Retrying,
    ThoughtTimed,
)
from studio.domain.gateway import EditEncoding, Gateway, ImageStyle, Protocol
from studio.domain.library import PictureJob
from studio.domain.picture import PictureRef
from studio.domain.prompt import Task
from studio.services.limits import Limits
from tests.services.asking import KEY, PNG, desk, parameters, prompt
from tests.services.server import Script, Wire, serving

DATA = PNG + b"pixels"
BASE64 = base64.b64encode(DATA).decode()


def chunk(text: str = "", finish: str | None = None, **delta: object) -> bytes:
    """One event of a Chat Completions stream."""
    body = {
        "model": "m",
        "choices": [{"index": 0, "delta": {"content": text, **delta}, "finish_reason": finish}],
    }
    return f"data: {json.dumps(body)}\n\n".encode()


DONE = chunk("", "stop") + b"data: [DONE]\n\n"


async def good(wire: Wire) -> None:
    await wire.head()
    await wire.write(chunk("Hello"), chunk(" there"), DONE)
    await wire.end()


def refusing(status: int, message: str = "no", **headers: str) -> Script:
    async def refuse(wire: Wire) -> None:
        body = json.dumps({"error": {"message": message, "type": "server_error"}}).encode()
        await wire.whole(body, status=status, **headers)

    return refuse


def json_of(body: object, status: int = 200) -> Script:
    async def say(wire: Wire) -> None:
        await wire.whole(json.dumps(body).encode(), status=status)

    return say


async def test_a_stream_becomes_a_message_with_its_times_and_exchange() -> None:
    async with serving(good) as server, desk() as one:
        message = await one.ask(server.gateway(), message_id="a1")
        assert (message.status, message.text) == (Status.DONE, "Hello there")
        assert message.exchange == one.exchanges[0].id
        assert one.exchanges[0].message_id == "a1"
        assert KEY not in repr(one.exchanges)
    timing = message.timing
    assert None not in (timing.queued_s, timing.first_byte_s, timing.first_word_s, timing.total_s)
    assert 0 <= (timing.first_byte_s or 0) <= (timing.first_word_s or 0) <= (timing.total_s or 0)


async def test_what_comes_in_one_read_is_one_delta() -> None:
    async def burst(wire: Wire) -> None:
        await wire.head()
        await wire.write(b"".join(chunk(f"{i} ") for i in range(500)) + DONE)
        await wire.end()

    async with serving(burst) as server, desk() as one:
        message = await one.ask(server.gateway())
        assert message.text == "".join(f"{i} " for i in range(500))
        assert len(one.seen(Delta)) < 5


async def test_requests_wait_for_their_place_and_show_it() -> None:
    go, arrived = asyncio.Event(), asyncio.Event()

    async def held(wire: Wire) -> None:
        arrived.set()
        await go.wait()
        await good(wire)

    async with serving(held) as server, desk() as one:
        gateway = server.gateway(concurrency=1)
        first = asyncio.create_task(one.collect(one.answering.answer(prompt(gateway))))
        await arrived.wait()
        async with aclosing(one.answering.answer(prompt(gateway))) as second:
            assert await anext(second) == Queued(1)
            go.set()
            assert isinstance(await anext(second), Began)
        assert (await first).status is Status.DONE


async def test_stop_in_the_queue_takes_the_request_out() -> None:
    arrived = asyncio.Event()

    async def held(wire: Wire) -> None:
        arrived.set()
        await wire.gone()

    async with serving(held) as server, desk() as one:
        gateway = server.gateway(concurrency=1)

        async def ask() -> None:
            async for _event in one.answering.answer(prompt(gateway)):
                continue

        tasks = [asyncio.create_task(ask()) for _ in range(3)]
        await arrived.wait()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        assert len(server.asked) == 1
        assert one.gates.gate(gateway).running == 0


async def test_the_limit_is_learnt_from_the_answer() -> None:
    async def tells(wire: Wire) -> None:
        await wire.head(X_Concurrency_Limit="3")
        await wire.write(chunk("x"), DONE)
        await wire.end()

    async with serving(tells) as server, desk() as one:
        gateway = server.gateway(concurrency=1)
        await one.ask(gateway)
        assert one.gates.gate(gateway).limit == 3


async def test_too_many_at_once_lowers_the_limit() -> None:
    busy = json_of({"error": {"type": "concurrency_limit_error", "message": "too many"}}, 429)
    async with serving(busy, good) as server, desk() as one:
        gateway = server.gateway(concurrency=2)
        assert (await one.ask(gateway)).status is Status.DONE
        assert one.gates.gate(gateway).limit == 1
        assert len(one.seen(Retrying)) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 529])
async def test_one_retry_before_the_first_byte(status: int) -> None:
    async with serving(refusing(status), good) as server, desk() as one:
        message = await one.ask(server.gateway())
        assert message.status is Status.DONE
        assert one.waits == [2.0]
        assert [e.attempt for e in one.exchanges] == [1, 2]
        assert message.exchange == one.exchanges[1].id


async def test_never_a_second_retry() -> None:
    async with serving(refusing(503, "busy")) as server, desk() as one:
        message = await one.ask(server.gateway())
        assert (message.status, len(server.asked)) == (Status.FAILED, 2)
        assert message.failure is not None
        assert message.failure.message == "busy"
        assert message.failure.gateway == "Testgate"


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 530])
async def test_what_cannot_get_better_is_not_sent_again(status: int) -> None:
    async with serving(refusing(status), good) as server, desk() as one:
        assert (await one.ask(server.gateway())).status is Status.FAILED
        assert len(server.asked) == 1


@pytest.mark.parametrize(("said", "waited"), [("2", 2.0), ("60", 60.0), ("abc", 5.0), ("-5", 5.0)])
async def test_H10_the_wait_is_the_gateways(said: str, waited: float) -> None:
    async with serving(refusing(429, Retry_After=said), good) as server, desk() as one:
        assert (await one.ask(server.gateway())).status is Status.DONE
        assert one.waits == [waited]
        assert one.seen(Retrying)[0].after == waited


async def test_H10_a_long_wait_is_left_to_the_user() -> None:
    async with serving(refusing(429, Retry_After="999"), good) as server, desk() as one:
        message = await one.ask(server.gateway())
        assert len(server.asked) == 1
        assert message.failure is not None
        assert (message.failure.retry_after, message.failure.remedy) == (999.0, Remedy.WAIT)


async def test_a_connection_lost_before_the_first_byte_is_tried_once_more() -> None:
    async def reset(wire: Wire) -> None:
        wire.reset()

    async with serving(reset, good) as server, desk() as one:
        assert (await one.ask(server.gateway())).status is Status.DONE
        assert len(one.seen(Retrying)) == 1


async def test_no_retry_once_text_has_come() -> None:
    async def breaks(wire: Wire) -> None:
        await wire.head()
        await wire.write(chunk("Hel"))
        await asyncio.sleep(0.02)
        wire.reset()

    async with serving(breaks, good) as server, desk() as one:
        message = await one.ask(server.gateway())
        assert (message.status, message.text) == (Status.CUT_OFF, "Hel")
        assert message.failure is not None
        assert "reset" in message.failure.message
        assert len(server.asked) == 1


async def test_a_refusal_as_the_first_event_of_a_stream_is_retried_like_any_refusal() -> None:
    async def refuses(wire: Wire) -> None:
        await wire.head()
        await wire.write(b'data: {"error":{"message":"slow down","code":429}}\n\n', b"data: [DONE]\n\n")
        await wire.end()

    async with serving(refuses, good) as server, desk() as one:
        assert (await one.ask(server.gateway())).status is Status.DONE
        assert len(server.asked) == 2
        assert one.seen(Retrying)[0].failure.message == "slow down"


async def test_a_refusal_after_a_stream_had_said_anything_is_not_retried() -> None:
    async def refuses(wire: Wire) -> None:
        await wire.head()
        await wire.write(
            b'data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"assistant"}}]}\n\n'
        )
        await wire.write(b'data: {"error":{"message":"slow down","code":429}}\n\n')
        await wire.end()

    async with serving(refuses, good) as server, desk() as one:
        message = await one.ask(server.gateway())
        assert (message.status, len(server.asked)) == (Status.FAILED, 1)


async def test_a_time_limit_is_never_retried() -> None:
    async def silent(wire: Wire) -> None:
        await wire.gone()

    async with serving(silent) as server, desk(Limits(first_byte=0.1)) as one:
        message = await one.ask(server.gateway())
        assert message.failure is not None
        assert (message.failure.kind, len(server.asked)) == (Kind.TIMEOUT, 1)


async def test_stream_options_refused_are_left_out_and_remembered() -> None:
    async def picky(wire: Wire) -> None:
        if b"stream_options" in wire.asked.body:
            await refusing(400, "Unrecognized request argument supplied: stream_options")(wire)
        else:
            await good(wire)

    async with serving(picky) as server, desk() as one:
        assert (await one.ask(server.gateway())).status is Status.DONE
        assert (await one.ask(server.gateway())).status is Status.DONE
        assert len(server.asked) == 3
        assert one.seen(Retrying) == []
        first, second = (json.loads(a.body) for a in server.asked[:2])
        del first["stream_options"]
        assert first == second


async def test_N10_an_end_that_was_said_counts_although_the_connection_broke() -> None:
    async def breaks(wire: Wire) -> None:
        await wire.head()
        await wire.write(chunk("Hello"), DONE)

    async with serving(breaks) as server, desk() as one:
        assert (await one.ask(server.gateway())).status is Status.DONE


async def test_a_connection_left_open_after_the_end_is_not_waited_for() -> None:
    async def lingers(wire: Wire) -> None:
        await wire.head()
        await wire.write(chunk("Hello"), DONE)
        await wire.gone()

    async with serving(lingers) as server, desk(Limits(after_end=0.1)) as one, asyncio.timeout(5):
        assert (await one.ask(server.gateway())).status is Status.DONE


async def test_E14_heartbeats_do_not_prolong_an_answer_for_ever() -> None:
    async def beats(wire: Wire) -> None:
        await wire.head()
        await wire.write(chunk("Hello"))
        while True:
            await wire.write(b": keep-alive\n\n")
            await asyncio.sleep(0.02)

    async with serving(beats) as server, desk(Limits(total=0.4)) as one:
        message = await one.ask(server.gateway())
        assert (message.status, message.text) == (Status.CUT_OFF, "Hello")


async def test_the_time_of_a_thought_is_measured() -> None:
    async def thinks(wire: Wire) -> None:
        await wire.head()
        await wire.write(chunk("", reasoning_content="Hm"))
        await asyncio.sleep(0.05)
        await wire.write(chunk("Yes"))
        await wire.write(DONE)
        await wire.end()

    async with serving(thinks) as server, desk() as one:
        message = await one.ask(server.gateway())
        thought = message.parts[0]
        assert isinstance(thought, Thought)
        assert thought.seconds is not None
        assert thought.seconds > 0.03
        assert len(one.seen(ThoughtTimed)) == 1


async def test_a_key_echoed_in_the_stream_is_masked() -> None:
    async def echoes(wire: Wire) -> None:
        await wire.head()
        await wire.write(chunk("x"), f'data: {{"error":{{"message":"bad key {KEY}"}}}}\n\n'.encode())
        await wire.end()

    async with serving(echoes) as server, desk() as one:
        message = await one.ask(server.gateway())
        assert message.failure is not None
        assert "bad key" in message.failure.message
        assert KEY not in repr(message)


async def test_what_cannot_be_written_fails_before_anything_is_sent() -> None:
    async with serving(good) as server, desk() as one:
        gateway = server.gateway(edit_encoding=EditEncoding.NONE)
        message = await one.ask(gateway, task=Task.EDIT)
        assert (message.status, server.asked) == (Status.FAILED, [])
        assert message.failure is not None
        assert message.failure.gateway == "Testgate"


async def test_what_a_protocol_cannot_carry_is_noticed() -> None:
    async with serving(good) as server, desk() as one:
        await one.ask(server.gateway(), protocol=Protocol.RESPONSES, parameters=parameters(seed=1))
        assert any("seed" in notice.text for notice in one.seen(Noticed))


# Pictures


async def test_a_picture_in_base64_is_kept() -> None:
    async with serving(json_of({"data": [{"b64_json": BASE64}]})) as server, desk() as one:
        message = await one.ask(server.gateway(), task=Task.GENERATE)
        assert one.kept == [DATA]
        assert message.status is Status.DONE
        picture = message.parts[0]
        assert isinstance(picture, Picture)
        assert picture.ref is not None


async def test_a_picture_by_address_is_fetched_without_the_key() -> None:
    async def both(wire: Wire) -> None:
        if wire.asked.path.endswith(".png"):
            await wire.whole(DATA, content_type="image/png")
        else:
            url = f"http://{wire.asked.headers['host']}/a.png"
            await wire.whole(json.dumps({"data": [{"url": url}]}).encode())

    async with serving(both) as server, desk() as one:
        message = await one.ask(server.gateway(), task=Task.GENERATE)
        assert one.kept == [DATA]
        assert one.seen(Progressed)[-1].word == "downloading"
        assert "authorization" in server.asked[0].headers
        assert "authorization" not in server.asked[1].headers
        picture = message.parts[0]
        assert isinstance(picture, Picture)
        assert picture.url == f"{server.origin}/a.png"


async def test_what_is_no_picture_is_a_problem_of_its_part() -> None:
    text = base64.b64encode(b"<!doctype html><h1>no</h1>").decode()
    async with serving(json_of({"data": [{"b64_json": text}]})) as server, desk() as one:
        message = await one.ask(server.gateway(), task=Task.GENERATE)
        picture = message.parts[0]
        assert isinstance(picture, Picture)
        assert (picture.ref, picture.problem) == (None, "This is not a picture.")


async def test_a_picture_is_never_asked_for_twice() -> None:
    async def reset(wire: Wire) -> None:
        wire.reset()

    for script in (refusing(503), refusing(429, Retry_After="1"), reset):
        async with serving(script) as server, desk() as one:
            assert (await one.ask(server.gateway(), task=Task.GENERATE)).status is Status.FAILED
            assert len(server.asked) == 1


async def test_an_edit_refused_as_json_is_sent_once_as_multipart() -> None:
    ref = PictureRef("a" * 64, "image/png", 1, 1)
    media = {"a" * 64: DATA}
    answer = json_of({"data": [{"b64_json": BASE64}]})
    async with serving(refusing(415, "unsupported content type"), answer) as server, desk() as one:
        message = await one.ask(server.gateway(), task=Task.EDIT, parts=(Picture(ref),), media=media)
        assert message.status is Status.DONE
        assert server.asked[0].headers["content-type"] == "application/json"
        assert server.asked[1].headers["content-type"].startswith("multipart/form-data")
        assert DATA in server.asked[1].body


async def test_a_submitted_job_is_asked_for_until_it_is_ready() -> None:
    start = json_of({"code": 200, "resp_data": {"request_id": "r/1"}})
    runs = json_of({"code": 200, "resp_data": {"request_id": "r/1", "status": "processing", "progress": 40}})
    ready = {"code": 200, "resp_data": {"request_id": "r/1", "status": "success", "usage": {"cost": 0.024}}}

    async def done(wire: Wire) -> None:
        url = f"http://{wire.asked.headers['host']}/a.png"
        await wire.whole(
            json.dumps({**ready, "resp_data": {**ready["resp_data"], "image_list": [url]}}).encode()
        )

    async def picture(wire: Wire) -> None:
        await wire.whole(DATA, content_type="image/png")

    async with serving(start, runs, refusing(502), done, picture) as server, desk() as one:
        message = await one.ask(server.gateway(image_style=ImageStyle.SUBMIT), task=Task.GENERATE)
        assert message.status is Status.DONE
        assert one.seen(JobStarted) == [JobStarted("r/1")]
        assert [p.percent for p in one.seen(Progressed)][:2] == [None, 40.0]
        assert [a.path for a in server.asked][1:4] == ["/v1/image/r%2F1/result"] * 3
        assert one.waits == [2.0, 2.0, 2.0]
        assert message.usage is not None
        assert message.usage.cost == 0.024
        assert [e.id for e in one.exchanges].count(message.exchange) == 1


async def test_a_task_gives_its_picture_with_the_key_at_home() -> None:
    start = json_of({"id": "t1", "status": "queued"})
    ready = json_of({"id": "t1", "status": "completed"})

    async def content(wire: Wire) -> None:
        await wire.whole(DATA, content_type="image/png")

    async with serving(start, ready, content) as server, desk() as one:
        message = await one.ask(server.gateway(image_style=ImageStyle.TASK), task=Task.GENERATE)
        assert message.status is Status.DONE
        assert one.kept == [DATA]
        assert server.asked[2].path == "/v1/tasks/t1/content?index=0"
        assert server.asked[2].headers["authorization"] == f"Bearer {KEY}"


async def test_a_job_that_is_unknown_ends_the_asking() -> None:
    start = json_of({"id": "t1", "status": "queued"})
    async with serving(start, refusing(404, "no such task")) as server, desk() as one:
        message = await one.ask(server.gateway(image_style=ImageStyle.TASK), task=Task.GENERATE)
        assert (message.status, len(server.asked)) == (Status.FAILED, 2)


async def test_a_job_that_only_fails_to_answer_is_given_up_after_a_while() -> None:
    start = json_of({"id": "t1", "status": "queued"})
    async with serving(start, refusing(502)) as server, desk() as one:
        message = await one.ask(server.gateway(image_style=ImageStyle.TASK), task=Task.GENERATE)
        assert message.status is Status.FAILED
        assert 3 < len(server.asked) < 10


async def test_a_job_of_an_earlier_run_is_asked_for_again() -> None:
    runs = json_of({"status": "running"})
    ready = json_of({"status": "completed"})

    async def content(wire: Wire) -> None:
        await wire.whole(DATA, content_type="image/png")

    job = PictureJob(
        job="t1", gateway="test", model="m", conversation_id="c", message_id="a", style="task", started_at=0
    )
    async with serving(runs, ready, content) as server, desk() as one:
        message = await one.collect(one.answering.resume(job, server.gateway(image_style=ImageStyle.SYNC)))
        assert message.status is Status.DONE
        assert [a.path for a in server.asked][:2] == ["/v1/tasks/t1"] * 2
        assert one.kept == [DATA]


# Preview and test


async def test_the_preview_is_the_body_that_is_sent() -> None:
    async with serving(good) as server, desk() as one:
        asked = prompt(server.gateway(), parameters=parameters(temperature=0.5))
        shown = await one.answering.preview(asked, pretty=False)
        await one.collect(one.answering.answer(asked))
        assert shown.encode() == server.asked[0].body


async def test_a_pretty_preview_shortens_pictures() -> None:
    ref = PictureRef("a" * 64, "image/png", 1, 1)
    gateway = Gateway(id="t", name="T", base_url="https://t.example/v1")
    asked = prompt(gateway, task=Task.EDIT, parts=(Picture(ref),), media={"a" * 64: DATA * 1000})
    async with desk() as one:
        shown = await one.answering.preview(asked)
        assert len(shown) < 1000
        assert "characters)" in shown


async def test_the_test_of_a_gateway_goes_the_way_of_chat() -> None:
    async with serving(good) as server, desk() as one:
        said = await one.answering.test(server.gateway())
        assert said.startswith("Testgate answered with test/model-1 in ")
        assert server.asked[0].path == "/v1/chat/completions"


async def test_a_failed_test_says_why() -> None:
    async with serving(refusing(401, "Missing key")) as server, desk() as one:
        with pytest.raises(StudioError) as caught:
            await one.answering.test(server.gateway())
        assert caught.value.failure.kind is Kind.AUTH


async def test_no_event_follows_the_end() -> None:
    async with serving(good) as server, desk() as one:
        await one.ask(server.gateway())
        assert isinstance(one.events[-1], Ended)
