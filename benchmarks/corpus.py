"""Archives of any size to measure on: speeches made of our own words, the same at each run.

    python benchmarks/corpus.py 1000 FOLDER [--language en]

writes an archive with so many speeches to a folder. A speech has about 2,500 characters of Chinese,
or 1,600 words of English, in three sections of two to five points. Two hundred people speak; two of
them, 卢国杰 and 吕国杰, are alike in Latin letters.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = {"zh": "zh-Hans", "en": "en"}


@dataclass(frozen=True)
class Speech:
    """One made-up speech."""

    id: str
    title: str
    speaker: str
    date: str
    """ISO 8601."""
    event: str
    place: str
    subjects: tuple[str, ...]
    collection: str
    sections: tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]
    """Each a heading and its points; each point a heading and its paragraphs."""


def speeches(count: int, language: str = "zh") -> Iterator[Speech]:
    """So many speeches; the first of a larger number are those of a smaller one."""
    make = _chinese if language == "zh" else _english
    for index in range(count):
        yield make(index, random.Random(f"{language}-{index}"))


def markdown(speech: Speech) -> str:
    """The body of a speech, headings from `##`."""
    parts: list[str] = []
    for heading, points in speech.sections:
        parts.append(f"## {heading}")
        for point, paragraphs in points:
            parts += [f"### {point}", *paragraphs]
    return "\n\n".join(parts) + "\n"


def front_matter(speech: Speech, language: str = "zh") -> str:
    """The front matter of a speech as `content/speeches/` has it, with its fences."""
    subjects = "".join(f'\n  - "{subject}"' for subject in speech.subjects)
    return (
        f'---\nid: "{speech.id}"\ntitle: "{speech.title}"\nlanguage: {LANGUAGES[language]}\n'
        f'type: speech\nspeakers:\n  - attribution: "{speech.speaker}"\n'
        f'    name: "{speech.speaker}"\ndate: "{speech.date}"\ndate_basis: stated\n'
        f'event:\n  name: "{speech.event}"\n  place: "{speech.place}"\n'
        f'collections:\n  - "{speech.collection}"\nsubjects:{subjects}\n---\n\n'
    )


def write(count: int, folder: Path, language: str = "zh") -> None:
    """Write an archive with so many speeches, in folders of 1,000 files."""
    content = folder / "content"
    content.mkdir(parents=True)
    settings = (
        f'title = "Benchmark"\nurl = "https://example.org/"\nlanguage = "{LANGUAGES[language]}"\n'
    )
    (content / "site.toml").write_text(settings, encoding="utf-8")
    for index, speech in enumerate(speeches(count, language)):
        place = content / "speeches" / f"{index // 1000:03}"
        if index % 1000 == 0:
            place.mkdir(parents=True)
        text = front_matter(speech, language) + markdown(speech)
        (place / f"{speech.id}.md").write_text(text, encoding="utf-8")


# Chinese
# -------

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = ("国杰 建华 秀英 志强 晓梅 文博 海燕 立新 玉兰 春生").split()
_TOWNS = tuple(
    a + b for a in "清青石柳白云杏松枫芦" for b in ("溪镇", "湾区", "桥乡", "岭县", "河市")
)
_MEETINGS = ("年度总结会 工作推进会 现场会 动员大会 座谈会 表彰会 经验交流会 启动仪式").split()
_KINDS = ("讲话 致辞 发言 报告").split()
_MATTERS = (
    "水源保护 村道养护 校舍修缮 夜间公交 老街更新 粮仓防潮 山林防火 渔港疏浚 "
    "图书下乡 旧桥加固 河堤巡查 果园灌溉 邻里互助 集市管理 噪声治理 路灯改造 "
    "古树登记 饮水检测 雨季排涝 冬季供暖 孤老探访 少年球场 手艺传习 种子保存 "
    "井盖排查 垃圾分拣 渡口安全 电网检修 药材种植 茶园采摘 风灾准备 账目公开"
).split()
_OPENERS = (
    "各位同事， 说到底， 过去一年， 从数字上看， 我们都记得， 实事求是地讲， 眼下， 同样重要的是，"
).split()
_ACTORS = ("各村 镇里 巡查队 学校 合作社 窗口 值班室 老人会 青年队 工程组 居民小组 档案室").split()
_DEEDS = (
    "把{m}排进了每周的清单 为{m}留出了单独的预算 请住户给{m}打了分 "
    "把{m}的记录贴在了门口 头一回把{m}算成了一笔明账 和邻近几个村一起做{m} "
    "在雨季之前做完了{m} 把{m}的难处写进了报告 给{m}换了新的办法 "
    "派了两个人专门看{m} 把{m}的钱一分一分列了出来 每个月为{m}开一次会"
).split()
_RESULTS = (
    "共用工{n}天 比上一年少了{n}起 覆盖了{n}户人家 省下{n}元 "
    "收到意见{n}条 修好{n}处 走访了{n}家 登记造册{n}份 留下照片{n}张 "
    "清出淤泥{n}车 培训了{n}个人 来信增加到{n}封"
).split()
_CLOSERS = (
    "办法不新，贵在天天做。 做得不够的地方，今天当着大家的面认。 "
    "下一步怎么走，会后逐条定下来。 这件事没有捷径，只有日子。 账要算清，话要说透。 "
    "谁负责，什么时候办完，都写在墙上。"
).split()
_DIGITS = "一二三四五六七八九十"


def _chinese(index: int, chance: random.Random) -> Speech:
    speaker = chance.choice(_SURNAMES) + chance.choice(_GIVEN)
    speaker = {0: "卢国杰", 1: "吕国杰"}.get(index % 97, speaker)
    town, matter = chance.choice(_TOWNS), chance.choice(_MATTERS)
    event = f"{town}{matter}{chance.choice(_MEETINGS)}"
    own = [matter, *chance.sample(_MATTERS, 5)]
    sections = tuple(
        (
            f"{_DIGITS[number]}、把{chance.choice(own)}落到实处",
            tuple(
                (
                    f"（{_DIGITS[point]}）{chance.choice(own)}要有人管",
                    tuple(_chinese_paragraph(own, chance) for _ in range(chance.choice((2, 2, 3)))),
                )
                for point in range(chance.randint(2, 5))
            ),
        )
        for number in range(3)
    )
    return _speech(
        index,
        chance,
        f"{speaker}在{event}上的{chance.choice(_KINDS)}",
        speaker,
        (event, town, (matter, own[1]), f"{town}文稿"),
        sections,
    )


def _chinese_paragraph(matters: list[str], chance: random.Random) -> str:
    sentences = [
        f"{chance.choice(_OPENERS) if chance.random() < 0.5 else ''}{chance.choice(_ACTORS)}"
        f"{chance.choice(_DEEDS).format(m=chance.choice(matters))}，"
        f"{chance.choice(_RESULTS).format(n=chance.randint(3, 9999))}。"
        for _ in range(chance.choice((2, 3, 3)))
    ]
    return "".join([*sentences, chance.choice(_CLOSERS)])


# English
# -------

_FIRST = ("Ada Bram Cora Dev Edda Finn Greta Hugh Ines Joss").split()
_LAST = (
    "Marlow Quill Rowan Sedge Tarn Umber Vale Wren Yarrow Ashby Brook Croft Dale Elm Fenn "
    "Garth Heath Isley Kell Lund"
).split()
_PLACES = tuple(
    a + b
    for a in ("North", "South", "Old", "Upper", "Nether")
    for b in ("haven", "bridge", "mill", "ford")
)
_TOPICS = (
    "water meters; night buses; the swing bridge; school roofs; flood gates; seed banks; "
    "street lamps; the harbour wall; reading rooms; the winter market; orchard leases; "
    "drain covers; ferry times; the fire watch; allotments; the tide tables; footpaths; "
    "the tool library; grain stores; lost records"
).split("; ")
_WHO = (
    "The wardens; Our clerks; Two volunteers; The ferry crew; Every parish; The night shift; "
    "The council; The schools; A dozen neighbours; The engineers"
).split("; ")
_DID = (
    "put {m} on the weekly list; kept an open account of {m}; "
    "asked every household about {m}; finished {m} before the rains; "
    "wrote down what went wrong with {m}; found a cheaper way to mend {m}; "
    "walked the whole length of {m}; set aside a budget for {m}"
).split("; ")
_COUNT = (
    "in {n} days; for {n} families; at a cost of {n} crowns; with {n} letters in reply; "
    "and saved {n} hours; after {n} visits"
).split("; ")
_END = (
    "Nothing in this was clever, but it was done every day.; "
    "What we did not do, I will name as well.; "
    "Who answers for it, and by when, is written on the wall.; "
    "There is no short way, only the next morning."
).split("; ")


def _english(index: int, chance: random.Random) -> Speech:
    speaker = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
    place, topic = chance.choice(_PLACES), chance.choice(_TOPICS)
    event = f"{place} meeting on {topic}"
    own = [topic, *chance.sample(_TOPICS, 4)]
    sections = tuple(
        (
            f"{number}. What became of {chance.choice(own)}",
            tuple(
                (
                    f"On {chance.choice(own)}",
                    tuple(_english_paragraph(own, chance) for _ in range(chance.choice((2, 2, 3)))),
                )
                for _ in range(chance.randint(2, 5))
            ),
        )
        for number in range(1, 4)
    )
    return _speech(
        index,
        chance,
        f"Remarks of {speaker} at the {event}",
        speaker,
        (event, place, (topic, own[1]), f"Papers of {place}"),
        sections,
    )


def _english_paragraph(matters: list[str], chance: random.Random) -> str:
    sentences = [
        f"{chance.choice(_WHO)} {chance.choice(_DID).format(m=chance.choice(matters))} "
        f"{chance.choice(_COUNT).format(n=chance.randint(3, 9999))}."
        for _ in range(chance.choice((3, 4, 5)))
    ]
    return " ".join([*sentences, chance.choice(_END)])


def _speech(
    index: int,
    chance: random.Random,
    title: str,
    speaker: str,
    about: tuple[str, str, tuple[str, ...], str],
    sections: tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...],
) -> Speech:
    event, place, subjects, collection = about
    date = f"{chance.randint(1990, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    id_ = f"{date}-{index:06}"
    return Speech(id_, title, speaker, date, event, place, subjects, collection, sections)


def main() -> None:
    """Write an archive as the command line asks."""
    parser = argparse.ArgumentParser(description="An archive of made-up speeches to measure on.")
    parser.add_argument("count", type=int, help="how many speeches")
    parser.add_argument("folder", type=Path, help="a new folder")
    parser.add_argument("--language", choices=LANGUAGES, default="zh")
    given = parser.parse_args()
    write(given.count, given.folder, given.language)


if __name__ == "__main__":
    main()
