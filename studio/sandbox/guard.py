"""The door of the built-in gateway: only this machine, only with this run's key, nothing from web pages."""

import hmac

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio.sandbox.refusals import Manner, Refused, envelope, too_large, wrong_key

BODY_LIMIT = 64 << 20
_OPEN_PATHS = ("/v1/health",)
_OPEN_PREFIX = "/files/"


def manner_of_path(path: str) -> Manner:
    """The envelope a protocol's own server would use for errors on this path."""
    if path == "/v1/messages":
        return Manner.ANTHROPIC
    if path == "/google/gemini":
        return Manner.GEMINI
    if path.startswith("/v1/image/") or path.startswith("/v1/model/"):
        return Manner.APIFREE
    return Manner.OPENAI


def refusal_response(refused: Refused, manner: Manner) -> JSONResponse:
    """A refusal as an HTTP answer."""
    status, body = envelope(refused, manner)
    return JSONResponse(body, status, headers=dict(refused.headers))


class Guard:
    """ASGI middleware: Host (against DNS rebinding), no Origin, the bearer token, and a limit on bodies.

    `/v1/health` is public as at FreeTheAi, and `/files/` serves results under names nobody can guess.
    """

    def __init__(self, app: ASGIApp, port: int, token: str) -> None:
        self._app = app
        self._hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers what may not pass itself; everything else goes to the application."""
        if scope["type"] != "http":
            return
        refused = self._check(Headers(scope=scope), scope["path"])
        if refused is not None:
            await refusal_response(refused, manner_of_path(scope["path"]))(scope, receive, send)
            return
        await self._app(scope, _limited(receive), send)

    def _check(self, headers: Headers, path: str) -> Refused | None:
        if headers.get("host", "").lower() not in self._hosts:
            return Refused(
                403, "invalid_request_error", "this gateway answers to 127.0.0.1 and localhost only"
            )
        if "origin" in headers:
            return Refused(403, "invalid_request_error", "requests from web pages are refused")
        if path not in _OPEN_PATHS and not path.startswith(_OPEN_PREFIX) and not self._knows(headers):
            return wrong_key()
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > BODY_LIMIT:
            return too_large(BODY_LIMIT)
        return None

    def _knows(self, headers: Headers) -> bool:
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        shown = bearer.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "")
        return hmac.compare_digest(shown.encode(), self._token)


def _limited(receive: Receive) -> Receive:
    """A `receive` that raises `Refused` once a body without a stated length has grown too large."""
    total = 0

    async def counted() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > BODY_LIMIT:
            raise too_large(BODY_LIMIT)
        return message

    return counted
