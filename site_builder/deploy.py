"""What a site has in its root for whoever hosts it, and for browsers without a network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from site_builder.headers import HeaderRule, dumped_headers
from site_builder.links import Links
from site_builder.moved import redirects_of
from site_builder.offline import WORKER, worker
from site_builder.redirects import dumped_redirects


def host_files(
    links: Links, rules: Iterable[HeaderRule], assets: Mapping[str, str], offline_page: str
) -> Iterator[tuple[str, bytes]]:
    """The files that a host or a browser asks for by name: `_redirects`, `_headers`, `worker.js`.

    `rules` are those of `netlify.toml`; `assets` and `offline_page` are as `worker` takes them.
    """
    config = links.config
    if text := dumped_redirects(redirects_of(links), config.base_path):
        yield "_redirects", text.encode()
    yield "_headers", dumped_headers(rules, config.base_path).encode()
    yield WORKER, worker(config, assets, offline_page).encode()
