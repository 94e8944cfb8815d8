"""The two functions of trafilatura that most programs call, so that only the import has to change:

    from dehusk.trafilatura import extract, bare_extraction

They take the same arguments and give the same types and keys. Where dehusk has nothing of the kind, they raise
NotImplementedError and name what to use; nothing is left out silently. Texts differ, since another program found them:
a paragraph is a line, as there; `fingerprint` is a hash of the text by which copies are found, not a similarity hash.
`fast` and `no_fallback` change nothing, since there is one way only.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from ._dehusk import Article
from ._errors import DehuskError
from ._stripper import Stripper

__all__ = ["Document", "bare_extraction", "extract", "extract_with_metadata"]

# What else trafilatura has, and what to use: each can be imported, and says so when it is called.
_ELSEWHERE = {
    "fetch_url": "it loads nothing from the network: use urllib.request or requests, and pass the bytes on",
    "fetch_response": "it loads nothing from the network: use urllib.request or requests, and pass the bytes on",
    "html2txt": "use dehusk.extract(html, prefer='recall').text",
    "baseline": "use dehusk.extract(html, prefer='recall').text",
    "extract_metadata": "use dehusk.extract(html).meta",
    "load_html": "pages need not be loaded: pass the bytes on",
}


def __getattr__(name: str) -> Any:
    if name not in _ELSEWHERE:
        raise AttributeError(f"module 'dehusk.trafilatura' has no attribute {name!r}")

    def missing(*args: Any, **how: Any) -> Any:
        raise NotImplementedError(f"dehusk has no {name}: {_ELSEWHERE[name]}")

    missing.__name__ = missing.__qualname__ = name
    return missing


class Document:
    """What `bare_extraction` gives: the metadata and texts of a page, as attributes and by key."""

    title: str | None = None
    author: str | None = None
    url: str | None = None
    hostname: str | None = None
    description: str | None = None
    sitename: str | None = None
    date: str | None = None
    categories: list[str] | None = None
    tags: list[str] | None = None
    fingerprint: str | None = None
    id: str | None = None
    license: str | None = None
    comments: str | None = None
    raw_text: str | None = None
    text: str | None = None
    language: str | None = None
    image: str | None = None
    pagetype: str | None = None
    filedate: str | None = None

    # In the order in which `as_dict` has them.
    KEYS = (
        "title",
        "author",
        "url",
        "hostname",
        "description",
        "sitename",
        "date",
        "categories",
        "tags",
        "fingerprint",
        "id",
        "license",
        "body",
        "comments",
        "commentsbody",
        "raw_text",
        "text",
        "language",
        "image",
        "pagetype",
        "filedate",
    )

    def __init__(self, article: Article) -> None:
        self._article = article

    @property
    def body(self) -> Any:
        """The article as an lxml tree of HTML, where lxml is installed."""
        return _tree(self._article.render("html", fragment=True))

    @property
    def commentsbody(self) -> Any:
        """What readers wrote, as an lxml tree of HTML, where lxml is installed."""
        paragraphs = (line for line in self._article.comments_text.splitlines() if line)
        return _tree("".join(f"<p>{_escaped(line)}</p>" for line in paragraphs))

    def as_dict(self) -> dict[str, Any]:
        """All keys with their values; the trees are None where lxml is not installed."""
        values: dict[str, Any] = {}
        for key in self.KEYS:
            try:
                values[key] = getattr(self, key)
            except NotImplementedError:
                values[key] = None
        return values

    def __getitem__(self, key: str) -> Any:
        if key not in self.KEYS:
            raise KeyError(key)
        return getattr(self, key)

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, or something else where there is no such key."""
        return self[key] if key in self.KEYS else default

    def keys(self) -> tuple[str, ...]:
        """The names of all values."""
        return self.KEYS

    def __iter__(self) -> Iterator[str]:
        return iter(self.KEYS)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _tree(html: str) -> Any:
    try:
        from lxml.html import fragment_fromstring
    except ImportError:
        raise NotImplementedError("a tree needs lxml: install it, or use dehusk.extract(html).blocks") from None
    return fragment_fromstring(html, create_parent="body")


def _unsupported(**given: tuple[Any, str]) -> None:
    for name, (value, instead) in given.items():
        if value:
            raise NotImplementedError(f"dehusk has no {name}: {instead}")


def _html(content: Any) -> Any:
    """The page of what trafilatura takes: bytes, str, a response with its `data`, an lxml element."""
    if hasattr(content, "getroottree"):
        from lxml.etree import tostring

        return tostring(content, encoding="unicode", method="html")
    return getattr(content, "data", content)


