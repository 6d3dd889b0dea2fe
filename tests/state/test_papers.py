"""Conversations on their way out and in again, and a request as a command."""

from pathlib import Path

from studio.domain.conversation import Role
from studio.state import tasks
from studio.state.papers import Papers
from tests.state.room import answers, furnished
from tests.state.test_session import ended, until


async def test_an_export_comes_back_in_another_library(tmp_path: Path) -> None:
    target = tmp_path / "chat.json"
    async with furnished(tmp_path / "one") as room:
        session = room.session()
        session.send("Carry me over")
        await ended(session)
        papers = Papers(room.shelf, lambda _: room.gateway)
        said: list[str] = []
        papers.ended.connect(said.append)
        papers.export([session.conversation.id], "json", target)
        await until(lambda: said)
        assert target.is_file()
    async with furnished(tmp_path / "two") as room:
        papers = Papers(room.shelf, lambda _: room.gateway)
        told: list[str] = []
        papers.imported.connect(lambda: told.append("imported"))
        papers.import_files([target])
        await until(lambda: told)
        assert [c.title for c in await room.shelf.conversations()] == ["Carry me over"]


async def test_a_request_is_copied_without_its_key(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data") as room:
        session = room.session()
        session.send("As a command")
        await ended(session)
        papers = Papers(room.shelf, lambda _: room.gateway)
        copied: list[str] = []
        said: list[str] = []
        papers.copied.connect(lambda text, words: copied.append(text))
        papers.said.connect(said.append)
        papers.copy_curl(answers(session)[-1].id)
        await until(lambda: copied)
        assert copied[0].startswith("curl ")
        assert room.sandbox.token not in copied[0]
        assert "_API_KEY}" in copied[0]
        papers.copy_curl("no such message")
        await until(lambda: said)
        assert said == ["No request is kept for this message."]


async def test_a_pdf_is_printed_from_the_path_that_is_shown(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data") as room:
        for words in ("First chat", "Second chat"):
            session = room.session()
            session.send(words)
            await ended(session)
        printed: list[tuple[list[str], Path]] = []
        papers = Papers(room.shelf, lambda _: room.gateway)
        told: list[str] = []
        papers.ended.connect(told.append)
        papers.export([session.conversation.id], "pdf", tmp_path / "a.pdf")
        await until(lambda: told)
        assert told.pop() == "Nothing here can write a PDF."
        papers.printer = lambda chapters, target: printed.append(
            ([m.text for c in chapters for m in c.path if m.role is Role.USER], target)
        )
        papers.export([session.conversation.id], "pdf", tmp_path / "a.pdf")
        papers.export([], "pdf", tmp_path / "b.pdf")
        await until(lambda: len(told) == 2)
        assert printed == [
            (["Second chat"], tmp_path / "a.pdf"),
            (["Second chat", "First chat"], tmp_path / "b.pdf"),
        ]
        assert told[1] == f"2 conversations exported to {tmp_path / 'b.pdf'}."

        def refuse(chapters: object, target: Path) -> None:
            raise PermissionError(13, "Permission denied")

        papers.printer = refuse
        papers.export([], "pdf", tmp_path / "c.pdf")
        await until(lambda: len(told) == 3)
        assert "could not be written: Permission denied" in told[2]


async def test_files_are_imported_one_after_another_until_cancelled(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data") as room:
        papers = Papers(room.shelf, lambda _: room.gateway)
        sources = [tmp_path / f"{n}.json" for n in range(3)]
        for source in sources:
            source.write_text("[]")
        began: list[str] = []
        told: list[str] = []
        papers.began.connect(began.append)
        papers.ended.connect(told.append)
        papers.ended.connect(lambda _: papers.cancel() if len(told) == 2 else None)
        papers.import_files(sources)
        await until(lambda: len(told) == 2)
        await until(lambda: not tasks.running())
        assert began == ["Importing 0.json", "Importing 1.json"]
