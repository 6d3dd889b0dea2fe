"""The steps of the tour, in order; each leaves the program where the next begins."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from studio.domain.conversation import Message, Role, Status
from studio.domain.gateway import Protocol
from tests.tour.driver import Driver, StepFailed


def _answers(driver: Driver) -> list[Message]:
    return [m for m in driver.window.session().path() if m.role is Role.ASSISTANT]


async def _send(driver: Driver, text: str) -> None:
    before = len(_answers(driver))
    driver.window.chat.composer.setFocus()
    editor = driver.window.chat.composer.editor
    editor.setPlainText(text)
    driver.press(Qt.Key.Key_Return, widget=editor)
    await driver.until(lambda: len(_answers(driver)) > before, "an answer to begin")


async def _ended(driver: Driver) -> Message:
    await driver.until(lambda: not driver.window.session().running(), "the answer to end", 60)
    answer = _answers(driver)[-1]
    if answer.status is not Status.DONE:
        raise StepFailed(f"the answer is {answer.status}: {answer.failure}")
    return answer


async def first_run(driver: Driver) -> None:
    """The one screen of a new user."""
    await driver.picture("first-run")
    page = driver.window.places.currentWidget()
    for words in ("The demo", "Open the demo"):
        driver.click(_button(page, words))
        await driver.rest()
    await driver.until(lambda: driver.app.models.catalogue("demo"), "the demo's models")
    await driver.until(lambda: driver.window.chat.session is not None, "an empty chat")
    await driver.picture("empty-chat")


async def chat_streams(driver: Driver) -> None:
    """An answer while it comes in."""
    driver.window.use_model("demo", "demo/scholar-large")
    await _send(driver, "Explain how a transformer predicts the next word, with a formula, a table and code.")
    await driver.until(lambda: len(_answers(driver)[-1].text) > 300, "some text")
    await driver.picture("streaming")
    await _ended(driver)
    await driver.picture("answer")


async def four_protocols(driver: Driver) -> None:
    """The same model in each protocol, in one conversation."""
    for protocol in Protocol:
        driver.window.session().change(protocol=protocol)
        await _send(driver, f"Say hello in one sentence over {protocol.value}.")
        answer = await _ended(driver)
        if answer.protocol is not protocol:
            raise StepFailed(f"asked with {answer.protocol} instead of {protocol}")
    await driver.picture("four-protocols")


async def branches(driver: Driver) -> None:
    """Another answer beside the first, and the way back."""
    session = driver.window.session()
    first = _answers(driver)[-1]
    driver.command("regenerate")
    await driver.until(lambda: _answers(driver)[-1].id != first.id, "a second answer")
    await _ended(driver)
    if len(session.siblings(_answers(driver)[-1])) != 2:
        raise StepFailed("the second answer is no sibling of the first")
    await driver.picture("branches")


async def thinking(driver: Driver) -> None:
    """A model that shows its thoughts."""
    driver.window.new_chat()
    driver.window.use_model("demo", "demo/thinker")
    await _send(driver, "Is 97 a prime number? Explain briefly.")
    await driver.until(lambda: len(_answers(driver)[-1].thought) > 80, "a thought")
    await driver.picture("thinking")
    await _ended(driver)
    await driver.picture("thought-folded")


async def failure(driver: Driver) -> None:
    """A refused request, in the gateway's own words."""
    driver.window.new_chat()
    driver.window.use_model("demo", "members/grand-vizier")
    await _send(driver, "May I use you?")
    await driver.until(lambda: not driver.window.session().running(), "the refusal")
    if _answers(driver)[-1].failure is None:
        raise StepFailed("a locked model answered")
    await driver.picture("refused")


async def model_picker(driver: Driver) -> None:
    """The picker, narrowed by a few letters."""
    driver.window.new_chat()
    driver.command("model")
    await driver.until(lambda: QApplication.activeModalWidget() or _dialog("ModelPicker"), "the picker")
    picker = _dialog("ModelPicker")
    field = picker.findChild(QLineEdit)
    await driver.picture("models")
    driver.type("scho", field)
    await driver.picture("models-narrowed")
    driver.press(Qt.Key.Key_Return, widget=field)
    await driver.until(lambda: _dialog("ModelPicker") is None, "the picker to close")
    if driver.window.session().conversation.model != "demo/scholar-large":
        raise StepFailed(f"chose {driver.window.session().conversation.model}")


