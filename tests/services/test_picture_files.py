"""What is opened at all, what bytes claim to be, and how names are shown."""

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.errors import Kind, StudioError
from studio.services.picture_files import check_bytes, read_picture_file, shown_name, sniff
from tests.state.picture_plugs import noise_bytes


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "AVIF"])
def test_the_six_formats_are_known_by_content(kind: str) -> None:
    assert sniff(noise_bytes((16, 16), kind)) == f"image/{kind.lower()}"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"<svg xmlns=''/>", "SVG is not supported"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "SVG is not supported"),
        (b"%PDF-1.7", "PDF is not supported"),
        (b"8BPS\0\1", "PSD is not supported"),
        (b"\0\0\0\x18ftypheic" + bytes(20), "HEIC is not supported"),
        (b"\0\0\0\x18ftypisom" + bytes(20), "video is not supported"),
        (b"<!DOCTYPE html><p>gone", "a web page"),
        (b'{"error": "gone"}', "a JSON text"),
        (b"hello", "something else"),
    ],
)
def test_everything_else_is_refused_in_words_that_say_what_it_is(data: bytes, words: str) -> None:
    with pytest.raises(StudioError, match=words) as caught:
        check_bytes(data, "x.png")
    assert caught.value.failure.kind is Kind.PICTURE


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.png"
    os.mkfifo(pipe)
    with pytest.raises(StudioError, match="pipe or a device"):
        read_picture_file(pipe)


def test_a_link_to_a_picture_is_followed_and_a_link_to_a_device_is_not(tmp_path: Path) -> None:
    (tmp_path / "real.png").write_bytes(b"abc")
    (tmp_path / "link.png").symlink_to(tmp_path / "real.png")
    (tmp_path / "zero.png").symlink_to("/dev/zero")
    assert read_picture_file(tmp_path / "link.png") == b"abc"
    with pytest.raises(StudioError, match="not a file"):
        read_picture_file(tmp_path / "zero.png")


def test_size_is_judged_before_anything_is_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.png"
    with huge.open("wb") as file:
        file.truncate(3 << 30)
    with pytest.raises(StudioError, match=r"3\.0 GB; the limit is 64 MB"):
        read_picture_file(huge)


def test_a_file_that_is_gone_or_forbidden_says_so(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="not there any more") as caught:
        read_picture_file(tmp_path / "gone.png")
    assert caught.value.failure.kind is Kind.FILE
    with pytest.raises(StudioError, match="cannot be opened"):
        read_picture_file(tmp_path / "nul\0.png")


@given(st.text())
def test_a_shown_name_is_one_short_line_of_visible_characters(name: str) -> None:
    shown = shown_name(name)
    assert 0 < len(shown) <= 80
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    shown.encode("utf-8")


def test_a_long_name_keeps_its_suffix() -> None:
    assert shown_name("x" * 240 + ".png").endswith("….png")
