"""Strippers: pages in, articles out."""

from __future__ import annotations

import os
from itertools import islice, repeat

from . import _dehusk
from ._dehusk import Article, Explanation, Page, Pages
from ._errors import DehuskError

# `typing` and what it needs take several times as long to import as all of dehusk.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any, Literal, Union

    from _typeshed import ReadableBuffer

    Html = Union[str, ReadableBuffer, Page]
    KeepOrDrop = Literal["keep", "drop"]
    Rule = Union[str, os.PathLike[str], tuple[str, str]]
    _Layer = tuple[str, list[tuple[str, str]], bool]
    _How = tuple[list[_Layer], bool, str, str, dict[str, str], dict[str, int]]
else:
    Html = object

# Pages that `strip_many` hands over at a time, for each thread.
_AT_ONCE = 32


def _layer(rule: Rule) -> _Layer:
    """A folder or file of rules, or a name and a text, as a layer: read here and now, so that it can travel."""
    if isinstance(rule, tuple):
        name, text = rule
        return name, [(name, text)], False
    path = os.fspath(rule)
    return path, _dehusk.rule_files(path), False


def _drop(selectors: Sequence[str]) -> list[_Layer]:
    if not selectors:
        return []
    if isinstance(selectors, str):
        raise TypeError("drop is a list of selectors: write drop=[...]")
    listed = ", ".join(_quoted(selector) for selector in selectors)
    return [("drop", [("drop.toml", f'schema = 2\nhosts = ["*"]\ndrop = [{listed}]\n')], True)]


def _quoted(text: str) -> str:
    """A string of TOML."""
    plain = all(char >= " " and char not in '"\\\x7f' for char in text)
    return f'"{text}"' if plain else '"' + "".join(f"\\U{ord(char):08X}" for char in text) + '"'


class Stripper:
    """Takes articles out of pages. Made once, used for any number of pages, from any number of threads and processes.

    rules: folders, files or packs of rules, or `(name, text)`; the first that claims a host wins, the rules that ship come last.
    drop: selectors of what is husk on every page, whatever its site. Where they would leave a tenth of an article or less,
    that page keeps its article, with the state `rule-missed`.
    site_rules: False uses the generic layer alone.
    format: which format the policies suit where nothing is said of one; `dehusk.FORMATS` has them.
    prefer: which fault weighs less where it is not clear what belongs to the article.
    limits: how much of the machine one page may use, as `{"bytes": 8 << 20}`; `dehusk.LIMITS` has all with their defaults.
    captions and the others: what is kept of the article beside its text; `dehusk.POLICIES` tells what each is about.

    Raises RuleError where rules are wrong, OSError where they cannot be read, ValueError for a choice that is none.

    >>> stripper = Stripper(rules=[("harbour.toml", 'schema = 2\\nhosts = ["harbour.example"]\\ncontent = [".story"]')])
    >>> page = "<p>Listen live</p><div class=story><p>The ferry came in at dawn.</p></div>"
    >>> stripper.strip(page, url="https://harbour.example/ferry").text
    'The ferry came in at dawn.\\n'
    """

    __slots__ = ("_core", "_how")

    def __init__(
        self,
        rules: Iterable[Rule] = (),
        *,
        drop: Sequence[str] = (),
        site_rules: bool = True,
        format: Literal["text", "markdown", "html", "json", "jsonl", "tei"] = "text",
        prefer: Literal["f1", "precision", "recall"] = "f1",
        limits: Mapping[str, int] | None = None,
        captions: KeepOrDrop | None = None,
        lead: KeepOrDrop | None = None,
        notes: KeepOrDrop | None = None,
        tables: KeepOrDrop | None = None,
        links: KeepOrDrop | None = None,
        images: Literal["drop", "keep", "link", "files"] | None = None,
        embeds: KeepOrDrop | None = None,
        embedded_text: Literal["auto", "never"] | None = None,
        comments: KeepOrDrop | None = None,
        title: KeepOrDrop | None = None,
    ) -> None:
        if isinstance(rules, (str, os.PathLike)):
            raise TypeError("rules is a list of folders, files or (name, text): write rules=[...]")
        policies = {
            "captions": captions,
            "lead": lead,
            "notes": notes,
            "tables": tables,
            "links": links,
            "images": images,
            "embeds": embeds,
            "embedded_text": embedded_text,
            "comments": comments,
            "title": title,
        }
        chosen = {name: str(choice) for name, choice in policies.items() if choice is not None}
        layers = [_layer(rule) for rule in rules] + _drop(drop)
        self._make((layers, site_rules, format, prefer, chosen, dict(limits or {})))

    def _make(self, how: _How) -> None:
        self._how = how
        self._core = _dehusk.Core(*how)

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self._how)

    def strip(
        self,
        html: Html,
        *,
        url: str | None = None,
        site: str | None = None,
        content_type: str | None = None,
        file_name: str | None = None,
    ) -> Article:
        """The article of a page; false where the page has none.

        html: bytes in any encoding, str, anything that has a buffer, or a page of `dehusk.pages`.
        url: where the page is from. Without it the page's own clues name the site.
        site: the host whose rule is used, whatever the page says.
        content_type: the header of that name; its charset is evidence of the encoding.
        file_name: what the file is called: the last clue to the site.

        Raises Refused where the page breaks a limit or is none (`.code`). Broken HTML is never an error.
        """
        return self._core.strip(html, url, site, content_type, file_name)

    def strip_many(
        self,
        pages: Iterable[Html | None],
        urls: Iterable[str | None] | None = None,
        threads: int | None = None,
    ) -> Iterator[Article | DehuskError]:
        """For each page, in order, its article or the error that it gave. Never raises for a page.

        pages: what `strip` takes; what is none of that (None) gives an error like any other page. They are taken as they
        are needed, some dozens a thread at a time, so that any number of them needs little memory.
        urls: where the pages are from, one a page; what is no str (None, NaN) is no address.
        threads: how many pages are worked on at a time; one a core where nothing is said. Python goes on meanwhile.
        """
        if isinstance(pages, (str, bytes, bytearray, memoryview)) or isinstance(urls, str):
            raise TypeError("many pages are asked for, and this is one: write [html], or use strip")
        if threads is None:
            threads = _cores()
        if threads < 1:
            raise ValueError("threads is 1 or more")
        return self._many(iter(pages), repeat(None) if urls is None else iter(urls), threads)

    def _many(
        self, pages: Iterator[Html | None], urls: Iterator[str | None], threads: int
    ) -> Iterator[Article | DehuskError]:
        while batch := list(islice(pages, _AT_ONCE * threads)):
            known = list(islice(urls, len(batch)))
            if len(known) < len(batch):
                raise ValueError("there are fewer urls than pages")
            yield from self._core.strip_batch(batch, known, threads)

    def strip_text(self, text: str, *, site: str | None = None) -> Article:
        """The article of text that some other tool extracted, a paragraph a line, by the text rules of its site."""
        return self._core.strip_text(text, site)

    def explain(
        self,
        html: Html,
        *,
        url: str | None = None,
        site: str | None = None,
        content_type: str | None = None,
        file_name: str | None = None,
    ) -> Explanation:
        """Why each text of a page is kept or dropped. Takes and raises what `strip` does."""
        return self._core.explain(html, url, site, content_type, file_name)


