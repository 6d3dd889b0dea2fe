"""Instructions of a conversation: told once after a pause, never while they are being filled in."""

from pathlib import Path

from tests.ui.program import program, until


async def test_showing_a_conversation_says_nothing_and_typing_says_it_once(
    tmp_path: Path, home: Path
) -> None:
    async with program(tmp_path / "data") as app:
        window = app.window
        window.session().change(system="Be kind.")
        window.toggle_drawer("parameters")
        drawer = window.drawer.parameters_page()
        said: list[str] = []
        drawer.changed.connect(lambda system, chosen: said.append(system))
        assert drawer.value()[0] == "Be kind."
        assert not drawer._pause.isActive()
        for text in ("B", "Be", "Be brief."):
            drawer.system.setPlainText(text)
        await until(lambda: said)
        assert said == ["Be brief."]
        assert window.session().conversation.system == "Be brief."
