#!/usr/bin/env python3
"""dehusk beside other extractors, on the same pages in one run: F1 and pages a CPU second, as the README's table.

    tools/compare/extractors.py dehusk SET ... [--rounds 3] [--tools NAME,...]

A SET is a folder or a file with pages and the texts of their articles, in a layout that is known. What is measured is what
the set's makers measure:

- a checkout of article-extraction-benchmark: `ground-truth.json` and `html/ID.html.gz`. F1 of shingles of four words
- `dev` or `test` of WCXB: `ground-truth/ID.json` and `html/ID.html.gz`. F1 of words
- WebMainBench's lines of JSON: `html` and `groundtruth_content` (else `convert_main_content`). The tools are asked for Markdown
  where they have it; how near its code, formulas and tables and the whole are, without the benchmark's TEDS
- `gold.jsonl` beside `pages/ID.html` or `pages/ID.html.gz`: a line {"id": …, "body": …} a page, measured as the first; with
  `page_type`, as WCXB; or a line {"id": …, "with": […], "without": […]}, F1 of segments, as trafilatura measures itself

The other extractors are installed once, by pip and cargo, into a folder of their own: $DEHUSK_COMPARE, by default
`target/compare` here. Each tool gets all pages in a process of one thread; what is counted is the CPU time of its calls alone,
for dehusk that of its whole command. Rounds alternate between the tools; the best of each counts. Tools that take no bytes get
the pages decoded, which is not counted.
"""

import argparse
import datetime
import functools
import importlib.metadata
import json
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from measures import MEANINGS, MEASURES
from sets import decoded, load

HERE = Path(__file__).resolve().parent
REPO = HERE.parents[1]
PACKAGES = ["resiliparse", "trafilatura", "readability-lxml", "lxml_html_clean"]


def resiliparse(form):
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    return lambda page: extract_plain_text(bytes_to_str(page, detect_encoding(page)), main_content=True)


def trafilatura(form, **options):
    from trafilatura import extract

    return lambda page: extract(page, output_format="markdown" if form == "markdown" else "txt", **options)


def readability(form):
    import lxml.html
    from readability import Document

    return lambda page: lxml.html.fromstring(Document(page).summary()).text_content()


# The name in the table; the package whose version is told; what makes, of the form that is wanted, the function from a page
# to its text, or None where the tool is the Rust crate's; and what it takes a page as.
OTHERS = {
    "resiliparse": ("resiliparse", resiliparse, "bytes"),
    "dom_smoothie": ("dom_smoothie", None, "text"),
    "rs-trafilatura": ("rs-trafilatura", None, "text"),
    "trafilatura (fast)": ("trafilatura", functools.partial(trafilatura, fast=True), "bytes"),
    "trafilatura": ("trafilatura", trafilatura, "bytes"),
    "trafilatura (favor_precision)": ("trafilatura", functools.partial(trafilatura, favor_precision=True), "bytes"),
    "readability-lxml": ("readability-lxml", readability, "text"),
}
# What dehusk is asked for. No rule of any site is in force.
OWN = {
    "dehusk": [],
    "dehusk (records with metadata)": ["-f", "jsonl"],
    "dehusk (records with all)": ["-f", "jsonl", "--fields", "markdown,html", "--provenance"],
}


def run_own(dehusk, options, form, folder, out):
    """CPU seconds of a whole command over the pages of a folder, and its texts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    options = options or ["-f", form]
    call = [dehusk, "-q", "-j", "1", "--no-config", "--no-site-rules", *options, "-o", str(out), str(folder)]
    ran = subprocess.run(call, stderr=subprocess.PIPE, text=True)
    if ran.returncode not in (0, 1):
        sys.exit(f"{' '.join(call)} ended with {ran.returncode}: {ran.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if out.is_dir():
        texts = {path.stem: path.read_text(encoding="utf-8") for path in out.iterdir()}
    else:
        rows = map(json.loads, out.read_text(encoding="utf-8").splitlines())
        texts = {row["id"]: row.get(form, row["text"]) for row in rows}
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, texts


def run_other(home, name, form, folder):
    """CPU seconds of another tool over the pages of a folder, and its texts."""
    package, make, _ = OTHERS[name]
    if make is None:
        call = [str(home / "rust/release/compare"), "--tool", package, form, str(folder)]
    else:
        call = [str(home / "bin/python"), __file__, "--worker", name, form, str(folder)]
    ran = subprocess.run(call, capture_output=True, encoding="utf-8")
    if ran.returncode:
        sys.exit(f"{name} ended with {ran.returncode}: {ran.stderr[-3000:]}")
    told = last(ran.stdout)
    return told["cpu"], told["texts"]


def last(printed):
    r"""The last line of what a worker printed. A text may have in it what Python takes for the end of a line.

    >>> last('a note\n{"text": "one\u2028two"}\n')
    {'text': 'one\u2028two'}
    """
    return json.loads(printed.rstrip("\n").rsplit("\n", 1)[-1])


def worker(name, form, folder):
    _, make, takes = OTHERS[name]
    read = Path.read_bytes if takes == "bytes" else functools.partial(Path.read_text, encoding="utf-8")
    pages = {path.stem: read(path) for path in sorted(Path(folder).iterdir())}
    extract, texts = make(form), {}
    start = time.process_time()
    for key, page in pages.items():
        try:
            texts[key] = extract(page) or ""
        except Exception:  # A page that a tool cannot take is one without a text.
            texts[key] = ""
    print(json.dumps({"cpu": time.process_time() - start, "texts": texts}))


def install(home, wanted):
    """Puts what the wanted tools need into a folder, where it is not there."""
    makes = [OTHERS[name][1] for name in wanted if name in OTHERS]
    python, ready = home / "bin/python", home / "ready"
    if any(makes) and not (ready.is_file() and ready.read_text(encoding="utf-8") == " ".join(PACKAGES)):
        print(f"installing {', '.join(PACKAGES)} into {home}", file=sys.stderr)
        venv.create(home, with_pip=True)
        # An old pip takes `lxml[html-clean]` for two packages.
        for packages in (["--upgrade", "pip"], PACKAGES):
            subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
        ready.write_text(" ".join(PACKAGES))
    if None in makes:
        call = ["cargo", "build", "--quiet", "--release", "--manifest-path", HERE / "Cargo.toml"]
        subprocess.run([*call, "--target-dir", home / "rust"], check=True)


def versions(home, wanted):
    """The tools' names with their versions."""
    lock = dict(re.findall(r'name = "(.+)"\nversion = "(.+)"', (HERE / "Cargo.lock").read_text(encoding="utf-8")))
    site = [str(path) for path in home.glob("lib/python*/site-packages")]
    installed = {found.name.lower(): found.version for found in importlib.metadata.distributions(path=site)}
    named = lambda package, make: f"{package} {installed[package] if make else lock[package]}"
    return {name: name if name in OWN else name.replace(OTHERS[name][0], named(*OTHERS[name][:2])) for name in wanted}


