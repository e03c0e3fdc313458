"""A folder is a project that must fail, with a message that is compared to the letter.

    broken/CASE/content/…      the project, and with it templates/…, public/…, as far as needed
                command.txt    the arguments, and on a second line `exit` and the exit code
                expected.txt   all that is printed to stderr

`pytest tests/test_broken.py --update` writes the messages found; `git diff` shows what has changed.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "broken"
CASES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
NOT_OF_THE_PROJECT = ("command.txt", "expected.txt")


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def broken(case: str, project: Callable):
    made = project({})
    shutil.rmtree(made.root)
    shutil.copytree(FOLDER / case, made.root, ignore=shutil.ignore_patterns(*NOT_OF_THE_PROJECT))
    return made


def command(case: str) -> tuple[list[str], int]:
    line, code = (FOLDER / case / "command.txt").read_text("utf-8").splitlines()
    return shlex.split(line), int(code.removeprefix("exit "))


def test_a_broken_project_fails_with_just_these_words(
    case: str, broken, request: pytest.FixtureRequest
) -> None:
    arguments, code = command(case)
    done = broken.run(*arguments)
    path = FOLDER / case / "expected.txt"
    if request.config.getoption("--update"):
        path.write_text(done.err, "utf-8")
    assert done.err == path.read_text("utf-8")
    assert done.code == code


def test_a_message_names_its_place_inside_the_project_and_is_no_traceback(case: str) -> None:
    text = (FOLDER / case / "expected.txt").read_text("utf-8")
    assert text.endswith("\n")
    assert "Traceback" not in text
    assert not re.search(r"(?<!\w)/\w", text.replace("https://", ""))
    assert len(text.splitlines()) < 30


@pytest.mark.parametrize(
    "case", [case for case in CASES if "build" in command(case)[0]], indirect=True
)
def test_a_failed_build_leaves_the_old_site_as_it_was(case: str, broken) -> None:
    arguments, _ = command(case)
    if not (broken.root / "public").exists():
        broken.write({"public/.site-builder": "", "public/index.html": "the old site"})
    before = broken.tree()
    broken.run(*arguments)
    assert broken.tree() == before


def test_a_bad_page_does_not_keep_the_good_ones_from_being_ingested(project: Callable) -> None:
    made = project({})
    shutil.copytree(FOLDER / "ingest-bad-among-good", made.root, dirs_exist_ok=True)
    assert made.run("ingest").code == 1
    assert sorted(made.tree("content/speeches")) == ["first.md", "second.md"]
    assert sorted(made.tree("content/ledgers")) == ["first.json", "second.json"]
    assert made.run("build", "--no-search").code == 0


def test_a_case_is_mended_by_what_its_message_says(project: Callable) -> None:
    made = project({"content/speeches/a.md": '---\ntitle: "A"\nspeekers: []\n---\n\nText.\n'})
    assert 'did you mean "speakers"?' in made.run("build", "--no-search").err
    made.write({"content/speeches/a.md": '---\ntitle: "A"\nspeakers: []\n---\n\nText.\n'})
    assert made.run("build", "--no-search").code == 0
