"""Live reload: folders are watched, and waiting browsers told of each build by Server-Sent Events.

A page listens for two messages: `reload`, another site has been built, and `problem`, the next one
cannot be built.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from watchfiles import Change, watch

from site_builder.hosting import Answer

SECONDS_BETWEEN_SIGNS_OF_LIFE = 15
"""How often a waiting browser hears from us, so that it is noticed when it has gone."""

QUIET_MILLISECONDS = 40
"""A build starts when nothing was saved for so long, as editors save in several steps."""

RELOAD_PATH = "/-/reload"

RELOAD_SCRIPT = """\
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


def with_script(answer: Answer, version: str) -> Answer:
    """An answer that, if it is a page, loads the reload script at the end of its body."""
    if answer.suffix != ".html":
        return answer
    script = f'<script src="{RELOAD_PATH}.js" data-version="{version}" defer></script>'.encode()
    before, end, after = answer.body.rpartition(b"</body>")
    body = before + script + end + after if end else answer.body + script
    return replace(answer, body=body)


# Telling
# -------


@dataclass(frozen=True, slots=True)
class _State:
    """What there is to tell."""

    version: str
    """Of the site being served; another server's are all different."""
    problems: tuple[str, ...] = ()
    """Why the next site could not be built."""


class News:
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


class Watcher:
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
