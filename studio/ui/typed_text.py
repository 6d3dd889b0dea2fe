"""What stands in a text field, character for character."""

from PySide6.QtWidgets import QPlainTextEdit


def typed_text(field: QPlainTextEdit) -> str:
    """The field's text; unlike `toPlainText` it keeps no-break spaces, which Qt would turn into blanks."""
    return field.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")
