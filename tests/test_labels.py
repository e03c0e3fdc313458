"""Labels of speakers in a text that no profile cuts: a conversation is told from a speech."""

from __future__ import annotations

import pytest

from site_builder.pagetext import text_lines
from site_builder.sites._labels import spoken

CONVERSATIONS = [
    ("记者：堤修好了吗？\n李四：修好了。\n记者：几时？\n李四：昨天。", ["记者", "李四"] * 2),
    ("问：去不去？\n答：去。\n问：几时？\n答：现在。", ["问", "答"] * 2),
    ("MAYOR LOW: Yes.\nQ Why?\nMAYOR LOW: No.\nQ Why not?", ["MAYOR LOW", "Q"] * 2),
    ("Ann Lee: Yes.\nBo Berg: No.\nAnn Lee: Yes!\nBo Berg: No!", ["Ann Lee", "Bo Berg"] * 2),
    (
        "HON. A.B. LOW asked the Government:\nHow deep is it?\n"
        "HON. DR. C. REEVE (Minister for Tides).- It is deep.",
        ["HON. A.B. LOW", "HON. DR. C. REEVE (Minister for Tides)"],
    ),
    ("Sir ANN LEE - Yes.\nMr BO BERG - No.", ["Sir ANN LEE", "Mr BO BERG"]),
]
SPEECHES = [
    "时间：上午。\n地点：桥下。\n时间：下午。\n地点：桥上。",
    "问题：水少。\n对策：省水。\n问题：钱少。\n对策：省钱。",
    "一是：修堤。\n二是：算账。\n一是：找人。\n二是：找钱。",
    "李四：你来了。\n我说来了。\n李四：坐。\n我坐下。",  # one voice, as in a story
    "记者：几时？\n李四：昨天。",  # once each
    "各位：今天说两件事。\n同志们：第一件。\n各位：第二件。\n同志们：谢谢。",
    "Note: dry.\nExample: wet.\nNote: cold.\nExample: warm.",
    "Let me say: yes.\nLet me ask: why?\nLet me say: no.\nLet me ask: when?",
]


def lines(text: str) -> list:
    return text_lines(text)


@pytest.mark.parametrize(("text", "labels"), CONVERSATIONS)
def test_labels_that_recur_in_turn_are_cut(text: str, labels: list[str]) -> None:
    said = spoken(lines(text), lambda line: "paragraph")
    assert list(said.labels) == labels
    turns = [piece.text for piece in said.pieces if piece.role == "turn"]
    assert turns == labels
    assert [text[piece.start : piece.end] for piece in said.pieces] == [
        piece.text for piece in said.pieces
    ]


@pytest.mark.parametrize("text", SPEECHES)
def test_an_ordinary_text_with_colons_is_left_whole(text: str) -> None:
    said = spoken(lines(text), lambda line: "paragraph")
    assert said.labels == ()
    assert [piece.text for piece in said.pieces] == text.split("\n")
