"""Pictures are scaled to fit, asked for at that size, and say what became of them."""

from PySide6.QtGui import QColor, QImage

from studio.domain.conversation import Picture
from studio.domain.picture import PictureRef
from studio.ui.chat.transcript.picture_box import PictureBox
from tests.ui.rendering.making import ink, picture, style

_REF = PictureRef("b" * 64, "image/png", 2000, 1000)


def test_a_large_picture_is_scaled_down_and_a_small_one_is_not_blown_up() -> None:
    box = PictureBox(style(), Picture(_REF), None)
    box.lay_out(500)
    assert (box.shown.width(), box.shown.height()) == (500, 250)
    small = PictureBox(style(), Picture(PictureRef("c", "image/png", 40, 30)), None)
    small.lay_out(500)
    assert small.shown.width() == 40


def test_pixels_are_asked_for_at_the_size_shown() -> None:
    asked: list[int] = []
    image = QImage(500, 250, QImage.Format.Format_RGB32)
    image.fill(QColor("green"))

    def give(_: PictureRef, side: int) -> QImage:
        asked.append(side)
        return image

    painted = picture(PictureBox(style(), Picture(_REF), give))
    assert asked == [500]
    assert painted.pixelColor(250, 100) == QColor("green")


def test_a_picture_that_did_not_arrive_says_why() -> None:
    box = PictureBox(style(), Picture(None, problem="The host did not answer."), None)
    assert ink(picture(box)) > 3
    assert box.words == "The host did not answer."
    assert box.targets() == []


def test_the_picture_opens_large() -> None:
    box = PictureBox(style(), Picture(_REF, name="cat.png"), None)
    box.lay_out(500)
    (target,) = box.targets()
    assert (target.kind, target.data, target.name) == ("picture", _REF.sha256, "Open cat.png")
