"""The editor keeps each change at once, and nothing that is not an address, a header or a name."""

import pytest

from studio.domain.gateway import EditEncoding, ImageStyle, KeyStyle, Protocol, origin_of
from studio.ui.settings.gateway_editor import GatewayEditor, parsed_headers
from tests.state.world import World, opened, row, settled


def editor(w: World, qtbot: object, name: str = "freetheai") -> GatewayEditor:
    made = GatewayEditor(w.gateways)
    qtbot.addWidget(made)
    made.show_gateway(name)
    made.show()
    return made


@pytest.mark.parametrize(
    "typed", ["gate.example", "gate.example/", "https://gate.example/v1", "gate.example/v1/"]
)
async def test_each_way_to_write_an_address_shows_the_same_request(qtbot: object, typed: str) -> None:
    async with opened(row("freetheai")) as w:
        made = editor(w, qtbot)
        made._address.setText(typed)
        made._show_address()
        assert made._goes_to.text() == "Requests go to https://gate.example/v1/chat/completions"
        made._commit()
        assert w.gateways.get("freetheai").base_url == "https://gate.example/v1"


async def test_an_address_that_is_none_stays_in_the_field_and_is_not_taken(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made = editor(w, qtbot)
        made._address.setText("ftp://x")
        made._commit()
        assert "instead of http or https" in made._problem.text()
        assert w.gateways.get("freetheai") == row("freetheai")


async def test_every_field_of_the_row_can_be_changed(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made = editor(w, qtbot)
        made._name.setText("Mine")
        made._protocols[Protocol.MESSAGES].setChecked(False)
        made._protocols[Protocol.GEMINI].setChecked(True)
        made._key_style.setCurrentIndex(made._key_style.findData(KeyStyle.X_API_KEY))
        made._headers.setPlainText("X-Team: blue\n\nX-Empty:")
        made._concurrency.setValue(5)
        made._image_style.setCurrentIndex(made._image_style.findData(ImageStyle.SYNC))
        made._edits.setCurrentIndex(made._edits.findData(EditEncoding.MULTIPART))
        made._masks.setChecked(True)
        made._full_catalogue.setChecked(False)
        made._schema.setChecked(True)
        changed = w.gateways.get("freetheai")
        assert changed == row(
            "freetheai",
            name="Mine",
            protocols=(Protocol.CHAT, Protocol.RESPONSES, Protocol.GEMINI),
            key_style=KeyStyle.X_API_KEY,
            headers={"X-Team": "blue", "X-Empty": ""},
            concurrency=5,
            image_style=ImageStyle.SYNC,
            edit_encoding=EditEncoding.MULTIPART,
            masks=True,
            full_catalogue=False,
            model_schema=True,
        )


async def test_the_last_protocol_and_the_name_cannot_be_taken_away(qtbot: object) -> None:
    async with opened(row("freetheai", protocols=(Protocol.CHAT,))) as w:
        made = editor(w, qtbot)
        made._protocols[Protocol.CHAT].setChecked(False)
        made._name.setText(" ")
        made._commit()
        assert "At least one protocol" in made._problem.text()
        assert w.gateways.get("freetheai").protocols == (Protocol.CHAT,)
        assert w.gateways.get("freetheai").name == "FreeTheAi"


async def test_a_key_is_not_taken_as_a_header(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made = editor(w, qtbot)
        made._headers.setPlainText("Authorization: Bearer SENTINEL")
        assert "key field" in made._problem.text()
        assert w.gateways.get("freetheai").headers == {}


async def test_plain_http_is_agreed_to_for_one_origin(qtbot: object) -> None:
    async with opened(row("freetheai", base_url="http://gate.example:81/v1")) as w:
        made = editor(w, qtbot)
        assert made._consent.isVisible()
        assert not made._consent.isChecked()
        made._consent.setChecked(True)
        assert w.gateways.get("freetheai").insecure_consent == origin_of("http://gate.example:81/v1")
        made._address.setText("http://other.example:81")
        made._commit()
        assert not made._consent.isChecked()
        made._address.setText("http://localhost:81")
        made._show_address()
        assert not made._consent.isVisible()


async def test_the_test_says_what_came_of_it(qtbot: object) -> None:
    async with opened(row("freetheai")) as w:
        made = editor(w, qtbot)
        made._test.click()
        assert made._outcome.text() == "Asking the gateway…"
        await settled()
        assert made._outcome.text() == "12 models answer."
        assert made._mark.accessibleName() == "Answered last time"


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        ("", {}),
        ("A: b\nC:d", {"A": "b", "C": "d"}),
        ("no colon", None),
        (": no name", None),
        ("Bad Name: x", None),
        ("A: ü", None),
        ("A: b\x07", None),
    ],
)
def test_headers_are_lines_of_name_and_value(text: str, headers: dict[str, str] | None) -> None:
    assert parsed_headers(text) == headers
