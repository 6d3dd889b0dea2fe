"""Gateways: rows that survive, keys that never follow an address unasked, tests and health in words."""

import msgspec
import pytest

from studio.domain.errors import Kind, Remedy, failing
from studio.domain.gateway import origin_of
from studio.domain.presets import demo_gateway, preset
from studio.services.secrets import item_name
from tests.state.world import KEY, opened, row, settled

MOVED = "https://elsewhere.example/v1"


async def test_rows_are_added_changed_ordered_removed_and_stored() -> None:
    async with opened() as w:
        a = w.gateways.add(w.gateways.fresh(row("freetheai")))
        b = w.gateways.add(w.gateways.fresh(row("freetheai")))
        assert [g.name for g in w.gateways.rows] == ["FreeTheAi", "FreeTheAi 2"]
        assert a != b
        w.gateways.reorder([b, a])
        w.gateways.change(msgspec.structs.replace(w.gateways.get(a), name="First"))
        await settled()
        assert [g.id for g in w.store.gateways] == [b, a]
        w.gateways.remove(b)
        await settled()
        assert [g.name for g in w.store.gateways] == ["First"]


async def test_saving_the_same_row_again_says_and_stores_nothing() -> None:
    async with opened(row("freetheai")) as w:
        told: list[None] = []
        w.gateways.changed.connect(lambda: told.append(None))
        w.gateways.change(row("freetheai"))
        assert told == []


async def test_a_saved_key_shows_its_place_and_last_four_characters() -> None:
    async with opened(row("ollama")) as w:
        w.gateways.save_key("ollama", f"Bearer {KEY}")
        await settled()
        state = w.gateways.key_state("ollama")
        assert (state.where, state.ending) == ("keyring", KEY[-4:])
        assert w.gateways.get("ollama").key_needed
        assert KEY not in repr(w.store.gateways)


async def test_a_key_that_is_refused_says_why_and_costs_nothing() -> None:
    async with opened(row("freetheai")) as w:
        w.gateways.save_key("freetheai", KEY)
        await settled()
        w.gateways.save_key("freetheai", "two words")
        await settled()
        problem = w.gateways.key_problem("freetheai")
        assert problem is not None
        assert problem.kind is Kind.INPUT
        assert w.gateways.key_state("freetheai").where == "keyring"
        w.gateways.save_key("freetheai", KEY)
        await settled()
        assert w.gateways.key_problem("freetheai") is None


async def test_a_new_address_does_not_get_the_old_key_unless_the_user_says_so() -> None:
    async with opened(row("freetheai")) as w:
        w.gateways.save_key("freetheai", KEY)
        await settled()
        asked: list[str] = []
        w.gateways.origin_moved.connect(asked.append)
        w.gateways.change(msgspec.structs.replace(w.gateways.get("freetheai"), base_url=MOVED))
        await settled()
        assert asked == ["freetheai"]
        assert w.gateways.moved_from("freetheai") == origin_of(row("freetheai").base_url)
        assert await w.keys.read(w.gateways.get("freetheai")) is None
        w.gateways.decide_key("freetheai", carry=False)
        await settled()
        assert await w.keys.read(w.gateways.get("freetheai")) is None
        assert w.gateways.moved_from("freetheai") == ""


async def test_a_key_is_carried_over_when_the_user_says_so() -> None:
    async with opened(row("freetheai")) as w:
        w.gateways.save_key("freetheai", KEY)
        await settled()
        w.gateways.change(msgspec.structs.replace(w.gateways.get("freetheai"), base_url=MOVED))
        await settled()
        w.gateways.decide_key("freetheai", carry=True)
        await settled()
        assert await w.keys.read(w.gateways.get("freetheai")) == KEY
        assert w.gateways.key_state("freetheai").where == "keyring"


@pytest.mark.parametrize("carry", [True, False])
async def test_a_variable_does_not_follow_an_address_unasked(carry: bool) -> None:
    async with opened(row("openai", key_env="OPENAI_API_KEY"), environment={"OPENAI_API_KEY": KEY}) as w:
        w.gateways.change(msgspec.structs.replace(w.gateways.get("openai"), base_url=MOVED))
        await settled()
        assert await w.keys.read(w.gateways.get("openai")) is None
        w.gateways.decide_key("openai", carry)
        await settled()
        assert await w.keys.read(w.gateways.get("openai")) == (KEY if carry else None)


async def test_another_path_on_the_same_host_keeps_the_key() -> None:
    async with opened(row("freetheai")) as w:
        w.gateways.save_key("freetheai", KEY)
        await settled()
        host = row("freetheai").base_url
        w.gateways.change(msgspec.structs.replace(w.gateways.get("freetheai"), base_url=f"{host}beta"))
        await settled()
        assert w.gateways.moved_from("freetheai") == ""
        assert await w.keys.read(w.gateways.get("freetheai")) == KEY


async def test_removing_a_gateway_removes_its_key() -> None:
    async with opened(row("freetheai")) as w:
        w.gateways.save_key("freetheai", KEY)
        await settled()
        w.gateways.remove("freetheai")
        await settled()
        assert w.ring.items == {}


