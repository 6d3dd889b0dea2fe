"""What a screen reader hears and sees of a transcript."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from studio.domain.conversation import Status
from studio.ui.chat.transcript.entry import Entry


def announce_end(view: QWidget, entry: Entry) -> None:
    """Says once that an answer ended, and at once that it failed."""
    message = entry.message
    if message.failure is not None:
        words = f"{entry.author} failed: {message.failure.message}"
    elif message.status is Status.STOPPED:
        words = f"{entry.author} was stopped."
    elif message.status is Status.CUT_OFF:
        words = f"The answer of {entry.author} was cut off."
    else:
        words = f"{entry.author} has answered."
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, words))
