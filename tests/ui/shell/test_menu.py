"""The commands of the window: what they do, what they are called, and that no two share their keys."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog

from studio.app import App
from studio.domain.settings import PromptPreset
from studio.ui.shell.menu import FORMATS, SUFFIXES, export, fenced_blocks, file_name, recent, step_chat
from tests.ui.program import ask, program, until


@pytest.fixture
async def app(tmp_path: Path, home: Path) -> AsyncIterator[App]:
    async with program(tmp_path / "data") as made:
        yield made


async def test_no_two_commands_share_their_keys_or_words(app: App) -> None:
    commands = app.window.commands.all()
    keys = Counter(key for command in commands for key in command.keys)
    words = Counter(command.words for command in commands)
    assert [k for k, n in (keys + words).items() if n > 1] == []
    assert all(command.words for command in commands)


async def test_next_chat_goes_through_the_list_as_it_is_shown(app: App) -> None:
    for text in ("one", "two", "three"):
        app.window.new_chat()
        await ask(app, text)
    ids = app.window.sidebar.model.ids()
    app.window.open_conversation(ids[0])
    step_chat(app.window, 1)
    assert app.window.session().conversation.id == ids[1]
    step_chat(app.window, -1)
    step_chat(app.window, -1)
    assert app.window.session().conversation.id == ids[-1]
    app.window.commands.action("chat_2").trigger()
    assert app.window.session().conversation.id == ids[1]
    assert [c.id for c in recent(app.window)] == [i for i in ids if i != ids[1]]


async def test_a_chat_is_exported_in_the_format_that_was_chosen(app: App, tmp_path: Path) -> None:
    await ask(app, "Print me")
    told: list[str] = []
    app.papers.ended.connect(told.append)
    for number, (words, form) in enumerate(FORMATS.items()):
        export(app.window, [app.window.session().conversation.id])
        (dialog,) = (
            w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog) and w.isVisible()
        )
        dialog.selectNameFilter(words)
        dialog.filterSelected.emit(words)
        assert dialog.defaultSuffix() == SUFFIXES[form]
        target = tmp_path / f"out.{SUFFIXES[form]}"
        dialog.fileSelected.emit(str(target))
        dialog.close()
        await until(lambda n=number: len(told) == n + 1)
        assert target.is_file(), told
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")
    assert "Print me" in (tmp_path / "out.md").read_text()


async def test_a_slash_offers_instructions_and_an_at_sign_chooses_the_model(app: App) -> None:
    app.preferences.change(prompt_presets=(PromptPreset("Pirate", "Talk like a pirate."),))
    sources = app.window.chat.composer._suggestions._sources
    (row,) = sources["/"]("pira")
    assert row.run is not None
    row.run()
    assert app.window.session().conversation.system == "Talk like a pirate."
    rows = sources["@"]("swift")
    assert rows[0].run is not None
    rows[0].run()
    assert app.window.session().conversation.model == "demo/swift-mini"
    assert sources["/"]("")[1].text == "Attach files …"


async def test_a_title_model_is_chosen_and_taken_back(app: App) -> None:
    app.window.commands.action("titles").trigger()
    picker = next(w for w in QApplication.topLevelWidgets() if type(w).__name__ == "ModelPicker")
    picker.chosen.emit("demo", "demo/swift-mini")
    picker.close()
    assert app.preferences.value.title_model == "demo\ndemo/swift-mini"
    app.window.commands.action("no_titles").trigger()
    assert app.preferences.value.title_model == ""


async def test_the_last_code_is_copied(app: App) -> None:
    app.window.new_chat()
    app.window.commands.action("copy_code").trigger()
    await ask(app, "Write a Python function with code", "demo/scholar-large")
    QGuiApplication.clipboard().clear()
    app.window.commands.action("copy_code").trigger()
    answer = app.window.session().path()[-1]
    blocks = fenced_blocks(answer.text)
    assert QGuiApplication.clipboard().text() == (blocks[-1] if blocks else "")


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("```py\na\n```\nx\n~~~\nb\n~~~", ["a\n", "b\n"]),
        ("````\n```\ninner\n```\n````", ["```\ninner\n```\n"]),
        ("no code", []),
        ("```\nnever closed", []),
    ],
)
def test_fenced_blocks_are_found_as_markdown_means_them(text: str, blocks: list[str]) -> None:
    assert fenced_blocks(text) == blocks


def test_a_title_becomes_a_file_name_without_traps() -> None:
    assert file_name("../../etc/passwd: a <b>?") == "etc passwd  a  b"
    assert file_name("…/") == "chat"
    assert len(file_name("x" * 300)) == 60
