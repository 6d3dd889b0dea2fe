"""How quick the library is with a million messages: opening, searching, and writing as the window feels it."""

import asyncio
import json
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from studio.domain.conversation import Conversation, Message, Role, Status, Text, new_id
from studio.domain.library import SearchFilter
from studio.storage import search_index
from studio.storage.coding import encoded
from studio.storage.database import FILE_NAME, connect, migrate, transaction
from studio.storage.library import Library
from tests.benchmarks.harness import Figure, figure, take_turns

_SYLLABLES = [
    "ba",
    "ne",
    "ro",
    "ti",
    "lu",
    "ka",
    "so",
    "mi",
    "ve",
    "du",
    "pa",
    "lo",
    "re",
    "gi",
    "na",
    "to",
    "se",
    "ri",
    "mo",
    "fa",
]
_QUERIES = (
    "ba",
    "the",
    "baner",
    '"the answer"',
    "rotilu ka",
    "eronet",
    "answer conversation",
    "needle",
    "漢字",
)


def _words(luck: random.Random, count: int) -> list[str]:
    """Made-up words whose frequencies fall as in a language: few are common, most are rare."""
    found = {"the", "answer", "conversation"}
    while len(found) < count:
        found.add("".join(luck.choices(_SYLLABLES, k=luck.randint(1, 4))))
    return sorted(found, key=lambda word: (len(word), word))


def _rows(count: int, conversations: int) -> Iterator[tuple[Any, ...]]:
    luck = random.Random(1)
    words = _words(luck, 20_000)
    weights = [1 / (rank + 10) for rank in range(len(words))]
    pool = luck.choices(words, weights, k=400_000)
    for seq in range(1, count + 1):
        at = luck.randrange(len(pool) - 60)
        text = " ".join(pool[at : at + luck.randint(8, 50)])
        if seq % 50_000 == 7:
            text += " needle"
        if seq % 10_000 == 7:
            text += " 我喜欢漢字和猫"
        role = Role.USER if seq % 2 else Role.ASSISTANT
        message = Message(
            id=f"{seq:032x}",
            parent=None if seq <= conversations else f"{seq - conversations:032x}",
            role=role,
            parts=(Text(text),),
            created_at=1.7e9 + seq,
            gateway="g" if role is Role.ASSISTANT else "",
            model=f"model-{seq % 40}" if role is Role.ASSISTANT else "",
        )
        yield (
            seq,
            seq % conversations + 1,
            message.id,
            message.parent,
            role.value,
            message.created_at,
            message.gateway,
            message.model,
            encoded(message),
            search_index.facts(message.gateway, message.model, False),
            text,
        )


def build(folder: Path, messages: int, conversations: int) -> None:
    """Fills a library in bulk, past the write path: 80 s for a million messages on an idle machine."""
    Library.open(folder).close_now()
    connection = connect(folder / FILE_NAME)
    migrate(connection, folder / FILE_NAME)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-400000")
    with transaction(connection):
        for number in range(1, conversations + 1):
            value = Conversation(
                id=f"c{number}", title=f"Talk {number} about banero", updated_at=1.7e9 + number
            )
            connection.execute(
                "INSERT INTO conversations(key, id, position, updated_at, title, folded, data)"
                " VALUES(?, ?, ?, ?, ?, ?, ?)",
                (
                    number,
                    value.id,
                    value.updated_at,
                    value.updated_at,
                    value.title,
                    value.title.casefold(),
                    encoded(value),
                ),
            )
        for row in _rows(messages, conversations):
            connection.execute(
                "INSERT INTO messages(seq, conversation, id, parent, role, status, created_at, gateway, model, data)"
                " VALUES(?, ?, ?, ?, ?, 'done', ?, ?, ?, ?)",
                row[:9],
            )
            connection.execute(
                "INSERT INTO message_texts(seq, indexed, facts, text) VALUES(?, 1, ?, ?)", (row[0], *row[9:])
            )
            search_index.fill(connection, row[0], row[10], row[9])
    connection.close()


def _quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _opening(folder: Path) -> float:
    """Seconds from nothing to an open library."""
    began = perf_counter()
    library = Library.open(folder)
    took = perf_counter() - began
    library.close_now()
    return took


async def _listing(folder: Path) -> float:
    library = Library.open(folder)
    took = []
    for _ in range(5):
        began = perf_counter()
        await library.conversations()
        took.append(perf_counter() - began)
    await library.close()
    return statistics.median(took)


async def _searching(folder: Path) -> dict[str, float]:
    """The median latency of each query, in seconds."""
    library = Library.open(folder)
    found: dict[str, float] = {}
    for query in _QUERIES:
        took = []
        for _ in range(5):
            began = perf_counter()
            await library.search(query, SearchFilter())
            took.append(perf_counter() - began)
        found[query] = statistics.median(took)
    await library.close()
    return found


async def _writing(folder: Path, flushes: int = 300) -> tuple[float, float]:
    """How long the loop is held up by saving a streaming answer (p99), and how long until it is durable (p99)."""
    library = Library.open(folder)
    conversation = Conversation(id=new_id(), title="Writing", updated_at=2e9)
    await library.save_conversation(conversation)
    held: list[float] = []
    durable: list[float] = []
    text = ""
    answer = Message(id=new_id(), parent=None, role=Role.ASSISTANT, status=Status.STREAMING)
    for _ in range(flushes):
        text += "word and word " * 12
        message = Message(
            id=answer.id, parent=None, role=Role.ASSISTANT, status=Status.STREAMING, parts=(Text(text),)
        )
        began = perf_counter()
        saving = asyncio.ensure_future(library.save_message(conversation.id, message))
        await asyncio.sleep(0)
        held.append(perf_counter() - began)
        await saving
        durable.append(perf_counter() - began)
    await library.close()
    return _quantile(held, 0.99), _quantile(durable, 0.99)


def _within(name: str, ours: float, limit: float) -> Figure:
    """A figure in milliseconds that should be at most `limit`."""
    return Figure(
        figure=name,
        ours=round(ours * 1e3, 2),
        floor=None,
        peers={},
        unit="ms",
        ratio=None,
        target=limit,
        met=ours * 1e3 <= limit,
    )


def run(messages: int = 1_000_000, conversations: int = 10_000) -> list[Figure]:
    """All figures; builds its libraries in the temporary folder, about two minutes for a million messages."""
    with tempfile.TemporaryDirectory(prefix="studio-bench-") as place:
        empty, tenth, whole = (Path(place) / name for name in ("empty", "tenth", "whole"))
        Library.open(empty).close_now()
        build(tenth, messages // 10, conversations // 10)
        build(whole, messages, conversations)
        took = take_turns({"whole": lambda: _opening(whole), "empty": lambda: _opening(empty)}, 9)
        name = f"open {conversations:,} conversations, {messages:,} messages (floor: empty)"
        rows = [figure(name, took["whole"] * 1e3, "ms", floor=took["empty"] * 1e3, at_most=1.2)]
        rows.append(_within(f"list {conversations:,} conversations", asyncio.run(_listing(whole)), 100))
        for folder, count, limit in ((tenth, messages // 10, 50), (whole, messages, 150)):
            for query, seconds in asyncio.run(_searching(folder)).items():
                rows.append(_within(f"search “{query}” in {count:,} messages", seconds, limit))
        held, durable = asyncio.run(_writing(whole))
        rows.append(_within("write path at the window's side, p99", held, 5))
        rows.append(_within("flush durable on disk, p99", durable, 250))
    return rows


if __name__ == "__main__":
    json.dump(run(*(int(word) for word in sys.argv[1:])), sys.stdout, indent=1, ensure_ascii=False)
