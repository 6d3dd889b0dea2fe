"""The right drawer in the running program: pages made when first opened, words kept, closed by its own button."""

from pathlib import Path

from PySide6.QtWidgets import QToolButton

from tests.ui.program import program, until


async def test_what_is_set_belongs_to_the_conversation_it_was_set_for(tmp_path: Path, home: Path) -> None:
    async with program(tmp_path / "data") as app:
        window, drawer = app.window, app.window.drawer
        window.toggle_drawer("parameters")
        drawer.parameters_page().system.setPlainText("Be brief.")
        first = window.session()
        await until(lambda: first.conversation.system == "Be brief.")
        window.new_chat()
        assert drawer.parameters_page().system.toPlainText() == ""
        window.show_session(first)
        assert drawer.parameters_page().system.toPlainText() == "Be brief."
        closed: list[bool] = []
        drawer.closed.connect(lambda: closed.append(True))
        next(b for b in drawer.findChildren(QToolButton) if b.accessibleName() == "Close the drawer").click()
        assert (drawer.shown, drawer.isVisible(), closed) == ("", False, [True])


async def test_the_drawer_hides_in_other_places_and_comes_back(tmp_path: Path, home: Path) -> None:
    async with program(tmp_path / "data") as app:
        app.window.toggle_drawer("inspector")
        app.window.show_place("pictures")
        assert not app.window.drawer.isVisible()
        app.window.show_place("chat")
        assert app.window.drawer.isVisible()
