"""After a whole scenario with a real key, not one byte of it lies about (FAULTS.md S16, `realparts/leak`)."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.domain.conversation import Message, Role, Status, Text, new_id
from studio.domain.events import fold
from studio.domain.exchange import Exchange, as_curl, as_httpie, as_powershell, as_python
from studio.domain.gateway import Gateway, Protocol
from studio.domain.presets import demo_gateway
from studio.domain.prompt import Prompt
from studio.sandbox.server import SandboxThread
from studio.services.house import Services
from studio.services.secrets import Secrets
from studio.state.gateways import Gateways
from studio.storage.library import Library
from tests.state.plugs import Ring
from tests.state.world import settled

KEY = "sk-SENTINEL-5f0c7b2e9a4d4c1e8b6f"
REALPARTS = Path(os.environ.get("STUDIO_REALPARTS", Path(__file__).parents[2] / "shared" / "realparts"))
SCANNER = REALPARTS / "leak" / "leakscan.py"


@pytest.fixture
def sandbox() -> Iterator[SandboxThread]:
    """The built-in gateway, whose token is the key that must not leak."""
    server = SandboxThread(token=KEY, pace=0.01)
    server.start()
    yield server
    server.stop()


async def ask(services: Services, gateway: Gateway, protocol: Protocol) -> Message:
    """One question and its whole answer."""
    question = Message(id=new_id(), parent=None, role=Role.USER, parts=(Text("A short table, please."),))
    answer = Message(id=new_id(), parent=question.id, role=Role.ASSISTANT, status=Status.WAITING)
    prompt = Prompt(
        gateway=gateway,
        model="demo/swift-mini",
        protocol=protocol,
        messages=(question,),
        message_id=answer.id,
    )
    async for event in services.answering.answer(prompt):
        answer = fold(answer, event)
    return answer


def scan(*where: str) -> int:
    """1 when the scanner finds the key, or the wrong one that was tried, in any encoding."""
    command = [sys.executable, str(SCANNER), "--secret", KEY, "--secret", KEY[:-1] + "X", *where]
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode


def paste(command: str) -> str:
    """What a copied command prints in a shell that knows the key."""
    environment = {"PATH": os.environ["PATH"], "DEMO_API_KEY": KEY, "NO_PROXY": "127.0.0.1"}
    shell = ["bash", "-c", command]
    done = subprocess.run(shell, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(not SCANNER.exists(), reason="needs realparts/leak")
async def test_no_byte_of_a_key_is_left_anywhere(home: Path, sandbox: SandboxThread, tmp_path: Path) -> None:
    """Add a key, test it, chat in four protocols, send a wrong one, copy, store, close; then scan everything."""
    ring, data = Ring(), tmp_path / "data"
    data.mkdir()
    library = Library.open(data)
    keys = Secrets(lambda: ring, {})
    recorded: list[Exchange] = []
    services = Services(
        lambda: library.settings, library.put_blob, library.blob, recorded.append, key_for=keys.read
    )
    gateways = Gateways([], library, keys, services.answering, services.catalogues, {})
    gateway = demo_gateway(sandbox.port)
    gateways.add(gateway)
    gateways.save_key(gateway.id, f"Bearer {KEY}")
    await settled()
    gateway = gateways.rows[0]
    gateways.test(gateway)
    await settled()
    assert gateways.trial(gateway.id).failure is None
    for protocol in Protocol:
        answer = await ask(services, gateway, protocol)
        assert answer.status is Status.DONE, answer.failure
    await keys.save(gateway, KEY[:-1] + "X", for_this_run=True)
    refused = await ask(services, gateway, Protocol.CHAT)
    assert refused.failure is not None
    copies = "\n".join(
        copy(exchange, "DEMO_API_KEY")
        for exchange in recorded
        for copy in (as_curl, as_powershell, as_python, as_httpie)
    )
    (tmp_path / "copies.txt").write_text(copies, "utf-8")
    for exchange in recorded:
        await library.save_exchange(exchange)
    await services.close()
    await library.close()
    keys.close()
    assert recorded
    assert list(ring.items.values()) == [KEY], "the key is in the keyring"
    planted = tmp_path / "planted.bin"
    planted.write_bytes(KEY.encode("utf-16-le"))
    assert scan(str(tmp_path)) == 1, "the scanner finds what is there"
    planted.unlink()
    assert scan(str(tmp_path), str(home)) == 0
    assert scan("--pid", str(os.getpid())) == 0


@pytest.mark.skipif(not shutil.which("curl") or not shutil.which("bash"), reason="needs bash and curl")
@pytest.mark.parametrize("protocol", list(Protocol))
async def test_a_copied_request_is_answered_by_the_same_gateway(
    protocol: Protocol, sandbox: SandboxThread, tmp_path: Path
) -> None:
    """What the inspector copies as curl is what was sent: the gateway answers it as it answered the program."""
    library = Library.open(tmp_path)
    keys = Secrets(lambda: Ring(), {})
    recorded: list[Exchange] = []
    services = Services(
        lambda: library.settings, library.put_blob, library.blob, recorded.append, key_for=keys.read
    )
    gateway = demo_gateway(sandbox.port)
    await keys.save(gateway, KEY, for_this_run=True)
    answer = await ask(services, gateway, protocol)
    command = as_curl(recorded[-1], "DEMO_API_KEY")
    await services.close()
    await library.close()
    keys.close()
    output = paste(command)
    assert KEY not in command
    assert answer.status is Status.DONE
    assert "data: " in output
    assert "error" not in output[:200]
