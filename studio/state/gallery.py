"""Every picture made, received or brought in: newest first, searched, filtered, starred, deleted and restored."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal

from studio.domain.errors import Failure
from studio.domain.picture import PictureMade
from studio.state import tasks
from studio.state.ports import Store


class GalleryFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown: words that must all occur in prompt, name or model; model, origin; starred only."""

    words: str = ""
    model: str = ""
    origin: str = ""
    starred: bool = False


class Gallery(QObject):
    """The pictures of the store as a list views can watch; `changed` says that `shown` or a picture changed."""

    changed = Signal()
    failed = Signal(str)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._made: dict[str, PictureMade] = {}
        self._haystacks: dict[str, str] = {}
        self._shown: tuple[PictureMade, ...] | None = None
        self.filter = GalleryFilter()

    async def load(self) -> None:
        """Reads all pictures; those kept meanwhile stay."""
        stored = await self._store.pictures()
        self._made = {made.ref.sha256: made for made in stored} | self._made
        self._haystacks = {sha: _haystack(made) for sha, made in self._made.items()}
        self._tell()

    def reload(self) -> None:
        """Reads all pictures again: a chat may have brought new ones."""
        self._attempt(self.load, "read the gallery")

    def get(self, sha256: str) -> PictureMade | None:
        """The picture with these bytes, also a deleted one."""
        return self._made.get(sha256)

    def shown(self) -> tuple[PictureMade, ...]:
        """The pictures that pass the filter, newest first."""
        if self._shown is None:
            words = self.filter.words.casefold().split()
            passing = (made for made in self._made.values() if self._passes(made, words))
            self._shown = tuple(sorted(passing, key=lambda made: made.created_at, reverse=True))
        return self._shown

    def narrow(self, **fields: object) -> None:
        """Sets fields of the filter by name."""
        self.filter = msgspec.structs.replace(self.filter, **fields)
        self._tell()

    def models(self) -> tuple[str, ...]:
        """The models that made pictures, by name."""
        return tuple(sorted({made.model for made in self._made.values() if made.model and not made.deleted}))

    def prompts(self, limit: int = 50) -> tuple[str, ...]:
        """The prompts used last, each once, newest first."""
        newest = sorted(self._made.values(), key=lambda made: made.created_at, reverse=True)
        return tuple(dict.fromkeys(made.prompt for made in newest if made.prompt))[:limit]

    def keep(self, made: PictureMade) -> None:
        """Adds a picture, or replaces what is known of it, and saves that."""
        self._attempt(lambda: self.keep_now(made), "keep a picture")

    async def keep_now(self, made: PictureMade) -> None:
        """As `keep`; returns once it is saved. Raises `StudioError` (STORAGE); the picture stays in view then."""
        self._set(made)
        self._tell()
        await self._store.save_picture(made)

    def star(self, sha256s: Iterable[str], starred: bool) -> None:
        """Stars pictures, or takes their stars."""
        self._change(sha256s, starred=starred)

    def rename(self, sha256: str, name: str) -> None:
        """Gives a picture a name."""
        self._change((sha256,), name=name.strip()[:200])

    def delete(self, sha256s: Iterable[str]) -> tuple[str, ...]:
        """Takes pictures out of view; what is returned brings them back through `restore`."""
        gone = tuple(sha for sha in sha256s if sha in self._made and not self._made[sha].deleted)
        self._change(gone, deleted=True)
        return gone

    def restore(self, sha256s: Sequence[str]) -> None:
        """Takes a deletion back."""
        self._change(sha256s, deleted=False)

    def family(self, sha256: str) -> tuple[tuple[int, PictureMade], ...]:
        """The version tree a picture belongs to, as (depth, picture) from its root down, oldest child first.

        A deleted picture is left out, its children stand in its place.
        """
        if sha256 not in self._made:
            return ()
        children: dict[str, list[PictureMade]] = {}
        for made in sorted(self._made.values(), key=lambda made: made.created_at):
            children.setdefault(made.parent, []).append(made)
        rows: list[tuple[int, PictureMade]] = []
        seen: set[str] = set()
        waiting = [(0, self._made[self._root(sha256)])]
        while waiting:
            depth, made = waiting.pop()
            if made.ref.sha256 in seen:
                continue
            seen.add(made.ref.sha256)
            if not made.deleted:
                rows.append((depth, made))
            below = children.get(made.ref.sha256, [])
            waiting.extend((depth + (not made.deleted), child) for child in reversed(below))
        return tuple(rows)

    def _root(self, sha256: str) -> str:
        seen = {sha256}
        while (parent := self._made[sha256].parent) in self._made and parent not in seen:
            seen.add(parent)
            sha256 = parent
        return sha256

    def _passes(self, made: PictureMade, words: list[str]) -> bool:
        wanted = self.filter
        return (
            not made.deleted
            and (not wanted.starred or made.starred)
            and wanted.model in ("", made.model)
            and wanted.origin in ("", made.origin)
            and all(word in self._haystacks[made.ref.sha256] for word in words)
        )

    def _change(self, sha256s: Iterable[str], **fields: object) -> None:
        for made in [self._made[sha] for sha in sha256s if sha in self._made]:
            changed = msgspec.structs.replace(made, **fields)
            self._set(changed)
            self._attempt(self._saving(changed), "keep a picture")
        self._tell()

    def _saving(self, made: PictureMade) -> Callable[[], Coroutine[Any, Any, None]]:
        return lambda: self._store.save_picture(made)

    def _attempt(self, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        # The coroutine is made inside the task: one that is cancelled before its first step leaves none behind.
        async def run() -> None:
            await tasks.attempt(work(), self._say)

        tasks.start(run(), name)

    def _set(self, made: PictureMade) -> None:
        self._made[made.ref.sha256] = made
        self._haystacks[made.ref.sha256] = _haystack(made)

    def _tell(self) -> None:
        self._shown = None
        self.changed.emit()

    def _say(self, failure: Failure) -> None:
        self.failed.emit(failure.message)


def _haystack(made: PictureMade) -> str:
    return "\n".join((made.prompt, made.name, made.model)).casefold()
