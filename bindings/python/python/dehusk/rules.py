"""Rule files: checked, and those that ship."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from . import _dehusk
from ._dehusk import Page
from ._rows import Checked, Finding, RuleProblem, SiteRule

if TYPE_CHECKING:
    from ._stripper import Html

__all__ = ["Checked", "Finding", "RuleProblem", "SiteRule", "builtin", "check", "learn"]


def check(*paths: str | os.PathLike[str]) -> Checked:
    """Runs the tests of folders or files of rules and looks for lines that will not last.

    Raises RuleError where a rule cannot be read at all, OSError where a file cannot.
    """
    rules, tests, findings = _dehusk.check([os.fspath(path) for path in paths])
    return Checked(rules, tests, [Finding(*row) for row in findings])


def learn(
    pages: Iterable[Html], right: Iterable[str | None], *, urls: Iterable[str | None] | None = None
) -> list[tuple[list[str], str]]:
    """Rules for sites, learned from pages of them whose right texts are known: for each site its hosts and its rule in TOML.

    The rule has the fewest lines that bring what dehusk makes of the pages to these texts; none where no line helps.
    pages: what `dehusk.Stripper.strip` takes. right: their articles as they should be, None where nobody has said it.
    urls: where they are from; without them the pages' own clues name their sites.

    Raises ValueError where nothing can be learned (no page tells its site), and what `Stripper.strip` raises.
    """
    row, texts = list(pages), list(right)
    addresses = [None] * len(row) if urls is None else list(urls)
    if not len(row) == len(texts) == len(addresses):
        raise ValueError("there is a right text, or None, and an address, or None, for each page")
    named = [
        (page, url, page.place if isinstance(page, Page) else f"page {number}", isinstance(page, Page), text)
        for number, (page, url, text) in enumerate(zip(row, addresses, texts), 1)
    ]
    return _dehusk.learn(named)


def builtin(host: str | None = None) -> list[SiteRule]:
    """The rules that ship; with a host, the one for it, if there is one."""
    return [SiteRule(*row) for row in _dehusk.rules_of(host)]
