"""The compare view: one comparison at a time, looked at as lanes, numbers, differences, tally, runs or pictures."""

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from studio.domain.comparison import MOST_LANES, Comparison, Lane
from studio.domain.picture import PictureRef
from studio.state.comparison import Comparisons
from studio.state.comparison_lanes import lane_of, starting_lanes
from studio.state.comparison_merge import merge_prompt, start_merge
from studio.state.comparison_pictures import PictureRounds
from studio.state.comparison_session import ComparisonSession
from studio.state.gateways import Gateways
from studio.state.intake import Intake
from studio.state.models import Models
from studio.ui.compare.add_lanes import AddLanes
from studio.ui.compare.bar import CompareBar
from studio.ui.compare.differences_page import DifferencesPage
from studio.ui.compare.lanes_page import LanesPage
from studio.ui.compare.numbers_page import NumbersPage
from studio.ui.compare.parts import CompareParts
from studio.ui.compare.pictures_page import PicturesPage
from studio.ui.compare.runs_page import RunsPage
from studio.ui.compare.tally_page import TallyPage
from studio.ui.shell.dialogs import ask_text
from studio.ui.shell.icons import icon

_LISTED = 25
_OF_ONE = frozenset({"lanes", "numbers", "differences"})
"""The pages that show one comparison; the others stand for themselves."""


