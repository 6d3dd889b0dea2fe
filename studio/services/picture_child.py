"""The decode child: a script that owns Pillow, runs in a process of its own, and trusts nothing it is sent.

Requests and answers travel over its standard input and output. Each is a length (4 bytes, big-endian), a JSON
header of that length, and the payloads whose sizes stand in `header["sizes"]`. Once Pillow is loaded the child
gives up what it does not need: it can open no further file or socket, write no file, and take no more memory
than its limit.
"""

import json
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Protocol

MEMORY_LIMIT = 1 << 30
CPU_SECONDS = 20
Header = dict[str, Any]


class Pieces(Protocol):
    """A payload of a known size that is made piece by piece while the pieces before are being read."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[bytes]: ...


Payload = bytes | memoryview | Pieces
Work = Callable[[Header, list[bytes]], tuple[Header, list[Payload]]]


def serve(requests: BinaryIO, answers: BinaryIO, work: Work) -> None:
    """Answers requests until the other end closes. A picture that is refused is an answer, not an end."""
    from studio.services import picture_decoding

    while (frame := read_frame(requests)) is not None:
        header, payloads = frame
        allow_cpu(CPU_SECONDS)
        answer: Header
        made: list[Payload] = []
        try:
            answer, made = work(header, payloads)
        except picture_decoding.Refused as refused:
            answer = {"refused": refused.reason, **refused.details}
        except MemoryError:
            answer = {"refused": "memory"}
        write_frame(answers, answer, made)
        # References are let go before the next request is read: the peak is that of one picture.
        del frame, header, payloads, made


def read_frame(source: BinaryIO) -> tuple[Header, list[bytes]] | None:
    """The next frame, or None at the end of the stream. Raises `EOFError` when a frame is cut."""
    start = source.read(4)
    if not start:
        return None
    (length,) = struct.unpack(">I", _exactly(source, 4, start))
    header: Header = json.loads(_exactly(source, length))
    return header, [_exactly(source, size) for size in header.get("sizes", ())]


def _exactly(source: BinaryIO, size: int, start: bytes = b"") -> bytes:
    data = start + source.read(size - len(start)) if start else source.read(size)
    if len(data) != size:
        raise EOFError
    return data


def write_frame(target: BinaryIO, header: Header, payloads: Sequence[Payload]) -> None:
    """Writes one frame and flushes it."""
    line = json.dumps({**header, "sizes": [len(p) for p in payloads]}).encode()
    target.write(struct.pack(">I", len(line)) + line)
    for payload in payloads:
        if isinstance(payload, (bytes, memoryview)):
            target.write(payload)
            continue
        for piece in payload:
            target.write(piece)
    target.flush()


def give_up_rights() -> None:
    """Limits memory, files and sockets for good (POSIX). Where the system has no such limits nothing happens."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # Descriptors 0 to 2 stay as they are; a limit of three means that no other can ever be opened.
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def allow_cpu(seconds: int) -> None:
    """From here on `seconds` of CPU time until the system ends this process."""
    try:
        import resource
    except ImportError:
        return
    spent = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(spent.ru_utime + spent.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def main() -> None:
    """Loads Pillow, gives up rights, serves."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    # All of it now: after the next step no module can be loaded any more.
    from studio.services import picture_decoding, picture_work

    picture_decoding.warm_up()
    give_up_rights()
    serve(sys.stdin.buffer, sys.stdout.buffer, picture_work.run)


if __name__ == "__main__":
    main()
