"""The main window: sidebar, the three places, and the drawer at the right."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from studio.domain.conversation import Conversation, Draft
from studio.domain.gateway import Protocol
from studio.domain.model import Capability, automatic_protocol
from studio.state.session import Session
from studio.ui.chat.bar import ChatBar
from studio.ui.chat.page import ChatPage, ChatParts
from studio.ui.chat.protocol_selector import ProtocolSelector
from studio.ui.chat.verbs import MessageVerbs, VerbParts
from studio.ui.links import open_link
from studio.ui.shell.commands import Commands
from studio.ui.shell.dialogs import ask, ask_text
from studio.ui.shell.drawer import Drawer
from studio.ui.shell.frame import Frame
from studio.ui.shell.notice_bars import NoticeBars
from studio.ui.shell.paper_bar import PaperBar
from studio.ui.shell.parts import Parts
from studio.ui.shell.sidebar import Sidebar
from studio.ui.shell.toast import Toast

CHAT = frozenset({Capability.CHAT})


class Window(QWidget):
    """What fills the frame: one conversation shown at a time; what is not looked at is not built."""

    def __init__(self, parts: Parts, frame: Frame) -> None:
        super().__init__(frame)
        self.parts = parts
        self._frame = frame
        self.toast = Toast(self)
        self.commands = Commands(self)
        self.sidebar = Sidebar(parts.library)
        self.protocol = ProtocolSelector()
        self.bar = ChatBar(self.protocol)
        self.chat = ChatPage(
            self.bar,
            ChatParts(parts.gateways.get, parts.image, parts.intake, self.toast.tell, self._interrupts),
        )
        self.drawer = Drawer(parts)
        self.notices = NoticeBars(parts.saving)
        self.places = QStackedWidget()
        self.places.addWidget(self.chat)
        self._built: dict[str, QWidget] = {"chat": self.chat}
        self._first_run: QWidget | None = None
        self.verbs = MessageVerbs(
            self,
            VerbParts(
                gateway=parts.gateways.get,
                choose_model=self.choose_model,
                fork=self._fork,
                show_request=self.show_request,
                copy_curl=parts.papers.copy_curl,
                compose=self._compose,
                open_settings=lambda gateway: self.open_settings("gateways", gateway),
                unlock=parts.gateways.unlock,
                toast=self.toast,
            ),
        )
        self._arrange()
        self._connect()

    # -- places

    def show_place(self, place: str) -> None:
        """Shows "chat", "compare" or "pictures"; the latter two are built when first shown."""
        self.places.setCurrentWidget(self.build_place(place))
        self.sidebar.show_place(place)
        self.drawer.setVisible(place == "chat" and bool(self.drawer.shown))

    def build_place(self, place: str) -> QWidget:
        """The widget of a place, made if it was not, without showing it."""
        if place not in self._built:
            places = self.parts.places
            self._built[place] = (
                places.make_compare(self) if place == "compare" else places.make_pictures(self)
            )
            self.places.addWidget(self._built[place])
        return self._built[place]

    def place(self, name: str) -> QWidget:
        """The widget of a place, built if it was not."""
        self.show_place(name)
        return self._built[name]

    def show_first_run(self, page: QWidget) -> None:
        """Shows the one screen of a new user in place of everything else."""
        self._first_run = page
        self.places.addWidget(page)
        self.places.setCurrentWidget(page)
        self.sidebar.hide()
        self.drawer.hide()

    @property
    def in_first_run(self) -> bool:
        """Whether the screen of a new user is shown."""
        return self._first_run is not None

    def end_first_run(self) -> None:
        """Goes on into the chat."""
        if self._first_run is not None:
            self.places.removeWidget(self._first_run)
            self._first_run.deleteLater()
            self._first_run = None
        self.sidebar.show()
        self.show_place("chat")

    # -- conversations

    def new_chat(self, temporary: bool = False) -> None:
        """Begins an empty conversation with the default model."""
        self.show_session(self.parts.library.new(temporary=temporary))
        self.chat.composer.setFocus()

    def show_session(self, session: Session) -> None:
        """Shows a conversation in the chat place."""
        old = self.chat.session
        if old is not None and old is not session:
            old.conversation_changed.disconnect(self._show_conversation)
        if old is not session:
            session.conversation_changed.connect(self._show_conversation)
        self.chat.show_session(session)
        self.parts.library.show(session.conversation.id)
        self.show_place("chat")
        self._show_conversation()

    def open_conversation(self, conversation: str, message: str = "", highlight: str = "") -> None:
        """Opens a conversation of the list, at a message where one is named."""
        if conversation not in self.parts.library.conversations:
            return
        session = self.parts.library.open(conversation)
        self.show_session(session)
        if message:
            self._scroll_when_loaded(session, message, highlight)

    def _scroll_when_loaded(self, session: Session, message: str, highlight: str) -> None:
        def scroll() -> None:
            if session.loaded and self.chat.session is session:
                session.show_message(message)
                self.chat.transcript.scroll_to_message(message, highlight)

        if session.loaded:
            scroll()
        else:
            session.path_changed.connect(scroll, Qt.ConnectionType.SingleShotConnection)

    def session(self) -> Session:
        """The conversation shown; a new one where there is none."""
        if self.chat.session is None:
            self.new_chat()
        assert self.chat.session is not None
        return self.chat.session

    # -- things that open

    def choose_model(
        self, chosen: Callable[[str, str], object], capabilities: frozenset[Capability] = CHAT
    ) -> None:
        """Opens the model picker, narrowed to `capabilities`; `chosen(gateway id, model id)`."""
        from studio.ui.chat.model_picker import ModelPicker

        conversation = self.session().conversation
        picker = ModelPicker(self.parts.models, self.parts.gateways, self)
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.chosen.connect(chosen)
        picker.pick(conversation.gateway, conversation.model, capabilities)

    def pick_model(self) -> None:
        """Chooses the model of the conversation shown."""
        self.choose_model(self.use_model)

    def use_model(self, gateway: str, model: str) -> None:
        """The conversation shown goes on with this model."""
        session = self.session()
        row = self.parts.gateways.get(gateway)
        protocol = session.conversation.protocol
        if row is not None and protocol is not None and protocol not in row.protocols:
            protocol = None
        self.parts.models.used(gateway, model)
        session.change(gateway=gateway, model=model, protocol=protocol)
        self._show_conversation()
        self.chat.composer.setFocus()

    def open_settings(self, page: str = "", gateway: str = "") -> None:
        """Opens the settings, at a page and gateway where they are named."""
        dialog = self.parts.places.make_settings(self)
        if page:
            dialog.show_page(page, gateway)
        dialog.open()

    def show_request(self, message: str) -> None:
        """Shows what was sent and received for a message."""
        self.drawer.show_exchanges(message)
        self.bar.show_drawer("inspector")
        self.drawer.show()

    def toggle_drawer(self, name: str) -> None:
        """Opens a drawer, or closes it when it is open."""
        if self.drawer.shown == name and self.drawer.isVisible():
            self.drawer.close_drawer()
        elif name == "parameters":
            self.drawer.show_parameters(self.session())
        else:
            answers = [m for m in self.session().path() if m.exchange or m.model]
            self.drawer.show_exchanges(answers[-1].id if answers else "")
        self.bar.show_drawer(self.drawer.shown)

    def follow_link(self, url: str) -> None:
        """Shows where a link leads and asks before it leaves the program."""
        open_link(self, url)

    def edit_picture(self, sha256: str) -> None:
        """Puts a picture on the canvas of the picture studio."""
        self.place("pictures").studio.use_as_source(sha256)  # type: ignore[attr-defined]

    def show_picture(self, sha256: str) -> None:
        """Shows a picture large, in the picture studio."""
        self.place("pictures").studio.look_at(sha256)  # type: ignore[attr-defined]

    # -- inside

    def _arrange(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for widget in (self.sidebar, self.places, self.drawer):
            self.splitter.addWidget(widget)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([260, 1020, 360])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notices)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(PaperBar(self.parts.papers))
        self.drawer.hide()
        state = self.parts.preferences.value.window_state
        if state.get("splitter"):
            self.splitter.restoreState(QByteArray.fromBase64(state["splitter"].encode()))
        self.sidebar.setVisible(state.get("sidebar") != "hidden")

    def _connect(self) -> None:
        sidebar, chat, library = self.sidebar, self.chat, self.parts.library
        sidebar.place_chosen.connect(self.show_place)
        sidebar.new_chat.connect(self.new_chat)
        sidebar.opened.connect(self.open_conversation)
        sidebar.rename_wanted.connect(self.rename)
        sidebar.delete_wanted.connect(self.delete)
        sidebar.settings_wanted.connect(lambda: self.open_settings())
        library.failed.connect(self._tell_failure)
        self.parts.preferences.failed.connect(self._tell_failure)
        library.changed.connect(self._select)
        library.row_changed.connect(self._select_row)
        chat.action_requested.connect(lambda a, m: self.verbs.do(self.session(), a, m))
        chat.link_activated.connect(self.follow_link)
        chat.url_offered.connect(self._offer_url)
        chat.picture_edit_requested.connect(self.edit_picture)
        chat.picture_activated.connect(lambda message, sha256: self.show_picture(sha256))
        self.bar.model_wanted.connect(self.pick_model)
        self.bar.sidebar_wanted.connect(self.toggle_sidebar)
        self.bar.drawer_wanted.connect(self.toggle_drawer)
        self.drawer.closed.connect(lambda: self.bar.show_drawer(""))
        self.protocol.chosen.connect(self._use_protocol)
        self.parts.gateways.changed.connect(self._show_conversation)
        self.parts.models.changed.connect(self._adopt_default)
        self.parts.preferences.changed.connect(self._adopt_default)
        self.parts.picture_ready.connect(chat.transcript.picture_ready)  # type: ignore[attr-defined]
        self.parts.theme.changed.connect(chat.transcript.refresh_theme)

    def _tell_failure(self, words: str) -> None:
        """Says what went wrong, once: while a bar says that nothing is saved, each further failure is the same."""
        if self.parts.saving.failure is None:
            self.toast.tell(words)

    def toggle_sidebar(self) -> None:
        """Shows or hides the list of conversations."""
        self.sidebar.setVisible(not self.sidebar.isVisible())

    def rename(self, conversation: str) -> None:
        """Asks for a new title."""
        row = self.parts.library.conversations.get(conversation)
        if row is not None:
            ask_text(
                self, "Rename", "Title", row.title, lambda title: self.parts.library.rename(row.id, title)
            )

    def delete(self, ids: list[str]) -> None:
        """Deletes conversations; a notice takes it back."""
        gone = self.parts.library.delete(ids)
        if not gone:
            return
        if self.chat.session is not None and self.chat.session.conversation.id in {c.id for c in gone}:
            self.new_chat()
        words = "The chat was deleted." if len(gone) == 1 else f"{len(gone)} chats were deleted."
        self.toast.tell(words, "Undo", lambda: self._restore(gone))

    def _restore(self, gone: tuple[Conversation, ...]) -> None:
        self.parts.library.restore(gone)
        self.open_conversation(gone[0].id)

    def _fork(self, session: Session, message: str) -> None:
        self.show_session(self.parts.library.fork(session, message))
        self.toast.tell("This is a new chat with everything up to that message.")

    def _compose(self, draft: Draft) -> None:
        self.chat.composer.insert(draft.text)

    def _offer_url(self, url: str) -> None:
        ask(
            self,
            "Load this picture?",
            f"It would be loaded from:\n{url[:400]}",
            ("Load",),
            lambda _: self.parts.fetch_picture(url),
        )

    def _interrupts(self) -> bool:
        return self.parts.preferences.value.send_while_streaming == "interrupt"

    def _use_protocol(self, protocol: Protocol | None) -> None:
        self.session().change(protocol=protocol)

    def _adopt_default(self) -> None:
        """An empty chat without a model takes the default as soon as there is one."""
        session = self.chat.session
        gateway, model = self.parts.models.default()
        if session is not None and model and not session.conversation.model and not session.path():
            session.change(gateway=gateway, model=model)
        self._show_conversation()

    def _select_row(self, conversation: str) -> None:
        if self.chat.session is not None and self.chat.session.conversation.id == conversation:
            self._select()

    def _select(self) -> None:
        if self.chat.session is not None:
            self.sidebar.select(self.chat.session.conversation.id)

    def _show_conversation(self) -> None:
        session = self.chat.session
        if session is None:
            return
        conversation = session.conversation
        gateway = self.parts.gateways.get(conversation.gateway)
        model = self.parts.models.get(conversation.gateway, conversation.model)
        self.bar.show_model(model.shown_name, gateway.name if gateway else "")
        self.protocol.show_choice(
            conversation.protocol,
            gateway,
            automatic_protocol(gateway, conversation.model) if gateway else None,
        )
        self.chat.start.hint.setText(
            f"{model.shown_name} · {gateway.name}"
            if gateway and conversation.model
            else "Choose a model above."
        )
        title = conversation.title or "New chat"
        self._frame.setWindowTitle(f"{title[:80]} – Gateway Studio")
        self._select()
        if self.drawer.shown == "parameters":
            self.drawer.show_parameters(session)

    def window_state(self) -> dict[str, str]:
        """Which conversation and which columns are shown, as the settings keep it."""
        return {
            "splitter": bytes(self.splitter.saveState().toBase64().data()).decode(),
            "sidebar": "shown" if self.sidebar.isVisible() else "hidden",
            "conversation": self.chat.session.conversation.id if self.chat.session else "",
        }

    def settle(self) -> None:
        """Lets every place that was built save what waits for a timer."""
        for place in self._built.values():
            studio = getattr(place, "studio", None)
            if studio is not None:
                studio.settle()

    def copy_text(self, text: str, words: str) -> None:
        """Puts `text` on the clipboard and says so."""
        QGuiApplication.clipboard().setText(text)
        self.toast.tell(words)
