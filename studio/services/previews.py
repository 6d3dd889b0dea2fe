"""What a request's body looks like to a person: indented, with picture data shortened."""

import json
import re

from studio.domain.parameters import Json
from studio.protocols.base import WireRequest

_LONG = 400
_DATA = re.compile(r"(data:[\w/+.;=-]{1,100},)?[A-Za-z0-9+/_=\s-]*\Z")
_BOUNDARY = re.compile(r"boundary=\"?([^\";]+)")


def shown_body(request: WireRequest) -> str:
    """The body as text: JSON indented, base64 of more than 400 characters cut, binary parts as their size."""
    boundary = _BOUNDARY.search(request.content_type)
    if boundary:
        return _shown_parts(request.body, b"--" + boundary[1].encode())
    try:
        return json.dumps(_shortened(json.loads(request.body)), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return request.body.decode("utf-8", "replace")


def _shortened(value: Json) -> Json:
    match value:
        case dict():
            return {name: _shortened(one) for name, one in value.items()}
        case list():
            return [_shortened(one) for one in value]
        case str() if len(value) > _LONG and " " not in value[:200] and _DATA.match(value):
            return f"{value[:60]}… ({len(value):,} characters)"
        case _:
            return value


def _shown_parts(body: bytes, boundary: bytes) -> str:
    shown: list[str] = []
    for part in body.split(boundary)[1:-1]:
        head, _, content = part.strip(b"\r\n").partition(b"\r\n\r\n")
        words = head.decode("utf-8", "replace")
        binary = b"filename=" in head
        text = f"({len(content):,} bytes)" if binary else content.decode("utf-8", "replace")
        shown.append(f"{words}\n\n{text}")
    return "\n\n".join(f"{boundary.decode('ascii', 'replace')}\n{one}" for one in shown)
