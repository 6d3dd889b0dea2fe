"""The made-up models of the built-in gateway: what each is like, how fast, what it can do, and who may use it."""

from dataclasses import dataclass
from enum import Enum


class Style(Enum):
    """The hand a model writes in."""

    BRIEF = "brief"
    PLAIN = "plain"
    FRIENDLY = "friendly"
    SCHOLARLY = "scholarly"
    CODER = "coder"
    POET = "poet"
    LONG = "long"
    REASONED = "reasoned"


class Fault(Enum):
    """What goes wrong with a model on purpose."""

    NONE = "none"
    BREAKS_MIDWAY = "breaks midway"
    CUTS_OFF = "cuts off"
    BUSY_FIRST = "busy first"
    DECLINES = "declines"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatModel:
    """A model that writes. Times in seconds, speed in tokens a second, `price` in US dollars per token or None."""

    id: str
    name: str
    about: str
    style: Style = Style.PLAIN
    first_word: float = 0.4
    speed: float = 70.0
    vision: bool = False
    thinks: bool = False
    cites: bool = False
    eager_tools: bool = False
    context: int | None = 128_000
    output: int | None = 16_000
    price: float | None = None
    locked: bool = False
    concurrency: int | None = None
    fault: Fault = Fault.NONE
    refuses: tuple[tuple[str, str], ...] = ()
    """Pairs of a parameter the model does not take and the one to use instead ("" is none)."""


class Brush(Enum):
    """The hand a picture model paints in."""

    LANDSCAPE = "landscape"
    WATERCOLOUR = "watercolour"
    PIXEL = "pixel"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureModel:
    """A model that paints; `edits` says whether it changes given pictures, `masks` whether it keeps to a mask."""

    id: str
    name: str
    about: str
    brush: Brush = Brush.LANDSCAPE
    seconds: float = 1.5
    edits: bool = True
    masks: bool = True
    reckless: bool = False
    resizes: bool = False
    price: float | None = None
    locked: bool = False
    refuses: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioModel:
    """A model that is only listed: audio is not offered here; `chats` lists it as able to chat too."""

    id: str
    name: str
    about: str
    chats: bool = False
    locked: bool = False


_REASONING = (("temperature", ""), ("top_p", ""), ("max_tokens", "max_completion_tokens"))

CHAT_MODELS: tuple[ChatModel, ...] = (
    ChatModel(
        id="demo/companion",
        name="Companion",
        about="Balanced and friendly; sees pictures and uses tools.",
        style=Style.FRIENDLY,
        first_word=0.35,
        speed=75,
        vision=True,
        price=0.0000012,
    ),
    ChatModel(
        id="demo/swift-mini",
        name="Swift Mini",
        about="Small and quick; short plain answers, text only.",
        style=Style.PLAIN,
        first_word=0.12,
        speed=220,
        context=32_000,
        output=4_096,
        price=0.00000015,
    ),
    ChatModel(
        id="demo/scholar-large",
        name="Scholar Large",
        about="Thorough and slow; headings, tables, formulas, sources; sees pictures.",
        style=Style.SCHOLARLY,
        first_word=0.9,
        speed=45,
        vision=True,
        cites=True,
        context=1_000_000,
        output=64_000,
        price=0.000015,
    ),
    ChatModel(
        id="demo/thinker",
        name="Thinker",
        about="Thinks long before it writes; takes no temperature.",
        style=Style.REASONED,
        first_word=0.3,
        speed=90,
        thinks=True,
        vision=True,
        context=200_000,
        output=100_000,
        price=0.000006,
        refuses=_REASONING,
    ),
    ChatModel(
        id="demo/coder",
        name="Coder",
        about="Answers with code first; uses tools.",
        style=Style.CODER,
        first_word=0.25,
        speed=120,
        context=256_000,
    ),
    ChatModel(
        id="demo/toolsmith",
        name="Toolsmith",
        about="Calls one of your tools whenever you offer any.",
        style=Style.PLAIN,
        eager_tools=True,
        speed=90,
    ),
    ChatModel(
        id="demo/librarian",
        name="Librarian",
        about="Short answers that always cite sources.",
        style=Style.PLAIN,
        cites=True,
        speed=80,
        first_word=0.6,
        price=0.000003,
    ),
    ChatModel(
        id="demo/terse",
        name="Terse",
        about="A few words, never more than a sentence.",
        style=Style.BRIEF,
        first_word=0.08,
        speed=60,
        context=8_000,
        output=256,
    ),
    ChatModel(
        id="demo/poet-cjk",
        name="Poet 詩人",
        about="Answers in short Chinese and Japanese verse with a translation.",
        style=Style.POET,
        first_word=0.5,
        speed=30,
        output=None,
    ),
    ChatModel(
        id="demo/marathon",
        name="Marathon",
        about="Very fast and very long: 500 tokens a second, pages of Markdown.",
        style=Style.LONG,
        first_word=0.2,
        speed=500,
        context=None,
        output=None,
    ),
    ChatModel(
        id="demo/metronome",
        name="Metronome",
        about="For measuring: first word at 400 ms, then exactly 50 tokens a second.",
        style=Style.PLAIN,
        first_word=0.4,
        speed=50,
    ),
    ChatModel(
        id="demo/one-at-a-time",
        name="One at a Time",
        about="Serves one request at once; a second one gets a concurrency limit error.",
        speed=40,
        concurrency=1,
    ),
    ChatModel(
        id="members/grand-vizier",
        name="Grand Vizier",
        about="Locked: it belongs to the members tier and answers 403.",
        style=Style.SCHOLARLY,
        locked=True,
        context=2_000_000,
    ),
    ChatModel(
        id="faults/declines",
        name="Declines",
        about="Politely refuses whatever you ask.",
        fault=Fault.DECLINES,
    ),
    ChatModel(
        id="faults/busy-at-first",
        name="Busy at First",
        about="Answers 429 with Retry-After once, then works.",
        fault=Fault.BUSY_FIRST,
    ),
    ChatModel(
        id="faults/breaks-midway",
        name="Breaks Midway",
        about="Fails in the middle of its answer with an error of the provider.",
        fault=Fault.BREAKS_MIDWAY,
    ),
    ChatModel(
        id="faults/cuts-off",
        name="Cuts Off",
        about="Stops in the middle of a sentence without a finish word.",
        fault=Fault.CUTS_OFF,
    ),
    ChatModel(
        id="apifree-style/assistant",
        name="Assistant (APIFree manner)",
        about="Wraps errors in HTTP 200 as APIFree does, and states the cost of each answer.",
        style=Style.FRIENDLY,
        speed=85,
        vision=True,
        price=0.000002,
    ),
)

