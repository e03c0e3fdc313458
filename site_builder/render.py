"""A `Page` becomes text, through Jinja; what fails is named by template and line."""

from __future__ import annotations

import posixpath
import threading
import traceback
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from urllib.parse import quote

import jinja2
from jinja2.runtime import Macro
from markupsafe import Markup

from site_builder.assets import addressed, asset
from site_builder.config import Config, parsed_toml
from site_builder.errors import Place, SettingsError, TemplateError
from site_builder.languages import language_for
from site_builder.links import Page
from site_builder.project import code_digest

_FOLDER = "templates/"


class Renderer:
    """Renders the pages of one archive.

    `templates` and `assets` map names inside `templates/` to their content; nothing else is read.
    """

    def __init__(
        self, config: Config, templates: Mapping[str, str], assets: Mapping[str, bytes]
    ) -> None:
        self.config = config
        self.words = parsed_words(templates, config.language)
        self._assets = addressed(assets)
        self.environment = jinja2.Environment(
            loader=jinja2.FunctionLoader(
                lambda name: (templates[name], _FOLDER + name, None) if name in templates else None
            ),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            bytecode_cache=_compiled_before(),
        )
        self.environment.filters["thousands"] = lambda number: f"{number:,}"
        self._here = _Here()
        self.environment.globals.update(
            site=_Site(config),
            own_language=_language_of(config),
            words=self.words,
            word=lambda key, **values: self.words[key].format(**values),
            link=self._link,
            asset=lambda name: self._link(self._assets[name].path),
            in_folder=self._in_folder,
        )
        self._frames: dict[tuple[str, str], Markup] = {}

    def add_asset(self, name: str, data: bytes) -> None:
        """Add a file that the build itself makes to those of `templates/assets/`."""
        self._assets[name] = asset(name, data)

    def asset_files(self) -> dict[str, bytes]:
        """All assets by their path in the site."""
        return {made.path: made.data for made in self._assets.values()}

    def asset_paths(self) -> dict[str, str]:
        """The paths of all assets in the site, by their names in `templates/assets/`."""
        return {name: made.path for name, made in self._assets.items()}

    def text(self, page: Page) -> str:
        """The page as HTML.

        Raises `TemplateError` if its template is missing, wrong, or fails on this page.
        """
        names = {field.name: getattr(page, field.name) for field in fields(page)}
        self._here.page = page
        try:
            template = self.environment.get_template(page.template)
            return template.render(names, canonical=self.config.address(page.canonical))
        except jinja2.TemplateSyntaxError as error:
            place = Place(error.filename or _FOLDER + str(error.name), error.lineno)
            raise TemplateError(str(error.message), place) from None
        except jinja2.TemplateNotFound as error:
            raise TemplateError("there is no such template", Place(_FOLDER + str(error))) from None
        except Exception as error:
            place = _failing_line(error) or Place(_FOLDER + page.template)
            raise TemplateError(f"{error} (while rendering {page.path})", place) from error

    def _link(self, path: str) -> str:
        """The address of a path in the site, from the page that is being rendered."""
        page = self._here.page
        target, separator, fragment = path.partition("#")
        if page.is_anywhere:
            address = quote(self.config.base_path + target)
        elif not target or (target == page.path and fragment):
            address = ""
        else:
            address = _relative(target, posixpath.dirname(page.path))
        return address + separator + fragment

    def _in_folder(self, macro: Macro) -> Markup:
        """What a macro without arguments gives, made once for all pages of a folder."""
        page = self._here.page
        key = macro.name, "/" if page.is_anywhere else posixpath.dirname(page.path)
        if key not in self._frames:
            self._frames[key] = Markup(macro())
        return self._frames[key]


def _language_of(config: Config) -> Markup:
    """The attributes of what is in the language of the interface, inside a text of another."""
    direction = language_for(config.language).direction
    return Markup('lang="{}" dir="{}"').format(config.language, direction)


def _compiled_before() -> jinja2.BytecodeCache | None:
    """Templates as compiled by a build before, in a folder that no other user can write to.

    They are code, so they do not lie with the archive's own cache, which may come from elsewhere.
    None if there can be no such folder.
    """
    try:
        return jinja2.FileSystemBytecodeCache(pattern=f"site-builder-{code_digest()[:16]}-%s")
    except (OSError, RuntimeError):
        return None


class _Here(threading.local):
    """The page that a thread is rendering.

    Macros are loaded once and not for each page, so they cannot be given it.
    """

    page: Page


@lru_cache(maxsize=4096)
def _relative(path: str, folder: str) -> str:
    """The address of a path in the site, from a page in a folder of it.

    >>> _relative("years/2011.html", "years"), _relative("years/2011.html", "speeches")
    ('2011.html', '../years/2011.html')
    """
    if posixpath.dirname(path) == folder:
        return quote(posixpath.basename(path))
    return quote("../" * (folder.count("/") + 1 if folder else 0) + path)


class _Site:
    """The settings as templates see them, with the direction of the interface."""

    def __init__(self, config: Config) -> None:
        for field in fields(config):
            setattr(self, field.name, getattr(config, field.name))
        self.base_path = config.base_path
        self.direction = language_for(config.language).direction


def parsed_words(templates: Mapping[str, str], language: str) -> dict[str, str]:
    """The words of the interface in a language, from `words/<language>.toml`.

    Raises `SettingsError` if there is no such file, or it is not valid TOML.
    """
    name = f"words/{language}.toml"
    path = _FOLDER + name
    if name not in templates:
        raise SettingsError(f'there are no interface words for "{language}"', Place(path))
    return {key: str(value) for key, value in parsed_toml(templates[name], path).items()}


def _failing_line(error: Exception) -> Place | None:
    """The innermost line of a template in an error's traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [(f.filename, f.lineno) for f in frames if f.filename.startswith(_FOLDER)]
    return Place(*lines[-1]) if lines else None
