// Pages that the tests share.

/** An article with husk around it. */
export const FERRY = `<!doctype html><html lang="en"><head><title>Ferry returns | Harbour Gazette</title>
<meta property="og:site_name" content="Harbour Gazette"><meta name="author" content="Ada Quill">
<meta name="description" content="The ferry is back after six weeks in the yard.">
<meta property="article:published_time" content="2026-11-16T08:30:00Z"></head><body>
<nav><a href="/">Home</a> <a href="/live">Listen Live</a></nav>
<article><h1>Ferry returns</h1>
<p>The ferry that links the two islands took up its service again on Monday, after six weeks in the yard, and half of the smaller
island stood on the quay to see it come in.</p>
<p class="promo">Gazette readers walk the old pier with us on Sunday.</p>
<figure><img src="/ferry.jpg" alt="The ferry"><figcaption>The ferry at the quay</figcaption></figure>
<p>Its captain, who has steered it for thirty years, said that the new engine was quieter than any before it. “I can hear the gulls
now,” she said. “I am not sure that I like it.” The <a href="/map">map of the crossing</a> stays as it is.</p>
</article>
<footer><a href="/terms">Community standards</a> · All rights reserved</footer></body></html>`;

export const URL_OF_FERRY = 'https://www.gazette.example/news/ferry';

/** A rule that drops one paragraph of it. */
export const RULE = `schema = 2
hosts = ["gazette.example"]
drop = [".promo"]
`;

/** A page without an article. */
export const EMPTY = '<!doctype html><title>Nothing</title><nav><a href="/">Home</a></nav><div id="app"></div>';
