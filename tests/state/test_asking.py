"""From a conversation to a prompt: media, refused parameters, prices, received pictures."""

from studio.domain.conversation import Message, Picture, Role
from studio.domain.picture import PictureRef
from studio.domain.settings import Price
from studio.domain.timing import Usage
from studio.state.asking import model_key, pictures_received, priced

REF = PictureRef("a" * 64, "image/png", 2, 2)


def answer(**fields: object) -> Message:
    return Message(id="a", parent="q", role=Role.ASSISTANT, gateway="g", model="m", **fields)  # type: ignore[arg-type]


def test_a_price_of_the_users_own_is_used_only_where_none_was_stated() -> None:
    prices = {model_key("g", "m"): Price(2.0, 10.0)}
    counted = priced(answer(usage=Usage(input_tokens=1000, output_tokens=500)), prices)
    assert counted.usage is not None
    assert (counted.usage.cost, counted.usage.priced) == (0.007, True)
    stated = answer(usage=Usage(input_tokens=1000, cost=0.5))
    assert priced(stated, prices) is stated
    assert priced(answer(), prices).usage is None
    assert priced(answer(usage=Usage()), prices).usage == Usage()
    assert priced(stated, {}) is stated


def test_pictures_of_an_answer_go_to_the_gallery_but_not_previews_or_failures() -> None:
    parts = (Picture(REF), Picture(None, problem="gone"), Picture(REF, partial=True))
    kept = pictures_received(answer(parts=parts), "c")
    assert [(p.ref, p.origin, p.conversation_id, p.message_id) for p in kept] == [(REF, "received", "c", "a")]
