import pytest

from studio.sandbox import catalogue
from studio.sandbox.refusals import Refused
from studio.sandbox.roster import CHAT_MODELS, PICTURE_MODELS


def test_the_plain_list_has_the_four_fields_of_openai() -> None:
    rows = catalogue.plain_list()["data"]
    assert {frozenset(row) for row in rows} == {frozenset(("id", "object", "owned_by", "created"))}
    assert len(rows) == len({row["id"] for row in rows})


def test_the_full_list_has_all_variants_of_items() -> None:
    found = catalogue.full_list()
    rows = {row["id"]: row for row in found["data"]}
    assert found["policy"]["invite_tiers"][0]["concurrency_limit"] == 1
    assert rows["demo/companion"]["supports_chat"] and rows["demo/companion"]["supports_images"]
    assert "supports_images" not in rows["demo/swift-mini"]
    assert "supports_chat" not in rows["demo/painter"]
    assert "max_output_tokens" not in rows["demo/poet-cjk"]
    assert "context_window" not in rows["demo/marathon"]
    assert rows["listed/chorus"]["supports_audio"] and rows["listed/chorus"]["supports_chat"]
    assert rows["members/scribe-stt"]["visibility"] == "role_gated"
    assert rows["members/grand-vizier"]["access"]["required_discord_roles"] == ["seems_legit"]
    assert rows["demo/scholar-large"]["display_name"] == "Scholar Large"


def test_flags_stand_only_where_they_are_true() -> None:
    for row in catalogue.full_list()["data"]:
        assert all(value is True for name, value in row.items() if name.startswith("supports_"))


def test_health_counts_add_up() -> None:
    found = catalogue.health()
    assert sum(p["model_count"] for p in found["providers"]) == found["catalog"]["model_count"]
    assert {p["prefix"]: p["status"] for p in found["providers"]}["faults"] == "degraded"


def test_three_schemas_differ_clearly() -> None:
    def fields(name: str) -> str:
        return str(catalogue.schema(name))

    chat, thinker, painter = (fields(n) for n in ("demo/companion", "demo/thinker", "demo/painter"))
    assert "'temperature'" in chat and "'temperature'" not in thinker and "'temperature'" not in painter
    assert "$ref" in thinker and "allOf" in thinker and "anyOf" in thinker
    assert "'boolean'" in painter and "'enum'" in painter and "'maximum': 1" in painter


@pytest.mark.parametrize("model", [m.id for m in (*CHAT_MODELS, *PICTURE_MODELS)])
def test_every_model_has_a_schema_and_a_page(model: str) -> None:
    (operation,) = catalogue.schema(model)["paths"].values()
    assert "schema" in operation["post"]["requestBody"]["content"]["application/json"]
    assert f"`{model}`" in catalogue.page(model)


def test_an_unknown_model_has_neither() -> None:
    with pytest.raises(Refused):
        catalogue.schema("demo/nobody")
    with pytest.raises(Refused):
        catalogue.page("")
