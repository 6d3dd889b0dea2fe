"""The painter: reads a prompt as a scene and paints it, in one of three hands and several styles."""

import re
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from studio.sandbox import motifs, scenery
from studio.sandbox.creatures import creature_in, paint_creature
from studio.sandbox.orders import Order
from studio.sandbox.pigments import COLOURS, Palette, colours_in, grain, noise, palette_for, vignette
from studio.sandbox.roster import Brush
from studio.sandbox.scenery import Scene
from studio.sandbox.stilllife import paint_still_life

_USUAL_SIZE = (1024, 1024)
_FINE = {"low": 0.75, "standard": 1.0, "hd": 1.5, "auto": 1.25, "medium": 1.25, "high": 1.5}
_LARGEST_WORK = 1600
_WORDS = {
    "still": r"\bstill life|\bvase|\bfruit|\bbouquet|\bapples?\b|\boranges\b|\btable\b",
    "abstract": r"\babstract|\bpattern|\bwallpaper|\bshapes?\b|\bgeometric|\bbackground\b|\blogo\b",
    "sea": r"\bsea\b|\bocean|\blake|\bwater(?! ?colou?r)|\bbeach|\bcoast|\briver|\bharbou?r|\bboat|\bsail|\bship|"
    r"\blighthouse|\bbay\b|\bisland|海|湖",
    "mountains": r"\bmountain|\balps|\bpeak|\bhill|\bvalley|\bvolcano|\bfjord|山",
    "forest": r"\bforest|\bwood|\btrees?\b|\bpine|\bfir|\bjungle|森|林",
    "city": r"\bcity|\bskyline|\btown|\bstreet|\bbuilding|\bskyscraper|\bmetropolis|\btokyo|\bparis|\blondon|城",
    "flowers": r"\bflower|\bmeadow|\bgarden|\bpopp|\btulip|\blavender|\bspring\b|花",
    "snow": r"\bsnow|\bwinter|\bice\b|\bblizzard|雪",
    "rain": r"\brain\b|\brainy|\bdrizzle|雨",
    "stars": r"\bstar|\bgalaxy|\bmilky|\bspace\b|\bnight|星|夜",
    "moon": r"\bmoon|\bnight|\bmidnight|月",
    "low": r"\bsunset|\bsunrise|\bdawn|\bdusk|\bevening|\bhorizon",
    "boat": r"\bboat|\bsail|\bship|\byacht",
    "lighthouse": r"\blighthouse",
    "cabin": r"\bcabin|\bhouse|\bhut\b|\bcottage|\bhome\b",
    "birds": r"\bbird|\bgulls?\b|\bgeese|\bswallow|鸟|鳥",
    "balloons": r"\bballoon",
    "aurora": r"\baurora|\bnorthern lights",
}
_STYLES = (
    ("watercolour", r"\bwater ?colou?r|\baquarelle"),
    ("pixel", r"\bpixel|\b8[- ]?bit|\bretro game"),
    ("line", r"\bline (drawing|art)|\bsketch|\bpencil|\bink\b|\bdrawing\b|\betching"),
    ("mono", r"\bblack[- ]and[- ]white|\bmonochrome|\bgr[ea]yscale|\bnoir"),
)
_OWN_STYLE = {Brush.LANDSCAPE: "soft", Brush.WATERCOLOUR: "watercolour", Brush.PIXEL: "pixel"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a prompt wants to see, as words of this painter, with what was to be left out taken away."""

    things: frozenset[str]
    style: str
    creature: str | None = None


def plan(prompt: str, without: str, brush: Brush) -> Plan:
    """The things a prompt names; mountains by the sea where it names none."""
    wanted, unwanted = prompt.lower(), without.lower()
    things = {name for name, sign in _WORDS.items() if re.search(sign, wanted)}
    things -= {name for name, sign in _WORDS.items() if unwanted and re.search(sign, unwanted)}
    places = {"still", "abstract", "sea", "mountains", "forest", "city", "flowers", "cabin"}
    creature = creature_in(wanted)
    if unwanted and creature == creature_in(unwanted):
        creature = None
    if not things & places:
        things |= _usual_place(creature, snow="snow" in things, sea="sea" not in unwanted)
    style = next((name for name, sign in _STYLES if re.search(sign, wanted)), _OWN_STYLE[brush])
    return Plan(frozenset(things), style, creature)


def _usual_place(creature: str | None, snow: bool, sea: bool) -> set[str]:
    """Where a picture plays that names no place."""
    if creature:
        return {"mountains"} if snow else {"flowers"}
    return {"mountains", "sea"} if sea else {"mountains"}


def paint(order: Order, seed: int, size: tuple[int, int] | None = None) -> Image.Image:
    """The picture of an order (RGB), of `size` or the order's own; the same order and seed give the same pixels."""
    size = size or order.size or _USUAL_SIZE
    fine = min(_FINE.get(order.quality, 1.25), _LARGEST_WORK / max(size))
    work = (max(32, round(size[0] * fine)), max(32, round(size[1] * fine)))
    random = Random(f"{order.model.id}|{order.prompt}|{seed}")
    wanted = plan(order.prompt, order.without, order.model.brush)
    canvas = _composed(order, wanted, work, random)
    canvas = _styled(canvas, wanted.style, random)
    canvas = _fitted(canvas, size, wanted.style)
    return grain(canvas, random, 0.22) if order.grain else canvas


def _composed(order: Order, wanted: Plan, work: tuple[int, int], random: Random) -> Image.Image:
    palette = palette_for(order.prompt)
    things = wanted.things
    land = "forest" in things or "flowers" in things or "cabin" in things
    share = 0.46 if land else 0.66 if "city" in things else 0.58
    scene = Scene(Image.new("RGB", work), round(work[1] * share), palette, random)
    colours = colours_in(order.prompt)
    if "still" in things:
        paint_still_life(scene, colours)
        return scene.canvas
    if "abstract" in things:
        motifs.paint_abstract(scene, colours)
        return scene.canvas
    lamp = _sky(scene, things, _cloudiness(order, palette))
    _land(scene, things, lamp, [] if wanted.creature else colours)
    _props(scene, things, colours)
    if wanted.creature:
        paint_creature(scene, wanted.creature, colours)
    return scene.canvas


def _cloudiness(order: Order, palette: Palette) -> float:
    if order.clouds is not None:
        return order.clouds
    if re.search(r"\bclear\b|\bcloudless", order.prompt.lower()):
        return 0.0
    return 0.25 if palette.dark else 0.5


def _sky(scene: Scene, things: frozenset[str], clouds: float) -> tuple[float, float]:
    scenery.paint_sky(scene)
    if scene.palette.dark:
        scenery.paint_stars(scene, 900 if "stars" in things else 260)
    if "aurora" in things:
        motifs.paint_aurora(scene)
    lamp = scenery.paint_lamp(scene, moon=scene.palette.dark, low="low" in things and not scene.palette.dark)
    scenery.paint_clouds(scene, clouds)
    return lamp


def _land(
    scene: Scene, things: frozenset[str], lamp: tuple[float, float], colours: list[tuple[int, int, int]]
) -> None:
    snow = "snow" in things
    if "mountains" in things:
        scenery.paint_mountains(scene, snow=snow or "flowers" not in things)
    if "city" in things:
        motifs.paint_city(scene)
    if things & {"sea", "city"} and not things & {"forest", "flowers", "cabin"}:
        scenery.paint_water(scene, lamp)
    else:
        scenery.paint_ground(scene, snow)
    if "forest" in things:
        motifs.paint_forest(scene, snow)
    if "flowers" in things:
        motifs.paint_flowers(scene, colours)


def _props(scene: Scene, things: frozenset[str], colours: list[tuple[int, int, int]]) -> None:
    tint = colours[0] if colours else COLOURS["red"]
    if "lighthouse" in things:
        motifs.paint_lighthouse(scene, tint)
    if "boat" in things:
        motifs.paint_boat(scene, tint)
    if "cabin" in things:
        motifs.paint_cabin(scene, colours[0] if colours else COLOURS["brown"])
    if "birds" in things:
        motifs.paint_birds(scene)
    if "balloons" in things:
        motifs.paint_balloons(scene, colours)
    if "snow" in things:
        scenery.paint_snowfall(scene)
    if "rain" in things:
        scenery.paint_rain(scene)


def _styled(canvas: Image.Image, style: str, random: Random) -> Image.Image:
    match style:
        case "watercolour":
            return _watercolour(canvas, random)
        case "pixel":
            return _pixels(canvas)
        case "line":
            return _lines(canvas)
        case "mono":
            return vignette(ImageOps.autocontrast(canvas.convert("L"), cutoff=1).convert("RGB"), 0.5)
        case _:
            return vignette(grain(canvas, random, 0.1), 0.34)


def _watercolour(canvas: Image.Image, random: Random) -> Image.Image:
    """Washes that bleed, edges where they dried, paper showing through and left bare at the border."""
    small = canvas.resize((max(32, canvas.width // 3), max(32, canvas.height // 3)), Image.Resampling.LANCZOS)
    wash = small.filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.ModeFilter(5))
    wash = ImageOps.posterize(wash, 5).filter(ImageFilter.SMOOTH_MORE)
    drift = noise(wash.size, random, 10, 10)
    bled = Image.composite(ImageChops.offset(wash, 2, 1), ImageChops.offset(wash, -2, -1), drift)
    wash = bled.resize(canvas.size, Image.Resampling.BICUBIC)
    wash = Image.blend(wash, canvas, 0.24)
    rims = ImageOps.invert(
        wash.convert("L").filter(ImageFilter.FIND_EDGES).filter(ImageFilter.GaussianBlur(1.2))
    )
    wash = ImageChops.multiply(
        wash, Image.merge("RGB", (rims.point([min(255, 110 + v * 145 // 255) for v in range(256)]),) * 3)
    )
    wash = ImageEnhance.Color(wash).enhance(0.92)
    paper = Image.new("RGB", canvas.size, (250, 246, 236))
    blotches = noise(canvas.size, random, 5, 5).point([min(255, 150 + v // 2) for v in range(256)])
    painted = Image.composite(wash, paper, blotches)
    fibre = noise(canvas.size, random, canvas.width // 6, canvas.height // 6, octaves=1)
    painted = Image.blend(painted, ImageChops.soft_light(painted, Image.merge("RGB", (fibre,) * 3)), 0.35)
    return Image.composite(painted, paper, _torn_border(canvas.size, random))


def _torn_border(size: tuple[int, int], random: Random) -> Image.Image:
    edge = max(4, min(size) // 22)
    inner = Image.new("L", size)
    inner.paste(255, (edge, edge, size[0] - edge, size[1] - edge))
    soft = inner.filter(ImageFilter.GaussianBlur(edge * 0.45))
    rough = noise(size, random, 26, 26, octaves=3)
    return ImageChops.add(soft, rough, scale=1, offset=-128).point(
        [min(255, max(0, (v - 112) * 9)) for v in range(256)]
    )


def _pixels(canvas: Image.Image) -> Image.Image:
    """Large pixels of sixteen colours."""
    across = 128
    down = max(8, round(across * canvas.height / canvas.width))
    strong = ImageEnhance.Color(canvas).enhance(1.5)
    small = strong.resize((across, down), Image.Resampling.BOX)
    few = small.quantize(32, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).convert("RGB")
    return few.resize(canvas.size, Image.Resampling.NEAREST)


def _lines(canvas: Image.Image) -> Image.Image:
    """Ink lines and a light hatching on paper."""
    grey = ImageOps.equalize(canvas.convert("L").filter(ImageFilter.MedianFilter(5)))
    blurred = ImageOps.invert(grey).filter(ImageFilter.GaussianBlur(max(2, min(canvas.size) / 160)))
    dodge = ImageChops.add(grey, blurred).point([round(255 * (v / 255) ** 6) for v in range(256)])
    shade = grey.point([min(255, 205 + v // 4) for v in range(256)])
    return ImageOps.colorize(ImageChops.multiply(dodge, shade), (38, 40, 62), (250, 246, 236))


def _fitted(canvas: Image.Image, size: tuple[int, int], style: str) -> Image.Image:
    if canvas.size == size:
        return canvas
    way = Image.Resampling.NEAREST if style == "pixel" else Image.Resampling.LANCZOS
    return canvas.resize(size, way)
