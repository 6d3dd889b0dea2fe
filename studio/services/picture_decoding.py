"""From hostile bytes to upright sRGB pixels with Pillow; imported by the decode child only."""

import io
import re
import warnings

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

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
_ORIENTATION = 0x0112


class Refused(Exception):
    """A picture that is not taken: a reason word for the parent to put into a sentence, and its numbers."""

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


def warm_up() -> None:
    """Loads everything decoding needs, so that no file has to be opened later."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.init()
    ImageCms.createProfile("sRGB")
    for name in FORMATS:
        probe = io.BytesIO()
        Image.new("RGB", (4, 4)).save(probe, name)
        Image.open(io.BytesIO(probe.getvalue()), formats=(name,)).load()


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


def animated(image: Image.Image) -> bool:
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
