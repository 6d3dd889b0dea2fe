"""A real look at a given picture: its size, its light, its colours and how busy it is, in words."""

import io
from colorsys import rgb_to_hsv

from PIL import Image, ImageFilter, ImageStat, UnidentifiedImageError

_MOST_PIXELS = 50_000_000
_HUES = (
    (15, "red"),
    (40, "orange"),
    (68, "yellow"),
    (165, "green"),
    (195, "teal"),
    (255, "blue"),
    (290, "purple"),
    (335, "pink"),
    (361, "red"),
)


def colour_name(rgb: tuple[int, int, int]) -> str:
    """A plain English name of a colour, with dark or pale where it is."""
    hue, saturation, value = rgb_to_hsv(*(channel / 255 for channel in rgb))
    if value < 0.16:
        return "black"
    if saturation < 0.13:
        return (
            "white"
            if value > 0.9
            else "light grey"
            if value > 0.6
            else "grey"
            if value > 0.35
            else "dark grey"
        )
    name = next(word for limit, word in _HUES if hue * 360 < limit)
    if name == "orange" and value < 0.55:
        return "brown"
    return f"dark {name}" if value < 0.42 else f"pale {name}" if saturation < 0.32 and value > 0.7 else name


def describe(data: bytes) -> dict[str, str] | None:
    """What can be measured in a picture, label by label; None for bytes that are no picture."""
    try:
        picture = Image.open(io.BytesIO(data))
        if picture.width * picture.height > _MOST_PIXELS:
            return None
        form = picture.format or "picture"
        small = picture.convert("RGB").resize((64, 64))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    width, height = picture.size
    shape = "square" if width == height else "landscape format" if width > height else "portrait format"
    grey = small.convert("L")
    light = ImageStat.Stat(grey).mean[0] / 255
    edges = ImageStat.Stat(grey.filter(ImageFilter.FIND_EDGES)).mean[0]
    contrast = ImageStat.Stat(grey).stddev[0]
    return {
        "Size": f"{width} × {height} pixels, {shape}, {form}",
        "Light": f"{_light(light)} (mean brightness {light:.0%})",
        "Colours": ", ".join(_colours(small)),
        "Where": _places(small),
        "Contrast": "strong" if contrast > 64 else "moderate" if contrast > 30 else "soft",
        "Detail": "busy, with many edges"
        if edges > 28
        else "some detail"
        if edges > 10
        else "calm, with large even areas",
    }


def _light(share: float) -> str:
    return (
        "bright"
        if share > 0.66
        else "evenly lit"
        if share > 0.36
        else "dark"
        if share > 0.14
        else "very dark"
    )


def _colours(small: Image.Image) -> list[str]:
    """Names of the most frequent colours, largest area first."""
    found: dict[str, int] = {}
    counted = small.quantize(8).convert("RGB").getcolors() or []
    for amount, rgb in counted:
        name = colour_name(rgb)  # type: ignore[arg-type]
        found[name] = found.get(name, 0) + amount
    ordered = sorted(found, key=lambda name: -found[name])[:4]
    return [f"{name} ({found[name] / 40.96:.0f} %)" for name in ordered]


def _places(small: Image.Image) -> str:
    parts = {"top": (0, 0, 64, 21), "middle": (0, 21, 64, 43), "bottom": (0, 43, 64, 64)}
    named = [f"{colour_name(_mean(small.crop(box)))} at the {place}" for place, box in parts.items()]
    return ", ".join(named)


def _mean(part: Image.Image) -> tuple[int, int, int]:
    red, green, blue = ImageStat.Stat(part).mean
    return round(red), round(green), round(blue)
