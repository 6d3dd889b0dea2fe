"""How a picture was made, as files tell it: our own record, AUTOMATIC1111's text, InvokeAI's and ComfyUI's JSON."""

import re
from typing import Any

import msgspec

from studio.domain.picture import PictureMade, Recipe
from studio.domain.text import clean_text
from studio.services.picture_metadata import texts_in, with_texts

MAX_PROMPT = 20_000
_SETTING = re.compile(r'\s*([A-Za-z][\w \-/]{0,40}):\s*("(?:\\.|[^"\\])*"|[^,]*)(?:,|$)')
_OWN_NAMES = {
    "Steps": "steps",
    "Sampler": "sampler",
    "CFG scale": "cfg_scale",
    "Seed": "seed",
    "Size": "size",
}


def recipe_of(made: PictureMade) -> Recipe:
    """The recipe of a picture in the gallery."""
    parameters = dict(made.parameters)
    negative = parameters.pop("negative_prompt", "")
    return Recipe(
        prompt=made.prompt,
        negative=negative if isinstance(negative, str) else "",
        model=made.model,
        gateway=made.gateway,
        parameters=parameters,
        edited=bool(made.parent),
    )


def read_recipe(data: bytes) -> Recipe | None:
    """What the bytes of a PNG, JPEG or WebP say about their making, or None. Never raises on hostile bytes."""
    texts = texts_in(data)
    readers = (
        ("studio", _ours),
        ("invokeai_metadata", _invoke),
        ("parameters", _automatic1111),
        ("prompt", _comfy),
    )
    for name, reader in readers:
        if name not in texts:
            continue
        try:
            found = reader(texts[name])
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            continue
        if found is not None:
            return found
    return None


def with_recipe(data: bytes, mime: str, recipe: Recipe) -> bytes:
    """`data` with the recipe written beside its pixels (PNG, JPEG, WebP); other formats come back as they are."""
    return with_texts(data, mime, a1111_text(recipe), msgspec.json.encode(recipe).decode(), recipe.edited)


def a1111_text(recipe: Recipe) -> str:
    """The recipe in AUTOMATIC1111's form: prompt, negative prompt, one line of settings."""
    shown = {name: value for name, value in recipe.parameters.items() if isinstance(value, (str, int, float))}
    names = {ours: theirs for theirs, ours in _OWN_NAMES.items()}
    settings = [f"{names.get(name, name)}: {_quoted(value)}" for name, value in shown.items()]
    if recipe.model:
        settings.append(f"Model: {_quoted(recipe.model)}")
    settings.append("Version: Gateway Studio")
    lines = [recipe.prompt]
    if recipe.negative:
        lines.append(f"Negative prompt: {recipe.negative}")
    return "\n".join([*lines, ", ".join(settings)])


def _quoted(value: str | int | float) -> str:
    text = str(value)
    return msgspec.json.encode(text).decode() if any(c in text for c in ',:\n"') else text


def _ours(text: str) -> Recipe:
    return msgspec.json.decode(text, type=Recipe)


def _automatic1111(text: str) -> Recipe | None:
    text = clean_text(text)[: 2 * MAX_PROMPT]
    lines = text.strip().split("\n")
    settings: dict[str, str] = {}
    if len(lines) > 1 and len(_SETTING.findall(lines[-1])) >= 2:
        settings = {name.strip(): _unquoted(value) for name, value in _SETTING.findall(lines.pop())}
    body = "\n".join(lines)
    prompt, _, negative = body.partition("Negative prompt:")
    if not prompt.strip() and not settings:
        return None
    model = settings.pop("Model", "")
    source = "Gateway Studio" if settings.pop("Version", "") == "Gateway Studio" else "AUTOMATIC1111"
    parameters = {_OWN_NAMES.get(name, name): _number(value) for name, value in settings.items()}
    return Recipe(
        prompt=prompt.strip(), negative=negative.strip(), model=model, parameters=parameters, source=source
    )


def _unquoted(value: str) -> str:
    value = value.strip()
    if value.startswith('"'):
        try:
            return msgspec.json.decode(value, type=str)
        except msgspec.MsgspecError:
            return value.strip('"')
    return value


def _number(value: str) -> str | int | float:
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value


def _invoke(text: str) -> Recipe | None:
    facts = msgspec.json.decode(text)
    if not isinstance(facts, dict):
        return None
    model = facts.get("model")
    name = model.get("name", model.get("model_name", "")) if isinstance(model, dict) else model
    kept = ("seed", "steps", "cfg_scale", "scheduler", "width", "height", "strength")
    return Recipe(
        prompt=_text(facts.get("positive_prompt")),
        negative=_text(facts.get("negative_prompt")),
        model=_text(name),
        parameters={k: facts[k] for k in kept if isinstance(facts.get(k), (str, int, float))},
        source="InvokeAI",
    )


def _comfy(text: str) -> Recipe | None:
    """ComfyUI stores its graph; the prompt is the text that reaches a sampler's `positive` input."""
    nodes = msgspec.json.decode(text)
    if not isinstance(nodes, dict):
        return None
    inputs = {
        key: node["inputs"]
        for key, node in nodes.items()
        if isinstance(node, dict) and isinstance(node.get("inputs"), dict)
    }
    sampler = next((i for i in inputs.values() if "positive" in i and "negative" in i), None)
    if sampler is None:
        return None
    kept = ("seed", "steps", "cfg", "sampler_name", "scheduler", "denoise")
    model = next((i["ckpt_name"] for i in inputs.values() if isinstance(i.get("ckpt_name"), str)), "")
    return Recipe(
        prompt=_text_behind(inputs, sampler["positive"]),
        negative=_text_behind(inputs, sampler["negative"]),
        model=_text(model),
        parameters={k: sampler[k] for k in kept if isinstance(sampler.get(k), (str, int, float))},
        source="ComfyUI",
    )


def _text_behind(inputs: dict[str, dict[str, Any]], link: Any) -> str:
    seen: set[str] = set()
    waiting = [link]
    while waiting:
        link = waiting.pop()
        if not (isinstance(link, list) and link and isinstance(link[0], str)) or link[0] in seen:
            continue
        seen.add(link[0])
        node = inputs.get(link[0], {})
        text = node.get("text", node.get("text_g"))
        if isinstance(text, str):
            return _text(text)
        waiting.extend(node.values())
    return ""


def _text(value: Any) -> str:
    return clean_text(value)[:MAX_PROMPT] if isinstance(value, str) else ""
