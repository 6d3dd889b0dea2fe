"""All routes of the built-in gateway in one table."""

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from studio.sandbox import catalogue
from studio.sandbox.chatting import DIALECTS, Desk, Dialect
from studio.sandbox.easel import Easel
from studio.sandbox.guard import Guard, manner_of_path, refusal_response
from studio.sandbox.pacing import Clock
from studio.sandbox.refusals import Refused


def application(port: int, token: str, clock: Clock) -> ASGIApp:
    """The gateway as an ASGI application behind its guard."""
    desk = Desk(clock)
    easel = Easel(port, clock)
    routes = [
        *(Route(dialect.path, _speaker(desk, dialect), methods=["POST"]) for dialect in DIALECTS),
        Route("/v1/models", _models),
        Route("/v1/models/full", _models_full),
        Route("/v1/health", _health),
        Route("/v1/model/openapi.json", _schema),
        Route("/v1/model/api.md", _page),
        Route("/v1/images/generations", easel.generate, methods=["POST"]),
        Route("/v1/images/generations/{id}", easel.ask),
        Route("/v1/images/edits", easel.change, methods=["POST"]),
        Route("/v1/image/submit", easel.submit, methods=["POST"]),
        Route("/v1/image/{id}/result", easel.result),
        Route("/files/{name}", easel.file),
    ]
    handlers = {Refused: _refused, HTTPException: _wrong_address}
    return Guard(Starlette(routes=routes, exception_handlers=handlers), port, token)  # type: ignore[arg-type]


def _speaker(desk: Desk, dialect: Dialect) -> Callable[[Request], Awaitable[Response]]:
    async def speak(request: Request) -> Response:
        return await desk.answer(request, dialect)

    return speak


async def _models(request: Request) -> Response:
    return JSONResponse(catalogue.plain_list())


async def _models_full(request: Request) -> Response:
    return JSONResponse(catalogue.full_list())


async def _health(request: Request) -> Response:
    return JSONResponse(catalogue.health())


async def _schema(request: Request) -> Response:
    return JSONResponse(catalogue.schema(request.query_params.get("model", "")))


async def _page(request: Request) -> Response:
    text = catalogue.page(request.query_params.get("model", ""))
    return PlainTextResponse(text, media_type="text/markdown")


async def _refused(request: Request, refused: Refused) -> Response:
    return refusal_response(refused, manner_of_path(request.url.path))


async def _wrong_address(request: Request, error: HTTPException) -> Response:
    message = f"{request.method} {request.url.path}: {error.detail}"
    return refusal_response(
        Refused(error.status_code, "invalid_request_error", message), manner_of_path(request.url.path)
    )
