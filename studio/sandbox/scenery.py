"""The parts of a landscape: sky, sun and moon, clouds, ridges, water, woods, towns, meadows, weather."""

import math
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from studio.sandbox.pigments import Colour, Palette, glow, mixed, noise, shape_mask, vertical


@dataclass(slots=True)
class Scene:
    """A picture being painted: the canvas, the horizon as y in pixels, the light, and the chance."""

    canvas: Image.Image
    horizon: int
    palette: Palette
    random: Random

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.canvas.width

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.canvas.height

    @property
    def unit(self) -> float:
        """One hundredth of the shorter side: the measure of every detail."""
        return min(self.canvas.size) / 100


def paint_sky(scene: Scene) -> None:
    """The gradient down to the horizon, which goes on below it."""
    sky = vertical((scene.width, max(2, scene.horizon)), scene.palette.sky)
    scene.canvas.paste(scene.palette.sky[-1], (0, 0, scene.width, scene.height))
    scene.canvas.paste(sky, (0, 0))


def paint_stars(scene: Scene, number: int = 420) -> None:
    """Small stars, most of them faint, a few with a glow."""
    draw = ImageDraw.Draw(scene.canvas)
    for _ in range(number):
        x, y = scene.random.uniform(0, scene.width), scene.random.uniform(0, scene.horizon) ** 1.02
        light = scene.random.random() ** 3
        size = scene.unit * (0.08 + 0.2 * light)
        under = scene.canvas.getpixel((min(round(x), scene.width - 1), min(round(y), scene.height - 1)))
        tint = mixed(under, (255, 250, 236), 0.35 + 0.65 * light)  # type: ignore[arg-type]
        draw.ellipse((x - size, y - size, x + size, y + size), fill=tint)
        if light > 0.8:
            glow(scene.canvas, (x, y), scene.unit * 2.2, (190, 206, 255), 0.5)


def paint_lamp(scene: Scene, moon: bool, low: bool) -> tuple[float, float]:
    """The sun or the moon with its halo; returns its centre."""
    x = scene.width * scene.random.choice((0.3, 0.36, 0.64, 0.7))
    y = (
        scene.horizon - scene.unit * (9 if low else 0)
        if low
        else scene.horizon * scene.random.uniform(0.24, 0.4)
    )
    radius = scene.unit * (5.0 if moon else 5.6)
    light = scene.palette.lamp
    glow(scene.canvas, (x, y), radius * (11 if low else 8), light, 0.55)
    glow(scene.canvas, (x, y), radius * 3.4, light, 0.6)
    draw = ImageDraw.Draw(scene.canvas)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=light)
    if moon:
        shade = mixed(light, scene.palette.sky[1], 0.22)
        for dx, dy, r in ((-0.3, -0.2, 0.22), (0.25, 0.3, 0.3), (0.35, -0.35, 0.15), (-0.15, 0.45, 0.14)):
            cx, cy, cr = x + dx * radius, y + dy * radius, r * radius
            draw.ellipse((cx - cr, cy - cr, cx + cr, cy + cr), fill=shade)
    return x, y


def paint_clouds(scene: Scene, amount: float) -> None:
    """Drifting clouds, 0 none to 1 overcast, lit from below where the sun is low."""
    if amount <= 0:
        return
    size = (scene.width, max(2, scene.horizon))
    field = noise(size, scene.random, 3, 9, octaves=5)
    edge = round(206 - 104 * amount)
    body = field.point([min(255, max(0, (v - edge) * 6)) for v in range(256)])
    body = body.filter(ImageFilter.GaussianBlur(scene.unit * 0.35))
    fade = (
        Image.linear_gradient("L").resize(size).point([round(235 - 120 * (v / 255) ** 2) for v in range(256)])
    )
    body = ImageChops.multiply(body, fade)
    top = mixed(scene.palette.sky[-1], (255, 255, 255), 0.1 if scene.palette.dark else 0.72)
    if scene.palette.dark:
        top = mixed(scene.palette.sky[-1], (150, 160, 190), 0.25)
    colours = vertical(size, (top, mixed(top, scene.palette.haze, 0.55)))
    lit = ImageChops.offset(field, 0, -round(scene.unit * 2))
    shadow = ImageChops.subtract(field, lit).point([min(255, v * 5) for v in range(256)])
    under = vertical(size, (scene.palette.haze, mixed(scene.palette.haze, scene.palette.sky[0], 0.35)))
    colours = Image.composite(under, colours, shadow.filter(ImageFilter.GaussianBlur(scene.unit * 0.5)))
    scene.canvas.paste(colours, (0, 0), body)


