"""Models: cached first, refreshed behind, marked as the user and the gateways mark them."""

import msgspec

from studio.domain.errors import Kind, failing
from studio.domain.model import Capability, Catalogue
from studio.domain.parameters import ParameterForm
from studio.state.models import FRESH_FOR, key_of
from studio.state.ranking import Facets
from tests.state.world import World, model, opened, row, settled


def ids(w: World, query: str = "", **facets: object) -> list[str]:
    return [m.id for m in w.models.ranked(query, Facets(**facets))]


async def test_a_list_is_fetched_shown_and_kept() -> None:
    async with opened(row("freetheai")) as w:
        w.lists("freetheai", model("a"), model("b"))
        w.models.load()
        assert w.models.loading("freetheai")
        await settled()
        assert ids(w) == ["a", "b"]
        assert not w.models.loading()
        assert w.store.catalogues["freetheai"].models == (model("a"), model("b"))


async def test_what_the_store_remembers_is_shown_while_the_gateway_is_asked() -> None:
    async with opened(row("freetheai")) as w:
        w.store.catalogues["freetheai"] = Catalogue(
            gateway="freetheai", models=(model("old"),), fetched_at=1000.0 - FRESH_FOR - 1
        )
        w.script.refusals["freetheai"] = failing(Kind.NETWORK, "No network.")
        w.models.load()
        await settled()
        assert ids(w) == ["old"]
        problem = w.models.problem("freetheai")
        assert problem is not None
        assert problem.message == "No network."


async def test_a_list_younger_than_five_minutes_is_not_fetched_again() -> None:
    async with opened(row("freetheai")) as w:
        w.lists("freetheai", model("a"))
        w.models.load()
        await settled()
        w.models.refresh(force=False)
        await settled()
        assert w.script.fetched == ["freetheai"]
        w.models.refresh("freetheai")
        await settled()
        assert w.script.fetched == ["freetheai", "freetheai"]


async def test_a_gateway_that_moves_or_goes_takes_its_list_with_it() -> None:
    async with opened(row("freetheai"), row("apifree")) as w:
        w.lists("freetheai", model("a"))
        w.lists("apifree", model("b", "apifree"))
        w.models.load()
        await settled()
        w.gateways.remove("apifree")
        w.lists("freetheai", model("c"))
        w.store.catalogues.clear()
        w.gateways.change(msgspec.structs.replace(row("freetheai"), base_url="https://new.example/v1"))
        await settled()
        assert ids(w) == ["c"]


async def test_a_new_gateway_is_asked_at_once() -> None:
    async with opened() as w:
        w.lists("freetheai", model("a"))
        w.gateways.add(row("freetheai"))
        await settled()
        assert ids(w) == ["a"]


async def test_the_note_of_a_list_is_passed_on() -> None:
    async with opened(row("freetheai")) as w:
        w.script.models["freetheai"] = Catalogue(gateway="freetheai", note="Without limits and tiers.")
        w.models.load()
        await settled()
        assert w.models.note("freetheai") == "Without limits and tiers."
        assert w.models.note("nobody") == ""


async def test_a_refused_model_is_marked_until_the_program_ends() -> None:
    async with opened(row("freetheai")) as w:
        w.lists("freetheai", model("a"), model("b"))
        w.models.load()
        await settled()
        w.models.mark_locked("freetheai", "a", "Your tier cannot use it.")
        assert w.models.get("freetheai", "a").locked == "Your tier cannot use it."
        assert {m.id: m.locked for m in w.models.ranked()} == {"a": "Your tier cannot use it.", "b": ""}
        assert all(m.locked == "" for m in w.store.catalogues["freetheai"].models)


async def test_favourites_and_recents_are_kept_and_come_first() -> None:
    async with opened(row("freetheai")) as w:
        w.lists("freetheai", *(model(name) for name in "abcd"))
        w.models.load()
        await settled()
        w.models.toggle_favourite(model("d"))
        w.models.used("freetheai", "c")
        w.models.used("freetheai", "b")
        await settled()
        assert ids(w) == ["d", "b", "c", "a"]
        assert w.store.settings.recents == (key_of("freetheai", "b"), key_of("freetheai", "c"))
        w.models.toggle_favourite(model("d"))
        assert ids(w) == ["b", "c", "a", "d"]


async def test_the_users_word_on_what_a_model_can_do_wins() -> None:
    async with opened(row("freetheai")) as w:
        w.lists("freetheai", model("a", "freetheai", Capability.CHAT))
        w.models.load()
        await settled()
        w.models.override_capabilities(model("a"), frozenset({Capability.PICTURE}))
        assert ids(w, capabilities=frozenset({Capability.PICTURE})) == ["a"]
        assert w.models.get("freetheai", "a").capabilities == {Capability.PICTURE}
        w.models.override_capabilities(model("a"), None)
        assert w.models.get("freetheai", "a").capabilities == {Capability.CHAT}


async def test_a_model_of_no_list_can_be_used_by_its_name() -> None:
    async with opened(row("freetheai")) as w:
        strange = w.models.get("freetheai", "vendor/flux-unlisted")
        assert strange.capabilities == {Capability.PICTURE}
        assert not w.models.known("freetheai", "vendor/flux-unlisted")


async def test_a_setting_that_says_nothing_of_models_says_nothing_here() -> None:
    async with opened(row("freetheai")) as w:
        w.models.load()
        await settled()
        told: list[None] = []
        w.models.changed.connect(lambda: told.append(None))
        w.preferences.change(theme="dark")
        assert told == []


async def test_form_and_page_of_a_model_are_asked_for_once() -> None:
    async with opened(row("freetheai")) as w:
        form = ParameterForm(source="the model's schema")
        w.script.forms["a"] = form
        w.script.documents["a"] = "# a"
        told: list[tuple[str, str]] = []
        w.models.details_changed.connect(lambda g, m: told.append((g, m)))
        assert w.models.form("freetheai", "a") is None
        await settled()
        assert w.models.form("freetheai", "a") == form
        assert w.models.documentation("freetheai", "a") == "# a"
        assert told == [("freetheai", "a")] * 2


async def test_a_new_chat_begins_with_the_chosen_model_or_the_last_one_used() -> None:
    async with opened(row("freetheai")) as w:
        assert w.models.default() == ("", "")
        w.models.used("freetheai", "a")
        assert w.models.default() == ("freetheai", "a")
        w.preferences.change(default_model=key_of("freetheai", "b"))
        assert w.models.default() == ("freetheai", "b")
        w.gateways.remove("freetheai")
        assert w.models.default() == ("", "")
