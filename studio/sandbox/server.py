"""The built-in gateway as a server: a socket of this machine, a key of this run, started and stopped by hand."""

import asyncio
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn

from studio.sandbox.pacing import Clock
from studio.sandbox.routes import application

_POLL = 0.005


class _Server(uvicorn.Server):
    """uvicorn that leaves SIGINT and SIGTERM to the program it runs in, and stops at once when told to."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._leaving = asyncio.Event()

    def leave(self) -> None:
        """Ends `serve` without waiting for its next look at the clock."""
        self.should_exit = True
        self._leaving.set()

    async def main_loop(self) -> None:
        """As the parent, but woken by `leave`; it looks once a second, which is as often as its date changes."""
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._leaving.wait(), 1)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Sandbox:
    """The gateway in the running event loop, on 127.0.0.1 only.

    `port` 0 takes a free one; `token` None makes a random one; `pace` scales every delay, 0 is at once.
    """

    def __init__(self, port: int = 0, token: str | None = None, pace: float = 1.0) -> None:
        self.port = port
        self.token = token or f"demo-{secrets.token_urlsafe(24)}"
        self._pace = pace
        self._clock: Clock | None = None
        self._server: _Server | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def base_url(self) -> str:
        """The base address clients use; meaningful once started."""
        return f"http://127.0.0.1:{self.port}/v1"

    async def start(self) -> None:
        """Binds, serves, and returns when requests are answered. Raises OSError where the port is taken."""
        listener = _listen(self.port)
        self.port = listener.getsockname()[1]
        self._clock = Clock(self._pace)
        config = uvicorn.Config(
            application(self.port, self.token, self._clock),
            loop="none",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = _Server(config)
        self._task = asyncio.create_task(self._server.serve(sockets=[listener]), name="sandbox")
        while not self._server.started:
            if self._task.done():
                await self._task
            await asyncio.sleep(_POLL)

    async def stop(self) -> None:
        """Cuts open streams off, frees the port and leaves no task; safe to call twice."""
        if self._server is None or self._task is None or self._clock is None:
            return
        self._clock.close()
        self._server.leave()
        await self._task
        self._server = self._task = None


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere the option would let another program share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


class SandboxThread:
    """The same gateway on a thread and a loop of its own, for synchronous callers."""

    def __init__(self, port: int = 0, token: str | None = None, pace: float = 1.0) -> None:
        self._sandbox = Sandbox(port, token, pace)
        self._started = threading.Event()
        self._failure: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._sandbox.port

    @property
    def base_url(self) -> str:
        """The base address clients use."""
        return self._sandbox.base_url

    @property
    def token(self) -> str:
        """The key of this run."""
        return self._sandbox.token

    def start(self) -> None:
        """Returns when requests are answered. Raises what `Sandbox.start` raises."""
        self._thread.start()
        self._started.wait()
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Stops the gateway and waits for its thread."""
        # After a failed start the loop is closing or closed, whether the thread has ended yet or not.
        serving = self._failure is None and self._thread.is_alive()
        if serving and self._loop is not None and self._stopping is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        try:
            await self._sandbox.start()
        except OSError as error:
            self._failure = error
            return
        finally:
            self._started.set()
        await self._stopping.wait()
        await self._sandbox.stop()
