"""Serve the site with the production headers; rebuild and reload on change.

The site is served as Netlify does it, with the headers of `netlify.toml`. While a folder is
watched, each page gets a small script which listens at `/-/reload`, by Server-Sent Events, for
two messages: `reload`, another site has been built, and `problem`, the next one cannot be built.
"""

from __future__ import annotations

import contextlib
import errno
import gzip
import hashlib
import json
import os
import re
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote

from watchfiles import Change, watch

from site_builder.errors import Place, SettingsError, SiteError
from site_builder.headers import HeaderRule, headers_for, read_headers

DEFAULT_CACHE_CONTROL = "public, max-age=0, must-revalidate"
"""What Netlify sends where no rule says otherwise."""

TYPES = {
    ".bib": "text/x-bibtex; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".ris": "application/x-research-info-systems; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
    ".zip": "application/zip",
}
"""Media types by the end of the name, listed since Python's own depend on the machine. All else,
such as Pagefind's `.pf_index` and `.pagefind`, is `application/octet-stream`."""

SMALLEST_COMPRESSED = 500
"""Bytes; below, gzip gains nothing worth a header (Netlify and most servers: 256 to 1,000)."""

SECONDS_BETWEEN_SIGNS_OF_LIFE = 15
"""How often a waiting browser hears from us, so that it is noticed when it has gone."""

QUIET_MILLISECONDS = 40
"""A build starts when nothing was saved for so long, as editors save in several steps."""

_RELOAD_PATH = "/-/reload"

_RELOAD_SCRIPT = """\
// Reloads the page when the site was built again, and shows why it could not be built.
const version = document.currentScript.dataset.version;
let events, panel;

// A hidden page does not listen: a browser holds few connections to one host.
function listen() {
  events?.close();
  if (document.hidden) return;
  events = new EventSource("/-/reload?since=" + version);
  events.addEventListener("reload", () => location.reload());
  events.addEventListener("problem", (event) => show(JSON.parse(event.data)));
}

function show(messages) {
  panel?.remove();
  panel = document.createElement("div");
  panel.id = "build-problem";
  const inside = panel.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    details { position: fixed; inset: auto 0 0 0; z-index: 9999; max-height: 60vh; overflow: auto;
      padding: 12px 20px; background: #7a1212; color: #fff; font: 16px/1.5 system-ui; }
    summary { cursor: pointer; font-weight: bold; }
    pre { margin: 8px 0 0; font: 14px/1.5 ui-monospace, monospace; white-space: pre-wrap; }
    @media print { details { display: none; } }`);
  inside.adoptedStyleSheets = [sheet];
  const details = document.createElement("details");
  details.open = true;
  details.setAttribute("role", "alert");
  const summary = document.createElement("summary");
  summary.textContent = "The site cannot be built";
  const text = document.createElement("pre");
  text.textContent = messages.join("\\n");
  details.append(summary, text);
  inside.append(details);
  document.body.append(panel);
}

document.addEventListener("visibilitychange", listen);
listen();
"""

