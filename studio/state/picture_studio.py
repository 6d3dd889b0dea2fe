"""The picture studio without its widgets: a source, a painted mask, a prompt, jobs that run, versions that come."""

import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from studio.domain.conversation import Conversation, Message, Role, Status, new_id
from studio.domain.errors import Failure
from studio.domain.model import Model
from studio.domain.parameters import PICTURE_FORM, ParameterForm, ParameterSet
from studio.domain.picture import PictureMade, PictureRef
from studio.domain.text import first_words
from studio.state import tasks
from studio.state.gallery import Gallery
from studio.state.keeping import Keeper
from studio.state.picture_asking import Surroundings, grey_of, margin_mask, mask_of, problem_with
from studio.state.picture_desk import Desk, Source, desk_draft, desk_from, file_name, named, verb
from studio.state.picture_intake import PictureIntake
from studio.state.picture_jobs import JobList
from studio.state.picture_mask import MaskHistory, Stroke, Tool
from studio.state.picture_offer import RecipeOffer, fitting
from studio.state.picture_turns import Turns
from studio.state.rasters import Rasters


class PictureStudio(QObject):
    """Everything that can be done with pictures.

    Signals say that something changed: the source, the mask, what is asked with (prompt, model, parameters,
    form), which version is shown. `noted` and `refused` carry a sentence; `finished(title, text)` is for a
    notice when the window is not in front; `laid_out(paths)` says that files for a drag are written.
    """

    source_changed = Signal()
    mask_changed = Signal()
    asked_changed = Signal()
    form_changed = Signal()
    shown_changed = Signal()
    noted = Signal(str)
    refused = Signal(str)
    finished = Signal(str, str)
    laid_out = Signal(list)

    def __init__(self, around: Surroundings, gallery: Gallery, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = Desk()
        self.form: ParameterForm = PICTURE_FORM
        self.gallery = gallery
        self.jobs = JobList(self)
        self.imports: dict[str, QImage] = {}
        self._around = around
        self._conversation = _fresh_conversation()
        self._keeper = Keeper(around.store, lambda: self._conversation, lambda _: None, self)
        self._keeper.failed.connect(self.refused)
        self.rasters = Rasters(around.pictures, self)
        self.intake = PictureIntake(around, gallery, self)
        self.offer = RecipeOffer(self)
        self.intake.told_how.connect(self.offer.offer)
        self.intake.brought.connect(self._brought)
        self.intake.noted.connect(self.noted)
        self.intake.refused.connect(self.refused)
        self._turns = Turns(around, gallery, self.jobs, self.imports, self)
        self._turns.plans_changed.connect(lambda: self._change(plans=self._turns.plans))
        self._turns.made.connect(lambda sha256: self.ask_with(shown=sha256))
        self._turns.noted.connect(self.noted)
        self._turns.failed.connect(self.refused)
        self._turns.finished.connect(self.finished)

    # -- opening

    async def restore(self) -> None:
        """Brings back the desk of the last run and goes on asking for jobs the gateway still works on."""
        await self.gallery.load()
        stored = await self._around.store.conversations()
        known = {c.id: c for c in stored if c.kind == "pictures" and not c.deleted}
        if known:
            newest = max(known.values(), key=lambda c: c.updated_at)
            desk = desk_from(await self._around.store.draft(newest.id))
            # Whoever began to work while this was read keeps what is on the desk.
            if self.desk.source is None and not self.desk.prompt:
                self._conversation, self.desk = newest, desk
            await self._load_imports(self.desk.mask)
        self.source_changed.emit()
        self.mask_changed.emit()
        self.asked_changed.emit()
        self.shown_changed.emit()
        self._read_form()
        self._turns.plans = self.desk.plans
        await self._turns.resume(known)

    def settle(self) -> None:
        """Saves now what waits for a timer."""
        self._keeper.settle()

    def new_work(self) -> None:
        """Clears the desk for another picture; prompt history, versions and running jobs stay."""
        self.settle()
        self._conversation = _fresh_conversation()
        old = self.desk
        self.desk = Desk(gateway=old.gateway, model=old.model, plans=old.plans)
        for signal in (self.source_changed, self.mask_changed, self.asked_changed, self.shown_changed):
            signal.emit()

    # -- the source

    def use_as_source(self, sha256: str) -> None:
        """A version of the gallery becomes the source; a mask of the same size stays."""

        async def take() -> None:
            made = await self._known(sha256)
            if made is not None:
                name = made.name or first_words(made.prompt) or "picture"
                note = await self._around.pictures.open_ref(made.ref, name)
                self._set_source(Source(note.ref, name, sha256))

        self._attempt(take, "use a version")

    def add_reference(self, sha256: str) -> None:
        """A version of the gallery is sent along as a further picture."""
        made = self.gallery.get(sha256)
        if made is not None:
            self._change(references=(*self.desk.references, Source(made.ref, made.name, sha256)))
            self.source_changed.emit()

    def remove_reference(self, index: int) -> None:
        """A further picture is no longer sent along."""
        self._change(references=tuple(r for i, r in enumerate(self.desk.references) if i != index))
        self.source_changed.emit()

    def remove_source(self) -> None:
        """Back to making pictures from words alone."""
        self._change(source=None, mask=MaskHistory(), shown="")
        self.source_changed.emit()
        self.mask_changed.emit()
        self.shown_changed.emit()

    def extend(self, left: int, top: int, right: int, bottom: int) -> None:
        """Enlarges the canvas by so many pixels a side and marks the new margins as what may change."""
        source = self.desk.source
        if source is None or max(left, top, right, bottom) <= 0:
            return

        async def enlarge() -> None:
            margins = (max(0, left), max(0, top), max(0, right), max(0, bottom))
            ref = await self._around.pictures.extend(source.ref, margins)
            old = self.desk.mask
            self._change(
                source=Source(ref, source.name, source.version), mask=margin_mask(source, ref, margins, old)
            )
            self.source_changed.emit()
            self.mask_changed.emit()

        self._attempt(enlarge, "extend the canvas")

    # -- the mask

    def paint(self, stroke: Stroke) -> None:
        """Adds a stroke."""
        self._set_mask(self.desk.mask.painted(stroke))

    def undo(self) -> None:
        """Takes the last stroke back."""
        self._set_mask(self.desk.mask.back())

    def redo(self) -> None:
        """Brings the stroke back that was undone last."""
        self._set_mask(self.desk.mask.forth())

    def save(self, made: PictureMade, target: Path, with_metadata: bool = True) -> None:
        """Writes a picture where the user wants it."""

        async def write() -> None:
            path = await self._around.pictures.save_as(made, target, with_metadata)
            self.noted.emit(f"Saved as {path.name}.")

        self._attempt(write, "save a picture")

    def lay_out(self, sha256s: Sequence[str], folder: Path) -> None:
        """Writes pictures into `folder` under names a person can read, for a drag; `laid_out` when they are there."""
        wanted = [made for sha in sha256s if (made := self.gallery.get(sha)) is not None]

        async def write() -> None:
            paths = [await self._around.pictures.save_as(made, folder / file_name(made)) for made in wanted]
            self.laid_out.emit(paths)

        self._attempt(write, "lay pictures out")

    def import_mask(self, path: Path) -> None:
        """A picture file, scaled to the source, becomes the mask: white may change."""

        async def take() -> None:
            note = await self._around.pictures.open_file(path)
            self.imports[note.ref.sha256] = await grey_of(self._around.pictures, note.ref)
            self.paint(Stroke(tool=Tool.IMPORT, sha256=note.ref.sha256))

        self._attempt(take, "import a mask")

    def export_mask(self, target: Path) -> None:
        """Writes the mask as a greyscale PNG of exactly the source's size."""
        source = self.desk.source
        if source is None:
            return

        async def write() -> None:
            data = await mask_of(source, self.desk.mask, self.imports)
            ref = await self._around.pictures.mask_png(data, *source.size)
            made = PictureMade(ref=ref, created_at=time.time(), origin="mask")
            path = await self._around.pictures.save_as(made, target, False)
            self.noted.emit(f"The mask was saved as {path.name}.")

        self._attempt(write, "export the mask")

    # -- what is asked with

    def ask_with(self, **fields: Any) -> None:
        """Sets prompt, parameters, keep_outside, feather or shown by name."""
        before = self.desk
        self._change(**fields)
        if self.desk == before:
            return
        self.asked_changed.emit()
        if "shown" in fields:
            self.shown_changed.emit()

    def choose_model(self, gateway: str, model: str) -> None:
        """Sets the model the next picture is asked of."""
        self.ask_with(gateway=gateway, model=model)
        self._read_form()

    def model(self) -> Model | None:
        """The chosen model as the catalogue lists it, or as a bare name where it lists none."""
        if not self.desk.model:
            return None
        for model in self._around.models():
            if model.id == self.desk.model and model.gateway == self.desk.gateway:
                return model
        return Model(id=self.desk.model, gateway=self.desk.gateway)

    def verb(self) -> str:
        """What the button does now."""
        return verb(self.desk)

    def in_view(self) -> str:
        """The sha256 of the version that is looked at: the one chosen, else the source's; "" for none."""
        source = self.desk.source
        return self.desk.shown or (source.version if source is not None else "")

    def look_at(self, sha256: str) -> None:
        """Shows a version; before and after are it and what it was made from."""

        async def look() -> None:
            if await self._known(sha256) is not None:
                self.ask_with(shown=sha256)

        self._attempt(look, "look at a version")

    def versions(self) -> tuple[tuple[int, PictureMade], ...]:
        """The version tree in view, as (depth, picture)."""
        return self.gallery.family(self.in_view())

    def recall(self, sha256: str) -> None:
        """Prompt, model and parameters of a picture go back into the form."""
        made = self.gallery.get(sha256)
        if made is None:
            return
        self.ask_with(prompt=made.prompt, parameters=ParameterSet(dict(made.parameters)))
        if made.model:
            self.choose_model(made.gateway, made.model)

    def use_recipe(self) -> None:
        """Prompt, model and parameters the source's own file tells go into the form, as far as they fit."""
        recipe = None if self.desk.source is None else self.offer.of(self.desk.source.ref.sha256)
        if recipe is None:
            return
        if any(m.id == recipe.model and m.gateway == recipe.gateway for m in self._around.models()):
            self.choose_model(recipe.gateway, recipe.model)
        parameters, left_out = fitting(recipe, self.form)
        self.ask_with(prompt=recipe.prompt or self.desk.prompt, parameters=parameters)
        if left_out:
            self.noted.emit(f"This model has no field for: {', '.join(left_out)}.")

    def vary(self, sha256: str) -> None:
        """Asks again with the words of a picture, from the same source, without its seed."""
        self.recall(sha256)
        self.ask_with(parameters=self.desk.parameters.without("seed"))
        self.start()

    # -- asking

    def start(self) -> str:
        """Asks for a picture: generate, or edit where there is a source. The answer's id, or "" with `refused`."""
        gateway = self._around.gateway(self.desk.gateway)
        problem = problem_with(self.desk, gateway)
        if problem or gateway is None:
            self.refused.emit(problem)
            return ""
        answer = Message(
            id=new_id(),
            parent=new_id(),
            role=Role.ASSISTANT,
            status=Status.WAITING,
            created_at=time.time(),
            gateway=gateway.id,
            model=self.desk.model,
            parameters=self.desk.parameters,
        )
        if not self._conversation.title:
            self._conversation = msgspec.structs.replace(
                self._conversation,
                title=first_words(self.desk.prompt),
                gateway=gateway.id,
                model=self.desk.model,
            )
        self._keeper.keep_conversation()
        self._turns.start(self.desk, gateway, self.model(), answer, self._conversation.id)
        return answer.id

    def cancel(self, job_id: str) -> None:
        """Stops a job; pictures that have come stay."""
        self.jobs.cancel(job_id)

    # -- small steps

    async def _known(self, sha256: str) -> PictureMade | None:
        """The gallery's row; a chat may have brought the picture since the gallery was read."""
        if self.gallery.get(sha256) is None:
            await self.gallery.load()
        made = self.gallery.get(sha256)
        if made is None:
            self.refused.emit("This picture is not in the gallery any more.")
        return made

    def _brought(self, sources: list[Source]) -> None:
        self._change(references=(*self.desk.references, *sources[1:]))
        self._set_source(sources[0])

    def _set_source(self, source: Source) -> None:
        same_size = self.desk.source is not None and self.desk.source.size == source.size
        mask = self.desk.mask if same_size else MaskHistory()
        self._change(source=source, mask=mask, shown="")
        self.source_changed.emit()
        self.mask_changed.emit()
        self.asked_changed.emit()
        self.shown_changed.emit()

    def _set_mask(self, mask: MaskHistory) -> None:
        self._change(mask=mask)
        self.mask_changed.emit()

    async def _load_imports(self, mask: MaskHistory) -> None:
        for stroke in (*mask.strokes, *mask.undone):
            if stroke.tool is Tool.IMPORT and stroke.sha256 not in self.imports:
                self.imports[stroke.sha256] = await grey_of(
                    self._around.pictures, PictureRef(stroke.sha256, "image/png", 0, 0)
                )

    def _read_form(self) -> None:
        gateway = self._around.gateway(self.desk.gateway)
        model = self.desk.model

        async def read() -> None:
            form = None if gateway is None or not model else await self._around.form(gateway, model)
            if self.desk.model == model:
                self.form = named(form) if form else PICTURE_FORM
                self.form_changed.emit()

        self._attempt(read, "read a form")

    def _change(self, **fields: Any) -> None:
        desk = msgspec.structs.replace(self.desk, **fields)
        if desk == self.desk:
            return
        self.desk = desk
        self._conversation = msgspec.structs.replace(self._conversation, updated_at=time.time())
        self._keeper.set_draft(desk_draft(desk))

    def _attempt(self, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        # The coroutine is made inside the task: one that is cancelled before its first step leaves none behind.
        async def run() -> None:
            await tasks.attempt(work(), self._say)

        tasks.start(run(), name)

    def _say(self, failure: Failure) -> None:
        self.refused.emit(failure.message)


def _fresh_conversation() -> Conversation:
    now = time.time()
    return Conversation(id=new_id(), kind="pictures", created_at=now, updated_at=now)
