"""Questions to the user, never modal loops: a dialog opens, and the answer comes to a callback."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)


def plain_label(text: str, selectable: bool = False) -> QLabel:
    """A label that shows `text` as it is, never as HTML, and wraps."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setText(text)
    if selectable:
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return label


def ask(
    parent: QWidget,
    title: str,
    text: str,
    choices: Sequence[str],
    answered: Callable[[str], object] | None = None,
) -> QDialog:
    """Shows a question; `answered` gets the choice made. Closing it is "Cancel" and calls nothing."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    dialog.setMinimumWidth(380)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(20, 18, 20, 16)
    layout.setSpacing(12)
    heading = plain_label(title)
    font = heading.font()
    font.setBold(True)
    font.setPointSizeF(font.pointSizeF() * 1.15)
    heading.setFont(font)
    layout.addWidget(heading)
    layout.addWidget(plain_label(text, selectable=True))
    row = QHBoxLayout()
    row.addStretch()
    cancel = QPushButton("Cancel" if choices else "Close")
    cancel.clicked.connect(dialog.close)
    row.addWidget(cancel)
    for number, choice in enumerate(choices):
        button = QPushButton(choice)
        button.setDefault(number == 0)
        button.clicked.connect(lambda _=False, made=choice: _answer(dialog, made, answered))
        row.addWidget(button)
    layout.addLayout(row)
    dialog.open()
    return dialog


def _answer(dialog: QDialog, made: str, answered: Callable[[str], object] | None) -> None:
    dialog.close()
    if answered is not None:
        answered(made)


def ask_text(
    parent: QWidget, title: str, label: str, text: str, answered: Callable[[str], object], blank: bool = False
) -> QDialog:
    """Asks for one line; `answered` gets it when the user confirms a text that is not blank, unless it may be."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    dialog.setMinimumWidth(420)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(20, 18, 20, 16)
    caption = plain_label(label)
    field = QLineEdit(text)
    caption.setBuddy(field)
    field.selectAll()
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    confirm = buttons.button(QDialogButtonBox.StandardButton.Ok)
    confirm.setEnabled(blank or bool(text.strip()))
    field.textChanged.connect(lambda now: confirm.setEnabled(blank or bool(now.strip())))
    buttons.accepted.connect(lambda: _answer(dialog, field.text(), answered))
    buttons.rejected.connect(dialog.close)
    for widget in (caption, field, buttons):
        layout.addWidget(widget)
    dialog.open()
    field.setFocus()
    return dialog


def choose_files(
    parent: QWidget, title: str, patterns: str, chosen: Callable[[list[Path]], object]
) -> QFileDialog:
    """Lets the user choose existing files."""
    dialog = QFileDialog(parent, title, "", patterns)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda names: chosen([Path(n) for n in names]))
    dialog.open()
    return dialog


def choose_target(
    parent: QWidget, title: str, suggestion: str, patterns: str, chosen: Callable[[Path], object]
) -> QFileDialog:
    """Lets the user choose where a file is written; an existing one is asked about by the dialog."""
    dialog = QFileDialog(parent, title, suggestion, patterns)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.open()
    return dialog