_NOT_FOUND = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Not found</title></head>
<body><p>There is no page here.</p></body></html>
"""

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
        self._site = _Site(root, prefix, _read_rules(headers))
        self._headers = headers
        self._build = rebuild
        self._watched = [path.resolve() for path in watch if path.exists()]
        self._news = _News() if rebuild else None
        self._building = threading.Lock()
        self._stopping = threading.Event()
        self._http = _listen(host, port)
        self._http.answer = self._answer
        self._http.news = self._news
        self._watchers: list[_Watcher] = []
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
                _Watcher(paths, self.rebuild, self._stopping) for paths in (folders, files) if paths
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
            self._site = replace(self._site, rules=_read_rules(self._headers))
            return tuple(str(error) for error in build())
        except SiteError as error:
            return (str(error),)
        except Exception as error:  # a fault of ours: the server goes on, and it can be mended
            traceback.print_exc()
            return (f"{type(error).__name__}: {error}",)

    def _answer(self, target: str) -> _Answer:
        """What is sent for a request's target, before the browser's own copy is considered."""
        path, _, query = target.partition("?")
        if not self._news:
            return self._site.answer(path, query)
        if path == f"{_RELOAD_PATH}.js":
            no_store = {"Cache-Control": "no-store"}
            return _Answer(_RELOAD_SCRIPT.encode(), ".js", headers=no_store)
        # The version is read first: a page newer than it says is only loaded once more.
        version = self._news.version
        return _with_script(self._site.answer(path, query), version)


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


# From an address to an answer
# ----------------------------


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is sent, before it is compressed."""

    body: bytes
    suffix: str
    """The end of the file's name, with its dot; it tells the media type."""
    status: HTTPStatus = HTTPStatus.OK
    modified: float | None = None
    """Seconds since the epoch; None if the answer is not a file's content."""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Site:
    """A folder with a finished site, and the rules for its headers."""

    root: Path
    prefix: str
    rules: tuple[HeaderRule, ...]

    def answer(self, path: str, query: str) -> _Answer:
        """The file for a path, or a redirect, or the page 404.html."""
        if path + "/" == self.prefix:
            return _redirect(self.prefix, query)
        inside = path.removeprefix(self.prefix)
        if inside == path:
            return self._not_found({})
        headers = _for_plain_http(headers_for(self.rules, f"/{inside}"))
        name = unquote(inside)
        is_folder = not name or name.endswith("/")
        for file in [f"{name}index.html"] if is_folder else [name, f"{name}.html"]:
            if found := _read(self.root, file):
                body, modified = found
                return _Answer(body, Path(file).suffix, modified=modified, headers=headers)
        if _read(self.root, f"{name}/index.html"):
            return _redirect(f"{path}/", query)
        return self._not_found(headers)

    def _not_found(self, headers: dict[str, str]) -> _Answer:
        body, _ = _read(self.root, "404.html") or (_NOT_FOUND, 0.0)
        return _Answer(body, ".html", HTTPStatus.NOT_FOUND, headers=headers)


def _read(root: Path, name: str) -> tuple[bytes, float] | None:
    """A file's bytes and time of change; None if there is none, or it is none of the site's.

    Hidden files and what lies outside of `root`, also behind a symbolic link, are not the site's.
    """
    parts = name.split("/")
    if any(not part or part.startswith(".") or "\\" in part for part in parts):
        return None
    try:
        path = root.joinpath(*parts).resolve(strict=True)
        if not path.is_relative_to(root.resolve()) or not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(), os.fstat(file.fileno()).st_mtime
    except (OSError, ValueError):  # gone; too long a name; a NUL or half a character in it
        return None


def _redirect(path: str, query: str) -> _Answer:
    location = quote(unquote(path)) + (f"?{query}" if query else "")
    return _Answer(b"", "", HTTPStatus.MOVED_PERMANENTLY, headers={"Location": location})


def _read_rules(headers: Path | None) -> tuple[HeaderRule, ...]:
    if headers is None or not headers.exists():
        return ()
    try:
        return read_headers(headers.read_text("utf-8"), headers.name)
    except UnicodeDecodeError as error:
        raise SettingsError(f"not UTF-8: {error.reason}", Place(headers.name)) from None


def _for_plain_http(headers: dict[str, str]) -> dict[str, str]:
    """Headers without the order to fetch all by https, which is not spoken here.

    Safari obeys it on 127.0.0.1 too, and every browser does on a name or address in a network.
    """
    return {
        name: re.sub(r";?\s*upgrade-insecure-requests", "", value)
        for name, value in headers.items()
    }


def _with_script(answer: _Answer, version: str) -> _Answer:
    """An answer that, if it is a page, loads the reload script at the end of its body."""
    if answer.suffix != ".html":
        return answer
    script = f'<script src="{_RELOAD_PATH}.js" data-version="{version}" defer></script>'.encode()
    before, end, after = answer.body.rpartition(b"</body>")
    body = before + script + end + after if end else answer.body + script
    return replace(answer, body=body)


def _is_known(answer: _Answer, tag: str, request: Any) -> bool:
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