@lru_cache(maxsize=64)
def _stripper(
    format: str, precision: bool, recall: bool, comments: bool, tables: bool, images: bool, links: bool
) -> Stripper:
    def keep(wanted: bool) -> Any:
        return "keep" if wanted else "drop"

    return Stripper(
        format="json" if format == "json" else "text",
        prefer="precision" if precision else "recall" if recall else "f1",
        comments=keep(comments),
        tables=keep(tables),
        images=keep(images),
        links=keep(links),
        captions="keep" if format in ("markdown", "html") else "drop",
        title="drop",
    )


def _lines(text: str) -> str:
    """A paragraph a line."""
    return "\n".join(line for line in text.splitlines() if line)


def _document(article: Article, url: str | None, record_id: str | None, metadata: bool) -> Document:
    document = Document(article)
    text = _lines(article.text)
    document.text = document.raw_text = text
    document.comments = _lines(article.comments_text)
    if metadata:
        meta = article.meta
        document.title = article.title
        document.author = "; ".join(article.authors) or None
        document.url = url or article.url
        document.hostname = urlsplit(document.url).hostname if document.url else None
        document.description = article.description
        document.sitename = article.site or document.hostname
        document.date = article.date and article.date[:10]
        document.categories = [meta["section"]] if "section" in meta else []
        document.tags = article.tags
        document.fingerprint = hashlib.sha256(text.encode()).hexdigest()[:16]
        document.id = record_id
        document.license = meta.get("license")
        document.language = article.language
        document.image = article.image
        document.pagetype = meta.get("page_type")
        document.filedate = datetime.date.today().isoformat()
    return document


def _extracted(
    content: Any,
    url: str | None,
    record_id: str | None,
    stripper: Stripper,
    language: str | None,
    metadata: bool,
    only_with_metadata: bool,
    url_blacklist: set[str] | None,
    author_blacklist: set[str] | None,
) -> Document | None:
    """The document of a page; none where it has no article, or is none of those that are wanted."""
    try:
        article = stripper.strip(_html(content), url=url)
    except DehuskError as error:
        warnings.warn(f"dehusk: {url or 'a page'}: {error}", RuntimeWarning, stacklevel=4)
        return None
    known = url or article.url
    unwanted = known is not None and known in (url_blacklist or ())
    incomplete = only_with_metadata and not (article.date and article.title and known)
    foreign = bool(language and article.language) and article.language.split("-")[0] != language  # type: ignore[union-attr]
    if not (article or article.comments) or unwanted or incomplete or foreign:
        return None
    document = _document(article, url, record_id, metadata or only_with_metadata)
    if author_blacklist and document.author:
        named = [name for name in article.authors if name not in author_blacklist]
        document.author = "; ".join(named) or None
    return document


def bare_extraction(
    filecontent: Any,
    url: str | None = None,
    fast: bool = False,
    no_fallback: bool = False,
    favor_precision: bool = False,
    favor_recall: bool = False,
    include_comments: bool = True,
    output_format: str = "python",
    target_language: str | None = None,
    include_tables: bool = True,
    include_images: bool = False,
    include_formatting: bool | None = None,
    include_links: bool = False,
    deduplicate: Any = False,
    date_extraction_params: dict[str, Any] | None = None,
    with_metadata: bool = False,
    only_with_metadata: bool = False,
    max_tree_size: int | None = None,
    url_blacklist: set[str] | None = None,
    author_blacklist: set[str] | None = None,
    as_dict: bool = False,
    prune_xpath: str | list[str] | None = None,
    config: Any = None,
    options: Any = None,
) -> Document | dict[str, Any] | None:
    """The texts and metadata of a page, as trafilatura's function of that name gives them; None without an article.

    Raises NotImplementedError for what dehusk has not.
    """
    _check(deduplicate, date_extraction_params, max_tree_size, prune_xpath, config, options, None, False)
    stripper = _stripper(
        "text", favor_precision, favor_recall, include_comments, include_tables, include_images, include_links
    )
    document = _extracted(
        filecontent,
        url,
        None,
        stripper,
        target_language,
        with_metadata,
        only_with_metadata,
        url_blacklist,
        author_blacklist,
    )
    if document is not None and include_formatting:
        document.text = document.raw_text = document._article.markdown.rstrip()
    return document.as_dict() if as_dict and document is not None else document


