"""Which of the known local servers answer on this machine right now."""

import asyncio
from urllib.parse import urlsplit

import msgspec

from studio.domain.errors import StudioError
from studio.domain.gateway import Gateway, is_loopback_host, route
from studio.domain.presets import PRESETS
from studio.protocols.base import WireRequest
from studio.services.transport import Transport

_PATIENCE = 1.5
"""Seconds a local server may take; one that is there answers in a few milliseconds."""
_LARGEST = 4 << 20


async def find_local_servers(
    transport: Transport, presets: tuple[Gateway, ...] = PRESETS
) -> tuple[Gateway, ...]:
    """The presets of loopback that answer as a model server does, in the order of `presets`; no key is sent."""
    local = [p for p in presets if is_loopback_host(urlsplit(p.base_url).hostname or "")]
    answers = await asyncio.gather(*(_answers(transport, preset) for preset in local))
    return tuple(preset for preset, there in zip(local, answers, strict=True) if there)


async def _answers(transport: Transport, gateway: Gateway) -> bool:
    """Whether a model list, or a refusal in JSON for want of a key, comes back; other servers use these ports too."""
    limits = msgspec.structs.replace(
        transport.limits, first_byte=_PATIENCE, silence=_PATIENCE, total=2 * _PATIENCE, recorded=0
    )
    request = WireRequest(method="GET", url=route(gateway, "models"), secret=False)
    try:
        async with asyncio.timeout(2 * _PATIENCE):
            async with transport.send(gateway, request, limits=limits) as reply:
                if reply.status not in (200, 401, 403):
                    return False
                status, body = reply.status, await reply.body(_LARGEST)
    except (StudioError, TimeoutError):
        return False
    try:
        said = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        return False
    if not isinstance(said, dict):
        return False
    return status != 200 or any(isinstance(said.get(name), list) for name in ("data", "models"))
