"""A wire to a server: counts what goes over it, and is as slow as one wishes."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

CHUNK = 4_096
"""Bytes passed on at once."""


@dataclass(frozen=True)
class Speed:
    """How fast a connection is."""

    round_trip: float
    """Seconds."""
    down: float
    """Bytes a second, of all connections together; what goes up is small and not held back."""


SLOW_4G = Speed(0.15, 1_600_000 / 8)
"""As Lighthouse and Chromium's developer tools have it."""


class Wire:
    """Passes connections on to a server; to be used in a `with`, then `url` is where to ask.

    The server speaks HTTP/1.1, of which a browser opens six connections at once; with HTTP/2, as
    hosts have it, many small files come sooner.
    """

    bytes = 0
    """Of answers with their headers, as compressed."""
    requests = 0

    def __init__(self, server: str, speed: Speed | None = None) -> None:
        address = urlsplit(server)
        self._server = (str(address.hostname), int(address.port or 80))
        self._speed = speed
        self._free = 0.0
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}{address.path}"

    def __enter__(self) -> Wire:
        _started(self._listen)
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):  # it is closed in the end
            while True:
                near, _ = self._listening.accept()
                _started(lambda near=near: self._connect(near))

    def _connect(self, near: socket.socket) -> None:
        if self._speed:
            time.sleep(self._speed.round_trip)
        far = socket.create_connection(self._server)
        _started(lambda: _passed(near, far, self._up))
        _passed(far, near, self._down)

    def _up(self, data: bytes) -> None:
        with self._lock:
            self.requests += data.count(b" HTTP/1.1\r\n")
        if self._speed:
            time.sleep(self._speed.round_trip)

    def _down(self, data: bytes) -> None:
        with self._lock:
            self.bytes += len(data)
            if not self._speed:
                return
            now = time.monotonic()
            self._free = max(self._free, now) + len(data) / self._speed.down
            wait = self._free - now
        time.sleep(wait)


def _started(run: Callable[[], None]) -> None:
    threading.Thread(target=run, daemon=True).start()


def _passed(source: socket.socket, target: socket.socket, seen: Callable[[bytes], None]) -> None:
    """Pass on what comes from one end to the other until either is closed."""
    with contextlib.suppress(OSError):
        while data := source.recv(CHUNK):
            seen(data)
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
