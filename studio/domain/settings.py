"""Every setting with its default."""

import msgspec

from studio.domain.model import Capability


class PromptPreset(msgspec.Struct, frozen=True):
    """A system prompt with a name."""

    name: str
    text: str


class ParameterPreset(msgspec.Struct, frozen=True):
    """A named set of parameters."""

    name: str
    values: dict[str, object] = {}
    extra: dict[str, object] = {}


class Price(msgspec.Struct, frozen=True):
    """What the user says a model costs, in US dollars for a million tokens."""

    input: float
    output: float


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the user chose. `theme` is "system", "light" or "dark"; sizes are in points, ages in days, MiB.

    `default_model` is `gateway id + "\\n" + model id`, as are the entries of favourites and recents.
    """

    theme: str = "system"
    language: str = ""
    chat_font_points: float = 0.0
    reduced_motion: bool = False
    ctrl_enter_sends: bool = False
    follow_stream: bool = True
    send_while_streaming: str = "queue"
    default_model: str = ""
    favourites: tuple[str, ...] = ()
    recents: tuple[str, ...] = ()
    capability_overrides: dict[str, frozenset[Capability]] = {}
    parameter_refusals: dict[str, tuple[str, ...]] = {}
    prices: dict[str, Price] = {}
    prompt_presets: tuple[PromptPreset, ...] = ()
    parameter_presets: tuple[ParameterPreset, ...] = ()
    title_model: str = ""
    record_exchanges: bool = True
    exchange_limit_mib: int = 200
    exchange_days: int = 30
    keep_outside: bool = True
    notify_when_done: bool = True
    shortcuts: dict[str, str] = {}
    window_state: dict[str, str] = {}
    proxy: str = ""
    total_minutes: float = 15.0
    keys_offered: bool = False
