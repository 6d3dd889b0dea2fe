"""A raw HTTP server on loopback that plays scripts: pieces, waits for the test, resets, stalls."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from studio.domain.gateway import Gateway


class Asked:
    """One request as it came."""

    def __init__(self, head: bytes, body: bytes) -> None:
        lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        self.method, self.path = lines[0].split()[:2]
        self.headers = {
            n.strip().lower(): v.strip() for n, _, v in (line.partition(":") for line in lines[1:])
        }
        self.body = body


class Wire:
    """What a script writes with."""

    def __init__(self, asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked = asked
        self._reader = reader
        self._writer = writer
        self._chunked = False

    async def head(
        self,
        status: int = 200,
        content_type: str = "text/event-stream",
        length: int | None = None,
        **more: str,
    ) -> None:
        """Status line and headers; without a length the body is chunked."""
        self._chunked = length is None
        framing = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
        extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in more.items())
        text = f"HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\nConnection: close\r\n{extra}{framing}\r\n\r\n"
        await self.raw(text.encode("latin-1"))

    async def raw(self, data: bytes) -> None:
        """Bytes as they are."""
        self._writer.write(data)
        await self._writer.drain()

    async def write(self, *pieces: bytes) -> None:
        """Body pieces, each its own write."""
        for data in pieces:
            await self.raw(b"%x\r\n" % len(data) + data + b"\r\n" if self._chunked else data)

    async def end(self) -> None:
        """The proper end of a chunked body."""
        if self._chunked:
            await self.raw(b"0\r\n\r\n")

    async def whole(
        self, body: bytes, status: int = 200, content_type: str = "application/json", **more: str
    ) -> None:
        """A complete answer."""
        await self.head(status, content_type, len(body), **more)
        await self.raw(body)

    def reset(self) -> None:
        """RST instead of an end."""
        sock = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def gone(self) -> None:
        """Waits until the other side has closed the connection."""
        while await self._reader.read(65536):
            continue


Script = Callable[[Wire], Awaitable[None]]


class Server:
    """Its address and what it was asked."""

    def __init__(self, port: int, asked: list[Asked]) -> None:
        self.port = port
        self.asked = asked

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def gateway(self, **more: Any) -> Gateway:
        """A gateway row for it."""
        return Gateway(**{"id": "test", "name": "Testgate", "base_url": f"{self.origin}/v1", **more})


@asynccontextmanager
async def serving(*scripts: Script, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """A server that plays the first script for the first request, and so on; the last one for all further."""
    asked: list[Asked] = []
    running: set[asyncio.Task[Any]] = set()

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            first = await reader.readexactly(1)
            if first == b"\x16":  # a TLS greeting on a plain port
                writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                return
            head = first + await reader.readuntil(b"\r\n\r\n")
            request = Asked(head, b"")
            request.body = await reader.readexactly(int(request.headers.get("content-length", 0)))
            asked.append(request)
            await scripts[min(len(asked), len(scripts)) - 1](Wire(request, reader, writer))
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(play(reader, writer))
        running.add(task)
        task.add_done_callback(running.discard)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield Server(server.sockets[0].getsockname()[1], asked)
    finally:
        server.close()
        left = list(running)
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left)
        await server.wait_closed()
