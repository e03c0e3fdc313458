"""What several test files need: projects to try things in, the command line, the sample site."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from site_builder.cli import main
from site_builder.pipeline import build
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
