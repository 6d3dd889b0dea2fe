"""Pictures by reference."""

import msgspec

from studio.domain.picture import PictureMade, PictureRef

REF = PictureRef("a" * 64, "image/png", 640, 480)


def test_a_picture_keeps_what_it_was_made_from_through_json() -> None:
    made = PictureMade(ref=REF, created_at=1.5, origin="made", parent="b" * 64, mask="c" * 64, drift=0.25)
    assert msgspec.json.decode(msgspec.json.encode(made), type=PictureMade) == made


def test_references_are_equal_by_value_and_can_be_keys() -> None:
    assert {REF: 1}[PictureRef("a" * 64, "image/png", 640, 480)] == 1
