"""Arrow batches in and out."""

import pytest
from pages import FERRY, POISON, RULE

import dehusk

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: dehusk.arrow is not tested")
from dehusk import arrow  # noqa: E402


def batch(type=None, **more):
    pages = [FERRY.encode(), None, b"%PDF-1.4", b"<nav>Home</nav>"]
    if type in (pa.string(), pa.large_string()):
        pages = [page and page.decode() for page in pages]
    urls = ["https://gazette.example/ferry", None, "https://gazette.example/pdf", None]
    return pa.record_batch({"html": pa.array(pages, type or pa.binary()), "url": urls, "id": [7, 8, 9, 10], **more})


@pytest.mark.parametrize("type", ["binary", "large_binary", "string", "large_string", "binary_view", "string_view"])
def test_a_row_comes_out_for_every_row_in_their_order(type):
    try:
        kind = getattr(pa, type)()
        pages = batch(kind)
    except (AttributeError, pa.ArrowNotImplementedError, TypeError):
        if type.endswith("view"):
            pages = batch(pa.binary() if "binary" in type else pa.string())
        else:
            raise
    out = arrow.strip_batch(pages, dehusk.Stripper([("gazette.example.toml", RULE)]), keep=["id"])
    assert out.column("id").to_pylist() == [7, 8, 9, 10]
    assert out.column("error").to_pylist() == [None, "no-html", "not-text", None]
    assert out.column("text").to_pylist()[1:] == [None, None, ""]
    assert out.column("rule")[0].as_py() == "gazette.example" and "six weeks" in out.column("text")[0].as_py()
    assert out.column("warnings")[3].as_py() == ["no-article"] and out.column("authors")[0].as_py() == ["Ada Quill"]
    assert out.schema == pa.schema([pages.schema.field("id"), *arrow.schema()])


def test_texts_are_those_of_the_library():
    out = arrow.strip_batch(batch(), columns=["text", "markdown", "json", "html", "comments"])
    article = dehusk.extract(FERRY, url="https://gazette.example/ferry")
    row = out.to_pylist()[0]
    assert (row["text"], row["markdown"], row["json"]) == (article.text, article.markdown, article.json)
    assert out.schema.names == ["url", "text", "markdown", "json", "html", "comments", "error"]


def test_batches_of_a_reader_are_taken_one_by_one():
    reader = pa.RecordBatchReader.from_batches(batch().schema, [batch(), batch().slice(1, 2), batch().slice(0, 0)])
    out = list(arrow.strip_batches(reader, columns=["text"], threads=2))
    assert [part.num_rows for part in out] == [4, 2, 0]
    assert out[1].column("error").to_pylist() == ["no-html", "not-text"] and out[2].schema == out[0].schema


def test_a_table_comes_out_of_a_table():
    out = arrow.strip_batch(pa.Table.from_batches([batch(), batch()]), columns=["text"], keep=["id"])
    assert isinstance(out, pa.Table) and out.num_rows == 8
    assert out.slice(4).to_pylist() == arrow.strip_batch(batch(), columns=["text"], keep=["id"]).to_pylist()


def test_poison_is_a_row_each():
    pages = [page.encode("utf-8", "replace") if isinstance(page, str) else page for page in POISON.values()]
    pages = [page if isinstance(page, bytes) else None for page in pages]
    out = arrow.strip_batch(pa.record_batch({"html": pa.array(pages, pa.large_binary())}), url=None)
    assert out.num_rows == len(POISON) and out.column("error").to_pylist()[0] == "no-html"


def test_columns_are_one_list():
    names = [field.name for field in arrow.FIELDS if field.usual] + ["error"]
    assert arrow.schema().names == names
    assert [part.split(" ")[0] for part in arrow.ddl().split(", ")] == names
    assert not any(pa.types.is_unsigned_integer(field.type) for field in arrow.schema([f.name for f in arrow.FIELDS]))
    with pytest.raises(ValueError, match="known are"):
        arrow.schema(["luck"])
    with pytest.raises(KeyError):
        arrow.strip_batch(batch(), html="page")


def test_the_readme_has_the_columns():
    from pathlib import Path

    readme = (Path(__file__).parent.parent / "PYTHON.md").read_text()
    for field in [*arrow.FIELDS, arrow._ERROR]:
        assert f"| `{field.name}` | `{field.type}` | {field.about} |" in readme, field.name
