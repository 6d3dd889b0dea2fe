"""A still life: a table by a wall, a vase with flowers, and some fruit."""

import math

from PIL import Image, ImageDraw, ImageFilter

from studio.sandbox.motifs import BLOSSOM, paint_blossom
from studio.sandbox.pigments import COLOURS, Colour, glow, mixed, vertical
from studio.sandbox.scenery import Scene


def paint_still_life(scene: Scene, colours: list[Colour]) -> None:
    """A table by a wall: a vase with flowers and some fruit, lit from the left."""
    wall = colours[0] if colours else COLOURS["teal"]
    canvas = scene.canvas
    canvas.paste(vertical(canvas.size, (mixed(wall, (0, 0, 0), 0.55), mixed(wall, (40, 30, 30), 0.3))))
    glow(canvas, (scene.width * 0.24, scene.height * 0.24), scene.unit * 90, (255, 236, 200), 0.5)
    table = round(scene.height * 0.7)
    canvas.paste(vertical((scene.width, scene.height - table), ((170, 116, 74), (96, 60, 40))), (0, table))
    u = scene.unit
    cx, base = scene.width * 0.46, scene.height * 0.8
    _vase(scene, cx, base)
    draw = ImageDraw.Draw(canvas)
    for number in range(15):
        angle = -math.pi * (0.1 + 0.8 * number / 14)
        long = u * scene.random.uniform(17, 29)
        x, y = cx + math.cos(angle) * long, base - u * 30 + math.sin(angle) * long * 0.95
        draw.line((cx, base - u * 28, x, y), fill=(58, 98, 62), width=max(1, round(u * 0.5)))
        paint_blossom(
            scene,
            draw,
            (x, y),
            u * scene.random.uniform(3, 4.8),
            scene.random.choice(colours[1:] or list(BLOSSOM)),
        )
    fruit: tuple[tuple[float, float, float, str], ...] = (
        (22, 1, 8, "orange"),
        (34, 4, 7.4, "red"),
        (29, 8, 6.4, "gold"),
        (-26, 5, 7, "green"),
    )
    for dx, dy, size, name in fruit:
        _sphere(scene, (cx + dx * u, base - size * u * 0.6 + dy * u), size * u, COLOURS[name])


def _vase(scene: Scene, x: float, base: float) -> None:
    u = scene.unit
    half = [_vase_half(step / 40) for step in range(41)]
    outline = [(x - wide * u, base - high * u) for high, wide in half]
    outline += [(x + wide * u, base - high * u) for high, wide in reversed(half)]
    _shadow(scene, (x + u * 6, base), u * 13)
    mask = Image.new("L", scene.canvas.size)
    ImageDraw.Draw(mask).polygon(outline, fill=255)
    strip = vertical((256, round(u * 24)), ((250, 246, 236), (206, 214, 222), (74, 100, 140), (46, 64, 100)))
    body = strip.rotate(90, expand=True).resize((round(u * 24), round(u * 32)))
    scene.canvas.paste(
        body,
        (round(x - u * 12), round(base - u * 31)),
        mask.crop(
            (
                round(x - u * 12),
                round(base - u * 31),
                round(x - u * 12) + body.width,
                round(base - u * 31) + body.height,
            )
        ),
    )


def _shadow(scene: Scene, at: tuple[float, float], size: float) -> None:
    veil = Image.new("L", scene.canvas.size)
    ImageDraw.Draw(veil).ellipse(
        (at[0] - size, at[1] - size * 0.2, at[0] + size * 1.2, at[1] + size * 0.26), fill=150
    )
    scene.canvas.paste((20, 12, 12), (0, 0), veil.filter(ImageFilter.GaussianBlur(scene.unit * 1.4)))


def _sphere(scene: Scene, at: tuple[float, float], size: float, tint: Colour) -> None:
    _shadow(scene, (at[0] + size * 0.4, at[1] + size * 0.92), size)
    side = round(size * 2)
    ramp = (
        Image.radial_gradient("L")
        .resize((side * 2, side * 2))
        .crop((round(side * 0.62), round(side * 0.62), round(side * 1.62), round(side * 1.62)))
    )
    tints = [
        mixed(
            mixed(tint, (255, 250, 230), max(0.0, 0.65 - v / 110)),
            (24, 10, 20),
            min(0.72, max(0.0, v - 70) / 160),
        )
        for v in range(256)
    ]
    bands = [ramp.point([colour[band] for colour in tints]) for band in range(3)]
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).ellipse((0, 0, side - 1, side - 1), fill=255)
    scene.canvas.paste(Image.merge("RGB", bands), (round(at[0] - size), round(at[1] - size)), mask)


def _vase_half(share: float) -> tuple[float, float]:
    """Height above the table and half the width of the vase, in units, from the mouth (0) to the foot (1)."""
    belly = 6.6 * math.exp(-(((share - 0.6) / 0.24) ** 2))
    mouth = 1.6 * math.exp(-((share / 0.07) ** 2))
    return 30 * (1 - share), 4.2 + belly + mouth
