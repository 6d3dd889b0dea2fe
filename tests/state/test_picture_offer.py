"""A picture that tells how it was made: the offer, and what of it fits the model."""

from studio.domain.parameters import FieldKind, ParameterField, ParameterForm
from studio.domain.picture import Recipe
from studio.state.picture_offer import RecipeOffer, fitting

FORM = ParameterForm(fields=(ParameterField(name="seed", kind=FieldKind.INTEGER),))


def test_only_the_picture_that_carried_it_offers_its_recipe() -> None:
    offer = RecipeOffer()
    told: list[bool] = []
    offer.changed.connect(lambda: told.append(True))
    recipe = Recipe(prompt="a lake")
    offer.offer("a", recipe)
    assert offer.of("a") == recipe and offer.of("b") is None and told == [True]
    offer.offer("c", Recipe())
    assert offer.of("a") is None and offer.of("c") is None, "nothing in it is nothing to offer"


def test_foreign_names_stay_out_and_ours_come_back_whole() -> None:
    foreign = Recipe(parameters={"seed": 7, "sampler": "Euler"}, negative="blur", source="AUTOMATIC1111")
    values, left_out = fitting(foreign, FORM)
    assert values.values == {"seed": 7} and left_out == ("negative_prompt", "sampler")
    ours = Recipe(parameters={"seed": 7, "sampler": "Euler"}, negative="blur")
    values, left_out = fitting(ours, FORM)
    assert values.values == {"seed": 7, "sampler": "Euler", "negative_prompt": "blur"} and left_out == ()