def ridge(scene: Scene, base: float, height: float, rough: float) -> list[tuple[float, float]]:
    """The line of a range of hills by midpoint displacement, from left to right; y grows downwards."""
    line = [scene.random.uniform(0.2, 1) for _ in range(5)]
    swing = 0.5
    for _ in range(6):
        middle = [(a + b) / 2 + scene.random.uniform(-swing, swing) * rough for a, b in pairwise(line)]
        line = [value for both in zip(line, middle, strict=False) for value in both] + [line[-1]]
        swing *= 0.5
    step = scene.width / (len(line) - 1)
    return [(i * step, base - height * max(-0.1, v)) for i, v in enumerate(line)]


def paint_mountains(scene: Scene, layers: int = 4, snow: bool = False) -> None:
    """Ranges one behind the other, each nearer one darker, mist at their feet."""
    for layer in range(layers):
        near = (layer + 1) / layers
        base = scene.horizon + scene.unit * 6 * near
        tall = scene.horizon * (0.62 - 0.4 * near)
        line = ridge(scene, base, tall, 0.9 - 0.3 * near)
        tint = mixed(scene.palette.haze, scene.palette.ground, 0.18 + 0.66 * near)
        mask = shape_mask(scene.canvas.size, [*line, (scene.width, scene.height), (0, scene.height)])
        top = round(min(y for _, y in line))
        depth = max(2, round(base) - top + round(scene.unit * 8))
        mist = mixed(tint, scene.palette.haze, 0.55)
        body = Image.new("RGB", scene.canvas.size, mist)
        body.paste(vertical((scene.width, depth), (mixed(tint, (0, 0, 0), 0.08), tint, mist)), (0, top))
        _paint_slopes(scene, body, tint)
        scene.canvas.paste(body, (0, 0), mask)
        if snow and layer < layers - 1:
            _paint_snowcap(scene, mask, line, tall)


def _paint_slopes(scene: Scene, body: Image.Image, tint: Colour) -> None:
    """A light and a dark side: noise seen from the side of the lamp."""
    field = noise(body.size, scene.random, 7, 5, octaves=5)
    shifted = ImageChops.offset(field, round(scene.unit * 1.2), round(scene.unit * 0.8))
    light = ImageChops.subtract(field, shifted).point([min(110, v * 3) for v in range(256)])
    dark = ImageChops.subtract(shifted, field).point([min(90, v * 3) for v in range(256)])
    body.paste(mixed(tint, scene.palette.lamp, 0.45), (0, 0), light)
    body.paste(mixed(tint, (0, 0, 10), 0.5), (0, 0), dark)


def _paint_snowcap(scene: Scene, mask: Image.Image, line: list[tuple[float, float]], tall: float) -> None:
    drip = 0.5
    under: list[tuple[float, float]] = []
    for x, y in line:
        drip = min(1.0, max(0.0, drip + scene.random.uniform(-0.42, 0.42)))
        under.append((x, y + tall * (0.05 + 0.24 * drip)))
    lowest = sum(y for _, y in line) / len(line)
    capped = [(x, min(y, lowest)) for x, y in under]
    cap = shape_mask(scene.canvas.size, [*line, *reversed(capped)])
    white = mixed(scene.palette.lamp, (255, 255, 255), 0.5) if not scene.palette.dark else (170, 184, 220)
    scene.canvas.paste(
        white, (0, 0), ImageChops.multiply(cap, mask).filter(ImageFilter.GaussianBlur(scene.unit * 0.12))
    )


