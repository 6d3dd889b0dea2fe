"""Texts beside the pixels: written for three formats, read back, and never trusted."""

import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from studio.services.picture_containers import png_chunks, png_from
from studio.services.picture_metadata import texts_in, with_texts, without_metadata
from tests.state.picture_plugs import encoded, noise_bytes

KINDS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}


def pixels(data: bytes) -> bytes:
    return Image.open(io.BytesIO(data)).convert("RGB").tobytes()


@pytest.mark.parametrize("mime", list(KINDS))
@pytest.mark.parametrize("words", ["a cat", "猫 & <dog> \"quoted\" 'x'\nNegative prompt: blur", "é" * 3000])
def test_texts_come_back_and_pixels_stay(mime: str, words: str) -> None:
    data = noise_bytes((40, 30), KINDS[mime])
    studio = f'{{"prompt": {words!r}}}'
    written = with_texts(data, mime, words, studio, edited=False)
    assert texts_in(written)["parameters"] == words
    assert texts_in(written)["studio"] == studio
    assert pixels(written) == pixels(data)
    assert b"digitalsourcetype/trainedAlgorithmicMedia" in written
    bare = without_metadata(written, mime)
    assert texts_in(bare) == {}
    assert pixels(bare) == pixels(data)


@pytest.mark.parametrize("mime", list(KINDS))
def test_an_edit_is_marked_as_a_composite(mime: str) -> None:
    written = with_texts(noise_bytes((8, 8), KINDS[mime]), mime, "x", "{}", edited=True)
    assert b"compositeWithTrainedAlgorithmicMedia" in written


@pytest.mark.parametrize(
    "options", [{"lossless": True}, {"quality": 70}, {"quality": 70, "exif": b"Exif\0\0old"}]
)
def test_webp_of_every_kind_takes_texts(options: dict[str, object]) -> None:
    data = encoded(Image.new("RGBA", (17, 9), (10, 20, 30, 128)), "WEBP", **options)
    written = with_texts(data, "image/webp", "words", "{}", edited=False)
    image = Image.open(io.BytesIO(written))
    assert (image.size, image.mode) == ((17, 9), "RGBA")
    assert texts_in(written)["parameters"] == "words"


def test_pillow_reads_what_we_write() -> None:
    written = with_texts(noise_bytes((8, 8)), "image/png", "p 猫", '{"a": 1}', edited=False)
    image = Image.open(io.BytesIO(written))
    image.load()
    assert isinstance(image, PngImagePlugin.PngImageFile)
    assert image.text["parameters"] == "p 猫"
    assert image.text["studio"] == '{"a": 1}'
    assert image.text["Software"] == "Gateway Studio"
    jpeg = Image.open(
        io.BytesIO(with_texts(noise_bytes((8, 8), "JPEG"), "image/jpeg", "p 猫", "{}", edited=False))
    )
    comment = jpeg.getexif().get_ifd(0x8769)[0x9286]
    assert comment == b"UNICODE\0" + "p 猫".encode("utf-16-be")


def test_writing_twice_leaves_one_of_each() -> None:
    once = with_texts(noise_bytes((8, 8)), "image/png", "first", "{}", edited=False)
    twice = with_texts(once, "image/png", "second", "{}", edited=False)
    assert texts_in(twice)["parameters"] == "second"
    assert sum(name in (b"tEXt", b"iTXt") for name, _ in png_chunks(twice)) == 4


def test_a_file_with_content_credentials_is_left_alone() -> None:
    chunks = list(png_chunks(noise_bytes((8, 8))))
    signed = png_from([chunks[0], (b"caBX", b"manifest"), *chunks[1:]])
    assert with_texts(signed, "image/png", "words", "{}", edited=False) == signed


def test_a_compressed_text_is_inflated_to_a_limit_only() -> None:
    chunks = list(png_chunks(noise_bytes((8, 8))))
    bomb = b"parameters\0\0" + zlib.compress(bytes(64 << 20))
    assert len(texts_in(png_from([chunks[0], (b"zTXt", bomb), *chunks[1:]]))["parameters"]) <= 1 << 20


@given(st.sampled_from(list(KINDS)), st.data())
def test_mangled_metadata_is_survived(mime: str, data: st.DataObject) -> None:
    written = bytearray(with_texts(noise_bytes((8, 8), KINDS[mime]), mime, "words", "{}", edited=False))
    for _ in range(data.draw(st.integers(1, 6))):
        written[data.draw(st.integers(0, len(written) - 1))] = data.draw(st.integers(0, 255))
    found = texts_in(bytes(written))
    assert all(isinstance(text, str) for text in found.values())
