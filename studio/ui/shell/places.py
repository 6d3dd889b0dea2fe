"""What is built only when it is first looked at: the picture studio, compare, the inspector, the settings."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from studio.domain.errors import Failure
from studio.domain.exchange import Exchange
from studio.domain.model import Capability, Model
from studio.state import tasks
from studio.state.asking import Desk
from studio.state.gateways import Gateways
from studio.state.intake import Intake
from studio.state.library import Library
from studio.state.models import Models
from studio.state.ports import Catalogues, Pictures
from studio.state.preferences import Preferences
from studio.state.ranking import Facets
from studio.ui.images import Images
from studio.ui.shell.theme import Theme

if TYPE_CHECKING:
    from studio.state.gallery import Gallery
    from studio.state.picture_studio import PictureStudio
    from studio.ui.compare.view import CompareView
    from studio.ui.inspector.panel import Inspector
    from studio.ui.pictures.view import PicturesView
    from studio.ui.settings.dialog import SettingsDialog
    from studio.ui.shell.window import Window

PICTURE = frozenset({Capability.PICTURE})


@dataclass(frozen=True)
class Places:
    """Makers of views, with the state they are made of."""

    desk: Desk
    gateways: Gateways
    models: Models
    preferences: Preferences
    catalogues: Catalogues
    pictures: Pictures
    library: Library
    images: Images
    theme: Theme
    make_intake: Callable[[], Intake]
    fetch: Callable[[str], Awaitable[bytes]]
    notify: Callable[[str, str], object]
    decode: Callable[[Exchange], Sequence[tuple[float, str]]]
    """The events a recorded answer is read as: seconds since the request left, and words."""

    def make_inspector(self) -> "Inspector":
        """The view of what was sent and received."""
        from studio.ui.inspector.panel import Inspector

        return Inspector(self.desk.store, self.gateways, self.decode)

    def make_settings(self, window: "Window") -> "SettingsDialog":
        """The settings."""
        from studio.ui.settings.dialog import SettingsDialog

        return SettingsDialog(
            self.gateways,
            self.preferences,
            self.desk.store,
            window,
            window.commands.all(),
            self.library.delete_everything,
        )

    def make_pictures(self, window: "Window") -> "PicturesView":
        """The picture studio; it goes on asking for pictures that were being made."""
        from studio.state.picture_asking import Surroundings
        from studio.state.picture_studio import PictureStudio
        from studio.ui.pictures.view import PicturesView

        around = Surroundings(
            ask=self.desk.answering.answer,
            resume=self.desk.answering.resume,
            pictures=self.pictures,  # type: ignore[arg-type]
            store=self.desk.store,
            gateway=self.gateways.get,
            models=self.picture_models,
            form=self.catalogues.form,
            fetch=self.fetch,
        )
        studio = PictureStudio(around, self.gallery)
        view = PicturesView(studio, self.pictures)
        view.told.connect(window.toast.tell)
        view.undoable.connect(lambda words, undo: window.toast.tell(words, "Undo", undo))
        view.finished.connect(self.notify)
        view.conversation_requested.connect(window.open_conversation)
        view.model_choice_requested.connect(lambda: window.choose_model(studio.choose_model, PICTURE))

        async def restore() -> None:
            await studio.restore()
            if not studio.desk.model:
                self._choose_first(studio)

        def tell(failure: Failure) -> None:
            window.toast.tell(failure.message)

        tasks.start(tasks.attempt(restore(), tell), "open the picture studio")
        return view

    def _choose_first(self, studio: "PictureStudio") -> None:
        """The first picture model, best of the family the default chat model belongs to."""
        gateway, model = self.models.default()
        family = (gateway, model.split("/", 1)[0])
        models = self.picture_models()
        models.sort(key=lambda m: (m.gateway, m.prefix) != family)
        if models:
            studio.choose_model(models[0].gateway, models[0].id)

    def make_compare(self, window: "Window") -> "CompareView":
        """Lanes side by side."""
        from studio.state.comparison import Comparisons
        from studio.ui.compare.view import CompareView

        comparisons = Comparisons(self.library, self.desk)
        view = CompareView(
            comparisons,
            self.models,
            self.gateways,
            self.images.get,
            self.make_intake(),
            window.choose_model,
            lambda chosen: window.choose_model(chosen, PICTURE),
            window.toast.tell,
        )
        view.continue_as_chat.connect(window.open_conversation)
        view.link_activated.connect(window.follow_link)
        view.show_request.connect(window.show_request)
        view.picture_kept.connect(self.gallery.keep)
        self.images.ready.connect(view.picture_ready)
        self.theme.changed.connect(view.refresh_theme)
        return view

    @cached_property
    def gallery(self) -> "Gallery":
        """Every picture made, received or brought in; the studio and the comparisons share it."""
        from studio.state.gallery import Gallery

        return Gallery(self.desk.store)

    def picture_models(self) -> list[Model]:
        """The models that make pictures and are open to the user."""
        return self.models.ranked(facets=Facets(capabilities=PICTURE, usable=True), limit=500)
