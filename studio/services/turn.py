"""One prompt on its way: what is sent now, what was tried, and what of the answer has come."""

import msgspec

from studio.domain.conversation import new_id
from studio.domain.errors import StudioError
from studio.domain.events import Event, Failed, coalesce
from studio.domain.prompt import Prompt, Task
from studio.protocols.base import Again, Codec, Decoder, Frame, WireRequest
from studio.protocols.refusal import WORDS_LIMIT
from studio.services.reply import ConnectionLost, Reply
from studio.services.watch import Watch


class Turn:
    """One prompt on its way: what is sent now, what was tried, what came."""

    def __init__(self, prompt: Prompt, codec: Codec, request: WireRequest, watch: Watch) -> None:
        self.prompt = prompt
        self.codec = codec
        self.request = request
        self.watch = watch
        self.attempt = 0
        self.retried = False
        self.rewritten = False
        self.lost = False
        self.job: Again | None = None
        self._enveloped = False
        self._began = False
        self._said = False
        self._asked = 0
        self._again: Again | None = None
        self.for_pictures = prompt.task is not Task.CHAT or "picture" in prompt.capabilities

    def begin(self) -> None:
        """A further attempt."""
        self.attempt += 1
        self.lost = self._enveloped = self._began = self._said = False
        self._asked = 0
        self.watch.attempt(new_id())

    def next_exchange(self) -> str:
        """The id the next request is recorded under; the answer names that of the attempt's first one."""
        self._asked += 1
        return self.watch.exchange if self._asked == 1 else new_id()

    @property
    def may_retry(self) -> bool:
        """Whether the one automatic retry is still allowed: text only, and nothing of an answer has come.

        A refusal in one JSON body, or as the very first event of a stream, is a refusal like one with its own
        HTTP status; once a stream has said anything else (its model, a role), the answer has begun.
        """
        return (
            self.request.retry
            and self.prompt.task is Task.CHAT
            and not self.retried
            and (not self._began or self._enveloped or not self._said)
        )

    @property
    def asks_again(self) -> bool:
        """Whether the decoder wants the job asked for again."""
        return self._again is not None

    def take_again(self) -> Again | None:
        """The question to ask next, once."""
        again, self._again = self._again, None
        return again

    @property
    def may_ask_again(self) -> bool:
        """Whether a question after a job failed in a way that says nothing about the job."""
        failure = self.watch.failure
        if failure is None:
            return False
        return self.lost or failure.status == 429 or (failure.status or 0) >= 500

    def decoded(self, decoder: Decoder, batch: list[Frame], reply: Reply) -> list[Event]:
        """The events of one read, runs of text joined, failures and `Again` taken out."""
        events: list[Event] = []
        feed = decoder.feed
        for frame in batch:
            for step in feed(frame):
                if isinstance(step, Again):
                    self._again = step
                else:
                    events.append(step)
        self._began = True
        self._said = self._said or any(not isinstance(e, Failed) for e in events)
        self._enveloped = len(batch) == 1 and batch[0].whole
        return self._seen(events, reply)

    def fail(self, error: StudioError, ended: bool) -> None:
        """A failure of network or gateway; it does not count once the answer had ended."""
        if ended:
            return
        self.lost = isinstance(error, ConnectionLost)
        failure = msgspec.structs.replace(
            error.failure,
            message=error.failure.message[:WORDS_LIMIT],
            gateway=error.failure.gateway or self.prompt.gateway.name,
        )
        self.watch.failure = self.watch.failure or failure

    def closed(self, decoder: Decoder, reply: Reply | None) -> list[Event]:
        """What is owed at the end; a failure that is already known says more than the decoder's "cut off"."""
        if reply is None or not self._began:
            return []
        events = [step for step in decoder.close() if not isinstance(step, Again)]
        return self._seen(events, reply) + self.watch.end(reply.last_at)

    def _seen(self, events: list[Event], reply: Reply) -> list[Event]:
        seen = self.watch.see(list(coalesce(events)), reply.last_at)
        if self.watch.failure is not None:
            self.watch.failure = reply.tape.clean_failure(self.watch.failure, self.prompt.gateway.name)
        return seen
