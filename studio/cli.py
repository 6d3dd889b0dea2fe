"""The headless twin: ask, image, models and sandbox at the terminal, with the services of the window."""

import argparse
import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from studio.cli_album import Album
from studio.cli_arguments import parse
from studio.cli_gateway import DEMO, KeyFor, fixed_key, gateway_at, gateway_named, key_source
from studio.cli_output import EXIT, Output
from studio.domain.conversation import Message, Part, Picture, Role, Status, Text, new_id
from studio.domain.errors import Kind, Remedy, StudioError, failing
from studio.domain.events import fold
from studio.domain.gateway import Gateway, Protocol
from studio.domain.model import Catalogue, automatic_protocol, capabilities_by_name
from studio.domain.parameters import ParameterSet
from studio.domain.picture import PictureRef
from studio.domain.presets import demo_gateway
from studio.domain.prompt import Prompt, Task
from studio.domain.settings import Settings
from studio.logs import RedactingFormatter
from studio.paths import find_paths
from studio.services.house import Services

log = logging.getLogger(__name__)


def main(arguments: Sequence[str]) -> int:
    """Does one job; 0 done, 1 failed, 2 wrong use, 3 cut off, 130 stopped."""
    options = parse(arguments)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    output = Output(options.json)
    model = getattr(options, "model", "")
    with _terminal_log(options.debug):
        try:
            return asyncio.run(_VERBS[options.verb](options, output))
        except StudioError as error:
            return output.failed(error.failure, model)
        except KeyboardInterrupt:
            return EXIT[Status.STOPPED]
        except BrokenPipeError:
            # Whoever read our output has gone; Python would complain once more when it flushes at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return EXIT[Status.FAILED]
        except Exception as error:
            log.debug("The job failed", exc_info=error)
            return output.broken(error, model)


async def ask(options: argparse.Namespace, output: Output) -> int:
    """One prompt to one model."""
    text = _prompt_text(options.prompt)
    album = Album(options.out)
    album.check()
    async with _gateway(options) as (gateway, key_for), _services(key_for, album) as services:
        pictures = [(await services.pictures.open_file(path)).ref for path in options.image]
        parts: tuple[Part, ...] = (Text(text), *(Picture(ref) for ref in pictures))
        prompt = Prompt(
            gateway=gateway,
            model=options.model,
            protocol=Protocol(options.protocol or automatic_protocol(gateway, options.model)),
            system=options.system,
            messages=(_message(parts),),
            parameters=ParameterSet(dict(options.param)),
            stream=not options.no_stream,
            media=album.media,
            capabilities=frozenset(capabilities_by_name(options.model)),
        )
        return await _answered(services, album, prompt, output)


async def image(options: argparse.Namespace, output: Output) -> int:
    """A picture made from words, or changed by them."""
    text = _prompt_text(options.prompt)
    album = Album(options.out)
    album.check()
    async with _gateway(options) as (gateway, key_for), _services(key_for, album) as services:
        if options.mask is not None:
            gateway = msgspec.structs.replace(gateway, masks=True)
        sources = [(await services.pictures.open_file(path)).ref for path in options.edit]
        mask = None
        if options.mask is not None:
            mask = await _mask(services, options.mask, sources[0])
        pictures = [Picture(ref, mask=mask if at == 0 else None) for at, ref in enumerate(sources)]
        values = dict(options.param)
        values |= {name: value for name in ("size", "n") if (value := getattr(options, name)) is not None}
        prompt = Prompt(
            gateway=gateway,
            model=options.model,
            task=Task.EDIT if sources else Task.GENERATE,
            messages=(_message((Text(text), *pictures)),),
            parameters=ParameterSet(values),
            stream=False,
            media=album.media,
        )
        return await _answered(services, album, prompt, output)


async def models(options: argparse.Namespace, output: Output) -> int:
    """The models of a gateway."""
    async with _gateway(options) as (gateway, key_for), _services(key_for, Album(None)) as services:
        catalogue = await _or_stopped(services.catalogues.fetch(gateway))
        if catalogue is None:
            return EXIT[Status.STOPPED]
        _print_models(catalogue, output)
        return 0


async def export(options: argparse.Namespace, output: Output) -> int:
    """Conversations of the library as a file."""
    from studio import cli_library

    paths = find_paths(options.data_dir)
    words = await cli_library.export(paths, options.conversation, options.format, options.target.absolute())
    if options.json:
        output.line({"event": "end", "status": "done", "message": words, "error": None})
    else:
        output.text(words + "\n")
    return EXIT[Status.DONE]


async def sandbox(options: argparse.Namespace, output: Output) -> int:
    """The built-in gateway alone, until Ctrl+C."""
    from studio.sandbox.server import Sandbox

    server = Sandbox(options.port, options.token)
    try:
        await server.start()
    except OSError as error:
        reason = (error.strerror or "the system refuses").lower()
        raise failing(
            Kind.INPUT,
            f"Port {options.port} cannot be used: {reason}. Choose another with --port.",
            Remedy.NONE,
        ) from None
    row = demo_gateway(server.port)
    if options.json:
        output.line({"event": "listening", "base_url": row.base_url, "token": server.token})
    else:
        output.text(f"{row.name}\nbase URL  {row.base_url}\ntoken     {server.token}\nCtrl+C stops it.\n")
    try:
        await _or_stopped(asyncio.Event().wait())
    finally:
        await server.stop()
    return 0


