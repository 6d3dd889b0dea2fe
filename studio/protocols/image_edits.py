"""Pictures from pictures: JSON with a data URL, or multipart, whichever the gateway takes (GATEWAYS.md 5.2)."""

from typing import Any

from studio.domain.errors import Kind, Remedy, StudioError, failing
from studio.domain.gateway import EditEncoding, Gateway, route
from studio.domain.prompt import Prompt
from studio.protocols.base import Decoder, WireRequest
from studio.protocols.picture_answers import PictureDecoder
from studio.protocols.picture_requests import (
    Source,
    data_url,
    instruction,
    multipart_request,
    picture_request,
    sources_in,
    with_parameters,
)
from studio.protocols.refusal import refusal


class ImageEdits:
    """The codec of `POST /images/edits`; the prompt's gateway says how pictures travel."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def encode(self, prompt: Prompt) -> WireRequest:
        """The request for `prompt`; masks only where the gateway takes them. Raises `StudioError` (INPUT)."""
        sources = sources_in(prompt)
        notices: list[str] = []
        body: dict[str, Any] = {"model": prompt.model, "prompt": instruction(prompt)}
        url = route(prompt.gateway, "images/edits")
        match prompt.gateway.edit_encoding:
            case EditEncoding.MULTIPART:
                fields = with_parameters(prompt, body, notices)
                return multipart_request(url, fields, _files(sources), notices)
            case EditEncoding.DATA_URL:
                urls = [data_url(s.mime, s.data) for s in sources]
                body["image"] = urls[0] if len(urls) == 1 else urls
                _add_mask(body, sources)
            case EditEncoding.IMAGE_URLS:
                body["images"] = [{"image_url": data_url(s.mime, s.data)} for s in sources]
                if sources[0].mask is not None:
                    body["mask"] = {"image_url": data_url("image/png", sources[0].mask)}
            case EditEncoding.NONE:
                raise failing(
                    Kind.INPUT,
                    f"{prompt.gateway.name} cannot change pictures; choose another gateway.",
                    Remedy.MODEL,
                )
        return picture_request(url, with_parameters(prompt, body, notices), notices)

    def decoder(self, prompt: Prompt) -> Decoder:
        """A fresh decoder."""
        return PictureDecoder(self._gateway, prompt.parameters.get("n"))

    def refusal(self, status: int, headers: dict[str, str], body: bytes) -> StudioError:
        """What a refused request means."""
        return refusal(status, headers, body, self._gateway.name, self._gateway.base_url)


def _add_mask(body: dict[str, Any], sources: list[Source]) -> None:
    if sources[0].mask is not None:
        body["mask"] = data_url("image/png", sources[0].mask)


def _files(sources: list[Source]) -> list[tuple[str, Source]]:
    name = "image" if len(sources) == 1 else "image[]"
    files = [(name, source) for source in sources]
    if sources[0].mask is not None:
        files.append(("mask", Source("mask.png", "image/png", sources[0].mask)))
    return files
