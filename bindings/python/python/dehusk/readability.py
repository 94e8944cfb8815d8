"""The class of readability-lxml, so that only the import has to change:

    from dehusk.readability import Document
"""

from __future__ import annotations

from typing import Any

from ._dehusk import Article
from ._stripper import Stripper

__all__ = ["Document"]

_STRIPPER: list[Stripper] = []


class Document:
    """A page whose article is asked for.

    Raises NotImplementedError for arguments that dehusk has nothing for, and what `dehusk.Stripper.strip` raises.
    """

    def __init__(
        self,
        input: Any,
        positive_keywords: Any = None,
        negative_keywords: Any = None,
        url: str | None = None,
        min_text_length: int = 25,
        retry_length: int = 250,
        xpath: bool = False,
        handle_failures: str = "discard",
    ) -> None:
        if positive_keywords or negative_keywords:
            raise NotImplementedError("dehusk has no keywords: write a rule for the site, or use dehusk.Stripper(drop=[...])")
        if xpath:
            raise NotImplementedError("dehusk marks no elements: dehusk.Stripper().explain(html) tells where each text stands")
        if not _STRIPPER:
            _STRIPPER.append(Stripper(format="json"))
        self._article = _STRIPPER[0].strip(input, url=url)

    @property
    def article(self) -> Article:
        """All that dehusk found."""
        return self._article

    def title(self) -> str:
        """The headline, without the site's name; `[no-title]` where the page has none."""
        return self._article.title or "[no-title]"

    def short_title(self) -> str:
        """The same as `title`."""
        return self.title()

    def author(self) -> str:
        """The authors' names, with commas between them; `[no-author]` where the page names none."""
        return ", ".join(self._article.authors) or "[no-author]"

    def summary(self, html_partial: bool = False) -> str:
        """The article as an HTML document; with `html_partial`, as one element."""
        html = self._article.render("html", fragment=True)
        return f"<div>{html}</div>" if html_partial else f"<html><body><div>{html}</div></body></html>"

    def content(self) -> str:
        """The same as `summary`."""
        return self.summary()
