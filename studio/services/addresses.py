"""Which IP addresses belong to the public internet, in every disguise they come in (FAULTS.md S9)."""

import ipaddress
from typing import TypeAlias

_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_NEVER = (
    ipaddress.IPv6Network(
        "::/96"
    ),  # IPv4-compatible, long abolished, still routed to loopback by some systems
    ipaddress.IPv6Network("64:ff9b:1::/48"),  # NAT64 of a local network
    ipaddress.IPv6Network("fec0::/10"),  # site-local, abolished; Python calls it global
    ipaddress.IPv6Network("100::/64"),
    ipaddress.IPv6Network("3fff::/20"),
)
_NEVER_4 = (
    ipaddress.IPv4Network("192.88.99.0/24"),  # 6to4 relays
    ipaddress.IPv4Network("192.0.0.0/24"),
)


def is_public_address(address: str) -> bool:
    """Whether `address` (as DNS gives it) is a public unicast address, also after unwrapping what it embeds."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(one) for one in _unwrapped(parsed))


def _unwrapped(address: _Address) -> tuple[_Address, ...]:
    """The addresses that must all be public: the address itself, or the IPv4 addresses it carries."""
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address in _NAT64:
        return (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF),)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return (address, *address.teredo)
    return (address,)


def _is_public(address: _Address) -> bool:
    if isinstance(address, ipaddress.IPv4Address):
        if any(address in network for network in _NEVER_4):
            return False
    elif any(address in network for network in _NEVER):
        return False
    return address.is_global and not address.is_multicast and not address.is_unspecified
