"""The commands of the main window with their default keys (STORIES.md 5)."""

from collections.abc import Callable
from functools import partial
from heapq import nlargest
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from studio.domain.conversation import Conversation
from studio.state.asking import model_key
from studio.state.ranking import Facets
from studio.ui.chat.verbs import last_answer
from studio.ui.shell.command_box import MOST_RECENT, CommandBox, Sources
from studio.ui.shell.command_rows import Row
from studio.ui.shell.dialogs import choose_files, choose_target
from studio.ui.shell.window import CHAT, Window

FORMATS = {
    "Markdown (*.md)": "markdown",
    "Web page (*.html)": "html",
    "PDF (*.pdf)": "pdf",
    "Gateway Studio JSON (*.json)": "json",
}
SLASH_FIRST = ("attach", "model", "parameters", "regenerate", "find", "rename", "export", "temporary")
"""The commands a "/" in the composer offers first: those of the conversation at hand."""
SUFFIXES = {"markdown": "md", "html": "html", "pdf": "pdf", "json": "json"}


def add_commands(window: Window) -> None:
    """Fills the window's table of commands and connects what opens through it."""
    _places(window)
    _conversation(window)
    _messages(window)
    _program(window)
    window.chat.composer.suggest("/", lambda word: _slash_rows(window, word))
    window.chat.composer.suggest("@", lambda word: _model_rows(window, word))
    menu = window.bar.menu
    for identity in ("rename", "temporary", "find", "export", "archive", "delete", "export_all", "import"):
        menu.addAction(window.commands.action(identity))


def _places(window: Window) -> None:
    add = window.commands.add
    add("new_chat", "New chat", "Ctrl+N", lambda: window.new_chat(), "square-pen")
    add("new_picture", "New picture", "Ctrl+Shift+N", lambda: window.show_place("pictures"), "image-plus")
    add("chat", "Go to Chat", "Alt+1", lambda: window.show_place("chat"), "message-square")
    add("compare", "Go to Compare", "Alt+2", lambda: window.show_place("compare"), "columns-3")
    add("pictures", "Go to Pictures", "Alt+3", lambda: window.show_place("pictures"), "image")
    add("temporary", "New temporary chat", "", lambda: window.new_chat(temporary=True), "hourglass")
    add("next_chat", "Next chat", "Ctrl+Tab", lambda: step_chat(window, 1), "chevron-down")
    add("previous_chat", "Previous chat", "Ctrl+Shift+Tab", lambda: step_chat(window, -1), "chevron-up")
    for number in range(1, 10):
        add(
            f"chat_{number}",
            f"Go to chat {number}",
            f"Ctrl+{number}",
            _to_chat(window, number),
            "message-square",
        )


def _conversation(window: Window) -> None:
    add = window.commands.add
    library = window.parts.library
    add("model", "Choose a model", "Ctrl+Shift+M", window.pick_model, "bot")
    add(
        "parameters",
        "Instructions and parameters",
        "Ctrl+Shift+P",
        lambda: window.toggle_drawer("parameters"),
    )
    add("inspector", "What was sent and received", "Ctrl+Shift+I", lambda: window.toggle_drawer("inspector"))
    add("find", "Find in this chat", "Ctrl+F", window.chat.show_find, "search")
    add("rename", "Rename this chat", "F2", lambda: window.rename(_current(window)), "pencil")
    add(
        "delete",
        "Delete this chat",
        "Ctrl+Shift+Backspace",
        lambda: window.delete([_current(window)]),
        "trash-2",
    )
    add(
        "archive", "Archive this chat", "", lambda: library.change(_current(window), archived=True), "archive"
    )
    add(
        "export", "Export this chat …", "Ctrl+Shift+E", lambda: export(window, [_current(window)]), "download"
    )
    add("export_all", "Export all chats …", "", lambda: export(window, [], all_chats=True), "download")
    add("import", "Import chats …", "", lambda: _import(window), "upload")
    window.sidebar.export_wanted.connect(lambda ids: export(window, ids))