PICTURE_MODELS: tuple[PictureModel, ...] = (
    PictureModel(
        id="demo/painter",
        name="Painter",
        about="Landscapes, cities and still lifes with soft light; edits inside a mask.",
    ),
    PictureModel(
        id="demo/watercolour",
        name="Watercolour",
        about="Pale washes on paper; edits inside a mask.",
        brush=Brush.WATERCOLOUR,
        seconds=2.5,
        price=0.02,
    ),
    PictureModel(
        id="demo/pixel-press",
        name="Pixel Press",
        about="Chunky pixels in few colours; does not take a quality.",
        brush=Brush.PIXEL,
        seconds=0.6,
        edits=False,
        refuses=(("quality", ""),),
    ),
    PictureModel(
        id="demo/reckless-editor",
        name="Reckless Editor",
        about="Ignores masks and changes the whole picture.",
        masks=False,
        reckless=True,
    ),
    PictureModel(
        id="demo/resizing-editor",
        name="Resizing Editor",
        about="Edits well, but gives back a picture of another size.",
        resizes=True,
        seconds=1.0,
    ),
    PictureModel(
        id="members/old-master",
        name="Old Master",
        about="Locked: it belongs to the members tier and answers 403.",
        locked=True,
    ),
    PictureModel(
        id="apifree-style/painter",
        name="Painter (APIFree manner)",
        about="Submitted and polled; the result is an address.",
        seconds=2.0,
        price=0.024,
    ),
)

AUDIO_MODELS: tuple[AudioModel, ...] = (
    AudioModel(id="listed/whisper-asr", name="Whisper ASR", about="Listed only: speech to text."),
    AudioModel(id="listed/chorus", name="Chorus", about="Listed only: songs and talk.", chats=True),
    AudioModel(id="members/scribe-stt", name="Scribe STT", about="Listed only, locked.", locked=True),
)

_CHAT = {model.id: model for model in CHAT_MODELS}
_PICTURE = {model.id: model for model in PICTURE_MODELS}
_ALIASES = {"sandbox/metronome": "demo/metronome"}


def chat_model(name: str) -> ChatModel | None:
    """The chat model of that id, or None."""
    return _CHAT.get(_ALIASES.get(name, name))


def picture_model(name: str) -> PictureModel | None:
    """The picture model of that id, or None."""
    return _PICTURE.get(name)


def is_apifree(name: object) -> bool:
    """Whether errors for this model are wrapped in APIFree's manner."""
    return isinstance(name, str) and name.startswith("apifree-style")
