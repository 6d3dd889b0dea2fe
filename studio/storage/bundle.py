"""What travels in and out of the library: a conversation with all its messages and the files they name."""

import msgspec

from studio.domain.conversation import Conversation, Message


class Media(msgspec.Struct, frozen=True):
    """The bytes of a picture or file, and its suffix without a dot."""

    suffix: str
    data: bytes


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """One conversation, whole. `media` is by sha256; a file that is missing on disk is missing here."""

    conversation: Conversation
    messages: tuple[Message, ...] = ()
    media: dict[str, Media] = {}


class BadRecord(msgspec.Struct, frozen=True):
    """A record of an imported file that could not be read: what it calls itself, and why, in words."""

    name: str
    reason: str
