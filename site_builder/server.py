"""Serve the site with the production headers; rebuild and reload on change."""

from __future__ import annotations

import contextlib
import errno
import gzip
import hashlib
import socket
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any
from urllib.parse import parse_qs

from site_builder.errors import SiteError
from site_builder.hosting import DEFAULT_CACHE_CONTROL, TYPES, Answer, HostedSite, read_rules
from site_builder.live_reload import RELOAD_PATH, RELOAD_SCRIPT, News, Watcher, with_script

SMALLEST_COMPRESSED = 500
"""Bytes; below, gzip gains nothing worth a header (Netlify and most servers: 256 to 1,000)."""

Rebuild = Callable[[], Sequence[SiteError]]
"""Builds the site and returns what is wrong; nothing if it was built."""


class Server:
    """A built site on a port of this machine, with live reload if `rebuild` is given.

    `headers` is a `netlify.toml`; `prefix` is where the site stands on the host, as `/archive/`.
    Files and folders of `watch` that do not exist are left out.

    Raises SiteError if the port cannot be had, and SettingsError if `headers` is malformed.

    >>> from tempfile import gettempdir
    >>> with Server(Path(gettempdir())) as server:
    ...     server.url.startswith("http://127.0.0.1:")
    True
    """

    def __init__(
        self,
        root: Path,
        *,
        port: int = 0,
        host: str = "127.0.0.1",
        prefix: str = "/",
        headers: Path | None = None,
        rebuild: Rebuild | None = None,
        watch: Sequence[Path] = (),
    ) -> None:
        self._site = HostedSite(root, prefix, read_rules(headers))
        self._headers = headers
        self._build = rebuild
        self._watched = [path.resolve() for path in watch if path.exists()]
        self._news = News() if rebuild else None
        self._building = threading.Lock()
        self._stopping = threading.Event()
        self._http = _listen(host, port)
        self._http.answer = self._answer
        self._http.news = self._news
        self._watchers: list[Watcher] = []
        self._serving: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address of the home page, as `http://127.0.0.1:8000/`."""
        host, port = self._http.server_address[:2]
        name = f"[{host!s}]" if ":" in str(host) else str(host)
        return f"http://{name}:{port}{self._site.prefix}"

    def start(self, *, build: bool = False) -> None:
        """Watch, build if asked to, and serve, in threads of their own.

        What is saved from then on is noticed, and what was saved during the build.
        """
        if self._build:
            folders = [path for path in self._watched if path.is_dir()]
            files = [path for path in self._watched if path.is_file()]
            self._watchers = [
                Watcher(paths, self.rebuild, self._stopping) for paths in (folders, files) if paths
            ]
        for watcher in self._watchers:
            watcher.start()
        if build:
            self.rebuild()
        self._serving = threading.Thread(target=self._http.serve_forever, args=(0.05,))
        self._serving.start()

    def stop(self) -> None:
        """End all threads and connections, and free the port."""
        self._stopping.set()
        if self._news:
            self._news.close()
        if self._serving:
            self._http.shutdown()
            self._serving.join()
        self._http.close_connections()
        self._http.server_close()
        for watcher in self._watchers:
            watcher.join()

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def rebuild(self) -> None:
        """Build the site again and tell the browsers; print what is wrong to stderr."""
        if not self._build or not self._news:
            return
        with self._building:
            problems = self._problems(self._build)
            for problem in problems:
                print(problem, file=sys.stderr)
            self._news.publish(problems)

    def _problems(self, build: Rebuild) -> tuple[str, ...]:
        try:
            self._site = replace(self._site, rules=read_rules(self._headers))
            return tuple(str(error) for error in build())
        except SiteError as error:
            return (str(error),)
        except Exception as error:  # a fault of ours: the server goes on, and it can be mended
            traceback.print_exc()
            return (f"{type(error).__name__}: {error}",)

    def _answer(self, target: str) -> Answer:
        """What is sent for a request's target, before the browser's own copy is considered."""
        path, _, query = target.partition("?")
        if not self._news:
            return self._site.answer(path, query)
        if path == f"{RELOAD_PATH}.js":
            no_store = {"Cache-Control": "no-store"}
            return Answer(RELOAD_SCRIPT.encode(), ".js", headers=no_store)
        # The version is read first: a page newer than it says is only loaded once more.
        version = self._news.version
        return with_script(self._site.answer(path, query), version)


def serve(
    root: Path,
    *,
    port: int = 8000,
    host: str = "127.0.0.1",
    prefix: str = "/",
    headers: Path | None = None,
    rebuild: Rebuild | None = None,
    watch: Sequence[Path] = (),
) -> None:
    """Build, serve, and build again at each change, until Ctrl-C; arguments as for `Server`.

    The address goes to stderr when the first build is done. A site that cannot be built is not
    the end: the old one, if any, is served, and shows what is wrong.

    Raises SiteError and SettingsError as `Server` does.
    """
    server = Server(
        root, port=port, host=host, prefix=prefix, headers=headers, rebuild=rebuild, watch=watch
    )
    with contextlib.suppress(KeyboardInterrupt):
        try:
            server.start(build=True)
            print(f"{server.url} (Ctrl-C to stop)", file=sys.stderr, flush=True)
            _wait()
        finally:
            server.stop()


def _wait() -> None:
    """Wait for ever, or rather for KeyboardInterrupt."""
    threading.Event().wait()


# HTTP
# ----


def _is_known(answer: Answer, tag: str, request: Any) -> bool:
    """Whether the browser has just this already, by RFC 9110, section 13.2.2."""
    if answer.status != HTTPStatus.OK:
        return False
    if (tags := request.get("If-None-Match")) is not None:
        known = {one.strip().removeprefix("W/") for one in tags.split(",")}
        return bool(known & {tag, "*"})
    if answer.modified is not None and (since := request.get("If-Modified-Since")):
        with contextlib.suppress(ValueError, TypeError, OverflowError):
            return int(answer.modified) <= parsedate_to_datetime(since).timestamp()
    return False


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: _HttpServer
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        if self.server.news and self.path.partition("?")[0] == RELOAD_PATH:
            self._send_news(self.server.news)
        else:
            self._send(self.server.answer(self.path))

    do_HEAD = do_GET  # noqa: N815 (the name is http.server's)

    def version_string(self) -> str:
        """The value of the header Server, without the versions that Python would tell."""
        return "site-builder"

    def log_message(self, *_: object) -> None:
        """Say nothing: a terminal full of requests hides the errors of a build."""

    def _send(self, answer: Answer) -> None:
        media_type = TYPES.get(answer.suffix.lower(), "application/octet-stream")
        body = answer.body
        tag = hashlib.blake2b(body, digest_size=12).hexdigest()
        headers = {"Cache-Control": DEFAULT_CACHE_CONTROL, "Content-Type": media_type}
        if "charset" in media_type and len(body) >= SMALLEST_COMPRESSED:
            headers["Vary"] = "Accept-Encoding"
            if "gzip" in self.headers.get("Accept-Encoding", ""):
                headers["Content-Encoding"] = "gzip"
                body, tag = gzip.compress(body, 6, mtime=0), f"{tag}-gzip"
        if answer.status == HTTPStatus.OK:
            headers["ETag"] = f'"{tag}"'
        if answer.modified is not None:
            headers["Last-Modified"] = formatdate(answer.modified, usegmt=True)
        status = answer.status
        if _is_known(answer, f'"{tag}"', self.headers):
            status, body = HTTPStatus.NOT_MODIFIED, b""
        else:
            headers["Content-Length"] = str(len(body))
        self.send_response(status)
        for name, value in _merged(headers, answer.headers).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _send_news(self, news: News) -> None:
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        since = parse_qs(self.path.partition("?")[2]).get("since", [""])[0]
        for message in news.messages(since):
            self.wfile.write(message.encode())


def _merged(headers: dict[str, str], over: dict[str, str]) -> dict[str, str]:
    """All headers, those of `over` in the place of others with the same name in any case."""
    names = {name.lower() for name in over}
    return {name: value for name, value in headers.items() if name.lower() not in names} | over


class _HttpServer(ThreadingHTTPServer):
    """A listening socket with its open connections."""

    answer: Callable[[str], Answer]
    news: News | None = None
    daemon_threads = False  # so that closing the server waits until all have ended

    def __init__(self, host: str, port: int) -> None:
        self._open: set[socket.socket] = set()
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, port), _Handler)

    def server_bind(self) -> None:
        """Bind without asking the network for the machine's name, which can take seconds."""
        TCPServer.server_bind(self)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Note the connection, and answer in a thread of its own."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection, and close it."""
        self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        """End what is open; their threads then end by themselves."""
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print what went wrong, except that a browser left."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _listen(host: str, port: int) -> _HttpServer:
    try:
        return _HttpServer(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SiteError(f"port {port} is in use; try --port {port + 1}") from None
        raise SiteError(f"port {port} of {host} cannot be used: {error.strerror}") from None
    except OverflowError:
        raise SiteError(f"there is no port {port}; ports go from 0 to 65535") from None
