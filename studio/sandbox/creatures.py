"""People and animals in a picture: simple stylised figures, seen from the front, as the subject of the scene."""

import re
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

from studio.sandbox.pigments import COLOURS, Colour, mixed
from studio.sandbox.scenery import Scene

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Kind:
    """One animal: how it is named, its usual colour, its ears and how long its muzzle is."""

    sign: str
    tint: Colour
    ears: str
    muzzle: float = 0.3


_KINDS: dict[str, _Kind] = {
    "fox": _Kind(r"\bfox(es)?\b", (206, 96, 40), "pointed", 0.42),
    "cat": _Kind(r"\bcats?\b|\bkittens?\b|猫", (126, 112, 104), "pointed", 0.2),
    "wolf": _Kind(r"\bwol(f|ves)\b", (116, 120, 130), "pointed", 0.42),
    "dog": _Kind(r"\bdogs?\b|\bpupp(y|ies)\b|犬|狗", (168, 118, 68), "hanging", 0.36),
    "rabbit": _Kind(r"\brabbits?\b|\bhares?\b|\bbunn(y|ies)\b", (178, 160, 140), "long", 0.2),
    "bear": _Kind(r"\bbears?\b|\bpanda", (104, 72, 50), "round", 0.34),
    "mouse": _Kind(r"\bmouse\b|\bmice\b", (150, 144, 148), "round", 0.26),
    "owl": _Kind(r"\bowls?\b", (136, 104, 72), "tufts", 0.0),
}
_PERSON = (
    r"\bportraits?\b|\b(wo)?m[ae]n\b|\bgirls?\b|\bboys?\b|\bpeople\b|\bperson\b|\bchild(ren)?\b|\bkeeper\b|"
    r"\bastronaut"
)


def creature_in(text: str) -> str | None:
    """The first animal a prompt in lower case names, "person" for a human being, None where there is nobody."""
    found = next((name for name, kind in _KINDS.items() if re.search(kind.sign, text)), None)
    return found or ("person" if re.search(_PERSON, text) else None)


