"""Settings and gateways as rows."""

import json

import msgspec

from studio.domain.gateway import Gateway
from studio.domain.settings import Settings
from studio.storage import settings
from studio.storage.database import Connection

ONE = Gateway(id="one", name="One", base_url="https://one.example/v1")
TWO = Gateway(id="two", name="Two", base_url="https://two.example/v1")


def test_defaults_where_nothing_was_saved(connection: Connection) -> None:
    assert settings.load(connection) == (Settings(), ())
    assert settings.load_gateways(connection) == ((), ())


def test_a_broken_field_has_its_default_and_is_told(connection: Connection) -> None:
    settings.save(connection, Settings(theme="dark"))
    connection.execute("UPDATE settings SET data = json_set(data, '$.exchange_days', 'many')")
    value, notices = settings.load(connection)
    assert value == Settings(theme="dark") and len(notices) == 1
    connection.execute("UPDATE settings SET data = '{'")
    assert settings.load(connection) == (Settings(), notices)


def test_what_a_newer_version_wrote_survives(connection: Connection) -> None:
    connection.execute('INSERT INTO settings VALUES(\'settings\', \'{"theme": "dark", "hologram": true}\')')
    settings.save(connection, Settings(theme="light"))
    assert json.loads(connection.execute("SELECT data FROM settings").fetchone()[0])["hologram"] is True


def test_gateways_keep_their_order_and_unknown_fields(connection: Connection) -> None:
    settings.save_gateways(connection, [ONE, TWO])
    connection.execute("UPDATE gateways SET data = json_set(data, '$.aura', 3) WHERE id = 'one'")
    settings.save_gateways(connection, [TWO, msgspec.structs.replace(ONE, name="Uno")])
    (first, second), notices = settings.load_gateways(connection)
    assert (first, second.name, notices) == (TWO, "Uno", ())
    data = connection.execute("SELECT data FROM gateways WHERE id = 'one'").fetchone()[0]
    assert json.loads(data)["aura"] == 3


def test_a_broken_gateway_is_told_and_the_others_work(connection: Connection) -> None:
    settings.save_gateways(connection, [ONE, TWO])
    connection.execute("UPDATE gateways SET data = '{' WHERE id = 'one'")
    connection.execute("UPDATE gateways SET data = json_set(data, '$.concurrency', 'x') WHERE id = 'two'")
    found, notices = settings.load_gateways(connection)
    assert found == (TWO,) and len(notices) == 2


def test_raw_rows_move_to_another_library(connection: Connection) -> None:
    settings.save(connection, Settings(theme="dark"))
    settings.save_gateways(connection, [ONE])
    rows = settings.raw(connection)
    connection.execute("DELETE FROM settings")
    connection.execute("DELETE FROM gateways")
    settings.put_raw(connection, *rows)
    assert settings.load(connection)[0].theme == "dark"
    assert settings.load_gateways(connection)[0] == (ONE,)
