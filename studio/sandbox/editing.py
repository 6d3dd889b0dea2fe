"""The editor: really changes a given picture according to words, only inside the mask where one is kept to."""

import re
from collections.abc import Callable
from random import Random

from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from studio.sandbox import motifs, scenery
from studio.sandbox.orders import Order
from studio.sandbox.painting import paint, plan
from studio.sandbox.pigments import COLOURS, PALETTES, colours_in, vignette
from studio.sandbox.refusals import Refused
from studio.sandbox.scenery import Scene

Change = Callable[[Image.Image, str, Random], Image.Image]


def edit(order: Order, source: Image.Image, mask: Image.Image | None, seed: int) -> Image.Image:
    """The changed picture, RGB or RGBA like `source`.

    The mask is transparent where the picture may change; one without transparency is white there. Everything else
    stays byte for byte. A reckless model ignores it and paints anew; a resizing model gives another size back.
    Raises `Refused` for a mask of another size.
    """
    random = Random(f"{order.model.id}|{order.prompt}|{seed}")
    if mask is not None and mask.size != source.size:
        raise Refused(
            400, "invalid_request_error", "the mask must have the same size as the image", param="mask"
        )
    if order.model.reckless:
        return paint(order, seed, source.size)
    open_area = None if mask is None else may_change(mask)
    changed = _changed(order, source.convert("RGB"), open_area, random, seed)
    if open_area is not None:
        changed = Image.composite(changed, source.convert("RGB"), open_area)
    if source.mode == "RGBA" and changed.size == source.size:
        changed.putalpha(source.getchannel("A"))
    if order.model.resizes:
        changed = changed.resize((max(8, source.width * 3 // 4), max(8, source.height * 3 // 4)))
    return changed


def may_change(mask: Image.Image) -> Image.Image:
    """The area that may change as L, 255 where it is free: the transparent part, else the white part."""
    if mask.mode == "RGBA" and mask.getchannel("A").getextrema() != (255, 255):
        return ImageOps.invert(mask.getchannel("A"))
    return mask.convert("L")


def _changed(
    order: Order, source: Image.Image, area: Image.Image | None, random: Random, seed: int
) -> Image.Image:
    prompt = order.prompt.lower()
    if re.search(r"\bremove|\berase|\bdelete|\bget rid|\binpaint|\bclean up", prompt):
        return filled(source, area if area is not None else _middle(source.size))
    found = [change for sign, change in CHANGES if re.search(sign, prompt)]
    if area is not None and set(found) <= {_sunset} and _names_a_scene(order):
        return paint(order, seed, source.size)
    picture = source
    for change in found or [_tasteful]:
        picture = change(picture, prompt, random)
    return picture


def _names_a_scene(order: Order) -> bool:
    """Whether the words name something to paint, and not only an hour or a weather."""
    named = plan(f"{order.prompt} abstract", "", order.model.brush).things
    return bool(named - {"abstract", "low", "stars", "moon", "snow", "rain"})


def _middle(size: tuple[int, int]) -> Image.Image:
    area = Image.new("L", size)
    area.paste(255, (size[0] * 3 // 8, size[1] * 3 // 8, size[0] * 5 // 8, size[1] * 5 // 8))
    return area


def filled(source: Image.Image, area: Image.Image) -> Image.Image:
    """The picture with an area filled from its surroundings: colours spread inwards, sideways first, as horizons do."""
    grown = area.filter(ImageFilter.MaxFilter(5)).point([255 if v else 0 for v in range(256)])
    known = source.convert("RGBA")
    known.putalpha(ImageOps.invert(grown))
    levels = [known]
    while levels[-1].size != (1, 1):
        width, height = levels[-1].size
        half = (width // 2, height) if width > 1 else (1, height // 2)
        levels.append(levels[-1].convert("RGBa").resize(half, Image.Resampling.BOX).convert("RGBA"))
    result = levels[-1].convert("RGB")
    for level in reversed(levels[:-1]):
        result = result.resize(level.size, Image.Resampling.BICUBIC)
        strength = level.getchannel("A").point([min(255, v * 4) for v in range(256)])
        result.paste(level.convert("RGB"), (0, 0), strength)
    return result


def _balance(picture: Image.Image, red: float, green: float, blue: float) -> Image.Image:
    table = [min(255, round(v * share)) for share in (red, green, blue) for v in range(256)]
    return picture.point(table)


def _grey(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    return ImageOps.grayscale(picture).convert("RGB")


def _warmer(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    return _balance(picture, 1.14, 1.03, 0.82)


def _cooler(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    return _balance(picture, 0.84, 0.98, 1.18)


def _blurred(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(max(2.0, min(picture.size) / 64)))


def _sharper(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    return picture.filter(ImageFilter.UnsharpMask(3, 180, 2))


def _inverted(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    return ImageOps.invert(picture)


def _night(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    dark = _balance(ImageEnhance.Color(picture).enhance(0.6), 0.3, 0.4, 0.68)
    scene = _as_scene(dark, random, "night")
    if "no stars" not in prompt:
        scenery.paint_stars(scene, 160)
    return vignette(scene.canvas, 0.4)


def _brighter(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    return picture.point([min(255, round(255 * (v / 255) ** 0.66) + 4) for v in range(256)] * 3)


def _darker(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    return picture.point([round(255 * (v / 255) ** 1.5 * 0.9) for v in range(256)] * 3)


def _sepia(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    return ImageOps.colorize(ImageOps.grayscale(picture), (40, 24, 12), (255, 244, 214), mid=(164, 122, 82))


def _pixelated(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    across = min(picture.width, 72)
    small = picture.resize(
        (across, max(1, round(across * picture.height / picture.width))), Image.Resampling.BOX
    )
    return small.resize(picture.size, Image.Resampling.NEAREST)


def _flipped(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    return ImageOps.flip(picture) if re.search(r"upside|vertical", prompt) else ImageOps.mirror(picture)


def _posterised(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    return ImageEnhance.Color(picture).enhance(1.6).quantize(7, dither=Image.Dither.NONE).convert("RGB")


def _edges(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    lines = ImageOps.grayscale(picture).filter(ImageFilter.GaussianBlur(2)).filter(ImageFilter.FIND_EDGES)
    ink = lines.point([min(255, max(0, v - 7) * 9) for v in range(256)])  # below 7 is grain, not an edge
    return ImageOps.invert(ink).convert("RGB")


def _contrast(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    return ImageOps.autocontrast(ImageEnhance.Contrast(picture).enhance(1.35), cutoff=1)


def _vivid(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    return ImageEnhance.Color(picture).enhance(1.7)


def _added(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    """Puts in what "add" or "with" names."""
    dark = bool(re.search(r"\bmoon\b|\bstars?\b|\bnight\b", prompt))
    scene = _as_scene(picture.copy(), random, "night" if dark else "day")
    tint = (colours_in(prompt) or [COLOURS["red"]])[0]
    if re.search(r"\bstars?\b", prompt):
        scenery.paint_stars(scene, 240)
    if re.search(r"\bsun\b|\bmoon\b", prompt):
        scenery.paint_lamp(scene, moon="moon" in prompt, low=False)
    if "cloud" in prompt:
        scenery.paint_clouds(scene, 0.5)
    if "bird" in prompt:
        motifs.paint_birds(scene)
    if "balloon" in prompt:
        motifs.paint_balloons(scene, colours_in(prompt))
    if re.search(r"\bboat|\bsail", prompt):
        motifs.paint_boat(scene, tint)
    if "flower" in prompt:
        motifs.paint_flowers(scene, colours_in(prompt))
    if "snow" in prompt:
        scenery.paint_snowfall(scene)
    if re.search(r"\brain\b", prompt):
        scenery.paint_rain(scene)
    return scene.canvas


def _as_scene(picture: Image.Image, random: Random, hour: str) -> Scene:
    return Scene(picture, round(picture.height * 0.58), PALETTES[hour], random)


def _tinted(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    """Takes on the last colour named, keeping light and dark."""
    tint = colours_in(prompt)[-1]
    toned = ImageOps.colorize(ImageOps.grayscale(picture), (14, 12, 18), (255, 252, 246), mid=tint)
    return Image.blend(picture, toned, 0.78)


def _sunset(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    light = Image.linear_gradient("L").resize(picture.size)
    glowing = ImageOps.colorize(light, (150, 84, 140), (255, 176, 104))
    return Image.blend(picture, ImageChops.overlay(picture, glowing), 0.75)


def _washed(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    small = picture.resize((max(1, picture.width // 3), max(1, picture.height // 3)))
    soft = small.filter(ImageFilter.MedianFilter(3)).filter(ImageFilter.ModeFilter(5)).resize(picture.size)
    return ImageEnhance.Brightness(ImageEnhance.Color(soft).enhance(0.85)).enhance(1.1)


def _tasteful(picture: Image.Image, prompt: str, random: Random) -> Image.Image:
    """A little contrast, warm light and darker corners, for words the editor does not know."""
    warm = _balance(ImageEnhance.Contrast(picture).enhance(1.12), 1.07, 1.01, 0.92)
    bloom = ImageChops.screen(
        warm, _balance(warm.filter(ImageFilter.GaussianBlur(min(picture.size) / 40)), 0.3, 0.28, 0.22)
    )
    return vignette(bloom, 0.4)


CHANGES: tuple[tuple[str, Change], ...] = (
    (r"gr[ea]y ?scale|black[- ]and[- ]white|monochrome|\bdesaturate|\bb&w\b", _grey),
    (r"\bwarm", _warmer),
    (r"\bcool|\bcold", _cooler),
    (r"\bblur|\bsoften|\bout of focus", _blurred),
    (r"\bsharp|\bcrisp", _sharper),
    (r"\binvert|\bnegative\b", _inverted),
    (r"\bnight|\bmidnight", _night),
    (r"\bbright|\blighten|\blighter", _brighter),
    (r"\bdark", _darker),
    (r"\bsepia|\bvintage|\bold photo", _sepia),
    (r"\bpixel|\b8[- ]?bit|\bmosaic", _pixelated),
    (r"\bflip|\bmirror|\bupside", _flipped),
    (r"\bposteri[sz]e|\bposter\b|\bpop art", _posterised),
    (r"\bedges?\b|\boutline|\bsketch|\bline drawing|\bpencil", _edges),
    (r"\bcontrast", _contrast),
    (r"\bvivid|\bsaturat|\bcolou?rful", _vivid),
    (r"\bsunset|\bgolden|\bsunrise", _sunset),
    (r"\bwater ?colou?r|\bpainterly|\boil painting", _washed),
    (r"\b(red|orange|yellow|green|teal|turquoise|blue|purple|violet|pink|brown|gold)\b", _tinted),
    (
        r"\b(add|put|with|insert|give it|place)\b.*"
        r"\b(sun|moon|stars?|snow|rain|clouds?|birds?|balloons?|boats?|sails?|flowers?)\b",
        _added,
    ),
)
