"""HTML that is put together in Python, for what a page has hundreds of."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.templatetags.static import static
from django.utils.safestring import SafeString


def markup(form: str, *texts: str) -> SafeString:
    """Return the HTML with the texts in place of its {}, escaped unless they are SafeString.

    It is Django's format_html for text alone, in a fifth of the time.
    """
    return SafeString(form.format(*map(escaped, texts)))


def markup_join(form: str, rows: Iterable[tuple[str, ...]]) -> SafeString:
    """Return one piece of HTML for each row, without anything between them."""
    return SafeString("".join(markup(form, *texts) for texts in rows))


def escaped(text: str) -> str:
    return text if isinstance(text, SafeString) else escape(text)


def icon(name: str) -> SafeString:
    """Draw an icon of icons.svg in the color of the surrounding text."""
    return drawn(name, static("catalog_search/icons.svg"))


@lru_cache(maxsize=100)
def drawn(name: str, file: str) -> SafeString:
    return markup(
        '<svg class="cs-icon" aria-hidden="true" focusable="false" width="20" height="20">'
        '<use href="{}#{}"/></svg>',
        *(file, name),
    )
