"""The network rows of FAULTS.md (N3–N12), played by a proxy that breaks connections between us and a good gateway."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from urllib.request import Request, urlopen

import pytest

from studio.domain.conversation import Message, Status
from studio.domain.errors import Kind, StudioError
from studio.domain.events import Delta, Event
from studio.domain.gateway import Gateway, Protocol
from studio.protocols.base import WireRequest
from studio.services.limits import Limits
from studio.services.transport import Transport
from tests.services.asking import KEY, desk, prompt
from tests.services.faults import REALPARTS, Badgate

WHOLE = "Hello from the fault gateway. äöü 漢字 😀"
QUICK = Limits(connect=2, first_byte=0.5, silence=0.5, total=5)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Chaos:
    """A running chaos.py in front of badgate's good answers."""

    def __init__(self, port: int, admin: int) -> None:
        self.gateway = Gateway(
            id="chaos", name="Chaos", base_url=f"http://127.0.0.1:{port}/OK/v1", full_catalogue=False
        )
        self._admin = f"http://127.0.0.1:{admin}/toxics"

    def poison(self, **toxic: object) -> None:
        """Adds one toxic."""
        with urlopen(Request(self._admin, method="POST", data=json.dumps(toxic).encode()), timeout=10):
            return

    def heal(self) -> None:
        """Takes all toxics away; what was stalled is reset."""
        with urlopen(Request(self._admin, method="DELETE"), timeout=10):
            return


@contextmanager
def chaos_running(bad: Badgate) -> Iterator[Chaos]:
    listen, admin = free_port(), free_port()
    upstream = bad.origin.removeprefix("http://")
    command = [sys.executable, str(REALPARTS / "chaos" / "chaos.py"), "--listen", str(listen)]
    command += ["--upstream", upstream, "--admin", str(admin)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield Chaos(listen, admin)
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def running(badgate: Badgate) -> Iterator[Chaos]:
    with chaos_running(badgate) as one:
        yield one


@pytest.fixture
def chaos(running: Chaos) -> Iterator[Chaos]:
    yield running
    running.heal()


@pytest.fixture(params=list(Protocol), ids=lambda p: p.value)
def protocol(request: pytest.FixtureRequest) -> Protocol:
    chosen: Protocol = request.param
    return chosen


async def answered(chaos: Chaos, protocol: Protocol, limits: Limits = QUICK) -> Message:
    async with desk(limits) as one:
        message = await one.ask(chaos.gateway, protocol=protocol)
        assert KEY not in repr(message)
        assert KEY not in repr(one.exchanges)
        return message


def right_or_cut(message: Message) -> None:
    """The right text, or a beginning of it that says it is one; nothing else."""
    if message.status is Status.DONE:
        assert message.text == WHOLE
    else:
        assert message.status in (Status.CUT_OFF, Status.FAILED)
        assert message.failure is not None


async def test_a_clean_line_gives_the_right_text(chaos: Chaos, protocol: Protocol) -> None:
    message = await answered(chaos, protocol)
    assert (message.status, message.text) == (Status.DONE, WHOLE)


async def test_N3_a_connection_that_drops_at_once(chaos: Chaos, protocol: Protocol) -> None:
    chaos.poison(type="down")
    message = await answered(chaos, protocol)
    assert message.status is Status.FAILED
    assert message.failure is not None
    assert "127.0.0.1" in message.failure.message


async def test_N4_a_black_hole_ends_at_the_first_byte_limit(chaos: Chaos) -> None:
    chaos.poison(type="blackhole")
    message = await answered(chaos, Protocol.CHAT)
    assert message.failure is not None
    assert (message.status, message.failure.kind) == (Status.FAILED, Kind.TIMEOUT)


async def test_N5_a_reset_in_mid_stream_keeps_the_text(chaos: Chaos, protocol: Protocol) -> None:
    chaos.poison(type="reset", bytes=1500)
    message = await answered(chaos, protocol)
    right_or_cut(message)
    if protocol in (Protocol.CHAT, Protocol.MESSAGES):
        assert message.status is Status.CUT_OFF
        assert WHOLE.startswith(message.text)


async def test_N6_a_stall_in_mid_stream_is_cut_off(chaos: Chaos, protocol: Protocol) -> None:
    chaos.poison(type="stall", bytes=1500)
    message = await answered(chaos, protocol)
    right_or_cut(message)
    assert message.status is Status.CUT_OFF or message.text in ("", WHOLE)


async def test_N7_a_drip_ends_at_the_total_limit(chaos: Chaos) -> None:
    chaos.poison(type="bandwidth", bps=20)
    message = await answered(chaos, Protocol.CHAT, Limits(first_byte=5, silence=5, total=0.6))
    assert message.failure is not None
    assert message.status in (Status.FAILED, Status.CUT_OFF)


async def test_N8_slices_of_one_byte_give_the_same_text(chaos: Chaos, protocol: Protocol) -> None:
    chaos.poison(type="slicer", size=1)
    message = await answered(chaos, protocol, Limits())
    assert (message.status, message.text) == (Status.DONE, WHOLE)


@pytest.mark.parametrize("rate", [0.0005, 0.002, 0.02])
async def test_N9_corrupt_bytes_never_break_anything(chaos: Chaos, protocol: Protocol, rate: float) -> None:
    chaos.poison(type="corrupt", rate=rate)
    message = await answered(chaos, protocol)
    assert message.status in (Status.DONE, Status.CUT_OFF, Status.FAILED)


async def test_N10_the_terminal_word_counts_although_the_tail_is_lost(
    chaos: Chaos, protocol: Protocol
) -> None:
    chaos.poison(type="truncate_tail", n=7)
    message = await answered(chaos, protocol)
    assert (message.status, message.text) == (Status.DONE, WHOLE)


async def test_N11_waking_up_to_a_dead_connection_is_cut_off(chaos: Chaos) -> None:
    chaos.poison(type="stall", bytes=1500)

    async def healed_once_text_came(events: AsyncIterator[Event]) -> AsyncIterator[Event]:
        async for event in events:
            yield event
            if isinstance(event, Delta):
                await asyncio.sleep(0.3)  # the computer sleeps: the stall has long begun when it wakes
                chaos.heal()

    async with desk(Limits()) as one, asyncio.timeout(10):
        message = await one.collect(healed_once_text_came(one.answering.answer(prompt(chaos.gateway))))
    assert message.status is Status.CUT_OFF
    assert message.text


async def test_N12_a_proxy_with_a_password_sees_no_key_of_https(monkeypatch: pytest.MonkeyPatch) -> None:
    program = REALPARTS / "chaos" / "proxy407.py"
    if not program.exists():
        pytest.skip("STUDIO_REALPARTS is absent")
    port = free_port()
    command = [sys.executable, str(program), "--port", str(port), "--user", "user", "--password", "pw"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}

    async def key(_gateway: Gateway) -> str | None:
        return KEY

    process = await asyncio.create_subprocess_exec(
        *command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    )
    try:
        assert process.stdout is not None
        for _ in range(100):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                await writer.wait_closed()
                break
            except OSError:
                await asyncio.sleep(0.05)
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        transport = Transport(key)
        gateway = Gateway(id="g", name="G", base_url="https://gate.example/v1")
        with pytest.raises(StudioError) as caught:
            async with transport.send(gateway, WireRequest(url="https://gate.example/v1/x")):
                pass
        await transport.aclose()
    finally:
        process.terminate()
        said = await process.stdout.read() if process.stdout else b""
        await process.wait()
    assert caught.value.failure.kind is Kind.PROXY
    assert "sign-in" in str(caught.value)
    assert KEY.encode() not in said
