"""Which program a history file comes from, and its conversations one by one."""

import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from studio.domain.comparison import Comparison, Vote
from studio.domain.errors import Kind, StudioError, failing
from studio.storage.bundle import BadRecord, Bundle
from studio.storage.exports.json_format import Whole
from studio.storage.imports import chatgpt, claude, openwebui, own
from studio.storage.imports.reading import Unreadable, dict_in, text_in

Item = Bundle | BadRecord
_MOST_BYTES = 4 << 30
_MOST_ASSET_BYTES = 64 << 20


class Found(msgspec.Struct):
    """A file whose maker is known: how many conversations it has, and the way to each."""

    maker: str
    count: int
    items: Iterator[Item]
    comparisons: tuple[Comparison, ...] = ()
    votes: tuple[Vote, ...] = ()


def opened(source: Path) -> Found:
    """Looks into a JSON file, a zip or an unpacked folder. Raises `StudioError` (FILE) in words."""
    try:
        about = source.stat()
        if stat.S_ISDIR(about.st_mode):
            documents = [path.read_bytes() for path in sorted(source.glob("conversations*.json"))]
            return _found(documents, _FolderAssets(source), source)
        if not stat.S_ISREG(about.st_mode):
            raise _cannot(source, "it is not a file")
        if about.st_size > _MOST_BYTES:
            raise _cannot(source, "it is bigger than 4 GB")
        if zipfile.is_zipfile(source):
            return _from_zip(source)
        return _found([source.read_bytes()], lambda name: None, source)
    except OSError as error:
        raise _cannot(source, error.strerror or "the disk reports an error") from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise _cannot(source, "the zip file is damaged or locked with a password") from error


def _cannot(source: Path, why: str) -> StudioError:
    return failing(Kind.FILE, f"“{source.name[:80]}” cannot be imported: {why}.")


def _from_zip(source: Path) -> Found:
    with zipfile.ZipFile(source) as archive:
        names = sorted(
            (info for info in archive.infolist() if _is_history(info.filename)),
            key=lambda info: info.filename,
        )
        if sum(info.file_size for info in names) > _MOST_BYTES:
            raise _cannot(source, "its contents are bigger than 4 GB")
        documents = [archive.read(info) for info in names]
    return _found(documents, _ZipAssets(source), source)


def _is_history(name: str) -> bool:
    base = PurePosixPath(name).name
    return base.startswith("conversations") and base.endswith(".json")


class _ZipAssets:
    """Pictures inside a ChatGPT zip, found by the beginning of their names."""

    def __init__(self, source: Path) -> None:
        self._source = source
        with zipfile.ZipFile(source) as archive:
            self._names = {PurePosixPath(info.filename).name: info.filename for info in archive.infolist()}

    def __call__(self, start: str) -> tuple[str, bytes] | None:
        name = next((name for name in self._names if start and name.startswith(start)), None)
        if name is None:
            return None
        with zipfile.ZipFile(self._source) as archive, archive.open(self._names[name]) as file:
            return name, file.read(_MOST_ASSET_BYTES + 1)


class _FolderAssets:
    """The same for an export that was unpacked."""

    def __init__(self, folder: Path) -> None:
        self._files = {path.name: path for path in sorted(folder.rglob("*")) if path.is_file()}

    def __call__(self, start: str) -> tuple[str, bytes] | None:
        name = next((name for name in self._files if start and name.startswith(start)), None)
        return None if name is None else (name, self._files[name].read_bytes())


def _found(documents: list[bytes], asset: chatgpt.Asset, source: Path) -> Found:
    if not documents:
        raise _cannot(source, "there is no conversations.json in it")
    if documents[0].lstrip()[:1] == b"{":
        return _single(documents[0], source)
    records: list[msgspec.Raw] = []
    for document in documents:
        try:
            records += msgspec.json.decode(document.removeprefix(b"\xef\xbb\xbf"), type=list[msgspec.Raw])
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise _cannot(source, "it is no JSON, or damaged") from error
    maker = next((name for raw in records[:50] if (name := _maker(_plain(raw)))), None)
    if maker is None:
        raise _cannot(source, "it is not an export of ChatGPT, Claude, Open WebUI or this program")
    return Found(maker, len(records), _items(maker, records, asset))


def _single(document: bytes, source: Path) -> Found:
    """A file that is one object: our own export, or one chat of Open WebUI."""
    try:
        raw = msgspec.json.decode(document, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _cannot(source, "it is no JSON, or damaged") from error
    if "format" in raw and "conversations" in raw:
        file = own.whole(document)
        return Found("Gateway Studio", len(file.conversations), _own_items(file), *own.compared(file))
    maker = _maker(_plain(msgspec.Raw(document)))
    if maker is None:
        raise _cannot(source, "it is not an export of ChatGPT, Claude, Open WebUI or this program")
    return Found(maker, 1, _items(maker, [msgspec.Raw(document)], lambda name: None))


def _plain(raw: msgspec.Raw) -> Any:
    try:
        return msgspec.json.decode(raw)
    except msgspec.MsgspecError:
        return None


def _maker(record: Any) -> str | None:
    if not isinstance(record, dict):
        return None
    if isinstance(record.get("mapping"), dict):
        return "ChatGPT"
    if isinstance(record.get("chat_messages"), list):
        return "Claude"
    return "Open WebUI" if isinstance(record.get("chat"), dict) else None


def _items(maker: str, records: list[msgspec.Raw], asset: chatgpt.Asset) -> Iterator[Item]:
    for index, raw in enumerate(records):
        record = _plain(raw)
        name = text_in(record, "title") or text_in(record, "name") or f"number {index + 1}"
        try:
            match maker:
                case "ChatGPT":
                    yield chatgpt.read(record, asset)
                case "Claude":
                    yield claude.read(record)
                case _:
                    yield openwebui.read(record)
        except Unreadable as error:
            yield BadRecord(name, str(error))


def _own_items(file: Whole) -> Iterator[Item]:
    for index, raw in enumerate(file.conversations):
        try:
            yield own.read(raw, file.media)
        except Unreadable as error:
            title = text_in(dict_in(_plain(raw), "conversation"), "title")
            yield BadRecord(title or f"number {index + 1}", str(error))
