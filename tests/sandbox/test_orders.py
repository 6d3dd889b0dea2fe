import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.sandbox.orders import json_pictures, read_order
from studio.sandbox.refusals import Refused
from tests.sandbox.wire import as_url, png

LEAST = {"model": "demo/painter", "prompt": "a lake"}


@pytest.mark.parametrize(
    ("more", "size"),
    [
        ({}, None),
        ({"size": "auto"}, None),
        ({"size": "640x480"}, (640, 480)),
        ({"size": "2K"}, (2048, 2048)),
        ({"width": 300, "height": 200}, (300, 200)),
        ({"aspect_ratio": "16:9"}, (1024, 576)),
        ({"aspect_ratio": "9:16", "resolution": "2K"}, (1152, 2048)),
        ({"aspect_ratio": "1:1", "resolution": "4K"}, (2048, 2048)),
    ],
)
def test_every_way_to_say_a_size(more: dict, size: tuple[int, int] | None) -> None:
    assert read_order({**LEAST, **more}).size == size


def test_pictures_are_found_under_all_their_names() -> None:
    url = as_url(png())
    forms = ({"image": url}, {"image_urls": [url]}, {"images": [{"image_url": url}, {"url": url}]})
    assert [len(json_pictures(form)) for form in forms] == [1, 1, 2]


@given(
    st.dictionaries(
        st.sampled_from(["size", "n", "seed", "quality", "clouds", "aspect_ratio", "width", "output_format"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=12)
        | st.lists(st.integers()),
    )
)
def test_any_nonsense_is_read_or_refused_and_never_fails(more: dict) -> None:
    try:
        order = read_order({**LEAST, **more})
    except Refused as refused:
        assert refused.status == 400
    else:
        assert 1 <= order.n <= 10
