"""What the decode child does with pictures: take in, scale, composite, extend. It is imported by the child only."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PIL import Image, ImageChops, ImageFilter

from studio.services.picture_child import Payload
from studio.services.picture_containers import (
    BrokenContainer,
    stripped_jpeg,
    stripped_png,
    stripped_webp,
    webp_lossy,
)
from studio.services.picture_decoding import MAX_PIXELS, MAX_SIDE, MIMES, Refused, animated, decode, upright
from studio.services.picture_encoding import encoded, encoded_png

VISIBLE = 8
"""A channel that moved by more than this (of 255) counts as changed; less is what re-encoding does."""

STRIP_BYTES = 1 << 20
"""Pixels are converted in strips of about this size: they stay in the processor's cache and fit the pipe."""

Answer = tuple[dict[str, Any], list[Payload]]


_last: tuple[int, Image.Image] | None = None
_count = 0


def run(header: dict[str, Any], payloads: list[bytes]) -> Answer:
    """Does what `header["op"]` names. Raises `Refused`."""
    global _last
    if header["op"] not in ("raster", "shrink"):
        _last = None
    elif "serial" in header and (_last is None or _last[0] != header["serial"]):
        raise Refused("forgotten")
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


def take_in(header: dict[str, Any], payloads: list[bytes]) -> Answer:
    """Decodes, turns upright and strips; answers with the bytes to keep.

    Where upright sRGB pixels are already what the file holds, the file's own coefficients are kept and only
    what stands beside them is dropped; else it is encoded anew. With `header["preview"]` the pixels at that side
    come along, and bytes that stay as they are do not.
    """
    data = payloads[0]
    image = decode(data)
    kind = image.format or ""
    notes: list[str] = []
    if animated(image):
        notes.append("the first frame of an animation")
        image.seek(0)
        image.load()
    made = upright(image, notes)
    longest = int(header.get("longest", 0))
    if longest and max(made.size) > longest:
        notes.append(f"scaled from {made.width}×{made.height}")
        made = _scaled(made, longest)
    kept, mime = _kept_bytes(data, kind, image, made)
    answer = {"mime": mime, "width": made.width, "height": made.height, "notes": notes}
    answer["serial"] = _remember(made)
    # Bytes that are kept as they came need not travel back.
    answer["same"] = kept == data
    return _with_preview(header, answer, b"" if answer["same"] else kept, made)


def _with_preview(header: dict[str, Any], answer: dict[str, Any], kept: bytes, made: Image.Image) -> Answer:
    side = int(header.get("preview", 0))
    if not side:
        return answer, [kept]
    small = made if max(made.size) <= side else _previewed(made, side)
    return {**answer, "preview": small.size}, [kept, Pixels(small)]


def _kept_bytes(data: bytes, kind: str, image: Image.Image, made: Image.Image) -> tuple[bytes, str]:
    if made is image:
        try:
            if kind == "JPEG":
                return stripped_jpeg(data), MIMES[kind]
            if kind == "PNG":
                return stripped_png(data), MIMES[kind]
            if kind == "WEBP" and not animated(image):
                return stripped_webp(data), MIMES[kind]
        except BrokenContainer:
            pass
    photo = kind in ("JPEG", "AVIF") or (kind == "WEBP" and webp_lossy(data))
    if photo and made.mode in ("RGB", "L"):
        return encoded(made, "JPEG", quality=95, subsampling=0), MIMES["JPEG"]
    return encoded_png(made), MIMES["PNG"]


def verify(header: dict[str, Any], payloads: list[bytes]) -> Answer:
    """Decodes fully and answers with the type by content and the size as shown upright."""
    image = decode(payloads[0])
    mime = MIMES[image.format or "PNG"]
    made = upright(image, [])
    return {"mime": mime, "width": made.width, "height": made.height, "serial": _remember(made)}, []


def raster(header: dict[str, Any], payloads: list[bytes]) -> Answer:
    """RGBA pixels, no side longer than `header["longest"]` (0 is full size)."""
    longest = int(header.get("longest", 0))
    image = _wanted(header, payloads, longest)
    # What was decoded at a fraction only must not be taken for the whole later.
    serial = header["serial"] if "serial" in header else 0 if longest else _remember(image)
    if longest and max(image.size) > longest:
        image = _previewed(image, longest)
    return {"width": image.width, "height": image.height, "serial": serial}, [Pixels(image)]


