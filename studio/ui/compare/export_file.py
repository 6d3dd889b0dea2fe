"""Writing a table or a text where the user wants it; what cannot be written is said."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from studio.ui.shell.dialogs import choose_target

TABLES = "CSV (*.csv);;Markdown (*.md)"


def write_text(
    parent: QWidget,
    title: str,
    suggestion: str,
    content: Callable[[Path], str],
    tell: Callable[[str, str, Callable[[], object] | None], None],
    patterns: str = TABLES,
) -> None:
    """Asks where, then writes what `content` gives for that path, in UTF-8."""

    def write(path: Path) -> None:
        target = path if path.suffix else path.with_suffix(Path(suggestion).suffix)
        try:
            target.write_text(content(target), encoding="utf-8", newline="")
        except OSError as error:
            tell(f"The file could not be written: {error.strerror}. Choose another folder.", "", None)
            return
        tell(f"Written to {target.name}.", "", None)

    choose_target(parent, title, suggestion, patterns, write)
