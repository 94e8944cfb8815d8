#!/usr/bin/env python3
"""dehusk beside other extractors, on the same pages in one run: F1 and pages a CPU second, as the README's table.

    tools/compare/extractors.py target/release/dehusk SET ... [--rounds 3] [--tools NAME,...]

A SET is a folder with pages and the texts of their articles, in a layout that is known:

- a checkout of article-extraction-benchmark (https://github.com/scrapinghub/article-extraction-benchmark):
  `ground-truth.json` and `html/*.html.gz`
- `gold.jsonl`, a line {"id": …, "body": …} a page, beside `pages/ID.html` or `pages/ID.html.gz`

The other extractors are installed once, by pip, into a venv in $DEHUSK_COMPARE (by default `target/compare` here). Each tool
gets all pages as bytes, in a process of one thread; what is counted is the CPU time of its calls alone, for dehusk that of its
whole command. Rounds alternate between the tools; the best of each counts. F1 is that of article-extraction-benchmark: of the
mean precision and the mean recall of shingles of four words.
"""

import argparse
import collections
import datetime
import gzip
import importlib.metadata
import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
PACKAGES = ["resiliparse", "trafilatura", "readability-lxml", "lxml_html_clean"]


def resiliparse():
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    return lambda page: extract_plain_text(bytes_to_str(page, detect_encoding(page)), main_content=True)


def trafilatura():
    from trafilatura import extract

    return lambda page: extract(page)


def trafilatura_fast():
    from trafilatura import extract

    return lambda page: extract(page, fast=True)


def readability():
    import lxml.html
    from readability import Document

    def text(page):
        summary = Document(page.decode("utf-8", "replace")).summary()
        return lxml.html.fromstring(summary).text_content()

    return text


# The name in the table, the package whose version is told, and what makes the function from bytes to text.
OTHERS = {
    "resiliparse": ("resiliparse", resiliparse),
    "trafilatura (fast)": ("trafilatura", trafilatura_fast),
    "trafilatura": ("trafilatura", trafilatura),
    "readability-lxml": ("readability-lxml", readability),
}
# What dehusk is asked for. No rule of any site is in force.
OWN = {"dehusk": "text", "dehusk (records with metadata)": "jsonl"}


def read(path):
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def load(folder):
    """The pages and the texts of a set, by id."""
    truth, gold = folder / "ground-truth.json", folder / "gold.jsonl"
    if truth.is_file():
        texts = {key: row["articleBody"] for key, row in json.loads(truth.read_text()).items()}
        pages = folder / "html"
    elif gold.is_file():
        rows = map(json.loads, gold.read_text().splitlines())
        texts = {row["id"]: row["body"] for row in rows if row.get("body")}
        pages = folder / "pages"
    else:
        sys.exit(f"{folder} has neither ground-truth.json nor gold.jsonl: see --help for the layouts")
    found = {key: next((p for p in (pages / f"{key}.html", pages / f"{key}.html.gz") if p.is_file()), None) for key in texts}
    missing = [key for key, path in found.items() if path is None]
    if missing:
        sys.exit(f"{pages} has no page for {len(missing)} of {len(texts)} texts, such as {missing[0]}")
    return {key: read(path) for key, path in found.items()}, texts


def shingles(text):
    words = re.findall(r"\w+", text.lower())
    count = max(1, len(words) - 3) if words else 0
    return collections.Counter(tuple(words[at : at + 4]) for at in range(count))


def f1(texts, found):
    """Of the mean precision over pages with a text and the mean recall over pages whose gold has one."""
    precision, recall = [], []
    for key, text in texts.items():
        gold, told = shingles(text), shingles(found.get(key) or "")
        common = (gold & told).total()
        precision += [common / told.total()] if told else []
        recall += [common / gold.total()] if gold else []
    p, r = (sum(values) / max(1, len(values)) for values in (precision, recall))
    return 2 * p * r / (p + r) if p + r else 0.0


