"""One file per source site: a function from a saved page to what it holds, or None."""

from __future__ import annotations

from collections.abc import Callable

from site_builder.model import Extract
from site_builder.pagetext import SavedPage
from site_builder.sites._refusal import refusal
from site_builder.sites.aisixiang import aisixiang
from site_builder.sites.akoma_ntoso import akoma_ntoso
from site_builder.sites.congressional_record import congressional_record
from site_builder.sites.fallback import fallback
from site_builder.sites.kenya_hansard import kenya_hansard
from site_builder.sites.uk_hansard import uk_hansard
from site_builder.sites.wenmi import wenmi
from site_builder.sites.whitehouse_2017 import whitehouse_2017

Profile = Callable[[SavedPage], Extract | None]

PROFILES: tuple[Profile, ...] = (
    refusal,
    whitehouse_2017,
    congressional_record,
    akoma_ntoso,
    uk_hansard,
    kenya_hansard,
    aisixiang,
    wenmi,
    fallback,
)
"""In the order in which they are asked: the first refuses what none should read, the last reads any
page that holds running text."""
