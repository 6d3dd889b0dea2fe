"""The processes that decode: they are kept warm, limited, killed, replaced, and never inherit anything."""

import sys
import textwrap
from pathlib import Path

import pytest

from studio.domain.errors import Kind, StudioError
from studio.services.picture_process import ChildLost, DecodeChild, DecodePool
from tests.state.picture_plugs import png_bytes

HEADER = {"op": "verify"}


def test_one_process_answers_many_requests() -> None:
    child = DecodeChild()
    answers = [child.call(HEADER, [png_bytes((w, 5), "red")], 10)[0] for w in (3, 4, 5)]
    assert [answer["width"] for answer in answers] == [3, 4, 5]
    child.end()
    assert not child.alive


def test_a_child_sees_none_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-sentinel")
    child = DecodeChild()
    child.call(HEADER, [png_bytes((2, 2), "red")], 10)
    assert b"sentinel" not in Path(f"/proc/{child.pid}/environ").read_bytes()
    child.end()


def test_a_child_holds_no_descriptor_but_its_three_and_can_open_none() -> None:
    child = DecodeChild()
    child.call(HEADER, [png_bytes((2, 2), "red")], 10)
    assert sorted(path.name for path in Path(f"/proc/{child.pid}/fd").iterdir()) == ["0", "1", "2"]
    limits = Path(f"/proc/{child.pid}/limits").read_text()
    rows = {line[:26].strip(): line[26:].split()[:2] for line in limits.splitlines()[1:]}
    assert rows["Max open files"] == ["3", "3"]
    assert rows["Max address space"] == [str(1 << 30)] * 2
    assert rows["Max file size"] == ["0", "0"]
    assert rows["Max core file size"] == ["0", "0"]
    child.end()


@pytest.mark.parametrize(
    "script",
    [
        "import sys; sys.exit(3)",
        "import sys, time; sys.stdin.buffer.read(4); time.sleep(60)",
        "import sys; sys.stdin.buffer.read(4); sys.stdout.buffer.write(b'\\0\\0\\0\\5nonsense'); sys.stdout.flush()",
        "import sys; sys.stdin.buffer.read(4); sys.stdout.buffer.write(b'\\0\\0'); sys.stdout.flush()",
        "x = bytearray()\nwhile True: x += b'1' * (1 << 20)\n",
    ],
    ids=["dies", "hangs", "talks nonsense", "stops in the middle", "eats memory"],
)
def test_a_child_that_misbehaves_is_lost_within_its_deadline(script: str) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 28, 1 << 28))\n"
    child = DecodeChild([sys.executable, "-I", "-c", limit + textwrap.dedent(script)])
    with pytest.raises(ChildLost):
        child.call(HEADER, [png_bytes((2, 2), "red")], 0.8)
    child.end()


async def test_a_lost_child_is_a_sentence_about_the_picture() -> None:
    pool = DecodePool(width=1, deadline=5, command=[sys.executable, "-I", "-c", "raise SystemExit"])
    with pytest.raises(StudioError, match=r"holiday\.png") as caught:
        await pool.run(HEADER, [b"x"], "holiday.png")
    assert caught.value.failure.kind is Kind.PICTURE
    pool.close()


async def test_a_picture_that_is_still_decoded_need_not_be_sent_again() -> None:
    pool = DecodePool(width=2)
    answer, _ = await pool.run({"op": "raster"}, [png_bytes((9, 7), "red")], "a")
    pool.remember("key", answer)
    known = await pool.recall("key", {"op": "raster", "longest": 0}, "a")
    assert known is not None
    assert (known[0]["width"], known[0]["height"], len(known[1][0])) == (9, 7, 252)
    assert await pool.recall("other", {"op": "raster"}, "a") is None
    await pool.run({"op": "verify"}, [png_bytes((5, 5), "blue")], "b")
    assert await pool.recall("key", {"op": "raster"}, "a") is None, "the process holds another picture now"
    pool.close()
    assert pool.pids == ()


async def test_a_closed_pool_starts_nothing() -> None:
    pool = DecodePool(width=1)
    pool.warm()
    pool.close()
    with pytest.raises((StudioError, RuntimeError)):
        await pool.run(HEADER, [b""], "x")
    assert pool.pids == ()
