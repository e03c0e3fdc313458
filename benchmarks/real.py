"""Archives of real speeches to judge search on, read from `../shared/corpus`, which is not ours.

    PYTHONPATH=. python benchmarks/real.py zh FOLDER

writes an archive with the Chinese speeches, or the English ones (`en`), to a folder: for measuring
only, as most of the texts state no licence. Where a file holds a whole sitting, each long turn is
a speech; of conversations, as many turns as make 1,500 characters are one; of long texts, each
section.
What has less than 300 characters of text is left out, and so is what stands twice.
"""

from __future__ import annotations

import argparse
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from site_builder.content import dumped_document
from site_builder.markdown import dumped_body
from site_builder.model import Document, Event, Speaker
from site_builder.pagetext import SavedPage
from site_builder.raw import raw_page
from site_builder.sites.fallback import fallback

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
LANGUAGES = {"zh": "zh-Hans", "en": "en"}
"""Of the interface, for either archive."""
LEAST = 300
"""Characters of text, white space left out, that make a speech."""
TALK = 1_500
"""Characters of a conversation after which the next speech begins."""
SECTION = 6_000
"""Characters of a text without headings after which the next speech begins."""

Blocks = list[tuple[str, str]]
"""Role and text of each block, as `markdown.dumped_body` takes them."""


@dataclass(frozen=True)
class Real:
    """A real speech: what an archive has of it."""

    id: str
    source: str
    """The folder of the corpus that it is from."""
    language: str
    title: str
    speaker: str
    date: str
    """ISO 8601, or nothing."""
    event: str
    blocks: Blocks

    @property
    def texts(self) -> tuple[str, ...]:
        """All that search is to find, block by block, the title first."""
        return (self.title, self.speaker, self.event, *(text for _, text in self.blocks))


def speeches(language: str) -> tuple[Real, ...]:
    """All real speeches of a language, `zh` or `en`, in the order of their files."""
    found: dict[tuple[str, ...], Real] = {}
    for source, read in SOURCES[language].items():
        for number, speech in enumerate(_named(source, read())):
            if sum(len("".join(text.split())) for _, text in speech.blocks) >= LEAST:
                words = tuple(text for _, text in speech.blocks)
                found.setdefault(words, _with_id(speech, number))
    return tuple(found.values())


def write(archive: Iterable[Real], folder: Path, language: str) -> None:
    """Write real speeches as an archive to a folder."""
    place = folder / "content" / "speeches"
    place.mkdir(parents=True)
    settings = f'title = "Real"\nurl = "https://example.org/"\nlanguage = "{language}"\n'
    (folder / "content" / "site.toml").write_text(settings, encoding="utf-8")
    for speech in archive:
        document = Document(
            id=speech.id,
            title=speech.title,
            language=speech.language,
            body=dumped_body(speech.blocks),
            speakers=(Speaker(speech.speaker),) if speech.speaker else (),
            date=speech.date,
            date_basis="stated" if speech.date else "unknown",
            event=Event(speech.event) if speech.event else None,
            collections=(speech.source,),
        )
        (place / f"{speech.id}.md").write_text(dumped_document(document), encoding="utf-8")


# Sources
# -------


@dataclass(frozen=True)
class Text:
    """A speech as its source has it."""

    title: str
    blocks: Blocks
    language: str
    speaker: str = ""
    date: str = ""
    event: str = ""


def _named(source: str, texts: Iterable[Text]) -> Iterator[Real]:
    for text in texts:
        blocks = [(role, words) for role, given in text.blocks if (words := _line(given))]
        title, speaker, event = map(_line, (text.title, text.speaker, text.event))
        yield Real("", source, text.language, title, speaker, text.date, event, blocks)


def _with_id(speech: Real, number: int) -> Real:
    return Real(**{**vars(speech), "id": f"{speech.source}-{number:04}"})


def _line(text: str) -> str:
    """A text as one line; the corpus has blanks between Han characters where lines were broken."""
    text = " ".join(text.replace("\u3000", " ").split())
    return "".join(c for c in text if c.isprintable())


def _paragraphs(text: str) -> Blocks:
    return [("paragraph", line) for line in text.splitlines() if line.strip()]


def _files(folder: str, pattern: str) -> list[Path]:
    return sorted((CORPUS / folder).glob(pattern))


def _parts(text: Text, most: int = SECTION) -> Iterator[Text]:
    """A long text as several: at its headings, or where it has grown long."""
    part: Blocks = []
    length, number, heading = 0, 1, ""
    for role, words in text.blocks:
        if length > most or (role == "heading-2" and length > LEAST):
            yield _part(text, part, number, heading)
            part, length, number, heading = [], 0, number + 1, ""
        heading = heading or (words if role == "heading-2" else "")
        part.append((role, words))
        length += len(words)
    yield _part(text, part, number, heading)


