"""What may be dropped: files, bytes, addresses, our own pictures, and nothing that hides in HTML."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage

from studio.ui.pictures.drops import OWN_TYPE, acceptable, deliver, picture_bytes
from tests.state.picture_plugs import Atelier, noise_bytes
from tests.state.waiting import until


def mime(**parts: object) -> QMimeData:
    made = QMimeData()
    for kind, value in parts.items():
        if kind == "urls":
            made.setUrls([QUrl(str(v)) for v in value])  # type: ignore[attr-defined]
        elif kind == "text":
            made.setText(str(value))
        elif kind == "html":
            made.setHtml(str(value))
        elif kind == "image":
            made.setImageData(value)
        elif isinstance(value, bytes):
            made.setData(kind.replace("_", "/"), value)
    return made


async def test_files_win_over_everything_else(atelier: Atelier, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(noise_bytes((9, 9)))
    assert deliver(
        mime(urls=[QUrl.fromLocalFile(str(path)).toString()], text="https://x.org/b.png"), atelier.studio
    )
    await until(lambda: atelier.studio.desk.source is not None)
    assert atelier.studio.desk.source is not None and atelier.studio.desk.source.name == "a.png"


async def test_a_screenshot_that_is_only_image_png_is_taken_byte_for_byte(atelier: Atelier) -> None:
    data = noise_bytes((30, 20))
    assert picture_bytes(mime(image_png=data)) == data
    assert deliver(mime(image_png=data), atelier.studio)
    await until(lambda: atelier.studio.desk.source is not None)
    assert atelier.studio.desk.source is not None and atelier.studio.desk.source.size == (30, 20)


async def test_bare_pixels_are_taken_as_png(atelier: Atelier) -> None:
    image = QImage(12, 7, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    assert deliver(mime(image=image), atelier.studio)
    await until(lambda: atelier.studio.desk.source is not None)
    assert atelier.studio.desk.source is not None and atelier.studio.desk.source.size == (12, 7)


async def test_our_own_pictures_are_known_by_their_hash(atelier: Atelier) -> None:
    atelier.studio.intake.take_bytes(noise_bytes((9, 9)), "a.png")
    await until(lambda: atelier.studio.desk.source is not None)
    first = atelier.studio.desk.source
    assert first is not None
    atelier.studio.remove_source()
    data = QMimeData()
    data.setData(OWN_TYPE, first.version.encode())
    assert acceptable(data) and deliver(data, atelier.studio)
    await until(lambda: atelier.studio.desk.source is not None)


@pytest.mark.parametrize("text", ["hello", "https://a\nhttps://b", "javascript:alert(1)", ""])
def test_other_text_is_not_taken(atelier: Atelier, text: str) -> None:
    assert not deliver(mime(text=text), atelier.studio)
    assert not acceptable(mime(text=text))


async def test_an_address_is_offered_and_never_fetched_by_the_drop(atelier: Atelier) -> None:
    asked: list[str] = []
    atelier.studio.intake.address_dropped.connect(asked.append)
    assert deliver(mime(text="https://example.org/cat.png"), atelier.studio)
    assert asked == ["https://example.org/cat.png"] and atelier.fetched == []


def test_pictures_named_in_html_are_left_alone(atelier: Atelier) -> None:
    data = mime(html='<img src="https://evil.example/x.png">')
    assert not deliver(data, atelier.studio)
    assert atelier.fetched == []