def measure(dehusk, home, found, rounds, wanted):
    """For each tool its best CPU time in seconds, and its texts."""
    best, texts = {}, {}
    keys = {f"{number:06}": key for number, key in enumerate(found.pages)}
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for form in ("bytes", "text"):
            (folder / form).mkdir()
        for number, key in keys.items():
            page = found.pages[key]
            (folder / "bytes" / f"{number}.html").write_bytes(page)
            (folder / "text" / f"{number}.html").write_text(decoded(page, found.gold[key].get("encoding")), encoding="utf-8")
        for number in range(rounds):
            for tool in wanted:
                if tool in OWN:
                    out = folder / (f"{number}.jsonl" if OWN[tool] else f"texts-{number}/")
                    cpu, told = run_own(dehusk, OWN[tool], found.form, folder / "bytes", out)
                else:
                    cpu, told = run_other(home, tool, found.form, folder / OTHERS[tool][2])
                texts[tool] = {keys[number]: text or "" for number, text in told.items()}
                best[tool] = min(cpu, best.get(tool, cpu))
    return best, texts


def cell(found, cpu, texts):
    figures = MEASURES[found.measure]([(gold, texts.get(key, "")) for key, gold in found.gold.items()])
    shown = ", ".join(f"{value:.3f}" if len(figures) == 1 else f"{name} {value:.3f}" for name, value in figures.items())
    return f"{shown} · {len(found.pages) / cpu:.0f}"


def counted(things, what):
    return f"{len(things)} {what}{'' if len(things) == 1 else 's'}"


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
    program, home = shutil.which(args.dehusk), Path(os.environ.get("DEHUSK_COMPARE", REPO / "target/compare"))
    dehusk = str(Path(program).resolve()) if program else sys.exit(f"there is no program {args.dehusk}")
    sets = [load(path.resolve()) for path in args.sets]
    install(home.resolve(), wanted)
    cells = {tool: [] for tool in wanted}
    for found in sets:
        print(f"{found.name}: {counted(found.pages, 'page')}", file=sys.stderr)
        best, texts = measure(dehusk, home.resolve(), found, max(1, args.rounds), wanted)
        for tool in wanted:
            cells[tool].append(cell(found, best[tool], texts[tool]))
    print(f"| tool | {' | '.join(found.name for found in sets)} |\n|---|{'---|' * len(sets)}")
    for tool, name in versions(home.resolve(), wanted).items():
        print(f"| {name} | {' | '.join(cells[tool])} |")
    print("\nA cell is F1 · pages a CPU second.")
    for found in sets:
        megabytes = sum(map(len, found.pages.values())) / 1e6
        print(f"{found.name}: {counted(found.pages, 'page')}, {megabytes:.0f} MB, {MEANINGS[found.measure]}.")
    print(f"One thread, {machine()}, {datetime.date.today():%Y-%m-%d}, the best of {counted(range(max(1, args.rounds)), 'round')}.")


def machine():
    """The processor, where the system tells it."""
    told = Path("/proc/cpuinfo")
    known = re.search(r"model name\s*: (.+)", told.read_text(encoding="utf-8")) if told.exists() else None
    return f"{platform.machine()} ({known.group(1)}, {os.cpu_count()} cores)" if known else platform.machine()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker(*sys.argv[2:])
    else:
        main()
