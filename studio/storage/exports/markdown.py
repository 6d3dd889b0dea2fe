"""A conversation as Markdown with front matter: the path that is shown, with thoughts folded and pictures beside."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from studio.domain.conversation import (
    Citation,
    Conversation,
    File,
    Message,
    Part,
    Picture,
    ProviderItem,
    Refusal,
    Role,
    Status,
    Text,
    Thought,
    ToolCall,
    ToolResult,
)
from studio.domain.gateway import PROTOCOL_NAMES
from studio.storage.bundle import Bundle
from studio.storage.exports.telling import moment, numbers, standing

_RUN = re.compile("`+")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)


def fenced(text: str, language: str = "") -> str:
    """`text` in a fence that is longer than any run of backticks in it (S19)."""
    longest = max((len(run) for run in _RUN.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def one_line(text: str) -> str:
    """`text` as a front-matter or heading value: one line without signs that would end it."""
    return " ".join(text.split())


def _quoted(text: str) -> str:
    return '"' + one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def front_matter(conversation: Conversation) -> str:
    """Title, dates, model and tags in the YAML that note-taking programs read."""
    lines = ["---", f"title: {_quoted(conversation.title)}"]
    if conversation.created_at:
        lines.append(f"created: {datetime.fromtimestamp(conversation.created_at, UTC).isoformat()}")
    for name, value in (("gateway", conversation.gateway), ("model", conversation.model)):
        if value:
            lines.append(f"{name}: {_quoted(value)}")
    if conversation.protocol is not None:
        lines.append(f"protocol: {_quoted(PROTOCOL_NAMES[conversation.protocol])}")
    if conversation.tags:
        lines.append("tags: [" + ", ".join(_quoted(tag) for tag in conversation.tags) + "]")
    return "\n".join([*lines, "---", ""])


def document(bundle: Bundle, path: Iterable[Message], pictures: dict[str, str]) -> str:
    """The text of one file; `pictures` gives the relative address of each picture that lies beside it."""
    conversation = bundle.conversation
    blocks = [front_matter(conversation), f"# {one_line(conversation.title) or 'Untitled'}"]
    if conversation.system:
        blocks += ["## System prompt", fenced(conversation.system)]
    for message in path:
        blocks += _message(message, pictures)
    return "\n\n".join(blocks) + "\n"


def _message(message: Message, pictures: dict[str, str]) -> list[str]:
    who = "You" if message.role is Role.USER else one_line(message.model) or "Answer"
    when = moment(message.created_at)
    blocks = [f"## {who}" + (f" · {when}" if when else "")]
    blocks += [text for part in message.parts if (text := _part(part, pictures))]
    if message.status is not Status.DONE or message.failure is not None:
        blocks.append(f"> {standing(message)}")
    told = numbers(message)
    if told:
        blocks.append(f"<sub>{told}</sub>")
    return blocks


def _part(part: Part, pictures: dict[str, str]) -> str:
    match part:
        case Text(text=text):
            return _closed(text)
        case Thought(text=text):
            return f"<details>\n<summary>Reasoning</summary>\n\n{fenced(text)}\n\n</details>" if text else ""
        case Refusal(text=text):
            return _closed(text)
        case Picture():
            return _picture(part, pictures)
        case File(name=name, text=text):
            return f"Attached: `{one_line(name).replace('`', '')}`" + (f"\n\n{fenced(text)}" if text else "")
        case ToolCall(name=name, arguments=arguments):
            return f"Tool call `{one_line(name).replace('`', '')}`:\n\n{fenced(arguments, 'json')}"
        case ToolResult(name=name, content=content):
            return f"Tool result `{one_line(name).replace('`', '')}`:\n\n{fenced(content)}"
        case Citation(url=url, title=title):
            return f"Source: {one_line(title)} <{one_line(url)}>"
        case ProviderItem(summary=summary):
            return f"*{one_line(summary)}*"


def _picture(part: Picture, pictures: dict[str, str]) -> str:
    name = one_line(part.name).translate({ord("["): "(", ord("]"): ")"})
    address = pictures.get(part.ref.sha256) if part.ref is not None else None
    if address is None:
        return f"*Picture {name}: {part.problem or 'its file is missing'}*"
    return f"![{name or 'picture'}]({address})"


def _closed(text: str) -> str:
    """Markdown as it was written; a fence that an interrupted answer left open is closed, or it swallows the rest."""
    fence = ""
    for line in text.splitlines():
        match = _FENCE.match(line)
        if match is None:
            continue
        sign = match.group(1)
        if not fence:
            fence = sign
        elif sign[0] == fence[0] and len(sign) >= len(fence) and not line.strip().strip(fence[0]):
            fence = ""
    return f"{text}\n{fence}" if fence else text
