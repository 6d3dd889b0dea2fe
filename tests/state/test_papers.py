"""Conversations on their way out and in again, and a request as a command."""

from pathlib import Path

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
        papers.said.connect(said.append)
        papers.export([session.conversation.id], "json", target)
        await until(lambda: said)
        assert target.is_file()
    async with furnished(tmp_path / "two") as room:
        papers = Papers(room.shelf, lambda _: room.gateway)
        told: list[str] = []
        papers.imported.connect(lambda: told.append("imported"))
        papers.import_file(target)
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
