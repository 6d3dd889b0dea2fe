"""Everything the main window is handed by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QImage

from studio.domain.picture import PictureRef
from studio.state.gateways import Gateways
from studio.state.intake import Intake
from studio.state.library import Library
from studio.state.models import Models
from studio.state.papers import Papers
from studio.state.ports import Store
from studio.state.preferences import Preferences
from studio.state.saving import Saving
from studio.state.search import Search
from studio.ui.shell.places import Places
from studio.ui.shell.theme import Theme


@dataclass(frozen=True)
class Parts:
    """State objects, and makers of what is built only when it is first looked at."""

    library: Library
    gateways: Gateways
    models: Models
    preferences: Preferences
    search: Search
    intake: Intake
    store: Store
    theme: Theme
    image: Callable[[PictureRef, int], QImage | None]
    picture_ready: object
    """The signal that a picture asked for with `image` has come (`sha256`)."""
    places: Places
    papers: Papers
    saving: Saving
    start_demo: Callable[[], None]
    fetch_picture: Callable[[str], None]
    """Loads a picture address the user agreed to and attaches it."""
