"""Prompt to events: writes the request, queues, sends, retries once, decodes, and keeps the pictures that come."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

import msgspec

from studio.domain.conversation import Message, Role, Status, Text, new_id
from studio.domain.errors import Failure, Kind, Remedy, StudioError, failing
from studio.domain.events import (
    Ended,
    Event,
    Failed,
    JobStarted,
    Noticed,
    PictureArrived,
    Progressed,
    Queued,
    Retrying,
)
from studio.domain.gateway import Gateway, ImageStyle
from studio.domain.library import PictureJob
from studio.domain.model import automatic_protocol
from studio.domain.parameters import ParameterSet
from studio.domain.prompt import Prompt, Task
from studio.protocols.base import Again, Codec, Decoder, WireRequest
from studio.protocols.picture_answers import PictureDecoder
from studio.protocols.table import codec_for
from studio.services.arrivals import Arrivals, KeepPicture
from studio.services.downloads import Downloads
from studio.services.framing import Framer, frames
from studio.services.jobs import resumed_request
from studio.services.previews import shown_body
from studio.services.queue import Gate, Gates
from studio.services.reply import Reply
from studio.services.second_try import (
    as_multipart,
    dropped_stream_options,
    wait_before_retry,
    without_stream_options,
)
from studio.services.transport import Transport
from studio.services.turn import Turn
from studio.services.watch import Watch

_RESUMED_AFTER = 3.0
"""Seconds between questions after a job of an earlier run, until its gateway's own pace is known."""
_POLL_FAULTS = 5
"""Failed questions in a row after which a running job counts as lost."""


