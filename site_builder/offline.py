"""What a site has for reading without a network: a worker for the browser, and a manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

from site_builder.config import Config
from site_builder.languages import language_for

OFFLINE = "offline.html"
"""The page that is shown where a browser has not kept one."""

WORKER = "worker.js"
"""In the root of the site, as a worker is for what is below it; at this address for good, as
browsers ask there for a newer one, or for one that ends it."""

_SHELL = ("index.html", "search.html", OFFLINE)
"""Pages that are kept from the first visit."""


def worker(config: Config, assets: Mapping[str, str], page: str) -> str:
    """The text of `worker.js`: the same for a site that is the same.

    `assets` maps their names in `templates/assets/` to their paths in the site; `page` is the
    offline page as HTML, empty if there is none. Without `offline` in `site.toml` it is a worker
    that ends itself, and what an earlier one kept.
    """
    if not config.offline:
        return f'importScripts("{assets["worker-off.js"]}");\n'
    site = {
        "edition": sha256(page.encode()).hexdigest()[:8],
        "offline": OFFLINE,
        "pages": _SHELL,
        "files": sorted(path for name, path in assets.items() if not name.startswith("worker")),
    }
    return f'const SITE = {json.dumps(site, indent=1)};\nimportScripts("{assets["worker.js"]}");\n'


def web_manifest(config: Config, icon: str) -> bytes:
    """The manifest by which the archive may be put among a device's programs, as JSON.

    `icon` is the path of an SVG in the site.
    """
    manifest = {
        "id": config.base_path,
        "name": config.title,
        "description": config.description,
        "lang": config.language,
        "dir": language_for(config.language).direction,
        "start_url": config.base_path,
        "scope": config.base_path,
        "display": "minimal-ui",
        "background_color": "#fbf9f4",
        "theme_color": "#fbf9f4",
        "icons": [{"src": config.base_path + icon, "sizes": "any", "type": "image/svg+xml"}],
    }
    told = {key: value for key, value in manifest.items() if value}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
