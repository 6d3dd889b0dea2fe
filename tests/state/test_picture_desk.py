"""The desk written down as a draft and read back."""

import msgspec
import pytest

from studio.domain.conversation import Draft, File, Picture
from studio.domain.parameters import FieldKind, ParameterField, ParameterForm, ParameterSet
from studio.domain.picture import PictureRef
from studio.state.picture_desk import Desk, JobPlan, Source, desk_draft, desk_from, named, verb
from studio.state.picture_mask import MaskHistory, Stroke, Tool

REF = PictureRef("a" * 64, "image/png", 10, 20)
STROKE = Stroke(tool=Tool.BRUSH, points=((1.0, 2.0, 3.0),))
FULL = Desk(
    source=Source(REF, "cat.png", "v"),
    references=(Source(REF, "dog.png"),),
    mask=MaskHistory((STROKE,), (STROKE,)),
    feather=3,
    keep_outside=False,
    prompt="a 猫",
    gateway="g",
    model="m",
    parameters=ParameterSet({"seed": 1, "size": "1x1"}, {"deep": {"x": [1]}}),
    shown="s",
    plans={"answer": JobPlan(source=Source(REF), mask="m", strokes=MaskHistory((STROKE,)))},
)


@pytest.mark.parametrize("desk", [Desk(), FULL])
def test_a_desk_comes_back_as_it_was(desk: Desk) -> None:
    stored = msgspec.json.decode(msgspec.json.encode(desk_draft(desk)), type=Draft)
    assert desk_from(stored) == desk


def test_a_draft_names_its_pictures_so_that_their_files_are_kept() -> None:
    assert [part.ref for part in desk_draft(FULL).parts if isinstance(part, Picture)] == [REF, REF]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"mask": 5}'])
def test_a_draft_that_cannot_be_read_still_gives_its_words(text: str) -> None:
    draft = Draft("the words", (File("picture-desk.json", "application/json", text=text),))
    assert desk_from(draft) == Desk(prompt="the words")
    assert desk_from(Draft("the words")) == Desk(prompt="the words")


def test_the_button_says_what_it_does() -> None:
    assert verb(Desk()) == "Generate"
    assert verb(Desk(source=Source(REF))) == "Edit picture"
    assert verb(FULL) == "Edit painted area"


def test_bare_names_get_words_and_good_labels_stay() -> None:
    def field(name: str, label: str = "") -> ParameterField:
        return ParameterField(name=name, kind=FieldKind.TEXT, label=label)

    form = ParameterForm(fields=(field("n", "N"), field("aspect_ratio"), field("seed", "Lucky number")))
    assert [f.label for f in named(form).fields] == ["How many", "Aspect ratio", "Lucky number"]
