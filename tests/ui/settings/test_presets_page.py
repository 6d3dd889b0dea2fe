"""Libraries of prompts and parameters: what is typed is kept, also when the page goes away."""

from studio.domain.parameters import ParameterSet
from studio.domain.settings import ParameterPreset, PromptPreset, Settings
from studio.ui.settings.presets_page import ParameterLibrary, PresetsPage, PromptLibrary
from tests.state.world import opened


async def test_a_prompt_is_added_written_and_removed(qtbot: object) -> None:
    async with opened() as w:
        library = PromptLibrary(w.preferences)
        qtbot.addWidget(library)
        assert library._side.currentIndex() == 0
        library._names.wanted.emit()
        library._name.setText("Translator")
        library._text.setPlainText("You translate.")
        library._keep()
        assert w.preferences.value.prompt_presets == (PromptPreset("Translator", "You translate."),)
        library._names.removed.emit(0)
        assert w.preferences.value.prompt_presets == ()
        assert library._side.currentIndex() == 0


async def test_choosing_another_prompt_shows_it_and_changes_nothing(qtbot: object) -> None:
    rows = (PromptPreset("A", "a"), PromptPreset("B", "b"))
    async with opened(settings=Settings(prompt_presets=rows)) as w:
        library = PromptLibrary(w.preferences)
        qtbot.addWidget(library)
        library._names._list.setCurrentRow(1)
        assert library._text.toPlainText() == "b"
        assert not library._pause.isActive()
        assert w.preferences.value.prompt_presets == rows


async def test_typing_is_kept_when_the_page_is_left_at_once(qtbot: object) -> None:
    async with opened(settings=Settings(prompt_presets=(PromptPreset("A", "a"),))) as w:
        library = PromptLibrary(w.preferences)
        qtbot.addWidget(library)
        library.show()
        library._text.setPlainText("changed")
        library.hide()
        assert w.preferences.value.prompt_presets == (PromptPreset("A", "changed"),)


async def test_parameter_presets_keep_exactly_what_is_set(qtbot: object) -> None:
    async with opened(
        settings=Settings(parameter_presets=(ParameterPreset("P", {"seed": 1}, {"x": 2}),))
    ) as w:
        library = ParameterLibrary(w.preferences)
        qtbot.addWidget(library)
        assert library._form.value() == ParameterSet({"seed": 1}, {"x": 2})
        library._form.set_value(ParameterSet({"top_p": 0.5}))
        library._keep()
        assert w.preferences.value.parameter_presets == (ParameterPreset("P", {"top_p": 0.5}),)


async def test_the_page_has_both_libraries(qtbot: object) -> None:
    async with opened() as w:
        page = PresetsPage(w.preferences)
        qtbot.addWidget(page)
        assert page.findChild(PromptLibrary) is not None
        assert page.findChild(ParameterLibrary) is not None
