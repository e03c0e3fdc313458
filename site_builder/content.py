"""The files of `content/`, read and written: a speech's front matter and body, and its ledger."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from functools import cache, lru_cache
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any

import yaml

from site_builder import dates
from site_builder.anchoring import names_with_lines, without_marks
from site_builder.decisions import parsed_decisions
from site_builder.errors import ContentError, Place, SiteErrors
from site_builder.model import (
    Decision,
    Document,
    Edit,
    Event,
    Ledger,
    RawPage,
    Rights,
    Source,
    Speaker,
)
from site_builder.schema import dotted, faults, schema

_FENCE = "---"


# Reading
# -------


def decoded(data: bytes, path: str) -> str:
    """What a text file holds; raises `ContentError` if it is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ContentError("is not UTF-8 text", Place(path, line)) from None


def parsed_document(text: str, path: str, *, language: str) -> Document:
    """The document that a file of `content/speeches/` holds.

    `path` is relative to the project; the id is the file's name. `language` is that of the site,
    for a speech that names none. Raises `SiteErrors`, with every fault found, if the file breaks
    the format.
    """
    stem = path.rpartition("/")[2].removesuffix(".md")
    head, rest = split_file(text, path)
    front, body, first_line = _inside(head), rest.rstrip("\r\n") + "\n", 2
    data, lines = _front_matter(front, path, first_line)
    errors = list(_faults(data, lines, path))
    errors += _id_faults(data, lines, path, stem)
    errors += _anchor_faults(body, path, head.count("\n"))
    if errors:
        raise SiteErrors(errors)
    return _document(data, body, {"id": stem, "language": language})


def split_file(text: str, path: str) -> tuple[str, str]:
    """A file's front matter, with its fences and the empty lines behind it, and its body.

    Raises `ContentError` if it has no front matter.
    """
    end = text.find("\n---\n") + 1  # no need to part all of a long text into its lines
    lines = text[: end + 4 if end else None].splitlines(keepends=True)
    if not lines or lines[0].removeprefix("\ufeff").rstrip() != _FENCE:
        raise ContentError("front matter must begin with a line '---'", Place(path, 1))
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == _FENCE:
            body = text[sum(map(len, lines[: number + 1])) :].lstrip("\r\n")
            return text[: len(text) - len(body)], body
    raise ContentError("front matter has no closing line '---'", Place(path, 1))


def _inside(head: str) -> str:
    """The lines between the fences."""
    return "".join(head.rstrip("\r\n").splitlines(keepends=True)[1:-1])


def written_digest(text: str, path: str) -> str:
    """The SHA-256 by which a speech's file is known: its marks of anchors do not count.

    So what a program notes at the end of blocks is no correction by a person.
    """
    head, body = split_file(text, path)
    return sha256((head + without_marks(body)).encode()).hexdigest()