async def test_the_demo_gets_its_port_and_token_of_this_run_without_a_question() -> None:
    async with opened(demo_gateway(1)) as w:
        w.gateways.place_demo(demo_gateway(2), KEY)
        await settled()
        assert [g.base_url for g in w.gateways.rows] == ["http://127.0.0.1:2/v1"]
        assert await w.keys.read(demo_gateway(2)) == KEY
        assert w.ring.items == {}


async def test_a_test_uses_the_typed_key_and_tells_in_words() -> None:
    async with opened() as w:
        candidate = w.gateways.fresh(row("freetheai"))
        running: list[bool] = []
        w.gateways.trial_changed.connect(lambda i: running.append(w.gateways.trial(i).running))
        w.gateways.test(candidate, KEY)
        await settled()
        assert running == [True, False]
        assert w.gateways.trial(candidate.id).words == "12 models answer."
        assert w.gateways.health(candidate.id).level == "good"
        assert await w.keys.read(candidate) == KEY
        assert w.ring.items == {}, "a key that is only tried is not written"


async def test_a_failed_test_keeps_the_gateways_words_and_darkens_its_health() -> None:
    async with opened(row("freetheai")) as w:
        w.script.refusals["freetheai"] = failing(Kind.AUTH, "Invalid API key.", Remedy.KEY)
        w.gateways.test(row("freetheai"))
        await settled()
        trial = w.gateways.trial("freetheai")
        assert trial.failure is not None
        assert trial.words == "Invalid API key."
        assert w.gateways.health("freetheai").level == "bad"


async def test_health_comes_from_the_route_and_from_the_last_answer() -> None:
    async with opened(row("freetheai"), row("apifree")) as w:
        w.script.words = {"freetheai": {"": "up", "fal": "down", "openai": "up"}}
        w.script.refusals["apifree"] = failing(Kind.NETWORK, "The host does not answer.")
        w.gateways.refresh_health()
        await settled()
        assert w.gateways.health("freetheai").words == "Answers; trouble with fal"
        assert w.gateways.health("apifree").level == "bad"
        w.gateways.note_answer("apifree", None)
        assert w.gateways.health("apifree").level == "good"


async def test_keys_in_the_environment_are_offered_by_their_last_four_characters_only() -> None:
    environment = {
        "OPENAI_API_KEY": KEY,
        "FREETHEAI_API_KEY": " ",
        "APIFREE_API_KEY": "short",
        "OTHER_API_KEY": KEY,
    }
    async with opened(environment=environment) as w:
        offers = w.gateways.environment_keys()
        assert {(o.variable, o.preset, o.ending) for o in offers} == {
            ("OPENAI_API_KEY", "openai", KEY[-4:]),
            ("APIFREE_API_KEY", "apifree", ""),
        }


async def test_an_offered_key_is_read_each_time_or_copied_as_the_user_chose() -> None:
    async with opened(environment={"OPENAI_API_KEY": KEY, "APIFREE_API_KEY": KEY}) as w:
        each_time = w.gateways.take_from_environment("OPENAI_API_KEY")
        await settled()
        assert w.gateways.get(each_time).key_env == "OPENAI_API_KEY"
        assert w.ring.items == {}
        copied = w.gateways.take_from_environment("APIFREE_API_KEY", each_time=False)
        await settled()
        assert w.gateways.get(copied).key_env == ""
        assert [name for _, name in w.ring.items] == [item_name(preset("apifree"))]
        assert w.gateways.take_from_environment("NOBODY_KNOWS") == ""


async def test_servers_of_this_machine_are_looked_for_only_when_asked() -> None:
    async with opened() as w:
        assert w.gateways.found == ()
        w.script.local = (row("ollama"),)
        told: list[bool] = []
        w.gateways.found_changed.connect(lambda: told.append(w.gateways.searching))
        w.gateways.discover()
        w.gateways.discover()
        await settled()
        assert told == [True, False]
        assert w.gateways.found == (row("ollama"),)


async def test_a_locked_keyring_is_told_in_words_and_opened_when_asked() -> None:
    async with opened(row("freetheai")) as w:
        w.gateways.save_key("freetheai", KEY)
        await settled()
        w.ring.locked = True
        w.gateways.unlock()
        await settled()
        assert w.gateways.keyring.state == "locked"
        w.gateways.refresh_key("freetheai")
        await settled()
        assert w.gateways.key_state("freetheai").where == "locked"
        w.ring.locked = False
        w.gateways.unlock()
        await settled()
        assert w.gateways.keyring.state == "open"
        assert w.gateways.key_state("freetheai").where == "keyring"


async def test_an_overdue_keyring_is_told() -> None:
    async with opened() as w:
        told: list[bool] = []
        w.gateways.keyring_changed.connect(lambda: told.append(w.gateways.keyring.waiting))
        w.gateways.set_waiting(True)
        w.gateways.set_waiting(False)
        assert told == [True, False]


def test_a_window_built_before_the_loop_runs_may_ask_for_the_keyring(qtbot: object) -> None:
    from studio.domain.settings import Settings
    from tests.state.world import World

    world = World((), {}, Settings())
    world.gateways.refresh_keyring()
    assert world.gateways.keyring.state == "unknown"
    world.gateways.deleteLater()
