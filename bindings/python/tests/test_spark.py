"""A job on a cluster of two executors, one of which is killed."""

import json
import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from pages import FERRY, RULE
from test_pages import pack, warc

import dehusk

pytest.importorskip("pyspark", reason="pyspark is not installed: dehusk.spark is not tested")
if shutil.which("java") is None:
    pytest.skip("there is no java: dehusk.spark is not tested", allow_module_level=True)

FILES, PAGES = 8, 60

JOB = """
import glob, json, os, signal, subprocess, sys, threading, time
from pyspark.sql import SparkSession
from dehusk import Stripper, spark as ds

spark = (SparkSession.builder.master("local-cluster[2,1,1024]")
    .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.ui.enabled", "false").config("spark.sql.execution.arrow.maxRecordsPerBatch", "64").getOrCreate())
spark.sparkContext.setLogLevel("ERROR")
killed = []

def kill():
    while not glob.glob("out/_temporary/**/*.parquet", recursive=True):
        time.sleep(0.05)
    rows = [line.split(None, 2) for line in subprocess.check_output(["ps", "-eo", "pid,ppid,args"], text=True).splitlines()[1:]]
    parents = {int(pid): int(parent) for pid, parent, _ in rows}
    def is_ours(pid):
        while pid > 1 and pid != os.getpid():
            pid = parents.get(pid, 0)
        return pid == os.getpid()
    executors = [int(pid) for pid, _, args in rows if "CoarseGrainedExecutorBackend" in args and is_ours(int(pid))]
    os.kill(executors[0], signal.SIGKILL)
    killed.append(executors[0])

thread = threading.Thread(target=kill, daemon=True)
thread.start()
stripper = Stripper([("gazette.toml", 'schema = 2\\nhosts = ["gazette.example"]\\ndrop = [".promo"]')])
out = ds.warcs(spark, sorted(glob.glob("crawl/*.warc.gz")), stripper, columns=["text", "title", "state"])
out.write.mode("overwrite").parquet("out")
thread.join(10)
rows = [row.asDict() for row in spark.read.parquet("out").collect()]

table = spark.createDataFrame([("https://gazette.example/x", bytearray(open("ferry.html", "rb").read())), (None, None)], "url string, html binary")
stripped = [row.asDict() for row in ds.strip(table, stripper, columns=["text"]).collect()]
json.dump({"killed": killed, "rows": rows, "stripped": stripped}, open("result.json", "w"))
spark.stop()
"""


def environment(tmp_path):
    folders = {"SPARK_WORKER_DIR": str(tmp_path / "work"), "SPARK_LOCAL_DIRS": str(tmp_path / "local")}
    return {**os.environ, **folders, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}


def test_every_page_comes_out_once_though_an_executor_dies(tmp_path):
    crawl = tmp_path / "crawl"
    crawl.mkdir()
    (tmp_path / "ferry.html").write_text(FERRY)
    pages = {}
    for file in range(FILES):
        row = []
        for number in range(PAGES):
            url = f"https://gazette.example/{file}/{number}"
            more = f"<p>Boat {file}-{number} came in at dawn, with its nets full and its crew in good spirits.</p>" * 200
            html = FERRY.replace("</article>", more + "</article>")
            row.append((url, html))
            pages[url] = html
        (crawl / f"{file}.warc.gz").write_bytes(warc(*row))
    (tmp_path / "job.py").write_text(JOB)
    done = subprocess.run(
        [sys.executable, "job.py"], cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr[max(0, done.stderr.find("Traceback")) :][:4000]
    result = json.loads((tmp_path / "result.json").read_text())
    assert result["killed"], "no executor was killed"
    assert sorted(row["url"] for row in result["rows"]) == sorted(pages)
    texts = {row["url"]: row["text"] for row in result["rows"]}
    stripper = dehusk.Stripper([("gazette.toml", 'schema = 2\nhosts = ["gazette.example"]\ndrop = [".promo"]')])
    for url, html in list(pages.items())[::17]:
        assert texts[url] == stripper.strip(html.encode(), url=url).text
    assert all(row["state"] == "rule" and row["error"] is None and row["record"] for row in result["rows"])
    first, second = result["stripped"]
    assert "six weeks" in first["text"] and first["url"] == "https://gazette.example/x"
    assert second == {"url": None, "text": None, "error": "no-html"}
    command(tmp_path, crawl, texts)


def command(tmp_path, crawl, texts):
    """The command prints the same texts of the same pages."""
    dehusk_command = os.environ.get("DEHUSK")
    if not dehusk_command or not Path(dehusk_command).exists():
        warnings.warn("DEHUSK names no command: its texts were not compared with", stacklevel=1)
        return
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "gazette.toml").write_text('schema = 2\nhosts = ["gazette.example"]\ndrop = [".promo"]')
    call = [dehusk_command, "--quiet", "--rules", rules, "-f", "jsonl", "-o", tmp_path / "out.jsonl", crawl]
    subprocess.run(call, check=True)
    rows = map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())
    assert {row["url"]: row["text"].rstrip() for row in rows} == {url: text.rstrip() for url, text in texts.items()}


def test_the_module_runs_whole_jobs(tmp_path):
    (tmp_path / "crawl.warc.gz").write_bytes(warc(("https://gazette.example/1", FERRY), ("https://gazette.example/2", FERRY)))
    (tmp_path / "broken.html.gz").write_bytes(b"\x1f\x8b\x08")
    (tmp_path / "my.pack").write_text(pack("gazette.example.toml", RULE))
    call = [sys.executable, "-m", "dehusk.spark", "--input", "*.gz", "--output", "out", "--columns", "text,title,rule", "--rules", "my.pack"]
    env = {**environment(tmp_path), "SPARK_SUBMIT_OPTS": "-Dspark.master=local[2] -Dspark.ui.enabled=false"}
    done = subprocess.run(call, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 1, done.stderr[-4000:]
    from dehusk.spark import _hash

    own = dehusk.Stripper([("gazette.toml", RULE)])
    assert f"dehusk: 3 pages (ok 2, truncated 1), rules {_hash(own)}" in done.stderr and _hash(own) != _hash(dehusk.Stripper())
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(tmp_path / "out")
    assert table.schema.names == ["file", "place", "url", "record", "captured", "text", "title", "rule", "error"]
    assert sorted(row["error"] or "" for row in table.to_pylist()) == ["", "", "truncated"]
    assert sorted(row["rule"] or "" for row in table.to_pylist()) == ["", "gazette.example", "gazette.example"]
    again = subprocess.run([*call, "--columns", "luck"], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert again.returncode != 0 and "known are" in again.stderr
