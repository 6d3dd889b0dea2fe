"""A conversation as one HTML file that needs nothing else: pictures inside, nothing loaded, fit to print."""

import base64
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from studio.domain.conversation import (
    Citation,
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
from studio.storage.bundle import Bundle, Media
from studio.storage.exports.prose import code_block, html_of
from studio.storage.exports.telling import moment, numbers, standing

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_MIME = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
}


def document(shown: Iterable[tuple[Bundle, tuple[Message, ...]]]) -> Iterator[str]:
    """The file in pieces; each conversation comes with the path of messages to show."""
    style = files("studio.storage.exports").joinpath("page.css").read_text("utf-8")
    first = True
    for bundle, path in shown:
        title = escape(bundle.conversation.title or "Untitled")
        if first:
            yield (
                '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
                f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
                '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
                '<meta name="referrer" content="no-referrer">\n<meta name="generator" content="Gateway Studio">\n'
                f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
            )
            first = False
        yield f"<main>\n<header>\n<h1>{title}</h1>\n{_facts(bundle)}</header>\n"
        if bundle.conversation.system:
            prompt = code_block(bundle.conversation.system)
            yield f"<details class=system><summary>System prompt</summary>{prompt}</details>\n"
        for message in path:
            yield _article(message, bundle.media)
        yield "</main>\n"
    yield "</body>\n</html>\n"


def _facts(bundle: Bundle) -> str:
    conversation = bundle.conversation
    told = [moment(conversation.created_at), conversation.model, *conversation.tags]
    return f"<p class=facts>{escape(' · '.join(word for word in told if word))}</p>\n"


def _article(message: Message, media: dict[str, Media]) -> str:
    mine = message.role is Role.USER
    who = "You" if mine else message.model or "Answer"
    parts = "\n".join(html for part in message.parts if (html := _part(part, media, mine)))
    state = ""
    if message.status is not Status.DONE or message.failure is not None:
        state = f"<p class=state>{escape(standing(message))}</p>\n"
    told = numbers(message)
    foot = f"<footer>{escape(told)}</footer>\n" if told else ""
    return (
        f'<article class="{"user" if mine else "answer"}">\n<h2>{escape(who)}'
        f"<time>{escape(moment(message.created_at))}</time></h2>\n{parts}\n{state}{foot}</article>\n"
    )


def _part(part: Part, media: dict[str, Media], mine: bool) -> str:
    match part:
        case Text(text=text):
            return f"<div class=typed>{escape(text)}</div>" if mine else html_of(text)
        case Refusal(text=text):
            return html_of(text)
        case Thought(text=text):
            folded = "<details class=thought><summary>Reasoning</summary><div class=typed>"
            return f"{folded}{escape(text)}</div></details>" if text else ""
        case Picture():
            return _picture(part, media)
        case File(name=name, text=text):
            return f"<p class=file>📎 {escape(name)}</p>" + (code_block(text) if text else "")
        case ToolCall(name=name, arguments=arguments):
            return f"<p class=file>Tool call: {escape(name)}</p>{code_block(arguments, 'json')}"
        case ToolResult(name=name, content=content):
            return f"<p class=file>Tool result: {escape(name)}</p>{code_block(content)}"
        case Citation(url=url, title=title):
            return f"<p class=file>Source: {escape(title)} <span class=address>{escape(url)}</span></p>"
        case ProviderItem(summary=summary):
            return f"<p class=file>{escape(summary)}</p>"


def _picture(part: Picture, media: dict[str, Media]) -> str:
    kept = media.get(part.ref.sha256) if part.ref is not None else None
    mime = _MIME.get(kept.suffix) if kept is not None else None
    if kept is None or mime is None:
        return (
            f"<p class=state>Picture {escape(part.name)}: {escape(part.problem or 'its file is missing')}</p>"
        )
    data = base64.b64encode(kept.data).decode()
    name = escape(part.name or "picture")
    caption = f"<figcaption>{escape(part.name)}</figcaption>" if part.name else ""
    return f'<figure><img alt="{name}" src="data:{mime};base64,{data}">{caption}</figure>'
