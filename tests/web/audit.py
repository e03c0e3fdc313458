"""The built site by those who judge it from outside; `make audit` runs this file.

    Nu HTML checker        every page: no error and no warning
    Lighthouse             one page of each template: 100 in all, performance at least 99
    Mozilla's Observatory  the headers of netlify.toml with the home page: A+
    Netlify                reads netlify.toml without a complaint

It needs Node.js and Java; the packages of package.json are set up by it, once. Exit status 0 if
all is well, 1 if not, 2 if something is missing.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from site_builder.headers import headers_for, read_headers
from site_builder.server import Server

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SITE = ROOT / "public"
REPORTS = HERE / "reports"
MODULES = HERE / "node_modules"

FLOORS = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
"""Lighthouse, in percent; performance varies a little with what else the machine does."""

TRIES = 3
"""A page that misses a floor is measured again, as often as this in all; the best run counts."""


class Row(NamedTuple):
    """One line of the table: who judged what, and what came out."""

    judge: str
    what: str
    result: str
    faults: tuple[str, ...] = ()


def main() -> int:
    """The exit status: 0 all is well, 1 there are faults, 2 something is missing."""
    if missing := list(_missing()):
        print("make audit cannot run:", *missing, sep="\n  ", file=sys.stderr)
        return 2
    if not _set_up():
        return 2
    rows = []
    for row in _rows():
        rows.append(row)
        print(f"{'ok ' if not row.faults else 'BAD'} {row.judge:<12} {row.what:<60} {row.result}")
        sys.stdout.flush()
    faults = [(row, fault) for row in rows for fault in row.faults]
    if faults:
        print()
    for row, fault in faults:
        print(f"{row.what}: {fault}")
    print(f"{len(rows) - sum(bool(row.faults) for row in rows)} of {len(rows)} audits passed")
    return 1 if faults else 0


def _missing() -> Iterator[str]:
    """What is not there, and how to get it."""
    if not SITE.joinpath("index.html").exists():
        yield "there is no site in public/: run `make build`"
    if not shutil.which("node") or not shutil.which("npm"):
        yield "Node.js 20 or newer with npm is missing (Debian, Ubuntu: apt-get install nodejs npm)"
    elif (version := _output("node", "--version").strip()) and int(version[1:].split(".")[0]) < 20:
        yield f"Node.js 20 or newer is needed, this is {version}"
    if not shutil.which("java"):
        yield "Java is missing (Debian, Ubuntu: apt-get install default-jre-headless)"
    if not os.environ.get("SITE_BUILDER_CHROMIUM"):
        yield "no Chromium is named: run `make audit`, or set SITE_BUILDER_CHROMIUM"


def _set_up() -> bool:
    """Install the packages of package.json, unless they are; whether they are there now."""
    stamp = MODULES / ".installed"
    lock = HERE / "package-lock.json"
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return True
    print("setting up Node packages (a minute or two) …", file=sys.stderr)
    command = [shutil.which("npm") or "npm", "ci", "--ignore-scripts", "--loglevel=error"]
    done = subprocess.run(command, cwd=HERE, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        print("The Node packages could not be installed (see above).", file=sys.stderr)
        return False
    stamp.touch()
    return True


def _rows() -> Iterator[Row]:
    yield _netlify()
    yield _observatory()
    yield from _nu()
    REPORTS.mkdir(exist_ok=True)
    with Server(SITE, headers=ROOT / "netlify.toml") as server:
        for page in _one_page_of_each_template():
            yield _lighthouse(server.url, page)


# The judges
# ----------


def _netlify() -> Row:
    """Netlify's own reader of netlify.toml, and that it sees the headers that we see."""
    tool = MODULES / "@netlify/config/bin.js"
    command = ["node", str(tool), "--offline", "--cwd", str(ROOT), "--repositoryRoot", str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return Row("Netlify", "netlify.toml", "refused", (done.stderr.strip(),))
    theirs = {rule["for"]: rule["values"] for rule in json.loads(done.stdout)["config"]["headers"]}
    written = tomllib.loads((ROOT / "netlify.toml").read_text("utf-8"))["headers"]
    faults = tuple(
        f"the headers for {path} are not read as they are written"
        for path in sorted({rule["for"] for rule in written} | theirs.keys())
        if theirs.get(path) != next((r["values"] for r in written if r["for"] == path), None)
    )
    return Row("Netlify", "netlify.toml", f"{len(theirs)} rules for headers", faults)


def _observatory() -> Row:
    """The grade of the home page with its headers."""
    rules = read_headers((ROOT / "netlify.toml").read_text("utf-8"))
    site = {
        "url": "https://archive.example.org/",
        "headers": {
            "Content-Type": "text/html; charset=utf-8",
            **headers_for(rules, "/index.html"),
        },
        "html": (SITE / "index.html").read_text("utf-8"),
    }
    grade = json.loads(_output("node", str(HERE / "observatory.js"), input=json.dumps(site)))
    faults = list(grade["faults"])
    if grade["grade"] != "A+":
        faults.append(f"{grade['grade']} where A+ is asked for")
    return Row("Observatory", "index.html", f"{grade['grade']} ({grade['score']})", tuple(faults))


def _nu() -> Iterator[Row]:
    """The Nu HTML checker, over all pages in one run."""
    pages = sorted(SITE.rglob("*.html"))
    jar = MODULES / "vnu-jar/build/dist/vnu.jar"
    command = ["java", "-jar", str(jar), "--skip-non-html", "--format", "json", "--stdout"]
    done = subprocess.run([*command, str(SITE)], capture_output=True, text=True, check=False)
    try:
        messages = json.loads(done.stdout)["messages"]
    except ValueError:
        yield Row("Nu", "public", "did not run", (done.stderr.strip() or done.stdout.strip(),))
        return
    faults = tuple(
        f"{_name(message['url'])}:{message.get('lastLine', 1)}: {message['message']}"
        for message in messages
    )
    yield Row("Nu", "public", f"{len(pages)} pages, {len(faults)} messages", faults)


def _lighthouse(address: str, page: str) -> Row:
    """Lighthouse's four scores of a page; 404.html is no page for search engines to find."""
    floors = {name: floor for name, floor in FLOORS.items() if (page, name) != ("404.html", "seo")}
    best: dict[str, Any] = {}
    for _ in range(TRIES):
        report = _lighthouse_report(address + page, list(floors))
        if not best or _least(report) > _least(best):
            best = report
        if all(_percent(best, name) >= floor for name, floor in floors.items()):
            break
    (REPORTS / f"{page.replace('/', '-')}.json").write_text(json.dumps(best), "utf-8")
    scores = " ".join(f"{_percent(best, name):>3}" for name in floors)
    faults = tuple(
        f"{name} {_percent(best, name)}: {fault}"
        for name, floor in floors.items()
        if _percent(best, name) < floor
        for fault in _lost_points(best, name)
    )
    return Row("Lighthouse", page, scores, faults)


def _lighthouse_report(address: str, categories: list[str]) -> dict[str, Any]:
    # Chromium refuses to run as root in its sandbox
    sandbox = " --no-sandbox" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
    output = _output(
        "node",
        str(MODULES / "lighthouse/cli/index.js"),
        address,
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(categories)}",
        f"--chrome-flags=--headless=new --disable-dev-shm-usage{sandbox}",
        CHROME_PATH=os.environ["SITE_BUILDER_CHROMIUM"],
    )
    report: dict[str, Any] = json.loads(output)
    return report


