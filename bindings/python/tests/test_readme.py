"""The README's Python is run, in its order, as a reader would."""

import re
from pathlib import Path

import pytest
from pages import FERRY, RULE
from test_pages import warc

README = (Path(__file__).parent.parent / "PYTHON.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_the_readmes_examples_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-rules").mkdir()
    (tmp_path / "my-rules" / "other.toml").write_text(RULE.replace("gazette", "other"))
    (tmp_path / "crawl.warc.gz").write_bytes(warc(("https://gazette.example/1", FERRY)))
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "bad.html").write_bytes(b"%PDF-1.4")
    known = {"html": FERRY}
    ran = 0
    for block in BLOCKS:
        needs = [name for name in ("pyarrow", "datatrove", "polars") if name in block or (name == "pyarrow" and "arrow" in block)]
        if "dehusk.spark" in block:
            continue  # tests/test_spark.py runs a cluster
        for name in needs:
            pytest.importorskip(name)
        if "strip_batch(batch" in block:
            import pyarrow as pa

            known["batch"] = pa.record_batch({"html": [FERRY], "url": ["https://gazette.example/1"]})
            known["reader"] = [known["batch"]]
            known["writer"] = type("Writer", (), {"write": lambda self, part: known.update(written=part)})()
        if "pl." in block:
            import polars as pl

            known["frame"] = pl.DataFrame({"html": [FERRY, None, "<nav>Home</nav>"]})
        exec(block, known)  # noqa: S102
        ran += 1
    assert ran >= len(BLOCKS) - 1
    out = capsys.readouterr().out
    assert "Ferry returns ['Ada Quill'] 2026-11-16T08:30:00Z" in out and "+ " in out and "not-text" in out
    assert known["written"].num_rows == 1
    assert [text and text[:9] for text in known["frame"]["text"]] == ["Ferry ret", None, ""]
    assert known["read_page"](FERRY).startswith("# Ferry returns") and known["read_page"]("%PDF-1.4").startswith("no article")
    assert known["strip"](known["batch"]).num_rows == 1
