"""The gallery: every picture that was made, received or brought in, once each."""

from studio.domain.picture import PictureMade
from studio.storage.coding import decoded, encoded
from studio.storage.conversations import storable, use_blobs
from studio.storage.database import Connection


def all_shown(connection: Connection) -> tuple[PictureMade, ...]:
    """The pictures that are not deleted, newest first by the order of making."""
    rows = connection.execute("SELECT data FROM pictures WHERE deleted = 0 ORDER BY seq DESC")
    return decoded((row[0] for row in rows), PictureMade)


def save(connection: Connection, made: PictureMade) -> None:
    """Writes a picture's row; the same bytes are the same picture. A deleted one lets go of its files."""
    connection.execute(
        "INSERT INTO pictures(sha256, created_at, deleted, gateway, model, folded, data) VALUES(?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT(sha256) DO UPDATE SET created_at = excluded.created_at, deleted = excluded.deleted,"
        " gateway = excluded.gateway, model = excluded.model, folded = excluded.folded, data = excluded.data",
        (
            made.ref.sha256,
            float(made.created_at),
            int(made.deleted),
            storable(made.gateway),
            storable(made.model),
            storable(f"{made.prompt}\n{made.name}").casefold(),
            encoded(made),
        ),
    )
    needed = {made.ref.sha256, made.parent, made.mask, made.raw} - {""}
    use_blobs(connection, f"picture:{made.ref.sha256}", frozenset() if made.deleted else frozenset(needed))