def run_own(dehusk, form, folder, out):
    """CPU seconds of a whole command over the pages of a folder."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    call = [dehusk, "-q", "-j", "1", "--no-site-rules", "-f", form, "-o", str(out), str(folder)]
    ran = subprocess.run(call, stderr=subprocess.PIPE, text=True)
    if ran.returncode not in (0, 1):
        sys.exit(f"{' '.join(call)} ended with {ran.returncode}: {ran.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def own_texts(out):
    """The texts that a command wrote, a file a page or a line."""
    if out.is_dir():
        return {path.stem: path.read_text() for path in out.iterdir()}
    return {row["id"]: row["text"] for row in map(json.loads, out.read_text().splitlines())}


def run_other(python, name, folder):
    """CPU seconds of another tool over the pages of a folder, and its texts."""
    call = [python, __file__, "--worker", name, str(folder)]
    ran = subprocess.run(call, capture_output=True, text=True)
    if ran.returncode:
        sys.exit(f"{name} ended with {ran.returncode}: {ran.stderr[-3000:]}")
    told = json.loads(ran.stdout.splitlines()[-1])
    return told["cpu"], told["texts"], told["version"]


def worker(name, folder):
    package, make = OTHERS[name]
    pages = {path.stem: path.read_bytes() for path in sorted(Path(folder).iterdir())}
    extract, texts = make(), {}
    start = time.process_time()
    for key, page in pages.items():
        try:
            texts[key] = extract(page) or ""
        except Exception:  # A page that a tool cannot take is one without a text.
            texts[key] = ""
    cpu = time.process_time() - start
    print(json.dumps({"cpu": cpu, "texts": texts, "version": importlib.metadata.version(package)}))


def python_with_tools():
    """The Python of a venv with the other tools, which is made where it is not there."""
    home = Path(os.environ.get("DEHUSK_COMPARE", REPO / "target/compare"))
    python = home / "bin/python"
    if not (home / "ready").is_file():
        print(f"installing {', '.join(PACKAGES)} into {home}", file=sys.stderr)
        venv.create(home, with_pip=True, clear=True)
        # An old pip takes `lxml[html-clean]` for two packages.
        for packages in (["--upgrade", "pip"], PACKAGES):
            subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
        (home / "ready").touch()
    return str(python)


def measure(dehusk, python, pages, rounds, wanted):
    """For each tool its best CPU time in seconds, and its texts."""
    best, texts, names = {}, {}, {}
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        source = folder / "pages"
        source.mkdir()
        for key, page in pages.items():
            (source / f"{key}.html").write_bytes(page)
        for number in range(rounds):
            for tool in wanted:
                if tool in OWN:
                    out = folder / (f"texts-{number}" if OWN[tool] == "text" else f"{number}.jsonl")
                    cpu = run_own(dehusk, OWN[tool], source, out)
                    texts[tool], names[tool] = own_texts(out), tool
                else:
                    cpu, texts[tool], version = run_other(python, tool, source)
                    names[tool] = tool.replace(OTHERS[tool][0], f"{OTHERS[tool][0]} {version}")
                best[tool] = min(cpu, best.get(tool, cpu))
    return best, texts, names


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dehusk")
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tools", help="names from the table, with commas", type=lambda names: names.split(","))
    args = parser.parse_args()
    known = [*OWN, *OTHERS]
    wanted = args.tools or known
    if unknown := [name for name in wanted if name not in known]:
        sys.exit(f"there is no tool {unknown[0]!r}: {', '.join(known)}")
    dehusk, python = str(Path(args.dehusk).resolve()), python_with_tools()
    for path in args.sets:
        pages, texts = load(path)
        best, found, names = measure(dehusk, python, pages, max(1, args.rounds), wanted)
        megabytes = sum(map(len, pages.values())) / 1e6
        print(f"{path.resolve().name}: {len(pages)} pages, {megabytes:.0f} MB; one thread, {platform.machine()}, "
              f"{datetime.date.today():%Y-%m-%d}, the best of {args.rounds} rounds\n")
        print("| tool | F1 | pages a CPU second |\n|---|---|---|")
        for tool in wanted:
            print(f"| {names[tool]} | {f1(texts, found[tool]):.3f} | {len(pages) / best[tool]:.0f} |")
        print(flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker(*sys.argv[2:4])
    else:
        main()
