"""What requests for pictures share: instruction, sources, parameters and multipart."""

from typing import Any

import msgspec
import pytest

from studio.domain.conversation import Picture
from studio.domain.errors import StudioError
from studio.protocols.picture_requests import (
    Source,
    data_url,
    instruction,
    multipart_request,
    picture_request,
    sources_in,
    with_parameters,
)
from tests.protocols.asking import GATEWAY, PNG, PNG_REF, asked, user


def test_the_instruction_is_the_text_of_the_last_message() -> None:
    assert instruction(asked("first", user(" paint ", Picture(PNG_REF), "it "))) == "paint it"
    with pytest.raises(StudioError):
        instruction(asked())


def test_masks_are_read_only_where_the_gateway_takes_them() -> None:
    media = {PNG_REF.sha256: PNG}
    said = user(Picture(PNG_REF, mask=PNG_REF))
    assert sources_in(asked(said, media=media)) == [Source("picture-1.png", "image/png", PNG, None)]
    taking = msgspec.structs.replace(GATEWAY, masks=True)
    assert sources_in(asked(said, media=media, gateway=taking))[0].mask == PNG


def test_extra_is_laid_over_everything_deeply() -> None:
    notices: list[str] = []
    body: dict[str, Any] = {"model": "m", "style": {"a": 1}}
    merged = with_parameters(asked("x", extra={"style": {"b": 2}, "model": "n"}), body, notices)
    assert merged == {"model": "n", "style": {"a": 1, "b": 2}} and notices == []


def test_a_boundary_never_stands_in_the_data() -> None:
    plain = multipart_request("https://x.example", {}, [("image", Source("a", "image/png", b"x"))], [])
    boundary = plain.content_type.partition("boundary=")[2]
    assert plain.body.count(boundary.encode()) == 2


def test_field_names_cannot_leave_their_quotes() -> None:
    request = multipart_request("https://x.example", {'a"\r\nb': "v", "d": {"k": 1}}, [], [])
    assert b'name="a%22%0D%0Ab"\r\n\r\nv\r\n' in request.body
    assert b'name="d"\r\n\r\n{"k": 1}\r\n' in request.body


def test_data_urls_and_json_requests() -> None:
    assert data_url("image/png", b"x") == "data:image/png;base64,eA=="
    request = picture_request("https://x.example", {"stream": True}, ["said"])
    assert request.stream and request.notices == ("said",) and not request.retry
