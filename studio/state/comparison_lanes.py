"""The lanes of a comparison are conversations: how one is opened, and what is read off it."""

from studio.domain.comparison import Lane
from studio.domain.conversation import Message, Role, new_id
from studio.domain.model import Capability
from studio.state.gateways import Gateways
from studio.state.library import Library
from studio.state.models import Models
from studio.state.ranking import Facets
from studio.state.session import Session


def opened_lane(library: Library, lane: Lane) -> Session:
    """The conversation of a lane: the stored one, or a new one of the same id that nothing was said in yet."""
    if lane.conversation_id in library.conversations:
        return library.open(lane.conversation_id)
    return library.new(
        kind="lane",
        id=lane.conversation_id or new_id(),
        gateway=lane.gateway,
        model=lane.model,
        protocol=lane.protocol,
        parameters=lane.parameters,
        system=lane.system,
    )


def lane_of(session: Session) -> Lane:
    """What a lane's conversation is asked with, as a comparison keeps it."""
    c = session.conversation
    return Lane(
        conversation_id=c.id,
        gateway=c.gateway,
        model=c.model,
        protocol=c.protocol,
        parameters=c.parameters,
        system=c.system,
    )


def questions(lane: Session) -> tuple[Message, ...]:
    """The user's messages on the path a lane shows."""
    return tuple(m for m in lane.path() if m.role is Role.USER)


def answer_at(lane: Session, turn: int) -> Message | None:
    """The answer to question number `turn` (from 1) of a lane, or None."""
    path = lane.path()
    seen = 0
    for at, message in enumerate(path):
        if message.role is Role.USER:
            seen += 1
            if seen == turn:
                after = path[at + 1] if at + 1 < len(path) else None
                return after if after is not None and after.role is Role.ASSISTANT else None
    return None


def starting_lanes(models: Models, count: int = 2) -> tuple[Lane, ...]:
    """What a new comparison begins with: the default model and those the user likes or used last."""
    chosen = [key for key in (models.default(),) if key[1]]
    usable = Facets(capabilities=frozenset({Capability.CHAT}), usable=True)
    for model in models.ranked(facets=usable, limit=count + 1):
        if (model.gateway, model.id) not in chosen:
            chosen.append((model.gateway, model.id))
    return tuple(Lane(conversation_id="", gateway=g, model=m) for g, m in chosen[:count])


def lane_problem(session: Session, models: Models, gateways: Gateways) -> str:
    """What is to be said beside a lane before it is asked, in one sentence, or ""."""
    c = session.conversation
    if not c.model:
        return "Choose a model for this lane."
    if gateways.get(c.gateway) is None:
        return "This lane’s gateway is not set up any more. Choose another model."
    model = models.get(c.gateway, c.model)
    if model.locked:
        return model.locked
    if models.catalogue(c.gateway) is not None and not models.known(c.gateway, c.model):
        return "This model is not in its gateway’s list now, so it may be refused."
    return ""
