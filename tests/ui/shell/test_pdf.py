"""Conversations as PDF: whole text, pictures inside, pages of their own, nothing loaded."""

from pathlib import Path

import pytest
from PySide6.QtGui import QTextDocument

from studio.domain.conversation import (
    Citation,
    Conversation,
    File,
    Message,
    Picture,
    Role,
    Status,
    Text,
    Thought,
    ToolCall,
    ToolResult,
)  # fmt: skip
from studio.domain.picture import PictureRef, Raster
from studio.state.papers import Chapter
from studio.ui.shell.pdf import document_of, pdf_of, write_pdf

ANSWER = """# A heading

Some **bold**, *slanted* and `#include <x>` with [a link](https://example.org/x) and $a^2$.

1. one
2. two
   - inner

| a | b |
|---|---|
| 1 | **2** |

```python
print("<html>")
```

![remote](https://example.org/never.png) <img src="file:///etc/passwd">

---
"""
REF = PictureRef("a" * 64, "image/png", 4, 2)


def chapter(title: str = "Title", **pictures: Raster) -> Chapter:
    path = (
        Message(
            id="1",
            parent=None,
            role=Role.USER,
            parts=(Text("Ask *this* <b>"), Picture(ref=REF, name="cat.png")),
        ),
        Message(
            id="2",
            parent="1",
            role=Role.ASSISTANT,
            model="demo/model",
            status=Status.STOPPED,
            created_at=1_700_000_000.0,
            parts=(
                Thought("Hm."),
                Text(ANSWER),
                File(name="notes.txt", mime="text/plain", text="line\nline"),
                ToolCall(id="c", name="look", arguments="{}"),
                ToolResult(call_id="c", name="look", content="seen"),
                Citation(url="https://example.org", title="Source"),
            ),
        ),
    )
    return Chapter(Conversation(id="c", title=title, system="Be brief."), path, dict(pictures))


@pytest.mark.usefixtures("qapp")
def test_all_that_was_said_is_in_the_document_as_it_was_written() -> None:
    text = document_of([chapter()]).toPlainText()
    for words in (
        "Title", "Be brief.", "Ask *this* <b>", "Hm.", "A heading", "#include <x>", "https://example.org/x", "$a^2$",
        "1. one", "• inner", 'print("<html>")', "file:///etc/passwd", "notes.txt", "Tool call: look", "seen", "stopped",
    ):  # fmt: skip
        assert words in text, words
    assert "**bold**" not in text


@pytest.mark.usefixtures("qapp")
def test_nothing_is_loaded_and_a_picture_lies_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    raster = Raster(4, 2, bytes([200, 30, 30, 255]) * 8)
    with_picture = chapter(**{REF.sha256: raster})
    document = document_of([with_picture])
    names = [f.toImageFormat().name() for f in document.allFormats() if f.isImageFormat()]
    assert names == [f"picture-{REF.sha256}"]
    kept = document.resource(QTextDocument.ResourceType.ImageResource.value, names[0])
    assert (kept.width(), kept.height()) == (4, 2)
    assert "its file is missing" in document_of([chapter()]).toPlainText()
    assert b"/Subtype /Image" in pdf_of([with_picture])


@pytest.mark.usefixtures("qapp")
def test_each_conversation_begins_on_a_page_of_its_own(tmp_path: Path) -> None:
    def pages(data: bytes) -> int:
        return data.count(b"/Type /Page\n")

    assert pages(pdf_of([chapter()])) == 1
    assert pages(pdf_of([chapter("One"), chapter("Two"), chapter("Three")])) == 3
    long = Message(
        id="1", parent=None, role=Role.USER, parts=(Text("\n".join("word " * 9 for _ in range(200))),)
    )
    assert pages(pdf_of([Chapter(Conversation(id="l"), (long,), {})])) > 2


@pytest.mark.usefixtures("qapp")
def test_the_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "chat.pdf"
    write_pdf([chapter()], target)
    assert target.read_bytes().startswith(b"%PDF-")
    assert [f.name for f in tmp_path.iterdir()] == ["chat.pdf"]
    with pytest.raises(OSError):
        write_pdf([chapter()], tmp_path / "no" / "chat.pdf")
