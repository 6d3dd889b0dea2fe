"""Pictures from words: one body up, one body (or a stream of sketches) down (GATEWAYS.md 5.1)."""

from typing import Any

from studio.domain.errors import StudioError
from studio.domain.gateway import Gateway, route
from studio.domain.prompt import Prompt
from studio.protocols.base import Decoder, WireRequest
from studio.protocols.picture_answers import PictureDecoder
from studio.protocols.picture_requests import instruction, picture_request, with_parameters
from studio.protocols.refusal import refusal


class ImageGenerations:
    """The codec of `POST /images/generations`."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def encode(self, prompt: Prompt) -> WireRequest:
        """The request for `prompt`: model and prompt, and what was set. Raises `StudioError` (INPUT)."""
        notices: list[str] = []
        body: dict[str, Any] = {"model": prompt.model, "prompt": instruction(prompt)}
        body = with_parameters(prompt, body, notices)
        return picture_request(route(prompt.gateway, "images/generations"), body, notices)

    def decoder(self, prompt: Prompt) -> Decoder:
        """A fresh decoder."""
        return PictureDecoder(self._gateway, prompt.parameters.get("n"))

    def refusal(self, status: int, headers: dict[str, str], body: bytes) -> StudioError:
        """What a refused request means."""
        return refusal(status, headers, body, self._gateway.name, self._gateway.base_url)
