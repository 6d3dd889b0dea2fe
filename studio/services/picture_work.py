"""What the decode child does with pictures: decode, upright, sRGB, strip, scale, composite. The one door to Pillow.

It is imported by the child only; the program itself never loads Pillow.
"""

import io
import re
import warnings
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageChops, ImageCms, ImageFilter, ImageOps, UnidentifiedImageError

from studio.services.picture_containers import BrokenContainer, stripped_jpeg, stripped_png, webp_lossy

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "AVIF")
MIMES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    "AVIF": "image/avif",
}
MAX_PIXELS = 40_000_000
MAX_SIDE = 16_384
VISIBLE = 8
"""A channel that moved by more than this (of 255) counts as changed; less is what re-encoding does."""

STRIP_ROWS = 512
_ORIENTATION = 0x0112
Answer = tuple[dict[str, Any], list[bytes | memoryview]]


class Refused(Exception):
    """A picture that is not taken: a reason word for the parent to put into a sentence, and its numbers."""

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


_last: tuple[bytes, Image.Image] | None = None


def warm_up() -> None:
    """Loads everything decoding needs, so that no file has to be opened later."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.init()
    ImageCms.createProfile("sRGB")
    for name in ("PNG", "JPEG", "WEBP", "GIF", "BMP", "AVIF"):
        probe = io.BytesIO()
        Image.new("RGB", (4, 4)).save(probe, name)
        Image.open(io.BytesIO(probe.getvalue()), formats=(name,)).load()


def run(header: dict[str, Any], payloads: list[bytes]) -> Answer:
    """Does what `header["op"]` names. Raises `Refused`."""
    global _last
    if header["op"] not in ("raster", "shrink"):
        _last = None
    works: dict[str, Callable[[dict[str, Any], list[bytes]], Answer]] = {
        "intake": take_in,
        "verify": verify,
        "raster": raster,
        "shrink": shrink,
        "composite": composite,
        "mask": mask_png,
        "alpha_mask": alpha_mask,
        "extend": extend,
    }
    return works[header["op"]](header, payloads)


def decode(data: bytes, draft_side: int = 0) -> Image.Image:
    """The picture, loaded, in its own colours. `draft_side` lets JPEG decode at a fraction not below that side."""
    try:
        image = _opened(data)
        if draft_side and image.format == "JPEG":
            image.draft(None, (draft_side, draft_side))
        image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        found = re.search(r"\d+", str(bomb))
        raise Refused("pixels", pixels=int(found.group()) if found else 0) from None
    except Refused:
        raise
    except MemoryError:
        raise
    except UnidentifiedImageError:
        raise Refused("damaged") from None
    # Pillow's readers raise whatever their parsing runs into; all of it means the same to the user.
    except Exception:
        raise Refused("damaged") from None
    return image


def _opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data), formats=FORMATS)
    width, height = image.size
    if width < 1 or height < 1:
        raise Refused("damaged")
    if width * height > MAX_PIXELS:
        raise Refused("pixels", pixels=width * height)
    if max(width, height) > MAX_SIDE:
        raise Refused("side", width=width, height=height)
    return image


def _animated(image: Image.Image) -> bool:
    try:
        return bool(getattr(image, "is_animated", False))
    except Exception:  # a broken second frame does not spoil the first
        return False


def upright(image: Image.Image, notes: list[str]) -> Image.Image:
    """`image` turned as its EXIF asks, in sRGB, 8 bits a channel: mode L, RGB or RGBA. Says what it did."""
    turned = image
    try:
        if image.getexif().get(_ORIENTATION, 1) in range(2, 9):
            turned = ImageOps.exif_transpose(image)
            notes.append("turned upright")
    except Exception:  # EXIF that cannot be read turns nothing
        turned = image
    coloured = _to_srgb(turned, notes)
    return _to_eight_bits(coloured)


def _to_srgb(image: Image.Image, notes: list[str]) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("L", "RGB", "RGBA", "CMYK", "LA"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(source).lower() and image.mode != "CMYK":
            return image
        alpha = image.getchannel("A") if image.mode in ("RGBA", "LA") else None
        plain = image.convert("RGB") if image.mode == "RGBA" else image
        plain = plain.convert("L") if plain.mode == "LA" else plain
        converted = ImageCms.profileToProfile(plain, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        if converted is None:
            return image
    except Exception:  # a profile that is rubbish, or for other channels, is left out
        notes.append("its colour profile could not be read")
        return image
    if alpha is not None:
        converted.putalpha(alpha)
    notes.append("colours converted to sRGB")
    return converted


def _to_eight_bits(image: Image.Image) -> Image.Image:
    if image.mode in ("RGB", "RGBA", "L") and "transparency" not in image.info:
        return image
    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 257)).convert("L")
    if image.mode == "P" or "transparency" in image.info:
        rgba = image.convert("RGBA")
        return rgba if rgba.getchannel("A").getextrema() != (255, 255) else rgba.convert("RGB")
    if image.mode in ("LA", "La", "PA", "RGBa"):
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGB")


def take_in(header: dict[str, Any], payloads: list[bytes]) -> Answer:
    """Decodes, turns upright and strips; answers with the bytes to keep.

    Where upright sRGB pixels are already what the file holds, the file's own coefficients are kept and only
    what stands beside them is dropped; else it is encoded anew.
    """
    data = payloads[0]
    image = decode(data)
    kind = image.format or ""
    notes: list[str] = []
    if _animated(image):
        notes.append("the first frame of an animation")
        image.seek(0)
        image.load()
    made = upright(image, notes)
    longest = int(header.get("longest", 0))
    if longest and max(made.size) > longest:
        notes.append(f"scaled from {made.width}×{made.height}")
        made = _scaled(made, longest)
    kept, mime = _kept_bytes(data, kind, image, made)
    _remember(kept, made)
    return {"mime": mime, "width": made.width, "height": made.height, "notes": notes}, [kept]


def _kept_bytes(data: bytes, kind: str, image: Image.Image, made: Image.Image) -> tuple[bytes, str]:
    if made is image:
        try:
            if kind == "JPEG":
                return stripped_jpeg(data), MIMES[kind]
            if kind == "PNG":
                return stripped_png(data), MIMES[kind]
        except BrokenContainer:
            pass
    photo = kind in ("JPEG", "AVIF") or (kind == "WEBP" and webp_lossy(data))
    if photo and made.mode in ("RGB", "L"):
        return _encoded(made, "JPEG", quality=95, subsampling=0), MIMES["JPEG"]
    return encoded_png(made), MIMES["PNG"]


def _encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    bare = image.copy() if image.info else image
    bare.info = {}
    bare.save(target, kind, **options)
    return target.getvalue()


def encoded_png(image: Image.Image) -> bytes:
    """`image` as a PNG without metadata; big pictures trade some size for speed."""
    big = image.width * image.height > 4_000_000
    return _encoded(image, "PNG", compress_level=1 if big else 6)


def verify(header: dict[str, Any], payloads: list[bytes]) -> Answer:
    """Decodes fully and answers with the type by content and the size as shown upright."""
    image = decode(payloads[0])
    mime = MIMES[image.format or "PNG"]
    made = upright(image, [])
    _remember(payloads[0], made)
    return {"mime": mime, "width": made.width, "height": made.height}, []


def raster(header: dict[str, Any], payloads: list[bytes]) -> Answer:
    """RGBA pixels, no side longer than `header["longest"]` (0 is full size)."""
    longest = int(header.get("longest", 0))
    data = payloads[0]
    known = _recalled(data)
    image = known if known is not None else upright(decode(data, longest * 2), [])
    if known is None and not longest:
        _remember(data, image)
    if longest and max(image.size) > longest:
        image = _scaled(image, longest)
    return {"width": image.width, "height": image.height}, rgba_strips(image)


def _scaled(image: Image.Image, longest: int) -> Image.Image:
    scale = longest / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def rgba_strips(image: Image.Image) -> list[bytes | memoryview]:
    """The pixels as RGBA rows, in strips: small pieces stay in the processor's cache."""
    if image.mode == "L":
        image = image.convert("RGB")
    layout = "RGBX" if image.mode == "RGB" else "RGBA"
    return [
        image.crop((0, top, image.width, min(top + STRIP_ROWS, image.height))).tobytes("raw", layout)
        for top in range(0, image.height, STRIP_ROWS)
    ]


