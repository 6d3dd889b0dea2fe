"""Pictures on their way to the desk: files, bytes and addresses, taken in one by one and put into the gallery."""

import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from studio.domain.errors import StudioError
from studio.domain.picture import IntakeNote, PictureMade
from studio.state import tasks
from studio.state.gallery import Gallery
from studio.state.picture_asking import Surroundings
from studio.state.picture_desk import Source

MOST_FILES = 20
Opening = Callable[[], Awaitable[IntakeNote]]


class PictureIntake(QObject):
    """`brought(list of Source)` when all that was taken at once is in, `refused` with a line for each that is not.

    `told_how(sha256, Recipe | None)` is what the file of the first one says about its making.
    `address_dropped` asks whether a picture may be loaded: nothing is fetched before `load_address`.
    """

    brought = Signal(list)
    told_how = Signal(str, object)
    noted = Signal(str)
    refused = Signal(str)
    address_dropped = Signal(str)

    def __init__(self, around: Surroundings, gallery: Gallery, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._around = around
        self._gallery = gallery

    def take_files(self, paths: Sequence[Path]) -> None:
        """Takes at most 20 files in."""
        tasks.start(self._take([self._opening(path) for path in paths[:MOST_FILES]]), "take pictures in")
        if len(paths) > MOST_FILES:
            self.refused.emit(f"Only the first {MOST_FILES} of {len(paths)} files were taken.")

    def take_bytes(self, data: bytes, name: str) -> None:
        """Takes the bytes of a picture in, from the clipboard or another program."""
        tasks.start(self._take([lambda: self._around.pictures.open_bytes(data, name)]), "take a picture in")

    def take_address(self, url: str) -> None:
        """An address was dropped."""
        if url.lower().startswith("https://"):
            self.address_dropped.emit(url)
        else:
            self.refused.emit(
                "Only pictures from https addresses can be loaded. Save the picture and drop the file."
            )

    def load_address(self, url: str) -> None:
        """Loads a picture the user agreed to load."""

        async def load() -> IntakeNote:
            name = url.rsplit("/", 1)[-1][:60] or "picture"
            return await self._around.pictures.open_bytes(await self._around.fetch(url), name)

        tasks.start(self._take([load]), "load a picture")

    def _opening(self, path: Path) -> Opening:
        return lambda: self._around.pictures.open_file(path)

    async def _take(self, openings: Sequence[Opening]) -> None:
        taken: list[Source] = []
        problems: list[str] = []
        for opening in openings:
            try:
                note = await opening()
                await self._keep(note)
            except StudioError as error:
                problems.append(error.failure.message)
                continue
            if not taken:
                self.told_how.emit(note.ref.sha256, note.recipe)
            taken.append(Source(note.ref, note.name, note.ref.sha256))
            if note.notes:
                self.noted.emit(f"{note.name}: {', '.join(note.notes)}.")
        if taken:
            self.brought.emit(taken)
        if problems:
            self.refused.emit("\n".join(problems))

    async def _keep(self, note: IntakeNote) -> None:
        if self._gallery.get(note.ref.sha256) is None:
            made = PictureMade(ref=note.ref, created_at=time.time(), origin="brought", name=note.name)
            await self._gallery.keep_now(made)
