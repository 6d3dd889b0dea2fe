"""How conversations leave: which ones, in which format, into which files."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from studio.domain.comparison import Comparison, Vote
from studio.domain.conversation import Conversation, Message, newest_leaf, path_to
from studio.domain.errors import Kind, StudioError, failing
from studio.storage import comparisons, conversations, messages
from studio.storage.blobs import Blobs
from studio.storage.bundle import Bundle, Media
from studio.storage.conversations import blobs_of
from studio.storage.database import Connection
from studio.storage.exports import html, json_format, markdown
from studio.storage.files import write_pieces, write_whole

Progress = Callable[[int, int], None]
FORMATS = ("markdown", "json", "html")


class Cancelled(Exception):
    """The user gave up an export or import; nothing half is left behind."""


def export(
    connection: Connection,
    blobs: Blobs,
    ids: Sequence[str],
    format: str,
    target: Path,
    progress: Progress,
    cancelled: Callable[[], bool],
) -> str:
    """Writes the conversations `ids` (none means all) to `target` and says in words where they are.

    `target` is a file; for Markdown of several conversations a folder with one file for each. Raises `StudioError`
    (STORAGE, INPUT); the target is there whole or not at all.
    """
    chosen = conversations.some(connection, ids)
    if not chosen:
        raise failing(Kind.INPUT, "There is no conversation to export.")
    bundles = _bundles(connection, blobs, chosen, progress, cancelled)
    match format:
        case "json":
            write_pieces(target, json_format.written(bundles, *_compared(connection, chosen)))
        case "html":
            shown = ((bundle, _shown(bundle)) for bundle in bundles)
            write_pieces(target, (piece.encode("utf-8", "replace") for piece in html.document(shown)))
        case "markdown" if len(chosen) == 1:
            _one_markdown(next(bundles), target)
        case "markdown":
            target = _many_markdown(bundles, target)
        case _:
            raise failing(Kind.INPUT, f"“{format[:40]}” is no format conversations can be exported in.")
    progress(len(chosen), len(chosen))
    what = "One conversation" if len(chosen) == 1 else f"{len(chosen)} conversations"
    return f"{what} exported to {target}."


def bundle_of(connection: Connection, blobs: Blobs, conversation: Conversation) -> Bundle:
    """A conversation with all messages and the files they name; missing files are left out."""
    tree = messages.of(connection, conversation.id)
    media: dict[str, Media] = {}
    for name in sorted(blobs_of(part for message in tree for part in message.parts)):
        path = blobs.path(name)
        try:
            data = blobs.get(name)
        except StudioError:
            continue
        if path is not None:
            media[name] = Media(path.suffix.lstrip("."), data)
    return Bundle(conversation=conversation, messages=tree, media=media)


def _compared(
    connection: Connection, chosen: Sequence[Conversation]
) -> tuple[tuple[Comparison, ...], tuple[Vote, ...]]:
    """The comparisons whose lanes all go along, and their votes."""
    going = {conversation.id for conversation in chosen}
    found = tuple(
        comparison
        for comparison in comparisons.all_shown(connection)
        if comparison.lanes and all(lane.conversation_id in going for lane in comparison.lanes)
    )
    names = {comparison.id for comparison in found}
    return found, tuple(vote for vote in comparisons.votes(connection) if vote.comparison_id in names)


def _bundles(
    connection: Connection,
    blobs: Blobs,
    chosen: Sequence[Conversation],
    progress: Progress,
    cancelled: Callable[[], bool],
) -> Iterator[Bundle]:
    for index, conversation in enumerate(chosen):
        if cancelled():
            raise Cancelled
        progress(index, len(chosen))
        yield bundle_of(connection, blobs, conversation)


def _shown(bundle: Bundle) -> tuple[Message, ...]:
    """The path a reader sees: to the remembered leaf, else along the newest branch."""
    by_id = {message.id: message for message in bundle.messages}
    leaf = bundle.conversation.leaf
    if leaf not in by_id:
        if not bundle.messages:
            return ()
        roots = [message.id for message in bundle.messages if message.parent not in by_id]
        leaf = newest_leaf(by_id, roots[-1] if roots else bundle.messages[-1].id)
    return path_to(by_id, leaf)


def _one_markdown(bundle: Bundle, target: Path) -> None:
    path = _shown(bundle)
    named = blobs_of(part for message in path for part in message.parts)
    folder = target.with_name(f"{target.stem}-pictures")
    beside = {name: f"{name[:16]}.{item.suffix}" for name, item in bundle.media.items() if name in named}
    for name, file in beside.items():
        write_whole(folder / file, bundle.media[name].data)
    addresses = {name: f"{_as_address(folder.name)}/{file}" for name, file in beside.items()}
    write_whole(target, markdown.document(bundle, path, addresses).encode("utf-8", "replace"))


def _as_address(name: str) -> str:
    """A folder's name as the address part of a Markdown link."""
    return quote(name)


def _many_markdown(bundles: Iterator[Bundle], target: Path) -> Path:
    """A folder of its own with a file for each conversation, named by date and id, and an index by title."""
    folder = _free(target.with_suffix("") if target.suffix == ".md" else target)
    lines = ["# Conversations", ""]
    for bundle in bundles:
        conversation = bundle.conversation
        name = f"{_day(conversation.created_at)}-{_letters(conversation.id)}.md"
        _one_markdown(bundle, folder / name)
        title = markdown.one_line(conversation.title).translate({ord("["): "(", ord("]"): ")"}) or "Untitled"
        lines.append(f"- [{title}]({name})")
    write_whole(folder / "README.md", ("\n".join(lines) + "\n").encode("utf-8", "replace"))
    return folder


def _free(folder: Path) -> Path:
    """`folder`, or the same name with a number where something is there already."""
    chosen, number = folder, 2
    while chosen.exists() and not (chosen.is_dir() and not any(chosen.iterdir())):
        chosen = folder.with_name(f"{folder.name} ({number})")
        number += 1
    return chosen


def _letters(identity: str) -> str:
    """An id as a file name: letters and digits only, whatever an import made of it."""
    return "".join(char for char in identity if char.isascii() and char.isalnum())[:12] or "conversation"


def _day(at: float) -> str:
    try:
        return datetime.fromtimestamp(at).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return "undated"
