"""The gateways a user can choose by name (GATEWAYS.md 2.1)."""

from studio.domain.gateway import EditEncoding, Gateway, ImageStyle, KeyStyle, Protocol

_CHAT = Protocol.CHAT
_MESSAGES = Protocol.MESSAGES
_RESPONSES = Protocol.RESPONSES
_GEMINI = Protocol.GEMINI


def _local(preset: str, name: str, port: int, **more: object) -> Gateway:
    fields: dict[str, object] = {
        "protocols": (_CHAT, _MESSAGES, _RESPONSES),
        "image_style": ImageStyle.NONE,
        "edit_encoding": EditEncoding.NONE,
        "full_catalogue": False,
        "concurrency": 1,
        **more,
    }
    return Gateway(id=preset, preset=preset, name=name, base_url=f"http://localhost:{port}/v1", **fields)  # type: ignore[arg-type]


PRESETS: tuple[Gateway, ...] = (
    Gateway(
        id="freetheai",
        preset="freetheai",
        name="FreeTheAi",
        base_url="https://api.freetheai.org/v1",
        protocols=(_CHAT, _MESSAGES, _RESPONSES),
        key_needed=True,
        image_style=ImageStyle.TASK,
        edit_encoding=EditEncoding.DATA_URL,
        concurrency=1,
        note="The current host. Keys and model names of the retired api.freetheai.xyz do not work here.",
    ),
    Gateway(
        id="freetheai-xyz",
        preset="freetheai-xyz",
        name="FreeTheAi (old host)",
        base_url="https://api.freetheai.xyz/v1",
        protocols=(_CHAT, _MESSAGES, _RESPONSES),
        key_needed=True,
        image_style=ImageStyle.SYNC,
        edit_encoding=EditEncoding.DATA_URL,
        concurrency=1,
        note="The documented host. Its operator has retired it; the successor is api.freetheai.org.",
    ),
    Gateway(
        id="apifree",
        preset="apifree",
        name="APIFree",
        base_url="https://api.apifree.ai/v1",
        protocols=(_CHAT, _MESSAGES, _RESPONSES, _GEMINI),
        key_needed=True,
        image_style=ImageStyle.SUBMIT,
        edit_encoding=EditEncoding.IMAGE_URLS,
        full_catalogue=False,
        model_schema=True,
        concurrency=2,
    ),
    _local("ollama", "Ollama", 11434, image_style=ImageStyle.SYNC),
    _local("lmstudio", "LM Studio", 1234),
    _local("llamacpp", "llama.cpp", 8080),
    _local("vllm", "vLLM", 8000, concurrency=4),
    _local(
        "litellm",
        "LiteLLM",
        4000,
        concurrency=4,
        image_style=ImageStyle.SYNC,
        edit_encoding=EditEncoding.MULTIPART,
        masks=True,
    ),
    Gateway(
        id="openai",
        preset="openai",
        name="OpenAI",
        base_url="https://api.openai.com/v1",
        protocols=(_CHAT, _RESPONSES),
        key_needed=True,
        edit_encoding=EditEncoding.MULTIPART,
        masks=True,
        full_catalogue=False,
        concurrency=4,
    ),
    Gateway(
        id="anthropic",
        preset="anthropic",
        name="Anthropic",
        base_url="https://api.anthropic.com/v1",
        protocols=(_MESSAGES, _CHAT),
        key_style=KeyStyle.X_API_KEY,
        key_needed=True,
        image_style=ImageStyle.NONE,
        edit_encoding=EditEncoding.NONE,
        full_catalogue=False,
        concurrency=4,
    ),
    Gateway(
        id="google",
        preset="google",
        name="Google Gemini",
        base_url="https://generativelanguage.googleapis.com/v1beta",
        protocols=(_GEMINI, _CHAT),
        key_style=KeyStyle.X_GOOG_API_KEY,
        key_needed=True,
        image_style=ImageStyle.NONE,
        edit_encoding=EditEncoding.NONE,
        full_catalogue=False,
        concurrency=4,
    ),
    Gateway(
        id="openrouter",
        preset="openrouter",
        name="OpenRouter",
        base_url="https://openrouter.ai/api/v1",
        protocols=(_CHAT, _MESSAGES, _RESPONSES),
        key_needed=True,
        image_style=ImageStyle.NONE,
        edit_encoding=EditEncoding.NONE,
        full_catalogue=False,
        concurrency=4,
    ),
)

KEY_VARIABLES: dict[str, str] = {
    "FREETHEAI_API_KEY": "freetheai",
    "APIFREE_API_KEY": "apifree",
    "OPENAI_API_KEY": "openai",
    "ANTHROPIC_API_KEY": "anthropic",
    "GEMINI_API_KEY": "google",
    "OPENROUTER_API_KEY": "openrouter",
}
"""Environment variables whose keys are offered on first run, with the preset each belongs to."""

DEMO_NAME = "Demo (built in; answers are made up)"


def preset(name: str) -> Gateway | None:
    """The preset with this id, or None."""
    return next((p for p in PRESETS if p.id == name), None)


def demo_gateway(port: int) -> Gateway:
    """The row for the built-in sandbox listening on `port` of this machine."""
    return Gateway(
        id="demo",
        preset="demo",
        name=DEMO_NAME,
        base_url=f"http://127.0.0.1:{port}/v1",
        protocols=(_CHAT, _MESSAGES, _RESPONSES, _GEMINI),
        image_style=ImageStyle.SYNC,
        edit_encoding=EditEncoding.DATA_URL,
        masks=True,
        model_schema=True,
        concurrency=8,
        demo=True,
    )
