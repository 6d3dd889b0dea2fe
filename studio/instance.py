"""One program for one data folder: a second start hands its arguments to the first and ends."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, Signal

from studio.paths import Paths

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

PATIENCE_MS = 2000
LIMIT = 1 << 20


class Instance(QObject):
    """Holds the lock of a data folder and listens for later starts; `called(dict)` brings their options."""

    called = Signal(dict)

    def __init__(self, paths: Paths) -> None:
        super().__init__()
        self._paths = paths
        self._lock = QLockFile(str(paths.lock))
        self._lock.setStaleLockTime(0)
        self._server: QLocalServer | None = None

    def is_first(self) -> bool:
        """Takes the lock; False when another program holds it. A lock of a dead process is taken over.

        A folder that takes no lock file takes no second writer either: it is opened for reading.
        """
        return self._lock.tryLock(0) or self._lock.error() is not QLockFile.LockError.LockFailedError

    def listen(self) -> None:
        """Begins to listen for later starts; without a socket the lock alone guards the folder."""
        from PySide6.QtNetwork import QLocalServer  # after the first paint

        name = str(self._paths.socket)
        QLocalServer.removeServer(name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)
        self._server.listen(name)

    def hand_over(self, options: argparse.Namespace) -> bool:
        """Tells the first program what this start was asked for; False when it does not listen."""
        import json

        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(str(self._paths.socket))
        if not socket.waitForConnected(PATIENCE_MS):
            return False
        words = {
            "new_chat": bool(options.new_chat),
            "new_image": bool(options.new_image),
            "pictures": [str(Path(p).absolute()) for p in options.pictures],
        }
        socket.write(json.dumps(words).encode() + b"\n")
        return socket.waitForBytesWritten(PATIENCE_MS)

    def close(self) -> None:
        """Stops listening and gives the lock back."""
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    def _accept(self) -> None:
        assert self._server is not None
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.readyRead.connect(lambda: self._read(socket))
            socket.disconnected.connect(socket.deleteLater)
            self._read(socket)

    def _read(self, socket: "QLocalSocket") -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > LIMIT:
                socket.abort()
            return
        line = bytes(socket.readLine().data())
        socket.disconnectFromServer()
        import json

        try:
            words = json.loads(line)
        except ValueError:
            return
        if isinstance(words, dict):
            self.called.emit(words)
