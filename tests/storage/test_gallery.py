"""The gallery."""

import msgspec

from studio.domain.picture import PictureMade, PictureRef
from studio.storage import gallery
from studio.storage.database import Connection


def _made(letter: str, **more: object) -> PictureMade:
    ref = PictureRef(letter * 64, "image/png", 1, 1)
    return msgspec.structs.replace(PictureMade(ref=ref, created_at=1.0, origin="made"), **more)


def test_newest_first_each_picture_once(connection: Connection) -> None:
    for letter in "aba":
        gallery.save(connection, _made(letter))
    assert [made.ref.sha256[0] for made in gallery.all_shown(connection)] == ["b", "a"]


def test_a_picture_needs_its_source_and_mask_until_it_is_deleted(connection: Connection) -> None:
    made = _made("a", parent="b" * 64, mask="c" * 64, raw="d" * 64)
    gallery.save(connection, made)
    assert connection.execute("SELECT count(*) FROM blob_uses").fetchone()[0] == 4
    gallery.save(connection, msgspec.structs.replace(made, deleted=True))
    assert connection.execute("SELECT count(*) FROM blob_uses").fetchone()[0] == 0
    assert gallery.all_shown(connection) == ()
    gallery.save(connection, made)
    assert gallery.all_shown(connection) == (made,)
