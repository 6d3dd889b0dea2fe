"""Exchanges: masked before they are kept, and commands that really send the same bytes."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.exchange import (
    Exchange,
    as_curl,
    as_httpie,
    as_powershell,
    as_python,
    body_only,
    key_variable,
    masked_headers,
    pretty_body,
    without_secret,
)

KEY = "sk-sentinel-0123456789"
BODIES = [
    b'{"model":"m","messages":[{"role":"user","content":"Hello"}]}',
    '{"content":"it\'s “quoted” \\"twice\\" \\\\ $HOME `id` !! %s 漢字 🦉\\n"}'.encode(),
    b'{\n  "pretty": true\n}\n',
    b"@file",
    b'{"long":"' + b"x" * 300_000 + b'"}',
    b"--b\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n\x00\xff\xfe\r\n--b--\r\n",
]


class Echo(HTTPServer):
    """A server on loopback that keeps what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Keeper)
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []


class Keeper(BaseHTTPRequestHandler):
    """Keeps one request and answers `ok`."""

    def do_POST(self) -> None:
        assert isinstance(self.server, Echo)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append((self.command, self.path, headers, body))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def echo() -> Iterator[Echo]:
    server = Echo()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def exchange(server: Echo, body: bytes, method: str = "POST") -> Exchange:
    return Exchange(
        id="1",
        method=method,
        url=f"http://127.0.0.1:{server.server_port}/v1/chat/completions?x=[1]&y={{2}}",
        request_headers=masked_headers(
            (
                ("Host", "elsewhere"),
                ("Authorization", f"Bearer {KEY}"),
                ("Content-Type", "application/json"),
                ("X-Note", 'it\'s "fine" $5 `x`'),
                ("Content-Length", "3"),
            )
        ),
        body=body,
    )


def run(command: list[str], variable: str, tmp_path: Path) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), variable: KEY, "NO_PROXY": "127.0.0.1"}
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def check(echo: Echo, body: bytes) -> None:
    method, path, headers, received = echo.seen.pop()
    assert received == body
    assert (method, path) == ("POST", "/v1/chat/completions?x=[1]&y={2}")
    assert headers["authorization"] == f"Bearer {KEY}"
    assert headers["content-type"] == "application/json"
    assert headers["x-note"] == 'it\'s "fine" $5 `x`'
    assert headers["host"].startswith("127.0.0.1")


@pytest.mark.skipif(not shutil.which("curl") or not shutil.which("bash"), reason="needs bash and curl")
@pytest.mark.parametrize("body", BODIES)
def test_the_curl_command_sends_the_same_bytes(echo: Echo, body: bytes, tmp_path: Path) -> None:
    command = as_curl(exchange(echo, body), "FREETHEAI_API_KEY")
    assert KEY not in command
    assert (
        run(
            ["bash", "-c", command] if len(command) < 100_000 else _script(command, tmp_path),
            "FREETHEAI_API_KEY",
            tmp_path,
        )
        == "ok"
    )
    check(echo, body)


def _script(command: str, folder: Path) -> list[str]:
    """What is pasted into a shell has no length limit; only one argument of one program has."""
    path = folder / "pasted.sh"
    path.write_text(command + "\n", "utf-8")
    return ["bash", str(path)]


@pytest.mark.parametrize("body", BODIES)
def test_the_python_program_sends_the_same_bytes(echo: Echo, body: bytes, tmp_path: Path) -> None:
    program = as_python(exchange(echo, body), "FREETHEAI_API_KEY")
    assert KEY not in program
    path = tmp_path / "again.py"
    path.write_text(program, "utf-8")
    assert run([sys.executable, str(path)], "FREETHEAI_API_KEY", tmp_path) == "ok"
    check(echo, body)


