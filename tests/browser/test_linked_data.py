"""Linked data under the production headers: there to be read, and nothing that is run."""

from __future__ import annotations

import pytest

DATA = "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "WebSite"),
        ("speeches/2016-05-12-library-of-small-things.html", "CreativeWork"),
        ("speakers/gideon-sarrow.html", "Person"),
    ],
)
def test_the_policy_lets_linked_data_be(open_page, sample_server, path, kind):
    # Whatever the policy blocked, or the console told, would fail this: see conftest.
    page = open_page(sample_server.url + path)
    data = page.evaluate(DATA)
    assert data["@context"] == "https://schema.org"
    assert data["@graph"][0]["@type"] == kind
