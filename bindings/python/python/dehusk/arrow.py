"""Arrow batches: a table of pages in, a table of articles out (`pip install dehusk[arrow]`).

A row comes out for every row that goes in, in the same order; what is wrong with a page is a code in `error`, never an
exception. `FIELDS` is the one list of what an article has as a row: from it come the Arrow schema, Spark's DDL and the
table of the README.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from ._dehusk import Article
from ._errors import DehuskError
from ._stripper import Stripper

__all__ = ["FIELDS", "Field", "ddl", "schema", "strip_batch", "strip_batches"]


class Field(NamedTuple):
    """A column of the output. `type` is a type of Spark's DDL; `usual` are the columns that come where none are named."""

    name: str
    type: str
    about: str
    of: Callable[[Article], Any]
    usual: bool = True


FIELDS: tuple[Field, ...] = (
    Field("text", "string", "the article as plain text; empty without an article, null with an `error`", lambda a: a.text),
    Field("title", "string", "the headline, without the site's name", lambda a: a.title),
    Field("authors", "array<string>", "the authors' names", lambda a: a.authors),
    Field("published", "string", "when it was published, RFC 3339 or a date alone", lambda a: a.date),
    Field("updated", "string", "when it was last changed, like `published`", lambda a: a.updated),
    Field("language", "string", "a BCP 47 tag", lambda a: a.language),
    Field("site", "string", "the name of the site", lambda a: a.site),
    Field("description", "string", "the summary for search engines", lambda a: a.description),
    Field("image", "string", "the address of the lead image", lambda a: a.image),
    Field("tags", "array<string>", "the tags or keywords", lambda a: a.tags),
    Field("words", "bigint", "how many words the article has", lambda a: a.words),
    Field("state", "string", "by which rules it was found", lambda a: a.state),
    Field("rule", "string", "the name of the site's rule, if one was used", lambda a: a.rule),
    Field("confidence", "double", "how sure that is, 0 to 1", lambda a: a.confidence),
    Field("warnings", "array<string>", "codes of what a careful reader should know", lambda a: a.warnings),
    Field("markdown", "string", "the article in Markdown", lambda a: a.markdown, usual=False),
    Field("html", "string", "the article in HTML, a document", lambda a: a.html, usual=False),
    Field("json", "string", "the article and its metadata in JSON", lambda a: a.json, usual=False),
    Field("comments", "string", "what readers wrote, as plain text", lambda a: a.comments_text, usual=False),
)

_ERROR = Field("error", "string", "the code of what is wrong with the page; null where nothing is", lambda a: None)

_TYPES = {
    "string": pa.string(),
    "bigint": pa.int64(),
    "double": pa.float64(),
    "array<string>": pa.list_(pa.string()),
}


def _fields(columns: Sequence[str] | None) -> list[Field]:
    if columns is None:
        return [field for field in FIELDS if field.usual] + [_ERROR]
    known = {field.name: field for field in FIELDS}
    unknown = [name for name in columns if name not in known]
    if unknown:
        raise ValueError(f"there is no column {unknown[0]!r}: known are {', '.join(known)}")
    return [known[name] for name in columns] + [_ERROR]


def schema(columns: Sequence[str] | None = None) -> pa.Schema:
    """The Arrow schema of the output, without the columns that are kept of the input."""
    return pa.schema([pa.field(field.name, _TYPES[field.type]) for field in _fields(columns)])


def ddl(columns: Sequence[str] | None = None) -> str:
    """The same as Spark's DDL."""
    return ", ".join(f"{field.name} {field.type}" for field in _fields(columns))


def strip_batch(
    batch: pa.RecordBatch | pa.Table,
    stripper: Stripper | None = None,
    *,
    html: str = "html",
    url: str | None = "url",
    keep: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    threads: int = 1,
) -> pa.RecordBatch | pa.Table:
    """The articles of a batch of pages, a row for every row, in their order; a table where a table is given.

    stripper: which rules and choices are used; those that ship where none is given.
    html: the column of the pages, binary or string. url: the column of their addresses; None where there is none.
    keep: the columns of the input that go before those of the article; the one of the addresses where nothing is said.
    columns: which columns of `FIELDS` come out; `error` is always the last.
    threads: how many pages are worked on at a time.

    Raises KeyError where the batch lacks a column, ValueError for a column that is none.
    """
    fields = _fields(columns)
    stripper = stripper or Stripper()
    kept = _kept(keep, url)
    pages = batch.column(html).to_pylist()
    urls = batch.column(url).to_pylist() if url is not None else None
    results = list(stripper.strip_many(pages, urls, threads))
    arrays = [batch.column(name) for name in kept]
    for field in fields:
        arrays.append(pa.array([_value(field, result) for result in results], _TYPES[field.type]))
    whole = pa.schema([batch.schema.field(name) for name in kept] + list(schema(columns)))
    return type(batch).from_arrays(arrays, schema=whole)


def _kept(keep: Sequence[str] | None, url: str | None) -> list[str]:
    return list(keep) if keep is not None else [url] if url is not None else []


def _value(field: Field, result: Article | DehuskError) -> Any:
    if isinstance(result, Article):
        return field.of(result)
    return result.code if field is _ERROR else None


def strip_batches(
    batches: Iterable[pa.RecordBatch], stripper: Stripper | None = None, **how: Any
) -> Iterator[pa.RecordBatch]:
    """The articles of batches of pages, such as those of a `RecordBatchReader`, batch by batch. Takes what `strip_batch` does."""
    stripper = stripper or Stripper()
    for batch in batches:
        yield strip_batch(batch, stripper, **how)