class CompareView(QWidget):
    """The whole place; `make_compare` of the composition root builds one."""

    continue_as_chat = Signal(str)
    link_activated = Signal(str)
    show_request = Signal(str)
    picture_kept = Signal(object)
    """A `PictureMade` that was saved beside the gallery's back."""

    def __init__(
        self,
        comparisons: Comparisons,
        models: Models,
        gateways: Gateways,
        image: Callable[[PictureRef, int], QImage | None],
        intake: Intake,
        choose_model: Callable[[Callable[[str, str], object]], None],
        choose_picture_model: Callable[[Callable[[str, str], object]], None],
        tell: Callable[[str, str, Callable[[], object] | None], None],
    ) -> None:
        super().__init__()
        self.parts = CompareParts(
            comparisons, models, gateways, image, intake, choose_model, choose_picture_model, tell
        )
        self.bar = CompareBar()
        self.lanes = LanesPage(self.parts)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.lanes)
        self._built: dict[str, QWidget] = {"lanes": self.lanes}
        self.session: ComparisonSession | None = None
        self._together = True
        self._repaint_timer = QTimer(self, singleShot=True, interval=0)
        self._repaint_timer.timeout.connect(self.refresh_theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.pages, 1)
        self._connect()
        self._begin()

    # -- what the window does

    def show_comparison(self, session: ComparisonSession) -> None:
        """Turns to another comparison."""
        if self.session is not None:
            self.session.changed.disconnect(self._show_state)
            self.session.failed.disconnect(self._say)
        self.session = session
        session.changed.connect(self._show_state)
        session.failed.connect(self._say)
        for name in _OF_ONE & self._built.keys():
            self._built[name].show_session(session)  # type: ignore[attr-defined]
        self._show_state()

    def new_comparison(self, lanes: tuple[Lane, ...] = (), blind: bool = False) -> ComparisonSession:
        """Begins a comparison with these lanes, else those of the one shown, else models the user likes."""
        if not lanes and self.session is not None:
            lanes = tuple(lane_of(lane) for lane in self.session.lanes)
        if not lanes:
            lanes = starting_lanes(self.parts.models)
        bare = tuple(msgspec.structs.replace(lane, conversation_id="") for lane in lanes)
        session = self.parts.comparisons.new(bare, blind)
        self.show_comparison(session)
        return session

    def add_model(self, gateway: str, model: str) -> None:
        """Adds a lane with this model."""
        if self.session is not None and not self.session.add(
            (Lane(conversation_id="", gateway=gateway, model=model),)
        ):
            self._say("A comparison has eight lanes at most.")

    def show_section(self, name: str) -> None:
        """Shows one way of looking; a page is built when it is first looked at."""
        page = self._built.get(name)
        if page is None:
            page = self._built[name] = self._make(name)
            self.pages.addWidget(page)
        if isinstance(page, RunsPage):
            page.editor.set_lanes(self._bare_lanes())
        if self.session is not None and name in _OF_ONE:
            page.show_session(self.session)  # type: ignore[attr-defined]
        self.pages.setCurrentWidget(page)
        self.bar.show_section(name)

    def refresh_theme(self) -> None:
        """Takes palette and fonts anew."""
        self.lanes.refresh_theme()
        differences = self._built.get("differences")
        if isinstance(differences, DifferencesPage):
            differences.refresh()

    def _make(self, name: str) -> QWidget:
        match name:
            case "numbers":
                return NumbersPage(self.parts)
            case "differences":
                return DifferencesPage(self.parts)
            case "pictures":
                return self._make_pictures()
            case "runs":
                return RunsPage(self.parts.comparisons.runs, self.parts)
            case "tally":
                return TallyPage(self.parts)
            case _:
                raise LookupError(name)

    def picture_ready(self, sha256: str) -> None:
        """Paints a picture that has been decoded."""
        self.lanes.picture_ready(sha256)
        pictures = self._built.get("pictures")
        if isinstance(pictures, PicturesPage):
            pictures.picture_ready()

    def _make_pictures(self) -> PicturesPage:
        comparisons = self.parts.comparisons
        rounds = PictureRounds(comparisons.library, comparisons.desk, self.parts.models, comparisons)
        rounds.kept.connect(self.picture_kept)
        rounds.start_loading()
        return PicturesPage(rounds, self.parts)

    def _bare_lanes(self) -> tuple[Lane, ...]:
        lanes = () if self.session is None else self.session.lanes
        return tuple(msgspec.structs.replace(lane_of(lane), conversation_id="") for lane in lanes)

    # -- building

    def _connect(self) -> None:
        bar, lanes = self.bar, self.lanes
        bar.section_chosen.connect(self.show_section)
        bar.add_wanted.connect(lambda: self.parts.choose_model(self.add_model))
        bar.new_wanted.connect(lambda: self.new_comparison())
        bar.blind_toggled.connect(self._set_blind)
        bar.history_wanted.connect(self._fill_history)
        bar.menu.aboutToShow.connect(self._fill_menu)
        lanes.continue_as_chat.connect(self.continue_as_chat)
        lanes.link_activated.connect(self.link_activated)
        lanes.show_request.connect(self.show_request)
        lanes.new_round.connect(self._new_round)
        self.parts.comparisons.failed.connect(self._say)
        self.parts.models.changed.connect(self._fill_if_empty)

    def _begin(self) -> None:
        comparisons = self.parts.comparisons
        if comparisons.loaded:
            self._open_last()
            return
        self.new_comparison()
        comparisons.changed.connect(self._open_last_once)
        comparisons.start_loading()

    def _open_last_once(self) -> None:
        if self.parts.comparisons.loaded:
            self.parts.comparisons.changed.disconnect(self._open_last_once)
            if self.session is None or not self.session.turns():
                self._open_last()

    def _open_last(self) -> None:
        rows = self.parts.comparisons.rows()
        if rows:
            self.show_comparison(self.parts.comparisons.open(rows[0].id))
        elif self.session is None:
            self.new_comparison()

    def _fill_if_empty(self) -> None:
        """Lists that came after the view was made give a new comparison its lanes."""
        session = self.session
        if session is not None and not session.lanes and not session.turns():
            session.add(starting_lanes(self.parts.models))

    # -- menus

    def _fill_history(self) -> None:
        menu = self.bar.history_menu
        menu.clear()
        rows = self.parts.comparisons.rows()
        if not rows:
            menu.addAction("No comparisons yet").setEnabled(False)
        for row in rows[:_LISTED]:
            title = (row.title or "Untitled").replace("&", "&&")
            action = menu.addAction(f"{title[:60]}   ({len(row.lanes)})")
            action.triggered.connect(lambda _=False, one=row.id: self._open(one))

    def _open(self, comparison: str) -> None:
        self.show_comparison(self.parts.comparisons.open(comparison))
        self.show_section("lanes")

    def _fill_menu(self) -> None:
        menu, session = self.bar.menu, self.session
        menu.clear()
        if session is None:
            return
        together = menu.addAction("Scroll lanes together")
        together.setCheckable(True)
        together.setChecked(self._together)
        together.toggled.connect(self._set_together)
        menu.addSeparator()
        menu.addAction(icon("plus"), "Add several models…", self._add_several)
        menu.addAction(icon("blend"), "Merge the answers with a model…", self._merge)
        menu.addSeparator()
        menu.addAction(icon("save"), "Save these lanes as a line-up…", self._save_line_up)
        line_ups = self.parts.comparisons.line_ups
        if line_ups:
            use = menu.addMenu("Use a line-up")
            forget = menu.addMenu("Delete a line-up")
            for one in line_ups:
                name = f"{one.name[:50]}   ({len(one.lanes)})".replace("&", "&&")
                use.addAction(name, partial(self._use, one.lanes))
                forget.addAction(name, partial(self.parts.comparisons.delete_line_up, one.id))
        menu.addSeparator()
        menu.addAction(icon("tag"), "Tags for votes…", self._edit_tags)
        menu.addAction(icon("pencil"), "Rename…", self._rename)
        menu.addAction(icon("trash-2"), "Delete this comparison", self._delete)

    def _add_several(self) -> None:
        session = self.session
        if session is not None:
            room = MOST_LANES - len(session.lanes)
            dialog = AddLanes(self.parts.models, self.parts.gateways, room, self)
            dialog.chosen.connect(session.add)
            dialog.open()

    def _merge(self) -> None:
        session = self.session
        if session is None or not merge_prompt(session):
            self._say("There is nothing to merge yet: at least two lanes must have answered.")
        elif session.hidden():
            self._say("Vote first: the merged answer would be written by letters you cannot see through yet.")
        else:
            self.parts.choose_model(lambda gateway, model: self._merge_with(session, gateway, model))

    def _merge_with(self, session: ComparisonSession, gateway: str, model: str) -> None:
        chat = start_merge(session, gateway, model)
        if chat:
            self.continue_as_chat.emit(chat)

    def _save_line_up(self) -> None:
        session = self.session
        if session is None or not session.lanes:
            return
        lanes = tuple(lane_of(lane) for lane in session.lanes)

        def keep(name: str) -> None:
            self.parts.comparisons.save_line_up(name.strip(), lanes)
            self._say(f"Saved as “{name.strip()[:60]}”.")

        ask_text(self, "Save a line-up", "Name of this set of lanes", "", keep)

    def _use(self, lanes: tuple[Lane, ...]) -> None:
        session = self.session
        if session is None:
            return
        if session.turns():
            self.new_comparison(lanes, session.comparison.blind)
        else:
            session.use(lanes)

    def _edit_tags(self) -> None:
        session = self.session
        if session is not None:
            ask_text(
                self,
                "Tags for votes",
                "Words by which the tally can be narrowed, separated by commas",
                ", ".join(session.comparison.tags),
                lambda text: session.set_tags(text.split(",")),
            )

    def _rename(self) -> None:
        session = self.session
        if session is not None:
            ask_text(self, "Rename", "Title", session.comparison.title, session.rename)

    def _delete(self) -> None:
        if self.session is None:
            return
        gone = self.parts.comparisons.delete(self.session.comparison.id)
        lanes = tuple(lane_of(lane) for lane in self.session.lanes)
        self.new_comparison(lanes)
        if gone is not None:
            self.parts.tell("The comparison was deleted.", "Undo", lambda: self._restore(gone))

    def _restore(self, gone: Comparison) -> None:
        self.parts.comparisons.restore(gone)
        self._open(gone.id)

    # -- inside

    def _set_together(self, together: bool) -> None:
        self._together = together
        self.lanes.set_together(together)

    def _set_blind(self, blind: bool) -> None:
        session = self.session
        if session is None:
            return
        if blind and session.turns():
            # Who has answered is known already: only a new comparison can be judged blind.
            self.new_comparison(blind=True)
            self._say("A new comparison, because the names of the last one were seen.")
        else:
            session.set_blind(blind)

    def _new_round(self) -> None:
        session = self.session
        if session is not None:
            self.new_comparison(blind=session.comparison.blind).set_tags(session.comparison.tags)

    def _show_state(self) -> None:
        if self.session is not None:
            self.bar.show_title(self.session.comparison.title)
            self.bar.show_blind(self.session.comparison.blind)

    def _say(self, text: str) -> None:
        self.parts.tell(text, "", None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            # Children get their new palette after this event.
            self._repaint_timer.start()
