"""What a user may set for a request: a set in which unset is absent, and forms read from a model's schema."""

from enum import StrEnum
from typing import Any, TypeAlias

import msgspec

Json: TypeAlias = Any
"""A JSON value: dict, list, str, int, float, bool or None."""

NEUTRAL = frozenset(
    {
        "temperature",
        "top_p",
        "top_k",
        "max_tokens",
        "stop",
        "seed",
        "presence_penalty",
        "frequency_penalty",
        "reasoning_effort",
        "thinking_budget",
        "tools",
        "tool_choice",
        "user",
        "name",
        "metadata",
        "safety_settings",
        "response_modalities",
    }
)
"""Names every chat codec translates into its own spelling; any other name goes to the top of the body as it is.

`stop` is a list of strings. `tools` is a list of `{"name", "description", "parameters"}`. `tool_choice` is
"auto", "none", "required" or `{"name": …}`. A codec that has no such field says so with a notice.
"""


class ParameterSet(msgspec.Struct, frozen=True):
    """The parameters that were set, and nothing else; `extra` is merged into the body last, deeply."""

    values: dict[str, Json] = {}
    extra: dict[str, Json] = {}

    def get(self, name: str) -> Json:
        """The value set for `name`, or None."""
        return self.values.get(name)

    def with_value(self, name: str, value: Json) -> "ParameterSet":
        """A copy in which `name` is `value`."""
        return ParameterSet({**self.values, name: value}, self.extra)

    def without(self, name: str) -> "ParameterSet":
        """A copy in which `name` is unset, in the values and at the top of `extra`."""
        return ParameterSet(
            {k: v for k, v in self.values.items() if k != name},
            {k: v for k, v in self.extra.items() if k != name},
        )

    def over(self, lower: "ParameterSet") -> "ParameterSet":
        """This set laid over `lower`: what is set here wins."""
        return ParameterSet({**lower.values, **self.values}, merged(lower.extra, self.extra))


def merged(lower: dict[str, Json], upper: dict[str, Json]) -> dict[str, Json]:
    """`upper` laid deeply over `lower`; objects are merged, everything else is replaced."""
    result = dict(lower)
    for name, value in upper.items():
        below = result.get(name)
        result[name] = merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return result


class FieldKind(StrEnum):
    """Which control edits a field; JSON is the way out for shapes no form knows."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    TEXT_LIST = "text_list"
    JSON = "json"


class ParameterField(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a form: its name on the wire, its label and its limits (inclusive); None is no limit."""

    name: str
    kind: FieldKind
    label: str = ""
    description: str = ""
    required: bool = False
    default: Json = None
    choices: tuple[Json, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None


class ParameterForm(msgspec.Struct, frozen=True, kw_only=True):
    """The fields one model takes; `source` says where they come from ("the model's schema", "built in")."""

    fields: tuple[ParameterField, ...] = ()
    source: str = "built in"


def _field(name: str, kind: FieldKind, label: str, **more: Json) -> ParameterField:
    return msgspec.convert({"name": name, "kind": kind, "label": label, **more}, ParameterField)


CHAT_FORM = ParameterForm(
    fields=(
        _field("temperature", FieldKind.NUMBER, "Temperature", minimum=0, maximum=2),
        _field("top_p", FieldKind.NUMBER, "Top p", minimum=0, maximum=1),
        _field("max_tokens", FieldKind.INTEGER, "Answer at most (tokens)", minimum=1),
        _field("stop", FieldKind.TEXT_LIST, "Stop at"),
        _field("seed", FieldKind.INTEGER, "Seed"),
        _field("presence_penalty", FieldKind.NUMBER, "Presence penalty", minimum=-2, maximum=2),
        _field("frequency_penalty", FieldKind.NUMBER, "Frequency penalty", minimum=-2, maximum=2),
        _field(
            "reasoning_effort",
            FieldKind.CHOICE,
            "Reasoning effort",
            choices=("minimal", "low", "medium", "high"),
        ),
        _field("top_k", FieldKind.INTEGER, "Top k", minimum=1),
        _field("thinking_budget", FieldKind.INTEGER, "Thinking budget (tokens)", minimum=0),
        _field("name", FieldKind.TEXT, "Your name in the chat"),
        _field("tools", FieldKind.JSON, "Tools"),
        _field("tool_choice", FieldKind.JSON, "Tool choice"),
    )
)

PICTURE_FORM = ParameterForm(
    fields=(
        _field(
            "size",
            FieldKind.CHOICE,
            "Size",
            choices=("auto", "1024x1024", "1536x1024", "1024x1536", "1792x1024", "1024x1792"),
        ),
        _field("n", FieldKind.INTEGER, "How many", minimum=1, maximum=10),
        _field("quality", FieldKind.CHOICE, "Quality", choices=("auto", "low", "medium", "high")),
        _field("seed", FieldKind.INTEGER, "Seed", minimum=0),
        _field("background", FieldKind.CHOICE, "Background", choices=("auto", "transparent", "opaque")),
        _field("output_format", FieldKind.CHOICE, "Format", choices=("png", "jpeg", "webp")),
        _field(
            "aspect_ratio",
            FieldKind.CHOICE,
            "Aspect ratio",
            choices=("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"),
        ),
        _field("negative_prompt", FieldKind.TEXT, "Leave out"),
    )
)
