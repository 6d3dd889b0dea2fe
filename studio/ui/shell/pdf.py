"""Conversations as one PDF: the renderer's own leaves as paragraphs of a document that loads nothing."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import assert_never

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QImage,
    QPageSize,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextTableFormat,
)

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
from studio.domain.picture import Raster
from studio.state.papers import Chapter
from studio.ui.rendering.copying import marker_of
from studio.ui.rendering.leaves import Kind, Leaf
from studio.ui.rendering.markdown import Environment
from studio.ui.rendering.runs import Runs, read_runs
from studio.ui.rendering.source import MarkdownSource
from studio.ui.rendering.style import Mark

POINTS = 10.0
WIDEST_PICTURE = 600.0
"""Pixels (96 to the inch) the text of an A4 page is wide, less a little."""
_FAINT = QColor("#5b5e64")
_LINK = QColor("#1a55c4")
_BOX = QColor("#f2f2f4")
_INDENT = 22.0
_STANDING = {Status.STOPPED: "stopped", Status.CUT_OFF: "cut off", Status.FAILED: "failed"}


def write_pdf(chapters: Sequence[Chapter], target: Path) -> None:
    """Writes `chapters` to `target`, each on a page of its own; the file is there whole or not at all.

    May run on any thread. Raises OSError.
    """
    data = pdf_of(chapters)
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_bytes(data)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def pdf_of(chapters: Sequence[Chapter]) -> bytes:
    """The bytes of the PDF."""
    document = document_of(chapters)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))  # the document brings its own
    writer.setCreator("Gateway Studio")
    writer.setTitle(chapters[0].conversation.title if len(chapters) == 1 else "Conversations")
    document.print_(writer)
    del writer
    return bytes(buffer.data().data())


def document_of(chapters: Sequence[Chapter]) -> QTextDocument:
    """All chapters as one document; its pictures lie in it, so that nothing is ever looked for."""
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDefaultFont(QFont(QFont().family(), round(POINTS)))
    page = _Page(document)
    for number, chapter in enumerate(chapters):
        page.chapter(chapter, new_page=number > 0)
    return document


class _Page:
    """Writes at the end of one document, always as plain text with formats."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._cursor = QTextCursor(document)
        self._fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        self._first = True

    def chapter(self, chapter: Chapter, new_page: bool) -> None:
        conversation = chapter.conversation
        self._block(above=0, breaks=new_page)
        self._text(conversation.title or "Untitled", points=18, bold=True)
        told = [_moment(conversation.created_at), conversation.model, *conversation.tags]
        if any(told):
            self._line(" · ".join(word for word in told if word), faint=True)
        if conversation.system:
            self._heading("System prompt", "")
            self._line(conversation.system)
        for message in chapter.path:
            self._message(message, chapter.pictures)

    def _message(self, message: Message, pictures: dict[str, Raster]) -> None:
        mine = message.role is Role.USER
        self._heading("You" if mine else message.model or "Answer", _moment(message.created_at))
        for part in message.parts:
            self._part(part, pictures, mine)
        told = _STANDING.get(message.status, "")
        if message.failure is not None:
            told = f"{told or 'failed'}: {message.failure.message}"
        if told:
            self._line(told, faint=True)

    def _heading(self, author: str, moment: str) -> None:
        self._block(above=16)
        self._text(author, bold=True)
        self._text(f"   {moment}", faint=True, points=POINTS * 0.85)

    def _part(self, part: Part, pictures: dict[str, Raster], mine: bool) -> None:
        match part:
            case Text(text=text) | Refusal(text=text):
                (self._line if mine else self._markdown)(text)
            case Thought(text=text):
                self._line(f"Reasoning\n{text}".strip(), faint=True, depth=1)
            case Picture():
                self._picture(part, pictures)
            case File(name=name, text=content):
                self._titled(f"File: {name}", content)
            case ToolCall(name=name, arguments=arguments):
                self._titled(f"Tool call: {name}", arguments)
            case ToolResult(name=name, content=content):
                self._titled(f"Tool result: {name}", content)
            case Citation(url=url, title=title):
                self._line(f"Source: {title} {url}", faint=True)
            case ProviderItem(summary=summary):
                self._line(summary, faint=True)
            case _:
                assert_never(part)

    def _titled(self, title: str, content: str | None) -> None:
        self._line(title, faint=True)
        if content:
            self._code(content)

    # -- Markdown

    def _markdown(self, text: str) -> None:
        source = MarkdownSource()
        source.set_text(text)
        for leaf in source.leaves:
            self._leaf(leaf, source.env)

    def _leaf(self, leaf: Leaf, env: Environment) -> None:
        depth = len(leaf.frame.path)
        above = 3.0 if leaf.frame.tight else 7.0
        match leaf.kind:
            case Kind.PARAGRAPH | Kind.HEADING:
                heading = leaf.kind is Kind.HEADING
                points = max(POINTS, 17 - 2 * leaf.level) if heading else POINTS
                self._block(above=12 if heading else above, depth=depth)
                self._text(marker_of(leaf))
                self._runs(read_runs(leaf.text, env), points, heading)
            case Kind.TABLE:
                self._table(leaf, env)
            case Kind.CODE | Kind.FORMULA:
                self._code(leaf.text, depth)
            case Kind.RULE:
                line = self._block(above=above, depth=depth)
                line.setProperty(
                    QTextFormat.Property.BlockTrailingHorizontalRulerWidth,
                    QTextLength(QTextLength.Type.PercentageLength, 100),
                )
                self._cursor.setBlockFormat(line)
            case Kind.PLAIN:
                self._line(leaf.text, depth=depth)
            case _:
                assert_never(leaf.kind)

    def _runs(self, runs: Runs, points: float = POINTS, bold: bool = False) -> None:
        at = 0
        for span in runs.spans:
            self._text(runs.text[at : span.start], points=points, bold=bold)
            self._marked(runs.copied(span.start, span.end), span.marks, points, bold)
            if span.marks & Mark.LINK and span.data != runs.text[span.start : span.end]:
                self._text(f" ({span.data})", faint=True, points=points * 0.85)
            at = span.end
        self._text(runs.text[at:], points=points, bold=bold)

    def _marked(self, text: str, marks: int, points: float, bold: bool) -> None:
        look = self._look(points, bold or bool(marks & Mark.BOLD))
        look.setFontItalic(bool(marks & Mark.ITALIC))
        look.setFontStrikeOut(bool(marks & Mark.STRIKE))
        if marks & (Mark.CODE | Mark.FORMULA):
            look.setFontFamilies([self._fixed])
        if marks & Mark.LINK:
            look.setForeground(_LINK)
        if marks & Mark.RAISED:
            look.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        self._cursor.insertText(text, look)

    def _table(self, leaf: Leaf, env: Environment) -> None:
        columns = max((len(row) for row in leaf.rows), default=0)
        if not columns:
            return
        self._block(above=4)
        form = QTextTableFormat()
        form.setCellPadding(4)
        form.setCellSpacing(0)
        form.setBorder(1)
        form.setBorderBrush(QColor("#b4b6bc"))
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setBorderCollapse(True)
        form.setHeaderRowCount(1)
        table = self._cursor.insertTable(len(leaf.rows), columns, form)
        end = self._cursor
        for number, row in enumerate(leaf.rows):
            for column, cell in enumerate(row):
                self._cursor = table.cellAt(number, column).firstCursorPosition()
                self._runs(read_runs(cell, env), bold=number == 0)
        self._cursor = end
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._first = False

    # -- paragraphs

    def _picture(self, part: Picture, pictures: dict[str, Raster]) -> None:
        raster = pictures.get(part.ref.sha256) if part.ref is not None else None
        if raster is None or part.ref is None:
            self._line(f"Picture {part.name}: {part.problem or 'its file is missing'}", faint=True)
            return
        image = QImage(
            raster.rgba, raster.width, raster.height, 4 * raster.width, QImage.Format.Format_RGBA8888
        ).copy()
        name = f"picture-{part.ref.sha256}"
        self._document.addResource(QTextDocument.ResourceType.ImageResource.value, name, image)
        form = QTextImageFormat()
        form.setName(name)
        form.setWidth(min(WIDEST_PICTURE, float(raster.width)))
        form.setHeight(form.width() * raster.height / raster.width)
        line = self._block(above=6)
        line.setLineHeight(0, QTextBlockFormat.LineHeightTypes.SingleHeight.value)
        self._cursor.setBlockFormat(line)
        self._cursor.insertImage(form)
        if part.name:
            self._line(part.name, faint=True)

    def _code(self, text: str, depth: int = 0) -> None:
        form = self._block(above=6, depth=depth)
        form.setBackground(_BOX)
        self._cursor.setBlockFormat(form)
        look = self._look(POINTS * 0.88)
        look.setFontFamilies([self._fixed])
        self._cursor.insertText(text.rstrip("\n").replace("\n", "\u2028"), look)

    def _line(self, text: str, faint: bool = False, depth: int = 0) -> None:
        self._block(above=5, depth=depth)
        self._text(text.replace("\n", "\u2028"), faint=faint, points=POINTS * (0.9 if faint else 1.0))

    def _block(self, above: float, depth: int = 0, breaks: bool = False) -> QTextBlockFormat:
        form = QTextBlockFormat()
        form.setTopMargin(above)
        form.setLeftMargin(_INDENT * min(depth, 8))
        form.setLineHeight(118, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if breaks:
            form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        if self._first:
            self._first = False
            self._cursor.setBlockFormat(form)
        else:
            self._cursor.insertBlock(form, QTextCharFormat())
        return form

    def _text(self, text: str, points: float = POINTS, bold: bool = False, faint: bool = False) -> None:
        if text:
            self._cursor.insertText(text, self._look(points, bold, faint))

    def _look(self, points: float, bold: bool = False, faint: bool = False) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setFontPointSize(points)
        look.setForeground(_FAINT if faint else QColor(Qt.GlobalColor.black))
        if bold:
            look.setFontWeight(QFont.Weight.Bold)
        return look


def _moment(at: float) -> str:
    try:
        return datetime.fromtimestamp(at).strftime("%Y-%m-%d %H:%M") if at else ""
    except (OverflowError, ValueError, OSError):
        return ""
