"""The line above the composer: which lanes are asked, and which answer was best."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from studio.domain.comparison import LETTERS
from studio.state.comparison_session import ComparisonSession
from studio.ui.shell.icons import icon


class VoteBar(QWidget):
    """`voted(place, verdict)`: the place shown that won, or -1 with "tie" or "all_bad"."""

    voted = Signal(int, str)
    new_round = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._target = QComboBox()
        self._target.setAccessibleName("Which lanes are asked")
        self._target.setToolTip("Which lanes the next message goes to")
        self._target.setMinimumHeight(26)
        self._target.addItem("To all lanes", -1)
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.words.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._buttons = QWidget()
        self._row = QHBoxLayout(self._buttons)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._again = QPushButton("New round")
        self._again.setToolTip("The same lanes, shuffled anew, with nothing said yet")
        self._again.clicked.connect(self.new_round)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._target)
        layout.addWidget(self.words, 1)
        layout.addWidget(self._buttons)
        layout.addWidget(self._again)
        self._letters: tuple[str, ...] = ()

    def target(self) -> int:
        """The place of the one lane that is asked, or -1 for all."""
        chosen = self._target.currentData()
        return chosen if isinstance(chosen, int) else -1

    def show_session(self, session: ComparisonSession) -> None:
        """Shows what can be judged now, or how it was judged."""
        self._show_targets(len(session.lanes))
        vote, judged = session.last_vote(), session.judged()
        self._again.setVisible(vote is not None)
        if vote is not None:
            self._say(self._verdict(session))
            self._buttons.hide()
            return
        letters = tuple(sorted(session.letter(at) for at in judged))
        self._show_buttons(letters)
        self._buttons.setVisible(bool(letters))
        if letters:
            self._say("Which answer is best?")
        elif session.held_back():
            ended = sum(not lane.running() for lane in session.lanes)
            self._say(f"{ended} of {len(session.lanes)} lanes have answered")
        elif session.hidden() and not session.turns():
            self._say("Blind: names, order and speed are hidden until you vote")
        else:
            self._say("")

    def _say(self, text: str) -> None:
        self.words.setText(text)
        self.words.setToolTip(text)

    def _verdict(self, session: ComparisonSession) -> str:
        vote = session.last_vote()
        if vote is None:
            return ""
        letters = {name: session.letter(at) for at, name in enumerate(session.names())}
        if vote.verdict == "tie":
            words = "You called it a tie."
        elif vote.verdict == "all_bad" or vote.winner is None:
            words = "You found all of them bad."
        else:
            best = vote.contestants[vote.winner]
            words = (
                f"You voted for {letters[best]} ({best})." if best in letters else f"You voted for {best}."
            )
        named = sorted(letters.get(vote.contestants[at], vote.contestants[at]) for at in vote.self_named)
        if len(named) == 1:
            words += f" {named[0]} named itself."
        elif named:
            words += f" {', '.join(named[:-1])} and {named[-1]} named themselves."
        return words

    def _show_targets(self, count: int) -> None:
        if self._target.count() == count + 1:
            return
        chosen = self.target()
        self._target.clear()
        self._target.addItem("To all lanes", -1)
        for place in range(count):
            self._target.addItem(f"Only to {LETTERS[place]}", place)
        self._target.setCurrentIndex(chosen + 1 if chosen < count else 0)

    def _show_buttons(self, letters: tuple[str, ...]) -> None:
        if letters == self._letters:
            return
        self._letters = letters
        while self._row.count():
            item = self._row.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for letter in letters:
            self._add(letter, f"{letter} is best", LETTERS.index(letter), "winner")
        if letters:
            self._add("Tie", "They are equally good", -1, "tie")
            self._add("All bad", "None of them is good", -1, "all_bad")

    def _add(self, label: str, tip: str, place: int, verdict: str) -> None:
        button = QPushButton(label)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        if len(label) == 1:
            button.setIcon(icon("thumbs-up"))
        button.clicked.connect(lambda: self.voted.emit(place, verdict))
        self._row.addWidget(button)
