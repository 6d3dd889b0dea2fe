"""Open WebUI's export: chats whose `history.messages` are a tree by id."""

import re
from html import unescape
from typing import Any

from studio.domain.conversation import Conversation, File, Message, Part, Role, Text, Thought
from studio.domain.timing import Usage
from studio.storage.bundle import Bundle, Media
from studio.storage.imports.reading import (
    Unreadable,
    data_url_bytes,
    derived_id,
    dict_in,
    in_order,
    kept_picture,
    list_in,
    text_in,
    time_in,
)

_REASONING = re.compile(
    r"<details type=\"reasoning\"[^>]*>\s*(?:<summary>[^<]*</summary>)?(.*?)</details>\s*", re.DOTALL
)


def read(record: Any) -> Bundle:
    """One chat with all its branches. Raises `Unreadable`."""
    chat = dict_in(record, "chat")
    history = dict_in(chat, "history")
    nodes = dict_in(history, "messages")
    if not nodes:
        listed = [item for item in list_in(chat, "messages") if isinstance(item, dict)]
        nodes = {text_in(item, "id") or str(index): item for index, item in enumerate(listed)}
    if not chat:
        raise Unreadable("it has no “chat”")
    created = time_in(record, "created_at") or time_in(chat, "timestamp")
    title = text_in(chat, "title") or text_in(record, "title")
    source = text_in(record, "id") or text_in(chat, "id") or f"{title}\n{created}"
    media: dict[str, Media] = {}
    found: dict[str, Message] = {}
    for name, node in nodes.items():
        message = _message(source, name, node, created, media)
        if message is not None:
            found[message.id] = message
    leaf = derived_id("openwebui", source, text_in(history, "currentId"))
    models = [model for model in list_in(chat, "models") if isinstance(model, str)]
    messages = in_order(found)
    conversation = Conversation(
        id=derived_id("openwebui", source),
        title=title,
        created_at=created,
        updated_at=time_in(record, "updated_at") or created,
        leaf=leaf if leaf in found else (messages[-1].id if messages else None),
        model=models[0] if models else "",
        system=text_in(dict_in(chat, "params"), "system"),
        pinned=record.get("pinned") is True,
        archived=record.get("archived") is True,
        tags=tuple(tag for tag in list_in(dict_in(record, "meta"), "tags") if isinstance(tag, str)),
        titled_by_user=True,
        source=f"openwebui:{source}"[:200],
    )
    return Bundle(conversation=conversation, messages=messages, media=media)


def _message(source: str, name: str, node: Any, created: float, media: dict[str, Media]) -> Message | None:
    role = text_in(node, "role")
    if role not in ("user", "assistant"):
        return None
    content = node.get("content")
    text = text_in(node, "content")
    if isinstance(content, list):
        text = "\n".join(text_in(item, "text") for item in content)
    parts = [*_words(text, role), *_files(node, media)]
    parent = text_in(node, "parentId")
    return Message(
        id=derived_id("openwebui", source, name),
        parent=derived_id("openwebui", source, parent) if parent else None,
        role=Role.USER if role == "user" else Role.ASSISTANT,
        parts=tuple(parts),
        created_at=time_in(node, "timestamp") or created,
        model=text_in(node, "model") if role == "assistant" else "",
        usage=_usage(node),
    )


def _words(text: str, role: str) -> list[Part]:
    """The text, with the reasoning that Open WebUI folds into it as a part of its own."""
    thoughts: list[Part] = []
    if role == "assistant":
        for match in _REASONING.finditer(text):
            lines = unescape(match[1]).strip().splitlines()
            thoughts.append(Thought("\n".join(line.removeprefix(">").removeprefix(" ") for line in lines)))
        text = _REASONING.sub("", text)
    return [*thoughts, *([Text(text)] if text else [])]


def _files(node: dict[str, Any], media: dict[str, Media]) -> list[Part]:
    found: list[Part] = []
    for file in list_in(node, "files"):
        name = text_in(file, "name")
        if text_in(file, "type") == "image":
            data = data_url_bytes(text_in(file, "url"))
            found.append(kept_picture(data or b"", name, media))
        else:
            text = text_in(dict_in(dict_in(file, "file"), "data"), "content")
            found.append(File(name or "attachment", "text/plain", text=text or None, size=len(text.encode())))
    return found


def _usage(node: dict[str, Any]) -> Usage | None:
    usage = dict_in(node, "usage")
    sent, given = usage.get("prompt_tokens"), usage.get("completion_tokens")
    if not isinstance(sent, int) or not isinstance(given, int):
        return None
    return Usage(input_tokens=sent, output_tokens=given)
