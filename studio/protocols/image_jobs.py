"""Pictures that take their time: submit, ask until ready, fetch (GATEWAYS.md 5.3, 5.4)."""

from typing import Any

from studio.domain.errors import StudioError
from studio.domain.gateway import Gateway, ImageStyle, route
from studio.domain.prompt import Prompt, Task
from studio.protocols.base import Decoder, WireRequest
from studio.protocols.picture_answers import PictureDecoder
from studio.protocols.picture_requests import (
    data_url,
    instruction,
    picture_request,
    sources_in,
    with_parameters,
)
from studio.protocols.refusal import refusal


class ImageJobs:
    """The codec of gateways that answer a picture request with a job."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def encode(self, prompt: Prompt) -> WireRequest:
        """The request that starts the job. Raises `StudioError` (INPUT)."""
        notices: list[str] = []
        body: dict[str, Any] = {"model": prompt.model, "prompt": instruction(prompt)}
        submits = prompt.gateway.image_style is ImageStyle.SUBMIT
        if prompt.task is Task.EDIT:
            sources = sources_in(prompt)
            body["image_urls"] = [data_url(s.mime, s.data) for s in sources]
            if sources[0].mask is not None:
                body["mask"] = data_url("image/png", sources[0].mask)
        body = with_parameters(prompt, body, notices)
        if prompt.gateway.image_style is ImageStyle.REQUEST_ID:
            # `background` means transparency when the user set it; never both meanings in one request.
            body.setdefault("async" if "background" in body else "background", True)
        path = "image/submit" if submits else "images/generations"
        return picture_request(route(prompt.gateway, path), body, notices)

    def decoder(self, prompt: Prompt) -> Decoder:
        """A fresh decoder; `resume` makes a job of an earlier run known to it."""
        return PictureDecoder(self._gateway)

    def refusal(self, status: int, headers: dict[str, str], body: bytes) -> StudioError:
        """What a refused request means."""
        return refusal(status, headers, body, self._gateway.name, self._gateway.base_url)
