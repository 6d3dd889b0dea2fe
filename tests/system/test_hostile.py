"""Texts of a model make the real program ask nobody and open nothing, and it listens nowhere (S1, S17)."""

import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.services.faults import badgate_running
from tests.system.child import furnish, running, tool

HOSTILE = tool("chaos", "hostile.py")
NAMED = re.compile(
    r'"[^"]*(/etc/hostname"|/etc/passwd"|attacker|\.invalid|reference\.png|inline\.png|/share/a\.png)'
)
CONNECT = re.compile(r"connect\(\d+, \{sa_family=AF_INET6?, .*?\}")
TO = re.compile(r'sin6?_port=htons\((\d+)\).*?"([0-9a-f.:]+)"')


@pytest.mark.skipif(not HOSTILE.exists(), reason="needs realparts/chaos")
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_no_text_of_a_model_makes_the_program_connect_or_open_a_file(home: Path, tmp_path: Path) -> None:
    furnish(tmp_path)
    trace = tmp_path / "trace.txt"
    strace = ("strace", "-f", "-qq", "-e", "trace=connect,openat", "-e", "signal=none", "-o", str(trace))
    with badgate_running() as badgate:
        with running(
            tmp_path, "show_hostile_texts", str(HOSTILE.parent), badgate.canary, before=strace
        ) as program:
            shown = int(program.line("shown", 100)[1])
            assert program.wait() == 0
        asked = [entry for entry in badgate.log() if entry["origin"] == "other"]
    calls = trace.read_text("utf-8", "replace").splitlines()
    own = {line for line in calls if "connect(" in line and "127.0.0.1" in line}
    foreign = [line for line in calls if CONNECT.search(line) and line not in own]
    ports = {found[1] for line in own if (found := TO.search(line))}
    opened = [line for line in calls if "openat(" in line and NAMED.search(line)]
    assert shown >= 12
    assert asked == []
    assert foreign == []
    assert len(ports) == 1, "the demo alone is connected to"
    assert badgate.canary.rsplit(":", 1)[1] not in ports
    assert opened == []


@pytest.mark.skipif(shutil.which("ss") is None, reason="needs ss")
def test_the_program_listens_on_no_port_unless_the_demo_runs(home: Path, tmp_path: Path) -> None:
    from studio.domain.gateway import Gateway

    def sockets(pid: int) -> list[str]:
        said = subprocess.run(["ss", "-ltnpH"], capture_output=True, text=True, timeout=20, check=True).stdout
        return [line.split()[3] for line in said.splitlines() if f"pid={pid}," in line]

    furnish(tmp_path, Gateway(id="none", name="None", base_url="http://127.0.0.1:9/v1"))
    with running(tmp_path, "idle") as program:
        program.line("ready")
        assert sockets(program.pid) == []
        program.send(signal.SIGTERM)
        assert program.wait() == 0
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    furnish(tmp_path)
    with running(tmp_path, "sit") as program:
        program.line("ready")
        (listening,) = sockets(program.pid)
        assert listening.startswith("127.0.0.1:")
        program.send(signal.SIGTERM)
        assert program.wait() == 0
