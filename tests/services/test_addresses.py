"""Private addresses are seen through in every disguise."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.services.addresses import is_public_address

PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "192.0.0.8", "192.88.99.1",
    "::", "::1", "::7f00:1", "::808:808", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    "64:ff9b:1::1", "64:ff9b:1::808:808", "2002:7f00:1::", "2002:a00:1::", "fec0::1", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fd12::1", "ff02::1", "ff0e::1", "2001:db8::1", "2001:0:7f00:1::", "100::1", "3fff::1",
    "localhost", "", "2130706433", "0x7f.1", "127.1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_G8_private_addresses_are_refused(address: str) -> None:
    assert not is_public_address(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert is_public_address(address)


@given(st.integers(0, 2**32 - 1))
def test_a_private_address_stays_private_in_any_wrapping(number: int) -> None:
    plain = ipaddress.IPv4Address(number)
    if is_public_address(str(plain)):
        return
    for base in ("::ffff:0:0", "64:ff9b::"):
        assert not is_public_address(str(ipaddress.IPv6Address(int(ipaddress.IPv6Address(base)) | number)))
    assert not is_public_address(str(ipaddress.IPv6Address((0x2002 << 112) | (number << 80))))
