"""What stands in a landscape, and pictures without one: woods, towns, flowers, small things, still life, abstracts."""

import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from studio.sandbox.pigments import COLOURS, Colour, glow, mixed, vertical
from studio.sandbox.scenery import Scene

BLOSSOM = tuple(COLOURS[name] for name in ("red", "pink", "yellow", "purple", "white", "orange"))


def paint_forest(scene: Scene, snow: bool) -> None:
    """Three rows of firs, the farthest palest."""
    draw = ImageDraw.Draw(scene.canvas)
    for row in range(3):
        near = (row + 1) / 3
        base = scene.horizon + (scene.height - scene.horizon) * (0.1 + 0.62 * near**2)
        tint = mixed(scene.palette.haze, mixed(scene.palette.ground, (14, 44, 36), 0.6), 0.3 + 0.66 * near)
        tall = scene.unit * (13 + 26 * near)
        x = -tall * 0.2
        while x < scene.width + tall:
            height = tall * scene.random.uniform(0.7, 1.25)
            _fir(
                draw,
                x,
                base + scene.random.uniform(-1, 1) * scene.unit * 2,
                height,
                tint,
                snow and not scene.palette.dark,
            )
            x += tall * scene.random.uniform(0.2, 0.52)


def _fir(draw: ImageDraw.ImageDraw, x: float, base: float, height: float, tint: Colour, snow: bool) -> None:
    draw.rectangle(
        (x - height * 0.02, base - height * 0.1, x + height * 0.02, base), fill=mixed(tint, (0, 0, 0), 0.3)
    )
    for part in range(5):
        top = base - height * (1 - part * 0.17)
        wide = height * (0.07 + 0.052 * part)
        low = top + height * 0.3
        shade = mixed(tint, (255, 255, 255), 0.1 - 0.02 * part)
        draw.polygon([(x, top), (x - wide, low), (x + wide, low)], fill=shade)
        draw.polygon([(x, top), (x, low), (x + wide, low)], fill=mixed(shade, (0, 0, 0), 0.16))
        if snow:
            draw.polygon(
                [(x, top), (x - wide * 0.5, top + height * 0.13), (x + wide * 0.3, top + height * 0.1)],
                fill=(240, 245, 250),
            )


def paint_city(scene: Scene) -> None:
    """Two rows of buildings with windows, lit where it is dark or late."""
    draw = ImageDraw.Draw(scene.canvas)
    late = sum(scene.palette.ground) < 200
    for row in range(3):
        near = (row + 1) / 3
        tint = mixed(scene.palette.haze, mixed(scene.palette.ground, (30, 34, 48), 0.7), 0.3 + 0.62 * near)
        x = -scene.unit * 4
        while x < scene.width:
            wide = scene.unit * scene.random.uniform(5, 11)
            tall = (
                scene.unit
                * scene.random.uniform(14, 46 - 12 * near)
                * (1 if scene.random.random() > 0.12 else 1.45)
            )
            _house(scene, draw, (x, scene.horizon - tall, x + wide, scene.horizon + 2), tint, late, near)
            x += wide + scene.unit * scene.random.uniform(0, 1.6)


def _house(
    scene: Scene,
    draw: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    tint: Colour,
    late: bool,
    near: float,
) -> None:
    left, top, right, bottom = box
    draw.rectangle(box, fill=tint)
    draw.rectangle((right - (right - left) * 0.22, top, right, bottom), fill=mixed(tint, (0, 0, 0), 0.18))
    if scene.random.random() < 0.25:
        middle = (left + right) / 2
        draw.line(
            (middle, top, middle, top - scene.unit * 5), fill=tint, width=max(1, round(scene.unit * 0.3))
        )
    step, size = scene.unit * 1.5, scene.unit * 0.62
    y = top + step * 0.7
    while y < bottom - step:
        x = left + step * 0.5
        while x < right - step * 0.5:
            if scene.random.random() < (0.42 if late else 0.8):
                lit = (255, 214, 130) if late else mixed(tint, (220, 236, 250), 0.45)
                draw.rectangle((x, y, x + size, y + size * 1.3), fill=mixed(tint, lit, 0.35 + 0.6 * near))
            x += step
        y += step * 1.25


