"""Lists of models in every shape gateways send: what each row says, and where the next page is (GATEWAYS.md 3)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from studio.domain.errors import Kind, Remedy, StudioError, failing
from studio.domain.gateway import Gateway
from studio.domain.model import Capability, Model, capabilities_by_name
from studio.domain.parameters import Json
from studio.domain.text import clean_text
from studio.protocols.decoding import text_of
from studio.protocols.reading import number, read_json
from studio.protocols.refusal import failure_in

ROWS_LIMIT = 100_000
"""Rows read of one answer."""

_CHAT = frozenset({Capability.CHAT})
_NOTHING: frozenset[Capability] = frozenset()
_CONTEXT = ("context_window", "context_length", "max_context_length", "inputTokenLimit", "max_model_len")
_OUTPUT = ("max_output_tokens", "max_completion_tokens", "outputTokenLimit")


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of a list route. `next_query` (`cursor=…`) asks for the next page, "" is the last.

    `concurrency` is the policy's hint for the lowest tier, None where there is none. A cursor may repeat for
    ever at a broken gateway: whoever turns the pages stops at a `next_query` seen before.
    """

    models: tuple[Model, ...] = ()
    next_query: str = ""
    concurrency: int | None = None


class _Policy(msgspec.Struct):
    """What a catalogue says about all its rows."""

    gated: tuple[str, ...] = ()
    role: str = "seems_legit"
    families: tuple[dict[str, Any], ...] = ()
    default_family: str = ""
    concurrency: int | None = None


def read_catalogue(gateway: Gateway, data: bytes) -> Page:
    """The models of `/models/full` (all eras) or `/models` (OpenAI's, APIFree's, Anthropic's, Google's shape).

    Raises `StudioError` for a stated failure, and (MALFORMED) for what is no list of models.
    """
    try:
        body = read_json(data)
    except ValueError:
        body = None
    failure = failure_in(body, gateway.name)
    if failure is not None:
        raise StudioError(failure)
    wrapped = body.get("resp_data") if isinstance(body, dict) else None
    body = wrapped if isinstance(wrapped, dict | list) else body
    rows = _rows(body)
    if rows is None:
        raise failing(
            Kind.MALFORMED,
            f"{gateway.name} answered, but not with a list of models.",
            Remedy.ADDRESS,
            gateway=gateway.name,
        )
    facts = body if isinstance(body, dict) else {}
    policy = _policy(facts.get("policy"))
    models: dict[str, Model] = {}
    for row in rows[:ROWS_LIMIT]:
        model = _model(gateway.id, row, policy)
        if model is not None and model.id not in models:
            models[model.id] = model
    return Page(models=tuple(models.values()), next_query=_next_query(facts), concurrency=policy.concurrency)


def _rows(body: Json) -> list[Any] | None:
    if isinstance(body, list):
        return body
    if isinstance(body, dict):
        for name in ("data", "models"):
            if isinstance(body.get(name), list):
                return list(body[name])
    return None


def _next_query(body: Mapping[str, Any]) -> str:
    """The query of the next page in the dialect of the answer (APIFree, Google, Anthropic)."""
    cursor = text_of(body.get("next_cursor"))
    if cursor and body.get("has_more", True):
        return f"cursor={quote(cursor, safe='')}"
    token = text_of(body.get("nextPageToken"))
    if token:
        return f"pageToken={quote(token, safe='')}"
    last = text_of(body.get("last_id"))
    if last and body.get("has_more") is True:
        return f"after_id={quote(last, safe='')}"
    return ""


def _policy(policy: Json) -> _Policy:
    if not isinstance(policy, dict):
        return _Policy()
    tiers = policy.get("invite_tiers")
    first = tiers[0] if isinstance(tiers, list) and tiers and isinstance(tiers[0], dict) else {}
    prefixes = policy.get("seems_legit_required_prefixes")
    families = policy.get("families")
    return _Policy(
        gated=tuple(text_of(p) for p in prefixes if p) if isinstance(prefixes, list) else (),
        role=text_of(policy.get("seems_legit_required_role_label")) or "seems_legit",
        families=tuple(f for f in families if isinstance(f, dict)) if isinstance(families, list) else (),
        default_family=text_of(policy.get("default_family")),
        concurrency=number(first.get("concurrency_limit")) or None,
    )


def _model(gateway: str, row: Json, policy: _Policy) -> Model | None:
    """One row, or None for one without an id."""
    if isinstance(row, str):
        row = {"id": row}
    if not isinstance(row, dict):
        return None
    model_id = text_of(row.get("id")) or text_of(row.get("endpoint_id"))
    name = text_of(row.get("display_name")) or text_of(row.get("displayName"))
    if not model_id:
        model_id = text_of(row.get("name")).removeprefix("models/")
    elif not name:
        name = text_of(row.get("name"))
    if not model_id:
        return None
    metadata = row.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    context, most_in, most_out = _limits(row)
    return Model(
        id=model_id,
        gateway=gateway,
        name=name or text_of(metadata.get("display_name")),
        capabilities=_capabilities(model_id, row, metadata),
        context=context,
        max_input=most_in,
        max_output=most_out,
        prefix=text_of(row.get("prefix")) or (model_id.partition("/")[0] if "/" in model_id else ""),
        tier=text_of(row.get("tier")) or _family(model_id, policy),
        locked=_locked(model_id, row, policy),
        owner=text_of(row.get("owned_by")),
        description=text_of(row.get("description")) or text_of(metadata.get("description")),
        facts=row,
    )


