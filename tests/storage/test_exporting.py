"""Where exports go, and what is in them."""

import html.parser
import re
import stat
from pathlib import Path

import msgspec

from studio.domain.conversation import File, Picture, Status, Text, Thought, ToolCall
from studio.domain.errors import Kind, failing
from studio.domain.picture import PictureRef
from studio.storage.library import Library
from tests.storage.making import answered, png, said, talk

HOSTILE = '<script>alert(1)</script> <img src=x onerror=y> ![](file:///etc/passwd) "quoted" `a` & more'


class Tags(html.parser.HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [
            value or "" for name, value in attrs if name in ("src", "href", "action", "srcset")
        ]
        assert not [name for name, _ in attrs if name.startswith("on")]


async def _example(library: Library) -> str:
    name = await library.put_blob(png(4, 4), "png")
    conversation = talk("Tea & <biscuits>", model="m1", system="Be brief.", tags=("kitchen",))
    question = said("How do I make tea?\n\n#include <x>")
    parts = (
        Thought("They want tea."),
        Text(
            "# Tea\n\n1. Boil **water**\n2. Wait\n\n```python\nprint('<tea>')\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"
        ),
        Picture(PictureRef(name, "image/png", 4, 4), name="cup [1]"),
        ToolCall("t1", "kettle", '{"on": true}'),
        File("list.txt", "text/plain", "milk\n``` three"),
        Text(HOSTILE),
    )
    answer = msgspec.structs.replace(answered("", question.id), parts=parts, status=Status.CUT_OFF)
    answer = msgspec.structs.replace(answer, failure=failing(Kind.CUT_OFF, "The connection broke.").failure)
    other = answered("another branch", question.id)
    await library.save_conversation(msgspec.structs.replace(conversation, leaf=answer.id))
    for message in (question, answer, other):
        await library.save_message(conversation.id, message)
    return conversation.id


async def test_markdown_is_faithful_and_its_pictures_lie_beside_it(library: Library, tmp_path: Path) -> None:
    identity = await _example(library)
    target = tmp_path / "tea.md"
    await library.export([identity], "markdown", target)
    text = target.read_text()
    assert text.startswith('---\ntitle: "Tea & <biscuits>"\n')
    assert "#include <x>" in text
    assert "```python\nprint('<tea>')\n```" in text
    assert "<details>\n<summary>Reasoning</summary>" in text
    assert "````\nmilk\n``` three\n````" in text
    assert "another branch" not in text
    assert "> cut off: The connection broke." in text
    (address,) = re.findall(r"!\[cup \(1\)\]\((.*?)\)", text)
    assert (tmp_path / address).read_bytes() == png(4, 4)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


async def test_many_conversations_in_markdown_are_a_folder_with_an_index(
    library: Library, tmp_path: Path
) -> None:
    for number in range(3):
        await library.save_conversation(talk(f"../../evil {number}", at=1e9))
    words = await library.export((), "markdown", tmp_path / "all.md")
    files = sorted(path.name for path in (tmp_path / "all").iterdir())
    assert len(files) == 4 and "README.md" in files
    assert all(re.fullmatch(r"README\.md|2001-09-0\d-[0-9a-f]{12}\.md", name) for name in files)
    assert "evil 1" in (tmp_path / "all" / "README.md").read_text()
    assert str(tmp_path / "all") in words
    await library.export((), "markdown", tmp_path / "all.md")
    assert (tmp_path / "all (2)").is_dir()


async def test_html_stands_alone_and_runs_and_loads_nothing(library: Library, tmp_path: Path) -> None:
    identity = await _example(library)
    target = tmp_path / "tea.html"
    await library.export([identity], "html", target)
    page = target.read_text()
    tags = Tags()
    tags.feed(page)
    assert "script" not in tags.tags and "iframe" not in tags.tags and "link" not in tags.tags
    assert all(address.startswith("data:image/png;base64,") for address in tags.addresses)
    assert len(tags.addresses) == 1
    assert "default-src 'none'" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<strong>water</strong>" in page
    assert "<title>Tea &amp; &lt;biscuits&gt;</title>" in page
    assert "The connection broke." in page
    assert "prefers-color-scheme: dark" in page and "@media print" in page
    assert "url(" not in page


async def test_every_format_of_everything_has_every_title(library: Library, tmp_path: Path) -> None:
    for number in range(3):
        await library.save_conversation(talk(f"Title {number}"))
    for format in ("json", "html"):
        target = tmp_path / f"all.{format}"
        await library.export((), format, target)
        text = target.read_text()
        assert all(f"Title {number}" in text for number in range(3))


async def test_a_picture_whose_file_is_missing_is_told_in_every_format(
    library: Library, tmp_path: Path
) -> None:
    conversation = talk()
    await library.save_conversation(conversation)
    lost = msgspec.structs.replace(said(""), parts=(Picture(PictureRef("0" * 64, "image/png", 4, 4)),))
    await library.save_message(conversation.id, lost)
    for format in ("markdown", "html", "json"):
        await library.export((), format, tmp_path / format)
        assert format == "json" or "its file is missing" in (tmp_path / format).read_text()
