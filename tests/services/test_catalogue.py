"""Catalogues come through the fallback chain, page by page, and say which list they are."""

import json

import pytest

from studio.domain.errors import Kind, StudioError
from studio.domain.gateway import Gateway, KeyStyle
from studio.services.catalogue import ROWS, Catalogues
from studio.services.limits import Limits
from studio.services.queue import Gates
from studio.services.transport import Transport
from tests.services.asking import desk
from tests.services.server import Script, Wire, serving


def routes(**answers: object) -> Script:
    """A script that answers by the last word of the path; a number is a status, text is sent as it is."""

    async def answer(wire: Wire) -> None:
        path = wire.asked.path.partition("?")[0]
        said = answers.get(path.removeprefix("/v1/").replace("/", "_").replace(".", "_"), 404)
        if isinstance(said, int):
            await wire.whole(json.dumps({"error": {"message": "no"}}).encode(), status=said)
        elif isinstance(said, str):
            await wire.whole(said.encode(), content_type="text/plain")
        else:
            await wire.whole(json.dumps(said).encode())

    return answer


ROW = {"id": "a/one", "object": "model"}
LIST = {"object": "list", "data": [ROW, {"id": "two"}, ROW]}


async def test_the_full_list_comes_first_with_its_hint() -> None:
    policy = {"invite_tiers": [{"level": 1, "concurrency_limit": 3}]}
    gates = Gates()
    async with serving(routes(models_full={**LIST, "policy": policy}, models=LIST)) as server:
        async with desk() as one:
            catalogue = await Catalogues(one.transport, gates).fetch(server.gateway(concurrency=1))
        assert (catalogue.source, catalogue.note, catalogue.concurrency) == ("models/full", "", 3)
        assert [m.id for m in catalogue.models] == ["a/one", "two"]
        assert gates.gate(server.gateway(concurrency=1)).limit == 3
        assert server.asked[0].headers["authorization"].startswith("Bearer ")


@pytest.mark.parametrize(
    "full", [401, 404, 500, "<html>", {"error": {"message": "invalid site catalog key"}}]
)
async def test_the_short_list_follows_with_a_note(full: object) -> None:
    async with serving(routes(models_full=full, models=LIST)) as server, desk() as one:
        catalogue = await Catalogues(one.transport).fetch(server.gateway())
        assert catalogue.source == "models"
        assert "short list" in catalogue.note
        assert len(catalogue.models) == 2


async def test_a_bad_key_is_said_when_no_list_answers() -> None:
    async with serving(routes(models_full=401, models=401)) as server, desk() as one:
        with pytest.raises(StudioError) as caught:
            await Catalogues(one.transport).fetch(server.gateway())
        assert caught.value.failure.kind is Kind.AUTH
        assert caught.value.failure.gateway == "Testgate"


@pytest.mark.parametrize("again", ["a b", "same"])
async def test_pages_are_turned_until_a_cursor_is_empty_or_repeats(again: str) -> None:
    async def pages(wire: Wire) -> None:
        query = wire.asked.path.partition("?")[2]
        if not query:
            body = {"models": [{"endpoint_id": "one"}], "has_more": True, "next_cursor": again}
        elif again == "same":
            body = {"models": [{"endpoint_id": "two"}], "has_more": True, "next_cursor": again}
        else:
            assert query == "cursor=a%20b"
            body = {"models": [{"endpoint_id": "two"}], "has_more": False, "next_cursor": "x"}
        await wire.whole(json.dumps(body).encode())

    async with serving(pages) as server, desk() as one:
        catalogue = await Catalogues(one.transport).fetch(server.gateway(full_catalogue=False))
        assert [m.id for m in catalogue.models] == ["one", "two"]
        assert len(server.asked) == 2


async def test_a_later_page_that_fails_keeps_what_came() -> None:
    first = {"models": [{"endpoint_id": "one"}], "has_more": True, "next_cursor": "x"}

    async def breaks(wire: Wire) -> None:
        if "cursor" in wire.asked.path:
            await wire.whole(b"{}", status=500)
        else:
            await wire.whole(json.dumps(first).encode())

    async with serving(breaks) as server, desk() as one:
        catalogue = await Catalogues(one.transport).fetch(server.gateway(full_catalogue=False))
        assert [m.id for m in catalogue.models] == ["one"]
        assert "not complete" in catalogue.note


