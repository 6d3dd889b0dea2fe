"""The recorded answers of the reference corpus, and a plain framing of our own to read them without a transport."""

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.protocols.base import Frame

ROOT = Path(os.environ.get("STUDIO_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))

needs_corpus = pytest.mark.skipif(
    not (ROOT / "cases").is_dir(), reason=f"the recorded answers are not at {ROOT} (set STUDIO_CORPUS)"
)


class Case:
    """One recorded answer: its bytes as they came and what it should yield."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self.protocol = folder.parent.name
        self.meta: dict[str, Any] = json.loads((folder / "meta.json").read_text())
        self.expected: dict[str, Any] = json.loads((folder / "expected.json").read_text())
        self.body = (folder / "body.bin").read_bytes()

    @property
    def status(self) -> int:
        return int(self.meta["http_status"])

    @property
    def plain(self) -> bytes:
        return gzip.decompress(self.body) if self.body[:2] == b"\x1f\x8b" else self.body


def cases(*protocols: str) -> list[Case]:
    """All cases of these protocols (all where none is named), none where the corpus is absent."""
    folders = sorted((ROOT / "cases").glob("*/*")) if (ROOT / "cases").is_dir() else []
    return [Case(f) for f in folders if not protocols or f.parent.name in protocols]


def frames(body: bytes) -> Iterator[Frame]:
    """Frames of a whole body: events, a JSON array, or one JSON object."""
    text = body.decode("utf-8").replace("\r\n", "\n")
    if text.lstrip().startswith("["):
        for item in json.loads(text):
            yield Frame("", json.dumps(item))
        return
    if text.lstrip().startswith("{"):
        yield Frame("", text, True)
        return
    for block in text.split("\n\n"):
        event, data = "", []
        for line in block.split("\n"):
            if line.startswith("event:"):
                event = line[6:].strip()
            elif line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
        if data:
            yield Frame(event, "\n".join(data))
