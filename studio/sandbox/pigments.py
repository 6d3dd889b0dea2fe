"""Colours and light for the painter: palettes by time of day, colour words, and soft ways to lay them on."""

import re
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """The light of one hour: sky from top to horizon, far haze, near ground, the lamp (sun or moon) and water."""

    sky: tuple[Colour, ...]
    haze: Colour
    ground: Colour
    lamp: Colour
    water: Colour
    dark: bool = False


PALETTES: dict[str, Palette] = {
    "day": Palette(
        ((58, 124, 196), (120, 178, 226), (206, 230, 242)),
        (176, 204, 222),
        (58, 104, 74),
        (255, 246, 214),
        (42, 110, 150),
    ),
    "sunset": Palette(
        ((46, 44, 92), (148, 74, 120), (236, 118, 92), (255, 196, 120)),
        (226, 142, 118),
        (44, 34, 58),
        (255, 226, 150),
        (120, 72, 104),
    ),
    "dawn": Palette(
        ((96, 120, 176), (196, 170, 200), (250, 206, 186), (255, 232, 204)),
        (220, 194, 204),
        (72, 84, 98),
        (255, 240, 216),
        (128, 140, 176),
    ),
    "night": Palette(
        ((8, 12, 34), (18, 30, 70), (44, 62, 112)),
        (46, 62, 106),
        (10, 14, 30),
        (244, 240, 222),
        (16, 28, 62),
        dark=True,
    ),
    "storm": Palette(
        ((52, 60, 72), (92, 102, 114), (150, 156, 158)),
        (128, 138, 144),
        (44, 54, 54),
        (226, 228, 220),
        (62, 78, 88),
    ),
    "winter": Palette(
        ((126, 158, 196), (190, 208, 226), (240, 240, 242)),
        (206, 218, 230),
        (226, 234, 242),
        (255, 250, 236),
        (112, 144, 170),
    ),
    "autumn": Palette(
        ((112, 146, 176), (206, 196, 176), (246, 220, 170)),
        (214, 180, 140),
        (120, 70, 36),
        (255, 238, 190),
        (104, 112, 112),
    ),
}
_HOURS = (
    ("night", r"\bnight|\bmoon|\bstars?\b|\bstarry|\bmidnight|\bdark\b|\baurora|月|夜"),
    ("sunset", r"\bsunset|\bdusk|\bevening|\btwilight|\bgolden hour|夕"),
    ("dawn", r"\bdawn|\bsunrise|\bmorning|\bmist|\bfog"),
    ("storm", r"\bstorm|\brain|\bcloudy|\bgrey\b|\bgray\b|\bgloomy"),
    ("winter", r"\bsnow|\bwinter|\bice\b|\bicy|\bfrost|雪"),
    ("autumn", r"\bautumn|\bfall\b|\boctober"),
)
COLOURS: dict[str, Colour] = {
    "red": (200, 48, 48),
    "orange": (236, 134, 40),
    "yellow": (242, 206, 66),
    "green": (64, 146, 84),
    "teal": (34, 142, 142),
    "turquoise": (52, 184, 180),
    "blue": (52, 104, 196),
    "purple": (124, 72, 170),
    "violet": (124, 72, 170),
    "pink": (236, 130, 168),
    "brown": (126, 84, 52),
    "gold": (222, 172, 62),
    "white": (246, 244, 238),
    "black": (26, 26, 32),
    "grey": (128, 130, 136),
    "gray": (128, 130, 136),
}


def palette_for(prompt: str) -> Palette:
    """The light the words ask for; day where they say nothing."""
    lowered = prompt.lower()
    hour = next((name for name, sign in _HOURS if re.search(sign, lowered)), "day")
    return PALETTES[hour]


def colours_in(prompt: str) -> list[Colour]:
    """The colours a prompt names, in its order."""
    return [COLOURS[word] for word in re.findall(r"[a-z]+", prompt.lower()) if word in COLOURS]


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the other colour in the one, 0 to 1."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def vertical(size: tuple[int, int], stops: tuple[Colour, ...]) -> Image.Image:
    """A smooth gradient from the first colour at the top to the last at the bottom."""
    strip = Image.new("RGB", (1, 256))
    for y in range(256):
        place = y / 255 * (len(stops) - 1)
        low = min(int(place), len(stops) - 2)
        strip.putpixel((0, y), mixed(stops[low], stops[low + 1], place - low))
    return strip.resize(size, Image.Resampling.BICUBIC)


def noise(size: tuple[int, int], random: Random, across: int, down: int, octaves: int = 4) -> Image.Image:
    """Soft grey noise (L): `across` by `down` cells in its coarsest layer, each further one twice as fine."""
    total = Image.new("L", size, 128)
    weight = 0.5
    for octave in range(octaves):
        cells = (max(2, across << octave), max(2, down << octave))
        layer = Image.frombytes("L", cells, random.randbytes(cells[0] * cells[1]))
        total = Image.blend(total, layer.resize(size, Image.Resampling.BICUBIC), weight if octave else 1.0)
        weight *= 0.62
    return total


def glow(
    picture: Image.Image, centre: tuple[float, float], radius: float, colour: Colour, power: float
) -> None:
    """Adds round light that fades out at `radius`; `power` 0 to 1."""
    side = max(2, round(radius * 2))
    halo = Image.radial_gradient("L").resize((side, side), Image.Resampling.BICUBIC)
    halo = halo.point([max(0, round(255 * power * max(0.0, 1 - v / 181) ** 2.2)) for v in range(256)])
    tint = Image.new("RGB", (side, side), colour)
    corner = (round(centre[0] - radius), round(centre[1] - radius))
    box = (*corner, corner[0] + side, corner[1] + side)
    under = picture.crop(box)
    picture.paste(Image.composite(ImageChops.screen(under, tint), under, halo), corner)


def grain(picture: Image.Image, random: Random, strength: float) -> Image.Image:
    """Film grain, `strength` 0 to 1."""
    tile = Image.frombytes("L", (256, 256), random.randbytes(65536)).filter(ImageFilter.GaussianBlur(0.6))
    sheet = Image.new("L", picture.size)
    for x in range(0, picture.width, 256):
        for y in range(0, picture.height, 256):
            sheet.paste(tile, (x, y))
    return Image.blend(picture, ImageChops.overlay(picture, Image.merge("RGB", (sheet,) * 3)), strength)


def vignette(picture: Image.Image, strength: float) -> Image.Image:
    """Darkens towards the corners, `strength` 0 to 1."""
    fade = Image.radial_gradient("L").resize(picture.size, Image.Resampling.BICUBIC)
    fade = fade.point([round(255 * strength * max(0.0, (v - 110) / 145) ** 1.6) for v in range(256)])
    return Image.composite(Image.new("RGB", picture.size), picture, fade)


def shape_mask(size: tuple[int, int], points: list[tuple[float, float]]) -> Image.Image:
    """A polygon as a mask (L)."""
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).polygon(points, fill=255)
    return mask
