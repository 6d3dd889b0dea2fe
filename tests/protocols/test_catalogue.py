"""Lists of models of every era and gateway become the same rows."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.errors import Kind, StudioError
from studio.domain.model import Capability, Model
from studio.protocols.catalogue import Page, read_catalogue
from tests.protocols.asking import GATEWAY

CHAT, VISION, PICTURE, EDIT = Capability.CHAT, Capability.VISION, Capability.PICTURE, Capability.EDIT


def read(body: Any) -> Page:
    """The page of a body."""
    return read_catalogue(GATEWAY, body if isinstance(body, bytes) else json.dumps(body).encode())


def row(**fields: Any) -> Model:
    """The model of one row."""
    return read({"data": [{"id": "x", **fields}]}).models[0]


def test_the_openai_shape_keeps_its_facts() -> None:
    entry = {"id": "bbl/gemini-2.5-flash-lite", "object": "model", "owned_by": "gateway", "created": 0}
    page = read({"object": "list", "data": [entry]})
    model = page.models[0]
    assert (model.id, model.gateway, model.prefix, model.owner) == (entry["id"], "g", "bbl", "gateway")
    assert model.capabilities == {CHAT} and model.facts == entry and page.next_query == ""


POLICY = {
    "invite_tiers": [{"level": 1, "concurrency_limit": 1}, {"level": 3, "concurrency_limit": 2}],
    "seems_legit_required_prefixes": ["agr/", "exa/"],
    "seems_legit_required_role_label": "seems_legit",
}


@pytest.mark.parametrize(
    ("fields", "capabilities", "context", "locked"),
    [
        ({"supports_chat": True, "context_window": 80000}, {CHAT}, 80000, ""),
        ({"supports_images": True}, {PICTURE}, None, ""),
        ({"supports_images": True, "supports_chat": True}, {CHAT, VISION}, None, ""),
        ({"supports_audio": True}, {Capability.AUDIO}, None, ""),
        (
            {"supports_audio": True, "supports_chat": True, "max_input_tokens": 4000},
            {CHAT, Capability.AUDIO},
            4000,
            "",
        ),
        ({"requires_seems_legit": True}, {CHAT}, None, "Needs the role “seems_legit”."),
        ({"access": {"required_discord_roles": ["vip"]}}, {CHAT}, None, "Needs the role “vip”."),
        ({"access": {"available": False}}, {CHAT}, None, "Not open to you at the moment."),
        ({"visibility": "role_gated"}, {CHAT}, None, "Open to certain roles only."),
        ({"visibility": "site_catalog", "access": {"available": True}}, {CHAT}, None, ""),
    ],
)
def test_rows_of_models_full(
    fields: dict[str, Any], capabilities: set[Any], context: int | None, locked: str
) -> None:
    model = read({"object": "model_catalog", "policy": POLICY, "data": [{"id": "bbl/x", **fields}]}).models[0]
    assert (model.capabilities, model.context, model.locked) == (capabilities, context, locked)


def test_the_policy_gives_concurrency_gated_prefixes_and_families() -> None:
    families = [{"name": "Core", "models": ["rev/*"], "prefixes": ["glm/"], "contains": ["mini"]}]
    policy = {**POLICY, "families": families, "default_family": "Prestige"}
    ids = ["rev/a", "glm/b", "x/mini-c", "x/d", "exa/search"]
    page = read({"policy": policy, "data": [{"id": i} for i in ids]})
    assert page.concurrency == 1
    assert [m.tier for m in page.models] == ["Core", "Core", "Core", "Prestige", "Prestige"]
    assert [bool(m.locked) for m in page.models] == [False, False, False, False, True]
    assert row(tier="Named").tier == "Named"


def test_the_apifree_shape_with_its_cursor() -> None:
    metadata = {"display_name": "Nano Banana PRO", "description": "d", "category": "text-to-image"}
    body = {
        "models": [{"endpoint_id": "google/nano-banana-pro", "metadata": metadata}],
        "has_more": True,
        "next_cursor": "a/b==",
    }
    page = read(body)
    model = page.models[0]
    assert (model.id, model.name, model.description) == ("google/nano-banana-pro", "Nano Banana PRO", "d")
    assert model.capabilities == {PICTURE} and page.next_query == "cursor=a%2Fb%3D%3D"
    assert read({**body, "has_more": False}).next_query == ""
    assert read({**body, "next_cursor": ""}).next_query == ""
    assert read({"code": 200, "resp_data": body}).models == page.models


@pytest.mark.parametrize(
    ("category", "capabilities"),
    [
        ("llm", {CHAT}),
        ("image-to-image", {PICTURE, EDIT}),
        ("image-to-video", {Capability.VIDEO}),
        ("odd", {CHAT}),
    ],
)
def test_apifrees_categories(category: str, capabilities: set[Any]) -> None:
    assert row(metadata={"category": category}).capabilities == capabilities


def test_other_gateways() -> None:
    llama = row(
        architecture={"input_modalities": ["text"], "output_modalities": ["text"]},
        meta={"n_ctx_train": 131072},
    )
    assert llama.capabilities == {CHAT} and llama.context == 131072
    assert row(meta=None).context is None
    router = row(
        architecture={"input_modalities": ["text", "image"], "output_modalities": ["text", "image"]},
        context_length=32768,
        top_provider={"max_completion_tokens": 8192},
        name="Shown",
    )
    assert router.capabilities == {CHAT, VISION, PICTURE, EDIT}
    assert (router.context, router.max_output, router.name) == (32768, 8192, "Shown")
    google = read(
        {
            "models": [
                {
                    "name": "models/gemini-x",
                    "displayName": "Gemini X",
                    "inputTokenLimit": 1000,
                    "outputTokenLimit": 100,
                    "supportedGenerationMethods": ["generateContent"],
                }
            ],
            "nextPageToken": "t",
        }
    )
    assert (google.models[0].id, google.models[0].name, google.next_query) == (
        "gemini-x",
        "Gemini X",
        "pageToken=t",
    )
    anthropic = read(
        {"data": [{"id": "claude", "display_name": "Claude"}], "has_more": True, "last_id": "claude"}
    )
    assert (anthropic.models[0].name, anthropic.next_query) == ("Claude", "after_id=claude")


@pytest.mark.parametrize(
    ("model_id", "capabilities"),
    [
        ("vhr/gpt_image_2", {PICTURE}),
        ("mim/mimo-v2.5-tts", {Capability.AUDIO}),
        ("google/nano-banana-pro/edit", {PICTURE, EDIT}),
        ("text-embedding-3", set()),
        ("glm/glm-5", {CHAT}),
    ],
)
def test_names_speak_where_flags_do_not(model_id: str, capabilities: set[Any]) -> None:
    assert read([model_id]).models[0].capabilities == capabilities


def test_doubles_and_rows_without_an_id_are_left_out() -> None:
    page = read({"data": [{"id": "a"}, {"id": "a"}, {}, None, 7, {"id": None}, {"id": "b\ud83d"}]})
    assert [m.id for m in page.models] == ["a", "b\ufffd"]


def test_twenty_thousand_rows() -> None:
    rows = [{"id": f"fth/{n}", "object": "model", "owned_by": "gateway", "created": 0} for n in range(20_000)]
    assert len(read({"data": rows}).models) == 20_000


def test_a_stated_failure_is_raised_as_such() -> None:
    with pytest.raises(StudioError) as caught:
        read({"code": 401, "error": {"message": "invalid key", "code": "invalid_api_key"}})
    assert caught.value.failure.kind is Kind.AUTH


@pytest.mark.parametrize("body", [b"", b"<html>", {}, {"data": None}, 7, {"models": {}}])
def test_what_is_no_list_of_models_is_said(body: Any) -> None:
    with pytest.raises(StudioError) as caught:
        read(body)
    assert caught.value.failure.kind is Kind.MALFORMED


FIELDS = st.sampled_from(["id", "endpoint_id", "name", "metadata", "access", "architecture", "meta", "prefix", "tier",
                          "supports_chat", "context_window", "category", "policy", "families", "data"])  # fmt: skip
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=5),
    max_leaves=15,
)


@given(rows=st.lists(ANY, max_size=4), policy=ANY)
def test_any_rows_and_policy_are_read_without_an_exception(rows: list[Any], policy: Any) -> None:
    assert len(read({"data": rows, "policy": policy}).models) <= len(rows)
