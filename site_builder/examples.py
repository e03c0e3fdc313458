"""Queries that show how to search an archive, each of which finds something in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from site_builder.languages import language_for
from site_builder.model import Card
from site_builder.numbering import unnumbered
from site_builder.pinyin import syllables

_SHORT = re.compile(r"[\u4e00-\u9fff]{3,8}|[^\W\d_\u3400-\u9fff]+(?: [^\W\d_\u3400-\u9fff]+){0,2}")
"""What somebody might type: a few Han characters, or one to three words."""


class Example(NamedTuple):
    """A query, and what it is an example of."""

    kind: Literal["phrase", "all_words", "exact", "or", "without", "pinyin"]
    query: str
    language: str
    """Of its words."""


def examples_of(
    speeches: Sequence[Card], language: str, text_of: Callable[[Card], str]
) -> tuple[Example, ...]:
    """Queries made of headings, if the archive has some; of speeches in `language` if it can be.

    `text_of` gives all words of a speech, to exclude none of them; it is asked for one at most.
    """

    def worth(one: tuple[Card, list[str]]) -> tuple[bool, int]:
        return one[0].document.language == language, min(len(one[1]), 3)

    # The first of the best is mostly among the first of all: no other has to be looked at.
    chosen = next((one for one in _known(speeches) if worth(one) == (True, 3)), None)
    chosen = chosen or max(_known(speeches), key=worth, default=None)
    if not chosen:
        return ()
    speech, (first, *others) = chosen
    own = speech.document.language
    found = [Example("phrase", first, own)]
    if others:
        found.append(Example("all_words", f"{first} {others[-1]}", own))
    found.append(Example("exact", f'"{first}"', own))
    text = text_of(speech)
    elsewhere = (p for other, phrases in _known(speeches) if other is not speech for p in phrases)
    stranger = next((phrase for phrase in elsewhere if phrase not in text), "")
    if stranger:
        found.append(Example("or", f"{_one(first)} OR {_one(stranger)}", own))
        found.append(Example("without", f"{_one(first)} -{_one(stranger)}", own))
    in_chinese = (s for s in speeches if language_for(s.document.language).han)
    phrases = (phrase for _, phrases in _known(in_chinese) for phrase in phrases)
    chinese = next((phrase for phrase in phrases if "\u4e00" <= phrase[0] <= "\u9fff"), "")
    if chinese:
        found.append(Example("pinyin", "".join(syllables(chinese[:2])), "zh-Latn"))
    return tuple(found)


def _known(speeches: Iterable[Card]) -> Iterator[tuple[Card, list[str]]]:
    """The speeches that have phrases, with these."""
    return ((speech, phrases) for speech in speeches if (phrases := _phrases(speech)))


def _phrases(speech: Card) -> list[str]:
    found = (unnumbered(heading.label) for heading in speech.headings if not heading.is_lost)
    labels = (label.strip("。：:.!?！？") for label in found)
    return [label for label in dict.fromkeys(labels) if _SHORT.fullmatch(label)]


def _one(phrase: str) -> str:
    """A phrase as one word of a query."""
    return f'"{phrase}"' if " " in phrase else phrase