def shrink(header: dict[str, Any], payloads: list[bytes]) -> Answer:
    """A thumbnail as a small file of its own (JPEG, or PNG where it is transparent), and its size."""
    longest = int(header["longest"])
    known = _recalled(payloads[0])
    image = known if known is not None else upright(decode(payloads[0], longest * 2), [])
    if max(image.size) > longest:
        image = _scaled(image, longest)
    plain = image.mode in ("L", "RGB")
    made = _encoded(image, "JPEG", quality=88) if plain else _encoded(image, "PNG", compress_level=3)
    return {"width": image.width, "height": image.height}, [*rgba_strips(image), made]


def composite(header: dict[str, Any], payloads: list[bytes]) -> Answer:
    """Result inside the mask over the source; payloads are source, mask (1 byte a pixel), result.

    The mask is softened outwards only: inside it the result stands alone, `feather` pixels beyond it the
    source does. Answers with a PNG and the drift.
    """
    source = upright(decode(payloads[0]), [])
    if len(payloads[1]) != source.width * source.height:
        raise Refused("mask")
    mask = Image.frombytes("L", source.size, payloads[1])
    result = upright(decode(payloads[2]), [])
    if result.size != source.size:
        result = result.resize(source.size, Image.Resampling.LANCZOS)
    source, result = _alike(source, result)
    feather = max(0, int(header.get("feather", 0)))
    box = _grown(mask.getbbox(), feather, source.size)
    drift = _drift(source, result, mask, feather, box)
    made = source
    if box is not None:
        soft = softened(mask.crop(box), feather)
        made = source.copy()
        made.paste(Image.composite(result.crop(box), source.crop(box), soft), box)
    png = encoded_png(made)
    _remember(png, made)
    return {"mime": MIMES["PNG"], "width": made.width, "height": made.height, "drift": drift}, [png]


