"""Where icons, fonts, style sheets and examples lie: in the wheel, beside the sources, or in a bundle."""

import sys
from functools import cache
from pathlib import Path


def resource(name: str) -> Path:
    """The file or folder `name` ("icons/send.svg") of the resources. Raises FileNotFoundError."""
    path = folder() / name
    if not path.exists():
        raise FileNotFoundError(
            f"The resource “{name}” is missing from {folder()}; install the program anew."
        )
    return path


@cache
def folder() -> Path:
    """The folder of all resources. Raises FileNotFoundError when the installation has none."""
    return first_folder(candidates(Path(__file__).parent, getattr(sys, "_MEIPASS", None)))


def candidates(package: Path, bundle: str | None) -> tuple[Path, ...]:
    """Where resources may lie, best first; `bundle` is the folder a frozen program was unpacked to."""
    places = [package / "_resources", package.parent / "resources"]
    if bundle is not None:
        places.insert(0, Path(bundle) / "resources")
    return tuple(places)


def first_folder(places: tuple[Path, ...]) -> Path:
    """The first of `places` that is a folder. Raises FileNotFoundError."""
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"The resources are missing from {places[0].parent}; install the program anew.")