def _part(text: Text, blocks: Blocks, number: int, heading: str) -> Text:
    title = " ".join(filter(None, (text.title, heading or (str(number) if number > 1 else ""))))
    return Text(title, blocks, text.language, text.speaker, text.date, text.event)


def _mao() -> Iterator[Text]:
    for path in _files("speeches/zh-mao-selected-works", "*.md"):
        blocks: Blocks = []
        for line in path.read_text("utf-8").splitlines():
            role = "heading-2" if line.startswith("## ") else "paragraph"
            blocks.append((role, line.lstrip("#> ")))
        title, *rest = [block for block in blocks if block[1].strip()]
        yield from _parts(Text(title[1], rest, "zh-Hans", "毛泽东"))


def _reports() -> Iterator[Text]:
    path = CORPUS / "speeches/zh-gov-work-report/2024.zh.txt"
    blocks = [
        ("heading-2" if re.match("[一二三]、", words) else role, words)
        for role, words in _paragraphs(path.read_text("utf-8"))
    ]
    yield from _parts(
        Text("2024年政府工作报告", blocks, "zh-Hans", "国务院总理", "2024-03-05"), 2_000
    )


def _addresses() -> Iterator[Text]:
    for path in _files("speeches/zh-xi-2020", "*.txt"):
        text = path.read_text("utf-8")
        # A whole speech is one line: cut it where a sentence ends and it has grown long.
        lines = re.findall(r".{200,}?[。！？]|.+", text)
        title = text.strip().split("。")[0][:40]
        blocks = [("paragraph", line) for line in lines]
        date = re.search(r"\d{4}-\d\d-\d\d", path.name)
        yield from _parts(Text(title, blocks, "zh-Hans", "", date[0] if date else ""), 2_500)


def _prose() -> Iterator[Text]:
    for path in _files("damaged", "*.truth.txt"):
        blocks = _paragraphs(path.read_text("utf-8"))
        yield from _parts(Text(blocks[0][1][:40], blocks, "zh-Hans"), 2_500)


def _essays() -> Iterator[Text]:
    pages = json.loads((CORPUS / "gold-by-site-rule/aisixiang.json").read_text("utf-8"))
    for page in pages.values():
        blocks = [("paragraph", line) for line in page["body"]]
        yield from _parts(Text(page["title"], blocks, "zh-Hans"), 3_000)


def _articles() -> Iterator[Text]:
    for path in _files("gold-waddle/reference", "*"):
        text = path.read_text("utf-8")
        if len(re.findall("[\u4e00-\u9fff]", text)) > len(text) / 2:
            yield Text(text.strip().splitlines()[0][:40], _paragraphs(text), _script(text))


def _script(text: str) -> str:
    return "zh-Hant" if re.search("[國會說這個]", text) else "zh-Hans"


def _pages() -> Iterator[Text]:
    paths = [
        *_files("raw-html", "zh-*/*.html"),
        *_files("raw-html", "hk-legco/*.html"),
        *_files("zh-pages", "*.txt"),
    ]
    for path in paths:
        extract = fallback(SavedPage(raw_page(f"raw/{path.name}", path.read_bytes())))
        if extract is None:
            continue
        blocks = [(p.role, p.text) for p in extract.pieces if p.in_body]
        text = "".join(words for _, words in blocks)
        yield from _parts(Text(extract.title, blocks, _script(text)))


def _conversations() -> Iterator[Text]:
    for path in _files("speeches/zh-tw-transcripts-akn", "*.xml"):
        markup = path.read_text("utf-8")
        if not markup.startswith("<"):
            continue  # one is not XML
        blocks: Blocks = []
        length, number = 0, 1
        root = ElementTree.fromstring(markup)
        title = "".join(root.find(".//heading").itertext())  # type: ignore[union-attr]
        date = path.name[:10]
        for turn in root.iter("speech"):
            if length > TALK:
                yield Text(f"{title} {number}", blocks, "zh-Hant", "", date, title)
                blocks, length, number = [], 0, number + 1
            label = turn.get("by", "").lstrip("#")
            lines = ["".join(p.itertext()) for p in turn.iter("p")]
            blocks += [("turn", label), *(("paragraph", line) for line in lines)]
            length += sum(map(len, lines))
        yield Text(f"{title} {number}", blocks, "zh-Hant", "", date, title)


