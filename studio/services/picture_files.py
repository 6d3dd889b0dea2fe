"""Files and bytes before they are decoded: what may be opened at all, what they claim to be, how they are named."""

import errno
import os
import stat
import unicodedata
from pathlib import Path

from studio.domain.errors import Kind, Remedy, StudioError, failing
from studio.domain.text import clean_text

MAX_BYTES = 64 << 20
SUPPORTED = "PNG, JPEG, WebP, GIF, BMP or AVIF"
SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/bmp": ".bmp",
    "image/avif": ".avif",
}
_OPEN_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)
_AVIF_BRANDS = (b"avif", b"avis")
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"%PDF", "PDF"),
    (b"%!PS", "EPS"),
    (b"8BPS", "PSD"),
    (b"II*\0", "TIFF or camera RAW"),
    (b"MM\0*", "TIFF or camera RAW"),
    (b"\0\0\1\0", "ICO"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"PK\3\4", "ZIP"),
)


def sniff(data: bytes) -> str:
    """What the first bytes are: a MIME type we read, a format's name we do not, or "" for what is no picture."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        brands = data[8:64]
        if any(brand in brands for brand in _AVIF_BRANDS):
            return "image/avif"
        return "HEIC" if any(brand in brands for brand in _HEIC_BRANDS) else "video"
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    return _text_kind(data[:4096])


def _text_kind(start: bytes) -> str:
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in text and text.startswith(b"<"):
        return "SVG"
    if text.startswith((b"<!doctype html", b"<html")):
        return "web page"
    if text.startswith((b"{", b"[")):
        return "JSON"
    return ""


def check_bytes(data: bytes, name: str) -> str:
    """The MIME type of `data`. Raises `StudioError` (PICTURE) in one sentence for everything we do not read."""
    if not data:
        raise refusal(f"“{name}” is empty.")
    if len(data) > MAX_BYTES:
        raise too_big(name, len(data))
    kind = sniff(data)
    if kind in SUFFIXES:
        return kind
    if kind in ("", "web page", "JSON"):
        what = {"web page": "a web page", "JSON": "a JSON text"}.get(kind, "something else")
        raise refusal(f"“{name}” is not a picture but {what}. Choose a {SUPPORTED} file.")
    raise refusal(f"{kind} is not supported (“{name}”). Save it as PNG or JPEG and try again.")


def read_picture_file(path: Path) -> bytes:
    """The bytes of a regular file of at most 64 MiB; blocks on the disk, never on a pipe or a device.

    Raises `StudioError` (PICTURE, FILE) in one sentence.
    """
    name = shown_name(path.name)
    try:
        # The kind is looked at before opening: merely opening some devices does something.
        _refuse_odd_files(path.stat(), name)
        descriptor = os.open(path, _OPEN_FLAGS)
    except StudioError:
        raise
    except (OSError, ValueError) as error:
        raise failing(Kind.FILE, f"“{name}” cannot be opened: {_reason(error)}.", Remedy.PICTURE) from None
    with os.fdopen(descriptor, "rb") as file:
        _refuse_odd_files(os.fstat(descriptor), name)
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise too_big(name, len(data))
    return data


def _refuse_odd_files(found: os.stat_result, name: str) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise failing(Kind.FILE, f"“{name}” is a folder. Drop the pictures in it instead.", Remedy.PICTURE)
    if not stat.S_ISREG(found.st_mode):
        raise failing(Kind.FILE, f"“{name}” is not a file but a pipe or a device.", Remedy.PICTURE)
    if found.st_size > MAX_BYTES:
        raise too_big(name, found.st_size)
    if found.st_size == 0:
        raise refusal(f"“{name}” is empty.")


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "it is not there any more"
    if isinstance(error, PermissionError):
        return "you have no permission to read it"
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return "it is a link that leads back to itself"
    return "the system refuses to"


def refusal(sentence: str) -> StudioError:
    """A picture that is not taken, in one sentence."""
    return failing(Kind.PICTURE, sentence, Remedy.PICTURE)


def too_big(name: str, size: int) -> StudioError:
    """The refusal of a file beyond the limit, with both figures."""
    return refusal(f"“{name}” is too big ({_in_words(size)}; the limit is 64 MB).")


def _in_words(size: int) -> str:
    return f"{size / (1 << 30):.1f} GB" if size >= 1 << 30 else f"{size / (1 << 20):.0f} MB"


def shown_name(name: str, limit: int = 80) -> str:
    """`name` fit to show: one line, no control or direction characters, at most `limit` characters."""
    clean = "".join(
        "\ufffd" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in clean_text(name)
    )
    clean = " ".join(clean.split()) or "picture"
    if len(clean) <= limit:
        return clean
    stem, dot, suffix = clean.rpartition(".")
    if dot and len(suffix) <= 8:
        return f"{stem[: limit - len(suffix) - 2]}….{suffix}"
    return clean[: limit - 1] + "…"
