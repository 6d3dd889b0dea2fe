"""Histories as ChatGPT, Claude and Open WebUI export them, small but with every oddity."""

import base64
import json
import zipfile
from pathlib import Path
from typing import Any

from tests.storage.making import png


def _node(
    name: str, parent: str | None, children: list[str], message: dict[str, Any] | None
) -> dict[str, Any]:
    return {"id": name, "parent": parent, "children": children, "message": message}


def _chatgpt_message(
    role: str, content: dict[str, Any], at: float | None = 1.7e9, **more: Any
) -> dict[str, Any]:
    return {"author": {"role": role}, "create_time": at, "content": content, "metadata": more}


def _text(*parts: Any) -> dict[str, Any]:
    return {"content_type": "text", "parts": list(parts)}


def chatgpt(number: int = 1) -> dict[str, Any]:
    """A conversation with hidden nodes, thoughts, a picture, and the user's first question asked in two ways."""
    mapping = {
        "root": _node("root", None, ["sys"], None),
        "sys": _node("sys", "root", ["u1", "u2"], _chatgpt_message("system", _text(""))),
        "u1": _node("u1", "sys", ["a1"], _chatgpt_message("user", _text("first way"))),
        "a1": _node("a1", "u1", [], _chatgpt_message("assistant", _text("old answer"), model_slug="gpt-4o")),
        "u2": _node(
            "u2",
            "sys",
            ["hidden"],
            _chatgpt_message(
                "user",
                {
                    "content_type": "multimodal_text",
                    "parts": [
                        {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-ABC"},
                        "second way",
                        None,
                    ],
                },
            ),
        ),
        "hidden": _node(
            "hidden",
            "u2",
            ["t"],
            _chatgpt_message("user", _text("secret"), is_visually_hidden_from_conversation=True),
        ),
        "t": _node(
            "t",
            "hidden",
            ["code"],
            _chatgpt_message(
                "assistant",
                {"content_type": "thoughts", "thoughts": [{"summary": "s", "content": "thinking"}]},
            ),
        ),
        "code": _node(
            "code",
            "t",
            ["tool"],
            _chatgpt_message("assistant", {"content_type": "code", "language": "python", "text": "1+1"}),
        ),
        "tool": _node(
            "tool",
            "code",
            ["a2"],
            _chatgpt_message("tool", {"content_type": "execution_output", "text": "2"}),
        ),
        "a2": _node(
            "a2", "tool", [], _chatgpt_message("assistant", _text("new answer"), at=None, model_slug="gpt-5")
        ),
    }
    return {
        "id": f"conv-{number}",
        "title": f"Talk {number}",
        "create_time": 1.7e9,
        "update_time": 1.7e9 + 60,
        "current_node": "a2",
        "mapping": mapping,
    }


def chatgpt_zip(place: Path, sharded: bool) -> Path:
    """A zip of two conversations, one bad record and a picture."""
    records = [chatgpt(1), {"title": "Broken", "mapping": {}}, chatgpt(2)]
    target = place / "chatgpt.zip"
    with zipfile.ZipFile(target, "w") as archive:
        if sharded:
            archive.writestr("conversations-000.json", json.dumps(records[:2]))
            archive.writestr("conversations-001.json", json.dumps(records[2:]))
            archive.writestr("export_manifest.json", "{}")
        else:
            archive.writestr("conversations.json", json.dumps(records))
        archive.writestr("file-ABC-cup.png", png(5, 6))
        archive.writestr("user.json", "{}")
    return target


def claude() -> list[dict[str, Any]]:
    """Two conversations: one linear with an attachment, one with branches; and a bad one."""
    first = {
        "uuid": "c1",
        "name": "Linear",
        "created_at": "2025-03-01T10:00:00.000000Z",
        "updated_at": "2025-03-01T11:00:00.000000Z",
        "chat_messages": [
            {
                "uuid": "m1",
                "sender": "human",
                "text": "read this",
                "content": [],
                "created_at": "2025-03-01T10:00:01Z",
                "attachments": [{"file_name": "notes.txt", "extracted_content": "the notes"}],
                "files": [{"file_name": "photo.jpg"}],
            },
            {
                "uuid": "m2",
                "sender": "assistant",
                "text": "",
                "content": [
                    {"type": "thinking", "thinking": "hm"},
                    {"type": "text", "text": "I read it."},
                    {"type": "tool_use", "id": "t", "name": "search", "input": {"q": 1}},
                    {
                        "type": "tool_result",
                        "tool_use_id": "t",
                        "name": "search",
                        "content": [{"text": "found"}],
                    },
                    {"type": "unheard_of"},
                ],
                "created_at": "2025-03-01T10:00:02Z",
            },
            {"uuid": "m3", "sender": "human", "text": "", "content": []},
        ],
    }
    root = "00000000-0000-4000-8000-000000000000"
    second = {
        "uuid": "c2",
        "name": "Branches",
        "created_at": "2025-03-02T10:00:00Z",
        "chat_messages": [
            {"uuid": "q", "sender": "human", "text": "q", "parent_message_uuid": root},
            {"uuid": "x", "sender": "assistant", "text": "x", "parent_message_uuid": "q"},
            {"uuid": "y", "sender": "assistant", "text": "y", "parent_message_uuid": "q"},
        ],
    }
    return [first, {"uuid": "", "name": "Bad", "chat_messages": []}, second]


def openwebui() -> list[dict[str, Any]]:
    """A chat with two answers by two models, reasoning, a picture and a file."""
    picture = "data:image/png;base64," + base64.b64encode(png(3, 4)).decode()
    messages = {
        "u": {
            "id": "u",
            "parentId": None,
            "childrenIds": ["a", "b"],
            "role": "user",
            "content": "look",
            "timestamp": 1.7e9,
            "files": [
                {"type": "image", "url": picture},
                {"type": "file", "name": "doc.txt", "file": {"data": {"content": "inside"}}},
            ],
        },
        "a": {
            "id": "a",
            "parentId": "u",
            "role": "assistant",
            "model": "llama",
            "content": '<details type="reasoning" done="true" duration="3">\n<summary>Thought for 3 s</summary>\n'
            "&gt; so\n&gt; then\n</details>\nA picture.",
            "timestamp": 1.7e9 + 1,
            "usage": {"prompt_tokens": 5, "completion_tokens": 9},
        },
        "b": {"id": "b", "parentId": "u", "role": "assistant", "model": "qwen", "content": "Indeed."},
    }
    chat = {"title": "Look", "models": ["llama", "qwen"], "history": {"currentId": "a", "messages": messages}}
    return [
        {
            "id": "w1",
            "title": "Look",
            "chat": chat,
            "created_at": 1.7e9,
            "updated_at": 1.7e9 + 5,
            "pinned": True,
        },
        {"id": "w2", "title": "Nothing", "chat": {}},
    ]
