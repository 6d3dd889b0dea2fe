"""Our own export, read back."""

import base64

import msgspec
import pytest

from studio.domain.conversation import Picture
from studio.domain.errors import StudioError
from studio.domain.picture import PictureRef
from studio.storage.bundle import Bundle
from studio.storage.exports.json_format import Kept, written
from studio.storage.imports.own import read, whole
from studio.storage.imports.reading import Unreadable
from tests.storage.making import said, talk


def test_a_file_of_a_newer_version_is_refused_in_words() -> None:
    with pytest.raises(StudioError, match="newer version"):
        whole(b'{"format": "gateway-studio", "version": 2}')
    with pytest.raises(StudioError, match="no export"):
        whole(b'{"format": "else", "version": 1}')
    with pytest.raises(StudioError, match="damaged"):
        whole(b'{"format": 1')


def test_a_changed_picture_makes_its_conversation_unreadable() -> None:
    message = msgspec.structs.replace(said(""), parts=(Picture(PictureRef("a" * 64, "image/png", 1, 1)),))
    file = whole(b"".join(written(iter([Bundle(conversation=talk(), messages=(message,))]))))
    assert read(file.conversations[0], {}).messages == (message,)
    forged = msgspec.json.encode(Kept(suffix="png", data=base64.b64encode(b"else").decode()))
    with pytest.raises(Unreadable, match="changed"):
        read(file.conversations[0], {"a" * 64: msgspec.Raw(forged)})
    with pytest.raises(Unreadable, match="damaged"):
        read(file.conversations[0], {"a" * 64: msgspec.Raw(b'{"suffix": "png", "data": "!"}')})
    with pytest.raises(Unreadable, match="not as it should be"):
        read(msgspec.Raw(b"[]"), {})
