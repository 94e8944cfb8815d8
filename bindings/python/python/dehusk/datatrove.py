"""Steps for datatrove (`pip install dehusk[datatrove]`).

    from dehusk.datatrove import DehuskExtractor, PageReader

    pipeline = [PageReader("crawl/", glob_pattern="*.warc.gz"), DehuskExtractor(rules=["my-rules/"]), JsonlWriter("out/")]

`DehuskExtractor` also stands behind datatrove's own readers, in the place of its extractors. It needs no sandbox and no clock:
the work on a page is counted, and a page on which dehusk failed is counted, too.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from datatrove.data import Document, DocumentsPipeline
from datatrove.io import DataFolderLike
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.readers.base import BaseDiskReader

from ._errors import DehuskError
from ._stripper import Stripper, pages

__all__ = ["DehuskExtractor", "PageReader"]


class DehuskExtractor(PipelineStep):
    """Puts the article in the place of the page that a document's text is.

    rules and options: those of `dehusk.Stripper`. url_key: where the address stands in the metadata.
    fields: which of the article's attributes go into the metadata; the day of publication goes by the name `published`, since
    `date` is the day of the crawl there. keep_empty: whether documents without an article stay, with an empty text.

    Counts `articles` and `articles_STATE`, `no-article`, `dropped` and `dropped_CODE`.
    """

    type = "🛢 - EXTRAC"
    name = "⛏ dehusk"

    def __init__(
        self,
        rules: Iterable[Any] = (),
        *,
        url_key: str = "url",
        fields: Iterable[str] = ("title", "authors", "date", "language", "state", "confidence"),
        keep_empty: bool = False,
        **options: Any,
    ) -> None:
        super().__init__()
        self.stripper = Stripper(rules, **options)
        self.url_key, self.fields, self.keep_empty = url_key, tuple(fields), keep_empty

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Strips document by document, in their order."""
        for document in data:
            with self.track_time():
                kept = self._strip(document)
            if kept:
                self.update_doc_stats(document)
                yield document

    def _strip(self, document: Document) -> bool:
        self.stat_update("total")
        metadata = document.metadata
        try:
            article = self.stripper.strip(
                _page(document.text), url=metadata.get(self.url_key), content_type=metadata.get("content_type")
            )
        except DehuskError as error:
            self.stat_update("dropped", f"dropped_{error.code}")
            return False
        document.text = article.text
        if not article:
            self.stat_update("no-article")
            return self.keep_empty
        self.stat_update("articles", f"articles_{article.state}")
        for field in self.fields:
            value = getattr(article, field)
            if value not in (None, []):
                metadata["published" if field == "date" else field] = value
        return True


def _page(text: str) -> str | bytes:
    """The page of a document's text: the bytes that `PageReader` put into it, where they are no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        try:
            return text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            return text  # other surrogates, which are no characters
    return text


class PageReader(BaseDiskReader):
    """Reads every page of WARC files, JSON lines, MHTML and HTML, also compressed, from a folder on a disk.

    No page is dropped for its type or its encoding: bytes that are no UTF-8 stand in the text in Python's own way
    (`surrogateescape`), from which `DehuskExtractor` reads them. What cannot be read is counted by its code.
    The metadata have `url`, `date` (the day of the crawl) and `content_type`; the id is that of the record.
    """

    name = "🕷 dehusk"

    def __init__(
        self, data_folder: DataFolderLike, *, html_field: str = "html", max_bytes: int | None = None, **options: Any
    ) -> None:
        super().__init__(data_folder, **options)
        self.html_field, self.max_bytes = html_field, max_bytes

    def read_file(self, filepath: str) -> DocumentsPipeline:
        """The documents of a file, in their order."""
        path = os.path.join(self.data_folder.path, filepath)
        row = iter(pages(path, html_field=self.html_field, max_bytes=self.max_bytes))
        number = 0
        while True:
            with self.track_time():
                page = next(row, None)
                if page is None:
                    break
                if page.html is None:
                    self.stat_update("unreadable", f"unreadable_{page.error.code if page.error else 'unknown'}")
                    continue
                told = {"id": page.record, "url": page.url, "date": page.captured, "content_type": page.content_type}
                fields = {name: value for name, value in told.items() if value is not None}
                text = page.html.decode("utf-8", "surrogateescape")
                document = self.get_document_from_dict({"text": text, **fields}, filepath, number)
                number += 1
            if document:
                yield document
            else:
                self.stat_update("unreadable", "unreadable_empty")