async def test_twenty_thousand_rows_are_taken_and_no_more() -> None:
    rows = [{"id": f"m{i}"} for i in range(ROWS + 100)]
    async with serving(routes(models={"data": rows})) as server, desk() as one:
        catalogue = await Catalogues(one.transport).fetch(server.gateway(full_catalogue=False))
        assert len(catalogue.models) == ROWS
        assert "20,000" in catalogue.note


async def test_the_public_list_stands_in_for_the_old_host_without_the_key() -> None:
    async def never(_gateway: Gateway) -> str | None:
        return "sk-secret-123456"

    async with serving(routes(models_json=LIST)) as server:
        transport = Transport(never, limits=Limits(connect=1, first_byte=1))
        old = Gateway(id="x", name="Old", base_url="https://nowhere.invalid.freetheai.xyz/v1")
        snapshot = f"{server.origin}/v1/models.json"
        catalogue = await Catalogues(transport, snapshot=snapshot).fetch(old)
        assert catalogue.source == snapshot
        assert "public list" in catalogue.note
        assert "authorization" not in server.asked[0].headers
        await transport.aclose()


async def test_anthropic_gets_its_version_header() -> None:
    async with serving(routes(models=LIST)) as server, desk() as one:
        await Catalogues(one.transport).fetch(
            server.gateway(full_catalogue=False, key_style=KeyStyle.X_API_KEY)
        )
        assert server.asked[0].headers["anthropic-version"] == "2023-06-01"


SCHEMA = {
    "openapi": "3.0.0",
    "paths": {"/v1/image/submit": {"post": {"requestBody": {"content": {"application/json": {"schema": {
        "type": "object", "properties": {"model": {"type": "string"}, "seed": {"type": "integer"}}}}}}}}},
}  # fmt: skip


async def test_the_form_comes_from_the_models_own_schema() -> None:
    async with serving(routes(model_openapi_json=SCHEMA)) as server, desk() as one:
        form = await Catalogues(one.transport).form(server.gateway(model_schema=True), "a/b:c")
        assert form is not None
        assert "seed" in [f.name for f in form.fields]
        assert server.asked[0].path == "/v1/model/openapi.json?model=a%2Fb%3Ac"
        assert await Catalogues(one.transport).form(server.gateway(), "a/b:c") is None


@pytest.mark.parametrize("said", [404, {"code": 404, "error": {"message": "no"}}, "words"])
async def test_no_schema_means_no_form(said: object) -> None:
    async with serving(routes(model_openapi_json=said)) as server, desk() as one:
        assert await Catalogues(one.transport).form(server.gateway(model_schema=True), "m") is None


@pytest.mark.parametrize(
    ("said", "shown"), [("# Model\n", "# Model"), (404, ""), ({"code": 1}, ""), ("<html>", "")]
)
async def test_the_documentation_is_text_or_nothing(said: object, shown: str) -> None:
    async with serving(routes(model_api_md=said)) as server, desk() as one:
        assert await Catalogues(one.transport).documentation(server.gateway(model_schema=True), "m") == shown


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"providers": [{"prefix": "glm", "status": "degraded"}]}, {"": "up", "glm": "degraded"}),
        ({}, {"": "up"}),
        (404, {}),
        (503, {"": "down"}),
    ],
)
async def test_health_is_asked_without_the_key(said: object, status: dict[str, str]) -> None:
    async with serving(routes(health=said)) as server, desk() as one:
        assert await Catalogues(one.transport).health(server.gateway()) == status
        assert "authorization" not in server.asked[0].headers


async def test_a_gateway_that_does_not_answer_is_down() -> None:
    async with desk() as one:
        gone = Gateway(id="x", name="X", base_url="http://127.0.0.1:9/v1")
        assert await Catalogues(one.transport).health(gone) == {"": "down"}
