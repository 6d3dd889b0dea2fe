"""Which gateway a headless job talks to, and where its key comes from."""

import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

import msgspec

from studio.domain.errors import Kind, Remedy, failing
from studio.domain.gateway import Gateway, normalised_base, origin_of
from studio.domain.presets import KEY_VARIABLES, PRESETS
from studio.services.key_text import cleaned_key
from studio.services.secrets import Secrets
from studio.storage import opening, settings
from studio.storage.database import FILE_NAME

KeyFor: TypeAlias = Callable[[Gateway], Awaitable[str | None]]

DEMO = "demo"


def gateway_at(base_url: str, plain_http: bool = False) -> Gateway:
    """The gateway at an address as typed: a preset where its origin is known, else one that can do anything.

    `plain_http` allows an unprotected connection to another machine. Raises `StudioError` (ADDRESS).
    """
    base = normalised_base(base_url)
    origin = origin_of(base)
    known = next((p for p in PRESETS if origin_of(p.base_url) == origin), None)
    host = urlsplit(base).netloc
    gateway = known if known is not None else Gateway(id=host, name=host, base_url=base)
    consent = origin if plain_http else ""
    return msgspec.structs.replace(gateway, base_url=base, insecure_consent=consent)


def gateway_named(name: str, folder: Path) -> Gateway:
    """The configured gateway with this name or id, else the preset. Raises `StudioError` naming what there is."""
    configured = configured_gateways(folder)
    for gateway in (*configured, *PRESETS):
        if name.casefold() in (gateway.id.casefold(), gateway.name.casefold()):
            return gateway
    names = ", ".join(dict.fromkeys([g.name for g in configured] + [p.id for p in PRESETS] + [DEMO]))
    raise failing(
        Kind.INPUT, f"There is no gateway named “{name[:80]}”. These can be used: {names}.", Remedy.NONE
    )


def configured_gateways(folder: Path) -> tuple[Gateway, ...]:
    """The gateways of the library in `folder`; read only, so that a window may have it open meanwhile."""
    if not (folder / FILE_NAME).is_file():
        return ()
    connection = opening.open_reading(opening.look(folder))
    try:
        gateways, _ = settings.load_gateways(connection)
    finally:
        connection.close()
    return gateways


def fixed_key(key: str | None) -> KeyFor:
    """A source that knows one key, for one job."""

    async def key_for(_gateway: Gateway) -> str | None:
        return key

    return key_for


def key_from_environment(
    gateway: Gateway, variable: str | None, environment: Mapping[str, str] = os.environ
) -> str | None:
    """The key in `variable`, or in the one known for the gateway's preset; None where that is not set.

    Raises `StudioError` (INPUT) when a variable that was named is not set or holds no key.
    """
    if variable is not None:
        if not environment.get(variable, "").strip():
            raise failing(
                Kind.INPUT,
                f"The environment variable {variable[:80]} is not set. Put the key into it, then try again.",
                Remedy.KEY,
            )
        return cleaned_key(environment[variable])
    known = next((name for name, preset in KEY_VARIABLES.items() if preset == gateway.preset), "")
    found = environment.get(known, "").strip()
    return cleaned_key(found) if found else None


def key_source(gateway: Gateway, configured: bool, variable: str | None) -> tuple[KeyFor, Secrets | None]:
    """Where the key comes from, and the keyring to close afterwards.

    A named or well-known variable wins; only a configured gateway asks the keyring.
    """
    key = key_from_environment(gateway, variable)
    if key is not None or not configured:
        return fixed_key(key), None
    secrets = Secrets()
    return secrets.read, secrets
