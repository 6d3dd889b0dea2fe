"""What is dropped, pasted or chosen, on its way to becoming a part of a message."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from studio.domain.conversation import File, Part, Picture
from studio.domain.errors import StudioError
from studio.domain.picture import IntakeNote
from studio.state import tasks
from studio.state.ports import Pictures

PICTURE_SUFFIXES = frozenset(
    {
        ".png", ".jpg", ".jpeg", ".jpe", ".webp", ".gif", ".bmp", ".avif", ".svg", ".heic", ".heif",
        ".tif", ".tiff", ".psd", ".eps", ".pdf", ".ico", ".raw", ".dng", ".jxl",
    }
)  # fmt: skip
MOST_FILES = 20


class Intake(QObject):
    """Takes files and bytes in, one by one in the background.

    `taken(part)` for each good one, `noted(str)` for what was done to it, `refused(list[str])` with one
    sentence for each that was not taken.
    """

    taken = Signal(object)
    noted = Signal(str)
    refused = Signal(list)

    def __init__(
        self,
        pictures: Pictures,
        open_text: Callable[[Path], Awaitable[File]],
        fetch: Callable[[str], Awaitable[bytes]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._open_text = open_text
        self._fetch = fetch

    def take_files(self, paths: Sequence[Path]) -> None:
        """Takes at most 20 files; folders and everything unreadable are refused in words."""
        tasks.start(self._files(list(paths)), "take files in")

    def take_picture(self, data: bytes, name: str) -> None:
        """Takes the bytes of one picture (clipboard, drag from a browser)."""

        async def one() -> Part:
            return self._picture(await self._pictures.open_bytes(data, name))

        tasks.start(self._several([(name, one)]), "take a picture in")

    def take_address(self, url: str) -> None:
        """Loads a picture the user agreed to load."""

        async def one() -> Part:
            name = url.rsplit("/", 1)[-1][:60] or "Picture"
            return self._picture(await self._pictures.open_bytes(await self._fetch(url), name))

        tasks.start(self._several([(url, one)]), "load a picture")

    async def _files(self, paths: list[Path]) -> None:
        if len(paths) > MOST_FILES:
            self.refused.emit([f"Only the first {MOST_FILES} of {len(paths)} files were taken."])

        def opener(path: Path) -> Callable[[], Awaitable[Part]]:
            async def one() -> Part:
                if path.suffix.lower() in PICTURE_SUFFIXES:
                    return self._picture(await self._pictures.open_file(path))
                return await self._open_text(path)

            return one

        await self._several([(p.name, opener(p)) for p in paths[:MOST_FILES]])

    async def _several(self, works: list[tuple[str, Callable[[], Awaitable[Part]]]]) -> None:
        problems: list[str] = []
        for _, work in works:
            try:
                self.taken.emit(await work())
            except StudioError as error:
                problems.append(error.failure.message)
        if problems:
            self.refused.emit(problems)

    def _picture(self, note: IntakeNote) -> Picture:
        for line in note.notes:
            self.noted.emit(f"{note.name}: {line}")
        return Picture(ref=note.ref, name=note.name)
