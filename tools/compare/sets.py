"""Sets of pages with the texts of their articles, in the layouts that they are published in."""

import gzip
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Set:
    """Pages and what should be found on them, by the same keys."""

    name: str
    # The name of a row of measures.MEASURES.
    measure: str
    pages: dict[str, bytes]
    # {"body": text} or {"with": [segment, …], "without": [segment, …]}; perhaps "encoding".
    gold: dict[str, dict]

    @property
    def form(self):
        return "markdown" if self.measure == "edits" else "text"


def load(path):
    """The set in a folder or a file, by the first layout that fits."""
    for is_such, read in LAYOUTS:
        if is_such(path):
            found = read(path)
            return found if found.gold else sys.exit(f"{path} has no page with a text")
    sys.exit(f"{path} is no set in a layout that is known: see --help")


def benchmark(folder):
    """article-extraction-benchmark: `ground-truth.json`, `html/ID.html.gz`."""
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    gold = {key: {"body": row["articleBody"]} for key, row in truth.items()}
    return Set(folder.name, "shingle", pages(folder / "html", gold), gold)


def wcxb(folder):
    """WCXB: `ground-truth/ID.json` with `ground_truth.main_content`, `html/ID.html.gz`."""
    gold = {}
    for path in sorted((folder / "ground-truth").glob("*.json")):
        body = json.loads(path.read_text(encoding="utf-8")).get("ground_truth", {}).get("main_content")
        if body is not None:
            gold[path.stem] = {"body": body, "encoding": "utf-8"}
    name = f"wcxb-{folder.name}" if folder.name in ("dev", "test") else folder.name
    return Set(name, "word", pages(folder / "html", gold), gold)


def webmainbench(path):
    """WebMainBench: a line {"track_id", "html", "groundtruth_content"} a page; where people gave no Markdown, that of the
    marked elements, `convert_main_content`."""
    found, gold = {}, {}
    for number, row in enumerate(lines(path)):
        body = row.get("groundtruth_content") or row.get("convert_main_content")
        if body and row.get("html"):
            key = str(row.get("track_id", number))
            found[key], gold[key] = unmarked(row["html"]).encode(errors="replace"), {"body": body, "encoding": "utf-8"}
    return Set(path.stem, "edits", found, gold)


def unmarked(html):
    """The page without what marks the article for people: it must not tell the tools where that is.

    >>> unmarked('<p class="lead" cc-select="true" data-anno-uid="7">Ferry</p>')
    '<p class="lead">Ferry</p>'
    """
    return re.sub(r"""\s(?:cc-select|data-anno-uid)=(?:"[^"]*"|'[^']*')""", "", html)


def gold_lines(folder):
    """`gold.jsonl`, a line {"id", "body"} or {"id", "with", "without"} a page, and `pages/ID.html`. Pages of several types
    (`page_type`) are measured as WCXB's."""
    rows = {row["id"]: row for row in lines(folder / "gold.jsonl")}
    gold = {key: row for key, row in rows.items() if row.get("body") is not None}
    measure = "word" if any("page_type" in row for row in gold.values()) else "shingle"
    if not gold:
        gold, measure = {key: row for key, row in rows.items() if row.get("with") or row.get("without")}, "segment"
    return Set(folder.name, measure, pages(folder / "pages", gold), gold)


LAYOUTS = [
    (lambda path: (path / "ground-truth.json").is_file(), benchmark),
    (lambda path: (path / "ground-truth").is_dir(), wcxb),
    (lambda path: path.is_file() and path.suffix == ".jsonl", webmainbench),
    (lambda path: (path / "gold.jsonl").is_file(), gold_lines),
]


def lines(path):
    with open(path, encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def pages(folder, keys):
    found = {}
    for key in keys:
        path = next((p for p in (folder / f"{key}.html", folder / f"{key}.html.gz") if p.is_file()), None)
        if path is None:
            sys.exit(f"{folder} has no page {key}.html or {key}.html.gz")
        found[key] = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return found


def decoded(page, encoding):
    """A page as text, for tools that take nothing else: by what the set says, else as UTF-8, else by what it declares.

    >>> decoded("<meta charset=latin1>Fähre".encode("latin-1"), None)
    '<meta charset=latin1>Fähre'
    """
    declared = re.search(rb"""charset\s*=\s*["']?([\w-]+)""", page[:4096])
    for name in filter(None, (encoding, "utf-8", declared and declared.group(1).decode("ascii"))):
        try:
            return page.decode(name)
        except (LookupError, UnicodeDecodeError):
            pass
    return page.decode("utf-8", "replace")
