"""From a request to a finished plan of its answer: what is refused, what is said, how it is counted."""

import json
import re
from time import time
from uuid import uuid4

from studio.sandbox import refusals
from studio.sandbox.faults import spoiled
from studio.sandbox.refusals import Refused
from studio.sandbox.roster import ChatModel, Style, chat_model
from studio.sandbox.script import (
    Answer,
    Ask,
    Calling,
    Citing,
    Json,
    Saying,
    Step,
    Thinking,
    ToolOffer,
    Usage,
)
from studio.sandbox.tokens import count, tokens
from studio.sandbox.writing import Draft, compose

_TOKENS_PER_PICTURE = 258
_SHY_OF_TOOLS = (Style.BRIEF, Style.POET, Style.LONG)


def model_for(ask: Ask) -> ChatModel:
    """The model, once it is known, open and takes what was sent. Raises `Refused`."""
    model = chat_model(ask.model)
    if model is None:
        raise refusals.unknown_model(ask.model)
    if model.locked:
        raise refusals.locked_model(model.id)
    for parameter, instead in model.refuses:
        if parameter in ask.given:
            raise refusals.unsupported(parameter, instead)
    if not model.vision and any(turn.pictures for turn in ask.turns):
        raise refusals.text_only(model.id)
    return model


def plan(model: ChatModel, ask: Ask, prefix: str) -> Answer:
    """The whole answer, token by token; `prefix` starts its id. Raises `Refused` for broken pictures."""
    calls = _calls(model, ask)
    draft = compose(model, ask, calling=bool(calls))
    thought = [Thinking(piece) for piece in tokens(draft.thought)]
    said = [Saying(piece) for piece in tokens(_stopped(draft.text, ask.stop))]
    room = ask.max_tokens if ask.max_tokens is not None else len(thought) + len(said)
    finish = "length" if room < len(thought) + len(said) else "tool" if calls else "stop"
    thought, said = thought[:room], said[: max(0, room - len(thought))]
    after: list[Step] = [] if finish == "length" else [*_sources(draft), *calls]
    answer = Answer(
        id=f"{prefix}{uuid4().hex[:24]}",
        model=model.id,
        created=int(time()),
        steps=(*thought, *said, *after),
        finish=finish,
        usage=_usage(model, ask, len(thought), len(said), calls),
    )
    return spoiled(answer, model.fault)


def _sources(draft: Draft) -> list[Citing]:
    return [Citing(url, title) for url, title in draft.sources]


def _stopped(text: str, stops: tuple[str, ...]) -> str:
    ends = [at for stop in stops if (at := text.find(stop)) >= 0]
    return text[: min(ends)] if ends else text


def _usage(model: ChatModel, ask: Ask, thought: int, said: int, calls: tuple[Calling, ...]) -> Usage:
    read = sum(count(turn.text) + 4 + _TOKENS_PER_PICTURE * len(turn.pictures) for turn in ask.turns)
    written = thought + said + sum(count(call.arguments) + 8 for call in calls)
    cost = None if model.price is None else round(model.price * (written + read / 4), 9)
    return Usage(input=read, output=written, thought=thought, cost=cost)


def _calls(model: ChatModel, ask: Ask) -> tuple[Calling, ...]:
    """The one call the model makes, if tools are offered and one of them fits."""
    if not ask.tools or ask.last.role == "tool" or ask.tool_choice == "none" or model.style in _SHY_OF_TOOLS:
        return ()
    fitting = sorted(
        (tool for tool in ask.tools if _fit(tool, ask.prompt)), key=lambda t: -_fit(t, ask.prompt)
    )
    named = [tool for tool in ask.tools if tool.name == ask.tool_choice]
    if named:
        chosen = named[0]
    elif fitting:
        chosen = fitting[0]
    elif model.eager_tools or ask.tool_choice == "required":
        chosen = ask.tools[0]
    else:
        return ()
    arguments = json.dumps(_arguments(chosen, ask.prompt), ensure_ascii=False)
    return (Calling(f"call_{uuid4().hex[:16]}", chosen.name, arguments),)


_SAYS_NOTHING = frozenset(
    ("what", "that", "this", "with", "from", "have", "when", "where", "which", "your", "time")
)


def _fit(tool: ToolOffer, prompt: str) -> int:
    """How many telling words a prompt shares with a tool's name and description."""
    described = f"{tool.name} {tool.description}".lower().replace("_", " ")
    shared = set(re.findall(r"[a-z]{4,}", prompt.lower())) & set(re.findall(r"[a-z]{4,}", described))
    return len(shared - _SAYS_NOTHING)


def _arguments(tool: ToolOffer, prompt: str) -> dict[str, Json]:
    properties = tool.schema.get("properties")
    if not isinstance(properties, dict):
        return {}
    return {
        name: _value(schema if isinstance(schema, dict) else {}, prompt)
        for name, schema in properties.items()
    }


def _value(schema: dict[str, Json], prompt: str) -> Json:
    options = schema.get("enum")
    if isinstance(options, list) and options:
        named = [option for option in options if re.search(rf"\b{re.escape(str(option))}\b", prompt, re.I)]
        return named[0] if named else options[0]
    numbers = re.findall(r"-?\d+(?:\.\d+)?", prompt)
    match schema.get("type"):
        case "integer":
            return int(float(numbers[0])) if numbers else 1
        case "number":
            return float(numbers[0]) if numbers else 1.0
        case "boolean":
            return True
        case "array":
            return [_name_in(prompt)]
        case "object":
            return {}
        case _:
            return _name_in(prompt)


def _name_in(prompt: str) -> str:
    """A name from the prompt: a capitalised word that does not open it, else its last word."""
    words = re.findall(r"[^\W\d_][\w'-]*", prompt)
    names = [word for word in words[1:] if word[0].isupper()]
    return names[-1] if names else words[-1] if words else "example"


def broken_picture() -> Refused:
    """The bytes of a picture cannot be read."""
    return Refused(400, "invalid_request_error", "the image cannot be decoded; send PNG, JPEG, WebP or GIF")
