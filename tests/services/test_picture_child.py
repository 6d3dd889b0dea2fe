"""The frames between us and the decode child, and the loop that answers them."""

import io
import json
import resource
import struct
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.services.picture_child import read_frame, serve, write_frame
from studio.services.picture_decoding import Refused


@pytest.fixture
def cpu_time_of_the_tests() -> Iterator[None]:
    """Takes back the limit that the loop sets on its own process, which here is that of all tests."""
    before = resource.getrlimit(resource.RLIMIT_CPU)
    yield
    resource.setrlimit(resource.RLIMIT_CPU, before)


@given(st.dictionaries(st.text(), st.integers()), st.lists(st.binary(max_size=50), max_size=4))
def test_what_is_written_as_a_frame_is_read_back(header: dict[str, int], payloads: list[bytes]) -> None:
    wire = io.BytesIO()
    write_frame(wire, header, list(payloads))
    wire.seek(0)
    frame = read_frame(wire)
    assert frame is not None
    assert frame[1] == payloads
    assert {k: v for k, v in frame[0].items() if k != "sizes"} == {
        k: v for k, v in header.items() if k != "sizes"
    }
    assert read_frame(wire) is None


@pytest.mark.parametrize("cut", [1, 3, 5, 12])
def test_a_frame_that_is_cut_is_an_error_and_not_a_short_picture(cut: int) -> None:
    wire = io.BytesIO()
    write_frame(wire, {"op": "x"}, [b"payload"])
    with pytest.raises((EOFError, json.JSONDecodeError)):
        read_frame(io.BytesIO(wire.getvalue()[:-cut]))


@pytest.mark.usefixtures("cpu_time_of_the_tests")
def test_a_refusal_is_an_answer_and_the_loop_goes_on() -> None:
    requests, answers = io.BytesIO(), io.BytesIO()
    for name in ("bad", "huge", "good"):
        write_frame(requests, {"op": name}, [])
    requests.seek(0)

    def work(
        header: dict[str, object], payloads: list[bytes]
    ) -> tuple[dict[str, object], list[bytes | memoryview]]:
        if header["op"] == "bad":
            raise Refused("pixels", pixels=9)
        if header["op"] == "huge":
            raise MemoryError
        return {"fine": True}, [b"1"]

    serve(requests, answers, work)
    answers.seek(0)
    read = [frame[0] for _ in range(3) if (frame := read_frame(answers)) is not None]
    assert [r.get("refused", "") for r in read] == ["pixels", "memory", ""]
    assert read[0]["pixels"] == 9 and read[2]["fine"]


def test_the_length_stands_in_four_bytes_big_endian() -> None:
    wire = io.BytesIO()
    write_frame(wire, {}, [])
    assert struct.unpack(">I", wire.getvalue()[:4])[0] == len(wire.getvalue()) - 4
