"""Pages that tests share: invented texts in the markup of their kind."""

FERRY = """<html lang="en"><head><title>Ferry returns | The Harbour Gazette</title>
<meta property="og:site_name" content="The Harbour Gazette"><meta name="author" content="Ada Quill">
<meta property="article:published_time" content="2026-11-16T08:30:00Z">
<link rel="canonical" href="https://gazette.example/ferry"></head><body>
<nav><a href="/">Home</a> <a href="/live">Listen Live</a></nav>
<article><h1>Ferry returns</h1>
<p>The ferry that links the two islands took up its service again on Monday, after six weeks in the yard.</p>
<figure><img src="/ferry.jpg" alt="The ferry"><figcaption>The ferry at the old pier.</figcaption></figure>
<p>Its captain, who has steered it for thirty years, said that the <a href="/engine">new engine</a> was quieter.</p>
<table><tr><th>Day</th><th>Boats</th></tr><tr><td>Monday</td><td>3</td></tr></table>
<p class="promo">Sail with us on Sunday: reserve a place at the harbour office, and bring the children along.</p>
<p>The fare, which the council had meant to raise, stays as it was until the spring, when the pier is widened.</p>
</article>
<section id="comments" class="comments"><h2>Comments</h2>
<ol class="comment-list"><li class="comment"><p>I was on the first boat, and it was a fine crossing indeed.</p></li></ol></section>
<footer>Community standards · All rights reserved</footer></body></html>"""

RULE = """schema = 2
hosts = ["gazette.example"]
drop = [".promo"]
"""

# What strangers send: each is one result, never an exception, and little work.
POISON = {
    "nothing": None,
    "empty": b"",
    "spaces": b" \n\t ",
    "number": 17,
    "pdf": b"%PDF-1.7\n" + b"\x80\xff" * 500,
    "random bytes": b"\x00\x01\x02\x03\xfe" * 4000,
    "forty megabytes": b"<p>" + b"x" * (40 << 20),
    "deep": b"<div>" * 500_000,
    "wide": b"<p>x" * 300_000,
    "attributes": b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">x",
    "unclosed formatting": b"<b><p>x" * 50_000,
    "lone surrogate": "<p>The ferry \ud800 came in at dawn, as it did on every day before, with its decks full.</p>",
    "entities": b"&amp;&notit;&#x110000;" * 100_000,
    "tables": b"<table><tr><td>" * 20_000,
}
