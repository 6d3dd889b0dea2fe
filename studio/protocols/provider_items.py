"""What a provider did on its side, as one line for people and its raw JSON for replay."""

import json
from typing import Any

from studio.domain.conversation import ProviderItem
from studio.domain.text import clean_text, first_words

OTHER_ANSWER = "other_answer"
"""The kind of a further choice or candidate: shown beside the answer, never part of its text, never sent back."""

_TOLD = (
    "query",
    "queries",
    "command",
    "code",
    "url",
    "question",
    "name",
    "path",
    "text",
    "content",
    "output",
)
"""Fields worth telling, the most telling first."""


def provider_item(kind: str, data: dict[str, Any]) -> ProviderItem:
    """The item `data` of type `kind` as a part."""
    text = clean_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")))
    return ProviderItem(clean_text(kind), _summary(kind, data), text)


def other_answer(index: int, text: str) -> ProviderItem:
    """A further answer (a choice of index 1 and above) to the same prompt."""
    return ProviderItem(OTHER_ANSWER, f"Another answer ({index + 1}): {clean_text(text)[:8000]}", "{}")


def _summary(kind: str, data: dict[str, Any]) -> str:
    what = kind.replace("_", " ").strip() or "item"
    name = data.get("name") or data.get("server_label")
    inner = data.get("input") or data.get("action") or data.get("args")
    told = _told(inner if isinstance(inner, dict) and inner else data)
    parts = [what, name if isinstance(name, str) and name not in what else "", told]
    return first_words(": ".join(p for p in parts if p), 160)


def _told(fields: dict[str, Any]) -> str:
    for field in _TOLD:
        value = fields.get(field)
        if isinstance(value, str) and value and field != "name":
            return value
        if isinstance(value, list) and value:
            words = [v for v in value if isinstance(v, str)]
            return ", ".join(words) if words else f"{len(value)} results"
    return ""
