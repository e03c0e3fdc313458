"""The command line: parse arguments, call the pipeline, print, choose the exit code."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder import __version__
from site_builder.errors import SiteError, SiteErrors

if TYPE_CHECKING:
    from site_builder.ingest import Outcome
    from site_builder.inputs import Build, Share
    from site_builder.project import Project
    from site_builder.report import PageReport

DONE, WRONG_CONTENT, WRONG_USAGE = 0, 1, 2
"""Exit codes; argparse uses 2 for wrong usage by itself."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of a run: 0 done, 1 something is wrong with the content, 2 wrong usage."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        result: int = options.run(options)
        return result
    except SiteErrors as errors:
        for error in errors.errors:
            print(error, file=sys.stderr)
        _summary(len(errors.errors))
        return WRONG_CONTENT
    except SiteError as error:
        print(error, file=sys.stderr)
        return WRONG_CONTENT
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _let_go_of_stdout()
        return WRONG_CONTENT


def _let_go_of_stdout() -> None:
    """Whoever read our output has gone: what is left of it must not fail once more at the end."""
    with contextlib.suppress(OSError, ValueError):  # a stdout that is no file
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)


def _summary(count: int) -> None:
    print(f"{count} problem{'s' if count != 1 else ''}; nothing was written", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="site-builder",
        description="Saved pages of speeches in, a searchable, citable website out.",
        epilog="Exit status: 0 done, 1 something is wrong with the content, 2 wrong usage.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument(
        "-C", "--project", metavar="DIR", type=Path, default=Path(),
        help="the archive's folder (default: this one)",
    )  # fmt: skip
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    init = commands.add_parser("init", help="start an archive in a new folder")
    init.add_argument("folder", metavar="DIR", type=Path)
    init.add_argument("--title", default="", help="the archive's name")
    init.add_argument("--language", default="en", help="of the interface: en, zh-Hans, zh-Hant, ar")
    init.add_argument("--templates", action="store_true", help="copy the templates, to change them")
    init.set_defaults(run=_init)

    ingest = commands.add_parser("ingest", help="saved pages into content/")
    ingest.add_argument("pages", metavar="RAW", type=Path, nargs="*", help="default: content/raw")
    ingest.add_argument(
        "--dry-run", action="store_true", help="say what would be done, write nothing"
    )
    ingest.add_argument(
        "--report", metavar="DIR", type=Path,
        help="write what was repaired, and what is doubtful and can be decided on, into a folder",
    )  # fmt: skip
    ingest.add_argument(
        "--decisions", metavar="FILE", type=Path,
        help="take the decisions saved from a report; ingests the pages they are on",
    )  # fmt: skip
    ingest.add_argument(
        "--jobs", metavar="N", type=_number, help="processes that read pages (default: one a core);"
        " 1: read them in this process, where none is stopped",
    )  # fmt: skip
    ingest.add_argument(
        "--page-seconds", metavar="S", type=_seconds, default=60.0,
        help="a page that takes longer is set aside (default: 60)",
    )  # fmt: skip
    ingest.set_defaults(run=_ingest)

    build = commands.add_parser("build", help="content/ into a site")
    _add_build_options(build)
    whole = build.add_mutually_exclusive_group()
    whole.add_argument(
        "--clean", action="store_true", help="make all of it anew, whatever the last build left"
    )
    whole.add_argument(
        "--shard", metavar="I/N", type=_share,
        help="make one of N parts of the site, each on its own machine; --output is part-I then",
    )  # fmt: skip
    whole.add_argument(
        "--merge", metavar="PART", type=Path, nargs="+", default=(),
        help="put the site together from all of its parts",
    )  # fmt: skip
    build.add_argument(
        "--timings", action="store_true", help="print where time and memory went, by stage"
    )
    build.add_argument(
        "--profile", metavar="FILE", type=Path,
        help="write a profile for Python's pstats; all is done in one process then",
    )  # fmt: skip
    build.set_defaults(run=_build)

    serve = commands.add_parser("serve", help="build, serve, and build again at each change")
    _add_build_options(serve)
    serve.add_argument("--port", type=int, default=8000, help="default: 8000")
    serve.set_defaults(run=_serve)

    check = commands.add_parser("check", help="everything that must hold of content/ and of a site")
    check.add_argument(
        "site", metavar="SITE", type=Path, nargs="?", help="a built site, such as public"
    )
    check.set_defaults(run=_check)

    record = commands.add_parser(
        "record", help="note what is published: check tells if any of it goes"
    )
    record.set_defaults(run=_record)

    repair = commands.add_parser(
        "repair",
        help="the repaired text of a file or a pipe",
        description="Repair texts, plain or HTML, in any encoding; write them in UTF-8. Nothing"
        " else is changed: what cannot be proved stays as it is.",
        epilog="Exit status: 0 done, 1 a text cannot be read, or would change under --check,"
        " 2 wrong usage.",
    )
    repair.add_argument(
        "files", metavar="FILE", nargs="*", default=["-"], help="default: -, standard input"
    )
    repair.add_argument("--ledger", metavar="JSON", type=Path, help="write every change, as JSON")
    repair.add_argument(
        "--explain", action="store_true", help="show each change and its reason, not the text"
    )
    repair.add_argument(
        "--check", action="store_true", help="only say what would change; exit 1 if anything would"
    )
    repair.add_argument(
        "--script", choices=("auto", "restore", "keep"), default="auto",
        help="Simplified text that was made Traditional by a machine: restore it where that is"
        " proved (default), always, or never",
    )  # fmt: skip
    repair.set_defaults(run=_repair)

    new = commands.add_parser("new", help="a speech to write by hand")
    new.add_argument("title", metavar="TITLE")
    new.set_defaults(run=_new)
    return parser


