#!/usr/bin/env python3
"""What runs over many pages cost, measured from the outside of a built dehusk.

    cargo build --release
    benches/batch.py target/release/dehusk million [PAGES] [folder|warc]   memory and speed by tenth of the run
    benches/batch.py target/release/dehusk threads FOLDER                  pages/s and MB/s for 1 and all cores
    benches/batch.py target/release/dehusk size                            CPU time of a page against its size
    benches/batch.py target/release/dehusk rules                           start of the program against loaded rules

Figures differ from machine to machine: compare those of one run.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PARAGRAPH = (
    "<p>The {n}. report says that the harbour was quiet all morning, that the ferry came in on time, and that nobody on"
    " the quay could remember when the lamps had last been painted so bright a red.</p>"
)


def page(number: int, paragraphs: int = 4) -> bytes:
    body = "".join(PARAGRAPH.format(n=number + n) for n in range(paragraphs))
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Report {number}</title></head><body><nav><a"
        f" href=/>Home</a></nav><main><article><h1>Report {number}</h1>{body}</article></main><footer>Imprint</footer>"
    ).encode()


class Run:
    """A run and what it cost; `watch` is called with its id while it goes on."""

    def __init__(self, command: list, watch=None):
        start = time.monotonic()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while watch and os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            watch(child.pid)
            time.sleep(0.05)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in (0, 1):
            raise SystemExit(f"{command}: exit {child.returncode}")
        self.seconds = time.monotonic() - start
        self.cpu = used.ru_utime + used.ru_stime
        self.peak = used.ru_maxrss / 1024


def rss(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        return 0.0


def write_warc(path: Path, pages: int) -> None:
    with open(path, "wb") as out:
        for number in range(pages):
            body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(number)
            head = f"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            out.write(gzip.compress(head + body + b"\r\n\r\n", 1))


def write_folder(path: Path, pages: int) -> None:
    for number in range(pages):
        if number % 1000 == 0:
            folder = path / f"{number // 1000:04}"
            folder.mkdir(parents=True)
        (folder / f"{number:07}.html").write_bytes(page(number))


def million(dehusk: str, scratch: Path, pages: str = "1000000", kind: str = "folder") -> None:
    pages = int(pages)
    source = scratch / ("pages" if kind == "folder" else "pages.warc.gz")
    (write_folder if kind == "folder" else write_warc)(source, pages)
    out = scratch / "out.jsonl"
    part = scratch / "out.jsonl.part"
    tenths, began = [], time.monotonic()

    def watch(pid: int) -> None:
        size = part.stat().st_size if part.exists() else 0
        while size >= (len(tenths) + 1) * pages * line / 10:
            tenths.append((time.monotonic() - began, rss(pid)))

    few = scratch / "few"
    write_folder(few, 1000)
    Run([dehusk, "-q", "-o", str(scratch / "few.jsonl"), str(few)])
    line = (scratch / "few.jsonl").stat().st_size / 1000
    began = time.monotonic()
    run = Run([dehusk, "-q", "-o", str(out), str(source)], watch)
    print(f"{pages} pages from a {kind}: {run.seconds:.0f} s, {pages / run.seconds:.0f} pages/s, peak {run.peak:.0f} MiB")
    before = 0.0
    for tenth, (at, memory) in enumerate(tenths, 1):
        print(f"  {tenth * 10:>3}%  {pages / 10 / max(at - before, 1e-9):>8.0f} pages/s  {memory:>6.0f} MiB")
        before = at
    with open(out, "rb") as lines:
        ids = {json.loads(text)["id"] for text in lines}
    print(f"  {len(ids)} different records")


def threads(dehusk: str, scratch: Path, folder: str) -> None:
    pages = [path for path in Path(folder).rglob("*") if path.is_file()]
    size = sum(len(gzip.open(p).read()) if p.suffix == ".gz" else p.stat().st_size for p in pages) / 1e6
    cores = len(os.sched_getaffinity(0))
    base = None
    for jobs in sorted({1, cores}):
        best = min(
            (Run([dehusk, "-q", "-f", "jsonl", "-j", str(jobs), folder]) for _ in range(3)), key=lambda run: run.seconds
        )
        base = base or best.seconds
        print(
            f"{jobs} threads: {len(pages) / best.seconds:>6.0f} pages/s  {size / best.seconds:>6.1f} MB/s"
            f"  {base / best.seconds:.2f} times one thread  {best.cpu:.2f} CPU s  peak {best.peak:.0f} MiB"
        )


def size(dehusk: str, scratch: Path) -> None:
    path = scratch / "page.html"
    path.write_bytes(b"")
    start = min(Run([dehusk, "-q", str(path)]).cpu for _ in range(5))
    for paragraphs in (100, 1000, 10_000, 100_000):
        path.write_bytes(page(1, paragraphs))
        cpu = min(Run([dehusk, "-q", str(path)]).cpu for _ in range(3)) - start
        mb = path.stat().st_size / 1e6
        print(f"{mb:>8.3f} MB  {cpu * 1e3:>8.1f} ms  {cpu * 1e3 / mb:>6.1f} ms/MB")


def rules(dehusk: str, scratch: Path) -> None:
    path = scratch / "page.html"
    path.write_bytes(page(1))
    base = None
    for count in (10, 1000, 2000, 10_000):
        folder = scratch / f"rules-{count}"
        folder.mkdir()
        for number in range(count):
            host = f"site{number}.example"
            text = f'schema = 1\nhosts = ["{host}"]\ncontent = [".story-{number}", "article"]\ndrop = [".share", "aside > p"]\n'
            (folder / f"{host}.toml").write_text(text)
        call = [dehusk, "-q", "--rules", str(folder), "--url", "https://site7.example/a", str(path)]
        runs = [Run(call) for _ in range(15)]
        wall, cpu = (1e3 * min(getattr(run, what) for run in runs) for what in ("seconds", "cpu"))
        base = base or wall
        print(f"{count:>6} rules: {wall:>7.1f} ms, {wall - base:>7.1f} ms more than with 10; {cpu:>7.1f} CPU ms")


def main() -> None:
    todo = {function.__name__: function for function in (million, threads, size, rules)}
    if len(sys.argv) < 3 or sys.argv[2] not in todo:
        raise SystemExit(__doc__)
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as scratch:
        todo[sys.argv[2]](str(Path(sys.argv[1]).resolve()), Path(scratch), *sys.argv[3:])


if __name__ == "__main__":
    main()
