"""The compare view over real parts: a library on disk, the services, and the built-in gateway."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from studio.services.files import open_text
from studio.state.comparison import Comparisons
from studio.state.comparison_session import ComparisonSession
from studio.state.intake import Intake
from studio.state.models import Models
from studio.state.rasters import Rasters
from studio.ui.compare.parts import CompareParts
from studio.ui.compare.view import CompareView
from studio.ui.images import Images
from tests.state.catalogued import catalogued
from tests.state.room import Room, furnished
from tests.state.test_comparison import lanes, settled
from tests.state.test_session import until

__all__ = ["Stage", "lanes", "settled", "staged", "until"]


@dataclass
class Stage:
    """Everything a test of the view touches; `told` is what was said, `pick` the model the picker will give."""

    room: Room
    models: Models
    comparisons: Comparisons
    parts: CompareParts
    images: Images
    told: list[tuple[str, Callable[[], object] | None]] = field(default_factory=list)
    pick: tuple[str, str] = ("demo", "demo/coder")
    view: CompareView | None = None

    def compared(self, *models: str, blind: bool = False) -> ComparisonSession:
        """A new comparison."""
        return self.comparisons.new(lanes(*models), blind)

    async def asked(
        self, *models: str, blind: bool = False, text: str = "What is a tide?"
    ) -> ComparisonSession:
        """A new comparison whose lanes have answered one question."""
        session = self.compared(*models, blind=blind)
        session.send(text)
        await until(lambda: not session.running(), 30)
        return session

    def open_view(self, width: int = 1020, height: int = 760) -> CompareView:
        """The whole view, shown."""
        p = self.parts
        view = CompareView(
            self.comparisons,
            p.models,
            p.gateways,
            p.image,
            p.intake,
            p.choose_model,
            p.choose_picture_model,
            p.tell,
        )
        self.images.ready.connect(view.picture_ready)
        view.resize(width, height)
        view.show()
        self.view = view
        return view


@asynccontextmanager
async def staged(folder: Path, pace: float = 0.0) -> AsyncIterator[Stage]:
    """A stage in `folder`; the view is closed at the end."""

    async def nothing(url: str) -> bytes:
        return b""

    async with furnished(folder / "data", pace=pace) as room:
        gateways, models = await catalogued(room)
        images = Images(Rasters(room.services.pictures))
        comparisons = Comparisons(room.library, room.desk)
        await comparisons.load()
        intake = Intake(room.services.pictures, open_text, nothing)
        made: list[Stage] = []
        parts = CompareParts(
            comparisons,
            models,
            gateways,
            images.get,
            intake,
            lambda chosen: chosen(*made[0].pick),
            lambda chosen: chosen(*made[0].pick),
            lambda text, action, then: made[0].told.append((text, then)),
        )
        stage = Stage(room, models, comparisons, parts, images)
        made.append(stage)
        try:
            yield stage
        finally:
            comparisons.runs.pause_all()
            if stage.view is not None:
                stage.view.close()
                stage.view.deleteLater()
            await settled()
