"""ChatGPT's export: `mapping` is a tree of nodes, of which hidden, system and tool nodes are stepped over."""

from collections.abc import Callable
from typing import Any

import msgspec

from studio.domain.conversation import Conversation, Message, Part, Role, Text, Thought
from studio.domain.text import clean_text
from studio.storage.bundle import Bundle, Media
from studio.storage.imports.reading import (
    Unreadable,
    derived_id,
    dict_in,
    in_order,
    kept_picture,
    list_in,
    text_in,
    time_in,
)

Asset = Callable[[str], tuple[str, bytes] | None]
"""Gives name and bytes of a file of the export by the beginning of its name, or None."""


def read(record: Any, asset: Asset) -> Bundle:
    """One conversation with all its branches. Raises `Unreadable`."""
    mapping = record.get("mapping") if isinstance(record, dict) else None
    if not isinstance(mapping, dict):
        raise Unreadable("it has no “mapping” of messages")
    source = text_in(record, "conversation_id") or text_in(record, "id")
    if not source:
        raise Unreadable("it has no id")
    created = time_in(record, "create_time")
    media: dict[str, Media] = {}
    nodes = {name: node for name, node in mapping.items() if isinstance(node, dict)}
    shown: dict[str, Message] = {}
    for name, node in nodes.items():
        message = _message(source, name, node, created, asset, media)
        if message is not None:
            shown[name] = message
    joined, home = _joined(nodes, shown)
    messages = in_order({message.id: message for message in joined.values()})
    leaf = _upwards(nodes, home, text_in(record, "current_node"))
    answers = [message.model for message in messages if message.model]
    conversation = Conversation(
        id=derived_id("chatgpt", source),
        title=text_in(record, "title"),
        created_at=created,
        updated_at=time_in(record, "update_time") or created,
        leaf=joined[leaf].id if leaf is not None else (messages[-1].id if messages else None),
        model=answers[-1] if answers else text_in(record, "default_model_slug"),
        archived=record.get("is_archived") is True,
        pinned=record.get("is_starred") is True,
        titled_by_user=True,
        source=f"chatgpt:{source}",
    )
    return Bundle(conversation=conversation, messages=messages, media=media)


def _message(
    source: str, name: str, node: dict[str, Any], created: float, asset: Asset, media: dict[str, Media]
) -> Message | None:
    """The message of a node, without its parent; None for one that ChatGPT does not show."""
    raw = dict_in(node, "message")
    author = text_in(dict_in(raw, "author"), "role")
    metadata = dict_in(raw, "metadata")
    if author not in ("user", "assistant", "tool") or metadata.get("is_visually_hidden_from_conversation"):
        return None
    parts = _parts(dict_in(raw, "content"), asset, media)
    if author == "tool":
        parts = tuple(part for part in parts if not isinstance(part, Text))
    if not parts:
        return None
    return Message(
        id=derived_id("chatgpt", source, name),
        parent=None,
        role=Role.USER if author == "user" else Role.ASSISTANT,
        parts=parts,
        created_at=time_in(raw, "create_time") or created,
        model="" if author == "user" else text_in(metadata, "model_slug"),
    )


def _parts(content: dict[str, Any], asset: Asset, media: dict[str, Media]) -> tuple[Part, ...]:
    found: list[Part] = []
    match text_in(content, "content_type"):
        case "code":
            language = text_in(content, "language")
            text = text_in(content, "text")
            if text:
                found.append(Text(f"```{language if language.isalnum() else ''}\n{text}\n```"))
        case "thoughts":
            for thought in list_in(content, "thoughts"):
                words = text_in(thought, "content") or text_in(thought, "summary")
                if words:
                    found.append(Thought(words))
        case "reasoning_recap" | "user_editable_context" | "model_editable_context":
            pass
        case _:
            for part in list_in(content, "parts"):
                found += _part(part, asset, media)
            if not found and text_in(content, "text"):
                found.append(Text(text_in(content, "text")))
    return tuple(found)


def _part(part: Any, asset: Asset, media: dict[str, Media]) -> list[Part]:
    if isinstance(part, str):
        return [Text(clean_text(part))] if part else []
    pointer = text_in(part, "asset_pointer")
    if pointer:
        file = asset(pointer.rpartition("/")[2])
        if file is None:
            return [Text("*[a picture that is not in the export]*")]
        return [kept_picture(file[1], file[0], media)]
    text = text_in(part, "text")
    return [Text(text)] if text else []


def _upwards(nodes: dict[str, Any], shown: dict[str, str], name: str | None) -> str | None:
    """The nearest shown node at or above `name`; `shown` maps each to the node it was joined into."""
    seen: set[str] = set()
    while name and name in nodes and name not in seen:
        if name in shown:
            return shown[name]
        seen.add(name)
        name = text_in(nodes[name], "parent")
    return None


def _joined(nodes: dict[str, Any], shown: dict[str, Message]) -> tuple[dict[str, Message], dict[str, str]]:
    """Messages by node with their parents set; an answer given in steps (thought, code, words) becomes one.

    The second value says for each shown node in which one it lives now.
    """
    itself = {name: name for name in shown}
    above = {name: _upwards(nodes, itself, text_in(nodes[name], "parent")) for name in shown}
    below: dict[str, list[str]] = {}
    for name, parent in above.items():
        if parent is not None:
            below.setdefault(parent, []).append(name)
    home: dict[str, str] = {}
    steps: dict[str, list[str]] = {}
    for name in _downwards(above, below):
        parent = above[name]
        joins = (
            parent is not None
            and parent in home
            and shown[name].role is Role.ASSISTANT
            and shown[parent].role is Role.ASSISTANT
            and len(below[parent]) == 1
        )
        home[name] = home[parent] if joins and parent is not None else name
        steps.setdefault(home[name], []).append(name)
    found: dict[str, Message] = {}
    for first, members in steps.items():
        parent = above[first]
        last = shown[members[-1]]
        found[first] = msgspec.structs.replace(
            shown[first],
            parent=shown[home[parent]].id if parent is not None and parent in home else None,
            parts=tuple(part for name in members for part in shown[name].parts),
            model=last.model or shown[first].model,
        )
    return found, home


def _downwards(above: dict[str, str | None], below: dict[str, list[str]]) -> list[str]:
    """The shown nodes, parents first; nodes of a circle come last."""
    waiting = [name for name, parent in above.items() if parent is None]
    waiting.reverse()
    order: dict[str, None] = {}
    while waiting:
        name = waiting.pop()
        if name not in order:
            order[name] = None
            waiting += reversed(below.get(name, []))
    return [*order, *(name for name in above if name not in order)]