def _messages(window: Window) -> None:
    add = window.commands.add
    add("stop", "Stop the answer", "Esc", window.chat.escape, "square")
    add("attach", "Attach files …", "Ctrl+U", lambda: window.chat.composer.choose_attachments(), "paperclip")
    add("regenerate", "Answer again", "Ctrl+R", lambda: _on_last(window, "regenerate"), "refresh-cw")
    add("copy_answer", "Copy the last answer", "Ctrl+Shift+C", lambda: _on_last(window, "copy"), "copy")
    add("copy_code", "Copy the last code block", "Ctrl+Shift+;", lambda: copy_last_code(window), "code")
    add(
        "composer",
        "Go to the message box",
        "Shift+Esc",
        lambda: window.chat.composer.setFocus(),
        "text-cursor-input",
    )


def _program(window: Window) -> None:
    add = window.commands.add
    parts = window.parts
    sources = Sources(parts.models.ranked, lambda: parts.gateways.rows, lambda: recent(window))
    box = CommandBox(window, window.commands, parts.search, sources)
    box.message_chosen.connect(window.open_conversation)
    box.model_chosen.connect(window.use_model)
    box.picture_chosen.connect(window.show_picture)
    window.sidebar.search_wanted.connect(box.open_box)
    add("search", "Search everything", "Ctrl+K", lambda: box.open_box(), "search")
    add("archive_list", "Show or hide the archive", "", lambda: show_archive(window), "archive")
    add("sidebar", "Show or hide the sidebar", "Ctrl+B Ctrl+Shift+S", window.toggle_sidebar, "panel-left")
    add("settings", "Settings", "Ctrl+,", lambda: window.open_settings(), "settings")
    add("shortcuts", "All shortcuts", "Ctrl+/ F1", lambda: box.open_box(">"), "keyboard")
    add("larger", "Larger chat text", "Ctrl++ Ctrl+=", lambda: _size(window, 1.0), "a-large-small")
    add("smaller", "Smaller chat text", "Ctrl+-", lambda: _size(window, -1.0), "a-large-small")
    add("normal", "Normal chat text", "Ctrl+0", lambda: _size(window, 0.0), "a-large-small")
    add("dark", "Turn dark or light", "", lambda: _turn(window), "contrast")
    add("titles", "Let a model write the titles …", "", lambda: _choose_title_model(window), "sparkles")
    add(
        "no_titles",
        "Take titles from the first words",
        "",
        lambda: _set_title_model(window, "", ""),
        "sparkles",
    )
    add("demo", "Start the demo gateway", "", window.parts.start_demo, "play")
    add("quit", "Quit", "Ctrl+Q", lambda: window.window().close(), "log-out")


def _slash_rows(window: Window, word: str) -> list[Row]:
    """Instructions by name, then commands, whose words begin with what was typed."""
    presets = [
        Row("Instructions", p.name, "use these instructions", partial(_instruct, window, p.text), "quote")
        for p in window.parts.preferences.value.prompt_presets
    ]
    known = [c for c in window.commands.all() if not c.identity.startswith("chat_")]
    known.sort(key=lambda c: SLASH_FIRST.index(c.identity) if c.identity in SLASH_FIRST else len(SLASH_FIRST))
    commands = [
        Row("Command", c.words, window.commands.keys_of(c.identity), c.run, c.drawing or "terminal")
        for c in known
    ]
    folded = word.casefold()
    return [r for r in (*presets, *commands) if any(w.startswith(folded) for w in r.text.casefold().split())]


def _model_rows(window: Window, word: str) -> list[Row]:
    return [
        Row("Model", m.shown_name, m.gateway, partial(window.use_model, m.gateway, m.id), "bot")
        for m in window.parts.models.ranked(word, Facets(capabilities=CHAT), 8)
    ]


def _instruct(window: Window, text: str) -> None:
    window.session().change(system=text)
    window.toast.tell("These instructions go with every message of this chat.")


def _current(window: Window) -> str:
    return window.session().conversation.id


def recent(window: Window) -> list[Conversation]:
    """The chats that were used last, the one shown excepted."""
    shown = window.chat.session.conversation.id if window.chat.session is not None else ""
    chats = (c for c in window.parts.library.conversations.values() if c.kind == "chat" and c.id != shown)
    return nlargest(MOST_RECENT, chats, key=lambda c: c.updated_at)


