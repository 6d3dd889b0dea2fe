"""Recorded answers, replayed by a plain server, come out of `python -m studio ask` and `image` as they should."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.cli import main
from tests.corpus.recorded import Case, cases, needs_corpus
from tests.corpus.test_recorded_answers import DISCARDS_OPEN_BLOCKS, KEEPS_RAW_ARGUMENTS, PROTOCOLS, wanted

pytestmark = needs_corpus

ALL = cases()
PIECE = 1021
"""Bytes a write: no boundary of events, lines or characters falls on it but by chance."""


class _Replayed(http.server.BaseHTTPRequestHandler):
    """Gives the recorded answer whose number stands first in the path, whatever else is asked."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        case = ALL[int(self.path.split("/")[1])]
        self.send_response(case.status)
        self.send_header("Content-Type", case.meta["content_type"])
        if case.meta["content_encoding"]:
            self.send_header("Content-Encoding", case.meta["content_encoding"])
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for at in range(0, len(case.body), PIECE):
            piece = case.body[at : at + PIECE]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """The replaying server's address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Replayed)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def command(case: Case, base: str, folder: Path) -> list[str]:
    """The command whose answer was recorded."""
    common = ["--base-url", base, "--model", "m", "--json", "--out", str(folder)]
    if case.protocol == "openai-images":
        return ["image", *common, "A red square"]
    one_piece = [] if case.meta["streaming"] else ["--no-stream"]
    return ["ask", *common, "--protocol", PROTOCOLS[case.protocol].value, *one_piece, "Hello"]


@pytest.mark.parametrize("number", range(len(ALL)), ids=[c.name for c in ALL])
def test_the_last_line_is_what_the_sdk_reads(
    number: int, origin: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = ALL[number]
    status = main(command(case, f"{origin}/{number}/v1", tmp_path))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    end = lines[-1]
    assert end["event"] == "end"
    error = None if "independent" in case.expected else case.expected.get("error")
    if error is not None:
        check_failure(case, error, end, status)
    else:
        assert (end["error"], end["status"], status) == (None, "done", 0)
        assert "".join(line["text"] for line in lines if line["event"] == "text") == end["text"]
    check_said(case, end)
    check_numbers(case, end["usage"])
    check_pictures(case, end["pictures"])


def check_failure(case: Case, error: dict[str, Any], end: dict[str, Any], status: int) -> None:
    """The server's own words, its status, and exit status 1 (3 where text had come before)."""
    body = error.get("body", error)
    inner = body.get("error", body)
    assert inner["message"] in end["error"]["message"]
    assert end["error"]["status"] == error.get("status_code", inner.get("status_code", error.get("code")))
    assert (end["status"], status) == (("cut_off", 3) if end["text"] else ("failed", 1))
    assert case.status < 400 or not end["text"]


def check_said(case: Case, end: dict[str, Any]) -> None:
    """Text, thought, calls, end and sources."""
    assert end["text"] == (wanted(case, "text") or "")
    assert end.get("refusal") == case.expected.get("refusal")
    thought = wanted(case, "reasoning") or wanted(case, "reasoning_summary") or ""
    if thought or case.expected.get("reasoning_fields") != ["reasoning_details"]:
        assert end["thought"] == thought
    calls = [(c["name"], c["arguments"]) for c in end["tool_calls"]]
    expected = [(c["name"], c["arguments"]) for c in wanted(case, "tool_calls") or ()]
    if case.name in DISCARDS_OPEN_BLOCKS:
        expected = [("test-tool", {"value": "Sparkle Day"})]
    elif case.name in KEEPS_RAW_ARGUMENTS:
        expected = [(expected[0][0], case.expected["raw"]["input_json"]["1"])]
    assert calls == expected
    assert end["finish"]["raw"] == (wanted(case, "finish_reason") or None)
    cited = case.expected.get("annotations", case.expected.get("citations"))
    if cited:  # Perplexity's sources lie outside of what the SDK counts
        assert len(end["citations"]) == cited
    elif case.expected.get("grounding"):
        assert end["citations"]


def check_numbers(case: Case, usage: dict[str, Any]) -> None:
    """Tokens in and out, and those of thoughts."""
    expected = wanted(case, "usage") or {}
    assert usage["input_tokens"] == expected.get("input_tokens")
    assert usage["output_tokens"] == expected.get("output_tokens")
    thought = expected.get("reasoning_tokens", expected.get("thoughts_tokens"))
    if thought is not None:
        assert usage["thought_tokens"] == thought


def check_pictures(case: Case, pictures: list[dict[str, Any]]) -> None:
    """As many pictures, and those that came with the answer byte for byte."""
    assert len(pictures) == (wanted(case, "images") or 0)
    for picture, row in zip(pictures, case.expected.get("data", ()), strict=False):
        if picture["path"] is not None:
            assert Path(picture["path"]).stat().st_size == row["decoded_bytes"]
