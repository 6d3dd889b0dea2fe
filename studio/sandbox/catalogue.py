"""The lists of the built-in gateway: models in two shapes, health, and each model's own schema and page."""

from datetime import UTC, datetime

from studio.sandbox.refusals import Manner, missing_model, unknown_model
from studio.sandbox.roster import (
    AUDIO_MODELS,
    CHAT_MODELS,
    PICTURE_MODELS,
    AudioModel,
    ChatModel,
    PictureModel,
    chat_model,
    picture_model,
)
from studio.sandbox.script import Json

_CREATED = 1783032092
_ROLE = "seems_legit"
_TIERS = ((1, 0, 10, 1), (2, 3, 15, 1), (3, 8, 20, 2), (4, 15, 28, 2), (5, 30, 35, 3))


def _everything() -> tuple[ChatModel | PictureModel | AudioModel, ...]:
    return (*CHAT_MODELS, *PICTURE_MODELS, *AUDIO_MODELS)


def plain_list() -> dict[str, Json]:
    """`GET /v1/models`, OpenAI's shape (GATEWAYS.md 3.1)."""
    rows = [
        {"id": model.id, "object": "model", "owned_by": "gateway", "created": 0} for model in _everything()
    ]
    return {"object": "list", "data": rows}


def full_list() -> dict[str, Json]:
    """`GET /v1/models/full`, FreeTheAi's shape of era 2 with names and descriptions added (GATEWAYS.md 3.3)."""
    tiers = [
        {
            "level": level,
            "minimum_invites": invites,
            "rate_limit_per_minute": rate,
            "concurrency_limit": parallel,
        }
        for level, invites, rate, parallel in _TIERS
    ]
    return {
        "object": "model_catalog",
        "generated_at": _now(),
        "policy": {
            "invite_tiers": tiers,
            "seems_legit_required_prefixes": ["members/"],
            "seems_legit_required_role_label": _ROLE,
            "seems_legit_required_role_public": True,
        },
        "data": [_row(model) for model in _everything()],
    }


def _row(model: ChatModel | PictureModel | AudioModel) -> dict[str, Json]:
    row: dict[str, Json] = {
        "access": {
            "available": not model.locked,
            "required_discord_roles": [_ROLE] if model.locked else [],
            "requires_seems_legit": model.locked,
        },
        "created": _CREATED,
        "id": model.id,
        "object": "model",
        "owned_by": "gateway",
        "prefix": model.id.partition("/")[0],
        "requires_seems_legit": model.locked,
        "visibility": "role_gated" if model.locked else "site_catalog",
        "display_name": model.name,
        "description": model.about,
    }
    return {**row, **_abilities(model)}


def _abilities(model: ChatModel | PictureModel | AudioModel) -> dict[str, Json]:
    """Flags stand only where they are true, limits only where there are any."""
    match model:
        case ChatModel():
            limits = {
                "context_window": model.context,
                "max_input_tokens": model.context,
                "max_output_tokens": model.output,
            }
            flags = {
                "supports_chat": True,
                "supports_images": model.vision,
                "supports_vision": model.vision,
                "supports_reasoning": model.thinks,
            }
            return {name: value for name, value in {**limits, **flags}.items() if value}
        case PictureModel():
            return {"supports_images": True, **({"supports_image_edits": True} if model.edits else {})}
        case AudioModel():
            return {"supports_audio": True, **({"supports_chat": True} if model.chats else {})}


def health() -> dict[str, Json]:
    """`GET /v1/health` (GATEWAYS.md 3.6): faults are degraded, the rest is up."""
    prefixes = sorted({model.id.partition("/")[0] for model in _everything()})
    return {
        "catalog": {"model_count": len(_everything())},
        "clients": [{"client_name": "Gateway Studio", "unique_users": 1}],
        "providers": [_provider(prefix) for prefix in prefixes],
        "total_tokens_served": {"total": 1, "input": 1, "output": 1, "successful_requests": 1},
    }


def _provider(prefix: str) -> dict[str, Json]:
    faulty = prefix == "faults"
    errors = 30 if faulty else 0
    return {
        "prefix": prefix,
        "status": "degraded" if faulty else "up",
        "model_count": sum(model.id.startswith(f"{prefix}/") for model in _everything()),
        "requests_30m": 60,
        "requests_60m": 120,
        "successes_30m": 60 - errors,
        "successes_60m": 120 - 2 * errors,
        "errors_30m": errors,
        "errors_60m": 2 * errors,
        "error_rate_30m": errors / 60,
        "error_rate_60m": errors / 60,
        "last_error_at": _now() if faulty else None,
        "last_success_at": _now(),
    }


