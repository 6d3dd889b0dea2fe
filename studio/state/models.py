"""The models of all gateways: cached first, refreshed behind, searched in an instant, marked as the user marks them."""

import time
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, Signal

from studio.domain.errors import Failure
from studio.domain.gateway import Gateway
from studio.domain.model import Capability, Catalogue, Model, capabilities_by_name, with_overrides
from studio.domain.parameters import ParameterForm
from studio.state import tasks
from studio.state.gateways import Gateways
from studio.state.ports import Catalogues, Store
from studio.state.preferences import Preferences
from studio.state.ranking import FAVOURITE_RANK, Facets, Index

FRESH_FOR = 300.0
RECENTS_KEPT = 12


def key_of(gateway_id: str, model_id: str) -> str:
    """How favourites, recents and the default model name a model in the settings."""
    return f"{gateway_id}\n{model_id}"


class Models(QObject):
    """Holds every gateway's catalogue and answers what to show in a picker.

    `changed` says that catalogues, marks, favourites or recents changed; `details_changed(gateway, model)` that a
    model's form or documentation arrived.
    """

    changed = Signal()
    details_changed = Signal(str, str)

    def __init__(
        self,
        gateways: Gateways,
        preferences: Preferences,
        store: Store,
        catalogues: Catalogues,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self._gateways = gateways
        self._preferences = preferences
        self._store = store
        self._source = catalogues
        self._clock = clock
        self._catalogues: dict[str, Catalogue] = {}
        self._rows: dict[str, dict[str, Model]] = {}
        self._addresses: dict[str, str] = {}
        self._loading: set[str] = set()
        self._problems: dict[str, Failure] = {}
        self._locked: dict[str, str] = {}
        self._forms: dict[str, ParameterForm | None] = {}
        self._documents: dict[str, str] = {}
        self._asked: set[str] = set()
        self._index: Index | None = None
        gateways.changed.connect(self._follow_gateways)
        self._marks = self._marks_now()
        preferences.changed.connect(self._follow_preferences)

    # -- catalogues

    def load(self) -> None:
        """Shows what the store remembers, then refreshes what is older than five minutes."""
        self._follow_gateways()

    def refresh(self, gateway_id: str = "", force: bool = True) -> None:
        """Fetches the catalogue of one gateway, or of all; without `force` only where it is old."""
        for gateway in self._gateways.rows:
            if gateway_id in ("", gateway.id) and gateway.id not in self._loading:
                self._loading.add(gateway.id)
                tasks.start(self._load(gateway, force), "load a catalogue")
        self.changed.emit()

    def loading(self, gateway_id: str = "") -> bool:
        """Whether the catalogue of this gateway, or of any, is being fetched."""
        return gateway_id in self._loading if gateway_id else bool(self._loading)

    def note(self, gateway_id: str) -> str:
        """What the user should know of where the list came from, "" for nothing."""
        catalogue = self._catalogues.get(gateway_id)
        return catalogue.note if catalogue is not None else ""

    def problem(self, gateway_id: str) -> Failure | None:
        """Why the last fetch failed, or None; the list shown is then the one fetched before."""
        return self._problems.get(gateway_id)

    def catalogue(self, gateway_id: str) -> Catalogue | None:
        """The catalogue of one gateway as it came."""
        return self._catalogues.get(gateway_id)

    # -- models

    def get(self, gateway_id: str, model_id: str) -> Model:
        """The model with this id; one that is in no list is described by its name alone."""
        model = self._rows.get(gateway_id, {}).get(model_id)
        if model is None:
            model = Model(id=model_id, gateway=gateway_id, capabilities=capabilities_by_name(model_id))
        return self._marked(with_overrides(model, self._preferences.value.capability_overrides))

    def known(self, gateway_id: str, model_id: str) -> bool:
        """Whether the gateway's list names this model."""
        return model_id in self._rows.get(gateway_id, {})

    def ids(self, gateway_id: str) -> tuple[str, ...]:
        """Every id of one gateway's list."""
        return tuple(self._rows.get(gateway_id, {}))

    def ranked(self, query: str = "", facets: Facets | None = None, limit: int = 300) -> list[Model]:
        """At most `limit` models of all gateways that fit, best first; see `ranked_with_total`."""
        return self.ranked_with_total(query, facets, limit)[0]

    def ranked_with_total(
        self, query: str = "", facets: Facets | None = None, limit: int = 300
    ) -> tuple[list[Model], int]:
        """The same, and how many fit in all. Every word of `query` must be found, in any order."""
        if self._index is None:
            self._index = self._built()
        rows, total = self._index.ranked(query, facets or Facets(), limit)
        return [self._marked(m) for m in rows] if self._locked else rows, total

    def facet_values(self, gateway_id: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The tiers and the prefixes that occur, sorted."""
        models = [m for g, rows in self._rows.items() if gateway_id in ("", g) for m in rows.values()]
        return tuple(sorted({m.tier for m in models if m.tier})), tuple(
            sorted({m.prefix for m in models if m.prefix})
        )

    def default(self) -> tuple[str, str]:
        """The gateway and model a new conversation starts with; ("", "") when the user has chosen none."""
        for key in (self._preferences.value.default_model, *self._preferences.value.recents):
            gateway, _, model = key.partition("\n")
            if model and self._gateways.get(gateway) is not None:
                return gateway, model
        return "", ""

    # -- marks

    def is_favourite(self, model: Model) -> bool:
        """Whether the user starred this model."""
        return key_of(model.gateway, model.id) in self._preferences.value.favourites

    def toggle_favourite(self, model: Model) -> None:
        """Stars a model, or takes the star away."""
        key = key_of(model.gateway, model.id)
        stars = self._preferences.value.favourites
        self._preferences.change(
            favourites=tuple(k for k in stars if k != key) if key in stars else (*stars, key)
        )

    def used(self, gateway_id: str, model_id: str) -> None:
        """Puts a model at the head of those used recently."""
        key = key_of(gateway_id, model_id)
        others = tuple(k for k in self._preferences.value.recents if k != key)
        self._preferences.change(recents=(key, *others)[:RECENTS_KEPT])

    def mark_locked(self, gateway_id: str, model_id: str, reason: str) -> None:
        """Marks a model the gateway just refused (403), until the program is started again."""
        self._locked[key_of(gateway_id, model_id)] = reason
        self.changed.emit()

    def override_capabilities(self, model: Model, chosen: frozenset[Capability] | None) -> None:
        """What the user says the model can do; None goes back to what its gateway says."""
        overrides = dict(self._preferences.value.capability_overrides)
        overrides.pop(model.id, None)
        if chosen is not None:
            overrides[model.id] = chosen
        self._preferences.change(capability_overrides=overrides)

    # -- details

    def form(self, gateway_id: str, model_id: str) -> ParameterForm | None:
        """The form of the model's own schema, if there is one; asks for it the first time."""
        self._ask_for_details(gateway_id, model_id)
        return self._forms.get(key_of(gateway_id, model_id))

    def documentation(self, gateway_id: str, model_id: str) -> str:
        """The gateway's own page about the model, "" where there is none; asks for it the first time."""
        self._ask_for_details(gateway_id, model_id)
        return self._documents.get(key_of(gateway_id, model_id), "")

    def known_documentation(self, gateway_id: str, model_id: str) -> str:
        """The page about a model where it came already; asks nobody."""
        return self._documents.get(key_of(gateway_id, model_id), "")

    # -- private

    def _ask_for_details(self, gateway_id: str, model_id: str) -> None:
        key = key_of(gateway_id, model_id)
        gateway = self._gateways.get(gateway_id)
        if key in self._asked or gateway is None or not model_id:
            return
        self._asked.add(key)

        async def ask() -> None:
            self._forms[key] = await self._source.form(gateway, model_id)
            self.details_changed.emit(gateway_id, model_id)
            self._documents[key] = await self._source.documentation(gateway, model_id)
            if self._documents[key]:
                self.details_changed.emit(gateway_id, model_id)

        tasks.start(tasks.attempt(ask(), lambda failure: self._asked.discard(key)), "ask for a model's form")

    def _follow_gateways(self) -> None:
        """Forgets the catalogues of gateways that went or moved, and loads those that came."""
        rows = {g.id: g for g in self._gateways.rows}
        gone = [g for g in self._addresses if g not in rows or rows[g].base_url != self._addresses[g]]
        for gateway_id in gone:
            del self._addresses[gateway_id]
            self._catalogues.pop(gateway_id, None)
            self._rows.pop(gateway_id, None)
            self._problems.pop(gateway_id, None)
        self._outdate()
        for gateway in rows.values():
            if gateway.id not in self._addresses:
                self._addresses[gateway.id] = gateway.base_url
                self._loading.add(gateway.id)
                tasks.start(self._load(gateway, force=gateway.demo), "load a catalogue")

    async def _load(self, gateway: Gateway, force: bool) -> None:
        async def load() -> None:
            if gateway.id not in self._catalogues:
                kept = await self._store.catalogue(gateway.id)
                if kept is not None:
                    self._take(gateway, kept)
            kept = self._catalogues.get(gateway.id)
            if not force and kept is not None and self._clock() - kept.fetched_at < FRESH_FOR:
                return
            fetched = await self._source.fetch(gateway)
            self._problems.pop(gateway.id, None)
            self._take(gateway, fetched)
            await self._store.save_catalogue(fetched)

        def failed(failure: Failure) -> None:
            self._problems[gateway.id] = failure

        try:
            await tasks.attempt(load(), failed)
        finally:
            self._loading.discard(gateway.id)
            self.changed.emit()

    def _take(self, gateway: Gateway, catalogue: Catalogue) -> None:
        """Takes a catalogue in, unless its gateway moved or went while it was on its way."""
        if self._addresses.get(gateway.id) != gateway.base_url:
            return
        self._catalogues[gateway.id] = catalogue
        self._rows[gateway.id] = {m.id: m for m in catalogue.models}
        self._outdate()

    def _marks_now(self) -> tuple[object, ...]:
        settings = self._preferences.value
        return settings.favourites, settings.recents, settings.capability_overrides

    def _follow_preferences(self) -> None:
        """Settings that say nothing of models leave the index as it is: building it anew costs a keystroke."""
        marks = self._marks_now()
        if marks != self._marks:
            self._marks = marks
            self._outdate()

    def _outdate(self) -> None:
        self._index = None
        self.changed.emit()

    def _built(self) -> Index:
        settings = self._preferences.value
        ranks = {key: at - len(settings.recents) for at, key in enumerate(settings.recents)}
        for at, key in enumerate(settings.favourites):
            ranks[key] = FAVOURITE_RANK - len(settings.favourites) + at
        order = {g.id: g.name for g in self._gateways.rows}
        models = [
            with_overrides(model, settings.capability_overrides)
            for gateway_id in order
            for model in self._rows.get(gateway_id, {}).values()
        ]
        return Index(models, lambda m: ranks.get(key_of(m.gateway, m.id), 0), order)

    def _marked(self, model: Model) -> Model:
        reason = self._locked.get(key_of(model.gateway, model.id))
        return model if reason is None else msgspec.structs.replace(model, locked=reason)
