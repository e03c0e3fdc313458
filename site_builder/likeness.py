"""Names that may mean the same: alike but for script, spaces, marks and titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from site_builder.identity import is_hidden
from site_builder.script import folded

_TITLES = (
    "副?(?:书记|市长|县长|区长|镇长|乡长|省长|部长|厅长|局长|处长|院长|校长|主任|主席|总统|总理|"
    "董事长|秘书长|经理|教授|老师|博士|先生|女士|同志|代表|委员|议员)"
)
_CHINESE_BEFORE = re.compile(rf".*{_TITLES}(?=[\u4e00-\u9fff]{{2,4}}$)")
_CHINESE_AFTER = re.compile(rf"(?<=[\u4e00-\u9fff]{{2}}){_TITLES}$")
_POLITE = re.compile(r"^(?:(?:the|mr|mrs|ms|miss|hon)\b\.?\s+)+")
_ENGLISH_BEFORE = re.compile(
    r"^(?:(?:the|mr|mrs|ms|miss|dr|sir|dame|lord|lady|hon|prime|vice|deputy|acting|president|"
    r"minister|mayor|governor|senator|chancellor|secretary|king|queen|justice|general|professor|"
    r"councillor|harbour|master)\b\.?\s+)+"
)


def likeness(name: str) -> str:
    """What names have in common that may mean the same.

    >>> likeness("盧國傑 市長") == likeness("卢国杰") == likeness("县水利局副局长卢国杰")
    True
    >>> likeness("Mayor Ada Quill") == likeness("Ada  Quill, Mayor"), likeness("The Mayor")
    (True, 'mayor')
    >>> likeness("Deputy Speaker"), likeness("HON. SPEAKER"), likeness("Minister, Roads (Mr. Tan)")
    ('deputyspeaker', 'speaker', 'ministerroadsmrtan')
    """
    text = folded(unicodedata.normalize("NFKC", name)).casefold()
    if "(" not in text:  # such as (Mr. Tan): who is behind the office
        text = text.partition(",")[0]
    plain = _ENGLISH_BEFORE.sub("", text)
    # One word is an office or a surname: the title tells more than it.
    text = plain if " " in plain.strip() else _POLITE.sub("", text)
    text = re.sub(r"[\W_]+", "", text)
    return _CHINESE_AFTER.sub("", _CHINESE_BEFORE.sub("", text)) or name


def alike(names: Iterable[str]) -> list[tuple[str, ...]]:
    """The names that may mean the same, in their order; those that hide something are left out.

    >>> alike(["盧國傑", "＊＊市长", "吕国杰", "卢国杰", "＊＊ 市长"])
    [('盧國傑', '卢国杰')]
    """
    found: dict[str, list[str]] = {}
    for name in names:
        if not is_hidden(name):
            found.setdefault(likeness(name), []).append(name)
    return [tuple(same) for same in found.values() if len(same) > 1]
