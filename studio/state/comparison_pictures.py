"""Pictures compared: one prompt, and if wanted one source picture, asked of several picture models at once.

The law of this file: all rounds are one conversation of kind "picture_round"; each round is a message of the user's
without a parent, and the answers of the models are its children.
"""

import asyncio
import time
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from studio.domain.comparison import MOST_LANES
from studio.domain.conversation import Message, Part, Picture, Role, Status, Text, new_id
from studio.domain.errors import Failure, Kind, Remedy, StudioError
from studio.domain.events import Ended, Event, Failed, Progressed, Queued, fold
from studio.domain.model import Capability
from studio.domain.picture import PictureMade
from studio.domain.text import clean_text
from studio.state import tasks
from studio.state.asking import Desk, allowed_parameters, media_of
from studio.state.library import Library
from studio.state.models import Models
from studio.state.picture_asking import picture_prompt
from studio.state.ranking import Facets

KIND = "picture_round"
FRAME_MS = 40
_NO_GATEWAY = "This model’s gateway is not set up any more. Choose another model."


class PictureRounds(QObject):
    """Asks picture models together and keeps every result in the gallery.

    `changed` says that rounds or models are others, `answers_changed` that answers grew (at most 25 times a
    second), `kept(PictureMade)` that a result lies in the gallery now.
    """

    changed = Signal()
    answers_changed = Signal()
    kept = Signal(object)
    failed = Signal(str)

    def __init__(self, library: Library, desk: Desk, models: Models, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.models: tuple[tuple[str, str], ...] = ()
        self.live: dict[str, str] = {}
        self._library = library
        self._desk = desk
        self._known = models
        self._conversation = ""
        self._rounds: list[Message] = []
        self._answers: dict[str, list[Message]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._timer = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._timer.timeout.connect(self.answers_changed)

    # -- reading

    def rounds(self) -> tuple[Message, ...]:
        """What was asked, oldest first."""
        return tuple(self._rounds)

    def answers(self, asked: str) -> tuple[Message, ...]:
        """The answers of a round, in the order of the models then."""
        return tuple(self._answers.get(asked, ()))

    def running(self) -> bool:
        """Whether any picture is being made."""
        return bool(self._tasks)

    def start_loading(self) -> None:
        """Reads the rounds of earlier runs in the background."""

        async def read() -> None:
            rows = self._library.rows(kind=KIND)
            if not rows or self._rounds:
                return
            self._conversation = rows[0].id
            messages = await self._desk.store.messages(rows[0].id)
            self._rounds = [m for m in messages if m.role is Role.USER]
            for message in messages:
                if message.role is Role.ASSISTANT and message.parent is not None:
                    self._answers.setdefault(message.parent, []).append(message)
            if self._rounds and not self.models:
                self.models = tuple((m.gateway, m.model) for m in self.answers(self._rounds[-1].id))
            self.changed.emit()

        tasks.start(tasks.attempt(read(), self._say), "read picture rounds")

    # -- models

    def choose_some(self) -> None:
        """Begins with two picture models where none was chosen."""
        if not self.models:
            facets = Facets(capabilities=frozenset({Capability.PICTURE}), usable=True)
            found = self._known.ranked(facets=facets, limit=2)
            self.models = tuple((m.gateway, m.id) for m in found)
            self.changed.emit()

    def add(self, gateway: str, model: str) -> bool:
        """Adds a model; false when it is there already or eight are."""
        if (gateway, model) in self.models or len(self.models) >= MOST_LANES:
            return False
        self.models = (*self.models, (gateway, model))
        self.changed.emit()
        return True

    def remove(self, gateway: str, model: str) -> None:
        """Takes a model out."""
        self.models = tuple(one for one in self.models if one != (gateway, model))
        self.changed.emit()

    # -- asking

    def ask(self, text: str, parts: Sequence[Part] = ()) -> str:
        """Asks every model for the same picture; pictures in `parts` are the sources. Returns the round's id."""
        pictures = tuple(p for p in parts if isinstance(p, Picture))
        asked = Message(
            id=new_id(),
            parent=None,
            role=Role.USER,
            parts=(Text(clean_text(text)), *pictures),
            created_at=time.time(),
        )
        if not self._conversation:
            session = self._library.new(kind=KIND, title="Pictures compared", titled_by_user=True)
            self._conversation = session.conversation.id
            session.adopt((asked,))
        self._rounds.append(asked)
        answers = [
            Message(
                id=new_id(),
                parent=asked.id,
                role=Role.ASSISTANT,
                status=Status.WAITING,
                created_at=asked.created_at,
                gateway=gateway,
                model=model,
            )
            for gateway, model in self.models
        ]
        self._answers[asked.id] = answers
        for at, answer in enumerate(answers):
            self._begin(asked, at, answer, edits=bool(pictures))
        self.changed.emit()
        return asked.id

    def stop(self) -> None:
        """Stops everything; pictures that came stay."""
        for task in list(self._tasks.values()):
            task.cancel()

    def _begin(self, asked: Message, at: int, answer: Message, edits: bool) -> None:
        task = tasks.start(self._run(asked, at, answer, edits), f"picture {answer.id}")
        self._tasks[answer.id] = task
        task.add_done_callback(lambda ended: self._close(asked.id, at, ended.cancelled()))

    async def _run(self, asked: Message, at: int, answer: Message, edits: bool) -> None:
        try:
            known = self._desk.capabilities(answer.gateway, answer.model)
            if edits and known and Capability.EDIT not in known:
                raise _refused(
                    f"{answer.model} makes pictures but does not change them, so it was not asked."
                )
            gateway = self._desk.gateway(answer.gateway)
            if gateway is None:
                raise _refused(_NO_GATEWAY)
            # Law: what is asked is on disk before the request leaves.
            await self._desk.store.save_message(self._conversation, asked)
            media = await media_of(self._desk.store, (asked,))
            ready = msgspec.structs.replace(
                answer, parameters=allowed_parameters(self._desk.preferences, answer)
            )
            model = self._known.get(answer.gateway, answer.model)
            prompt = picture_prompt(gateway, model, asked, ready, media)
            async for event in self._desk.answering.answer(prompt):
                self._take(asked.id, at, event)
        except StudioError as error:
            self._take(asked.id, at, Failed(error.failure))
            self._take(asked.id, at, Ended(Status.FAILED))

    def _take(self, asked: str, at: int, event: Event) -> None:
        message = self._answers[asked][at]
        match event:
            case Queued(place=place):
                self.live[message.id] = f"In the queue of this gateway: {place}"
            case Progressed(word=word, percent=percent):
                self.live[message.id] = word[:60] if percent is None else f"{word[:60]} {percent:.0f} %"
            case _:
                self.live.pop(message.id, None)
                self._answers[asked][at] = fold(message, event)
        self._soon()

    def _close(self, asked: str, at: int, cancelled: bool) -> None:
        message = self._answers[asked][at]
        self._tasks.pop(message.id, None)
        self.live.pop(message.id, None)
        if message.running:
            message = self._answers[asked][at] = fold(message, Ended(Status.STOPPED, message.timing))
        if not cancelled or message.parts:
            saving = self._desk.store.save_message(self._conversation, message)
            tasks.start(tasks.attempt(saving, self._say), "save a picture answer")
        for part in message.parts:
            if isinstance(part, Picture) and part.ref is not None and not part.partial:
                self._keep(asked, message, part)
        if message.status is Status.FAILED:
            self._desk.answer_failed(message)
        self._soon()
        self.changed.emit()

    def _keep(self, asked: str, message: Message, part: Picture) -> None:
        if part.ref is None:
            return
        question = next(m for m in self._rounds if m.id == asked)
        source = next((p.ref for p in question.parts if isinstance(p, Picture) and p.ref), None)
        made = PictureMade(
            ref=part.ref,
            created_at=time.time(),
            origin="made",
            prompt=question.text,
            gateway=message.gateway,
            model=message.model,
            conversation_id=self._conversation,
            message_id=message.id,
            parent=source.sha256 if source is not None else "",
        )

        async def keep() -> None:
            await self._desk.store.save_picture(made)
            self.kept.emit(made)

        tasks.start(tasks.attempt(keep(), self._say), "save a picture")

    def _soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _say(self, failure: Failure) -> None:
        self.failed.emit(failure.message)


def _refused(sentence: str) -> StudioError:
    return StudioError(Failure(kind=Kind.BAD_REQUEST, message=sentence, remedy=Remedy.MODEL))
