"""Spark (`pip install dehusk[spark]`, PySpark 4 on Java 17): pages in a table, or WARC files, to a table of articles.

    python -m dehusk.spark --input 'crawl/*.warc.gz' --output articles --rules my-rules

The rules (folders, files, or packs of `dehusk rules pack`) are read once, by the driver, and travel with the work; executors need
this package and no files. A job says at its end how many pages came to what, and by the hash of which rules.
"""

from __future__ import annotations

import argparse
import glob
import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from . import arrow
from ._dehusk import BUILTIN_RULES, Page
from ._stripper import Stripper, pages

__all__ = ["WARC_DDL", "main", "strip", "warcs"]

# What comes before the article's own columns of an archive's page.
WARC_DDL = "file string, place string, url string, record string, captured string"

# Bytes and rows of pages that are stripped at a time.
_BYTES, _ROWS = 8 << 20, 512


def strip(
    df: Any,
    stripper: Stripper | None = None,
    *,
    html: str = "html",
    url: str | None = "url",
    keep: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
) -> Any:
    """A DataFrame of articles, a row for every row of a DataFrame of pages.

    Takes what `dehusk.arrow.strip_batch` does. `error` is the code of what is wrong with a page.
    """
    kept = arrow._kept(keep, url)
    wanted = list(dict.fromkeys([html, *([url] if url is not None else []), *kept]))
    df = df.select(*(f"`{name}`" for name in wanted))
    types = {field.name: field.dataType.simpleString() for field in df.schema.fields}
    head = [f"`{name}` {types[name]}" for name in kept]
    work = _Batches(stripper or Stripper(), {"html": html, "url": url, "keep": kept, "columns": columns})
    return df.mapInArrow(work, ", ".join([*head, arrow.ddl(columns)]))


def warcs(
    spark: Any, paths: Iterable[str], stripper: Stripper | None = None, *, columns: Sequence[str] | None = None
) -> Any:
    """A DataFrame of articles, a row for every page of some files: WARC, JSON lines, MHTML, HTML, also compressed.

    A task a file. The files must be where every executor finds them, such as on a shared disk.
    """
    # Executors work in folders of their own.
    listed = [(os.path.abspath(path),) for path in paths]
    if not listed:
        raise ValueError("there are no files: name some")
    rows = spark.sparkContext.parallelize(listed, len(listed))
    files = spark.createDataFrame(rows, "path string")
    return files.mapInArrow(_Files(stripper or Stripper(), columns), f"{WARC_DDL}, {arrow.ddl(columns)}")


class _Batches:
    """Strips the batches that an executor is given."""

    def __init__(self, stripper: Stripper, how: dict[str, Any]) -> None:
        self.stripper, self.how = stripper, how

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return arrow.strip_batches(batches, self.stripper, **self.how)


class _Files:
    """Strips the pages of the files whose paths an executor is given."""

    def __init__(self, stripper: Stripper, columns: Sequence[str] | None) -> None:
        self.stripper, self.columns = stripper, columns

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for path in batch.column(0).to_pylist():
                for some in _in_parts(pages(path)):
                    yield self._stripped(path, some)

    def _stripped(self, path: str, some: list[Page]) -> pa.RecordBatch:
        results = list(self.stripper.strip_many(some, threads=1))
        fields = arrow._fields(self.columns)
        told: list[tuple[str, Callable[[Page], Any]]] = [
            ("file", lambda page: path),
            ("place", lambda page: page.place),
            ("url", lambda page: page.url),
            ("record", lambda page: page.record),
            ("captured", lambda page: page.captured),
        ]
        arrays = [pa.array([of(page) for page in some], pa.string()) for _, of in told]
        for field in fields:
            arrays.append(pa.array([arrow._value(field, result) for result in results], arrow._TYPES[field.type]))
        return pa.RecordBatch.from_arrays(arrays, names=[name for name, _ in told] + [field.name for field in fields])


def _in_parts(row: Iterable[Page]) -> Iterator[list[Page]]:
    """Some pages at a time, so that a task needs little memory however large its file is."""
    some: list[Page] = []
    size = 0
    for page in row:
        some.append(page)
        size += len(page.html or b"")
        if size >= _BYTES or len(some) >= _ROWS:
            yield some
            some, size = [], 0
    if some:
        yield some


def _hash(stripper: Stripper) -> str:
    """What tells one set of rules from another: those that travel, in their order, and those that ship."""
    texts = [text for _, files, _ in stripper._how[0] for _, text in files]
    return hashlib.sha256("\0".join([*texts, BUILTIN_RULES]).encode()).hexdigest()[:16]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a whole job; 0 where every page gave an article, 1 where some did not, 2 where the call was wrong."""
    parser = argparse.ArgumentParser("python -m dehusk.spark", description="Articles of WARC files or of a table, by Spark.")
    parser.add_argument("--input", nargs="+", required=True, help="files of pages (globs), or one table in Parquet")
    parser.add_argument("--output", required=True, help="the folder of the Parquet files that are written")
    parser.add_argument("--rules", action="append", default=[], metavar="PATH", help="a folder or a pack of rules; can be repeated")
    parser.add_argument("--columns", help="which columns come out, with commas between them")
    parser.add_argument("--html", default="html", help="of a table: the column of the pages [default: html]")
    parser.add_argument("--url", default="url", help="of a table: the column of the addresses [default: url]")
    parser.add_argument("--overwrite", action="store_true", help="write over an output that is there")
    how = parser.parse_args(arguments)

    from pyspark.sql import SparkSession, functions

    stripper = Stripper(how.rules)
    columns = how.columns.split(",") if how.columns else None
    arrow.schema(columns)
    spark = SparkSession.builder.appName("dehusk").getOrCreate()
    if len(how.input) == 1 and how.input[0].rstrip("/").endswith(".parquet"):
        out = strip(spark.read.parquet(how.input[0]), stripper, html=how.html, url=how.url, columns=columns)
    else:
        paths = sorted(path for pattern in how.input for path in glob.glob(pattern))
        if not paths:
            parser.error(f"nothing is called {' '.join(how.input)}")
        out = warcs(spark, paths, stripper, columns=columns)
    out.write.mode("overwrite" if how.overwrite else "error").option("compression", "zstd").parquet(how.output)

    # Counted from what was written: a task that was run twice counts once.
    written = spark.read.parquet(how.output)
    rows = written.groupBy("error").agg(functions.count("*").alias("pages")).collect()
    counts = {row["error"] or "ok": row["pages"] for row in rows}
    listed = ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda row: (-row[1], row[0])))
    print(f"dehusk: {sum(counts.values())} pages ({listed}), rules {_hash(stripper)}", file=sys.stderr)
    return 0 if set(counts) <= {"ok"} else 1


if __name__ == "__main__":
    sys.exit(main())
