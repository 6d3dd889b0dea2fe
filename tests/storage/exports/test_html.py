"""Pieces of the HTML export."""

import msgspec

from studio.domain.conversation import Picture
from studio.domain.picture import PictureRef
from studio.storage.bundle import Bundle, Media
from studio.storage.exports.html import document
from tests.storage.making import answered, said, talk


def _page(*messages: object, media: dict[str, Media] | None = None) -> str:
    bundle = Bundle(conversation=talk("T"), media=media or {})
    return "".join(document([(bundle, messages)]))  # type: ignore[list-item]


def test_what_the_user_typed_is_shown_letter_for_letter() -> None:
    assert "<div class=typed># not *a* heading</div>" in _page(said("# not *a* heading"))
    assert "<h3>a heading</h3>" in _page(answered("# a heading"))


def test_a_file_that_is_no_known_picture_is_not_put_in() -> None:
    ref = PictureRef("a" * 64, "image/png", 1, 1)
    message = msgspec.structs.replace(answered(""), parts=(Picture(ref),))
    page = _page(message, media={"a" * 64: Media("svg", b"<svg onload=x>")})
    assert "<img" not in page and "its file is missing" in page


def test_several_conversations_are_one_page() -> None:
    bundles = [(Bundle(conversation=talk(f"T{number}")), ()) for number in range(2)]
    page = "".join(document(bundles))
    assert page.count("<main>") == 2 and page.count("<html") == 1 and page.endswith("</html>\n")
