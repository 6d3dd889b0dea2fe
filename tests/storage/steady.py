"""A writer for failing disks: saves messages one after another and prints which the library called saved.

    steady.py FOLDER COUNT [WORD]

Lines: `opened`, `S number` (saved), `E number words` (failed, in words), `recovered` (what was kept is saved now),
`closed PENDING`. With WORD `room` it frees the disk after half of the messages (removes FOLDER/../ballast).
"""

import asyncio
import os
import sys
from pathlib import Path

from studio.domain.conversation import Conversation, Message, Role, Text
from studio.domain.errors import StudioError
from studio.storage.library import Library


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


async def main(folder: Path, count: int, room: bool) -> None:
    try:
        library = Library.open(folder)
    except StudioError as error:
        say("E", "open", error)
        return
    say("opened")
    library.on_recovered(lambda: say("recovered"))
    conversation = Conversation(id="c", title="Talk", updated_at=1.0)
    try:
        await library.save_conversation(conversation)
    except StudioError as error:
        say("E", "conversation", error)
    for number in range(count):
        if room and number == count // 2:
            (folder.parent / "ballast").unlink()
        message = Message(
            id=str(number), parent=None, role=Role.USER, parts=(Text(f"{number} " + "x" * 20_000),)
        )
        try:
            await library.save_message("c", message)
        except StudioError as error:
            say("E", number, error)
        else:
            say("S", number)
    await library.close()
    say("closed", library.unsaved)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] == ["room"]))
