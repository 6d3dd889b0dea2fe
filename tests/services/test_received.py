"""Picture bytes come out of every dress gateways put them in."""

import base64
import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st
from studio.domain.errors import Kind, StudioError
from studio.services.received import picture_bytes

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 3
PLAIN = base64.b64encode(PNG)


@pytest.mark.parametrize(
    "sent",
    [
        PNG,
        PLAIN,
        PLAIN.rstrip(b"="),
        base64.urlsafe_b64encode(PNG),
        b"\n".join(PLAIN[i : i + 60] for i in range(0, len(PLAIN), 60)) + b" \n",
        b"data:image/png;base64," + PLAIN,
        b"DATA:;base64," + PLAIN,
    ],
)
def test_G1_every_dress_gives_the_same_bytes(sent: bytes) -> None:
    assert picture_bytes(sent) == PNG


@pytest.mark.parametrize(
    "sent", [b"", b" \n", b"!!!!", b"data:image/png;base64,", b"QUJ", b"not base64 at all?"]
)
def test_G1_rubbish_is_a_damaged_picture(sent: bytes) -> None:
    with pytest.raises(StudioError) as caught:
        picture_bytes(sent)
    assert caught.value.failure.kind is Kind.PICTURE


def test_G1_half_a_text_is_decoded_as_far_as_it_goes() -> None:
    assert PNG.startswith(picture_bytes(PLAIN[: len(PLAIN) // 2 + 1]))


@given(st.binary(max_size=200))
def test_any_bytes_give_bytes_or_a_failure_in_words(sent: bytes) -> None:
    try:
        assert isinstance(picture_bytes(sent), bytes)
    except StudioError as error:
        assert not isinstance(error.__cause__, binascii.Error)
