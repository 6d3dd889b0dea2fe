"""A card shows its picture, says what it took, and says why there is none."""

from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from studio.domain.conversation import Message, Picture, Role, Status
from studio.domain.errors import Failure, Kind
from studio.domain.picture import PictureRef
from studio.domain.timing import Timing, Usage
from studio.ui.compare.picture_card import PictureCard

REF = PictureRef("a" * 64, "image/png", 64, 32)


def answer(**more: object) -> Message:
    return Message(id="m", parent="q", role=Role.ASSISTANT, model="demo/painter", **more)


def card(qtbot: QtBot, image: QImage | None = None) -> PictureCard:
    made = PictureCard(lambda ref, side: image)
    qtbot.addWidget(made)
    made.resize(300, 300)
    return made


def test_a_picture_is_painted_in_its_own_shape(qtbot: QtBot) -> None:
    image = QImage(64, 32, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff0000"))
    made = card(qtbot, image)
    made.show_answer(answer(parts=(Picture(REF),), timing=Timing(total_s=2.0), usage=Usage(cost=0.04)))
    painted = made.grab().toImage()
    assert painted.pixelColor(150, 121) == QColor("#ff0000")
    assert painted.pixelColor(150, 20) != QColor("#ff0000")
    assert made.words() == "2.0 s · $0.0400 · 64×32"
    assert made.accessibleName() == "demo/painter: 2.0 s · $0.0400 · 64×32"


def test_a_picture_that_is_still_decoded_leaves_its_place(qtbot: QtBot) -> None:
    made = card(qtbot)
    made.show_answer(answer(parts=(Picture(REF),)))
    assert made.words() == "cost — · 64×32"
    assert not made.grab().isNull()


def test_what_has_no_picture_says_why(qtbot: QtBot) -> None:
    made = card(qtbot)
    said = []
    for message, live in (
        (answer(status=Status.WAITING), ""),
        (answer(status=Status.STREAMING), "Painting 40 %"),
        (answer(status=Status.STOPPED), ""),
        (answer(status=Status.FAILED, failure=Failure(kind=Kind.RATE, message="Too many.")), ""),
        (answer(parts=(Picture(None, problem="The address is gone."),)), ""),
        (answer(), ""),
    ):
        made.show_answer(message, live)
        assert not made.grab().isNull()
        said.append(made.words())
    assert said == [
        "Being made…",
        "Painting 40 %",
        "Stopped",
        "Too many.",
        "The address is gone.",
        "No picture came.",
    ]
