"""Claude's export: a list of conversations with `chat_messages`, in newer files with a parent for each."""

import json
from typing import Any

from studio.domain.conversation import (
    Conversation,
    File,
    Message,
    Part,
    Role,
    Text,
    Thought,
    ToolCall,
    ToolResult,
)
from studio.storage.bundle import Bundle
from studio.storage.imports.reading import Unreadable, derived_id, in_order, list_in, text_in, time_in


def read(record: Any) -> Bundle:
    """One conversation. Raises `Unreadable`."""
    source = text_in(record, "uuid")
    if not source or not isinstance(record.get("chat_messages"), list):
        raise Unreadable("it has no id or no messages")
    created = time_in(record, "created_at")
    found: dict[str, Message] = {}
    before: str | None = None
    for index, raw in enumerate(record["chat_messages"]):
        message = _message(source, index, raw, before, created)
        if message is not None:
            found[message.id] = message
            before = message.id
    messages = in_order(found)
    leaf = text_in(record, "current_leaf_message_uuid")
    wanted = derived_id("claude", source, leaf)
    conversation = Conversation(
        id=derived_id("claude", source),
        title=text_in(record, "name"),
        created_at=created,
        updated_at=time_in(record, "updated_at") or created,
        leaf=wanted if wanted in found else before,
        model=text_in(record, "model"),
        pinned=record.get("is_starred") is True,
        titled_by_user=True,
        source=f"claude:{source}",
    )
    return Bundle(conversation=conversation, messages=messages)


def _message(source: str, index: int, raw: Any, before: str | None, created: float) -> Message | None:
    sender = text_in(raw, "sender")
    if sender not in ("human", "assistant"):
        return None
    parts = _parts(raw)
    if not parts:
        return None
    parent = before
    if "parent_message_uuid" in raw:
        above = text_in(raw, "parent_message_uuid")
        known = above and not above.startswith("00000000-0000-4000-8000")
        parent = derived_id("claude", source, above) if known else None
    return Message(
        id=derived_id("claude", source, text_in(raw, "uuid") or str(index)),
        parent=parent,
        role=Role.USER if sender == "human" else Role.ASSISTANT,
        parts=parts,
        created_at=time_in(raw, "created_at") or created,
    )


def _parts(raw: dict[str, Any]) -> tuple[Part, ...]:
    found: list[Part] = []
    for block in list_in(raw, "content"):
        found += _block(block)
    if not any(isinstance(part, Text) for part in found) and text_in(raw, "text"):
        found.append(Text(text_in(raw, "text")))
    for attachment in list_in(raw, "attachments"):
        text = text_in(attachment, "extracted_content")
        found.append(File(_file_name(attachment), "text/plain", text=text, size=len(text.encode())))
    found += [File(_file_name(file), "application/octet-stream") for file in list_in(raw, "files")]
    return tuple(found)


def _file_name(raw: Any) -> str:
    return text_in(raw, "file_name") or "attachment"


def _block(block: Any) -> list[Part]:
    match text_in(block, "type"):
        case "text":
            text = text_in(block, "text")
            return [Text(text)] if text else []
        case "thinking":
            thought = text_in(block, "thinking")
            return [Thought(thought)] if thought else []
        case "tool_use":
            arguments = json.dumps(block.get("input"), ensure_ascii=False)
            return [ToolCall(text_in(block, "id"), text_in(block, "name"), arguments)]
        case "tool_result":
            words = "\n".join(text_in(item, "text") for item in list_in(block, "content"))
            failed = block.get("is_error") is True
            return [ToolResult(text_in(block, "tool_use_id"), text_in(block, "name"), words, failed)]
        case _:
            return []
