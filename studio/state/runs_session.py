"""One run while it is open: its cells, which of them are being asked, and what they came to."""

import asyncio
import time
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from studio.domain.comparison import Lane, RunPlan, lane_names
from studio.domain.conversation import Conversation, Message, Role, Status, Text
from studio.domain.errors import Failure, Kind, Remedy, StudioError
from studio.domain.events import Ended, Failed, Queued, fold
from studio.domain.text import clean_text
from studio.state import tasks
from studio.state.asking import Desk, asked_with, prompt_for
from studio.state.runs_checks import Verdict, verdict_of

if TYPE_CHECKING:
    from studio.state.runs import Runs

Cell = tuple[int, int, int]
"""Row, lane and repeat, each from 0."""

FRAME_MS = 40
SETTLED = frozenset({Status.DONE, Status.FAILED})
"""How a cell stands that is not asked again by itself; a stopped or cut one is."""
_NO_GATEWAY = "This lane’s gateway is not set up any more. Choose another model and run it anew."


class RunSession(QObject):
    """Asks cell after cell, as many at once as each gateway allows.

    `cells_changed(list)` names cells whose answer changed, at most 25 times a second; `changed` says that it
    was begun, paused or ended, or that the figures are others.
    """

    cells_changed = Signal(list)
    changed = Signal()
    failed = Signal(str)

    def __init__(
        self, run: str, plan: RunPlan, messages: dict[str, Message], root: str, desk: Desk, runs: "Runs"
    ) -> None:
        super().__init__(runs)
        self.id = run
        self.plan = plan
        self.going = False
        self.started_at = 0.0
        """When it last began, in monotonic seconds, and how many cells had ended by then."""
        self.settled_at_start = 0
        self._runs = runs  # held, because a parent that Python lets go of takes its children with it
        self._desk = desk
        self._root = root
        self._cells = plan.cells()
        self._answers: dict[Cell, Message] = {}
        self._verdicts: dict[Cell, Verdict] = {}
        self._tasks: dict[Cell, asyncio.Task[None]] = {}
        self._kept_rows = {m.id for m in messages.values() if m.role is Role.USER}
        self._waiting: list[Cell] = []
        self._dirty: dict[Cell, None] = {}
        for cell in self._cells:
            message = messages.get(self._answer_id(cell))
            if message is not None:
                self._answers[cell] = message
                self._judge(cell)
        self._timer = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._timer.timeout.connect(self._announce)

    # -- reading

    def lane_names(self) -> tuple[str, ...]:
        """What the lanes are called."""
        return lane_names(self.plan.lanes)

    def answer(self, cell: Cell) -> Message | None:
        """The answer of a cell as far as it came, or None while it was not asked."""
        return self._answers.get(cell)

    def verdict(self, cell: Cell) -> Verdict:
        """How a cell did in the check."""
        return self._verdicts.get(cell, Verdict.NONE)

    def count(self) -> int:
        """How many cells there are."""
        return len(self._cells)

    def settled(self) -> int:
        """How many cells have come to an end."""
        return sum(m.status in SETTLED for m in self._answers.values())

    def running(self) -> int:
        """How many cells are being asked."""
        return len(self._tasks)

    def failures(self) -> int:
        """How many cells failed."""
        return sum(m.status is Status.FAILED for m in self._answers.values())

    def cost(self) -> float | None:
        """What the answers cost so far in US dollars, None where none stated it."""
        costs = [m.usage.cost for m in self._answers.values() if m.usage and m.usage.cost is not None]
        return sum(costs) if costs else None

    def passed(self, lane: int) -> tuple[int, int]:
        """How many checked cells of a lane passed, and how many were checked."""
        mine = [v for (_, at, _), v in self._verdicts.items() if at == lane and v is not Verdict.NONE]
        return mine.count(Verdict.PASSED), len(mine)

    # -- running

    def start(self) -> None:
        """Begins, or goes on after a pause or a restart, with the cells that have no good end yet."""
        if self.going:
            return
        self.going = True
        self.started_at, self.settled_at_start = time.monotonic(), self.settled()
        self._waiting = [c for c in self._cells if c not in self._tasks and not self._has_ended(c)]
        self._fill()
        self.changed.emit()

    def pause(self, now: bool = False) -> None:
        """Asks nothing new; with `now` what is being asked is stopped too, and asked again later."""
        self.going = False
        if now:
            for task in list(self._tasks.values()):
                task.cancel()
        self.changed.emit()

    def retry_failed(self) -> None:
        """Asks the cells that failed once more."""
        for cell, message in list(self._answers.items()):
            if message.status is Status.FAILED and cell not in self._tasks:
                del self._answers[cell]
                self._verdicts.pop(cell, None)
                self._mark(cell)
        self.going = False
        self.start()

    # -- private

    def _has_ended(self, cell: Cell) -> bool:
        message = self._answers.get(cell)
        return message is not None and message.status in SETTLED

    def _answer_id(self, cell: Cell) -> str:
        return f"{self.id}-{cell[0]}-{cell[1]}-{cell[2]}"

    def _question_id(self, row: int) -> str:
        return f"{self.id}-{row}"

    def _fill(self) -> None:
        """Starts as many waiting cells as their gateways have room for, in order."""
        if not self.going:
            return
        busy: Counter[str] = Counter(self.plan.lanes[lane].gateway for _, lane, _ in self._tasks)
        room: dict[str, int] = defaultdict(int)
        for lane in self.plan.lanes:
            gateway = self._desk.gateway(lane.gateway)
            room[lane.gateway] = 1 if gateway is None else max(1, gateway.concurrency)
        left: list[Cell] = []
        for at, cell in enumerate(self._waiting):
            name = self.plan.lanes[cell[1]].gateway
            if busy[name] < room[name]:
                busy[name] += 1
                self._begin(cell)
            else:
                left.append(cell)
            if all(busy[g] >= room[g] for g in room):
                left += self._waiting[at + 1 :]
                break
        self._waiting = left
        if not self._waiting and not self._tasks:
            self.going = False

    def _begin(self, cell: Cell) -> None:
        row, lane = self.plan.rows[cell[0]], self.plan.lanes[cell[1]]
        now = time.time()
        question = Message(
            id=self._question_id(cell[0]),
            parent=self._root,
            role=Role.USER,
            parts=(Text(clean_text(row.prompt)),),
            created_at=now,
        )
        answer = Message(
            id=self._answer_id(cell),
            parent=question.id,
            role=Role.ASSISTANT,
            status=Status.WAITING,
            created_at=now,
            gateway=lane.gateway,
            model=lane.model,
            protocol=lane.protocol,
            parameters=lane.parameters,
        )
        self._answers[cell] = answer
        self._verdicts.pop(cell, None)
        task = tasks.start(self._ask(cell, question, answer, lane, row.system), f"cell {answer.id}")
        self._tasks[cell] = task
        task.add_done_callback(lambda ended: self._close(cell, ended.cancelled()))
        self._mark(cell)

    async def _ask(self, cell: Cell, question: Message, answer: Message, lane: Lane, system: str) -> None:
        try:
            if question.id not in self._kept_rows:
                self._kept_rows.add(question.id)
                # Law: what is asked is on disk before the request leaves.
                await self._desk.store.save_message(self.id, question)
            if self._desk.gateway(lane.gateway) is None:
                raise StudioError(Failure(kind=Kind.ADDRESS, message=_NO_GATEWAY, remedy=Remedy.MODEL))
            # The plan's own message is no part of what a model is asked.
            alone = msgspec.structs.replace(question, parent=None)
            talk = Conversation(id=self.id, kind="run", system=system or lane.system)
            prompt = await prompt_for(self._desk, talk, {alone.id: alone}, answer)
            self._answers[cell] = asked_with(answer, prompt)
            async for event in self._desk.answering.answer(prompt):
                if not isinstance(event, Queued):
                    self._answers[cell] = fold(self._answers[cell], event)
                    self._mark(cell)
        except StudioError as error:
            failed = fold(self._answers[cell], Failed(error.failure))
            self._answers[cell] = fold(failed, Ended(Status.FAILED, failed.timing))

    def _close(self, cell: Cell, cancelled: bool) -> None:
        self._tasks.pop(cell, None)
        message = self._answers[cell]
        if cancelled:
            # A pause or the end of the program: nothing new is begun, and this cell is asked again later.
            self.going = False
            self._answers[cell] = fold(message, Ended(Status.STOPPED, message.timing))
        else:
            self._keep(cell)
        self._mark(cell)
        self._fill()
        if not self.going:
            self.changed.emit()

    def _keep(self, cell: Cell) -> None:
        message = self._answers[cell]
        self._judge(cell)
        saving = self._desk.store.save_message(self.id, message)
        tasks.start(tasks.attempt(saving, lambda failure: self.failed.emit(failure.message)), "save a cell")
        if message.status is Status.FAILED:
            self._desk.answer_failed(message)

    def _judge(self, cell: Cell) -> None:
        message = self._answers[cell]
        if message.status is Status.DONE:
            expected = self.plan.rows[cell[0]].expected
            self._verdicts[cell] = verdict_of(self.plan.check, message.text, expected)

    def _mark(self, cell: Cell) -> None:
        self._dirty[cell] = None
        if not self._timer.isActive():
            self._timer.start()

    def _announce(self) -> None:
        dirty, self._dirty = self._dirty, {}
        self.cells_changed.emit(list(dirty))
        self.changed.emit()