def paint_flowers(scene: Scene, colours: list[Colour]) -> None:
    """A meadow: grass and blossoms, larger towards the front."""
    draw = ImageDraw.Draw(scene.canvas)
    chosen = colours or list(BLOSSOM)
    rest = scene.height - scene.horizon
    grass = (92, 148, 72) if not scene.palette.dark else (26, 48, 52)
    for number in range(900):
        near = (number / 900) ** 1.5
        y = scene.horizon + rest * (0.06 + 0.98 * near)
        x = scene.random.uniform(0, scene.width)
        size = scene.unit * (0.35 + 2.6 * near)
        lean = scene.random.uniform(-0.5, 0.5) * size
        tint = mixed(grass, scene.palette.ground, scene.random.random() * 0.8)
        draw.line((x, y + size * 2, x + lean, y), fill=tint, width=max(1, round(size * 0.16)))
        if scene.random.random() < 0.42:
            paint_blossom(scene, draw, (x + lean, y), size * 0.62, scene.random.choice(chosen))


def paint_blossom(
    scene: Scene, draw: ImageDraw.ImageDraw, at: tuple[float, float], size: float, tint: Colour
) -> None:
    """One flower of six petals, seen a little from the side."""
    shade = mixed(tint, (0, 0, 0), 0.2 * scene.random.random() + (0.4 if scene.palette.dark else 0))
    turn = scene.random.random() * math.tau
    for petal in range(6):
        angle = turn + petal * math.tau / 6
        x, y = at[0] + math.cos(angle) * size * 0.7, at[1] + math.sin(angle) * size * 0.5
        draw.ellipse(
            (x - size * 0.48, y - size * 0.4, x + size * 0.48, y + size * 0.4),
            fill=mixed(shade, (255, 255, 255), 0.08 * (petal % 3)),
        )
    draw.ellipse(
        (at[0] - size * 0.3, at[1] - size * 0.25, at[0] + size * 0.3, at[1] + size * 0.25),
        fill=(250, 214, 90),
    )


def paint_boat(scene: Scene, tint: Colour) -> None:
    """A small sailing boat with its reflection."""
    draw = ImageDraw.Draw(scene.canvas, "RGBA")
    x, y, s = (
        scene.width * scene.random.uniform(0.3, 0.7),
        scene.horizon + (scene.height - scene.horizon) * 0.3,
        scene.unit * 5,
    )
    sail = mixed(scene.palette.lamp, (255, 255, 255), 0.4)
    draw.polygon([(x, y - s * 3), (x, y - s * 0.4), (x + s * 1.6, y - s * 0.4)], fill=sail)
    draw.polygon(
        [(x - s * 0.15, y - s * 2.6), (x - s * 0.15, y - s * 0.4), (x - s * 1.1, y - s * 0.4)],
        fill=mixed(sail, (0, 0, 0), 0.12),
    )
    draw.polygon(
        [
            (x - s * 1.5, y - s * 0.25),
            (x + s * 1.7, y - s * 0.25),
            (x + s * 1.1, y + s * 0.35),
            (x - s * 1.1, y + s * 0.35),
        ],
        fill=tint,
    )
    draw.polygon(
        [(x - s, y + s * 0.4), (x + s, y + s * 0.4), (x + s * 0.3, y + s * 2.6), (x, y + s * 2.2)],
        fill=(*sail, 60),
    )


