"""Assets under names of their own; scripts find each other by these."""

from __future__ import annotations

import re

import pytest

from site_builder.assets import addressed, asset
from site_builder.errors import TemplateError


def test_a_script_imports_another_by_the_name_that_it_has_in_the_site() -> None:
    made = addressed(
        {
            "a.js": b'import { b } from "./b.js";\nconst c = () => import("./c.js");\n',
            "b.js": b'export * from "./c.js";\n',
            "c.js": b"export const c = 1;\n",
        }
    )
    names = {name: made[name].path.removeprefix("assets/") for name in made}
    assert made["b.js"].data == f'export * from "./{names["c.js"]}";\n'.encode()
    assert re.findall(r'"\./([^"]+)"', made["a.js"].data.decode()) == [names["b.js"], names["c.js"]]


def test_a_script_has_another_name_when_one_that_it_imports_changes() -> None:
    first, second = (
        addressed({"a.js": b'import "./b.js";', "b.js": data})["a.js"].path for data in (b"1", b"2")
    )
    assert first != second


def test_what_imports_nothing_stays_byte_for_byte() -> None:
    files = {"a.js": b"// from './b.js'\n\xff\r\n", "a.css": b"@import './b.css';", "b.svg": b"\0"}
    assert {name: made.data for name, made in addressed(files).items()} == files
    assert addressed(files)["a.css"] == asset("a.css", files["a.css"])


def test_an_import_of_what_is_not_there_is_told_with_its_line() -> None:
    with pytest.raises(TemplateError) as told:
        addressed({"a.js": b'// ok\nimport "./b.js";\n'})
    assert str(told.value) == 'templates/assets/a.js:2: there is no script "b.js"'


def test_scripts_that_import_each_other_are_told() -> None:
    with pytest.raises(TemplateError, match=r"a\.js: scripts import each other"):
        addressed({"a.js": b'import "./b.js";', "b.js": b'import "./a.js";'})
