"""The layout of our own export file."""

import json

from studio.storage.bundle import Bundle, Media
from studio.storage.exports.json_format import FORMAT, VERSION, written
from tests.storage.making import said, talk


def test_the_file_says_what_it_is_and_has_each_picture_once() -> None:
    media = {"a" * 64: Media("png", b"123")}
    bundles = [Bundle(conversation=talk(), messages=(said("hi"),), media=media) for _ in range(2)]
    file = json.loads(b"".join(written(iter(bundles))))
    assert (file["format"], file["version"]) == (FORMAT, VERSION)
    assert [entry["messages"][0]["parts"][0]["text"] for entry in file["conversations"]] == ["hi", "hi"]
    assert file["media"] == {"a" * 64: {"suffix": "png", "data": "MTIz"}}


def test_nothing_is_a_valid_file_too() -> None:
    assert json.loads(b"".join(written(iter(()))))["conversations"] == []