def paint_lighthouse(scene: Scene, tint: Colour) -> None:
    """A striped tower on a rock, with a beam where it is dark."""
    draw = ImageDraw.Draw(scene.canvas, "RGBA")
    x, y, s = scene.width * 0.8, scene.horizon + scene.unit * 8, scene.unit * 3.4
    rock = mixed(scene.palette.ground, (60, 56, 60), 0.5)
    draw.polygon(
        [
            (x - s * 5, y + s),
            (x - s * 2.6, y - s),
            (x - s, y - s * 1.7),
            (x + s * 1.6, y - s * 1.4),
            (x + s * 4, y),
            (x + s * 7, y + s),
        ],
        fill=rock,
    )
    for stripe in range(6):
        low, high = y - s * 1.4 - stripe * s * 1.3, y - s * 1.4 - (stripe + 1) * s * 1.3
        wide, next_wide = s * (1.1 - stripe * 0.09), s * (1.1 - (stripe + 1) * 0.09)
        colour = tint if stripe % 2 else (240, 236, 228)
        shade = mixed(colour, scene.palette.sky[0], 0.25)
        draw.polygon(
            [(x - wide, low), (x + wide, low), (x + next_wide, high), (x - next_wide, high)], fill=shade
        )
        draw.polygon(
            [(x, low), (x + wide, low), (x + next_wide, high), (x, high)], fill=mixed(shade, (0, 0, 0), 0.18)
        )
    top = y - s * 9.2
    draw.rectangle((x - s * 0.6, top - s * 1.1, x + s * 0.6, top), fill=(255, 236, 170))
    draw.polygon(
        [(x - s * 0.9, top - s * 1.1), (x + s * 0.9, top - s * 1.1), (x, top - s * 2)],
        fill=mixed(tint, (0, 0, 0), 0.3),
    )
    glow(scene.canvas, (x, top - s * 0.5), s * 8, (255, 236, 170), 0.7)


def paint_cabin(scene: Scene, tint: Colour) -> None:
    """A cabin with lit windows and smoke."""
    draw = ImageDraw.Draw(scene.canvas)
    x, y, s = scene.width * 0.34, scene.horizon + (scene.height - scene.horizon) * 0.5, scene.unit * 5
    wall = mixed(tint, scene.palette.ground, 0.25)
    draw.rectangle((x - s * 2, y - s * 1.6, x + s * 2, y), fill=wall)
    draw.rectangle((x + s * 0.9, y - s * 4, x + s * 1.4, y - s * 2.2), fill=mixed(wall, (0, 0, 0), 0.35))
    draw.polygon(
        [(x - s * 2.5, y - s * 1.5), (x, y - s * 3.4), (x + s * 2.5, y - s * 1.5)],
        fill=mixed(wall, (20, 16, 24), 0.55),
    )
    for left in (-1.4, 0.5):
        draw.rectangle((x + s * left, y - s * 1.1, x + s * (left + 0.8), y - s * 0.4), fill=(255, 216, 132))
    draw.rectangle((x - s * 0.35, y - s * 1.1, x + s * 0.25, y), fill=mixed(wall, (0, 0, 0), 0.5))
    glow(scene.canvas, (x, y - s * 0.7), s * 3.4, (255, 200, 110), 0.4)
    for puff in range(9):
        glow(
            scene.canvas,
            (x + s * (1.15 + 0.18 * puff + 0.2 * math.sin(puff)), y - s * (4.3 + 0.6 * puff)),
            s * (0.5 + 0.16 * puff),
            (226, 228, 232),
            0.3,
        )


def paint_birds(scene: Scene) -> None:
    """A loose flock."""
    draw = ImageDraw.Draw(scene.canvas)
    cx, cy = scene.width * scene.random.uniform(0.25, 0.7), scene.horizon * 0.35
    for _ in range(11):
        x, y = scene.random.gauss(cx, scene.unit * 9), scene.random.gauss(cy, scene.unit * 5)
        s = scene.unit * scene.random.uniform(0.9, 2)
        dark = mixed(scene.palette.ground, (20, 20, 30), 0.5)
        pen = max(1, round(scene.unit * 0.22))
        draw.arc((x - s * 2, y - s * 0.5, x, y + s), 200, 340, fill=dark, width=pen)
        draw.arc((x, y - s * 0.5, x + s * 2, y + s), 200, 340, fill=dark, width=pen)


