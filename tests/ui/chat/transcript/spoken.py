"""A transcript in a window of its own, for a screen reader on a real bus; it ends when its input is closed.

python -m tests.ui.chat.transcript.spoken
"""

import sys

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication

from studio.ui.chat.transcript.view import Transcript
from tests.ui.chat.transcript.making import answer, user

NAME = "spoken-transcript"
QUESTION = "Which number is it?"
ANSWER = "# A head\n\nIt is **forty-two**, says [the book](https://x.org).\n\n```py\nx = 42\n```\n"


def main() -> int:
    """Shows one question and its answer."""
    application = QApplication([NAME])
    application.setApplicationName(NAME)
    view = Transcript()
    view.resize(700, 600)
    view.setWindowTitle(NAME)
    view.set_entries([user(0, QUESTION), answer(1, ANSWER)])
    view.show()
    ended = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    ended.activated.connect(application.quit)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