def _alike(first: Image.Image, second: Image.Image) -> tuple[Image.Image, Image.Image]:
    mode = "RGBA" if "RGBA" in (first.mode, second.mode) else "RGB"
    return first.convert(mode), second.convert(mode)


Box = tuple[int, int, int, int]


def _grown(box: Box | None, by: int, size: tuple[int, int]) -> Box | None:
    if box is None:
        return None
    return max(0, box[0] - by), max(0, box[1] - by), min(size[0], box[2] + by), min(size[1], box[3] + by)


def softened(mask: Image.Image, feather: int) -> Image.Image:
    """`mask` with a ramp of exactly `feather` pixels around it; values inside it never sink."""
    if feather == 0:
        return mask
    ramp = mask.filter(ImageFilter.BoxBlur(feather // 2)).filter(ImageFilter.BoxBlur(feather - feather // 2))
    return ImageChops.lighter(mask, ramp)


def _drift(
    source: Image.Image, result: Image.Image, mask: Image.Image, feather: int, box: Box | None
) -> float:
    protected = Image.new("L", source.size, 255)
    if box is not None:
        touched = softened(mask.crop(box), feather).point([255] + [0] * 255)
        protected.paste(touched, box)
    bands = ImageChops.difference(source, result).split()
    most = bands[0]
    for band in bands[1:]:
        most = ImageChops.lighter(most, band)
    counts = most.histogram(protected)
    total = sum(counts)
    return sum(counts[VISIBLE + 1 :]) / total if total else 0.0


def mask_png(header: dict[str, Any], payloads: list[bytes]) -> Answer:
    """A greyscale PNG of a mask given as one byte a pixel."""
    size = int(header["width"]), int(header["height"])
    if min(size) < 1 or len(payloads[0]) != size[0] * size[1]:
        raise Refused("mask")
    image = Image.frombytes("L", size, payloads[0])
    return {"mime": MIMES["PNG"], "width": size[0], "height": size[1]}, [
        _encoded(image, "PNG", compress_level=3)
    ]


def alpha_mask(header: dict[str, Any], payloads: list[bytes]) -> Answer:
    """A grey mask PNG in OpenAI's form: transparent where the picture may change."""
    grey = upright(decode(payloads[0]), []).convert("L")
    made = Image.merge("RGBA", (grey, grey, grey, ImageChops.invert(grey)))
    return {"mime": MIMES["PNG"], "width": made.width, "height": made.height}, [
        _encoded(made, "PNG", compress_level=3)
    ]


def extend(header: dict[str, Any], payloads: list[bytes]) -> Answer:
    """The picture on a larger canvas; the margins repeat its edge, softly, so that a model has colours to go on."""
    source = upright(decode(payloads[0]), []).convert("RGB")
    left, top, right, bottom = (max(0, int(v)) for v in header["margins"])
    size = source.width + left + right, source.height + top + bottom
    if size[0] * size[1] > MAX_PIXELS or max(size) > MAX_SIDE:
        raise Refused("pixels", pixels=size[0] * size[1])
    small = source.resize((max(1, source.width // 16), max(1, source.height // 16)), Image.Resampling.BOX)
    made = small.filter(ImageFilter.GaussianBlur(2)).resize(size, Image.Resampling.BICUBIC)
    made.paste(source, (left, top))
    return {"mime": MIMES["PNG"], "width": size[0], "height": size[1]}, [encoded_png(made)]


def _remember(data: bytes, image: Image.Image) -> None:
    """Keeps the last decoded picture: what was just taken in is asked for as pixels next."""
    global _last
    _last = (data, image)


def _recalled(data: bytes) -> Image.Image | None:
    return _last[1] if _last is not None and _last[0] == data else None