# HTTP
# ----


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: _HttpServer
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        if self.server.news and self.path.partition("?")[0] == _RELOAD_PATH:
            self._send_news(self.server.news)
        else:
            self._send(self.server.answer(self.path))

    do_HEAD = do_GET  # noqa: N815 (the name is http.server's)

    def version_string(self) -> str:
        """The value of the header Server, without the versions that Python would tell."""
        return "site-builder"

    def log_message(self, *_: object) -> None:
        """Say nothing: a terminal full of requests hides the errors of a build."""

    def _send(self, answer: _Answer) -> None:
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

    def _send_news(self, news: _News) -> None:
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

    answer: Callable[[str], _Answer]
    news: _News | None = None
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


# Live reload
# -----------


@dataclass(frozen=True, slots=True)
class _State:
    """What there is to tell."""

    version: str
    """Of the site being served; another server's are all different."""
    problems: tuple[str, ...] = ()
    """Why the next site could not be built."""


class _News:
    """What waiting browsers are told."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._state = _State(str(time.time_ns()))
        self._is_open = True

    @property
    def version(self) -> str:
        """The present version of the site."""
        return self._state.version

    def publish(self, problems: tuple[str, ...]) -> None:
        """Tell of a finished build, or of one that failed."""
        with self._changed:
            version = self._state.version if problems else str(time.time_ns())
            self._state = _State(version, problems)
            self._changed.notify_all()

    def close(self) -> None:
        """End all waiting."""
        with self._changed:
            self._is_open = False
            self._changed.notify_all()

    def messages(self, since: str) -> Iterator[str]:
        """Server-Sent Events for a page of version `since`, as they happen, until closed."""
        told: _State | None = None
        yield "retry: 300\n\n"
        while self._is_open:
            with self._changed:
                self._changed.wait_for(
                    lambda: not self._is_open or self._state is not told,  # noqa: B023
                    SECONDS_BETWEEN_SIGNS_OF_LIFE,
                )
                state = self._state
            yield ": still here\n\n" if state is told else _message(state, since)
            told = state


def _message(state: _State, since: str) -> str:
    if state.version != since:
        return "event: reload\ndata:\n\n"
    if state.problems:
        return f"event: problem\ndata: {json.dumps(state.problems)}\n\n"
    return ": nothing new\n\n"


# Watching
# --------


class _Watcher:
    """A thread that calls a function at each change of some folders, or of some files."""

    def __init__(
        self, paths: Sequence[Path], changed: Callable[[], None], stopping: threading.Event
    ) -> None:
        self._paths = paths
        self._changed = changed
        self._stopping = stopping
        self._asked = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        """Start, and return when all that is saved from now on will be noticed."""
        self._thread.start()
        self._asked.wait()

    def join(self) -> None:
        """Wait until the thread has ended, as it does soon after `stopping` is set."""
        if self._thread.ident is not None:
            self._thread.join()

    def is_set(self) -> bool:
        """Whether to stop; `watch` asks this often, and first when it has begun to watch."""
        self._asked.set()
        return self._stopping.is_set()

    def _run(self) -> None:
        is_recursive = self._paths[0].is_dir()
        # A file that an editor replaces is another file; so the folder it is in is watched.
        folders = self._paths if is_recursive else [path.parent for path in self._paths]
        try:
            for _changes in watch(
                *folders,
                watch_filter=_watch_filter(self._paths),
                step=QUIET_MILLISECONDS,
                debounce=10 * QUIET_MILLISECONDS,
                recursive=is_recursive,
                stop_event=self,
                raise_interrupt=False,
            ):
                self._changed()
        except (OSError, RuntimeError) as error:  # the system's; watchfiles' own
            print(f"changes are not watched any more: {error}", file=sys.stderr)
        finally:
            self._asked.set()


def _watch_filter(paths: Sequence[Path]) -> Callable[[Change, str], bool]:
    """Whether a change is one to `paths` or in them, and not an editor's or our own scratch file.

    Scratch files are hidden (`.x.md.swp`, `.#x.md`, our `.x.md.new-1`), end in `~` or begin with
    `#` (Emacs), or are named `4913` (Vim, to see whether it may write).
    """

    def is_wanted(_change: Change, changed: str) -> bool:
        for path in paths:
            if Path(changed) == path:
                return True
            if Path(changed).is_relative_to(path):
                parts = Path(changed).relative_to(path).parts
                return parts[-1] != "4913" and not any(
                    part.startswith((".", "#")) or part.endswith("~") for part in parts
                )
        return False

    return is_wanted
