"""The text routes of the built-in gateway: one handler for four protocols, streamed and not."""

import json
from collections.abc import AsyncGenerator, Callable
from contextlib import ExitStack, aclosing
from dataclasses import dataclass
from time import monotonic

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from studio.sandbox import answers
from studio.sandbox.dialects import chat, gemini, messages, reading, responses
from studio.sandbox.dialects.reading import Body
from studio.sandbox.dialects.streams import StreamWriter, compact
from studio.sandbox.faults import Turnstile, provider_down
from studio.sandbox.guard import refusal_response
from studio.sandbox.pacing import Clock, length, paced
from studio.sandbox.refusals import Manner, Refused, bad_json
from studio.sandbox.roster import ChatModel
from studio.sandbox.script import Answer, Ask, Failing, Json, Vanishing


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One protocol: where it lives, how it reads, how it writes."""

    path: str
    manner: Manner
    prefix: str
    parse: Callable[[Body], Ask]
    whole: Callable[[Answer], dict[str, Json]]
    writer: Callable[[Answer, Ask], StreamWriter]


DIALECTS = (
    Dialect(
        path="/v1/chat/completions",
        manner=chat.MANNER,
        prefix="chatcmpl_",
        parse=chat.parse,
        whole=chat.whole,
        writer=lambda answer, ask: chat.Writer(answer, ask.include_usage),
    ),
    Dialect(
        path="/v1/messages",
        manner=messages.MANNER,
        prefix="msg_",
        parse=messages.parse,
        whole=messages.whole,
        writer=lambda answer, _: messages.Writer(answer),
    ),
    Dialect(
        path="/v1/responses",
        manner=responses.MANNER,
        prefix="resp_",
        parse=responses.parse,
        whole=responses.whole,
        writer=lambda answer, _: responses.Writer(answer),
    ),
    Dialect(
        path="/google/gemini",
        manner=gemini.MANNER,
        prefix="",
        parse=gemini.parse,
        whole=gemini.whole,
        writer=lambda answer, _: gemini.Writer(answer),
    ),
)


async def json_object(request: Request) -> Body:
    """The body as a JSON object. Raises `Refused`."""
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise bad_json() from None
    if not isinstance(body, dict):
        raise bad_json()
    return body


class Desk:
    """Answers text requests; keeps count of those under way."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._turnstile = Turnstile(clock.pace)

    async def answer(self, request: Request, dialect: Dialect) -> Response:
        """One request of one protocol, refused in its own envelope."""
        arrived = monotonic()
        manner = dialect.manner
        places = ExitStack()
        try:
            body = await json_object(request)
            manner = reading.manner_for(body, manner)
            ask = dialect.parse(body)
            model = answers.model_for(ask)
            places.enter_context(self._turnstile.pass_through(model, ask))
            with places:
                answer = answers.plan(model, ask, dialect.prefix)
                if ask.stream:
                    frames = self._frames(model, answer, dialect.writer(answer, ask), arrived)
                    return EventStream(frames, places.pop_all())
                return await self._whole(model, answer, dialect)
        except Refused as refused:
            return refusal_response(refused, manner)

    async def _whole(self, model: ChatModel, answer: Answer, dialect: Dialect) -> Response:
        await self._clock.rest(length(answer, model.first_word, model.speed))
        if any(isinstance(step, Failing) for step in answer.steps):
            raise provider_down()
        shown = dialect.whole(answer)
        if any(isinstance(step, Vanishing) for step in answer.steps):
            text = compact(shown)
            return Response(text[: len(text) // 2], media_type="application/json")
        return JSONResponse(shown)

    async def _frames(
        self, model: ChatModel, answer: Answer, writer: StreamWriter, arrived: float
    ) -> AsyncGenerator[bytes]:
        if opening := writer.start():
            yield opening
        async with aclosing(paced(answer, model.first_word, model.speed, self._clock, arrived)) as steps:
            async for step in steps:
                piece = writer.alive() if step is None else writer.step(step)
                if piece:
                    yield piece
                if isinstance(step, Failing | Vanishing):
                    return
        if not self._clock.closing:
            yield writer.end()


class EventStream(StreamingResponse):
    """A stream of server-sent events that gives its place free however it ends."""

    def __init__(self, frames: AsyncGenerator[bytes], places: ExitStack) -> None:
        super().__init__(frames, headers={"Cache-Control": "no-cache"}, media_type="text/event-stream")
        self._frames = frames
        self._places = places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the stream; closes its source inside the task that read it."""
        with self._places:
            await super().__call__(scope, receive, send)

    async def stream_response(self, send: Send) -> None:
        """As the parent, with the generator closed here and not by the garbage collector."""
        try:
            await super().stream_response(send)
        finally:
            await self._frames.aclose()
