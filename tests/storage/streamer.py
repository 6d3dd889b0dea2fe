"""The child that gets killed: chats through the real library, and prints what it has promised.

    streamer.py FOLDER FLUSH_MS

Lines as `realparts/crash/streamer.py` prints them, each written with one system call after the fact:
    U id length          a user message is durable
    T id length time     so many characters of an answer are on the screen
    F id length          so many were flushed
    D id length          an answer is finished and durable
"""

import asyncio
import os
import sys
import time
from pathlib import Path

import msgspec

from studio.domain.conversation import Conversation, Message, Role, Status, Text, new_id
from studio.storage.library import Library

TALKS = 4
TOKENS = 40


def promise(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


async def chat(library: Library, flush_s: float, first: int) -> None:
    """One conversation that goes on for ever: a question, then an answer word by word."""
    conversation = Conversation(id=new_id(), title="Talk", updated_at=float(first))
    await library.save_conversation(conversation)
    number = first
    parent = None
    while True:
        text = f"user message {number} " + "é漢😀" * 20
        question = Message(id=str(number), parent=parent, role=Role.USER, parts=(Text(text),))
        await library.save_message(conversation.id, question)
        promise("U", number, len(text))
        answer = Message(
            id=str(number + 1),
            parent=question.id,
            role=Role.ASSISTANT,
            status=Status.STREAMING,
            gateway="g",
            model="m",
        )
        body, flushed = "", time.monotonic()
        for token in range(TOKENS):
            await asyncio.sleep(0.002)
            body += f"tok{token} "
            promise("T", answer.id, len(body), time.monotonic())
            if time.monotonic() - flushed >= flush_s:
                await library.save_message(
                    conversation.id, msgspec.structs.replace(answer, parts=(Text(body),))
                )
                flushed = time.monotonic()
                promise("F", answer.id, len(body))
        done = msgspec.structs.replace(answer, parts=(Text(body),), status=Status.DONE)
        await library.save_message(conversation.id, done)
        promise("D", answer.id, len(body))
        parent = answer.id
        number += 2


async def main(folder: Path, flush_s: float) -> None:
    library = Library.open(folder)
    start = int(time.time() * 1e6) * 1000  # ids of one run never meet those of another
    async with asyncio.TaskGroup() as group:
        for talk in range(TALKS):
            group.create_task(chat(library, flush_s, start + talk * 100))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]) / 1e3))