def _scaled(image: Image.Image, longest: int) -> Image.Image:
    return image.resize(_fitted(image.size, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _previewed(image: Image.Image, longest: int) -> Image.Image:
    """As `_scaled`, for the eye only, in a third of the time; it may come out a quarter smaller than asked for."""
    whole = -(-max(image.size) // longest)
    if max(image.size) / whole >= 0.75 * longest:
        return image.reduce(whole)
    return image.resize(_fitted(image.size, longest), Image.Resampling.BILINEAR, reducing_gap=1.0)


def _fitted(size: tuple[int, int], longest: int) -> tuple[int, int]:
    scale = longest / max(size)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


class Pixels:
    """The pixels as RGBA rows, made strip by strip while the one before is on its way.

    Converted, not just packed as RGBX: the fourth byte Pillow keeps beside RGB is 255 after decoding but 0 after
    scaling.
    """

    def __init__(self, image: Image.Image) -> None:
        self._image = image

    def __len__(self) -> int:
        return 4 * self._image.width * self._image.height

    def __iter__(self) -> Iterator[bytes]:
        image = self._image
        rows = max(1, STRIP_BYTES // (4 * image.width))
        for top in range(0, image.height, rows):
            strip = image.crop((0, top, image.width, min(top + rows, image.height)))
            yield (strip if strip.mode == "RGBA" else strip.convert("RGBA")).tobytes()


def shrink(header: dict[str, Any], payloads: list[bytes]) -> Answer:
    """A thumbnail as a small file of its own (JPEG, or PNG where it is transparent), and its size."""
    longest = int(header["longest"])
    image = _wanted(header, payloads, longest * 2)
    if max(image.size) > longest:
        image = _scaled(image, longest)
    plain = image.mode in ("L", "RGB")
    made = encoded(image, "JPEG", quality=88) if plain else encoded(image, "PNG", compress_level=3)
    return {"width": image.width, "height": image.height}, [Pixels(image), made]


def composite(header: dict[str, Any], payloads: list[bytes]) -> Answer:
    """Result inside the mask over the source; payloads are source, mask (1 byte a pixel), result.

    The mask is softened outwards only: inside it the result stands alone, `feather` pixels beyond it the
    source does. Answers with a PNG and the drift.
    """
    # Decoding lets go of the interpreter's lock: both pictures take the time of one.
    with ThreadPoolExecutor(1) as beside:
        later = beside.submit(decode, payloads[2])
        source = upright(decode(payloads[0]), [])
        result = upright(later.result(), [])
        del later
    if len(payloads[1]) != source.width * source.height:
        raise Refused("mask")
    mask = Image.frombytes("L", source.size, payloads[1])
    if result.size != source.size:
        result = result.resize(source.size, Image.Resampling.LANCZOS)
    made, drift = blended(source, mask, result, max(0, int(header.get("feather", 0))))
    del source, mask, result
    png = encoded_png(made)
    size = {"width": made.width, "height": made.height}
    answer = {"mime": MIMES["PNG"], **size, "drift": drift, "serial": _remember(made)}
    return _with_preview(header, answer, png, made)


def blended(
    source: Image.Image, mask: Image.Image, result: Image.Image, feather: int
) -> tuple[Image.Image, float]:
    """`result` inside the softened mask over `source` (all of one size; `source` may be painted on), and the drift."""
    under, over = _alike(source, result)
    box = _grown(mask.getbbox(), feather, under.size)
    soft = None if box is None else softened(mask.crop(box), feather)
    drift = _drift(under, over, soft, box)
    if box is not None and soft is not None:
        under.paste(over.crop(box), box, soft)
    return under, drift


def _alike(first: Image.Image, second: Image.Image) -> tuple[Image.Image, Image.Image]:
    mode = "RGBA" if "RGBA" in (first.mode, second.mode) else "RGB"
    # Converting to the same mode would copy the picture.
    alike = [image if image.mode == mode else image.convert(mode) for image in (first, second)]
    return alike[0], alike[1]


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


def _drift(source: Image.Image, result: Image.Image, soft: Image.Image | None, box: Box | None) -> float:
    protected = Image.new("L", source.size, 255)
    if soft is not None and box is not None:
        protected.paste(soft.point([255] + [0] * 255), box)
    moved = total = 0
    # Strip by strip: what one step leaves in the processor's cache the next one finds there.
    rows = max(1, STRIP_BYTES // (4 * source.width))
    for top in range(0, source.height, rows):
        area = (0, top, source.width, min(top + rows, source.height))
        counts = _changes(source.crop(area), result.crop(area)).histogram(protected.crop(area))
        total += sum(counts)
        moved += sum(counts[1:])
    return moved / total if total else 0.0


def _changes(source: Image.Image, result: Image.Image) -> Image.Image:
    # A channel that moved visibly becomes 255, which leaves a grey above zero whatever the channel's weight.
    bands = len(source.getbands())
    loud = ([0] * (VISIBLE + 1) + [255] * (255 - VISIBLE)) * bands
    moved = ImageChops.difference(source, result).point(loud)
    if bands == 4:
        return ImageChops.lighter(moved.convert("RGB").convert("L"), moved.getchannel("A"))
    return moved.convert("L")


def mask_png(header: dict[str, Any], payloads: list[bytes]) -> Answer:
    """A greyscale PNG of a mask given as one byte a pixel."""
    size = int(header["width"]), int(header["height"])
    if min(size) < 1 or len(payloads[0]) != size[0] * size[1]:
        raise Refused("mask")
    image = Image.frombytes("L", size, payloads[0])
    return {"mime": MIMES["PNG"], "width": size[0], "height": size[1]}, [
        encoded(image, "PNG", compress_level=3)
    ]


def alpha_mask(header: dict[str, Any], payloads: list[bytes]) -> Answer:
    """A grey mask as RGBA, transparent where the picture may change; at most `header["longest"]` px a side."""
    grey = upright(decode(payloads[0]), []).convert("L")
    longest = int(header.get("longest", 0))
    if longest and max(grey.size) > longest:
        grey = _scaled(grey, longest)
    made = Image.merge("RGBA", (grey, grey, grey, ImageChops.invert(grey)))
    return {"mime": MIMES["PNG"], "width": made.width, "height": made.height}, [
        encoded(made, "PNG", compress_level=3)
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


def _remember(image: Image.Image) -> int:
    """Keeps the last decoded picture: what was just taken in is asked for as pixels next, by this number."""
    global _last, _count
    _count += 1
    _last = (_count, image)
    return _count


def _wanted(header: dict[str, Any], payloads: list[bytes], draft_side: int) -> Image.Image:
    """The remembered picture where the request names it by number, else the one that was sent."""
    if "serial" in header and _last is not None:
        return _last[1]
    return upright(decode(payloads[0], draft_side), [])
