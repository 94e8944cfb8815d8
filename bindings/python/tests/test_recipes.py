"""The recipes of the README, each run where its package is installed."""

import asyncio
import re
from pathlib import Path

import pytest
from pages import FERRY

import dehusk

README = (Path(__file__).parent.parent / "PYTHON.md").read_text()
RECIPES = README[README.index("## Recipes") : README.index("## Speed")]
BLOCKS = {name: code for name, code in re.findall(r"\*\*(.+?)\*\*.*?```python\n(.*?)```", RECIPES, re.DOTALL)}
URL = "https://gazette.example/1"
TEXTS = [dehusk.extract(FERRY).text, None, ""]


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a recipe in a folder with three pages, of which one is none and one has no article."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HAYSTACK_TELEMETRY_ENABLED", "False")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    monkeypatch.setenv("RAY_worker_niceness", "0")  # else its workers starve on a busy machine
    monkeypatch.setenv("DO_NOT_TRACK", "1")

    def run(name, package, **known):
        pytest.importorskip(package, reason=f"{package} is not installed: the recipe for {name} is not tested")
        known |= {"dehusk": dehusk, "stripper": dehusk.Stripper(), "__name__": "recipe"}
        exec(BLOCKS[name], known)  # noqa: S102
        return known

    return run


def pages():
    pa = pytest.importorskip("pyarrow")
    return pa.table({"html": [FERRY.encode(), None, b"<nav>Home</nav>"], "url": [URL, None, None]})


@pytest.fixture
def folder(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    (tmp_path / "pages").mkdir()
    parquet.write_table(pages(), tmp_path / "pages" / "a.parquet")
    return lambda name: parquet.read_table(tmp_path / name).to_pylist()


def test_every_recipe_is_tested():
    assert sorted(BLOCKS) == ["An MCP server", "Daft", "Haystack", "NeMo Curator", "Polars", "Ray Data"]
    assert RECIPES.count("```python") == len(BLOCKS)


def test_polars(run):
    pl = pytest.importorskip("polars", reason="polars is not installed: its recipe is not tested")
    known = run("Polars", "polars", frame=pl.DataFrame({"html": [FERRY, None, "<nav>Home</nav>"]}))
    assert known["frame"]["text"].to_list() == TEXTS


def test_ray(run, folder):
    ray = pytest.importorskip("ray", reason="ray is not installed: its recipe is not tested")
    ray.init(num_cpus=2, include_dashboard=False, configure_logging=False, log_to_driver=False)
    try:
        run("Ray Data", "ray.data")
    finally:
        ray.shutdown()
    rows = folder("articles-ray")
    assert [row["text"] for row in rows] == TEXTS and [row["error"] for row in rows] == [None, "no-html", None]
    assert rows[0]["url"] == URL and rows[0]["title"] == "Ferry returns"


def test_daft(run, folder):
    run("Daft", "daft")
    assert [row["text"] for row in folder("articles-daft")] == TEXTS


def test_nemo_curator(run):
    known = run("NeMo Curator", "nemo_curator.tasks")
    stage, batch = known["Dehusk"](), known["DocumentBatch"](dataset_name="crawl", data=pages())
    assert stage.validate_input(batch)
    out = stage.process(batch)
    assert sorted(out.get_columns()) == sorted(stage.outputs()[1]) and out.num_items == 3
    assert out.to_pyarrow()["text"].to_pylist() == TEXTS


def test_haystack(run):
    known = run("Haystack", "haystack")
    from haystack import Pipeline

    pipeline = Pipeline()
    pipeline.add_component("articles", known["PagesToDocuments"]())
    sources = [known["ByteStream"](FERRY.encode(), meta={"url": URL}), known["ByteStream"](b"%PDF-1.4")]
    (document,) = pipeline.run({"articles": {"sources": sources}})["articles"]["documents"]
    assert "six weeks in the yard" in document.content and document.meta == {"url": URL, "title": "Ferry returns"}


def test_mcp(run):
    known = run("An MCP server", "mcp.server.mcpserver")
    assert [tool.name for tool in asyncio.run(known["server"].list_tools())] == ["read_page"]
    said = asyncio.run(known["server"].call_tool("read_page", {"html": FERRY, "url": URL}))
    assert "# Ferry returns" in str(said)
    assert known["read_page"](FERRY).startswith("# Ferry returns") and known["read_page"]("%PDF-1.4").startswith("no article")
