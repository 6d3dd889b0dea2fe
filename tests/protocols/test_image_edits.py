"""Pictures from pictures travel as a data URL, as addresses or as multipart, with a mask only where it is taken."""

import json
from email import message_from_bytes
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.conversation import Picture
from studio.domain.errors import Kind, StudioError
from studio.domain.gateway import EditEncoding
from studio.domain.picture import PictureRef
from studio.domain.prompt import Prompt, Task
from studio.protocols.image_edits import ImageEdits
from tests.protocols.asking import GATEWAY, PNG, PNG_REF, asked, body_of, user

MASK = PictureRef("b" * 64, "image/png", 2, 2)
MASK_PNG = b"\x89PNG mask"
PNG_URL = "data:image/png;base64,iVBORw0KGgptYWRlIHVw"
MASK_URL = "data:image/png;base64,iVBORyBtYXNr"
CODEC = ImageEdits(GATEWAY)


def edit(encoding: EditEncoding, pictures: int = 1, masks: bool = True, **more: Any) -> Prompt:
    """An edit of so many pictures; the first carries a mask."""
    gateway = msgspec.structs.replace(GATEWAY, edit_encoding=encoding, masks=masks)
    parts = [Picture(PNG_REF, mask=MASK if n == 0 else None) for n in range(pictures)]
    media = {PNG_REF.sha256: PNG, MASK.sha256: MASK_PNG}
    return asked(user("bluer", *parts), gateway=gateway, task=Task.EDIT, media=media, **more)


def test_a_data_url() -> None:
    request = CODEC.encode(edit(EditEncoding.DATA_URL, masks=False))
    assert request.url == "https://gate.example/v1/images/edits" and not request.retry
    assert json.loads(request.body) == {"model": "m", "prompt": "bluer", "image": PNG_URL}


def test_several_data_urls_and_a_mask() -> None:
    body = body_of(CODEC, edit(EditEncoding.DATA_URL, 2))
    assert body["image"] == [PNG_URL, PNG_URL] and body["mask"] == MASK_URL


def test_openais_json_form() -> None:
    body = body_of(CODEC, edit(EditEncoding.IMAGE_URLS))
    assert body["images"] == [{"image_url": PNG_URL}] and body["mask"] == {"image_url": MASK_URL}


def parts_of(body: bytes, content_type: str) -> list[tuple[str, str | None, bytes]]:
    """Name, file name and bytes of the parts, read by the standard library."""
    message = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    found = []
    for part in message.get_payload():
        assert not isinstance(part, str)
        name = part.get_param("name", header="content-disposition")
        found.append((str(name), part.get_filename(), part.get_payload(decode=True)))
    return found


def test_multipart() -> None:
    request = CODEC.encode(edit(EditEncoding.MULTIPART, values={"n": 2, "size": "auto"}))
    assert parts_of(request.body, request.content_type) == [
        ("model", None, b"m"),
        ("prompt", None, b"bluer"),
        ("n", None, b"2"),
        ("size", None, b"auto"),
        ("image", "picture-1.png", PNG),
        ("mask", "mask.png", MASK_PNG),
    ]


def test_several_pictures_in_multipart() -> None:
    request = CODEC.encode(edit(EditEncoding.MULTIPART, 2, masks=False))
    names = [name for name, _, _ in parts_of(request.body, request.content_type)]
    assert names == ["model", "prompt", "image[]", "image[]"]


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1).filter(str.strip))
def test_any_instruction_survives_multipart(text: str) -> None:
    base = edit(EditEncoding.MULTIPART)
    said = user(text, *(p for p in base.messages[0].parts if isinstance(p, Picture)))
    request = CODEC.encode(msgspec.structs.replace(base, messages=(said,)))
    boundary = request.content_type.partition("boundary=")[2].encode()
    fields = request.body.split(b"--" + boundary)
    assert fields[2].partition(b"\r\n\r\n")[2] == text.strip().encode() + b"\r\n"


@pytest.mark.parametrize("missing", ["picture", "data", "encoding"])
def test_what_cannot_be_edited_is_an_input_failure(missing: str) -> None:
    prompt = edit(EditEncoding.NONE if missing == "encoding" else EditEncoding.DATA_URL)
    if missing == "picture":
        prompt = msgspec.structs.replace(prompt, messages=(user("bluer"),))
    if missing == "data":
        prompt = msgspec.structs.replace(prompt, media={})
    with pytest.raises(StudioError) as caught:
        CODEC.encode(prompt)
    assert caught.value.failure.kind is Kind.INPUT