def _cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _again(kind: type[Stripper], how: _How) -> Stripper:
    """The stripper that was pickled."""
    stripper = kind.__new__(kind)
    stripper._make(how)
    return stripper


# The strippers of `extract`, by their options.
_MADE: dict[tuple[tuple[str, Any], ...], Stripper] = {}


def _stripper(options: dict[str, Any]) -> Stripper:
    key = tuple(sorted(options.items()))
    try:
        made = _MADE.get(key)
    except TypeError:  # lists of rules or limits have no hash
        return Stripper(**options)
    if made is None:
        made = Stripper(**options)
        if len(_MADE) >= 32:
            _MADE.clear()
        _MADE[key] = made
    return made


def extract(html: Html, url: str | None = None, **options: Any) -> Article:
    """The article of a page; false where the page has none.

    html: bytes in any encoding, str, or anything that has a buffer. url: where the page is from, if known.
    options: those of `Stripper`, as `comments="keep"`. For many pages or own rules, make a `Stripper`.

    Raises Refused where the page breaks a limit or is none (`.code`).

    >>> bool(extract("<nav>Home</nav>"))
    False
    """
    return _stripper(options).strip(html, url=url)


def pages(
    *paths: str | os.PathLike[str], html_field: str = "html", max_bytes: int | None = None
) -> Iterator[Page]:
    """The pages of files, folders and archives, one after the other, in the order of their names.

    Of a folder, `.html`, `.htm`, `.xhtml`, `.mhtml`, `.txt` and `.warc` are taken, also as `.gz` and `.zst`; a `.jsonl` (a
    page a line, in the field `html_field`) if it is named. Nothing is left out silently: what cannot be read is a page
    with an `error`, and `strip_many` gives that back in its place.

    >>> for article in Stripper().strip_many(pages("crawl.warc.gz")):  # doctest: +SKIP
    ...     print(article.text if article else article)
    """
    return Pages([os.fspath(path) for path in paths], html_field, max_bytes)
