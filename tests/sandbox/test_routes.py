import httpx
import pytest


@pytest.mark.parametrize("path", ["/v1/models", "/v1/models/full", "/v1/health"])
async def test_lists_are_json(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"


async def test_a_models_own_page_is_markdown(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/model/api.md", params={"model": "demo/thinker"})
    assert answer.headers["content-type"].startswith("text/markdown")
    assert answer.text.startswith("# Thinker")


@pytest.mark.parametrize("model", ["", "demo/nobody"])
async def test_a_schema_without_a_model_is_refused_in_apifrees_manner(
    client: httpx.AsyncClient, model: str
) -> None:
    answer = await client.get("/v1/model/openapi.json", params={"model": model})
    assert answer.status_code == 200
    assert answer.json()["code"] in (400, 404)


async def test_an_unknown_address_and_a_wrong_method_are_said_in_json(client: httpx.AsyncClient) -> None:
    gone = await client.post("/v1/nothing", json={})
    assert (gone.status_code, gone.json()["error"]["type"]) == (404, "invalid_request_error")
    wrong = await client.get("/v1/chat/completions")
    assert wrong.status_code == 405
    assert "/v1/chat/completions" in wrong.json()["error"]["message"]
