"""`site-builder repair`: a text in, the repaired text out, and what was done to it told."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder import filter as text_filter
from site_builder.edits import applied, undone
from site_builder.errors import PageError
from site_builder.explanation import Explained, explanation
from site_builder.filter import filtered
from site_builder.model import Edit

ROOT = Path(__file__).parent.parent
NOISY = (
    "會(huì)議開(kāi)始,請(qǐng)各位坐好。\n\n"
    "門關(guān)上,燈點(diǎn)亮,鐘敲過(guò)了,可以開(kāi)始。\n"
)
SOUND = "会议开始,请各位坐好。\n\n门关上,灯点亮,钟敲过了,可以开始。\n"


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch, run: Callable) -> Callable:
    """`repair` with bytes on its standard input."""

    def piped(data: bytes, *arguments: object):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
        return run("repair", *arguments)

    return piped


def edits_of(entry: dict) -> list[Edit]:
    return [Edit(**edit) for edit in entry["edits"]]


# The text
# --------


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_text_of_any_encoding_comes_out_repaired_in_utf_8(pipe: Callable, codec: str) -> None:
    assert pipe((NOISY * 3).encode(codec)) == (0, SOUND * 3, "")


def test_without_a_file_or_with_a_dash_standard_input_is_read(pipe: Callable) -> None:
    assert pipe(NOISY.encode()) == pipe(NOISY.encode(), "-") == (0, SOUND, "")


@pytest.mark.parametrize("text", ["", "\n", "　\n", "a", "a\r\nb\rc\n\n\n", "  a\t \n"])
def test_a_sound_text_stays_to_the_last_line_end(pipe: Callable, text: str) -> None:
    assert pipe(text.encode()) == (0, text, "")


def test_line_ends_and_paragraphs_are_kept(pipe: Callable) -> None:
    assert pipe(NOISY.replace("\n", "\r\n").encode()).out == SOUND.replace("\n", "\r\n")


def test_files_come_out_one_after_the_other(project: Callable) -> None:
    made = project({"1.txt": NOISY, "2.txt": "plain"})
    assert made.run("repair", "1.txt", "2.txt", "1.txt") == (0, SOUND + "plain" + SOUND, "")


def test_a_page_comes_out_as_a_page(project: Callable) -> None:
    head = '<!doctype html>\r\n<body title="(x)"><script>"?x)"</script>\n<p>'
    made = project({"a.html": head + NOISY})
    assert made.run("repair", "a.html").out == head + SOUND
    assert "; utf-8, HTML\n" in made.run("repair", "--explain", "a.html").out


def test_bytes_that_fit_no_character_are_shown_as_lost(pipe: Callable) -> None:
    assert pipe("水庫邊的講話。".encode() + b"\xa1\xa1" + "水".encode()).out == "水庫邊的講話。□水"


def test_a_text_larger_than_a_saved_page_may_be_is_taken(pipe: Callable) -> None:
    text = b"0123456789abcde\n" * 2**20
    assert pipe(text).out == text.decode()


@given(st.text())
def test_what_comes_out_is_the_text_with_the_edits_made(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    try:
        one = filtered("a", data)
    except PageError:
        assert not text.isprintable()  # full of controls, or cut to look like another format
        return
    assert one.text == applied(one.saved.text, one.edits)
    assert undone(one.text, one.edits) == one.saved.text
    one.text.encode()


# --ledger
# --------


def test_the_ledger_turns_each_text_into_what_came_out_and_back(project: Callable) -> None:
    made = project({"1.txt": NOISY, "2.txt": "水庫邊的講話。".encode() + b"\xa1"})
    done = made.run("repair", "1.txt", "2.txt", "--ledger", "ledger.json")
    one, two = json.loads(made.read("ledger.json"))
    assert (one["file"], one["encoding"], len(one["sha256"])) == ("1.txt", "utf-8", 64)
    assert applied(NOISY, edits_of(one)) == SOUND
    assert undone(SOUND, edits_of(one)) == NOISY
    assert one["edits"][1] == {
        "start": 1,
        "before": "(huì)",
        "after": "",
        "rule": "pinyin-note",
        "evidence": "huì is a reading of 會",
    }
    assert [edit.after for edit in edits_of(two)] == ["□"]
    assert done.out == SOUND + "水庫邊的講話。□"


def test_the_ledger_of_one_text_is_a_list_too(pipe: Callable, tmp_path: Path) -> None:
    path = tmp_path / "ledger.json"
    pipe(b"sound", "--ledger", path)
    (entry,) = json.loads(path.read_text("utf-8"))
    assert (entry["file"], entry["edits"]) == ("<stdin>", [])


# --check
# -------


def test_check_prints_a_summary_and_fails_if_anything_would_change(project: Callable) -> None:
    made = project({"1.txt": NOISY, "2.txt": "plain"})
    assert made.run("repair", "--check", "2.txt") == (0, "2.txt: nothing to repair\n", "")
    done = made.run("repair", "--check", "1.txt", "2.txt")
    summary = "1.txt: 15 repairs (8 script, 7 pinyin-note)\n2.txt: nothing to repair\n"
    assert done == (1, summary, "")


# --explain
# ---------


def test_an_explanation_groups_what_is_alike(project: Callable) -> None:
    made = project({"1.txt": NOISY})
    assert made.run("repair", "--explain", "1.txt").out.splitlines()[:6] == [
        "1.txt: 15 repairs (8 script, 7 pinyin-note); utf-8",
        "",
        "pinyin notes removed (pinyin-note, high certainty): 7",
        "   1:2    会[-(huì)-]议开始,请各位坐好。⏎⏎门关   huì is a reading of 會",
        "   1:9 ×2 会议开[-(kāi)-]始,请各位坐好。⏎⏎门关上,   kāi is a reading of 開",
        "  1:17    会议开始,请[-(qǐng)-]各位坐好。⏎⏎门关上,灯点亮   qǐng is a reading of 請",
    ]
    assert made.run("repair", "--explain", "--check", "1.txt").code == 1


def test_doubts_stand_apart_with_their_proposal() -> None:
    text = "風很涼。\n天很凉。"
    doubts = [
        Edit(7, "凉", "涼", "variant", "low", "seen once"),
        Edit(2, "涼", "涼", "odd", "low"),
    ]
    lines = list(explanation(Explained(text, []), [], doubts, {"rule_variant": "variants"}))
    assert lines == [
        "",
        "doubtful, left as it stands: 2",
        "  1:3  風很[?涼?]。⏎天很凉。   no proposal; odd (odd)",
        "  2:3  風很涼。⏎天很[?凉?]。   perhaps {+涼+}; variants (variant): seen once",
    ]


def test_no_saved_text_can_command_the_terminal(pipe: Callable) -> None:
    text = NOISY + "\x1b]0;title\x07 \u202eabc\u2066\n"
    out = pipe(text.encode(), "--explain").out
    assert "‹U+001B›" in out
    assert out.replace("\n", "").isprintable()


def test_colour_is_for_terminals(pipe: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in pipe(NOISY.encode(), "--explain").out
    one = filtered("a", NOISY.encode())
    assert any("\x1b[31m" in line for line in text_filter.explained(one, {}, colour=True))


# What goes wrong
# ---------------


def test_a_file_that_cannot_be_read_does_not_keep_the_others_back(project: Callable) -> None:
    made = project({"1.txt": NOISY, "2.pdf": b"%PDF-1.7", "folder/x": "", "3.txt": "plain"})
    done = made.run("repair", "1.txt", "2.pdf", "folder", "3.txt")
    assert (done.code, done.out) == (1, SOUND + "plain")
    assert done.err.splitlines()[0] == "2.pdf: is not a text or HTML page (looks like PDF)"
    assert done.err.splitlines()[1].startswith("folder: cannot be read: ")


def test_a_file_that_is_not_there_is_wrong_usage(project: Callable) -> None:
    made = project({"1.txt": NOISY})
    assert made.run("repair", "1.txt", "2.txt") == (2, "", "2.txt: there is no such file\n")


def test_a_reader_that_goes_away_early_gets_no_traceback() -> None:
    command = [sys.executable, "-m", "site_builder", "repair"]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}  # which must not matter
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.close()  # type: ignore[union-attr]
        process.stdin.write((NOISY * 10_000).encode())  # type: ignore[union-attr]
        process.stdin.close()  # type: ignore[union-attr]
        assert process.stderr.read() == b""  # type: ignore[union-attr]
        assert process.wait(60) == 1
