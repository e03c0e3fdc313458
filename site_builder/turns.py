"""Who speaks when: the turns of a text with several speakers, and whom their labels mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from site_builder.model import Block, Speaker, Turn

_NO_ONE = re.compile(r"(?:Q|A|Question|Answer|[问問答])\W*", re.IGNORECASE)
"""Labels that tell a question from an answer, and nobody's name or office."""
_BRACKETS = re.compile(r"\s*[（(\[]([^（）()\[\]]*)[)）\]]")
_HONORIFICS = frozenset({"mr", "mrs", "ms", "miss", "dr", "sir", "lord", "lady", "dame"})
_TITLE = re.compile(r"^(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Hon|Sen|Rev)\.? )+")
_ARTICLES = frozenset({"the", "of"})


def turns_of(blocks: Iterable[Block], speakers: Sequence[Speaker]) -> tuple[Turn, ...]:
    """The turns of a text, in order; a heading ends one, as the next label does.

    >>> blocks = [Block("turn", "t1", "", "Mr. LOW"), Block("paragraph", "p1", "", "No.")]
    >>> turns_of(blocks, [Speaker("Mr. LOW of Wexley")])[0].speaker.attribution
    'Mr. LOW of Wexley'
    """
    turns: list[Turn] = []
    current: tuple[Block, list[int]] | None = None
    by_label: dict[str, Speaker | None] = {}

    def close() -> None:
        if current:
            label = current[0].text
            if label not in by_label:
                by_label[label] = speaker_of(label, speakers)
            turns.append(Turn(label, by_label[label], current[0].id, sum(current[1])))

    for block in blocks:
        if block.kind in ("turn", "heading"):
            close()
            current = (block, []) if block.kind == "turn" else None
        elif current and block.kind not in ("gap", "lost", "narrative"):
            current[1].append(sum(map(len, block.text.split())))
    close()
    return tuple(turns)


def speaker_of(label: str, speakers: Sequence[Speaker]) -> Speaker | None:
    """The one of the speakers whom a label means; None if it means none of them, or several.

    That is the one with this attribution; else the only one of whom all words of the label are
    told: `Mr. SMITH` is Mr. SMITH of New Jersey, and THE MAYOR is Mayor Ann Lee.

    >>> mayor, smith = Speaker("Mayor Ann Lee", "Ann Lee", "Mayor"), Speaker("Mr. SMITH of Wexley")
    >>> speaker_of("THE MAYOR:", [mayor, smith]) is mayor
    True
    >>> speaker_of("Mr. SMITH", [mayor, smith]) is smith
    True
    >>> speaker_of("Mr. LEE", [mayor]) is mayor, speaker_of("Mrs. SMITH", [mayor, smith])
    (True, None)
    """
    for wanted in (label, _bare(label)):
        same = [speaker for speaker in speakers if wanted == speaker.attribution]
        if same:
            return same[0]
    return _only_meant(label, speakers)


def speakers_of(labels: Iterable[str], known: Iterable[Speaker] = ()) -> tuple[Speaker, ...]:
    """The speakers of a text: those known before, and one for each label that means none of them.

    They stand in the order in which they first speak, each by the fullest of his labels.

    >>> [s.attribution for s in speakers_of(["Mr. LOW", "The CHAIR", "Mr. LOW of Wexley", "Q"])]
    ['Mr. LOW of Wexley', 'The CHAIR']
    """
    speakers = list(known)
    named = [label for label in dict.fromkeys(labels) if not _NO_ONE.fullmatch(label)]
    own = [_speaker(label) for label in named]
    for label, speaker in zip(named, own, strict=True):
        if speaker_of(label, speakers):
            continue
        others = [other for other in own if other is not speaker]
        speakers.append(_only_meant(label, others) or speaker)
    return tuple(dict.fromkeys(speakers))


def _only_meant(label: str, speakers: Sequence[Speaker]) -> Speaker | None:
    """The only one of the speakers whose own words tell all of a label, if there is one."""
    found = [speaker for speaker in speakers if _is_meant(label, speaker)]
    return found[0] if len(found) == 1 else None


def _speaker(label: str) -> Speaker:
    """A speaker of whom only the label is known: an office is a role, and what has a name of two
    words and more beside brackets is a person.

    >>> warden = _speaker("The Tide Warden (Mr Ewan Low)")
    >>> warden.name, warden.role
    ('Ewan Low', 'Tide Warden')
    >>> _speaker("Ann Lee (Wexley) (Ind)").name, _speaker("The CHAIR (Mr. Low)").name
    ('Ann Lee', '')
    """
    bare = _bare(label)
    office = re.fullmatch(r"The (.+)", bare, re.IGNORECASE)
    bracket = _BRACKETS.search(label)
    name = ""
    if bracket:
        name = _TITLE.sub("", bracket[1] if office else bare)
    return Speaker(label, name if " " in name else "", office[1] if office else "")


def _is_meant(label: str, speaker: Speaker) -> bool:
    told = f"{speaker.attribution} {speaker.name} {speaker.role}"
    if not re.search(r"[\u3400-\u9fff]", label):
        words, known = set(_words(label)), set(_words(told))
        plain = words - _HONORIFICS - _ARTICLES
        if not plain:
            return False
        role = set(_words(speaker.role)) - _ARTICLES
        if plain <= role:
            # An office is all of its words: Mr. Speaker is not the Deputy Speaker.
            return plain == role
        if _HONORIFICS.isdisjoint(known):
            words -= _HONORIFICS
        return words - _ARTICLES <= known
    return len(label) > 1 and label in told


def _words(text: str) -> Iterator[str]:
    yield from (word.casefold() for word in re.findall(r"[^\W_]+", text))


def _bare(label: str) -> str:
    """A label without what it has in brackets, and without its stop.

    >>> _bare("The SPEAKER pro tempore (Mr. Poe).")
    'The SPEAKER pro tempore'
    """
    return _BRACKETS.sub("", label).strip().rstrip(".:：")
