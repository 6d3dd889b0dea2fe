"""How to go on asking for a picture job that was started before (GATEWAYS.md 5.3)."""

from urllib.parse import quote

from studio.domain.gateway import Gateway, ImageStyle, route
from studio.domain.library import PictureJob
from studio.protocols.base import WireRequest

_PATHS = {
    ImageStyle.REQUEST_ID: "images/generations/{}",
    ImageStyle.TASK: "tasks/{}",
    ImageStyle.SUBMIT: "image/{}/result",
}


def resumed_request(gateway: Gateway, job: PictureJob) -> WireRequest:
    """The question after `job`; `gateway` has the picture style the job was started with."""
    path = _PATHS.get(gateway.image_style, _PATHS[ImageStyle.REQUEST_ID])
    return WireRequest(method="GET", url=route(gateway, path.format(quote(job.job, safe=""))))
