"""The gateway that answers every request wrongly, as a process of its own, and what it was asked."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from studio.domain.gateway import Gateway

REALPARTS = Path(os.environ.get("STUDIO_REALPARTS", Path(__file__).parents[3] / "shared" / "realparts"))


class Badgate:
    """A running badgate.py: its two origins and its log."""

    def __init__(self, port: int, other: int, scheme: str = "http") -> None:
        self.origin = f"{scheme}://127.0.0.1:{port}"
        self.canary = f"http://127.0.0.1:{other}"

    def gateway(self, case: str, **more: Any) -> Gateway:
        """The row whose base address plays `case`."""
        fields = {
            "id": case.lower(),
            "name": "Badgate",
            "base_url": f"{self.origin}/{case}/v1",
            "full_catalogue": False,
        }
        return Gateway(**{**fields, **more})

    def log(self) -> list[dict[str, Any]]:
        """What was asked since the last `forget`, on both ports."""
        with urlopen(f"{self.origin}/_log", timeout=30) as answer:
            asked: list[dict[str, Any]] = json.load(answer)
        return asked

    def forget(self) -> None:
        """Empties the log and the counters of the "-once" cases."""
        with urlopen(Request(f"{self.origin}/_log", method="DELETE"), timeout=30):
            return


@contextmanager
def badgate_running(*options: str) -> Iterator[Badgate]:
    """badgate.py on free ports; the test is skipped where it is absent."""
    program = REALPARTS / "chaos" / "badgate.py"
    if not program.exists():
        pytest.skip("STUDIO_REALPARTS is absent")
    command = [sys.executable, str(program), "--port", "0", "--other", "0", "--pace", "0.0005", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            ports = json.loads(process.stdout.readline())
            yield Badgate(ports["port"], ports["other"])
        finally:
            process.terminate()