def paint_water(scene: Scene, lamp: tuple[float, float]) -> None:
    """Water from the horizon down: what is above mirrored, rippled, deepened, with glints below the lamp."""
    top, rest = scene.horizon, scene.height - scene.horizon
    if rest < 4:
        return
    mirror = scene.canvas.crop((0, max(0, top - rest), scene.width, top)).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    mirror = mirror.resize((scene.width, rest)).filter(ImageFilter.BoxBlur((0, scene.unit * 0.8)))
    rippled = mirror.copy()
    for y in range(0, rest, 2):
        shift = round(math.sin(y * 0.55 + 40 / (1 + y * 0.05)) * scene.unit * (0.15 + 1.1 * y / rest))
        rippled.paste(mirror.crop((0, y, scene.width, y + 2)), (shift, y))
    deep = vertical(
        (scene.width, rest), (mixed(scene.palette.water, scene.palette.haze, 0.6), scene.palette.water)
    )
    scene.canvas.paste(Image.blend(rippled, deep, 0.52), (0, top))
    _paint_waves(scene, top, rest)
    _paint_glints(scene, lamp[0], top, rest)


def _paint_waves(scene: Scene, top: int, rest: int) -> None:
    draw = ImageDraw.Draw(scene.canvas, "RGBA")
    for _ in range(420):
        far = scene.random.random() ** 1.8
        x, y = scene.random.uniform(0, scene.width), top + rest * far
        long = scene.unit * (0.8 + 9 * far) * scene.random.random()
        thick = max(1.0, scene.unit * (0.06 + 0.34 * far))
        light = scene.random.random() < 0.5
        tint = mixed(scene.palette.water, scene.palette.lamp if light else (0, 0, 16), 0.5)
        draw.ellipse((x - long, y - thick / 2, x + long, y + thick / 2), fill=(*tint, 46))


def _paint_glints(scene: Scene, centre: float, top: int, rest: int) -> None:
    draw = ImageDraw.Draw(scene.canvas, "RGBA")
    for _ in range(260):
        far = scene.random.random()
        y = top + rest * far**1.3
        x = scene.random.gauss(centre, scene.unit * (2.2 + 6 * far))
        long = scene.unit * (0.5 + 3 * far) * scene.random.random()
        thick = max(1.0, scene.unit * (0.08 + 0.3 * far))
        draw.ellipse((x - long, y - thick, x + long, y + thick), fill=(*scene.palette.lamp, 120))


def paint_ground(scene: Scene, snow: bool) -> None:
    """Rolling land from the horizon down."""
    near = (
        (238, 243, 250)
        if snow and not scene.palette.dark
        else (122, 138, 182)
        if snow
        else scene.palette.ground
    )
    for layer in range(3):
        base = scene.horizon + (scene.height - scene.horizon) * layer * 0.24 + scene.unit * 3
        line = ridge(scene, base, scene.unit * 6, 0.35)
        tint = mixed(mixed(scene.palette.haze, near, 0.7), near, layer / 2)
        mask = shape_mask(scene.canvas.size, [*line, (scene.width, scene.height), (0, scene.height)])
        land = vertical(scene.canvas.size, (tint, tint, mixed(tint, (0, 0, 0), 0.26)))
        _paint_slopes(scene, land, tint)
        scene.canvas.paste(land, (0, 0), mask)


def paint_snowfall(scene: Scene) -> None:
    """Flakes, near ones larger and softer."""
    veil = Image.new("L", scene.canvas.size)
    draw = ImageDraw.Draw(veil)
    for _ in range(520):
        near = scene.random.random() ** 4
        x, y = scene.random.uniform(0, scene.width), scene.random.uniform(0, scene.height)
        size = scene.unit * (0.12 + 0.75 * near)
        draw.ellipse((x - size, y - size, x + size, y + size), fill=round(210 - 90 * near))
    scene.canvas.paste((255, 255, 255), (0, 0), veil.filter(ImageFilter.GaussianBlur(scene.unit * 0.14)))


def paint_rain(scene: Scene) -> None:
    """Slanting streaks."""
    veil = Image.new("L", scene.canvas.size)
    draw = ImageDraw.Draw(veil)
    for _ in range(700):
        x, y = scene.random.uniform(0, scene.width * 1.1), scene.random.uniform(-0.1, 1) * scene.height
        long = scene.unit * scene.random.uniform(2, 6)
        draw.line(
            (x, y, x - long * 0.25, y + long),
            fill=scene.random.randint(40, 120),
            width=max(1, round(scene.unit * 0.14)),
        )
    scene.canvas.paste((226, 234, 242), (0, 0), veil)
