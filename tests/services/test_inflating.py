"""Compressed bodies come out whole in small pieces, or are said to be damaged."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.errors import Kind, StudioError
from studio.services.inflating import PIECE, Inflater


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@given(st.binary(max_size=2000), st.integers(1, 50), st.sampled_from(["gzip", "x-gzip", "deflate", "raw"]))
def test_any_split_of_any_encoding_gives_the_data(data: bytes, split: int, how: str) -> None:
    pack = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "raw": raw_deflate}[how]
    packed = pack(data)
    inflater = Inflater("deflate" if how == "raw" else how)
    pieces = [p for at in range(0, len(packed), split) for p in inflater.feed(packed[at : at + split])]
    assert b"".join(pieces) == data


def test_a_bomb_comes_in_pieces_one_may_stop_after() -> None:
    pieces = Inflater("gzip").feed(gzip.compress(b" " * (8 << 20)))
    assert len(next(pieces)) <= PIECE


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "x" * 500])
def test_an_encoding_nobody_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(StudioError) as caught:
        Inflater(encoding)
    assert caught.value.failure.kind is Kind.MALFORMED
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("split", [1, 3, 100])
def test_a_body_that_was_unpacked_on_the_way_passes_in_spite_of_its_header(split: int) -> None:
    inflater, body = Inflater("gzip"), b'data: {"choices":[]}\n\n'
    pieces = [p for at in range(0, len(body), split) for p in inflater.feed(body[at : at + split])]
    assert b"".join(pieces) == body


def test_damaged_data_is_said() -> None:
    with pytest.raises(StudioError) as caught:
        list(Inflater("gzip").feed(b"\x1f\x8bnot compressed at all"))
    assert caught.value.failure.kind is Kind.MALFORMED
