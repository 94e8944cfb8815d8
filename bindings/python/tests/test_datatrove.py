"""Steps of datatrove, in a pipeline of its own."""

import json

import pytest
from pages import FERRY, RULE
from test_pages import warc

pytest.importorskip("datatrove", reason="datatrove is not installed: its steps are not tested")
from datatrove.data import Document  # noqa: E402
from datatrove.executor import LocalPipelineExecutor  # noqa: E402
from datatrove.pipeline.writers import JsonlWriter  # noqa: E402

from dehusk.datatrove import DehuskExtractor, PageReader  # noqa: E402


def counts(step):
    return {name: int(stat.total) for name, stat in step.stats.stats.items() if name != "total"}


def test_the_extractor_takes_the_address_and_keeps_fields_and_counts():
    step = DehuskExtractor([("other.toml", RULE.replace("gazette", "other"))], comments="drop")
    documents = [
        Document(text=FERRY, id="1", metadata={"url": "https://other.example/ferry", "date": "2026-01-31T08:00:00Z"}),
        Document(text="<nav>Home</nav>", id="2", metadata={}),
        Document(text="%PDF-1.7 x", id="3", metadata={}),
        Document(text="<p>\ud800 The ferry came in at dawn, with its decks full and its crew in good spirits.", id="4"),
    ]
    out = list(step.run(iter(documents)))
    assert [document.id for document in out] == ["1", "4"]
    assert "six weeks in the yard" in out[0].text and "Sail with us" not in out[0].text
    assert out[0].metadata == {
        "url": "https://other.example/ferry",
        "date": "2026-01-31T08:00:00Z",
        "published": "2026-11-16T08:30:00Z",
        "title": "Ferry returns",
        "authors": ["Ada Quill"],
        "language": "en",
        "state": "rule",
        "confidence": out[0].metadata["confidence"],
    }
    assert "\ufffd The ferry" in out[1].text
    told = counts(step)
    assert (told["articles_rule"], told["articles_generic"], told["no-article"], told["dropped_not-text"]) == (1, 1, 1, 1)
    assert len(list(DehuskExtractor(keep_empty=True).run(iter([Document(text="<nav>Home</nav>", id="2")])))) == 1


def test_a_pipeline_reads_archives_and_drops_no_page(tmp_path):
    crawl, out = tmp_path / "crawl", tmp_path / "out"
    crawl.mkdir()
    latin = FERRY.replace("yard", "Wärft").replace("<head>", "<head><meta charset=windows-1252>")
    archive = warc(("https://gazette.example/1", FERRY), ("https://gazette.example/2", "latin page"))
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + latin.encode("cp1252")
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:9>\r\nWARC-Date: 2026-01-31T08:00:00Z\r\n"
        "WARC-Target-URI: https://gazette.example/3\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    import gzip

    (crawl / "a.warc.gz").write_bytes(archive + gzip.compress(head.encode() + body + b"\r\n\r\n"))
    LocalPipelineExecutor(
        pipeline=[
            PageReader(str(crawl), glob_pattern="*.warc.gz"),
            DehuskExtractor(keep_empty=True),
            JsonlWriter(str(out), compression=None),
        ],
        logging_dir=str(tmp_path / "logs"),
    ).run()
    rows = [json.loads(line) for path in out.glob("*.jsonl") for line in path.read_text().splitlines()]
    assert [row["metadata"]["url"][-1] for row in rows] == ["1", "2", "3"]
    assert rows[0]["metadata"]["date"] == "2026-01-31T08:00:00Z" and rows[0]["id"].startswith("<urn:uuid:")
    assert "Wärft" in rows[2]["text"]
