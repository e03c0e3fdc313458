"""What a title says of a speech: who spoke, on which occasion, and what kind of speech it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from site_builder.model import Certainty, Event, Speaker
from site_builder.script import folded


@dataclass(frozen=True, slots=True)
class TitleParts:
    """The parts of a title, as printed; empty where it does not say."""

    speakers: tuple[Speaker, ...] = ()
    event: Event | None = None
    type: str = ""
    """Of the document, as its genre says."""
    certainty: Certainty = "low"
    """`high` for a form that says which part is which, `medium` for one that leaves it to the
    words, `low` if little was found."""


_LONGEST = 300
"""Characters; what is longer is no title, and takes too long to try."""


def title_parts(title: str) -> TitleParts:
    """The parts of a title, by the first form that fits it; all empty if none does.

    >>> parts = title_parts("市质监局长在质量强区工作会议上的讲话")
    >>> parts.speakers[0].attribution, parts.event.name, parts.type, parts.certainty
    ('市质监局长', '质量强区工作会议', 'speech', 'high')
    >>> title_parts("A Library of Small Things")
    TitleParts(speakers=(), event=None, type='', certainty='low')
    """
    title = " ".join(title.split())
    if len(title) > _LONGEST:
        return TitleParts()
    forms = (_chinese, _arabic, _english)
    return next((parts for form in forms if (parts := form(title))), TitleParts())


# Chinese
# -------

_GENRES = {
    "讲话": "speech",
    "讲演": "speech",
    "演讲": "speech",
    "演说": "speech",
    "致辞": "address",
    "致词": "address",
    "开幕词": "address",
    "开幕辞": "address",
    "闭幕词": "address",
    "闭幕辞": "address",
    "欢迎词": "address",
    "答谢词": "address",
    "悼词": "address",
    "发言": "remarks",
    "主持词": "remarks",
    "贺词": "message",
    "贺辞": "message",
    "贺信": "message",
    "献词": "message",
    "报告": "report",
    "汇报": "report",
    "述职": "report",
    "声明": "statement",
}
_GENRE = rf"(?P<genre>{'|'.join(_GENRES)})(?:稿|全文|稿全文|要点|提纲|摘要)?"
_NOTE = re.compile(r"[（(\[【〔][^（()）]{1,30}[)）\]】〕]$|[-—－]+[^-—－]{0,4}$")
_PRINTED_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日[，,、:：]?(?=[^年月])")
_OCCASION = re.compile(
    r"(?P<who>[^在]{0,30}?)[:：]?(?:在|出席)(?:(?P<place>[^在的]{2,12}?)(?:召开|举行|举办)的)?"
    r"(?P<event>.{2,60}?)(?P<link>(?:结束|闭幕|期间)?时的|[上中]的?|的)?"
    rf"(?P<kind>{_GENRE})"
)
_NO_EVENT = re.compile(rf"(?P<who>.*?)关于.{{2,60}}的(?P<kind>{_GENRE})")
_PLAIN = re.compile(rf"(?P<rest>.*?)的?(?P<kind>{_GENRE})")
_COLON = re.compile(r"(?P<who>[\u4e00-\u9fff·]{2,5})[:：](?P<rest>.+)")
_YEARS = re.compile(r"(?:[12]\d{3}|[二〇○零一九八七六五四三]{4})年?(?:度)?$")
_DUTY = re.compile(
    r"(?:述职述廉|述职述德述廉|述职|述廉|述学述职|竞聘|就职|任职|表态|离任|政府工作|工作)$"
)
_FEAST = re.compile(r"(?:新年|元旦|春节|新春|中秋|国庆|教师节|五一)$")
_TITLES = (
    "工程师|研究员|证婚人|主持人|班主任|秘书长|董事长|理事长|检察长|"
    "书记|市长|县长|区长|镇长|乡长|州长|省长|村长|部长|厅长|局长|处长|科长|司长|院长|校长|园长|所长|"
    "站长|馆长|社长|厂长|行长|队长|会长|团长|组长|署长|长官|主任|主席|总统|总理|首相|委员|常委|专员|"
    "经理|总裁|总监|教授|老师|代表|院士|新郎|新娘|大使|特首|议长|议员|馆员|医生|主编|班长|先生|女士"
)
_OFFICE = re.compile(rf"(?P<role>.*(?:{_TITLES}))")
_COMPOUND = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱"
    "严覃武戴莫孔向汤温习连祝阮闻涂凌章施洪倪颜梅易齐庄伍詹聂关焦安柳常殷葛申"
)
_NAME = re.compile(rf"(?:{_COMPOUND}|[{_SURNAMES}])[\u4e00-\u9fff]{{1,2}}")
_MEETING = re.compile(
    r".*(?:会议?|典礼|仪式|式|礼|节|活动|论坛|班(?!主任)|大赛|比赛|宴|婚礼|酒会|晚会|全会|座谈|年会)"
)


_VOICE = re.compile(
    r".{0,10}(?:记者|主持人?|编辑|[提插]?问|答|观众|听众|网友|读者|嘉宾|学者|学生|同学|讲员|发言人|小姐|夫人|博士|总)"
)
_FOREIGN = re.compile(r"[\u4e00-\u9fff]{1,8}[·．・][\u4e00-\u9fff·．・]{1,16}")


def is_person(label: str) -> bool:
    """Whether a label of at most a few Simplified characters is a name, an office or a part in a
    conversation.

    >>> [is_person(label) for label in ("李四", "王", "本报记者", "答", "局长", "时间")]
    [True, True, True, True, True, False]
    """
    forms = (_NAME, _VOICE, _FOREIGN, _OFFICE)
    return label in _SURNAMES or any(form.fullmatch(label) for form in forms)


def _chinese(title: str) -> TitleParts | None:
    plain = folded(title)
    if not re.search("[\u4e00-\u9fff]", plain):
        return None
    end = len(plain)
    while note := _NOTE.search(plain, 0, end):
        end = note.start()
    date = _PRINTED_DATE.match(plain)
    start = date.end() if date else 0
    title = title[start:end].strip()
    plain = folded(title)
    if match := _OCCASION.fullmatch(plain):
        return _with_preposition(title, match)
    if match := _NO_EVENT.fullmatch(plain):
        speakers = _chinese_speakers(_printed(title, match, "who"))
        return TitleParts(speakers, None, _GENRES[match["genre"]], "high")
    if match := _COLON.fullmatch(plain):
        return _behind_colon(_printed(title, match, "who"), _printed(title, match, "rest"))
    if match := _PLAIN.fullmatch(plain):
        return _without_preposition(_printed(title, match, "rest"), _GENRES[match["genre"]])
    return None


def _with_preposition(title: str, match: re.Match[str]) -> TitleParts:
    """The parts of 某人在某会上的讲话."""
    who, event, place = (_printed(title, match, part) for part in ("who", "event", "place"))
    occasion = None if folded(event) == "会上" else Event(event, place)
    # 在某会上的 and 在视察时的 say what the occasion is; 在北京的 may be anything.
    certainty: Certainty = "low"
    if (match["link"] or "的")[0] != "的" and match["link"][0] != "中":
        certainty = "high"
    elif _MEETING.fullmatch(folded(event)):
        certainty = "medium"
    return TitleParts(_chinese_speakers(who), occasion, _GENRES[match["genre"]], certainty)


def _behind_colon(who: str, rest: str) -> TitleParts | None:
    """The parts of 李四：某文; None if it is no name that stands before the colon."""
    if not _is_name(who):
        return None
    parts = _chinese(rest) or TitleParts()
    return TitleParts((Speaker(who, who),), parts.event, parts.type, "medium")


def _without_preposition(rest: str, type_: str) -> TitleParts:
    """The parts of 县长新春团拜会致辞: an office before a meeting, or behind it (家长会班主任)."""
    plain = folded(rest)
    if match := _DUTY.search(plain) or _FEAST.search(plain):
        who = _YEARS.sub("", plain[: match.start()])
        is_person = _OFFICE.fullmatch(who) or _is_name(who)
        speakers = _chinese_speakers(rest[: len(who)]) if is_person else ()
        return TitleParts(speakers, None, type_, "medium")
    if office := _OFFICE.match(plain):
        split = office.end("role")
        meeting = _MEETING.match(plain, 0, split)
        if split == len(plain):
            begin = meeting.end() if meeting else 0
            event = Event(rest[:begin]) if begin else None
            return TitleParts(_chinese_speakers(rest[begin:]), event, type_, "medium")
        if _MEETING.fullmatch(plain[split:]) and not meeting:
            speakers = _chinese_speakers(rest[:split])
            return TitleParts(speakers, Event(rest[split:]), type_, "medium")
    if _MEETING.fullmatch(plain):
        return TitleParts((), Event(rest), type_, "medium")
    return TitleParts((), None, type_)


def _printed(title: str, match: re.Match[str], part: str) -> str:
    return title[match.start(part) : match.end(part)] if match[part] else ""


def _chinese_speakers(who: str) -> tuple[Speaker, ...]:
    """Who spoke, with name and office where the words tell them apart.

    >>> _chinese_speakers("副县长祝小满")
    (Speaker(attribution='副县长祝小满', name='祝小满', role='副县长', id=''),)
    """
    plain = folded(who)
    if not plain:
        return ()
    name = role = ""
    if plain.endswith("同志") and _is_name(plain[:-2]):
        name = who[:-2]
    elif _is_name(plain):
        name = who
    elif match := _OFFICE.match(plain):
        split = match.end("role")
        if split == len(plain):
            role = who
            called = re.fullmatch(r"(?P<name>.{2,3}?)(?P<role>副?..)", plain)
            if called and _is_name(called["name"]) and _OFFICE.fullmatch(called["role"]):
                name, role = who[: called.end("name")], who[called.end("name") :]
        elif _is_name(plain[split:]):
            name, role = who[split:], who[:split]
    return (Speaker(who, name, role),)


def _is_name(text: str) -> bool:
    return bool(_NAME.fullmatch(folded(text))) and not _OFFICE.fullmatch(folded(text))


# English
# -------

_ENGLISH_TYPES = {
    "remarks": "remarks",
    "address": "address",
    "speech": "speech",
    "statement": "statement",
    "interview": "interview",
    "lecture": "lecture",
    "report": "report",
    "toast": "toast",
    "message": "message",
}
_KIND = rf"(?P<kind>{'|'.join(word.title() for word in _ENGLISH_TYPES)})"
_SUFFIX = re.compile(r"\s*(?:\||--|–|—).*$|,? [\"“].*$|\s*\([^()]*\)$")
_BY = re.compile(rf"(?:[A-Z][\w-]+ ){{0,3}}{_KIND} (?:by|of|from) (?P<rest>.+)")
_POSSESSIVE = re.compile(
    rf"(?P<who>(?:[A-Z][\w.-]+ ){{0,4}}[A-Z][\w.-]+)['’]s (?:[A-Z]\w+ ){{0,3}}{_KIND}"
    r"(?P<rest> .+)?"
)
_NO_SPEAKER = re.compile(rf"(?:[A-Z][\w-]+ ){{0,3}}{_KIND}(?P<rest> (?:at|in|on|to|before) .+)?")
_BORDER = re.compile(
    r" (?P<word>at|in|on|to|[Bb]efore|[Aa]fter|with|by|[Dd]uring|from|[Ii]ntroducing|[Ff]ollowing"
    r"|about|regarding) "
)
_AND = re.compile(
    r"(?:,? and |, )(?=(?:Vice |Deputy |Acting |U\.N\. )?(?:President|Prime Minister|Secretary|"
    r"Minister|King|Queen|Chancellor|Justice|Governor|Senator|Mayor|General|Director|Administrator|"
    r"Ambassador|First Lady|Speaker|Harbour Master|Mr|Mrs|Ms|Dr)\b)"
)
"""Between two speakers: what follows begins with an office, as in `Secretary of Health and Human
Services` it does not."""
_HEADS = (
    "President|Minister|Secretary|King|Queen|Chancellor|Justice|Governor|Senator|Mayor|General|"
    "Director|Administrator|Ambassador|Speaker|Master|Adviser|Advisor|Chair|Chairman|Commissioner|"
    "Representative|Congressman|Congresswoman|Judge|Admiral|Librarian|Officer"
)
_TITLED = re.compile(
    rf"(?P<role>(?:[A-Z][\w.'/-]+ ){{0,4}}?(?:{_HEADS})(?: of (?:the )?[A-Z]\w+)?) "
    r"(?P<name>[A-Z].+?)(?: of .+)?"
)
_COURTESY = re.compile(r"(?:Mr|Mrs|Ms|Dr|Sir|Dame)\.? (?P<name>.+)")
_FULL_NAME = re.compile(r"[A-Z][\w'-]+(?: (?:[A-Z][\w'-]+|[A-Z]\.)){1,3}")
_ASSEMBLY = re.compile(
    r"\b(?:Summit|Conference|Congress|Assembly|Convention|Council|Forum|Parliament|Session|"
    r"Meeting|Senate|Symposium)\b"
)
_PLACE = re.compile(r" in (?P<place>[A-Z][\w.'-]*(?: [A-Z][\w.'-]*)*(?:, [A-Z][\w.' -]*)?)$")


def _english(title: str) -> TitleParts | None:
    title = _SUFFIX.sub("", title)
    if match := _BY.fullmatch(title):
        who, occasion = _divided(match["rest"])
    elif match := _POSSESSIVE.fullmatch(title):
        who, occasion = match["who"], match["rest"] or ""
    elif match := _NO_SPEAKER.fullmatch(title):
        who, occasion = "", match["rest"] or ""
    else:
        return None
    names = [name.strip(" ,") for name in _AND.split(who)]
    speakers = tuple(_english_speaker(name) for name in names if name)
    kind = _ENGLISH_TYPES[match["kind"].lower()]
    event = _event(occasion) if kind != "interview" else None
    return TitleParts(speakers, event, kind, "high" if speakers or event else "medium")


def _divided(rest: str) -> tuple[str, str]:
    border = _BORDER.search(rest)
    return (rest[: border.start()], rest[border.start() :]) if border else (rest, "")


def _event(occasion: str) -> Event | None:
    """The event of ` at the Opening of the Library in Wexley`; None for a subject."""
    border = _BORDER.match(occasion)
    if not border:
        return None
    word, event = border["word"].lower(), occasion[border.end() :]
    if word == "introducing" or (word == "to" and not _ASSEMBLY.search(event)):
        further = re.search(" at ", event)
        word, event = ("at", event[further.end() :]) if further else ("", "")
    if word not in ("at", "in", "to", "before", "after", "during", "following"):
        return None
    event = re.sub("^(?:the|an?) ", "", event)
    place = _PLACE.search(event)
    return Event(event[: place.start()], place["place"]) if place else Event(event)


def _english_speaker(words: str) -> Speaker:
    """A speaker of an English title, with office and full name where these can be told apart.

    >>> _english_speaker("Mayor Tamsin Orrell")
    Speaker(attribution='Mayor Tamsin Orrell', name='Tamsin Orrell', role='Mayor', id='')
    """
    if words.startswith("the "):
        return Speaker(words, role=words.removeprefix("the "))
    if match := _COURTESY.fullmatch(words):
        return Speaker(words, match["name"] if " " in match["name"] else "")
    if match := _TITLED.fullmatch(words):
        return Speaker(words, match["name"] if " " in match["name"] else "", match["role"])
    return Speaker(words, words if _FULL_NAME.fullmatch(words) else "")


# Arabic
# ------

_ARABIC_TYPES = {
    "كلمة": "address",
    "خطاب": "speech",
    "بيان": "statement",
    "تقرير": "report",
    "محاضرة": "lecture",
}
_ARABIC = re.compile(
    rf"(?P<kind>{'|'.join(_ARABIC_TYPES)}) (?P<who>.+?)(?: (?:في|أمام|خلال) (?P<event>.+))?"
)


def _arabic(title: str) -> TitleParts | None:
    match = _ARABIC.fullmatch(title)
    if not match:
        return None
    speakers = (Speaker(match["who"], role=match["who"]),)
    event = Event(match["event"]) if match["event"] else None
    return TitleParts(speakers, event, _ARABIC_TYPES[match["kind"]], "medium")
