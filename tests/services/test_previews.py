"""What a person sees of a request's body."""

import json

from studio.protocols.base import WireRequest
from studio.services.previews import shown_body


def test_json_is_indented_and_only_long_data_is_shortened() -> None:
    data = "data:image/png;base64," + "A" * 5000
    words = "word " * 500
    shown = json.loads(shown_body(WireRequest(url="x", body=json.dumps({"a": [data], "b": words}).encode())))
    assert shown["a"][0].endswith("… (5,022 characters)")
    assert shown["b"] == words


def test_a_multipart_body_shows_its_parts_and_the_size_of_its_files() -> None:
    body = (
        b'--bb\r\nContent-Disposition: form-data; name="prompt"\r\n\r\nA cat\r\n'
        b'--bb\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n\x89PNG\x00\r\n--bb--\r\n'
    )
    shown = shown_body(WireRequest(url="x", body=body, content_type="multipart/form-data; boundary=bb"))
    assert "A cat" in shown
    assert "(5 bytes)" in shown
    assert "\x00" not in shown


def test_what_is_no_json_is_shown_as_it_is() -> None:
    assert shown_body(WireRequest(url="x", body=b"plain \xff")) == "plain \ufffd"
