"""`netlify.toml` says what it should, and is read as Netlify reads it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from site_builder.errors import SettingsError
from site_builder.headers import HeaderRule, headers_for, read_headers

TEXT = (Path(__file__).parent.parent / "netlify.toml").read_text("utf-8")
RULES = read_headers(TEXT)

PATHS = [
    "/",
    "/index.html",
    "/speeches/2011-02-06-zhiliang.html",
    "/years/",
    "/404.html",
    "/assets/site-0a1b2c3d.css",
    "/pagefind/1.5.2-0a1b2c3d/pagefind.js",
    "/pagefind/-0a1b2c3d4e/index/7.pf_index",
]


# The file
# --------


def test_netlify_builds_what_it_publishes() -> None:
    build = tomllib.loads(TEXT)["build"]
    assert build["publish"] == "public"
    assert build["command"].endswith("python -m site_builder build")
    assert re.fullmatch(r"3\.1[1-9]", build["environment"]["PYTHON_VERSION"])


def test_only_our_own_files_are_allowed() -> None:
    policy = headers_for(RULES, "/")["Content-Security-Policy"]
    directives = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    assert directives == {
        "default-src": "'none'",
        "script-src": "'self' 'wasm-unsafe-eval'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "worker-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "upgrade-insecure-requests": "",
    }


@pytest.mark.parametrize("path", PATHS)
def test_every_path_has_the_security_headers(path: str) -> None:
    headers = headers_for(RULES, path)
    assert int(headers["Strict-Transport-Security"].removeprefix("max-age=")) >= 63072000
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert re.fullmatch(r"([a-z-]+=\(\)(, |$))+", headers["Permissions-Policy"])


def test_only_names_that_carry_a_hash_are_cached_for_ever() -> None:
    caching = {path: headers_for(RULES, path).get("Cache-Control", "default") for path in PATHS}
    immutable = {path for path, value in caching.items() if "immutable" in value}
    assert immutable == {path for path in PATHS if re.search(r"[-_]0a1b2c3", path)}
    assert caching["/speeches/2011-02-06-zhiliang.html"] == "default"


@pytest.mark.parametrize("path", PATHS)
def test_no_header_is_given_twice_to_a_path(path: str) -> None:
    names = [name.lower() for rule in RULES for name in headers_for([rule], path)]
    assert len(names) == len(set(names))


# Reading
# -------


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/*", "/", True),
        ("/*", "/a/b.html", True),
        ("/assets/*", "/assets/a.css", True),
        ("/assets/*", "/assets/deep/a.css", True),
        ("/assets/*", "/assets/", True),
        ("/assets/*", "/assets", True),
        ("/assets/*", "/assets.html", False),
        ("/assets/*", "/other/assets/a.css", False),
        ("/search.html", "/search.html", True),
        ("/search.html", "/searchxhtml", False),
        ("/search.html", "/search.html/more", False),
        ("/years", "/years/", True),
        ("/years/", "/years", True),
        ("/Years", "/years", True),
        ("/*.css", "/a/b.css", True),
        ("/*.css", "/a.html", False),
        ("/:year/index.html", "/2011/index.html", True),
        ("/:year/index.html", "/2011/2/index.html", False),
        ("/", "/", True),
        ("/", "/a", False),
    ],
)
def test_a_pattern_matches_as_at_netlify(pattern: str, path: str, matches: bool) -> None:
    assert bool(headers_for([HeaderRule(pattern, (("A", "1"),))], path)) == matches


def test_a_later_rule_adds_and_overrides() -> None:
    rules = [
        HeaderRule("/*", (("A", "1"), ("B", "1"))),
        HeaderRule("/x", (("b", "2"), ("C", "2"))),
    ]
    assert headers_for(rules, "/x") == {"A": "1", "b": "2", "C": "2"}
    assert headers_for(rules, "/y") == {"A": "1", "B": "1"}


@pytest.mark.parametrize(
    "value",
    [
        '"max-age=0,no-cache"',
        '["max-age=0", "no-cache"]',
        "'''\n    max-age=0,\n    no-cache'''",
    ],
)
def test_many_values_come_on_one_line(value: str) -> None:
    text = f'[[headers]]\nfor = " /* "\n[headers.values]\nCache-Control = {value}\n'
    assert headers_for(read_headers(text), "/") == {"Cache-Control": "max-age=0, no-cache"}


def test_a_file_without_headers_has_no_rules() -> None:
    assert read_headers("[build]\npublish = 'public'\n") == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[build]\npublish = public\n",
            ":2: not valid TOML: Invalid value",
        ),
        (
            "[build]\nx",
            ":2: not valid TOML: Expected '=' after a key in a key/value pair",
        ),
        (
            "headers = 1",
            ': "headers" must be written as [[headers]]',
        ),
        (
            "headers = [1]",
            ": [[headers]] number 1: must be a table",
        ),
        (
            '[[headers]]\nfor = "/*"\nvalue = {A = "1"}\n',
            ': [[headers]] number 1: unknown key "value" (known are "for" and "values")',
        ),
        (
            '[[headers]]\nfor = "/*"\nvalues = {A = "1"}\n[[headers]]\nvalues = {A = "1"}\n',
            ': [[headers]] number 2: "for" must be a path that starts with "/"',
        ),
        (
            '[[headers]]\nfor = "assets/*"\nvalues = {A = "1"}\n',
            ': [[headers]] number 1: "for" must be a path that starts with "/"',
        ),
        (
            '[[headers]]\nfor = "/*"\n',
            ': [[headers]] number 1: "values" must be a table of headers',
        ),
        (
            '[[headers]]\nfor = "/*"\nvalues = {"A B" = "1"}\n',
            ': [[headers]] number 1: "A B" is no name of a header',
        ),
        (
            '[[headers]]\nfor = "/*"\nvalues = {A = 1}\n',
            ': [[headers]] number 1: the value of "A" must be a text or a list of texts',
        ),
    ],
)
def test_a_malformed_file_is_refused(text: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_headers(text)
    assert str(caught.value) == f"netlify.toml{message}"
