"""Catalogues and running picture jobs."""

from studio.domain.library import PictureJob
from studio.domain.model import Catalogue, Model
from studio.storage import catalogues
from studio.storage.database import Connection


def test_the_last_catalogue_counts(connection: Connection) -> None:
    for name in ("old", "new"):
        catalogues.save(
            connection, Catalogue(gateway="g", models=(Model(id=name, gateway="g", facts={"x": [1]}),))
        )
    kept = catalogues.load(connection, "g")
    assert kept is not None and [model.id for model in kept.models] == ["new"]
    connection.execute("UPDATE catalogues SET data = '{'")
    assert catalogues.load(connection, "g") is None
    assert catalogues.load(connection, "other") is None


def test_jobs_in_the_order_of_starting(connection: Connection) -> None:
    jobs = [
        PictureJob(
            job=n, gateway="g", model="m", conversation_id="c", message_id=n, style="task", started_at=1.0
        )
        for n in ("z", "a")
    ]
    for job in jobs:
        catalogues.save_job(connection, job)
    assert catalogues.jobs(connection) == tuple(jobs)
    catalogues.end_job(connection, "z")
    catalogues.end_job(connection, "z")
    assert catalogues.jobs(connection) == (jobs[1],)
