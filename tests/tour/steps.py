"""The steps of the tour, in order; each leaves the program where the next begins."""

from PySide6.QtCore import Qt
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
    page.finished.emit("demo")
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


STEPS = (first_run, chat_streams, four_protocols)
