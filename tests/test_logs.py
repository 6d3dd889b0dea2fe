"""The log file keeps its size, its permissions, and no keys."""

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio import logs
from studio.logs import MASK, redacted, start_logging, stop_logging

SECRET = "sk-proj-abcdefghijklmnop1234567890"


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "studio.log"
    root = logging.getLogger()
    level = root.level
    handler = start_logging(file)
    yield file
    stop_logging(handler)
    root.setLevel(level)


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {SECRET}",
        f"{{'authorization': 'Bearer {SECRET}'}}",
        f"x-api-key: {SECRET}",
        f'"x-goog-api-key": "{SECRET}"',
        f"GET https://host/v1/models?key={SECRET}&alt=sse",
        f"the gateway said: invalid key {SECRET}",
        "token AIzaSyA1234567890abcdefghijklmnopqrstu",
        "cookie eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.signature_part",
    ],
)
def test_what_looks_like_a_key_is_masked(text: str) -> None:
    shown = redacted(text)
    assert MASK in shown
    assert SECRET not in shown
    assert "AIzaSyA123" not in shown
    assert "eyJzdWIi" not in shown


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEF0123456789-_", min_size=16, max_size=60))
def test_no_bearer_token_survives(token: str) -> None:
    assert token not in redacted(f"Authorization: Bearer {token}")


def test_plain_sentences_stay_as_they_are() -> None:
    text = "Saved 3 messages of the conversation “Bearings and keys” in 0.2 s"
    assert redacted(text) == text


@pytest.mark.logs("planted")
def test_the_file_is_private_and_holds_no_key_not_even_in_a_traceback(log_file: Path) -> None:
    try:
        raise ValueError(f"planted {SECRET}")
    except ValueError:
        logging.getLogger("studio.test").exception("planted failure")
    written = log_file.read_text("utf-8")
    assert "planted failure" in written
    assert "Traceback" in written
    assert SECRET not in written
    assert stat.S_IMODE(log_file.stat().st_mode) == 0o600


def test_requests_are_not_written_down(log_file: Path) -> None:
    logging.getLogger("httpx").info("GET https://host/?key=%s", SECRET)
    logging.getLogger("studio.test").info("half an emoji: \ud83d")
    assert "httpx" not in log_file.read_text("utf-8")
    assert "\\ud83d" in log_file.read_text("utf-8")


def test_the_log_never_grows_beyond_two_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "MAX_BYTES", 2000)
    root = logging.getLogger()
    level = root.level
    handler = start_logging(tmp_path / "studio.log")
    for number in range(200):
        logging.getLogger("studio.test").info("line %d of a long log", number)
    stop_logging(handler)
    root.setLevel(level)
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["studio.log", "studio.log.1"]
    assert all(file.stat().st_size <= 2000 for file in files)
