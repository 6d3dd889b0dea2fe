import io
from itertools import pairwise

import httpx
import pytest
from PIL import Image, ImageChops

from tests.sandbox.wire import as_url, picture, png

GENERATE, EDIT = "/v1/images/generations", "/v1/images/edits"


async def test_a_picture_has_the_size_and_number_asked_for(client: httpx.AsyncClient) -> None:
    asked = {"model": "demo/painter", "prompt": "a lake", "size": "320x192", "n": 2, "quality": "low"}
    answer = (await client.post(GENERATE, json=asked)).json()
    pictures = [picture(item) for item in answer["data"]]
    assert [p.size for p in pictures] == [(320, 192), (320, 192)]
    assert answer["size"] == "320x192"
    assert ImageChops.difference(*pictures).getbbox() is not None


async def test_an_address_can_be_had_instead_and_needs_no_key(client: httpx.AsyncClient) -> None:
    asked = {"model": "demo/pixel-press", "prompt": "a hill", "size": "128x128", "response_format": "url"}
    url = (await client.post(GENERATE, json=asked)).json()["data"][0]["url"]
    async with httpx.AsyncClient(trust_env=False) as stranger:
        fetched = await stranger.get(url)
        gone = await stranger.get(url.replace(".png", "x.png"))
    assert Image.open(io.BytesIO(fetched.content)).size == (128, 128)
    assert gone.status_code == 404


async def test_a_background_request_is_asked_for_later(client: httpx.AsyncClient) -> None:
    asked = {"model": "demo/painter", "prompt": "a lake", "size": "128x128", "background": True}
    first = await client.post(GENERATE, json=asked)
    assert first.status_code == 202
    done = await client.get(f"{GENERATE}/{first.json()['request_id']}")
    assert done.json()["status"] == "completed"
    assert picture(done.json()["data"][0]).size == (128, 128)
    assert (await client.get(f"{GENERATE}/unknown")).status_code == 404


async def test_apifrees_way_is_wrapped_and_speaks_both_vocabularies(client: httpx.AsyncClient) -> None:
    words, shapes = [], []
    for _ in range(2):
        asked = {
            "model": "apifree-style/painter",
            "prompt": "a lake",
            "aspect_ratio": "16:9",
            "num_images": 1,
        }
        submitted = (await client.post("/v1/image/submit", json=asked)).json()
        assert (submitted["code"], submitted["code_msg"]) == (200, "Success")
        path = f"/v1/image/{submitted['resp_data']['request_id']}/result"
        first, again = [(await client.get(path)).json()["resp_data"] for _ in range(2)]
        assert first["image_list"] == again["image_list"]
        assert first["usage"]["cost"] == 0.024
        words.append(first["status"])
        shapes.append(type(first["image_list"][0]))
    assert words == ["success", "completed"]
    assert shapes == [str, dict]


async def test_apifrees_failures_come_with_http_200(client: httpx.AsyncClient) -> None:
    missing = await client.post("/v1/image/submit", json={"model": "apifree-style/painter"})
    assert (missing.status_code, missing.json()["code"]) == (200, 400)
    unknown = await client.get("/v1/image/nothing/result")
    assert (unknown.status_code, unknown.json()["code"]) == (200, 404)
    asked = {"model": "apifree-style/painter", "prompt": "please fail"}
    name = (await client.post("/v1/image/submit", json=asked)).json()["resp_data"]["request_id"]
    failed = (await client.get(f"/v1/image/{name}/result")).json()
    assert failed["resp_data"]["status"] == "error"
    assert failed["resp_data"]["error"]["code"] == "generation_failed"


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ({"prompt": "x"}, 400, "missing model"),
        ({"model": "demo/painter"}, 400, "missing prompt"),
        ({"model": "demo/nobody", "prompt": "x"}, 404, "unknown aliased model"),
        ({"model": "members/old-master", "prompt": "x"}, 403, "members tier"),
        (
            {"model": "demo/pixel-press", "prompt": "x", "quality": "high"},
            400,
            "Unsupported parameter: 'quality'",
        ),
        ({"model": "demo/painter", "prompt": "x", "size": "huge"}, 400, "Invalid size"),
        ({"model": "demo/painter", "prompt": "x", "size": "9000x9000"}, 400, "from 64 to 2048"),
        ({"model": "demo/painter", "prompt": "x", "n": 11}, 400, "from 1 to 10"),
        ({"model": "apifree-style/painter"}, 200, "missing prompt"),
    ],
)
async def test_orders_are_refused_with_what_is_wrong(
    client: httpx.AsyncClient, asked: dict, status: int, words: str
) -> None:
    answer = await client.post(GENERATE, json=asked)
    assert answer.status_code == status
    assert words in answer.json()["error"]["message"]