def _to_chat(window: Window, number: int) -> Callable[[], None]:
    def go() -> None:
        rows = window.sidebar.model.ids()
        if number <= len(rows):
            window.open_conversation(rows[number - 1])

    return go


def step_chat(window: Window, step: int) -> None:
    """Goes to the next or previous conversation of the list."""
    rows = window.sidebar.model.ids()
    if rows:
        current = _current(window)
        at = rows.index(current) if current in rows else -1
        window.open_conversation(rows[(at + step) % len(rows)])


def show_archive(window: Window) -> None:
    """Lists the archived chats in the sidebar, or the others again."""
    window.sidebar.show()
    window.sidebar.show_archive(not window.sidebar.model.archived)


def _on_last(window: Window, action: str) -> None:
    answer = last_answer(window.session())
    if answer is not None:
        window.verbs.do(window.session(), action, answer.id)


def copy_last_code(window: Window) -> None:
    """Copies the last fenced block of the newest answer."""
    answer = last_answer(window.session())
    blocks = fenced_blocks(answer.text) if answer is not None else []
    if blocks:
        QGuiApplication.clipboard().setText(blocks[-1])
        window.toast.tell("Copied the code.")
    else:
        window.toast.tell("The last answer has no code block.")


def fenced_blocks(text: str) -> list[str]:
    """The contents of the fenced code blocks of a Markdown text, in order."""
    blocks: list[str] = []
    fence = ""
    lines: list[str] = []
    for line in text.split("\n"):
        bare = line.lstrip(" ")
        mark = bare[: len(bare) - len(bare.lstrip(bare[:1]))] if bare[:1] in ("`", "~") else ""
        if not fence and len(mark) >= 3:
            fence, lines = mark, []
        elif fence and mark.startswith(fence) and not bare[len(mark) :].strip():
            blocks.append("\n".join(lines) + "\n")
            fence = ""
        elif fence:
            lines.append(line)
    return blocks


def export(window: Window, ids: list[str], all_chats: bool = False) -> None:
    """Asks where to, and writes conversations (or all) there in the format chosen."""
    if not ids and not all_chats:
        return
    titles = [
        c.title for i in ids if (c := window.parts.library.conversations.get(i)) is not None and c.title
    ]
    safe = file_name(titles[0] if titles else "chats" if len(ids) != 1 else "chat")
    dialog = choose_target(window, "Export", safe, ";;".join(FORMATS), lambda path: write(path))
    dialog.setDefaultSuffix(SUFFIXES["markdown"])
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(SUFFIXES[FORMATS[chosen]]))

    def write(path: Path) -> None:
        form = FORMATS.get(dialog.selectedNameFilter(), "markdown")
        if form == "pdf":
            from studio.ui.shell.pdf import write_pdf

            window.parts.papers.printer = write_pdf
        window.parts.papers.export(() if all_chats else ids, form, path)


def file_name(title: str) -> str:
    """A title as a file name without suffix: letters, digits, blanks, dashes; at most 60 characters."""
    return "".join(c if c.isalnum() or c in " -_" else " " for c in title).strip()[:60].strip() or "chat"


def _import(window: Window) -> None:
    patterns = "Exports (*.json *.zip);;All files (*)"
    choose_files(window, "Import chats", patterns, window.parts.papers.import_files)


def _choose_title_model(window: Window) -> None:
    window.choose_model(partial(_set_title_model, window))


def _set_title_model(window: Window, gateway: str, model: str) -> None:
    """Which model names new chats; each title is a request of its own, which is said here."""
    window.parts.preferences.change(title_model=model_key(gateway, model) if model else "")
    words = f"{model} writes a title after the first answer: one short request for each chat."
    window.toast.tell(words if model else "Titles are the first words of the prompt.")


def _size(window: Window, step: float) -> None:
    preferences = window.parts.preferences
    base = preferences.value.chat_font_points or window.font().pointSizeF()
    points = window.font().pointSizeF() if step == 0 else max(6.0, min(32.0, base + step))
    preferences.change(chat_font_points=points)


def _turn(window: Window) -> None:
    window.parts.preferences.change(theme="light" if window.parts.theme.dark() else "dark")