def _front_matter(
    front: str, path: str, first_line: int
) -> tuple[dict[str, Any], dict[tuple[str | int, ...], int]]:
    """The data, every scalar as text, and the line on which each value stands."""
    try:
        node = yaml.compose(front, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        hint = _yaml_hint(front, mark.line if mark else 0)
        raise ContentError(f"not valid YAML: {error.problem}{hint}", Place(path, line)) from None
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        message = str(error).partition("\n")[0]
        raise ContentError(f"not valid YAML: {message}", Place(path, first_line)) from None
    lines: dict[tuple[str | int, ...], int] = {}
    if node is None:
        return {}, lines
    errors: list[ContentError] = []
    seen: set[int] = set()

    def value(node: yaml.Node, where: tuple[str | int, ...]) -> Any:
        line = first_line + node.start_mark.line
        # YAML lets a value stand in several places, or inside of itself: ten lines can be made
        # to hold more than any memory. Nobody needs that in front matter.
        if id(node) in seen:
            errors.append(ContentError("aliases (*name) are not allowed", Place(path, line)))
            return None
        seen.add(id(node))
        lines.setdefault(where, line)
        if isinstance(node, yaml.MappingNode):
            result: dict[str, Any] = {}
            for key_node, value_node in node.value:
                key = str(key_node.value)
                place = first_line + key_node.start_mark.line
                if key in result:
                    errors.append(ContentError(f'key "{key}" is given twice', Place(path, place)))
                lines[(*where, key)] = place
                result[key] = value(value_node, (*where, key))
            return result
        if isinstance(node, yaml.SequenceNode):
            return [value(item, (*where, i)) for i, item in enumerate(node.value)]
        return _scalar(node, where[-1] if where else "")

    data = value(node, ())
    if errors:
        raise SiteErrors(errors)
    if not isinstance(data, dict):
        raise ContentError("front matter must be lines of 'key: value'", Place(path, first_line))
    return {key: item for key, item in data.items() if item is not None}, lines


_NUMBERS = frozenset({"stated_characters", "shown_characters"})


def _scalar(node: yaml.Node, key: str | int) -> str | int | None:
    # YAML 1.1 would make `2011-02-06` a date, `no` a boolean and `007` the number 7. Text is what
    # people mean, but for the keys that count something.
    text = str(node.value)
    if node.tag == "tag:yaml.org,2002:null":
        return None
    return int(text) if key in _NUMBERS and re.fullmatch(r"\d{1,9}", text) else text


def _yaml_hint(front: str, line: int) -> str:
    lines = front.splitlines()
    text = lines[line] if line < len(lines) else ""
    if re.match(r"[^\"']*:\s+[*&!%@`]", text):
        return ' (put the value in "quotation marks")'
    if text.count(": ") > 1:
        return ' (put a value that holds ": " in "quotation marks")'
    return ""


def _faults(
    data: dict[str, Any], lines: dict[tuple[str | int, ...], int], path: str
) -> Iterator[ContentError]:
    for where, message in faults("speech", data):
        yield ContentError(message, Place(path, lines.get(where, 1)))
    source = data.get("source")
    published = source.get("published") if isinstance(source, dict) else None
    for where, text in ((("date",), data.get("date")), (("source", "published"), published)):
        if isinstance(text, str) and text:
            try:
                # Of a date and time, `2011-02-06T11:10`, the date.
                dates.interval(text.partition("T")[0] if where == ("source", "published") else text)
            except ValueError as error:
                yield ContentError(f'"{dotted(where)}": {error}', Place(path, lines.get(where)))


def _id_faults(
    data: dict[str, Any], lines: dict[tuple[str | int, ...], int], path: str, stem: str
) -> list[ContentError]:
    pattern = schema("speech")["properties"]["id"]["pattern"]
    if not re.match(pattern, stem):
        message = "the file's name is the speech's address: use only a-z, 0-9 and single hyphens"
        return [ContentError(message, Place(path))]
    if data.get("id", stem) != stem:
        place = Place(path, lines.get(("id",)))
        return [ContentError(f'"id" is "{data["id"]}", but the file is named "{stem}.md"', place)]
    return []


def _anchor_faults(body: str, path: str, before: int) -> Iterator[ContentError]:
    """Names that two marks keep; `before` is the number of lines before the body."""
    names = re.findall(r"#(\w[\w-]*)(?=[^{}\r\n]*\})", body) if "{#" in body else []
    if len(names) == len(set(names)):
        return  # most files need not be parsed for it
    first: dict[str, int] = {}
    for name, line in names_with_lines(body):
        if name in first:
            message = (
                f"the anchor {name} is that of the block on line {first[name] + before} already"
            )
            yield ContentError(message, Place(path, line + before))
        first.setdefault(name, line)


def _document(data: dict[str, Any], body: str, defaults: dict[str, str]) -> Document:
    values = {**defaults, **data}
    for key in ("collections", "subjects", "outline", "aliases"):
        values[key] = tuple(values.get(key, ()))
    values["speakers"] = tuple(Speaker(**speaker) for speaker in values.get("speakers", ()))
    for key, kind in (("event", Event), ("source", Source), ("rights", Rights)):
        if key in values:
            values[key] = kind(**values[key])
    return Document(body=body, **values)


# Writing
# -------


class _Dumper(yaml.SafeDumper):
    """Quotes every text, so that no reader of YAML takes it for anything else."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


class _Quoted(str):
    __slots__ = ()


_Dumper.add_representer(
    _Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)

_PLAIN = frozenset({"language", "type", "date_basis", "status"})
"""Keys whose values are plain words of ours; all other text is quoted."""


def dumped_document(document: Document) -> str:
    """The document as a file; `parsed_document` gives the document back."""
    front: dict[str, Any] = {}
    for field in fields(document):
        value = getattr(document, field.name)
        if field.name == "body" or value in ("", (), None):
            continue
        front[field.name] = _plain(value, field.name)
    order = [name for name in schema("speech")["properties"] if name in front]
    text = yaml.dump(
        {name: front[name] for name in order},
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=2**31,
    )
    return f"{_FENCE}\n{text}{_FENCE}\n\n{document.body}"


def _plain(value: Any, key: str = "") -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return value if key in _PLAIN else _Quoted(value)
    if isinstance(value, int):
        return value
    return {k: _plain(v) for k, v in asdict(value).items() if v not in ("", None)}


# The ledger
# ----------


def parsed_ledger(text: str, path: str) -> Ledger:
    """The ledger that a file of `content/ledgers/` holds.

    Raises `ContentError` if it is not one, also if what a person wrote as decisions is wrong.
    """
    try:
        data = json.loads(text)
        return Ledger(
            edits=tuple(Edit(**edit) for edit in data.pop("edits")),
            doubts=tuple(Edit(**edit) for edit in data.pop("doubts", ())),
            decisions=parsed_decisions(data.pop("decisions", []), Place(path)),
            unplaced=tuple(Decision(**decision) for decision in data.pop("unplaced", ())),
            **data,
        )
    except json.JSONDecodeError as error:
        raise ContentError(f"not valid JSON: {error.msg}", Place(path, error.lineno)) from None
    except (TypeError, KeyError, AttributeError) as error:
        raise ContentError("is not a ledger that site-builder wrote", Place(path)) from error


def dumped_ledger(ledger: Ledger) -> str:
    """The ledger as JSON, an edit on each line; characters that cannot be written are escaped.

    Decisions, the one part that people write, come first.
    """
    lists: dict[str, tuple[Edit | Decision, ...]] = {
        "decisions": ledger.decisions,
        "unplaced": ledger.unplaced,
        "doubts": ledger.doubts,
        "edits": ledger.edits,
    }
    plain = {f.name: getattr(ledger, f.name) for f in fields(ledger) if f.name not in lists}
    return _with_lists(plain, lists) + "\n"


def dumped_repairs(
    repairs: Iterable[tuple[RawPage, Sequence[Edit], Sequence[Edit]]],
) -> str:
    """A JSON list of texts, each with its edits and doubts as a ledger has them."""
    entries = [
        _with_lists(
            {"file": saved.path, "sha256": saved.sha256, "encoding": saved.encoding},
            {"doubts": doubts, "edits": edits},
        )
        for saved, edits, doubts in repairs
    ]
    return f"[{', '.join(entries)}]\n"


def _with_lists(plain: Mapping[str, object], lists: Mapping[str, Sequence[Edit | Decision]]) -> str:
    """A JSON object, with a line for each plain value and for each record of the lists."""
    entries = [f"{json_text(name)}: {json_text(value)}" for name, value in plain.items()]
    entries += [
        f"{json_text(name)}: {_listed(records)}"
        for name, records in lists.items()
        if records or name == "edits"
    ]
    return "{\n  " + ",\n  ".join(entries) + "\n}"


def _listed(records: Iterable[Edit | Decision]) -> str:
    lines = ",\n".join(map(_line, records))
    return f"[\n{_UNSHOWN.sub(_escaped, lines)}\n  ]" if lines else "[]"


def _line(record: Edit | Decision) -> str:
    # Not by the encoder, which is made ready anew for each: a ledger has thousands of records.
    quoted = encode_basestring
    start, before, after = record[:3]
    change = f'"start": {start}, "before": {quoted(before)}, "after": {quoted(after)}'
    return f"    {{{change}{_reason(record._fields[3:], record[3:])}}}"


@lru_cache(1 << 10)
def _reason(names: Sequence[str], values: Sequence[str]) -> str:
    """The rest of a record, which hundreds have in common."""
    said = ((n, v) for n, v in zip(names, values, strict=True) if v != _UNSAID.get(n))
    return "".join(f', "{name}": {encode_basestring(value)}' for name, value in said)


_UNSAID = {"certainty": "high", "evidence": "", "note": ""}


def json_text(value: Any, indent: int | None = None) -> str:
    """The value as JSON in readable characters; those that no editor shows are escaped.

    >>> json_text("a\\ue47f")
    '"a\\\\ue47f"'
    """
    # Lone surrogates (bytes that fit no character) and private-use characters, which no editor
    # shows, are written as escapes.
    return _UNSHOWN.sub(_escaped, _encoder(indent).encode(value))


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


_UNSHOWN = re.compile(r"[^\x00-\ud7ff\uf900-\ufffd\U00010000-\U0010ffff]")
"""Said by what it is not, which is looked for in half the time."""


@cache
def _encoder(indent: int | None) -> json.JSONEncoder:
    # `json.dumps` makes one for each call, and a ledger has thousands of records.
    return json.JSONEncoder(ensure_ascii=False, indent=indent)
