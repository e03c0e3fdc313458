"""What decides on the whole site: `site.toml`, templates, assets, headers, and the code itself."""

from __future__ import annotations

from hashlib import blake2b

from site_builder.errors import Place, SettingsError
from site_builder.project import Project, default_templates, headers_file


def settings_key(project: Project, code: str) -> str:
    """What is another with other settings, templates, assets or headers, or with other code."""
    digest = blake2b(code.encode(), digest_size=16)
    for number, folder in enumerate((default_templates(), project.templates)):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                digest.update(f"\0{number}\0{path.relative_to(folder).as_posix()}\0".encode())
                digest.update(path.read_bytes())
    settings = project.content / "site.toml"
    digest.update(settings.read_bytes() if settings.is_file() else b"")
    digest.update(headers_file(project.root).read_bytes())
    return digest.hexdigest()


def templates_of(project: Project) -> tuple[dict[str, str], dict[str, bytes]]:
    """Templates and assets by name: the package's, and over them the project's own."""
    templates: dict[str, str] = {}
    assets: dict[str, bytes] = {}
    for folder in (default_templates(), project.templates):
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if not path.is_file() or path.name.startswith("."):
                continue
            if name.startswith("assets/"):
                assets[name.removeprefix("assets/")] = path.read_bytes()
            else:
                templates[name] = project.text(path)
    return templates, assets


def settings_text(project: Project) -> tuple[str, str]:
    """What `site.toml` holds, and its name in messages; raises `SettingsError` if it is missing."""
    path = project.content / "site.toml"
    if not project.content.is_dir():
        message = "there is no such folder; start an archive with: site-builder init DIR"
        raise SettingsError(message, Place("content"))
    if not path.exists():
        message = 'is missing; it needs at least "title" and "url"'
        raise SettingsError(message, Place(project.shown(path)))
    return project.text(path), project.shown(path)


def languages_of(templates: dict[str, str]) -> frozenset[str]:
    """The languages of which there are interface words."""
    prefix, suffix = "words/", ".toml"
    return frozenset(
        name.removeprefix(prefix).removesuffix(suffix)
        for name in templates
        if name.startswith(prefix) and name.endswith(suffix)
    )
