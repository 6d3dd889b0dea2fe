"""Pictures compared: the models that are asked, one round's pictures in a grid, and the prompt below."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.conversation import Draft, Message, Part, Picture
from studio.domain.text import first_words
from studio.state.comparison_pictures import PictureRounds
from studio.ui.chat.composer import Composer
from studio.ui.compare.flow import FlowLayout
from studio.ui.compare.parts import CompareParts
from studio.ui.compare.picture_card import PictureCard
from studio.ui.shell.dialogs import plain_label
from studio.ui.shell.icons import icon

_NARROWEST = 280
_EMPTY = "Say what the picture should show. Attach a picture to have every model change it."


class PicturesPage(QWidget):
    """Shows one round at a time."""

    def __init__(self, rounds: PictureRounds, parts: CompareParts) -> None:
        super().__init__()
        self._rounds = rounds
        self._parts = parts
        self._shown = ""
        self.cards: list[PictureCard] = []
        self.choice = QComboBox()
        self.composer = Composer(self._thumbnail)
        self._models = FlowLayout()
        self._grid = QGridLayout()
        self._empty = plain_label(_EMPTY)
        self.setAcceptDrops(True)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._build()
        self._connect()
        rounds.choose_some()
        self._show_models()
        self._show_rounds()

    def picture_ready(self) -> None:
        """Paints pictures that were decoded meanwhile."""
        for card in self.cards:
            card.update()

    # -- building

    def _build(self) -> None:
        self.choice.setAccessibleName("Which round")
        self.choice.setMinimumHeight(28)
        self.choice.setPlaceholderText("No rounds yet")
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        add = QPushButton(icon("plus"), "Add a picture model")
        add.clicked.connect(lambda: self._parts.choose_picture_model(self._add))
        head = QHBoxLayout()
        head.addWidget(add)
        head.addWidget(self.choice, 1)
        self.composer.editor.setPlaceholderText(
            "Describe the picture – or drop one in and say what to change"
        )
        self.composer.setMaximumWidth(980)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._grid.setSpacing(12)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.composer, 1000)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 12)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addLayout(self._models)
        layout.addLayout(self._grid, 1)
        layout.addWidget(self._empty, 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        composer, intake, rounds = self.composer, self._parts.intake, self._rounds
        composer.sent.connect(self._send)
        composer.stopped.connect(rounds.stop)
        composer.files_offered.connect(intake.take_files)
        composer.image_offered.connect(intake.take_picture)
        composer.refused.connect(self._say)
        composer.url_offered.connect(
            lambda _: self._say("Drop the picture itself here; addresses are not loaded.")
        )
        intake.taken.connect(self._attach)
        intake.refused.connect(lambda lines: self._say("\n".join(lines)))
        self.choice.activated.connect(lambda _: self._show_round(self.choice.currentData()))
        rounds.changed.connect(self._show_models)
        rounds.changed.connect(self._show_rounds)
        rounds.answers_changed.connect(self._show_answers)
        rounds.failed.connect(self._say)

    # -- what the user does

    def _send(self, text: str, parts: tuple[Part, ...]) -> None:
        if not self._rounds.models:
            self.composer.set_draft(Draft(text, parts))
            self._say("Add a picture model first.")
            return
        if not text.strip():
            self.composer.set_draft(Draft(text, parts))
            self._say("Say what should change in the picture.")
            return
        self._shown = ""
        self._rounds.ask(text, parts)
        # The source stays for the next prompt: changing the words keeps the picture.
        self.composer.set_draft(Draft("", tuple(p for p in parts if isinstance(p, Picture))))

    def _add(self, gateway: str, model: str) -> None:
        if not self._rounds.add(gateway, model):
            self._say("This model is there already, or eight models are.")

    def _attach(self, part: Part) -> None:
        if self.isVisible():
            self.composer.attach(part)

    def _say(self, text: str) -> None:
        if self.isVisible():
            self._parts.tell(text, "", None)

    # -- what is shown

    def _show_models(self) -> None:
        while self._models.count():
            item = self._models.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for gateway, model in self._rounds.models:
            chip = QToolButton()
            chip.setText(first_words(self._parts.models.get(gateway, model).shown_name, 28))
            chip.setIcon(icon("x"))
            chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            chip.setToolTip(f"Take {model} out")
            chip.setAccessibleName(f"Take {model} out")
            chip.setMinimumHeight(28)
            chip.setStyleSheet(
                "QToolButton { border: 1px solid palette(mid); border-radius: 14px; padding: 2px 8px; }"
            )
            chip.clicked.connect(partial(self._rounds.remove, gateway, model))
            self._models.addWidget(chip)
            chip.show()

    def _show_rounds(self) -> None:
        rounds = self._rounds.rounds()
        if self.choice.count() != len(rounds):
            self.choice.clear()
            for number, asked in enumerate(rounds, 1):
                self.choice.addItem(f"{number}  {first_words(asked.text, 60)}", asked.id)
        wanted = self._shown or (rounds[-1].id if rounds else "")
        self._show_round(wanted)
        self.composer.set_running(self._rounds.running())

    def _show_round(self, asked: str | None) -> None:
        self._shown = asked or ""
        self.choice.setCurrentIndex(self.choice.findData(self._shown))
        answers = self._rounds.answers(self._shown)
        self._empty.setVisible(not answers)
        while len(self.cards) > len(answers):
            card = self.cards.pop()
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        while len(self.cards) < len(answers):
            self.cards.append(PictureCard(self._parts.image))
        self._show_answers()
        self._arrange()

    def _show_answers(self) -> None:
        answers: tuple[Message, ...] = self._rounds.answers(self._shown)
        for card, message in zip(self.cards, answers, strict=False):
            card.show_answer(message, self._rounds.live.get(message.id, ""))

    def _arrange(self) -> None:
        columns = max(1, min(len(self.cards), (self.width() - 36) // _NARROWEST))
        if len(self.cards) == 4 and columns == 3:
            columns = 2
        for at, card in enumerate(self.cards):
            self._grid.addWidget(card, at // columns, at % columns)

    def _thumbnail(self, part: Part) -> QImage | None:
        if isinstance(part, Picture) and part.ref is not None:
            return self._parts.image(part.ref, 64)
        return None

    # -- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        mime = event.mimeData()
        if mime.hasUrls() or mime.hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.composer.take_drop(event.mimeData())
        event.acceptProposedAction()