def extract(
    filecontent: Any,
    url: str | None = None,
    record_id: str | None = None,
    fast: bool = False,
    no_fallback: bool = False,
    favor_precision: bool = False,
    favor_recall: bool = False,
    include_comments: bool = True,
    output_format: str = "txt",
    tei_validation: bool = False,
    target_language: str | None = None,
    include_tables: bool = True,
    include_images: bool = False,
    include_formatting: bool | None = None,
    include_links: bool = False,
    deduplicate: Any = False,
    date_extraction_params: dict[str, Any] | None = None,
    with_metadata: bool = False,
    only_with_metadata: bool = False,
    max_tree_size: int | None = None,
    url_blacklist: set[str] | None = None,
    author_blacklist: set[str] | None = None,
    settingsfile: str | None = None,
    prune_xpath: str | list[str] | None = None,
    config: Any = None,
    options: Any = None,
) -> str | None:
    """The article of a page in a format, as trafilatura's function of that name gives it; None without an article.

    output_format: `txt`, `markdown`, `json`, `html` or `csv`.

    Raises NotImplementedError for what dehusk has not, ValueError for a format that is none.
    """
    _check(deduplicate, date_extraction_params, max_tree_size, prune_xpath, config, options, settingsfile, tei_validation)
    if output_format in ("xml", "xmltei"):
        raise NotImplementedError(
            f"dehusk has no {output_format!r} of trafilatura's kind: use dehusk.extract(html).render('tei'), which is TEI P5"
        )
    if output_format not in _FORMATS:
        raise ValueError(f"{output_format!r} is no format: known are {', '.join(_FORMATS)}")
    form = "markdown" if output_format == "txt" and include_formatting else output_format
    stripper = _stripper(
        form, favor_precision, favor_recall, include_comments, include_tables, include_images, include_links
    )
    document = _extracted(
        filecontent,
        url,
        record_id,
        stripper,
        target_language,
        with_metadata,
        only_with_metadata,
        url_blacklist,
        author_blacklist,
    )
    if document is None:
        return None
    return _FORMATS[form](document, with_metadata or only_with_metadata)


def extract_with_metadata(filecontent: Any, url: str | None = None, **how: Any) -> Document | None:
    """What `bare_extraction` gives with `with_metadata=True`, its text in the format that is asked for."""
    output_format = how.pop("output_format", "txt")
    text = extract(filecontent, url, output_format=output_format, with_metadata=True, **how)
    for name in ("tei_validation", "settingsfile", "record_id"):
        how.pop(name, None)
    document = bare_extraction(filecontent, url, with_metadata=True, **how)
    if isinstance(document, Document):
        document.text = text
        return document
    return None


def _check(
    deduplicate: Any,
    date_extraction_params: Any,
    max_tree_size: Any,
    prune_xpath: Any,
    config: Any,
    options: Any,
    settingsfile: Any,
    tei_validation: Any,
) -> None:
    own = "use the arguments of dehusk.Stripper"
    _unsupported(
        deduplicate=(deduplicate, "its results depend on their page alone; compare `fingerprint`s"),
        date_extraction_params=(date_extraction_params, "`date` is what the page states"),
        max_tree_size=(max_tree_size, 'use dehusk.Stripper(limits={"nodes": n})'),
        prune_xpath=(prune_xpath, 'use dehusk.Stripper(drop=[".selector"]) or a rule for the site'),
        config=(config, own),
        options=(options, own),
        settingsfile=(settingsfile, own),
        tei_validation=(tei_validation, "its TEI needs none"),
    )


def _front_matter(document: Document) -> str:
    names = ("title", "author", "url", "hostname", "description", "sitename", "date", "fingerprint", "id", "license")
    rows = [(name, getattr(document, name)) for name in names] + [
        ("categories", "; ".join(document.categories or ())),
        ("tags", "; ".join(document.tags or ())),
    ]
    return "---\n" + "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in rows if value) + "---\n"


def _txt(document: Document, metadata: bool) -> str:
    text = "\n".join(part for part in (document.text, document.comments) if part)
    return (_front_matter(document) if metadata else "") + text


def _markdown(document: Document, metadata: bool) -> str:
    return (_front_matter(document) if metadata else "") + document._article.markdown.rstrip()


def _as_html(document: Document, metadata: bool) -> str:
    return document._article.html.rstrip()


def _as_json(document: Document, metadata: bool) -> str:
    texts = {"text": document.text, "comments": document.comments}
    if not metadata:
        return json.dumps(texts, ensure_ascii=False)
    names = ("title", "author", "hostname", "date", "fingerprint", "id", "license")
    rest = ("raw_text", "text", "language", "image", "pagetype", "filedate")
    row = {name: getattr(document, name) for name in (*names, "comments", *rest)}
    row |= {"source": document.url, "source-hostname": document.sitename, "excerpt": document.description}
    row |= {"categories": ";".join(document.categories or ()), "tags": ";".join(document.tags or ())}
    return json.dumps(row, ensure_ascii=False)


def _as_csv(document: Document, metadata: bool) -> str:
    names = ("url", "id", "fingerprint", "hostname", "title", "image", "date", "text", "comments", "license", "pagetype")
    row = io.StringIO()
    csv.writer(row, delimiter="\t").writerow([getattr(document, name) or "null" for name in names])
    return row.getvalue()


_FORMATS = {"txt": _txt, "markdown": _markdown, "json": _as_json, "html": _as_html, "csv": _as_csv}