@pytest.mark.skipif(not shutil.which("http"), reason="needs HTTPie")
@pytest.mark.parametrize("body", BODIES[:3])
def test_the_httpie_command_sends_the_same_bytes(echo: Echo, body: bytes, tmp_path: Path) -> None:
    command = as_httpie(exchange(echo, body), "FREETHEAI_API_KEY")
    assert run(["bash", "-c", command], "FREETHEAI_API_KEY", tmp_path).endswith("ok")
    check(echo, body)


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
@pytest.mark.parametrize("body", BODIES[:4])
def test_bash_hands_httpie_the_same_bytes(echo: Echo, body: bytes, tmp_path: Path) -> None:
    """Where HTTPie is not installed, a function of its name shows what bash made of the command."""
    stand_in = "http() { printf '%s\\0' \"$@\"; }\n"
    command = stand_in + as_httpie(exchange(echo, body), "FREETHEAI_API_KEY")
    arguments = run(["bash", "-c", command], "FREETHEAI_API_KEY", tmp_path).split("\0")
    assert arguments[arguments.index("--raw") + 1].encode() == body
    assert f"Authorization:Bearer {KEY}" in arguments
    assert 'X-Note:it\'s "fine" $5 `x`' in arguments


@pytest.mark.skipif(not shutil.which("curl") or not shutil.which("bash"), reason="needs bash and curl")
def test_a_request_without_a_body_is_copied_without_one(echo: Echo, tmp_path: Path) -> None:
    run(["bash", "-c", as_curl(exchange(echo, b"", "GET"), "A_API_KEY")], "A_API_KEY", tmp_path)
    assert echo.seen[0][0] == "GET"
    assert echo.seen[0][3] == b""


def powershell_literal(text: str, at: int) -> tuple[str, int]:
    """Reads a single-quoted literal as PowerShell does: five characters are quotes, doubled ones stand for one."""
    quotes = "'‘’‚‛"
    assert text[at] in quotes
    value, at = [], at + 1
    while True:
        if text[at] in quotes:
            if at + 1 < len(text) and text[at + 1] in quotes:
                value.append(text[at])
                at += 2
                continue
            return "".join(value), at + 1
        value.append(text[at])
        at += 1


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), min_size=1))
def test_powershell_reads_back_every_body(text: str) -> None:
    command = as_powershell(Exchange(id="1", url="https://a/v1", body=text.encode()), "A_API_KEY")
    start = command.index("GetBytes(") + len("GetBytes(")
    value, end = powershell_literal(command, start)
    assert value == text
    assert command[end:].startswith("))\ncurl.exe")


def test_powershell_reads_the_key_from_its_environment() -> None:
    headers = (("Authorization", "Bearer •••6789"), ("X-Note", "it's"))
    command = as_powershell(Exchange(id="1", url="https://a/v1", request_headers=headers), "A_API_KEY")
    assert '-H "Authorization: Bearer $env:A_API_KEY"' in command
    assert "-H 'X-Note: it''s'" in command


def test_powershell_carries_binary_bodies_as_base64() -> None:
    command = as_powershell(Exchange(id="1", url="https://a/v1", body=b"\x00\xff"), "A_API_KEY")
    assert "[Convert]::FromBase64String('AP8=')" in command


def test_the_body_alone_is_text_or_base64() -> None:
    assert body_only(Exchange(id="1", body=b'{"a":1}')) == '{"a":1}'
    assert body_only(Exchange(id="1", body=b"\x00\xff")) == "AP8="


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Authorization", f"Bearer {KEY}", "Bearer •••6789"),
        ("x-api-key", KEY, "•••6789"),
        ("X-Goog-Api-Key", "short", "•••"),
        ("Cookie", "session=0123456789", "•••6789"),
        ("Content-Type", "application/json", "application/json"),
    ],
)
def test_secret_headers_keep_at_most_four_characters(name: str, value: str, shown: str) -> None:
    assert masked_headers([(name, value)]) == ((name, shown),)


def test_a_key_that_a_gateway_echoes_is_replaced() -> None:
    assert without_secret(f"Invalid key {KEY}.", KEY) == "Invalid key •••."
    assert without_secret("abc", None) == without_secret("abc", "") == "abc"


@pytest.mark.parametrize(
    ("name", "variable"),
    [("FreeTheAi", "FREETHEAI_API_KEY"), ("My gate (2)", "MY_GATE__2_API_KEY"), ("漢字", "GATEWAY_API_KEY")],
)
def test_the_variable_is_named_after_the_gateway(name: str, variable: str) -> None:
    assert key_variable(name) == variable


def test_a_json_body_is_indented_and_anything_else_stays() -> None:
    assert pretty_body(b'{"a":[1]}') == '{\n  "a": [\n    1\n  ]\n}'
    assert pretty_body(b"not json") == "not json"
    assert pretty_body(b"\xff") == "\ufffd"