def schema(name: str) -> dict[str, Json]:
    """`GET /v1/model/openapi.json?model=`: an OpenAPI document of the model's own. Raises `Refused`."""
    found = _find(name)
    match found:
        case PictureModel():
            return _painter_schema(found)
        case ChatModel(thinks=True):
            return _thinker_schema(found)
        case ChatModel():
            return _chat_schema(found)


def page(name: str) -> str:
    """`GET /v1/model/api.md?model=`: the model's page in Markdown. Raises `Refused`."""
    found = _find(name)
    path = "/v1/images/generations" if isinstance(found, PictureModel) else "/v1/chat/completions"
    refused = ", ".join(f"`{parameter}`" for parameter, _ in found.refuses) or "none"
    return (
        f"# {found.name}\n\n{found.about}\n\n"
        f"- Model: `{found.id}`\n- Route: `POST {path}`\n- Parameters it refuses: {refused}\n\n"
        f'```bash\ncurl "$BASE{path.removeprefix("/v1")}" -H "Authorization: Bearer $KEY" \\\n'
        f'  -H "Content-Type: application/json" -d \'{{"model":"{found.id}",…}}\'\n```\n\n'
        "This model is part of the built-in demo; everything it makes is made up.\n"
    )


def _find(name: str) -> ChatModel | PictureModel:
    if not name:
        raise missing_model(Manner.APIFREE)
    found = chat_model(name) or picture_model(name)
    if found is None:
        raise unknown_model(name)
    return found


def _document(path: str, title: str, body: Json, schemas: dict[str, Json]) -> dict[str, Json]:
    content = {"application/json": {"schema": body}}
    return {
        "openapi": "3.0.0",
        "info": {"title": title, "version": "1.0.0"},
        "paths": {path: {"post": {"requestBody": {"required": True, "content": content}}}},
        "components": {"schemas": schemas},
    }


def _chat_schema(model: ChatModel) -> dict[str, Json]:
    """Everything in place: ranges, a nullable integer, a list of texts."""
    properties = {
        "model": {"type": "string", "enum": [model.id]},
        "messages": {"type": "array", "items": {"type": "object"}},
        "temperature": {"type": "number", "minimum": 0, "maximum": 2, "default": 1},
        "top_p": {"type": "number", "minimum": 0, "maximum": 1},
        "max_tokens": {"type": "integer", "minimum": 1, "maximum": model.output or 1_000_000},
        "seed": {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]},
        "stop": {"type": "array", "items": {"type": "string"}, "maxItems": 4},
        "stream": {"type": "boolean", "default": False},
    }
    body = {"type": "object", "required": ["model", "messages"], "properties": properties}
    return _document("/v1/chat/completions", model.name, body, {})


def _thinker_schema(model: ChatModel) -> dict[str, Json]:
    """A reference and `allOf`; no temperature."""
    common = {
        "type": "object",
        "required": ["model", "messages"],
        "properties": {
            "model": {"type": "string"},
            "messages": {"type": "array", "items": {"type": "object"}},
        },
    }
    effort = {"type": "string", "enum": ["low", "medium", "high"], "default": "medium"}
    own = {
        "type": "object",
        "properties": {
            "reasoning_effort": {"$ref": "#/components/schemas/Effort"},
            "max_completion_tokens": {
                "description": "Thinking and answer together.",
                "anyOf": [{"type": "integer", "minimum": 16, "maximum": model.output}, {"type": "null"}],
            },
        },
    }
    body = {"allOf": [{"$ref": "#/components/schemas/Common"}, own]}
    return _document("/v1/chat/completions", model.name, body, {"Common": common, "Effort": effort})


def _painter_schema(model: PictureModel) -> dict[str, Json]:
    """Choices, a flag, ranges, a list of pictures; a quality only where the model takes one."""
    ratios = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"]
    properties: dict[str, Json] = {
        "model": {"type": "string"},
        "prompt": {"type": "string", "minLength": 1, "description": "What to paint."},
        "aspect_ratio": {"$ref": "#/components/schemas/Ratio"},
        "n": {"type": "integer", "minimum": 1, "maximum": 4, "default": 1},
        "seed": {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]},
        "negative_prompt": {"type": "string", "description": "What to leave out."},
        "sky_detail": {"type": "number", "minimum": 0, "maximum": 1, "default": 0.5},
        "grain": {"type": "boolean", "default": True, "description": "A little film grain."},
    }
    if "quality" not in dict(model.refuses):
        properties["quality"] = {"type": "string", "enum": ["low", "medium", "high"], "default": "medium"}
    if model.edits:
        properties["image_urls"] = {"type": "array", "items": {"type": "string"}, "maxItems": 4}
    body = {"type": "object", "required": ["model", "prompt"], "properties": properties}
    path = "/v1/image/submit" if model.id.startswith("apifree-style") else "/v1/images/generations"
    ratio = {"type": "string", "enum": ratios, "default": "1:1"}
    return _document(path, model.name, body, {"Ratio": ratio})


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
