"""What a speech is about: the words that it says most, as far as they carry a meaning.

Two speeches are compared by these (`similarity`). Chinese is cut into words by jieba, of which
nouns are kept; of other languages the words are brought to their stems, and those that every text
has are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import accumulate
from types import ModuleType
from typing import Any, NamedTuple

from site_builder.languages import language_for
from site_builder.model import Speech
from site_builder.script import in_simplified

TERMS = 96
"""As many are kept of a speech. Of 200 speeches of presidents, some of 20,000 words, those found
similar with 96 words are by the same president in 30 of 100 cases; by chance 3 would be. With 64
words fewer are, and with 128 more, but then less is found."""

_FEW = 24
"""With so many, words that are said only once do not count: a line more changes them."""
_TITLE = 2
"""How many times more a word counts that the title has."""
_WORD = re.compile(r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*")
_HAN = re.compile("[\u3400-\u9fff]{2,}")
_JAPANESE = re.compile("[\u3400-\u9fff]{2,}|[\u30a1-\u30fa\u30fc]{3,}")
"""Runs of Chinese characters or of Katakana: what is between them are endings and small words."""
_NOUNS = ("n", "vn", "j", "l", "eng")
"""Beginnings of jieba's tags: nouns of every kind, verbs used as nouns, abbreviations, idioms."""


class Term(NamedTuple):
    """A word that a speech says, all of its forms together."""

    key: str
    """By which it is compared with words of other speeches: a stem, or Simplified."""
    shown: str
    """As it stands in the speech, in the form that is most frequent there."""
    weight: int
    """Number of binary digits of how often it is said, so that few edits change it."""


def terms_of(speech: Speech) -> tuple[Term, ...]:
    """The words that a speech says most, at most `TERMS` of them, heaviest first."""
    document = speech.document
    own = (block.text for block in speech.blocks if block.kind not in ("gap", "lost", "turn"))
    text = "\n".join([*[document.title] * _TITLE, *own])
    found: dict[str, dict[str, int]] = {}
    counts: dict[str, int] = {}
    for word, form, count in _words(text, document.language):
        if not (key := _key(word, document.language)):
            continue
        if key in found:
            found[key][form] = found[key].get(form, 0) + count
            counts[key] += count
        else:
            found[key] = {form: count}
            counts[key] = count
    most = sorted(counts, key=lambda key: (-counts[key], key))[:TERMS]
    most = [key for place, key in enumerate(most) if counts[key] > 1 or place < _FEW]
    terms = (Term(key, _most(found[key]), counts[key].bit_length()) for key in most)
    return tuple(sorted(terms, key=lambda term: (-term.weight, term.key)))


def packed(terms: tuple[Term, ...]) -> str:
    """The terms as text of a few bytes for each, for ten thousand speeches are in memory at once.

    >>> packed((Term("tax", "Taxes", 3), Term("pier", "pier", 1)))
    'tax 3 Taxes\\npier 1'
    """
    return "\n".join(
        f"{key} {weight}" if key == shown else f"{key} {weight} {shown}"
        for key, shown, weight in terms
    )


def unpacked(text: str) -> Iterator[Term]:
    """The terms of such a text.

    >>> [*unpacked("pier 1")]
    [Term(key='pier', shown='pier', weight=1)]
    """
    for line in text.split("\n") if text else ():
        key, weight, *shown = line.split(" ")
        yield Term(key, shown[0] if shown else key, int(weight))


def keys_of(text: str) -> list[str]:
    """The keys of the terms of such a text.

    >>> keys_of("tax 3 Taxes\\npier 1")
    ['tax', 'pier']
    """
    return [line[: line.index(" ")] for line in text.split("\n")] if text else []


def _most(forms: Mapping[str, int]) -> str:
    if len(forms) == 1:  # as nearly always
        return next(iter(forms))
    return min(forms, key=lambda form: (-forms[form], form))


def _words(text: str, language: str) -> Iterator[tuple[str, str, int]]:
    """What may be words of a text: in Simplified if they are Chinese, as they stand, how often."""
    if not language_for(language).han:
        pattern = _JAPANESE if language.startswith("ja") else _WORD
        # No word goes over a space, and most of what is between spaces comes again.
        for run, count in Counter(text.split()).items():
            yield from ((word, word, count) for word in _words_in(run, pattern))
        return
    plain = in_simplified(text)
    words = _jieba().cut(plain)
    if plain == text:
        for word, count in Counter(words).items():
            if len(word) > 1:
                yield word, word, count
        return
    ends = accumulate(map(len, words))
    shown = (text[end - len(word) : end] for word, end in zip(words, ends, strict=True))
    for (word, form), count in Counter(zip(words, shown, strict=True)).items():
        yield word, form, count


@lru_cache(maxsize=100_000)
def _words_in(run: str, pattern: re.Pattern[str]) -> tuple[str, ...]:
    return tuple(pattern.findall(run))


@lru_cache(maxsize=100_000)
def _key(word: str, language: str) -> str:
    """By what a word is compared with others; empty if it carries no meaning of its own."""
    code = language.partition("-")[0].lower()
    if language_for(language).han:
        return word if len(word) > 1 and word not in _common("zh") and _is_noun(word) else ""
    plain = unicodedata.normalize("NFKC", word).lower().replace("’", "'").removesuffix("'s")
    if plain in _common(code) or (len(plain) < 3 and code != "ja"):
        return ""
    stemmer = _stemmer(code)
    return str(stemmer.stemWord(plain)) if stemmer else plain


def _is_noun(word: str) -> bool:
    if not _HAN.fullmatch(word):
        return len(word) > 2 and word.isalpha()
    ((_, tag),) = _jieba().tag(word)[:1]
    return bool(tag.startswith(_NOUNS))


# What follows is loaded when it is first needed, as a build in which nothing has changed does not:
# jieba's dictionary alone takes as long as all the rest of such a build.


@cache
def _jieba() -> ModuleType:
    import rjieba

    return rjieba


@cache
def _common(code: str) -> frozenset[str]:
    """The words that every text of a language has; none if they are not known."""
    import stopwordsiso

    return frozenset(stopwordsiso.stopwords(code) if stopwordsiso.has_lang(code) else ())


@cache
def _stemmer(code: str) -> Any:
    import snowballstemmer

    name = _STEMMERS.get(code)
    return snowballstemmer.stemmer(name) if name else None


_STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
"""Snowball's names, by the codes of ISO 639-1."""