async def test_an_edit_by_json_changes_the_picture(client: httpx.AsyncClient) -> None:
    asked = {"model": "demo/painter", "prompt": "make it greyscale", "image": as_url(png((200, 60, 20)))}
    edited = picture((await client.post(EDIT, json=asked)).json()["data"][0]).convert("RGB")
    red, green, blue = edited.getpixel((5, 5))
    assert edited.size == (96, 64)
    assert red == green == blue


def _half_mask() -> bytes:
    mask = Image.new("RGBA", (96, 64), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (48, 0, 96, 64))
    target = io.BytesIO()
    mask.save(target, "PNG")
    return target.getvalue()


async def test_a_multipart_edit_stays_inside_its_mask_byte_for_byte(client: httpx.AsyncClient) -> None:
    files = [
        ("image[]", ("a.png", png((200, 60, 20)), "image/png")),
        ("mask", ("m.png", _half_mask(), "image/png")),
    ]
    asked = {"model": "demo/painter", "prompt": "invert"}
    answer = await client.post(EDIT, data=asked, files=files)
    edited = picture(answer.json()["data"][0]).convert("RGB")
    assert edited.crop((0, 0, 48, 64)).getcolors() == [(48 * 64, (200, 60, 20))]
    assert edited.crop((48, 0, 96, 64)).getcolors() == [(48 * 64, (55, 195, 235))]


async def test_the_reckless_editor_ignores_the_mask(client: httpx.AsyncClient) -> None:
    asked = {
        "model": "demo/reckless-editor",
        "prompt": "a lake",
        "image": as_url(png()),
        "mask": as_url(_half_mask()),
    }
    edited = picture((await client.post(EDIT, json=asked)).json()["data"][0]).convert("RGB")
    outside = edited.crop((0, 0, 48, 64)).getcolors(10_000)
    assert edited.size == (96, 64)
    assert len(outside) > 50


async def test_the_resizing_editor_gives_another_size_back(client: httpx.AsyncClient) -> None:
    asked = {"model": "demo/resizing-editor", "prompt": "warmer", "images": [{"image_url": as_url(png())}]}
    assert picture((await client.post(EDIT, json=asked)).json()["data"][0]).size == (72, 48)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"image": None}, "missing image"),
        ({"image": "https://example.org/a.png"}, "data URL"),
        ({"image": "data:image/png;base64,AAAA"}, "cannot be decoded"),
        ({"image": "data:image/png;base64,%%%"}, "broken base64"),
        ({"mask": as_url(png(size=(10, 10)))}, "same size"),
        ({"model": "demo/pixel-press"}, "does not edit"),
    ],
)
async def test_edits_are_refused_with_what_is_wrong(
    client: httpx.AsyncClient, change: dict, words: str
) -> None:
    asked = {"model": "demo/painter", "prompt": "warmer", "image": as_url(png()), **change}
    answer = await client.post(EDIT, json={name: value for name, value in asked.items() if value is not None})
    assert answer.status_code == 400
    assert words in answer.json()["error"]["message"]


async def test_only_the_last_results_are_kept(client: httpx.AsyncClient) -> None:
    asked = {"model": "demo/pixel-press", "prompt": "x", "size": "64x64", "background": True}
    names = [(await client.post(GENERATE, json=asked)).json()["request_id"] for _ in range(50)]
    states = [(await client.get(f"{GENERATE}/{name}")).status_code for name in (names[0], names[-1])]
    assert states == [404, 200]
    assert all(a != b for a, b in pairwise(names))
