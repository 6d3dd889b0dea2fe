"""Requests and readings the tests of the gateway share; written by hand, not with the studio's codecs."""

import base64
import io
import json
import re

from PIL import Image

PATHS = {
    "chat": "/v1/chat/completions",
    "messages": "/v1/messages",
    "responses": "/v1/responses",
    "gemini": "/google/gemini",
}


def body(protocol: str, model: str, prompt: str, stream: bool = False, **more: object) -> dict:
    """The smallest body of one turn."""
    turn = {
        "chat": {"messages": [{"role": "user", "content": prompt}]},
        "messages": {"messages": [{"role": "user", "content": prompt}], "max_tokens": 4096},
        "responses": {"input": prompt},
        "gemini": {"contents": [{"role": "user", "parts": [{"text": prompt}]}]},
    }[protocol]
    return {"model": model, "stream": stream, **turn, **more}


def events(text: str) -> list[tuple[str, dict]]:
    """(event name, JSON) of a stream; the end mark is ("", {"done": True})."""
    found = []
    for block in re.split(r"\r?\n\r?\n", text):
        lines = [line for line in re.split(r"\r?\n", block) if line and not line.startswith(":")]
        name = next((line[7:] for line in lines if line.startswith("event: ")), "")
        data = next((line[6:] for line in lines if line.startswith("data: ")), "")
        if data:
            found.append((name, {"done": True} if data == "[DONE]" else json.loads(data)))
    return found


def said(protocol: str, stream: str) -> str:
    """The visible text of a stream."""
    pieces = []
    for _, event in events(stream):
        match protocol:
            case "chat":
                pieces += [c["delta"].get("content") or "" for c in event.get("choices", [])]
            case "messages":
                pieces.append(event.get("delta", {}).get("text", ""))
            case "responses":
                pieces.append(event.get("delta", "") if event["type"] == "response.output_text.delta" else "")
            case "gemini":
                parts = [p for c in event.get("candidates", []) for p in c["content"]["parts"]]
                pieces += [p.get("text", "") for p in parts if not p.get("thought")]
    return "".join(pieces)


def whole_text(protocol: str, answer: dict) -> str:
    """The visible text of an answer in one piece."""
    match protocol:
        case "chat":
            return answer["choices"][0]["message"]["content"]
        case "messages":
            return "".join(b.get("text", "") for b in answer["content"])
        case "responses":
            return "".join(c.get("text", "") for item in answer["output"] for c in item.get("content", []))
        case _:
            parts = answer["candidates"][0]["content"]["parts"]
            return "".join(p["text"] for p in parts if "text" in p and not p.get("thought"))


def png(colour: tuple[int, ...] = (200, 80, 40), size: tuple[int, int] = (96, 64)) -> bytes:
    """A plain picture as PNG."""
    target = io.BytesIO()
    Image.new("RGBA" if len(colour) == 4 else "RGB", size, colour).save(target, "PNG")
    return target.getvalue()


def as_url(data: bytes) -> str:
    """A picture as a data URL."""
    return "data:image/png;base64," + base64.b64encode(data).decode()


def picture(item: dict) -> Image.Image:
    """The picture of one item of an answer's `data`."""
    return Image.open(io.BytesIO(base64.b64decode(item["b64_json"])))