async def drawers(driver: Driver) -> None:
    """Parameters, then what was sent and received."""
    rows = driver.window.parts.library.rows()
    driver.window.open_conversation(rows[-1].id)
    driver.command("parameters")
    await driver.picture("parameters")
    driver.command("parameters")
    driver.command("inspector")
    await driver.rest(20)
    await driver.picture("inspector")
    driver.command("inspector")


async def command_box(driver: Driver) -> None:
    """Ctrl+K over everything."""
    driver.command("search")
    box = _dialog("CommandBox")
    if box is None:
        raise StepFailed("the command box did not open")
    driver.type("transform", box.findChild(QLineEdit))
    await driver.until(lambda: any(r.kind == "Message" for r in box.rows()), "a message to be found")
    await driver.picture("search")
    box.hide()


async def pictures(driver: Driver) -> None:
    """A picture made, then one part of it changed."""
    driver.window.show_place("pictures")
    view = driver.window.place("pictures")
    studio = view.studio
    await driver.until(lambda: studio.desk.model, "a picture model")
    await driver.picture("pictures-empty")
    studio.ask_with(prompt="A lighthouse by the sea at sunset, watercolour, with mountains")
    studio.start()
    await driver.until(studio.versions, "a picture", 60)
    await driver.rest(30)
    await driver.picture("picture-made")
    sha256 = studio.versions()[-1][1].ref.sha256
    studio.use_as_source(sha256)
    studio.choose_model("demo", "demo/reckless-editor")
    await driver.rest(30)
    driver.drag(view.canvas, [(0.3, 0.3), (0.45, 0.25), (0.6, 0.3), (0.7, 0.35), (0.4, 0.38), (0.65, 0.42)])
    studio.ask_with(prompt="make it night with stars")
    await driver.picture("mask")
    studio.start()
    await driver.until(lambda: len(studio.versions()) >= 2, "the edit", 60)
    await driver.rest(40)
    await driver.picture("before-after")
    view.show_gallery()
    await driver.rest(30)
    await driver.picture("gallery")
    driver.window.show_place("chat")


async def compare(driver: Driver) -> None:
    """Two models side by side, then their numbers."""
    view = driver.window.place("compare")
    await driver.until(lambda: view.session is not None, "two lanes")
    await driver.picture("compare-empty")
    view.session.send("Compare cats and dogs as companions in a short table.", ())
    await driver.rest(40)
    await driver.picture("compare-streaming")
    await driver.until(lambda: view.session.turns() and not view.session.running(), "every lane to end", 60)
    await driver.picture("compare")
    for section in ("numbers", "differences", "runs"):
        view.show_section(section)
        await driver.picture(section)


async def blind(driver: Driver) -> None:
    """A blind round: names are hidden until a vote."""
    view = driver.window.place("compare")
    view.show_section("lanes")
    session = view.new_comparison(blind=True)
    session.send("Write one sentence about the sea.", ())
    await driver.until(lambda: session.turns() and not session.running(), "every lane to end", 60)
    await driver.picture("blind")
    if not session.vote(0):
        raise StepFailed("the vote was not taken")
    await driver.picture("revealed")
    view.show_section("tally")
    await driver.picture("tally")
    driver.window.show_place("chat")


async def settings(driver: Driver) -> None:
    """Every page of the settings."""
    for page in ("gateways", "appearance", "presets", "privacy", "shortcuts", "storage", "usage"):
        driver.window.open_settings(page)
        await driver.rest(15)
        await driver.picture(f"settings-{page}")
        dialog = _dialog("SettingsDialog")
        if dialog is None:
            raise StepFailed(f"no settings page {page}")
        dialog.close()


async def dark(driver: Driver) -> None:
    """The same conversation in the dark."""
    driver.app.preferences.change(theme="dark")
    await driver.picture("dark")
    driver.window.window().resize(760, 640)
    await driver.picture("narrow")
    driver.window.window().resize(1280, 860)
    driver.app.preferences.change(theme="light")


def _button(widget: QWidget, words: str) -> QAbstractButton:
    for button in widget.findChildren(QAbstractButton):
        if button.isVisible() and (button.text() or button.accessibleName()).startswith(words):
            return button
    raise StepFailed(f"there is no button “{words}”")


def _dialog(name: str) -> Any:
    return next(
        (w for w in QApplication.topLevelWidgets() if type(w).__name__ == name and w.isVisible()), None
    )


STEPS = (
    first_run,
    chat_streams,
    four_protocols,
    branches,
    thinking,
    failure,
    model_picker,
    drawers,
    command_box,
    pictures,
    compare,
    blind,
    settings,
    dark,
)
