"""The headless twin over real sockets: all protocols, pictures, Ctrl+C, and bad input in one sentence."""

import http.server
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.cli import main
from studio.domain.gateway import Protocol
from studio.sandbox.server import SandboxThread

KEY = "DEMO_TOKEN"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxThread]:
    """The built-in gateway without its delays."""
    server = SandboxThread(pace=0)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def at_sandbox(sandbox: SandboxThread, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The arguments that point a verb at the sandbox."""
    monkeypatch.setenv(KEY, sandbox.token)
    return ["--base-url", sandbox.base_url, "--key-env", KEY]


@pytest.fixture
def web() -> Iterator[Callable[[int, str, bytes], str]]:
    """Starts servers that give every request the same answer; their base addresses."""
    servers: list[tuple[http.server.HTTPServer, threading.Thread]] = []

    def serve(status: int, content_type: str, body: bytes) -> str:
        class Same(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST

            def log_message(self, format: str, *args: object) -> None:
                """Silence."""

        server = http.server.HTTPServer(("127.0.0.1", 0), Same)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}/v1"

    yield serve
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("protocol", [p.value for p in Protocol])
@pytest.mark.parametrize("stream", [True, False])
def test_every_protocol_answers_streamed_and_not(
    at_sandbox: list[str], protocol: str, stream: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    flags = ["--json"] if stream else ["--json", "--no-stream"]
    ask = ["ask", *at_sandbox, "--model", "demo/swift-mini", "--protocol", protocol, *flags]
    assert main([*ask, "Tell me about loops."]) == 0
    lines = _lines(capsys)
    end = lines[-1]
    texts = [line["text"] for line in lines if line["event"] == "text"]
    assert end["status"] == "done"
    assert end["finish"]["reason"] == "done"
    assert end["text"] == "".join(texts) != ""
    assert end["usage"]["output_tokens"] > 0
    assert end["model"] == "demo/swift-mini"
    assert end["error"] is None
    assert end["timing"]["first_byte_s"] <= end["timing"]["total_s"]


def test_the_last_line_has_exactly_the_fields_it_promises(
    at_sandbox: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", *at_sandbox, "--model", "demo/terse", "--json", "Hello"]) == 0
    end = _lines(capsys)[-1]
    assert list(end) == [
        "event",
        "status",
        "text",
        "thought",
        "tool_calls",
        "finish",
        "usage",
        "citations",
        "pictures",
        "model",
        "timing",
        "error",
    ]
    assert set(end["usage"]) == {"input_tokens", "output_tokens", "thought_tokens", "cost"}
    assert set(end["timing"]) == {"first_byte_s", "first_word_s", "total_s"}


def test_thoughts_tool_calls_and_citations_are_told(
    at_sandbox: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    schema = {"type": "object", "properties": {"city": {"type": "string"}}}
    tools = json.dumps([{"name": "get_weather", "description": "the weather", "parameters": schema}])
    ask = ["ask", *at_sandbox, "--model", "demo/thinker", "--json", "--param", f"tools={tools}"]
    assert main([*ask, "What is the weather in Paris?"]) == 0
    lines = _lines(capsys)
    assert any(line["event"] == "thought" for line in lines)
    call = next(line for line in lines if line["event"] == "tool_call")
    assert (call["name"], call["arguments"]) == ("get_weather", {"city": "Paris"})
    assert lines[-1]["tool_calls"] == [{"name": "get_weather", "arguments": {"city": "Paris"}}]
    assert lines[-1]["finish"]["reason"] == "tool"
    assert main(["ask", *at_sandbox, "--model", "demo/librarian", "--json", "Who was Ada?"]) == 0
    assert all(set(source) == {"url", "title"} for source in _lines(capsys)[-1]["citations"])


def test_without_json_only_the_text_goes_to_standard_output(
    at_sandbox: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", *at_sandbox, "--model", "demo/terse", "Hello"]) == 0
    shown = capsys.readouterr()
    assert shown.out.endswith("\n") and shown.out.strip()
    assert "{" not in shown.out


def test_the_prompt_can_come_from_input(at_sandbox: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    command = [sys.executable, "-m", "studio", "ask", *at_sandbox, "--model", "demo/terse"]
    ended = subprocess.run(command, input="Hello", capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.strip()


def test_pictures_are_made_edited_and_written(
    at_sandbox: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "folder"
    make = ["image", *at_sandbox, "--model", "demo/painter", "--out", str(out), "--json"]
    assert main([*make, "--size", "256x256", "A quiet lake"]) == 0
    picture = _lines(capsys)[-1]["pictures"][0]
    path = Path(picture["path"])
    assert path.parent == out and path.is_absolute()
    assert (picture["mime"], picture["width"], picture["height"]) == ("image/png", 256, 256)
    assert path.read_bytes().startswith(b"\x89PNG")
    assert main([*make, "--edit", str(path), "Make it greyscale"]) == 0
    edited = _lines(capsys)[-1]["pictures"][0]
    assert edited["path"] != picture["path"]
    assert len(list(out.iterdir())) == 2


def test_a_picture_in_text_mode_is_its_path(
    at_sandbox: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make = ["image", *at_sandbox, "--model", "demo/painter", "--out", str(tmp_path), "--size", "256x256"]
    assert main([*make, "A hill"]) == 0
    assert Path(capsys.readouterr().out.strip()).parent == tmp_path


def test_a_mask_of_another_size_is_refused(
    at_sandbox: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make = ["image", *at_sandbox, "--model", "demo/painter", "--out", str(tmp_path), "--json"]
    paths = []
    for size in ("256x256", "512x512"):
        assert main([*make, "--size", size, "A hill"]) == 0
        paths.append(_lines(capsys)[-1]["pictures"][0]["path"])
    assert main([*make, "--edit", paths[0], "--mask", paths[1], "Night"]) == 2
    assert "must have the size of its picture" in _lines(capsys)[-1]["error"]["message"]


def test_a_picture_can_be_sent_along(
    at_sandbox: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make = ["image", *at_sandbox, "--model", "demo/painter", "--out", str(tmp_path), "--json"]
    assert main([*make, "--size", "256x256", "A hill"]) == 0
    path = _lines(capsys)[-1]["pictures"][0]["path"]
    ask = ["ask", *at_sandbox, "--model", "demo/companion", "--json", "--image", path, "What is this?"]
    assert main(ask) == 0


def test_models_are_listed(at_sandbox: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", *at_sandbox, "--json"]) == 0
    lines = _lines(capsys)
    names = {line["id"] for line in lines if line["event"] == "model"}
    assert {"demo/swift-mini", "demo/painter"} <= names
    assert lines[-1]["event"] == "end" and lines[-1]["models"] == len(names)
    assert main(["models", *at_sandbox]) == 0
    assert "demo/swift-mini" in capsys.readouterr().out


def test_an_answer_cut_off_keeps_its_text_and_ends_with_3(
    at_sandbox: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", *at_sandbox, "--model", "faults/cuts-off", "--json", "Tell me a story."]) == 3
    end = _lines(capsys)[-1]
    assert end["status"] == "cut_off"
    assert end["text"]
    assert end["error"]["message"]


def test_a_wrong_key_says_so(
    sandbox: SandboxThread, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(KEY, "wrong-key-0123456789")
    ask = ["ask", "--base-url", sandbox.base_url, "--key-env", KEY, "--model", "demo/terse"]
    assert main([*ask, "Hello"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "key" in shown.err.lower()
    assert "wrong-key" not in shown.err
    assert shown.err.count("\n") == 1


def test_a_page_instead_of_an_answer_says_so(
    web: Callable[[int, str, bytes], str], capsys: pytest.CaptureFixture[str]
) -> None:
    base = web(200, "text/html", b"<!doctype html><html><title>Sign in</title><body>Hello</body></html>")
    assert main(["ask", "--base-url", base, "--model", "m", "--json", "Hello"]) == 1
    error = _lines(capsys)[-1]["error"]
    assert error["kind"] == "malformed"
    assert "<html" not in error["message"]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--base-url", "ftp://host"], 2, "is not an address of a gateway"),
        (["--base-url", "http://127.0.0.1:9/v1"], 1, "refused the connection"),
        (["--base-url", "http://192.0.2.1/v1"], 1, "http"),
        (["--gateway", "nowhere"], 2, "There is no gateway named “nowhere”"),
        (["--base-url", "http://127.0.0.1:9", "--key-env", "NOT_SET"], 2, "NOT_SET is not set"),
    ],
)
def test_wrong_addresses_and_names_get_one_sentence(
    arguments: list[str], status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", *arguments, "--model", "m", "Hello"]) == status
    shown = capsys.readouterr()
    assert words in shown.err
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert not any(word in shown.err for word in ("Traceback", "Error", "Errno", "None"))


@pytest.mark.parametrize("content", [b"", b"GIF89a\x00", b"\x89PNG\r\n\x1a\nbroken", b"just text"])
def test_a_broken_picture_gets_one_sentence(
    at_sandbox: list[str], content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(content)
    ask = ["ask", *at_sandbox, "--model", "demo/companion", "--image", str(path), "What is this?"]
    assert main(ask) == 1
    shown = capsys.readouterr().err
    assert "cat.png" in shown
    assert shown.count("\n") == 1


def test_a_missing_picture_and_an_unwritable_folder_get_one_sentence(
    at_sandbox: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = ["ask", *at_sandbox, "--model", "demo/companion", "--image", str(tmp_path / "no.png"), "What?"]
    assert main(ask) == 1
    assert "no.png" in capsys.readouterr().err
    (tmp_path / "file").write_bytes(b"")
    make = ["image", *at_sandbox, "--model", "demo/painter", "--out", str(tmp_path / "file" / "x"), "A hill"]
    assert main(make) == 1
    assert "--out" in capsys.readouterr().err


def _start(arguments: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "studio", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_ctrl_c_keeps_and_prints_what_came() -> None:
    process = _start(["ask", "--gateway", "demo", "--model", "demo/metronome", "--json", "Count"])
    assert process.stdout is not None
    heard = []
    for line in process.stdout:
        heard.append(json.loads(line))
        if sum(event["event"] == "text" for event in heard) == 2:
            process.send_signal(signal.SIGINT)
            break
    out, err = process.communicate(timeout=30)
    heard += [json.loads(line) for line in out.splitlines()]
    end = heard[-1]
    assert process.returncode == 130
    assert end["status"] == "stopped"
    assert end["text"] == "".join(event["text"] for event in heard if event["event"] == "text") != ""
    assert end["error"] is None
    assert err == ""


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_a_reader_that_leaves_early_ends_it_quietly() -> None:
    process = _start(["ask", "--gateway", "demo", "--model", "demo/metronome", "Count"])
    assert process.stdout is not None and process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.wait(timeout=30) == 1
    assert process.stderr.read() == ""
    process.stderr.close()


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_the_sandbox_alone_prints_address_and_key_and_ends_on_ctrl_c(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    process = _start(["sandbox", "--json"])
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    monkeypatch.setenv(KEY, told["token"])
    ask = ["ask", "--base-url", told["base_url"], "--key-env", KEY, "--model", "demo/terse"]
    assert main([*ask, "Hello"]) == 0
    assert capsys.readouterr().out.strip()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")


def test_a_taken_port_is_named(sandbox: SandboxThread, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "--port", str(sandbox.port)]) == 2
    assert f"Port {sandbox.port} cannot be used" in capsys.readouterr().err


def test_it_works_without_qt(at_sandbox: list[str]) -> None:
    script = (
        "import sys\nfrom studio.__main__ import main\nstatus = main(sys.argv[1:])\n"
        "print(status, [name for name in sys.modules if name.startswith('PySide6')])"
    )
    arguments = ["ask", *at_sandbox, "--model", "demo/terse", "Hello"]
    ended = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=60
    )
    assert ended.stdout.splitlines()[-1] == "0 []"
