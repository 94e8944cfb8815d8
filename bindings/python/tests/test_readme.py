"""The README's Python is run, in its order, as a reader would."""

import importlib.util
import re
import warnings
from pathlib import Path

from pages import FERRY, RULE
from test_pages import warc

README = (Path(__file__).parent.parent / "PYTHON.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", README[: README.index("## Recipes")], re.DOTALL)  # test_recipes.py has those


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
        needs = [package for word, package in (("arrow", "pyarrow"), ("datatrove", "datatrove")) if word in block]
        if "dehusk.spark" in block:
            continue  # tests/test_spark.py runs a cluster
        if missing := [name for name in needs if not importlib.util.find_spec(name)]:
            warnings.warn(f"{missing[0]} is not installed: an example of the README was not run", stacklevel=1)
            continue
        if "strip_batch(batch" in block:
            import pyarrow as pa

            known["batch"] = pa.record_batch({"html": [FERRY], "url": ["https://gazette.example/1"]})
            known["reader"] = [known["batch"]]
            known["writer"] = type("Writer", (), {"write": lambda self, part: known.update(written=part)})()
        exec(block, known)  # noqa: S102
        ran += 1
    assert ran >= 6
    out = capsys.readouterr().out
    assert "Ferry returns ['Ada Quill'] 2026-11-16T08:30:00Z" in out and "+ " in out and "not-text" in out
    if importlib.util.find_spec("pyarrow"):
        assert known["written"].num_rows == 1