def _add_build_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output", metavar="DIR", type=Path, help="default: public")
    parser.add_argument("--no-search", action="store_true", help="leave the search index out")
    parser.add_argument(
        "--jobs", metavar="N", type=_number, default=0,
        help="how many processes work at once; the site is the same (default: one on each core)",
    )  # fmt: skip
    parser.add_argument(
        "--executor", metavar="MODULE:NAME", default="",
        help="a function that makes a concurrent.futures.Executor, to work on other machines",
    )  # fmt: skip


def _share(text: str) -> Share:
    """A share, written as `2/5`."""
    from site_builder.inputs import Share

    parts = text.split("/")
    if len(parts) == 2 and all(part.isdecimal() and part.isascii() for part in parts):
        share = Share(*map(int, parts))
        if 1 <= share.number <= share.count:
            return share
    raise argparse.ArgumentTypeError("must be such as 2/5, the second of five")


def _number(text: str) -> int:
    """A number from 1 on."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _seconds(text: str) -> float:
    """A number of seconds above 0."""
    seconds = float(text)
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError("must be more than 0")
    return seconds


def _report(line: str) -> None:
    """Show what is being done, to a person who watches."""
    if sys.stderr.isatty():
        print(f"{line} …", file=sys.stderr)


# The modules below each command are imported when it runs: `--help` needs none of them.


def _init(options: argparse.Namespace) -> int:
    from site_builder.start import start_archive

    try:
        for path in start_archive(
            options.folder,
            title=options.title,
            language=options.language,
            templates=options.templates,
        ):
            print(path)
    except SiteError as error:  # there is no content yet that could be wrong
        print(error, file=sys.stderr)
        return WRONG_USAGE
    print(f"next: cd {options.folder} && site-builder serve", file=sys.stderr)
    return DONE


def _ingest(options: argparse.Namespace) -> int:
    from site_builder.executors import cores
    from site_builder.ingest import Wanted, decisions_of, ingest, report_folder
    from site_builder.project import Project
    from site_builder.workers import Stoppable

    project = Project(options.project)
    if _any_missing([*options.pages, *filter(None, [options.decisions])]):
        return WRONG_USAGE
    decided = decisions_of(project, options.decisions) if options.decisions else {}
    if options.decisions and not decided:
        print(f"{options.decisions}: holds no decisions", file=sys.stderr)
        return DONE
    folder = report_folder(project, options.report) if options.report else None
    pages = [
        p
        for path in options.pages
        for p in (sorted(path.rglob("*")) if path.is_dir() else [path])
        if p.is_file()
    ]
    counts = {"written": 0, "unchanged": 0, "kept": 0, "proposed": 0, "refused": 0}
    doubts: list[int] = []
    reports: list[PageReport] = []
    wanted = Wanted(options.dry_run, whole=bool(folder), decided=decided)
    jobs = options.jobs or cores()
    in_processes = Stoppable(jobs, options.page_seconds, ["site_builder.transcripts"])
    with contextlib.nullcontext() if options.jobs == 1 else in_processes as executor:
        for outcome in ingest(project, pages, wanted, executor):
            counts[outcome.what] += 1
            _tell(outcome)
            doubts.append(outcome.doubts)
            if folder:
                from site_builder.report import page_report

                reports.append(page_report(outcome))
    print(
        ", ".join(f"{n} {what}" for what, n in counts.items() if n) or "no saved pages",
        file=sys.stderr,
    )
    if folder:
        _write_report(project, folder, reports)
    elif sum(doubts):
        places = _plural(sum(doubts), "doubtful place")
        pages_ = _plural(sum(map(bool, doubts)), "page")
        how = "to decide on them: site-builder ingest --report report"
        print(f"{places} in {pages_}; {how}", file=sys.stderr)
    return WRONG_CONTENT if counts["refused"] else DONE


def _write_report(project: Project, folder: Path, pages: Iterable[PageReport]) -> None:
    from site_builder.files import write_file
    from site_builder.report import report_files

    for name, data in report_files(pages, _interface_words()).items():
        write_file(folder / name, data)
        print(project.shown(folder / name))


def _tell(outcome: Outcome) -> None:
    """Print what became of a saved page."""
    for warning in outcome.warnings:
        print(f"{outcome.raw}: {warning}", file=sys.stderr)
    if outcome.error:
        print(outcome.error, file=sys.stderr)
    elif outcome.what == "proposed":
        kept = f"{outcome.raw}: {outcome.target} was corrected by hand and stays"
        print(f"{kept}; see {outcome.target}.proposed")
    elif outcome.what == "kept":
        print(f"{outcome.raw}: {outcome.target} was corrected by hand and stays")
    elif outcome.what == "written":
        unknown = (
            " (no profile knows this page; read it with care)"
            if outcome.profile == "fallback"
            else ""
        )
        print(f"{outcome.raw} → {outcome.target}{unknown}")


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _any_missing(paths: Iterable[Path]) -> bool:
    """Whether a file asked for by name is not there: wrong usage, not wrong content."""
    missing = [path for path in paths if not path.exists()]
    for path in missing:
        print(f"{path}: there is no such file", file=sys.stderr)
    return bool(missing)


def _build(options: argparse.Namespace) -> int:
    from site_builder.building import build_site
    from site_builder.inputs import Build, Workers
    from site_builder.project import Project

    share: Share | None = options.shard
    output: Path = options.output or Path(f"part-{share.number}" if share else "public")
    wanted = Build(
        Project(options.project),
        options.project / output,
        with_search=not options.no_search,
        is_clean=options.clean,
        share=share,
        parts=tuple(options.project / part for part in options.merge),
        workers=Workers(1 if options.profile else options.jobs, options.executor),
        report=_report,
    )
    with _profiled(options.profile):
        built = build_site(wanted)
    speeches = "1 speech" if built.speeches == 1 else f"{built.speeches:,} speeches"
    print(f"{output}: {built.pages:,} pages, {speeches}")
    if options.timings:
        print(wanted.timings.table())
    return DONE


@contextlib.contextmanager
def _profiled(file: Path | None) -> Iterator[None]:
    """Write a profile of what is done inside of the block, if there is a file for it."""
    if file is None:
        yield
        return
    from cProfile import Profile

    with Profile() as profile:
        yield
    profile.dump_stats(file)


def _serve(options: argparse.Namespace) -> int:
    from site_builder.inputs import Build, Workers
    from site_builder.project import Project, default_templates, headers_file
    from site_builder.server import serve

    project = Project(options.project)
    output = options.project / (options.output or Path("public"))
    wanted = Build(
        project,
        output,
        with_search=not options.no_search,
        workers=Workers(options.jobs, options.executor),
    )

    serve(
        output,
        port=options.port,
        headers=headers_file(options.project),
        rebuild=lambda: built_or_errors(wanted),
        watch=[
            project.content,
            project.templates,
            default_templates(),
            options.project / "netlify.toml",
        ],
    )
    return DONE


def built_or_errors(wanted: Build) -> list[SiteError]:
    """Build a site and return what is wrong; nothing if it was built."""
    from site_builder.building import build_site

    try:
        build_site(wanted)
    except SiteError as error:
        return list(error.errors)
    return []


def _check(options: argparse.Namespace) -> int:
    from site_builder.project import Project
    from site_builder.proving import content_faults, site_faults

    project = Project(options.project)
    faults = list(content_faults(project))
    if options.site:
        faults += site_faults(project, options.project / options.site)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(faults)} problem{'s' if len(faults) != 1 else ''}", file=sys.stderr)
    return WRONG_CONTENT if faults else DONE


def _record(options: argparse.Namespace) -> int:
    from site_builder.project import Project
    from site_builder.proving import record

    for path in record(Project(options.project)):
        print(path)
    return DONE


def _repair(options: argparse.Namespace) -> int:
    from site_builder import filter as text_filter

    if _any_missing(Path(name) for name in options.files if name != "-"):
        return WRONG_USAGE
    words = _interface_words() if options.explain else {}
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    done: list[text_filter.Filtered] = []
    failed = False
    for name, data in _contents(options.files):
        try:
            one = text_filter.filtered(name, data, script=options.script)
        except SiteError as error:
            print(error, file=sys.stderr)
            failed = True
            continue
        if options.explain:
            lines = text_filter.explained(one, words, colour=colour)
            _print_utf_8("\n" * bool(done) + "".join(f"{line}\n" for line in lines))
        elif options.check:
            _print_utf_8(f"{text_filter.summary(one)}\n")
        else:
            _print_utf_8(one.text)
        done.append(one)
    if options.ledger:
        from site_builder.files import write_file

        write_file(options.ledger, text_filter.ledger(done).encode())
    sys.stdout.flush()
    would_change = options.check and any(one.edits for one in done)
    failed |= len(done) < len(options.files)
    return WRONG_CONTENT if failed or would_change else DONE


def _contents(names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Each file's name and bytes; one that cannot be read is told of and left out."""
    for name in names:
        try:
            data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as error:
            print(f"{name}: cannot be read: {error.strerror}", file=sys.stderr)
        else:
            yield "<stdin>" if name == "-" else name, data


def _print_utf_8(text: str) -> None:
    """Write text as it is: whatever encoding and line ends the system would make of it."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())


def _interface_words() -> dict[str, str]:
    from site_builder.project import default_templates
    from site_builder.render import parsed_words

    name = "words/en.toml"
    return parsed_words({name: (default_templates() / name).read_text("utf-8")}, "en")


def _new(options: argparse.Namespace) -> int:
    from site_builder.start import new_speech

    print(new_speech(options.project, options.title))
    return DONE
