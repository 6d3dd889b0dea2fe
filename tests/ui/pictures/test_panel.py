"""The panel: words, model and switches go to the desk, and the button says what it does."""

import io

from PIL.PngImagePlugin import PngInfo
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from studio.domain.parameters import ParameterSet
from studio.state.picture_mask import Stroke, Tool
from studio.ui.pictures.panel import Panel
from tests.state.picture_plugs import Atelier, noise
from tests.state.waiting import until
from tests.ui.pictures.conftest import Bring


def made(qtbot: QtBot, atelier: Atelier) -> Panel:
    panel = Panel(atelier.studio, atelier.studio.rasters)
    qtbot.addWidget(panel)
    panel.resize(300, 700)
    panel.show()
    return panel


async def test_typing_reaches_the_desk_and_control_enter_asks(qtbot: QtBot, atelier: Atelier) -> None:
    panel = made(qtbot, atelier)
    assert not panel._button.isEnabled()
    QTest.keyClicks(panel._prompt, "a lake")
    assert atelier.studio.desk.prompt == "a lake" and panel._button.isEnabled()
    QTest.keyClick(panel._prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: bool(atelier.studio.desk.shown))
    assert panel._prompt.toPlainText() == "a lake", "the words stay for the next try"


async def test_the_label_of_the_button_follows_what_it_would_do(
    qtbot: QtBot, atelier: Atelier, bring: Bring
) -> None:
    panel = made(qtbot, atelier)
    assert panel._button.text() == "Generate" and not panel._keep.isVisible()
    await bring()
    assert panel._button.text() == "Edit picture"
    atelier.studio.paint(Stroke(tool=Tool.FILL))
    assert panel._button.text() == "Edit painted area" and panel._keep.isVisible()
    panel._keep.click()
    assert not atelier.studio.desk.keep_outside
    panel._feather.setValue(40)
    assert atelier.studio.desk.feather == 40 and panel._feather_label.text() == "Soft edge 40 px"


async def test_earlier_prompts_come_back_by_key(qtbot: QtBot, atelier: Atelier) -> None:
    panel = made(qtbot, atelier)
    for words in ("first", "second"):
        atelier.studio.ask_with(prompt=words)
        atelier.painter.paint = lambda prompt, w=words: [_picture(w)]
        atelier.studio.start()
        await until(lambda w=words: w in atelier.gallery.prompts())  # type: ignore[misc]
    atelier.studio.ask_with(prompt="")
    seen = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(panel._prompt, key, Qt.KeyboardModifier.AltModifier)
        seen.append(atelier.studio.desk.prompt)
    assert seen == ["second", "first", "second"]


async def test_sources_are_listed_and_can_be_taken_away(qtbot: QtBot, atelier: Atelier, bring: Bring) -> None:
    panel = made(qtbot, atelier)
    await bring()
    words = [label.text() for label in panel._source.findChildren(QLabel) if label.text()]
    assert words == ["source.png\n200 × 120"]
    atelier.studio.remove_source()
    assert atelier.studio.desk.source is None


async def test_the_model_button_asks_for_the_chooser(qtbot: QtBot, atelier: Atelier) -> None:
    panel = made(qtbot, atelier)
    assert panel._model.text() == "Oil"
    with qtbot.waitSignal(panel.model_choice_requested):
        panel._model.click()


async def test_every_label_is_plain_text(qtbot: QtBot, atelier: Atelier, bring: Bring) -> None:
    panel = made(qtbot, atelier)
    await bring()
    hostile = [
        label
        for label in panel.findChildren(QLabel)
        if label.textFormat() is not Qt.TextFormat.PlainText and "source" in label.text()
    ]
    assert hostile == []


def _picture(words: str) -> bytes:
    from tests.state.picture_plugs import noise_bytes

    return noise_bytes((8, 8), seed=len(words) * 7)


async def test_parameters_reach_the_desk_and_what_cannot_be_sent_stays_in_its_field(
    qtbot: QtBot, atelier: Atelier
) -> None:
    panel = made(qtbot, atelier)
    editor = panel._form._editors["n"]
    QTest.keyClicks(editor.control, "3")
    assert atelier.studio.desk.parameters.values == {"n": 3}
    QTest.keyClicks(editor.control, "x")
    assert atelier.studio.desk.parameters.values == {} and editor.problem
    assert isinstance(editor.control, QLineEdit) and editor.control.text() == "3x"
    atelier.studio.ask_with(parameters=ParameterSet({"n": 2}, {"style": "vivid"}))
    assert editor.control.text() == "2" and '"vivid"' in panel._form._extra.toPlainText()


async def test_a_picture_that_tells_how_it_was_made_offers_its_words(qtbot: QtBot, atelier: Atelier) -> None:
    panel = made(qtbot, atelier)
    told: list[str] = []
    atelier.studio.noted.connect(told.append)
    words = "a <b>red</b> boat\nNegative prompt: blur\nSteps: 20, Sampler: Euler a, Seed: 42, Model: oil"
    image = io.BytesIO()
    facts = PngInfo()
    facts.add_text("parameters", words)
    noise((40, 30)).save(image, "PNG", pnginfo=facts)
    atelier.studio.intake.take_bytes(image.getvalue(), "boat.png")
    await until(lambda: atelier.studio.desk.source is not None)
    button = next(b for b in panel._source.findChildren(QPushButton) if b.text().startswith("Use its prompt"))
    assert "AUTOMATIC1111" in button.toolTip() and "<b>" not in button.toolTip()
    button.click()
    assert atelier.studio.desk.prompt == "a <b>red</b> boat"
    assert atelier.studio.desk.parameters.values == {"seed": 42, "negative_prompt": "blur"}
    assert told == ["This model has no field for: sampler, steps."]


async def test_a_picture_without_a_recipe_offers_nothing(
    qtbot: QtBot, atelier: Atelier, bring: Bring
) -> None:
    panel = made(qtbot, atelier)
    await bring()
    assert not [b for b in panel._source.findChildren(QPushButton) if b.text().startswith("Use its")]