def _percent(report: dict[str, Any], category: str) -> int:
    return round(100 * (report["categories"][category]["score"] or 0))


def _least(report: dict[str, Any]) -> int:
    return min(_percent(report, name) for name in report["categories"])


def _lost_points(report: dict[str, Any], category: str) -> Iterator[str]:
    """The audits that lowered a score, with the elements that they name."""
    for reference in report["categories"][category]["auditRefs"]:
        audit = report["audits"][reference["id"]]
        if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
            items = audit.get("details", {}).get("items", [])
            elements = [item["node"]["snippet"] for item in items if item.get("node")]
            shown = audit.get("displayValue", "")
            yield " ".join([audit["title"], shown, *elements[:3]]).strip()


# The pages
# ---------


def _one_page_of_each_template() -> Iterable[str]:
    """Pages as paths in the site: of each kind one, of speeches the longest in each language."""
    yield "index.html"
    longest: dict[str, Path] = {}
    for speech in sorted(SITE.glob("speeches/*.html")):
        language = _language(speech)
        if language not in longest or speech.stat().st_size > longest[language].stat().st_size:
            longest[language] = speech
    yield from (_name(longest[language]) for language in sorted(longest))
    yield "years/index.html"
    yield from (_name(page) for page in sorted(SITE.glob("years/[0-9]*.html"))[-1:])
    yield "search.html"
    yield "404.html"


def _language(page: Path) -> str:
    """Of the speech, which need not be that of the page around it."""
    found = re.findall(r'<(?:html|main|article)\b[^>]*\blang="([^"]+)"', page.read_text("utf-8"))
    return found[-1] if found else ""


def _name(page: Path | str) -> str:
    """A page's path in the site, from its path or its file: address."""
    return re.sub(r"^.*?/public/", "", str(page))


def _output(*command: str, input: str | None = None, **environment: str) -> str:
    """What a command prints; its own messages are shown if it fails."""
    done = subprocess.run(
        command,
        input=input,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:2])} failed:\n{done.stderr.strip()}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