def paint_creature(scene: Scene, name: str, colours: list[Colour]) -> None:
    """The figure in the middle of the foreground, half as high as the picture."""
    size = min(scene.width, scene.height) * 0.15
    at = (scene.width * 0.5, scene.height * 0.47)
    layer = Image.new("RGBA", scene.canvas.size)
    draw = ImageDraw.Draw(layer)
    if name == "person":
        _person(draw, at, size, colours[0] if colours else COLOURS["teal"])
    else:
        kind = _KINDS[name]
        own = not colours or (name == "fox" and colours[0] == COLOURS["red"])  # a red fox is orange
        _animal(draw, at, size, kind, kind.tint if own else mixed(kind.tint, colours[0], 0.8))
    shade = Image.new("RGBA", layer.size, (20, 16, 30, 0))
    shade.putalpha(
        layer.getchannel("A")
        .filter(ImageFilter.GaussianBlur(size * 0.12))
        .point([v // 3 for v in range(256)])
    )
    scene.canvas.paste(shade, (round(size * 0.08), round(size * 0.1)), shade)
    if scene.palette.dark:
        night = Image.new("RGBA", layer.size, (*scene.palette.sky[0], 255))
        layer = Image.composite(Image.blend(layer, night, 0.35), layer, layer.getchannel("A"))
    scene.canvas.paste(layer, (0, 0), layer.getchannel("A").filter(ImageFilter.GaussianBlur(0.6)))


def _oval(draw: ImageDraw.ImageDraw, at: Spot, wide: float, high: float, fill: Colour) -> None:
    draw.ellipse((at[0] - wide, at[1] - high, at[0] + wide, at[1] + high), fill=fill)


def _animal(draw: ImageDraw.ImageDraw, at: Spot, s: float, kind: _Kind, tint: Colour) -> None:
    """A sitting animal: tail, body, paws, then the head with ears, muzzle and eyes."""
    x, y = at
    pale, deep = mixed(tint, (255, 248, 236), 0.72), mixed(tint, (20, 10, 10), 0.4)
    if kind.ears == "pointed":
        draw.arc(
            (x + s * 0.3, y + s * 0.9, x + s * 2.3, y + s * 2.9), 250, 90, fill=tint, width=round(s * 0.42)
        )
        _oval(draw, (x + s * 1.34, y + s * 1.06), s * 0.26, s * 0.24, pale if kind.muzzle > 0.4 else deep)
    _oval(draw, (x, y + s * 1.9), s * 1.12, s * 1.15, mixed(tint, (0, 0, 0), 0.12))
    _oval(draw, (x, y + s * 1.75), s * 0.58, s * 0.9, pale)
    for side in (-1, 1):
        _oval(draw, (x + side * s * 0.5, y + s * 2.86), s * 0.34, s * 0.22, mixed(tint, (0, 0, 0), 0.25))
        _ear(draw, (x, y), s, side, kind.ears, tint, pale)
    _oval(draw, (x, y), s * 1.05, s * 0.92, tint)
    if kind.ears == "tufts":
        _owl_face(draw, (x, y), s, pale)
        return
    if kind.muzzle > 0.4:
        for side in (-1, 1):
            cheek = [(x + side * s * 1.04, y + s * 0.1), (x + side * s * 0.16, y + s * 0.3), (x, y + s * 0.9)]
            draw.polygon(cheek, fill=pale)
    _oval(draw, (x, y + s * 0.42), s * 0.46, s * (0.3 + kind.muzzle * 0.4), pale)
    _eyes(draw, (x, y), s, s * 0.42)
    _oval(draw, (x, y + s * 0.3), s * 0.15, s * 0.11, (34, 24, 26))
    for side in (-1, 1):
        box = (x - s * 0.2 + side * s * 0.17, y + s * 0.3, x + s * 0.2 + side * s * 0.17, y + s * 0.62)
        draw.arc(box, 20, 160, fill=(60, 40, 40), width=max(1, round(s * 0.05)))
        for row in (-1, 0, 1) if kind.muzzle < 0.3 else ():
            end = (x + side * s * 1.3, y + s * (0.42 + row * 0.16))
            draw.line(
                (x + side * s * 0.4, y + s * 0.42, *end), fill=(240, 236, 230), width=max(1, round(s * 0.025))
            )


def _ear(
    draw: ImageDraw.ImageDraw, at: Spot, s: float, side: int, shape: str, tint: Colour, pale: Colour
) -> None:
    x, y = at
    match shape:
        case "pointed" | "tufts":
            tip = (x + side * s * 0.98, y - s * (1.5 if shape == "pointed" else 1.25))
            foot = [(x + side * s * 0.16, y - s * 0.78), (x + side * s * 1.02, y - s * 0.12)]
            draw.polygon([foot[0], tip, foot[1]], fill=tint)
            inner = [
                (p[0] * 0.62 + (x + side * s * 0.72) * 0.38, p[1] * 0.62 + (y - s * 0.7) * 0.38)
                for p in (foot[0], tip, foot[1])
            ]
            draw.polygon(inner, fill=mixed(tint, (30, 16, 20), 0.55) if shape == "pointed" else pale)
        case "long":
            _oval(draw, (x + side * s * 0.42, y - s * 1.5), s * 0.26, s * 0.98, tint)
            _oval(draw, (x + side * s * 0.42, y - s * 1.45), s * 0.13, s * 0.74, (226, 170, 168))
        case "hanging":
            _oval(
                draw, (x + side * s * 1.02, y + s * 0.2), s * 0.32, s * 0.74, mixed(tint, (20, 10, 10), 0.35)
            )
        case _:
            _oval(draw, (x + side * s * 0.78, y - s * 0.74), s * 0.4, s * 0.4, tint)
            _oval(
                draw,
                (x + side * s * 0.78, y - s * 0.74),
                s * 0.22,
                s * 0.22,
                mixed(tint, (226, 170, 168), 0.5),
            )


def _eyes(draw: ImageDraw.ImageDraw, at: Spot, s: float, apart: float) -> None:
    for side in (-1, 1):
        eye = (at[0] + side * apart, at[1] - s * 0.1)
        _oval(draw, eye, s * 0.13, s * 0.16, (30, 22, 26))
        _oval(draw, (eye[0] - s * 0.04, eye[1] - s * 0.06), s * 0.045, s * 0.05, (255, 255, 255))


def _owl_face(draw: ImageDraw.ImageDraw, at: Spot, s: float, pale: Colour) -> None:
    x, y = at
    for side in (-1, 1):
        _oval(draw, (x + side * s * 0.42, y), s * 0.46, s * 0.48, pale)
        _oval(draw, (x + side * s * 0.4, y), s * 0.27, s * 0.28, (250, 196, 70))
        _oval(draw, (x + side * s * 0.4, y), s * 0.15, s * 0.16, (24, 18, 22))
    draw.polygon(
        [(x - s * 0.13, y + s * 0.2), (x + s * 0.13, y + s * 0.2), (x, y + s * 0.56)], fill=(232, 150, 60)
    )


def _person(draw: ImageDraw.ImageDraw, at: Spot, s: float, coat: Colour) -> None:
    """Head and shoulders: coat, neck, hair, face."""
    x, y = at
    skin, hair = (226, 176, 142), (70, 46, 38)
    draw.rounded_rectangle((x - s * 1.7, y + s * 1.35, x + s * 1.7, y + s * 4.5), radius=s * 0.95, fill=coat)
    _oval(draw, (x, y - s * 0.12), s * 1.08, s * 1.24, hair)
    draw.rectangle(
        (x - s * 0.34, y + s * 0.7, x + s * 0.34, y + s * 1.55), fill=mixed(skin, (90, 40, 30), 0.2)
    )
    draw.polygon(
        [(x - s * 0.6, y + s * 1.33), (x + s * 0.6, y + s * 1.33), (x, y + s * 2.1)],
        fill=mixed(skin, (90, 40, 30), 0.12),
    )
    _oval(draw, (x, y + s * 0.1), s * 0.84, s * 1.0, skin)
    draw.pieslice((x - s * 0.9, y - s * 1.1, x + s * 0.9, y + s * 0.5), 186, 354, fill=hair)
    _eyes(draw, (x, y + s * 0.2), s * 0.86, s * 0.34)
    for side in (-1, 1):
        _oval(draw, (x + side * s * 0.5, y + s * 0.44), s * 0.16, s * 0.1, mixed(skin, (226, 96, 90), 0.4))
    draw.line(
        (x, y + s * 0.2, x + s * 0.06, y + s * 0.42),
        fill=mixed(skin, (90, 40, 30), 0.45),
        width=max(1, round(s * 0.05)),
    )
    draw.arc(
        (x - s * 0.3, y + s * 0.36, x + s * 0.3, y + s * 0.76),
        25,
        155,
        fill=(168, 74, 70),
        width=max(1, round(s * 0.08)),
    )