def _council() -> Iterator[Text]:
    for path in _files("speeches/zh-hk-legco-json", "*.json"):
        sitting = json.loads(path.read_text("utf-8"))
        day = sitting["date"][:10]
        for number, event in enumerate(sitting["events"]):
            if event["type"] == "speech":
                speaker = event["speaker"]["full"]
                title = f"{speaker}在{day}會議上的發言（{number}）"
                # The lines are those of the print: one that ends no sentence goes on in the next.
                blocks = _paragraphs(re.sub(r"(?<![。！？：」])\n", "", event["text"]))
                yield Text(title, blocks, "zh-Hant", speaker, day, f"{day}會議")


def _presidents() -> Iterator[Text]:
    for path in _files("speeches/us-presidents-millercenter", "*.txt"):
        title, date, *lines = path.read_text("utf-8").splitlines()
        blocks = _paragraphs("\n".join(lines))
        speaker = path.name.split("_")[0].title()
        yield from _parts(Text(title[8:-2], blocks, "en", speaker, "", date[7:-2]), 15_000)


def _general_debate() -> Iterator[Text]:
    for path in _files("speeches/un-general-debate-2024", "*_en.txt"):
        # The text is as printed, in short lines.
        blocks = [("paragraph", p) for p in re.split(r"\n\s*\n", path.read_text("utf-8"))]
        yield from _parts(Text(f"General debate, {path.stem}", blocks, "en", "", "2024"), 8_000)


def _commons() -> Iterator[Text]:
    for path in _files("speeches/uk-twfy-xml", "*.xml"):
        for turn in ElementTree.parse(path).getroot().iter("speech"):
            lines = ["".join(p.itertext()) for p in turn.iter("p")]
            speaker = turn.get("speakername", "")
            title = f"{speaker} in the House of Commons, column {turn.get('colnum')}"
            blocks = [("paragraph", line) for line in lines]
            yield Text(title, blocks, "en", speaker, path.name[7:17])


def _budgets() -> Iterator[Text]:
    for path in _files("speeches/sg-budget-speeches", "*.md"):
        blocks: Blocks = []
        for line in path.read_text("utf-8").splitlines():
            role = "heading-2" if line.startswith("## ") else "paragraph"
            blocks.append((role, re.sub(r"\*\*|^#+ ", "", line)))
        text = Text(f"Budget {path.stem}", [b for b in blocks if b[1].strip(" -")], "en")
        yield from _parts(text, 8_000)


def _white_house() -> Iterator[Text]:
    pages = json.loads((CORPUS / "gold-by-site-rule/whitehouse-2017.json").read_text("utf-8"))
    for page in pages.values():
        blocks = [("paragraph", line) for line in page["body"] or ()]
        yield from _parts(Text(page["title"] or "", blocks, "en", "", "2017"), 10_000)


def _record() -> Iterator[Text]:
    for path in _files("gold-congressional-record", "*.json"):
        page = json.loads(path.read_text("utf-8"))
        blocks = [("paragraph", item["text"]) for item in page["content"]]
        title = html.unescape(page.get("title") or path.stem)
        yield from _parts(Text(title, blocks, "en", "", "2005-07-20"), 8_000)


def _civil_rights() -> Iterator[Text]:
    for path in _files("speeches/us-civil-rights-tei", "*.xml"):
        speech = ElementTree.parse(path).getroot()
        blocks = [("paragraph", "".join(p.itertext())) for p in speech.iter("p")]
        title = speech.get("title", path.stem).replace("_", " ")
        yield from _parts(Text(title, blocks, "en"), 8_000)


def _report_in_english() -> Iterator[Text]:
    text = (CORPUS / "speeches/zh-gov-work-report/2024.en.txt").read_text("utf-8")
    yield from _parts(Text("Report on the Work of the Government", _paragraphs(text), "en"), 5_000)


SOURCES: dict[str, dict[str, Callable[[], Iterator[Text]]]] = {
    "zh": {
        "works": _mao,
        "reports": _reports,
        "addresses": _addresses,
        "prose": _prose,
        "essays": _essays,
        "pages": _pages,
        "articles": _articles,
        "conversations": _conversations,
        "council": _council,
    },
    "en": {
        "presidents": _presidents,
        "general-debate": _general_debate,
        "commons": _commons,
        "budgets": _budgets,
        "white-house": _white_house,
        "record": _record,
        "civil-rights": _civil_rights,
        "reports": _report_in_english,
    },
}


def main() -> None:
    """Write an archive as the command line asks."""
    parser = argparse.ArgumentParser(description="An archive of real speeches to judge search on.")
    parser.add_argument("language", choices=SOURCES)
    parser.add_argument("folder", type=Path, help="a new folder")
    given = parser.parse_args()
    write(speeches(given.language), given.folder, LANGUAGES[given.language])


if __name__ == "__main__":
    main()
