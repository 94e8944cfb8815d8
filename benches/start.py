#!/usr/bin/env python3
"""What a call of the command costs before it does anything: python3 benches/start.py target/release/dehusk

Prints CPU milliseconds a call, the least of some rounds: `--version`, a tiny page, and a tiny page with 2,000 rules of the user.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

CALLS, ROUNDS = 20, 5
PAGE = "<article><p>The ferry came in at dawn, with its decks full and its crew in good spirits.</article>"
RULE = "schema = 1\nhosts = ['site-{n}.example']\ncontent = ['.story']\ndrop = ['.promo', '.share-{n}']\n"


def cpu(command: list[str]) -> float:
    """CPU milliseconds of a call."""
    least = float("inf")
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        for _ in range(CALLS):
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        least = min(least, 1000 * took / CALLS)
    return least


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    dehusk = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        page, rules = Path(folder, "tiny.html"), Path(folder, "rules")
        page.write_text(PAGE)
        rules.mkdir()
        for n in range(2000):
            (rules / f"site-{n}.example.toml").write_text(RULE.format(n=n))
        version = cpu([dehusk, "--version"])
        tiny = cpu([dehusk, str(page)])
        many = cpu([dehusk, "--rules", str(rules), str(page)])
    print(f"--version              {version:6.1f} ms")
    print(f"a tiny page            {tiny:6.1f} ms, {tiny - version:.1f} over --version")
    print(f"with 2,000 rules       {many:6.1f} ms, {many - tiny:.1f} over a tiny page")
    print(f"the binary             {os.path.getsize(dehusk) / 1e6:6.2f} MB")


main()
