"""The value that travels."""

from studio.storage.bundle import BadRecord, Bundle, Media
from tests.storage.making import said, talk


def test_bundles_compare_by_value() -> None:
    conversation, message = talk(), said("x")
    one = Bundle(conversation=conversation, messages=(message,), media={"a": Media("png", b"1")})
    two = Bundle(conversation=conversation, messages=(message,), media={"a": Media("png", b"1")})
    assert one == two and one != Bundle(conversation=conversation)
    assert BadRecord("a", "b") == BadRecord("a", "b")
