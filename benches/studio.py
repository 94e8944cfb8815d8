#!/usr/bin/env python3
"""What the rule author's page costs: python3 benches/studio.py target/release/dehusk [CORPUS [PAGES]]

Prints CPU milliseconds of the server, and of the browser's main thread where there is a chromedriver, until a page of a megabyte is
seen with its marks; then those of one change of the rule there. With a folder of saved pages (`**/*.html`, `**/*.html.gz`), of every
n-th of them, PAGES in all: the server's CPU milliseconds for a change of the rule, the page marked and its article written.
"""

import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

CHANGES = 10
RULE = "schema = 2\nhosts = ['gazette.example']\ndrop = ['.walk-{n}']\n"


class Studio:
    """`dehusk rules teach` on a page."""

    def __init__(self, dehusk: str, page: Path) -> None:
        command = [dehusk, "rules", "teach", str(page), "--url", "https://gazette.example/a", "-o", str(page.parent / "rules")]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = self.process.stdout.readline().strip()
        self.base, self.token = self.address.split("/#")

    def cpu(self) -> float:
        """CPU milliseconds so far, of all its threads, those that ended too."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def ask(self, ask: str, **more) -> dict:
        headers = {"Content-Type": "application/json", "X-Dehusk": "studio", "Origin": self.base}
        body = json.dumps({"ask": ask, **more}).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{self.base}/{self.token}", body, headers)) as answer:
            return json.load(answer)

    def change(self, changes: int) -> float:
        """CPU milliseconds of a change of the rule."""
        before = self.cpu()
        for n in range(changes):
            self.ask("mark", rule=RULE.format(n=n), before=RULE.format(n=n + 1), said=[], view=0)
        return (self.cpu() - before) / changes

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()


class Browser:
    """Chromium by its driver."""

    def __init__(self, profile: str) -> None:
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        port = next(found for line in self.driver.stdout if (found := re.search(r"successfully on port (\d+)", line)))
        self.base = f"http://127.0.0.1:{port.group(1)}"
        flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", "--window-size=1400,900"]
        wanted = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": flags}}}}
        self.session = "/session/" + self.call("/session", wanted)["sessionId"]

    def call(self, path: str, body: dict):
        request = urllib.request.Request(self.base + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["value"]

    def run(self, script: str):
        return self.call(self.session + "/execute/sync", {"script": script, "args": []})

    def chrome(self, command: str, **parameters: str) -> dict:
        return self.call(self.session + "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def busy(self) -> float:
        """CPU milliseconds of the main thread so far."""
        metrics = {metric["name"]: metric["value"] for metric in self.chrome("Performance.getMetrics")["metrics"]}
        return metrics["TaskDuration"] * 1000

    def end(self) -> None:
        self.driver.terminate()
        self.driver.wait()


def large() -> str:
    """A page of a megabyte: an article of many paragraphs, and lists of links around it."""
    links = "".join(f"<li class=item><a href=/{n}>The harbour, as it was in the year {n}</a>" for n in range(4000))
    words = "The ferry came in at dawn, with its decks full and its crew in good spirits, and went out again at noon. "
    text = "".join(f"<p class=walk-{n % 50}>{n}. {words * 3}</p>" for n in range(1900))
    return f"<!doctype html><title>A long day</title><nav><ul>{links}</ul></nav><article class=story><h1>A long day</h1>{text}</article>"


def first_paint(dehusk: str, folder: Path) -> None:
    page = folder / "large.html"
    page.write_text(large())
    studio = Studio(dehusk, page)
    began = studio.cpu()
    print(f"a page of {page.stat().st_size / 1e6:.2f} MB: read in {began:.0f} ms CPU")
    try:
        browser = Browser(str(folder / "profile"))
    except FileNotFoundError:
        print("SKIPPED: no chromedriver on this machine")
        browser = None
    if browser:
        browser.chrome("Performance.setTimeDomain", timeDomain="threadTicks")
        browser.chrome("Performance.enable")
        before = browser.busy()
        browser.call(browser.session + "/url", {"url": studio.address})
        while not browser.run("return document.querySelectorAll('#lines p').length > 0"):
            time.sleep(0.05)
        browser.run("return document.getElementById('frame').contentDocument.body.offsetHeight")
        print(f"  first paint: server {studio.cpu() - began:.0f} ms CPU, browser's main thread {browser.busy() - before:.0f} ms CPU")
        before, server = browser.busy(), studio.cpu()
        browser.run(
            "window.painted = null; const area = document.getElementById('toml');"
            "area.value += '\\ndrop = [\"p.walk-7\"]\\n'; const began = performance.now();"
            "new MutationObserver(() => { window.painted ??= performance.now() - began })"
            ".observe(document.getElementById('lines'), { childList: true }); area.dispatchEvent(new Event('input'))"
        )
        while browser.run("return window.painted") is None:
            time.sleep(0.05)
        took = browser.run("return window.painted")
        print(
            f"  a line typed: server {studio.cpu() - server:.0f} ms CPU, browser's main thread {browser.busy() - before:.0f} ms CPU,"
            f" {took:.0f} ms by the clock, of which 150 ms wait for the next key"
        )
        browser.end()
    print(f"  a change of the rule: server {studio.change(CHANGES):.1f} ms CPU")
    studio.end()


def corpus(dehusk: str, folder: Path, pages: Path, count: int) -> None:
    found = sorted(path for path in pages.rglob("*") if path.name.endswith((".html", ".html.gz")))
    chosen = found[:: max(1, len(found) // count)][:count]
    costs = []
    for path in chosen:
        page = folder / "page.html"
        page.write_bytes(gzip.open(path).read() if path.suffix == ".gz" else path.read_bytes())
        studio = Studio(dehusk, page)
        costs.append(studio.change(CHANGES))
        studio.end()
    costs.sort()
    at = lambda share: costs[min(len(costs) - 1, int(share * len(costs)))]  # noqa: E731
    print(f"a change of the rule on {len(costs)} pages: median {at(0.5):.1f} ms CPU, 9 in 10 below {at(0.9):.1f}, most {costs[-1]:.1f}")


def main() -> None:
    if len(sys.argv) not in (2, 3, 4):
        raise SystemExit(__doc__)
    dehusk = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        first_paint(dehusk, Path(folder))
        if len(sys.argv) > 2:
            corpus(dehusk, Path(folder), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 100)


if __name__ == "__main__":
    main()
