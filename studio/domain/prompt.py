"""Everything one request needs, and nothing else."""

from enum import StrEnum

import msgspec

from studio.domain.conversation import Message, Picture
from studio.domain.gateway import Gateway, Protocol
from studio.domain.parameters import ParameterSet
from studio.domain.picture import PictureRef


class Task(StrEnum):
    """What is asked for."""

    CHAT = "chat"
    GENERATE = "generate"
    EDIT = "edit"


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """One request before it is written for the wire.

    `messages` is the path shown, ending with the user's message; the answer is not in it. For GENERATE and
    EDIT only the last message counts: its text is the instruction, its `Picture` parts are the sources (the
    first one may carry a mask, white where the picture may change). `media` holds the bytes of every picture
    and file named in `messages`, by sha256. `capabilities` are the model's, as far as known; empty is unknown.
    `message_id` names the answer this is asked for, so that the exchange can be kept beside it.
    """

    gateway: Gateway
    model: str
    protocol: Protocol = Protocol.CHAT
    task: Task = Task.CHAT
    system: str = ""
    messages: tuple[Message, ...] = ()
    parameters: ParameterSet = ParameterSet()
    stream: bool = True
    media: dict[str, bytes] = {}
    capabilities: frozenset[str] = frozenset()
    message_id: str = ""


def pictures_in(prompt: Prompt) -> tuple[PictureRef, ...]:
    """The pictures of the last message, in order: the sources of an edit."""
    if not prompt.messages:
        return ()
    return tuple(p.ref for p in prompt.messages[-1].parts if isinstance(p, Picture) and p.ref is not None)
