"""How long we wait and how much we take: every time limit and cap of the wire in one value (FAULTS.md 6)."""

import msgspec

MIB = 1 << 20


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Times in seconds, sizes in bytes of decoded data; tests pass small ones instead of waiting.

    `silence` is between bytes, `total` over one request, `after_end` how long a stream may stay silent once its
    terminal word came. `retry_pause` is waited before the automatic retry where the gateway named no time,
    `odd_retry_pause` where it named nonsense, and a wait over `retry_longest` is left to the user.
    """

    connect: float = 10.0
    first_byte: float = 60.0
    picture_first_byte: float = 300.0
    silence: float = 60.0
    total: float = 900.0
    after_end: float = 5.0
    job_total: float = 1800.0
    retry_pause: float = 2.0
    odd_retry_pause: float = 5.0
    retry_longest: float = 60.0
    download: float = 120.0
    body: int = 64 * MIB
    error_body: int = 8 * MIB
    other_body: int = 64 * 1024
    event: int = 8 * MIB
    picture_event: int = 64 * MIB
    picture: int = 64 * MIB
    recorded: int = 8 * MIB
    hops: int = 3
