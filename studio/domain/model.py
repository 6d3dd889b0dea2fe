"""Models as a gateway lists them: capabilities, limits, access, and how several sources become one row."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from studio.domain.gateway import Gateway, Protocol
from studio.domain.parameters import Json


class Capability(StrEnum):
    """What a model can do; edits are pictures made from pictures."""

    CHAT = "chat"
    VISION = "vision"
    PICTURE = "picture"
    EDIT = "edit"
    AUDIO = "audio"
    VIDEO = "video"


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """One model of one gateway. Sizes are in tokens, None is unknown ("–").

    `locked` says why the user may not use it, empty where it is open; `status` is the health word of its
    prefix ("up", "degraded", "down", "unknown"); `facts` are the catalogue's own fields, untouched.
    """

    id: str
    gateway: str
    name: str = ""
    capabilities: frozenset[Capability] = frozenset()
    context: int | None = None
    max_input: int | None = None
    max_output: int | None = None
    prefix: str = ""
    tier: str = ""
    locked: str = ""
    owner: str = ""
    description: str = ""
    status: str = ""
    facts: dict[str, Json] = {}

    @property
    def shown_name(self) -> str:
        """The display name where there is one, else the id."""
        return self.name or self.id


class Catalogue(msgspec.Struct, frozen=True, kw_only=True):
    """The models of one gateway. `source` is the route they came from, `note` what the user should know of it.

    `fetched_at` is in epoch seconds; `concurrency` a hint from the policy, None where there is none.
    """

    gateway: str
    models: tuple[Model, ...] = ()
    source: str = ""
    note: str = ""
    fetched_at: float = 0.0
    concurrency: int | None = None


_PICTURE_WORDS = (
    "gpt-image",
    "gpt_image",
    "-image",
    "_image",
    "flux",
    "seedream",
    "nano-banana",
    "nano_banana",
    "imagen",
    "dall-e",
    "stable-diffusion",
)
_AUDIO_WORDS = ("tts", "stt", "asr", "speech", "transcription", "whisper", "audio")


def capabilities_by_name(model_id: str) -> frozenset[Capability]:
    """What the name alone suggests (GATEWAYS.md 3.5): empty for a name that says nothing."""
    lowered = model_id.lower()
    found: set[Capability] = set()
    if any(word in lowered for word in _PICTURE_WORDS):
        found.add(Capability.PICTURE)
    words = lowered.replace("/", "-").replace("_", "-").replace(":", "-").split("-")
    if any(word in words for word in _AUDIO_WORDS):
        found.add(Capability.AUDIO)
    if lowered.endswith("/edit") or lowered.endswith("-edit"):
        found |= {Capability.PICTURE, Capability.EDIT}
    return frozenset(found)


def with_overrides(model: Model, overrides: Mapping[str, frozenset[Capability]]) -> Model:
    """The model with the user's own setting of its capabilities, which wins over flags and names."""
    chosen = overrides.get(model.id)
    return model if chosen is None else msgspec.structs.replace(model, capabilities=chosen)


def near_ids(wanted: str, known: Mapping[str, Model] | tuple[str, ...], limit: int = 3) -> tuple[str, ...]:
    """The known ids most like `wanted`, best first: offered when a model is gone."""
    from difflib import get_close_matches  # needed only when a model is gone

    return tuple(get_close_matches(wanted, list(known), n=limit, cutoff=0.5))


def automatic_protocol(gateway: Gateway, model: str) -> Protocol:
    """The protocol "automatic" means here: the maker's own where its name shows it and it is offered, else chat."""
    lowered = model.lower()
    wish = Protocol.CHAT
    if "claude" in lowered:
        wish = Protocol.MESSAGES
    elif "gemini" in lowered:
        wish = Protocol.GEMINI
    if gateway.preset in ("freetheai", "freetheai-xyz", "openrouter"):
        wish = Protocol.CHAT
    if wish in gateway.protocols:
        return wish
    return gateway.protocols[0] if gateway.protocols else Protocol.CHAT
