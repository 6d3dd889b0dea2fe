"""Everything the main window is handed by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from studio.domain.picture import PictureRef
from studio.state.gateways import Gateways
from studio.state.intake import Intake
from studio.state.library import Library
from studio.state.models import Models
from studio.state.ports import Store
from studio.state.preferences import Preferences
from studio.state.search import Search
from studio.ui.shell.theme import Theme

if TYPE_CHECKING:
    from studio.ui.inspector.panel import Inspector
    from studio.ui.settings.dialog import SettingsDialog


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
    make_compare: Callable[[QWidget], QWidget]
    make_pictures: Callable[[QWidget], QWidget]
    make_inspector: Callable[[], "Inspector"]
    make_settings: Callable[[QWidget], "SettingsDialog"]
    show_curl: Callable[[str], None]
    """Copies the request of a message as a curl command."""
    start_demo: Callable[[], None]
    export: Callable[[list[str], str, Path], None]
    import_file: Callable[[Path], None]
    fetch_picture: Callable[[str], None]
    """Loads a picture address the user agreed to and attaches it."""