def _limits(row: dict[str, Any]) -> tuple[int | None, int | None, int | None]:
    """Context, longest input, longest output, in tokens; 0 counts as unknown."""
    meta, top = row.get("meta"), row.get("top_provider")
    trained = number(meta.get("n_ctx_train")) if isinstance(meta, dict) else None
    offered = top if isinstance(top, dict) else {}
    context = next((n for name in _CONTEXT if (n := number(row.get(name)))), None)
    most_out = next(
        (n for name in _OUTPUT if (n := number(row.get(name)) or number(offered.get(name)))), None
    )
    most_in = number(row.get("max_input_tokens")) or None
    return context or trained or number(offered.get("context_length")) or most_in, most_in, most_out


def _capabilities(model_id: str, row: dict[str, Any], metadata: dict[str, Any]) -> frozenset[Capability]:
    """Flags together with what the name says; a flag that is missing says nothing (GATEWAYS.md 3.5)."""
    found = _flagged(row) | _of_modalities(row.get("architecture"))
    found |= _of_category(metadata.get("category")) | _of_methods(row.get("supportedGenerationMethods"))
    named = capabilities_by_name(model_id)
    if found:
        return named | found
    return named or (_NOTHING if "embed" in model_id.lower() else _CHAT)


def _flagged(row: dict[str, Any]) -> set[Capability]:
    found: set[Capability] = set()
    if row.get("supports_chat") is True:
        found.add(Capability.CHAT)
    if row.get("supports_images") is True:
        found.add(Capability.VISION if Capability.CHAT in found else Capability.PICTURE)
    if row.get("supports_vision") is True:
        found |= {Capability.CHAT, Capability.VISION}
    if row.get("supports_audio") is True:
        found.add(Capability.AUDIO)
    if row.get("supports_video") is True or row.get("supports_videos") is True:
        found.add(Capability.VIDEO)
    return found


def _of_modalities(architecture: Json) -> set[Capability]:
    if not isinstance(architecture, dict):
        return set()
    given = architecture.get("input_modalities")
    made = architecture.get("output_modalities")
    found: set[Capability] = set()
    if isinstance(made, list):
        found |= {c for word, c in _MADE.items() if word in made}
    if isinstance(given, list) and "image" in given:
        if Capability.CHAT in found:
            found.add(Capability.VISION)
        if Capability.PICTURE in found:
            found.add(Capability.EDIT)
    return found


_MADE = {
    "text": Capability.CHAT,
    "image": Capability.PICTURE,
    "audio": Capability.AUDIO,
    "video": Capability.VIDEO,
}


def _of_category(category: Json) -> set[Capability]:
    """APIFree's word: `llm`, `text-to-image`, `image-to-image`, `…video`."""
    word = text_of(category).lower()
    if word in ("llm", "chat", "text-generation", "text-to-text"):
        return {Capability.CHAT}
    if word.endswith("video"):
        return {Capability.VIDEO}
    if word.endswith("image"):
        edits = word.startswith("image-to")
        return {Capability.PICTURE, Capability.EDIT} if edits else {Capability.PICTURE}
    return {Capability.AUDIO} if "audio" in word or "speech" in word else set()


def _of_methods(methods: Json) -> set[Capability]:
    """Google's list of what a model answers to."""
    if isinstance(methods, list) and "generateContent" in methods:
        return {Capability.CHAT, Capability.VISION}
    return set()


def _locked(model_id: str, row: dict[str, Any], policy: _Policy) -> str:
    """Why the user may not use the model as it stands, empty where nothing says so."""
    access = row.get("access")
    access = access if isinstance(access, dict) else {}
    roles = access.get("required_discord_roles")
    role = text_of(roles[0]) if isinstance(roles, list) and roles else ""
    if role or row.get("requires_seems_legit") is True or access.get("requires_seems_legit") is True:
        return f"Needs the role “{role or policy.role}”."
    if policy.gated and model_id.startswith(policy.gated):
        return f"Needs the role “{policy.role}”."
    if row.get("visibility") == "role_gated":
        return "Open to certain roles only."
    return "Not open to you at the moment." if access.get("available") is False else ""


def _family(model_id: str, policy: _Policy) -> str:
    """The first family of the policy whose patterns, prefixes or contained words fit (GATEWAYS.md 3.3)."""
    for family in policy.families:
        if _fits(model_id, family):
            return text_of(family.get("name"))
    return policy.default_family


def _fits(model_id: str, family: dict[str, Any]) -> bool:
    def words(name: str) -> list[str]:
        listed = family.get(name)
        return [clean_text(w) for w in listed if isinstance(w, str) and w] if isinstance(listed, list) else []

    return (
        any(_matches(model_id, pattern) for pattern in words("models"))
        or any(model_id.startswith(prefix) for prefix in words("prefixes"))
        or any(word in model_id for word in words("contains"))
    )


def _matches(model_id: str, pattern: str) -> bool:
    """A pattern with a `*` before, behind or on both sides."""
    inner = pattern.strip("*")
    if pattern.startswith("*") and pattern.endswith("*"):
        return inner in model_id
    if pattern.endswith("*"):
        return model_id.startswith(inner)
    return model_id.endswith(inner) if pattern.startswith("*") else model_id == inner