class Answering:
    """Asks gateways; satisfies `studio.state.ports.Answering`.

    `keep_picture` takes bytes and a name, and raises `StudioError` for what is no picture. `model_to_test` names
    a model for `test`. `pause` waits, `chance` gives numbers from 0 to 1; both are there for tests.
    """

    def __init__(
        self,
        transport: Transport,
        keep_picture: KeepPicture,
        model_to_test: Callable[[Gateway], Awaitable[str]],
        *,
        gates: Gates | None = None,
        downloads: Downloads | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._transport = transport
        self._gates = gates or Gates()
        self._arrivals = Arrivals(transport, downloads or Downloads(transport), keep_picture)
        self._model_to_test = model_to_test
        self._pause = pause
        self._chance = chance
        self._no_stream_options: set[tuple[str, str]] = set()

    async def answer(self, prompt: Prompt) -> AsyncGenerator[Event, None]:
        """The events of one answer, ending with `Ended`. Never raises `StudioError`: failures are events."""
        watch = Watch()
        try:
            codec = codec_for(prompt)
            request = self._written(codec, prompt)
        except StudioError as error:
            yield Failed(msgspec.structs.replace(error.failure, gateway=prompt.gateway.name))
            yield Ended(Status.FAILED)
            return
        for notice in request.notices:
            yield Noticed(notice)
        turn = Turn(prompt, codec, request, watch)
        async with aclosing(self._queued(turn)) as events:
            async for event in events:
                yield event

    async def resume(self, job: PictureJob, gateway: Gateway) -> AsyncGenerator[Event, None]:
        """Goes on asking for a picture job that was running when the program ended."""
        if job.style in list(ImageStyle):
            gateway = msgspec.structs.replace(gateway, image_style=ImageStyle(job.style))
        prompt = Prompt(
            gateway=gateway, model=job.model, task=Task.GENERATE, stream=False, message_id=job.message_id
        )
        turn = Turn(prompt, codec_for(prompt), resumed_request(gateway, job), Watch())
        turn.job = Again(turn.request, _RESUMED_AFTER, job.job)
        async with aclosing(self._queued(turn)) as events:
            async for event in events:
                yield event

    async def preview(self, prompt: Prompt, pretty: bool = True) -> str:
        """Exactly the body that would be sent, with picture data shortened when `pretty`. Raises `StudioError`."""
        request = self._written(codec_for(prompt), prompt)
        return shown_body(request) if pretty else request.body.decode("utf-8", "replace")

    async def test(self, gateway: Gateway) -> str:
        """Tries the gateway through the code chat uses; one sentence of success. Raises `StudioError`."""
        model = await self._model_to_test(gateway)
        protocol = automatic_protocol(gateway, model)
        question = Message(
            id=new_id(), parent=None, role=Role.USER, parts=(Text("Answer with the word OK."),)
        )
        parameters = ParameterSet({"max_tokens": 64})
        prompt = Prompt(
            gateway=gateway, model=model, protocol=protocol, messages=(question,), parameters=parameters
        )
        ended = Ended(Status.FAILED)
        async with aclosing(self.answer(prompt)) as events:
            async for event in events:
                if isinstance(event, Failed):
                    raise StudioError(event.failure)
                if isinstance(event, Ended):
                    ended = event
        return f"{gateway.name} answered with {model[:80]} in {ended.timing.total_s or 0:.1f} s."

    def _written(self, codec: Codec, prompt: Prompt) -> WireRequest:
        request = codec.encode(prompt)
        if (prompt.gateway.id, prompt.model) in self._no_stream_options:
            return dropped_stream_options(request) or request
        return request

    async def _queued(self, turn: Turn) -> AsyncGenerator[Event, None]:
        gate = self._gates.gate(turn.prompt.gateway)
        asked = time.monotonic()
        with gate.ticket() as ticket:
            while ticket.place:
                yield Queued(ticket.place)
                await ticket.moved()
            turn.watch.queued_s = time.monotonic() - asked
            async with aclosing(self._attempts(turn, gate)) as events:
                async for event in events:
                    yield event
        failure = turn.watch.failure
        if failure is None:
            status = Status.DONE
        else:
            status = Status.CUT_OFF if turn.watch.content else Status.FAILED
            yield Failed(failure)
        yield Ended(status, turn.watch.timing, turn.watch.exchange)

    async def _attempts(self, turn: Turn, gate: Gate) -> AsyncGenerator[Event, None]:
        """The first attempt and, where that is allowed, one more."""
        while True:
            turn.begin()
            async with aclosing(self._attempt(turn)) as events:
                async for event in events:
                    yield event
            failure = turn.watch.failure
            if failure is None or turn.watch.content:
                return
            if failure.kind is Kind.CONCURRENCY:
                gate.refused()
            rewritten = None if turn.rewritten else self._rewritten(turn, failure)
            if rewritten is not None:
                turn.rewritten = True
                turn.request = rewritten
                continue
            wait = None
            if turn.may_retry:
                wait = wait_before_retry(failure, turn.lost, self._transport.limits, self._chance())
            if wait is None:
                return
            turn.retried = True
            yield Retrying(failure, wait)
            await self._pause(wait)

    def _rewritten(self, turn: Turn, failure: Failure) -> WireRequest | None:
        """The request in the form a gateway seems to want instead, where that is documented."""
        multipart = as_multipart(turn.prompt, failure)
        if multipart is not None:
            return turn.codec.encode(multipart)
        request = without_stream_options(turn.request, failure)
        if request is not None:
            self._no_stream_options.add((turn.prompt.gateway.id, turn.prompt.model))
        return request

    async def _attempt(self, turn: Turn) -> AsyncGenerator[Event, None]:
        """One request, and the questions after a job it may have started."""
        decoder = turn.codec.decoder(turn.prompt)
        if turn.job is not None and isinstance(decoder, PictureDecoder):
            decoder.resume(turn.job.job)
        request = turn.request
        deadline = time.monotonic() + self._transport.limits.job_total
        faults = 0
        while True:
            async with aclosing(self._request(turn, decoder, request)) as events:
                async for event in events:
                    yield event
            again = turn.take_again()
            if again is None:
                if turn.job is None or faults >= _POLL_FAULTS or not turn.may_ask_again:
                    return
                faults += 1
                again, turn.watch.failure = turn.job, None
            else:
                faults = 0
                if turn.job is None:
                    yield JobStarted(again.job)
                turn.job = again
                yield Progressed(again.word, again.percent)
            if time.monotonic() > deadline:
                turn.watch.failure = _still_running(turn.prompt.gateway)
                return
            await self._pause(again.after)
            request = again.request

    async def _request(
        self, turn: Turn, decoder: Decoder, request: WireRequest
    ) -> AsyncGenerator[Event, None]:
        """One HTTP request to its end; what fails is left in `turn`."""
        prompt, watch = turn.prompt, turn.watch
        limits = self._transport.limits
        reply: Reply | None = None
        try:
            async with self._transport.send(
                prompt.gateway,
                request,
                pictures=prompt.task is not Task.CHAT,
                message_id=prompt.message_id,
                attempt=turn.attempt,
                exchange_id=turn.next_exchange(),
            ) as reply:
                watch.left(reply.started)
                self._gates.learn(prompt.gateway, reply.headers)
                if reply.status >= 400:
                    raise turn.codec.refusal(reply.status, reply.headers, await reply.body(limits.error_body))
                event_limit = limits.picture_event if turn.for_pictures else limits.event
                framer = Framer(reply.headers.get("content-type", ""), reply.host, event_limit, limits)
                async with aclosing(frames(reply.pieces(), framer)) as batches:
                    async for batch in batches:
                        watch.came(reply.first_byte_at, reply.last_at)
                        async with aclosing(
                            self._handed(turn, turn.decoded(decoder, batch, reply))
                        ) as events:
                            async for event in events:
                                yield event
                        if decoder.ended:
                            reply.end_within(limits.after_end)
                watch.came(reply.first_byte_at, reply.last_at)
        except StudioError as error:
            turn.fail(error, decoder.ended)
        if not turn.asks_again:
            for event in turn.closed(decoder, reply):
                yield event

    async def _handed(self, turn: Turn, events: list[Event]) -> AsyncGenerator[Event, None]:
        for event in events:
            if isinstance(event, PictureArrived):
                async with aclosing(self._arrivals.take(event, turn.prompt, turn.watch)) as pictured:
                    async for one in pictured:
                        yield one
            else:
                yield event


def _still_running(gateway: Gateway) -> Failure:
    return failing(
        Kind.TIMEOUT,
        f"The picture job still runs at {gateway.name} after half an hour; ask again later.",
        Remedy.RETRY,
        gateway=gateway.name,
    ).failure
