"""One file per language: how it writes dates, gaps, headings and run-in leads."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import lru_cache

from site_builder.languages._base import Language
from site_builder.languages.ar import ARABIC
from site_builder.languages.en import ENGLISH
from site_builder.languages.zh import HANS, HANT

__all__ = ["LANGUAGES", "Language", "language_for", "language_of"]

LANGUAGES: tuple[Language, ...] = (HANS, HANT, ENGLISH, ARABIC)
"""Add a language here, and its interface words in `templates/words/`."""

_TRADITIONAL_REGIONS = frozenset({"tw", "hk", "mo"})
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "yi", "dv", "ug", "sd", "ckb"})


@lru_cache(maxsize=256)
def language_for(tag: str) -> Language:
    """The language of a BCP 47 tag; one without a file here writes its dates as numbers.

    >>> language_for("zh-TW").code, language_for("en-GB").code, language_for("he").direction
    ('zh-Hant', 'en', 'rtl')
    """
    subtags = tag.lower().split("-")
    primary = subtags[0]
    if primary in ("zh", "yue", "lzh"):
        traditional = "hant" in subtags or (
            "hans" not in subtags and not _TRADITIONAL_REGIONS.isdisjoint(subtags)
        )
        return HANT if traditional else HANS
    for language in LANGUAGES:
        if language.code == primary:
            return language
    plain = Language(code=tag)
    return replace(plain, direction="rtl") if primary in _RIGHT_TO_LEFT else plain


def language_of(text: str) -> str:
    """The BCP 47 tag of a text's language, as far as its script tells; `und` if it does not.

    >>> language_of("我们今天开会讨论质量问题"), language_of("我們今天開會討論質量問題")
    ('zh-Hans', 'zh-Hant')
    >>> language_of("The people of the town and the council"), language_of("Straße")
    ('en', 'und')
    """
    letters = Counter(text)
    for character in [character for character in letters if not character.isalpha()]:
        del letters[character]
    total = letters.total()
    if not total:
        return "und"

    def share(script: str) -> float:
        low, high = _SCRIPTS[script]
        return sum(n for c, n in letters.items() if low <= c <= high) / total

    if share("kana") > 0.1:
        return "ja"
    if share("han") > 0.3:
        return _script_of_chinese(letters)
    script = max(_SCRIPTS, key=share)
    if share(script) < 0.5:
        return _latin_language(text)
    return {"arabic": "ar", "hebrew": "he", "cyrillic": "ru", "hangul": "ko", "greek": "el"}.get(
        script, "und"
    )


_SCRIPTS = {
    "han": ("\u4e00", "\u9fff"),
    "kana": ("\u3041", "\u30fe"),
    "hangul": ("\uac00", "\ud7a3"),
    "arabic": ("\u0620", "\u06ff"),
    "hebrew": ("\u05d0", "\u05ea"),
    "cyrillic": ("\u0400", "\u04ff"),
    "greek": ("\u0370", "\u03ff"),
}

_SIMPLIFIED = frozenset("们这国会个为来发对说时关产学实动问现经开长进过还没样业东车书员报")
_TRADITIONAL = frozenset("們這國會個為來發對說時關產學實動問現經開長進過還沒樣業東車書員報")
"""Thirty frequent words' characters that differ between the scripts, pair by pair."""


def _script_of_chinese(letters: Counter[str]) -> str:
    simplified = sum(letters[character] for character in _SIMPLIFIED)
    traditional = sum(letters[character] for character in _TRADITIONAL)
    return "zh-Hant" if traditional > simplified else "zh-Hans"


_FUNCTION_WORDS = {
    "en": frozenset(
        ["the", "and", "of", "to", "in", "that", "is", "for", "we", "our", "with", "have"]
    ),
    "fr": frozenset(
        ["le", "la", "les", "et", "des", "que", "est", "dans", "pour", "nous", "une", "vous"]
    ),
    "es": frozenset(
        ["el", "los", "las", "que", "del", "para", "una", "con", "por", "nuestro", "es", "se"]
    ),
    "de": frozenset(
        ["der", "die", "das", "und", "ist", "nicht", "wir", "ein", "für", "mit", "auf", "den"]
    ),
    "it": frozenset(
        ["il", "che", "di", "della", "per", "una", "sono", "con", "gli", "nel", "è", "le"]
    ),
    "pt": frozenset(
        ["os", "que", "da", "do", "para", "uma", "com", "não", "nós", "em", "é", "dos"]
    ),
    "pl": frozenset(["i", "w", "nie", "się", "na", "jest", "że", "do", "to", "z", "dla", "jak"]),
}


def _latin_language(text: str) -> str:
    words = text.lower().split()
    hits = {tag: sum(word in known for word in words) for tag, known in _FUNCTION_WORDS.items()}
    best = max(hits, key=lambda tag: hits[tag])
    return best if words and hits[best] / len(words) > 0.1 else "und"
