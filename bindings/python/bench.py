"""Figures of the Python package: python bench.py FOLDER_OF_PAGES [DEHUSK]

Prints the CPU time of `import dehusk` beside that of trafilatura, the size of the extension, the CPU time a page beside that of
the command (given as DEHUSK), of trafilatura and of Arrow batches, and two threads over one. All in one run, on the same pages;
what is not installed is left out aloud. FOLDER is searched for `.html` files, plain or `.gz`.
"""

import gzip
import importlib.util
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import dehusk


def children(command: list[str]) -> float:
    """CPU seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def imported(module: str) -> float:
    """CPU milliseconds of an import, over a Python that imports nothing: the least of some."""
    bare = min(children([sys.executable, "-c", "pass"]) for _ in range(10))
    return 1000 * (min(children([sys.executable, "-c", f"import {module}"]) for _ in range(10)) - bare)


def cpu(work) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def wall(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def run_all(row) -> None:
    for article in row:
        if article:
            article.text  # noqa: B018


def main() -> None:
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    files = sorted(path for path in Path(sys.argv[1]).rglob("*.html*") if path.is_file())
    pages = [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files]
    if not pages:
        raise SystemExit(f"there are no pages in {sys.argv[1]}")
    n = len(pages)
    print(f"{n} pages, {sum(map(len, pages)) / 1e6:.1f} MB")
    print(f"import dehusk               {imported('dehusk'):7.1f} ms of CPU time")
    print(f"the extension               {os.path.getsize(dehusk._dehusk.__file__) / 1e6:7.2f} MB")
    stripper = dehusk.Stripper()
    run_all(stripper.strip_many(pages[:50], threads=1))
    own = min(cpu(lambda: run_all(stripper.strip_many(pages, threads=1))) for _ in range(3))
    print(f"dehusk                      {1000 * own / n:7.2f} ms of CPU time a page")

    if len(sys.argv) == 3:
        with tempfile.TemporaryDirectory() as folder:
            for number, page in enumerate(pages):
                Path(folder, f"{number:06}.html").write_bytes(page)
            command = [sys.argv[2], "--quiet", "--jobs", "1", "-f", "jsonl", "-o", f"{folder}/out.jsonl", folder]
            alone = min(children(command) for _ in range(3))
        print(f"the command on them         {1000 * alone / n:7.2f} ms, Python over it {own / alone:.2f}")

    one = min(wall(lambda: run_all(stripper.strip_many(pages, threads=1))) for _ in range(2))
    two = min(wall(lambda: run_all(stripper.strip_many(pages, threads=2))) for _ in range(2))
    print(f"two threads over one        {one / two:7.2f} times as fast (on an idle machine)")

    if importlib.util.find_spec("pyarrow"):
        import pyarrow as pa

        from dehusk import arrow

        batch = pa.record_batch({"html": pa.array(pages, pa.large_binary())})
        done = min(cpu(lambda: arrow.strip_batch(batch, stripper, url=None, columns=["text"])) for _ in range(3))
        print(f"Arrow in and out            {1000 * done / n:7.2f} ms, over strip_many {done / own:.2f}")
    else:
        print("pyarrow is not installed: Arrow is left out")

    if importlib.util.find_spec("trafilatura"):
        import logging

        import trafilatura

        logging.disable(logging.CRITICAL)
        print(f"import trafilatura          {imported('trafilatura'):7.1f} ms of CPU time")
        other = cpu(lambda: [trafilatura.extract(page) for page in pages])
        print(f"trafilatura.extract         {1000 * other / n:7.2f} ms a page, {other / own:.1f} times dehusk's")
    else:
        print("trafilatura is not installed: it is left out")


main()
