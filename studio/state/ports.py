"""What the seen side needs from the unseen one, as interfaces; app.py plugs the real parts in."""

from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Protocol

from studio.domain.comparison import Comparison, LineUp, Vote
from studio.domain.conversation import Conversation, Draft, Message
from studio.domain.events import Event
from studio.domain.exchange import Exchange
from studio.domain.gateway import Gateway
from studio.domain.library import PictureJob, SearchFilter, SearchHit, StorageFigures, UsageRow
from studio.domain.model import Catalogue
from studio.domain.parameters import ParameterForm
from studio.domain.picture import IntakeNote, PictureMade, PictureRef, Raster
from studio.domain.prompt import Prompt
from studio.domain.settings import Settings


class Answering(Protocol):
    """Asks gateways; the one way text and pictures come in."""

    def answer(self, prompt: Prompt) -> AsyncIterator[Event]:
        """The events of one answer, ending with `Ended`. Never raises `StudioError`: failures are events."""

    def resume(self, job: PictureJob, gateway: Gateway) -> AsyncIterator[Event]:
        """Goes on asking for a picture job that was running when the program ended."""

    async def preview(self, prompt: Prompt, pretty: bool = True) -> str:
        """Exactly the body that would be sent, with picture data shortened when `pretty`."""

    async def test(self, gateway: Gateway) -> str:
        """Tries the gateway through the code chat uses; one sentence of success. Raises `StudioError`."""


class Catalogues(Protocol):
    """Which models there are."""

    async def fetch(self, gateway: Gateway) -> Catalogue:
        """The gateway's models through the fallback chain. Raises `StudioError` when nothing answered."""

    async def form(self, gateway: Gateway, model: str) -> ParameterForm | None:
        """The form of the model's own schema, or None where there is none."""

    async def documentation(self, gateway: Gateway, model: str) -> str:
        """The model's api.md, or ""."""

    async def health(self, gateway: Gateway) -> dict[str, str]:
        """Status word by prefix ("" is the gateway itself: "up" or "down")."""

    async def local_servers(self) -> tuple[Gateway, ...]:
        """The presets of loopback that answer right now."""


class Keys(Protocol):
    """The OS keyring; every call may take long and runs on its own thread."""

    async def state(self) -> str:
        """ "open", "locked" or "none"."""

    async def backend(self) -> str:
        """The keyring's name for people ("GNOME Keyring")."""

    async def read(self, gateway: Gateway) -> str | None:
        """The key bound to the gateway's origin: of this run, the environment, or the keyring; else None."""

    async def save(self, gateway: Gateway, typed: str, for_this_run: bool = False) -> None:
        """Cleans and keeps a key. Raises `StudioError` (KEYRING, INPUT) in words; an old key stays then."""

    async def forget(self, gateway: Gateway) -> None:
        """Removes the key because the user asked for it."""


class Store(Protocol):
    """What survives the program. Every call runs on the database's thread, in the order of the calls."""

    async def conversations(self) -> tuple[Conversation, ...]: ...
    async def messages(self, conversation: str) -> tuple[Message, ...]: ...
    async def save_conversation(self, conversation: Conversation) -> None: ...
    async def save_message(self, conversation: str, message: Message) -> None: ...
    async def delete_conversations(self, ids: Sequence[str], deleted: bool = True) -> None: ...
    async def delete_message(self, conversation: str, message: str, deleted: bool = True) -> None: ...
    async def draft(self, conversation: str) -> Draft: ...
    async def save_draft(self, conversation: str, draft: Draft) -> None: ...
    async def save_settings(self, settings: Settings) -> None: ...
    async def save_gateways(self, gateways: Sequence[Gateway]) -> None: ...
    async def catalogue(self, gateway: str) -> Catalogue | None: ...
    async def save_catalogue(self, catalogue: Catalogue) -> None: ...
    async def save_exchange(self, exchange: Exchange) -> None: ...
    async def exchanges(self, message: str) -> tuple[Exchange, ...]: ...
    async def purge_exchanges(self) -> None: ...
    async def search(self, text: str, narrowed: SearchFilter, limit: int = 50) -> tuple[SearchHit, ...]: ...
    async def comparisons(self) -> tuple[Comparison, ...]: ...
    async def save_comparison(self, comparison: Comparison) -> None: ...
    async def line_ups(self) -> tuple[LineUp, ...]: ...
    async def save_line_ups(self, line_ups: Sequence[LineUp]) -> None: ...
    async def votes(self) -> tuple[Vote, ...]: ...
    async def save_vote(self, vote: Vote) -> None: ...
    async def jobs(self) -> tuple[PictureJob, ...]: ...
    async def save_job(self, job: PictureJob) -> None: ...
    async def end_job(self, job: str) -> None: ...
    async def usage(self) -> tuple[UsageRow, ...]: ...
    async def figures(self) -> StorageFigures: ...
    async def compact(self) -> None: ...
    async def delete_everything(self) -> None: ...
    async def put_blob(self, data: bytes, suffix: str) -> str: ...
    async def blob(self, sha256: str) -> bytes: ...
    async def pictures(self) -> tuple[PictureMade, ...]: ...
    async def save_picture(self, made: PictureMade) -> None: ...
    async def export(
        self,
        conversations: Sequence[str],
        format: str,
        target: Path,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> str: ...
    async def import_file(
        self, source: Path, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
    ) -> str: ...


class Pictures(Protocol):
    """Decoding and making of pictures; every decode happens in a child process."""

    async def open_file(self, path: Path) -> IntakeNote:
        """Takes a file in: checked, decoded, upright, sRGB, stripped, kept. Raises `StudioError` (PICTURE, FILE)."""

    async def open_bytes(self, data: bytes, name: str) -> IntakeNote:
        """As `open_file` for bytes (clipboard, browser drop, gateway)."""

    async def raster(self, ref: PictureRef, longest_side: int = 0) -> Raster:
        """The pixels, scaled down so that no side is longer than `longest_side` (0 is full size)."""

    async def composite(
        self, source: PictureRef, mask: bytes, result: PictureRef, feather: int
    ) -> tuple[PictureRef, float]:
        """`result` inside the mask over `source`, a new PNG, and the drift repaired outside (0–1).

        `mask` has one byte a pixel of the source (255 may change). Outside mask and feather the pixels equal
        the source's exactly. A result of another size is scaled first.
        """

    async def mask_png(self, mask: bytes, width: int, height: int) -> PictureRef:
        """A mask kept as a greyscale PNG."""

    async def save_as(self, made: PictureMade, target: Path, with_metadata: bool = True) -> Path:
        """Writes a picture where the user wants it; an existing name gets a number."""
