"""The readers: files, folders, archives."""

import gzip
import hashlib
import json
import pickle

import pytest
from pages import FERRY, RULE

import dehusk


def warc(*pages):
    """A WARC file of these pages, each a URL and its HTML."""
    records = []
    for number, (url, html) in enumerate(pages):
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\n"
            f"WARC-Date: 2026-01-31T08:00:00Z\r\nWARC-Target-URI: {url}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        records.append(gzip.compress(head.encode() + answer + b"\r\n\r\n"))
    return b"".join(records)


def pack(file, text):
    """What `dehusk rules pack` makes of a folder with one file."""
    body = json.dumps({"file": file, "text": text}) + "\n"
    first = {"dehusk_rules": 1, "files": 1, "sha256": hashlib.sha256(body.encode()).hexdigest()}
    return json.dumps(first) + "\n" + body


def test_a_pack_of_rules_is_rules_and_a_damaged_one_is_none(tmp_path):
    path = tmp_path / "my.pack"
    path.write_text(pack("gazette.example.toml", RULE))
    assert dehusk.Stripper([path]).strip(FERRY).rule == "gazette.example"
    path.write_text(pack("gazette.example.toml", RULE).replace(".promo", ".other"))
    with pytest.raises(OSError, match="damaged"):
        dehusk.Stripper([path])


def test_the_pages_of_an_archive_come_with_their_addresses(tmp_path):
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(warc(("https://gazette.example/1", FERRY), ("https://other.example/2", FERRY)))
    pages = list(dehusk.pages(path))
    assert [page.url for page in pages] == ["https://gazette.example/1", "https://other.example/2"]
    assert pages[0].html == FERRY.encode() and pages[0].content_type == "text/html; charset=utf-8"
    assert pages[0].record == "<urn:uuid:00000000-0000-0000-0000-000000000000>"
    assert pages[0].captured == "2026-01-31T08:00:00Z" and pages[0].place == f"{path}@0"
    stripper = dehusk.Stripper([("gazette.example.toml", RULE)])
    assert [a.state for a in stripper.strip_many(dehusk.pages(path))] == ["rule", "generic"]
    assert stripper.strip(pages[0]).rule == "gazette.example"


def test_a_folder_is_read_in_order_and_nothing_is_left_out_silently(tmp_path):
    (tmp_path / "b.html").write_text(FERRY)
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(FERRY.encode()))
    (tmp_path / "c.html.gz").write_bytes(gzip.compress(FERRY.encode())[:-20])
    (tmp_path / "d.txt").write_text("The ferry came in.\n\nIt left again.\n")
    (tmp_path / "e.csv").write_text("no page")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "f.jsonl").write_text("not taken from folders")
    pages = list(dehusk.pages(tmp_path))
    assert [page.place.rsplit("/", 1)[1] for page in pages] == ["a.html.gz", "b.html", "c.html.gz", "d.txt"]
    assert pages[2].html is None and pages[2].error.code == "truncated"
    for page, again in zip(pages, pickle.loads(pickle.dumps(pages))):
        assert (again.html, again.place, again.url, again.is_text) == (page.html, page.place, page.url, page.is_text)
        assert str(again.error) == str(page.error)
    results = list(dehusk.Stripper().strip_many(pages))
    assert isinstance(results[2], dehusk.Failed) and results[2].code == "truncated"
    assert pages[3].is_text and results[3].text == "The ferry came in.\n\nIt left again.\n"
    with pytest.raises(dehusk.Failed):
        dehusk.Stripper().strip(pages[2])


def test_lines_of_json_hold_pages_in_a_field(tmp_path):
    path = tmp_path / "pages.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in [{"body": FERRY, "url": "https://gazette.example/"}, {}]))
    pages = list(dehusk.pages(path, html_field="body"))
    assert pages[0].url == "https://gazette.example/" and pages[0].html == FERRY.encode()
    assert pages[1].error.code == "no-html"
    (missing,) = dehusk.pages(tmp_path / "gone.html")
    assert missing.error.code == "vanished"


def test_rules_are_checked_by_their_tests(tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    (tmp_path / "ferry.html").write_text(FERRY)
    rule = rules / "gazette.example.toml"
    case = '\n[[test]]\nfile = "ferry.html"\ncontains = ["six weeks in the yard"]\nexcludes = ["Sail with us"]\n'
    rule.write_text(RULE + case)
    assert dehusk.rules.check(rules) == (1, 1, [])
    rule.write_text(RULE + case.replace("Sail with us", "The fare"))
    checked = dehusk.rules.check(rules)
    assert checked.findings and checked.findings[0].file == str(rule) and checked.findings[0].line == 8
    assert "The fare" in str(checked.findings[0])
    with pytest.raises(OSError):
        dehusk.rules.check(tmp_path / "none")


def test_the_rules_that_ship_are_there():
    rules = dehusk.rules.builtin()
    assert len(rules) > 50 and all(rule.hosts and rule.text for rule in rules)
    assert dehusk.rules.builtin(rules[0].hosts[0].removeprefix("*."))[0] == rules[0]
    assert dehusk.rules.builtin("no-such-site.example") == []


def test_rules_are_learned_from_right_texts():
    right = dehusk.extract(FERRY).text.replace("Sail with us on Sunday: reserve a place at the harbour office, and bring the children along.\n\n", "")
    ((hosts, rule),) = dehusk.rules.learn([FERRY], [right])
    assert hosts == ["gazette.example"] and ".promo" in rule
    assert "Sail with us" not in dehusk.Stripper([("gazette.example.toml", rule)]).strip(FERRY).text
    with pytest.raises(ValueError, match="each page"):
        dehusk.rules.learn([FERRY], [])
    with pytest.raises(ValueError):
        dehusk.rules.learn(["<p>x"], ["x"])
