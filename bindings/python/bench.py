"""Figures of the Python package: python bench.py FOLDER_OF_PAGES [DEHUSK] [--wheel WHEEL]

Prints, each beside its bar: the CPU time of `import dehusk` and of trafilatura's, the size of the wheel (given as WHEEL), the CPU time
a page over the Rust library (its command, given as DEHUSK) and beside trafilatura with its defaults, two threads over one, Arrow
batches over `strip_many`, the memory over 10,000 pages, and what strangers' pages cost. All in one run, on the same pages; what is
not there is left out aloud. FOLDER is searched for `.html` files, plain or `.gz`.
"""

import argparse
import gzip
import importlib.util
import itertools
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import dehusk

sys.path.insert(0, str(Path(__file__).parent / "tests"))
from pages import POISON  # noqa: E402

LINE = "{:<42} {:>22}   {}".format


def row(what: str, figure: str, bar: str = "", holds: bool = True) -> None:
    print(LINE(what, figure, bar if holds else f"{bar} MISSED"), flush=True)


def cpu(work) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def ratio(one, other) -> float:
    """The CPU time of one over the other's, taken together: what a busy machine does to one it does to both."""
    return cpu(one) / cpu(other)


def wall(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def least(times: int, measure, *given) -> float:
    return min(measure(*given) for _ in range(times))


def children(command: list[str]) -> float:
    """CPU seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1):  # 1: a page had no article
        raise SystemExit(done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def imported(module: str, times: int = 20) -> float:
    """CPU milliseconds of an import, over a Python that imports nothing: the least of some, taken by turns."""
    runs = [[children([sys.executable, "-c", code]) for code in ("pass", f"import {module}")] for _ in range(times)]
    bare, whole = (min(run[which] for run in runs) for which in (0, 1))
    return 1000 * (whole - bare)


def stripped(stripper: dehusk.Stripper, pages, threads: int) -> None:
    for article in stripper.strip_many(pages, threads=threads):
        if article:
            article.text  # noqa: B018


def beside_the_command(pages: list[bytes], command: str, own: float) -> None:
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as out:
        for number, page in enumerate(pages):
            Path(folder, f"{number:06}.html").write_bytes(page)
        call = [command, "--quiet", "--no-config", "--jobs", "1", "-f", "text", "-o", f"{out}/all.txt", folder]
        alone = least(3, children, call)
    row("the command on them", f"{1000 * alone / len(pages):.2f} ms a page")
    row("Python over it", f"{own / alone:.2f}", "≤ 1.10", own / alone <= 1.1)


def threads(stripper: dehusk.Stripper, pages: list[bytes]) -> None:
    one, two = (least(3, wall, lambda: stripped(stripper, pages, count)) for count in (1, 2))
    load = f"≥ 1.7 (idle machine; the load is {os.getloadavg()[0]:.1f})" if hasattr(os, "getloadavg") else "≥ 1.7"
    row("two threads over one", f"{one / two:.2f} times as fast", load, one / two >= 1.7)


def arrow_batches(stripper: dehusk.Stripper, pages: list[bytes]) -> None:
    if not importlib.util.find_spec("pyarrow"):
        return print("pyarrow is not installed: Arrow is left out")
    import pyarrow as pa

    from dehusk import arrow

    batch = pa.record_batch({"html": pa.array(pages, pa.large_binary())})
    ways = (
        lambda: arrow.strip_batch(batch, stripper, url=None, columns=["text"]),
        lambda: stripped(stripper, pages, 1),
    )
    over = statistics.median(ratio(*ways) for _ in range(11))
    row("Arrow in and out over strip_many", f"{over:.3f}", "≤ 1.05", over <= 1.05)


def beside_trafilatura(pages: list[bytes], own: float) -> None:
    if not importlib.util.find_spec("trafilatura"):
        return print("trafilatura is not installed: it is left out")
    import logging

    import trafilatura

    logging.disable(logging.CRITICAL)
    row("import trafilatura", f"{imported('trafilatura', 5):.1f} ms")
    other = cpu(lambda: [trafilatura.extract(page) for page in pages])
    row("trafilatura.extract", f"{1000 * other / len(pages):.2f} ms a page")
    row("trafilatura over dehusk", f"{other / own:.1f}", "≥ 8", other / own >= 8)


def memory(pages: list[bytes]) -> None:
    """The peak of a process of its own, which is this one's."""
    first = max(len(pages), 1000)
    peaks = []
    for count in (first, 10_000 - first):
        stripped(dehusk.Stripper(), itertools.islice(itertools.cycle(pages), count), 2)
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10)))
    grown = peaks[1] - peaks[0]
    row(f"memory after {first:,} and 10,000 pages", f"{peaks[0]:.0f} and {peaks[1]:.0f} MiB", "flat", grown < 0.1 * peaks[0])


def poison(stripper: dehusk.Stripper) -> None:
    worst = 0.0
    for name, page in POISON.items():
        began = time.process_time()
        (result,) = stripper.strip_many([page], threads=1)
        took = time.process_time() - began
        worst = max(worst, took)
        print(LINE(f"    {name}", f"{took:.3f} s", getattr(result, "code", "an article" if result else "no article")))
    row(f"poison, {len(POISON)} kinds, the worst", f"{worst:.2f} s", "≤ 2 s, a row each", worst <= 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("command", nargs="?", metavar="DEHUSK")
    parser.add_argument("--wheel", type=Path)
    given = parser.parse_args()
    files = sorted(path for path in given.folder.rglob("*.html*") if path.is_file())
    pages = [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files]
    if not pages:
        raise SystemExit(f"there are no pages in {given.folder}")
    print(f"{len(pages)} pages, {sum(map(len, pages)) / 1e6:.1f} MB; times are CPU times, but for those of threads")
    stripper = dehusk.Stripper()
    memory(pages)
    row("import dehusk", f"{(time_of := imported('dehusk')):.1f} ms", "≤ 10 ms", time_of <= 10)
    if given.wheel:
        size = given.wheel.stat().st_size / 1e6
        row("the wheel", f"{size:.2f} MB", "≤ 4 MB", size <= 4)
    own = least(3, cpu, lambda: stripped(stripper, pages, 1))
    row("dehusk", f"{1000 * own / len(pages):.2f} ms a page")
    if given.command:
        beside_the_command(pages, given.command, own)
    threads(stripper, pages)
    arrow_batches(stripper, pages)
    beside_trafilatura(pages, own)
    poison(stripper)


if __name__ == "__main__":
    main()
