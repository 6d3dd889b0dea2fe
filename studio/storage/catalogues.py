"""The last catalogue of each gateway, and the picture jobs that were running."""

from studio.domain.library import PictureJob
from studio.domain.model import Catalogue
from studio.storage.coding import decoded, encoded, lenient
from studio.storage.database import Connection


def load(connection: Connection, gateway: str) -> Catalogue | None:
    """The last catalogue of a gateway, or None."""
    row = connection.execute("SELECT data FROM catalogues WHERE gateway = ?", (gateway,)).fetchone()
    return None if row is None else lenient(row[0], Catalogue)[0]


def save(connection: Connection, catalogue: Catalogue) -> None:
    """Keeps a catalogue in place of the one before."""
    connection.execute(
        "INSERT INTO catalogues(gateway, data) VALUES(?, ?) ON CONFLICT(gateway) DO UPDATE SET data = excluded.data",
        (catalogue.gateway, encoded(catalogue)),
    )


def jobs(connection: Connection) -> tuple[PictureJob, ...]:
    """The picture jobs that run at gateways, oldest first."""
    return decoded((row[0] for row in connection.execute("SELECT data FROM jobs ORDER BY rowid")), PictureJob)


def save_job(connection: Connection, job: PictureJob) -> None:
    """Keeps a job, so that asking for it goes on after a restart."""
    connection.execute(
        "INSERT INTO jobs(job, message_id, data) VALUES(?, ?, ?)"
        " ON CONFLICT(job) DO UPDATE SET message_id = excluded.message_id, data = excluded.data",
        (job.job, job.message_id, encoded(job)),
    )


def end_job(connection: Connection, job: str) -> None:
    """Forgets a job that ended."""
    connection.execute("DELETE FROM jobs WHERE job = ?", (job,))
