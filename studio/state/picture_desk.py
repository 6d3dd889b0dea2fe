"""What lies on the picture desk: source, references, mask, prompt and parameters, and how it is written down."""

import msgspec

from studio.domain.conversation import Draft, File, Part, Picture
from studio.domain.parameters import ParameterField, ParameterForm, ParameterSet
from studio.domain.picture import PictureMade, PictureRef
from studio.domain.text import first_words
from studio.state.picture_mask import MaskHistory

DEFAULT_FEATHER = 12
_FILE_NAME = "picture-desk.json"


class Source(msgspec.Struct, frozen=True):
    """A picture to start from: stripped bytes fit to send, its name, and the gallery version it is."""

    ref: PictureRef
    name: str = ""
    version: str = ""

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.ref.width, self.ref.height


class JobPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done with the results of a running job; it must outlive the program."""

    source: Source | None = None
    mask: str = ""
    strokes: MaskHistory = MaskHistory()
    feather: int = DEFAULT_FEATHER
    keep_outside: bool = True


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the next picture is asked with, and the plans of jobs that still run (by answer id)."""

    source: Source | None = None
    references: tuple[Source, ...] = ()
    mask: MaskHistory = MaskHistory()
    feather: int = DEFAULT_FEATHER
    keep_outside: bool = True
    prompt: str = ""
    gateway: str = ""
    model: str = ""
    parameters: ParameterSet = ParameterSet()
    shown: str = ""
    plans: dict[str, JobPlan] = {}


def desk_draft(desk: Desk) -> Draft:
    """The desk as the draft of its conversation; its pictures are named, so that storage keeps their files."""
    sources = (desk.source, *desk.references) if desk.source is not None else desk.references
    pictures: tuple[Part, ...] = tuple(Picture(source.ref, source.name) for source in sources)
    text = msgspec.json.encode(desk).decode()
    return Draft(desk.prompt, (*pictures, File(_FILE_NAME, "application/json", text=text)))


def desk_from(draft: Draft) -> Desk:
    """The desk a draft holds; an empty one where it holds none or one that cannot be read."""
    for part in draft.parts:
        if isinstance(part, File) and part.name == _FILE_NAME and part.text is not None:
            try:
                return msgspec.json.decode(part.text, type=Desk)
            except msgspec.MsgspecError:
                return Desk(prompt=draft.text)
    return Desk(prompt=draft.text)


def verb(desk: Desk) -> str:
    """What asking now would do, as the button says it."""
    if desk.source is None:
        return "Generate"
    if desk.mask.blank:
        return "Edit picture"
    return "Edit painted area"


def file_name(made: PictureMade) -> str:
    """A name for the file of a picture, without suffix, safe on every system: its own, or its first words."""
    words = made.name.rpartition(".")[0] or made.name or first_words(made.prompt, 48)
    safe = "".join(c if c.isalnum() or c in " -_" else " " for c in words)
    return " ".join(safe.split())[:60] or "picture"


_COUNTS = ("n", "num_images", "num_outputs", "number_of_images", "image_count")


def named(form: ParameterForm) -> ParameterForm:
    """`form` with words for the fields that carry only their name on the wire, or as good as that."""
    return msgspec.structs.replace(form, fields=tuple(_named(field) for field in form.fields))


def _named(field: ParameterField) -> ParameterField:
    bare = field.label.lower().replace(" ", "_") in ("", field.name.lower())
    if not bare:
        return field
    words = "How many" if field.name in _COUNTS else field.name.replace("_", " ").strip()
    return msgspec.structs.replace(field, label=words[:1].upper() + words[1:])
