"""What the views of compare are handed: the state they watch and the doors they knock at."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QImage

from studio.domain.picture import PictureRef
from studio.state.comparison import Comparisons
from studio.state.gateways import Gateways
from studio.state.intake import Intake
from studio.state.models import Models


@dataclass(frozen=True)
class CompareParts:
    """State objects, and callables that lead out of this room."""

    comparisons: Comparisons
    models: Models
    gateways: Gateways
    image: Callable[[PictureRef, int], QImage | None]
    intake: Intake
    choose_model: Callable[[Callable[[str, str], object]], None]
    choose_picture_model: Callable[[Callable[[str, str], object]], None]
    tell: Callable[[str, str, Callable[[], object] | None], None]
