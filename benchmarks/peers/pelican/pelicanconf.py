"""The minimal fair site in Pelican."""

AUTHOR = ""
SITENAME = "Benchmark"
SITEURL = "https://example.org"
PATH = "content"
THEME = "theme"
TIMEZONE = "UTC"
DEFAULT_LANG = "zh"
DEFAULT_PAGINATION = 50
MARKDOWN = {
    "extension_configs": {"markdown.extensions.meta": {}, "markdown.extensions.toc": {}},
    "output_format": "html5",
}
FEED_ALL_ATOM = "feed.xml"
FEED_MAX_ITEMS = 20
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
ARTICLE_URL = ARTICLE_SAVE_AS = "speeches/{slug}.html"
AUTHOR_URL = AUTHOR_SAVE_AS = "speakers/{slug}.html"
YEAR_ARCHIVE_URL = YEAR_ARCHIVE_SAVE_AS = "years/{date:%Y}.html"
CATEGORY_SAVE_AS = TAG_SAVE_AS = CATEGORIES_SAVE_AS = TAGS_SAVE_AS = ""
AUTHORS_SAVE_AS = "speakers.html"
ARCHIVES_SAVE_AS = "years.html"
DIRECT_TEMPLATES = ["index", "authors", "archives", "sitemap"]
SITEMAP_SAVE_AS = "sitemap.xml"