def paint_balloons(scene: Scene, colours: list[Colour]) -> None:
    """Hot-air balloons at several distances."""
    draw = ImageDraw.Draw(scene.canvas)
    chosen = colours or list(BLOSSOM)
    for number in range(5):
        s = scene.unit * (2.4 + 1.7 * number)
        x = scene.width * (0.12 + 0.19 * ((number * 2 + 1) % 5)) + scene.random.uniform(-3, 3) * scene.unit
        y = scene.horizon * scene.random.uniform(0.18, 0.7)
        tint = mixed(scene.palette.haze, chosen[number % len(chosen)], 0.62 + 0.09 * number)
        for stripe in range(5):
            inset = s * 0.2 * stripe
            shade = tint if stripe % 2 else mixed(tint, (255, 255, 255), 0.32)
            draw.ellipse((x - s + inset, y - s * 1.15, x + s - inset, y + s * 1.05), fill=shade)
        draw.polygon(
            [
                (x - s * 0.62, y + s * 0.8),
                (x + s * 0.62, y + s * 0.8),
                (x + s * 0.2, y + s * 1.5),
                (x - s * 0.2, y + s * 1.5),
            ],
            fill=mixed(tint, (0, 0, 0), 0.2),
        )
        draw.rectangle((x - s * 0.18, y + s * 1.65, x + s * 0.18, y + s * 1.95), fill=(96, 66, 44))


def paint_aurora(scene: Scene) -> None:
    """Curtains of green and violet light."""
    veil = Image.new("RGB", scene.canvas.size)
    draw = ImageDraw.Draw(veil)
    for tint, level in (((70, 230, 150), 0.5), ((90, 200, 220), 0.4), ((150, 90, 220), 0.3)):
        phase = scene.random.random() * 6
        for x in range(0, scene.width, max(2, round(scene.unit * 0.5))):
            wave = (
                math.sin(x / scene.width * 7 + phase) * 0.12 + math.sin(x / scene.width * 17 + phase) * 0.04
            )
            foot = scene.horizon * (level + wave + 0.25)
            draw.line(
                (x, foot - scene.horizon * 0.42, x, foot),
                fill=mixed((0, 0, 0), tint, scene.random.uniform(0.2, 0.75)),
                width=max(2, round(scene.unit * 0.5)),
            )
    veil = veil.filter(ImageFilter.BoxBlur((scene.unit * 0.7, scene.unit * 5)))
    scene.canvas.paste(ImageChops.screen(scene.canvas, veil))


def paint_abstract(scene: Scene, colours: list[Colour]) -> None:
    """Flowing ribbons and discs over a soft ground."""
    chosen = colours or scene.random.sample(list(COLOURS.values())[:12], 4)
    canvas = scene.canvas
    canvas.paste(
        vertical(
            canvas.size, (mixed(chosen[0], (255, 250, 240), 0.75), mixed(chosen[-1], (255, 244, 230), 0.55))
        )
    )
    for number in range(9):
        tint = chosen[number % len(chosen)]
        veil = Image.new("L", canvas.size)
        draw = ImageDraw.Draw(veil)
        if number % 3 == 2:
            x, y, r = (
                scene.random.uniform(0.1, 0.9) * scene.width,
                scene.random.uniform(0.1, 0.9) * scene.height,
                scene.unit * scene.random.uniform(6, 24),
            )
            draw.ellipse((x - r, y - r, x + r, y + r), fill=170)
        else:
            _ribbon(scene, draw)
        canvas.paste(
            vertical(canvas.size, (mixed(tint, (255, 255, 255), 0.25), tint, mixed(tint, (20, 10, 40), 0.3))),
            (0, 0),
            veil,
        )


def _ribbon(scene: Scene, draw: ImageDraw.ImageDraw) -> None:
    rise, phase, wide = (scene.random.uniform(low, high) for low, high in ((0.1, 0.9), (0, 6), (4, 17)))
    swing, turns = scene.random.uniform(0.08, 0.26), scene.random.uniform(3, 8)
    upper: list[tuple[float, float]] = []
    lower: list[tuple[float, float]] = []
    for step in range(81):
        t = step / 80
        y = scene.height * (rise + swing * math.sin(turns * t + phase))
        half = scene.unit * wide * (0.35 + abs(math.sin(2.2 * t + phase)))
        upper.append((t * scene.width, y - half / 2))
        lower.append((t * scene.width, y + half / 2))
    draw.polygon(upper + lower[::-1], fill=190)
