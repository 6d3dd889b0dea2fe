"""Turns of picture work: the request goes out, pictures come in, are composited, kept and put into the gallery."""

import time
from collections.abc import AsyncIterator, Callable, Container, Coroutine, Mapping
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from studio.domain.conversation import Message, Status
from studio.domain.errors import Failure, StudioError
from studio.domain.events import Event
from studio.domain.gateway import Gateway
from studio.domain.model import Model
from studio.domain.picture import PictureMade, PictureRef
from studio.domain.text import first_words
from studio.state import tasks
from studio.state.gallery import Gallery
from studio.state.picture_asking import (
    Surroundings,
    asked_message,
    mask_of,
    picture_prompt,
    prepared,
    resuming,
)
from studio.state.picture_desk import Desk, JobPlan
from studio.state.picture_jobs import Job, JobList, stored_job


class Turns(QObject):
    """Runs jobs and keeps what they bring.

    `plans` says what becomes of results that are still to come; it must outlive the program, so `plans_changed`
    asks for it to be written down. `made(sha256)` names a picture that is in the gallery now.
    """

    plans_changed = Signal()
    made = Signal(str)
    noted = Signal(str)
    failed = Signal(str)
    finished = Signal(str, str)

    def __init__(
        self,
        around: Surroundings,
        gallery: Gallery,
        jobs: JobList,
        imports: Mapping[str, QImage],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.plans: dict[str, JobPlan] = {}
        self._around = around
        self._gallery = gallery
        self._jobs = jobs
        self._imports = imports
        self._conversations: dict[str, str] = {}
        self._kept_plans: dict[str, JobPlan] = {}
        self._remote: dict[str, str] = {}
        jobs.arrived.connect(self._picture_arrived)
        jobs.message_changed.connect(self._message_changed)
        jobs.remote.connect(self._job_started)
        jobs.ended.connect(self._job_ended)

    def start(
        self, desk: Desk, gateway: Gateway, model: Model | None, answer: Message, conversation: str
    ) -> None:
        """Asks with what lies on the desk at this moment."""
        self._conversations[answer.id] = conversation
        job = Job(id=answer.id, prompt=desk.prompt, model=desk.model, since=time.monotonic())
        self._jobs.start(job, answer, lambda: self._events(desk, gateway, model, answer, conversation))

    async def resume(self, known: Container[str]) -> None:
        """Goes on asking for the jobs of the last run that belong to a conversation named in `known`."""
        for row in await self._around.store.jobs():
            gateway = self._around.gateway(row.gateway)
            if gateway is None or row.conversation_id not in known:
                continue
            messages = {m.id: m for m in await self._around.store.messages(row.conversation_id)}
            answer = messages.get(row.message_id)
            if answer is None:
                continue
            asked = messages.get(answer.parent or "")
            answer = msgspec.structs.replace(answer, status=Status.WAITING, failure=None)
            job = Job(
                id=answer.id,
                prompt=asked.text if asked is not None else "",
                model=row.model,
                since=time.monotonic(),
                word="Asking again for the picture",
            )
            self._remote[answer.id] = row.job
            self._conversations[answer.id] = row.conversation_id
            self._jobs.start(job, answer, resuming(self._around, row, gateway))

    async def _events(
        self, desk: Desk, gateway: Gateway, model: Model | None, answer: Message, conversation: str
    ) -> AsyncIterator[Event]:
        ready = await prepared(self._around, desk, self._imports)
        for notice in ready.notices:
            self.noted.emit(notice)
        self._set_plans({**self.plans, answer.id: ready.plan})
        asked = asked_message(desk, answer, ready.parts)
        # Law: what the user asked is on disk before the request leaves.
        await self._around.store.save_message(conversation, asked)
        await self._around.store.save_message(conversation, answer)
        async for event in self._around.ask(picture_prompt(gateway, model, asked, answer, ready.media)):
            yield event

    def _picture_arrived(self, answer_id: str, raw: PictureRef) -> None:
        # A task of its own: a picture that came whole is kept even when the job is stopped at this moment.
        self._attempt(lambda: self._keep(answer_id, raw), "keep a result")

    async def _keep(self, answer_id: str, raw: PictureRef) -> None:
        plan = self.plans.get(answer_id) or self._kept_plans.get(answer_id) or JobPlan()
        job, message = self._jobs.get(answer_id), self._jobs.message(answer_id)
        ref, drift = await self._repaired(plan, raw)
        await self._gallery.keep_now(
            PictureMade(
                ref=ref,
                created_at=time.time(),
                origin="made",
                prompt=job.prompt if job is not None else "",
                gateway=message.gateway,
                model=message.model,
                parameters=dict(message.parameters.values),
                conversation_id=self._conversations.get(answer_id, ""),
                message_id=answer_id,
                parent=plan.source.version if plan.source is not None else "",
                mask=plan.mask,
                raw=raw.sha256 if ref != raw else "",
                drift=drift,
            )
        )
        self._jobs.add_result(answer_id, ref.sha256)
        self.made.emit(ref.sha256)

    async def _repaired(self, plan: JobPlan, raw: PictureRef) -> tuple[PictureRef, float | None]:
        """What is outside the mask put back; where that fails the raw result was paid for and is kept all the same."""
        if plan.source is None or not plan.mask or not plan.keep_outside:
            return raw, None
        data = await mask_of(plan.source, plan.strokes, self._imports)
        try:
            return await self._around.pictures.composite(plan.source.ref, data, raw, plan.feather)
        except StudioError as error:
            self.failed.emit(f"The result is shown as it came: {error.failure.message}")
            return raw, None

    def _message_changed(self, message: Message) -> None:
        conversation = self._conversations.get(message.id)
        if conversation is not None:
            self._attempt(lambda: self._around.store.save_message(conversation, message), "save an answer")

    def _job_started(self, answer_id: str, remote: str) -> None:
        job, message = self._jobs.get(answer_id), self._jobs.message(answer_id)
        gateway = self._around.gateway(message.gateway)
        if job is not None and gateway is not None:
            self._remote[answer_id] = remote
            conversation = self._conversations[answer_id]
            row = stored_job(job, remote, message, conversation, gateway.image_style.value)
            self._attempt(lambda: self._around.store.save_job(row), "keep a job")

    def _job_ended(self, answer_id: str) -> None:
        job, message = self._jobs.get(answer_id), self._jobs.message(answer_id)
        remote = self._remote.pop(answer_id, "")
        if message.status is Status.STOPPED and not self._jobs.unwanted(answer_id):
            return  # the program is ending: the gateway goes on working, and the next run asks again
        if remote:
            self._attempt(lambda: self._around.store.end_job(remote), "end a job")
        if answer_id in self.plans:
            # Results may still be on their way through the compositor.
            self._kept_plans[answer_id] = self.plans[answer_id]
            self._set_plans({key: plan for key, plan in self.plans.items() if key != answer_id})
        if message.failure is not None:
            self.finished.emit("The picture failed", message.failure.message)
        elif message.status is Status.DONE and job is not None:
            self.finished.emit("The picture is ready", first_words(job.prompt))

    def _set_plans(self, plans: dict[str, JobPlan]) -> None:
        self.plans = plans
        self.plans_changed.emit()

    def _attempt(self, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        # The coroutine is made inside the task: one that is cancelled before its first step leaves none behind.
        async def run() -> None:
            await tasks.attempt(work(), self._say)

        tasks.start(run(), name)

    def _say(self, failure: Failure) -> None:
        self.failed.emit(failure.message)