_VERBS: dict[str, Callable[[argparse.Namespace, Output], Coroutine[Any, Any, int]]] = {
    "ask": ask,
    "image": image,
    "models": models,
    "export": export,
    "sandbox": sandbox,
}


@asynccontextmanager
async def _gateway(options: argparse.Namespace) -> AsyncIterator[tuple[Gateway, KeyFor]]:
    """The chosen gateway and its key; the built-in one runs as long as the block does."""
    if options.gateway == DEMO:
        from studio.sandbox.server import Sandbox

        server = Sandbox()
        await server.start()
        try:
            yield demo_gateway(server.port), fixed_key(server.token)
        finally:
            await server.stop()
        return
    if options.gateway is not None:
        gateway = gateway_named(options.gateway, find_paths(options.data_dir).data)
    else:
        gateway = gateway_at(options.base_url, options.allow_plain_http)
    key_for, secrets = key_source(gateway, options.gateway is not None, options.key_env)
    try:
        yield gateway, key_for
    finally:
        if secrets is not None:
            secrets.close()


@asynccontextmanager
async def _services(key_for: KeyFor, album: Album) -> AsyncIterator[Services]:
    """The services of the window, keeping pictures in `album` and recording nothing."""
    services = Services(Settings, album.put, album.get, lambda exchange: None, key_for=key_for)
    try:
        yield services
    finally:
        await services.close()


async def _answered(services: Services, album: Album, prompt: Prompt, output: Output) -> int:
    """Prints the answer as it comes; Ctrl+C ends it and keeps what came."""
    message = Message(
        id=new_id(),
        parent=None,
        role=Role.ASSISTANT,
        status=Status.WAITING,
        gateway=prompt.gateway.id,
        model=prompt.model,
        protocol=prompt.protocol,
    )

    async def stream() -> bool:
        nonlocal message
        async with aclosing(services.answering.answer(prompt)) as events:
            async for event in events:
                before, message = message, fold(message, event)
                output.event(event, before, message, album.write)
        return True

    if await _or_stopped(stream()) is None:
        message = msgspec.structs.replace(message, status=Status.STOPPED)
    return output.end(message, album.write)


async def _or_stopped(job: Coroutine[Any, Any, Any]) -> Any:
    """The result of `job`, or None when Ctrl+C or SIGTERM came first; a second Ctrl+C ends at once."""
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(job)

    def stop() -> None:
        forget()
        task.cancel()

    def forget() -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:  # on Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
    try:
        await asyncio.wait({task})
    finally:
        forget()
    return None if task.cancelled() else task.result()


async def _mask(services: Services, path: Path, source: PictureRef) -> PictureRef:
    mask = (await services.pictures.open_file(path)).ref
    if (mask.width, mask.height) != (source.width, source.height):
        raise failing(
            Kind.INPUT,
            f"The mask is {mask.width}×{mask.height}, the picture {source.width}×{source.height}; "
            "a mask must have the size of its picture.",
        )
    pixels = (await services.pictures.raster(mask)).rgba[::4]
    return await services.pictures.mask_png(pixels, mask.width, mask.height)


def _message(parts: tuple[Part, ...]) -> Message:
    return Message(id=new_id(), parent=None, role=Role.USER, parts=parts, created_at=time.time())


def _prompt_text(given: str | None) -> str:
    if given is not None and given != "-":
        return given
    return sys.stdin.read()


def _print_models(catalogue: Catalogue, output: Output) -> None:
    if catalogue.note:
        output.note(catalogue.note)
    width = min(48, max((len(model.id) for model in catalogue.models), default=0))
    for model in catalogue.models:
        capabilities = sorted(capability.value for capability in model.capabilities)
        if output.as_json:
            output.line(
                {
                    "event": "model",
                    "id": model.id,
                    "name": model.shown_name,
                    "capabilities": capabilities,
                    "context": model.context,
                    "max_output": model.max_output,
                    "tier": model.tier,
                    "locked": model.locked,
                    "status": model.status,
                }
            )
            continue
        facts = [", ".join(capabilities)]
        facts += [f"{model.context:,} tokens"] if model.context else []
        facts += [model.tier] if model.tier else []
        facts += [f"locked: {model.locked}"] if model.locked else []
        output.text(f"{model.id:<{width}}  {'; '.join(fact for fact in facts if fact)}".rstrip() + "\n")
    if output.as_json:
        end = {"status": "done", "models": len(catalogue.models), "source": catalogue.source}
        output.line({"event": "end", **end, "note": catalogue.note, "error": None})


@contextmanager
def _terminal_log(debug: bool) -> Iterator[None]:
    """Nothing of the log reaches the terminal, or with --debug all of it, without keys."""
    root, ours = logging.getLogger(), logging.getLogger("studio")
    handler: logging.Handler = logging.StreamHandler() if debug else logging.NullHandler()
    handler.setFormatter(RedactingFormatter("%(levelname)s %(name)s: %(message)s"))
    before = ours.level
    root.addHandler(handler)
    ours.setLevel(logging.DEBUG if debug else before)
    try:
        yield
    finally:
        root.removeHandler(handler)
        ours.setLevel(before)
