"""Headers that carry the key, and the extra ones a user gave a gateway, checked before they leave."""

import re

from studio.domain.errors import Kind, Remedy, failing
from studio.domain.gateway import Gateway, KeyStyle

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_OURS = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "expect", "upgrade"}
)


def key_header(gateway: Gateway, key: str) -> dict[str, str]:
    """The header of the gateway's style. Raises `StudioError` for a key that cannot stand in a header."""
    if not _can_travel(key):
        raise failing(
            Kind.AUTH,
            f"The key of {gateway.name} contains characters that cannot be sent; enter it again in Settings.",
            Remedy.KEY,
            gateway=gateway.name,
        )
    if gateway.key_style is KeyStyle.BEARER:
        return {"Authorization": f"Bearer {key}"}
    return {gateway.key_style.value: key}


def extra_headers(gateway: Gateway) -> dict[str, str]:
    """The gateway row's own headers. Raises `StudioError` for one that is malformed or not the user's to set."""
    for name, value in gateway.headers.items():
        if not _NAME.fullmatch(name) or not _can_travel(value):
            raise _bad(gateway, name, "contains characters that cannot be sent")
        if name.lower() in _OURS:
            raise _bad(gateway, name, "is set by the program itself")
    return dict(gateway.headers)


def _can_travel(value: str) -> bool:
    return value.isascii() and value.isprintable()


def _bad(gateway: Gateway, name: str, why: str) -> Exception:
    return failing(
        Kind.INPUT,
        f"The extra header “{name[:60]}” of {gateway.name} {why}; change it in Settings.",
        Remedy.ADDRESS,
        gateway=gateway.name,
    )
