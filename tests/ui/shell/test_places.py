"""What is built only when it is first looked at, and once."""

from pathlib import Path

from tests.ui.program import program, until


async def test_places_are_built_when_first_shown_and_kept(tmp_path: Path, home: Path) -> None:
    async with program(tmp_path / "data") as app:
        window = app.window
        for name in ("compare", "pictures"):
            assert name not in window._built
            made = window.place(name)
            assert window.places.currentWidget() is made
            window.show_place("chat")
            assert window.place(name) is made


async def test_the_picture_studio_begins_with_a_picture_model_of_the_chats_family(
    tmp_path: Path, home: Path
) -> None:
    async with program(tmp_path / "data") as app:
        studio = app.window.place("pictures").studio  # type: ignore[attr-defined]
        await until(lambda: studio.desk.model)
        assert studio.desk.model in {m.id for m in app.window.parts.places.picture_models()}
        assert studio.desk.model.split("/")[0] == app.models.default()[1].split("/")[0]


async def test_the_settings_are_made_anew_each_time(tmp_path: Path, home: Path) -> None:
    async with program(tmp_path / "data") as app:
        places = app.window.parts.places
        first, second = places.make_settings(app.window), places.make_settings(app.window)
        assert first is not second
        first.close()
        second.close()
        first.deleteLater()
        second.deleteLater()
