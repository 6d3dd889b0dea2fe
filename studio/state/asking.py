"""From a conversation to a prompt: what the next request is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from studio.domain.conversation import Conversation, File, Message, Picture, path_to
from studio.domain.errors import Failure, Kind, Remedy, StudioError
from studio.domain.gateway import Gateway
from studio.domain.model import automatic_protocol
from studio.domain.parameters import ParameterSet
from studio.domain.picture import PictureMade
from studio.domain.prompt import Prompt, Task
from studio.domain.settings import Price
from studio.state.ports import Answering, Store
from studio.state.preferences import Preferences


@dataclass(frozen=True)
class Desk:
    """What every session works with."""

    store: Store
    answering: Answering
    preferences: Preferences
    gateway: Callable[[str], Gateway | None]
    """The configured gateway with this id."""
    capabilities: Callable[[str, str], frozenset[str]]
    """What is known of (gateway id, model id); empty is unknown."""
    answer_failed: Callable[[Message], None]
    """Told of every failed answer, so that a refused model is marked."""


def model_key(gateway: str, model: str) -> str:
    """How settings name a model of a gateway."""
    return f"{gateway}\n{model}"


def remember_refusal(preferences: Preferences, gateway: str, model: str, parameter: str) -> None:
    """Keeps in mind that a model refuses a parameter, so that it is left out from now on."""
    known = dict(preferences.value.parameter_refusals)
    key = model_key(gateway, model)
    known[key] = tuple(dict.fromkeys((*known.get(key, ()), parameter)))
    preferences.change(parameter_refusals=known)


def allowed_parameters(preferences: Preferences, answer: Message) -> ParameterSet:
    """The parameters of an answer without those its model is known to refuse."""
    chosen = answer.parameters
    for name in preferences.value.parameter_refusals.get(model_key(answer.gateway, answer.model), ()):
        chosen = chosen.without(name)
    return chosen


async def prompt_for(
    desk: Desk, conversation: Conversation, messages: dict[str, Message], answer: Message
) -> Prompt:
    """The prompt `answer` is the answer to. Raises `StudioError` where something it needs is missing."""
    gateway = desk.gateway(answer.gateway)
    if gateway is None:
        sentence = "This conversation’s gateway is not set up any more. Choose a model to go on."
        raise StudioError(Failure(kind=Kind.ADDRESS, message=sentence, remedy=Remedy.MODEL))
    if not answer.model:
        raise StudioError(
            Failure(kind=Kind.UNKNOWN_MODEL, message="No model is chosen yet.", remedy=Remedy.MODEL)
        )
    path = path_to(messages, answer.parent)
    return Prompt(
        gateway=gateway,
        model=answer.model,
        protocol=answer.protocol or automatic_protocol(gateway, answer.model),
        task=Task.CHAT,
        system=conversation.system,
        messages=path,
        parameters=allowed_parameters(desk.preferences, answer),
        media=await media_of(desk.store, path),
        capabilities=desk.capabilities(answer.gateway, answer.model),
        message_id=answer.id,
    )


async def media_of(store: Store, messages: tuple[Message, ...]) -> dict[str, bytes]:
    """The bytes of every picture and file named in `messages`, by sha256."""
    wanted: set[str] = set()
    for message in messages:
        for part in message.parts:
            if isinstance(part, Picture) and part.ref is not None:
                wanted.add(part.ref.sha256)
                if part.mask is not None:
                    wanted.add(part.mask.sha256)
            elif isinstance(part, File) and part.sha256 is not None:
                wanted.add(part.sha256)
    return {sha: await store.blob(sha) for sha in sorted(wanted)}


def priced(message: Message, prices: Mapping[str, Price]) -> Message:
    """`message` with a cost from the user's own price where the gateway stated none; it is marked as such."""
    price = prices.get(model_key(message.gateway, message.model))
    usage = message.usage
    if price is None or usage is None or usage.cost is not None:
        return message
    if usage.input_tokens is None and usage.output_tokens is None:
        return message
    cost = ((usage.input_tokens or 0) * price.input + (usage.output_tokens or 0) * price.output) / 1e6
    return msgspec.structs.replace(message, usage=msgspec.structs.replace(usage, cost=cost, priced=True))


def pictures_received(message: Message, conversation: str) -> tuple[PictureMade, ...]:
    """The pictures an answer brought, as the gallery keeps them."""
    return tuple(
        PictureMade(
            ref=part.ref,
            created_at=message.created_at,
            origin="received",
            prompt="",
            gateway=message.gateway,
            model=message.model,
            conversation_id=conversation,
            message_id=message.id,
            name=part.name,
        )
        for part in message.parts
        if isinstance(part, Picture) and part.ref is not None and not part.partial
    )


def asked_with(answer: Message, prompt: Prompt) -> Message:
    """`answer` with what it is really asked with."""
    return msgspec.structs.replace(answer, protocol=prompt.protocol, parameters=prompt.parameters)
