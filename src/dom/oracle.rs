//! The two ways to a tree, from bytes and from a caller's `RcDom`, against each other: the same tree, the same text.

use html5ever::tendril::TendrilSink;
use html5ever::tokenizer::TokenizerOpts;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, local_name, parse_document};
use markup5ever_rcdom::RcDom;
use proptest::prelude::*;

use super::raw::is_unread;
use super::{Dom, NodeId, TextBlocks, from_rcdom, of_html, parse};
use crate::limits::{Limited, Limits};

fn through_rcdom(html: &str) -> Dom {
    let opts = ParseOpts {
        tree_builder: TreeBuilderOpts { scripting_enabled: false, ..Default::default() },
        tokenizer: TokenizerOpts { discard_bom: false, ..Default::default() },
    };
    let page = parse_document(RcDom::default(), opts).one(html);
    from_rcdom(&page.document, &Limits::default()).expect("within the limits").dom
}

/// A node and its attributes in one line, indented by its depth.
fn line(dom: &Dom, id: NodeId) -> String {
    let indent = " ".repeat(dom.ancestors(id).count());
    let attrs: Vec<_> = dom.attrs(id).map(|(name, value)| format!(" {name}={value:?}")).collect();
    let foreign = if dom.is_foreign(id) { "foreign " } else { "" };
    let text = dom.text(id).map(|text| format!("{text:?}"));
    let comment = dom.comment(id).map(|text| format!("<!--{text:?}-->"));
    let name = dom.name(id).map(|name| format!("<{foreign}{name}{}>", attrs.concat()));
    indent + &name.or(text).or(comment).unwrap_or_default()
}

fn blocks(dom: &Dom) -> Vec<String> {
    let texts = TextBlocks::of(dom);
    texts.iter().map(|b| format!("{b:?} {}", texts.text(b))).collect()
}

/// Fails at the first node in which the two ways differ.
fn assert_same(what: &str, html: &str) {
    let (ours, theirs) = (of_html(html), through_rcdom(html));
    for id in ours.ids().zip(theirs.ids()).map(|(id, _)| id) {
        if !same_node(&ours, &theirs, id) {
            assert_eq!(line(&ours, id), line(&theirs, id), "{what}");
        }
    }
    assert_eq!(ours.len(), theirs.len(), "{what}");
    assert_eq!(blocks(&ours), blocks(&theirs), "{what}");
}

/// The same for markup all of which ends: else one way goes on where the other, by the standard, does not.
fn assert_same_if_it_ends(what: &str, html: &str) {
    let limited = parse(html, &Limits::default()).expect("within the limits").limited;
    if !limited.iter().any(|limited| matches!(limited, Limited::Unended { .. })) {
        assert_same(what, html);
    }
}

fn same_node(a: &Dom, b: &Dom, id: NodeId) -> bool {
    a.parent(id) == b.parent(id)
        && a.name(id) == b.name(id)
        && a.is_foreign(id) == b.is_foreign(id)
        && a.attrs(id).eq(b.attrs(id))
        && same_text(a, b, id)
        && a.comment(id) == b.comment(id)
}

/// Whether two texts are the same, or nobody reads them.
fn same_text(a: &Dom, b: &Dom, id: NodeId) -> bool {
    let unread = |element| is_unread(a.name(element).expect("its parent"), a.attr(element, &local_name!("type")));
    a.text(id) == b.text(id) || (a.text(id) == Some(" ") && a.parent(id).is_some_and(unread))
}

#[test]
fn both_ways_make_the_same_tree_of_odd_markup() {
    let rows = [
        ("nothing", ""),
        ("words only", "Some words"),
        ("wrongly closed", "<p>a<b>b<i>c</b>d</i>e"),
        ("a block in a link, closed after it", "<a href=x><div>a</a>b</div>"),
        ("formatting that paragraphs repeat", "<p><b class=x><i>a<p>b<p>c</b></i>d"),
        ("text that a table cannot hold", "<p>a<table>b<tr>c<td>d</td>e</table>f"),
        ("elements that a table cannot hold", "<table><b>x<tr><i>y</i><td>z</table>w"),
        ("text around what moved out of a table", "a<table>b<tr x=1>c<tr y=2>d</table>e"),
        ("a second body", "<body a=1><p>x<body a=2 b=3><html lang=en><p>y<body c=4>"),
        ("a template", "<p>a<template><p>b</template>c"),
        ("a table's template", "<table><template><tr><td>x</template><tr><td>y</table>"),
        ("a shadow root", "<div><template shadowrootmode=open><p>a<slot></slot></template>b</div>c"),
        ("a shadow root in one", "<div><template shadowrootmode=open><p>a<template shadowrootmode=closed>b"),
        ("options", "<select><option selected>a<option>b<optgroup label=c><option>d</select>e"),
        ("the chosen option", "<select><button><selectedcontent></selectedcontent></button><option selected>a<b>b"),
        ("a heading in a heading", "<h1>a<h2>b</h1>c"),
        ("SVG", "<p><svg viewbox=1 xlink:href=a><title>t</title><foreignobject><p>x</svg>y"),
        ("MathML", "<math><mi>x</mi><annotation-xml encoding=text/html><p>y</annotation-xml></math>"),
        ("HTML that ends SVG", "<svg><g><p>x</svg>y"),
        ("CDATA", "<svg><![CDATA[a<b]]></svg><![CDATA[c]]>"),
        ("frames", "<frameset><frame><noframes>x</noframes></frameset>"),
        ("no scripts", "<head><noscript><link rel=x></noscript><body><noscript><p>y</noscript>"),
        ("scripts", "<script>if (a<b) '<p>'</script>x<script><!--<script></script>--></script>y"),
        ("after the body", "<body>a</body> <!--c--> b</html><p>d<!--e-->"),
        ("a line break at the start of pre", "<pre>\n\na\nb</pre><textarea>\nx</textarea><listing>\r\ny"),
        ("line ends", "a\r\nb\rc\n"),
        ("NUL", "a\0b<p\0 c\0=\0>d<svg>\0"),
        ("references", "&amp;&lt;&nbsp;&notin;&notit;&#x41;&#147;&#0;&bogus;<p title='&ltx&lt'>"),
        ("a processing instruction", "<?php echo 1 ?>a<!doctype html>b"),
        ("a form in a form", "<form><div><form><input></form>a</div></form>b"),
        ("paragraphs that were never opened", "a</p>b</br>c</div>d"),
        ("U+FEFF", "\u{feff}a<script></script>\u{feff}b"),
    ];
    for (what, html) in rows {
        assert_same(what, html);
    }
}

proptest! {
    #[test]
    fn both_ways_make_the_same_tree_of_tag_soup(soup in prop::collection::vec(prop::sample::select(SOUP), 0..60)) {
        assert_same_if_it_ends("soup", &soup.concat());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    #[test]
    fn both_ways_make_the_same_tokens_of_scraps(scraps in prop::collection::vec(prop::sample::select(SCRAPS), 0..40)) {
        assert_same_if_it_ends("scraps", &scraps.concat());
    }
}

/// What tags, comments and references are made of; but for `&#xa`, at whose missing `;` html5ever forgets that the line
/// feed at the start of a `<pre>` is none.
const SCRAPS: &[&str] = &[
    "<",
    "<a",
    "<P ",
    "<b c=d ",
    "</",
    "</a",
    "</title>",
    "<!--",
    "<!",
    "<?",
    "<![CDATA[",
    "<title>",
    "<script>",
    "<textarea ",
    "<svg>",
    "<pre>",
    "<table>",
    ">",
    ">",
    "/>",
    "-->",
    "--!>",
    "-",
    "!",
    "]]>",
    "=",
    "\"",
    "'",
    " ",
    "\n",
    "\r",
    "\r\n",
    "\0",
    "a",
    "A",
    "é",
    "id",
    "ID='",
    " x=\"",
    "&",
    "&amp",
    "&amp;",
    "&not",
    "in;",
    "it",
    "&#",
    "&#x4",
    "41",
    "80",
    "d800",
    "110000",
    ";",
];

const SOUP: &[&str] = &[
    "a",
    " ",
    "\n",
    "&amp;",
    "x y",
    "<p>",
    "</p>",
    "<p class=c>",
    "<b>",
    "</b>",
    "<b id=1>",
    "<i>",
    "</i>",
    "<a href=x>",
    "</a>",
    "<div>",
    "</div>",
    "<div id=d>",
    "<table>",
    "</table>",
    "<tr>",
    "<tr x=y>",
    "</tr>",
    "<td>",
    "</td>",
    "<th>",
    "<tbody>",
    "<caption>",
    "</caption>",
    "<colgroup>",
    "<col>",
    "<ul>",
    "</ul>",
    "<li>",
    "<li a=b>",
    "</li>",
    "<select>",
    "</select>",
    "<option>",
    "<option selected>",
    "<optgroup>",
    "<svg>",
    "</svg>",
    "<g>",
    "<foreignObject>",
    "<math>",
    "<mi>",
    "</math>",
    "<desc>",
    "<template>",
    "<template shadowrootmode=open>",
    "</template>",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<title>",
    "</title>",
    "<pre>",
    "</pre>",
    "<textarea>",
    "</textarea>",
    "<noscript>",
    "</noscript>",
    "<form>",
    "</form>",
    "<button>",
    "</button>",
    "<input>",
    "<br>",
    "</br>",
    "<hr>",
    "<img alt=z>",
    "<nobr>",
    "</nobr>",
    "<h1>",
    "</h1>",
    "<h2>",
    "<object>",
    "</object>",
    "<html lang=a>",
    "<body c=d>",
    "</body>",
    "</html>",
    "<head>",
    "</head>",
    "<frameset>",
    "<!-- c -->",
    "<!doctype html>",
    "<?pi?>",
    "<![CDATA[x]]>",
    "<x-y>",
    "</x-y>",
    "<font color=1>",
    "</font>",
    "<ruby>",
    "<rt>",
    "<rp>",
    "<dd>",
    "<dt>",
    "<selectedcontent>",
    "<iframe>",
    "</iframe>",
    "<plaintext>",
    "<annotation-xml encoding=text/html>",
];

#[cfg(feature = "cli")]
#[test]
#[ignore = "minutes without optimisation: cargo test --release --lib corpus_page -- --ignored"]
fn both_ways_make_the_same_tree_of_every_corpus_page() {
    let (mut count, mut ended) = (0, 0);
    for (name, bytes) in crate::dom::oracle::corpus::pages() {
        let page = crate::Page::new(bytes);
        let text = crate::decode::decode(&page, &Limits::default()).expect("a page of text").text;
        // What never ends is ended by our parse alone, and its warning says so.
        let limited = crate::dom::parse(&text, &Limits::default()).expect("a page within the limits").limited;
        if limited.iter().any(|limit| matches!(limit, Limited::Unended { .. })) {
            ended += 1;
            continue;
        }
        assert_same(&name, &text);
        count += 1;
    }
    println!("{count} pages compared, {ended} with what never ends left out");
    assert!(ended * 100 <= count, "hardly a page has what never ends: {ended} beside {count}");
}

#[cfg(feature = "cli")]
mod corpus {
    use std::io::Read;
    use std::path::{Path, PathBuf};

    /// Name and bytes of every page of the corpora next to the repo; says so if there are none.
    pub(super) fn pages() -> impl Iterator<Item = (String, Vec<u8>)> {
        let shared = std::env::var_os("DEHUSK_SHARED").map(PathBuf::from);
        let shared = shared.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
        let corpus = shared.join("corpus");
        if !corpus.is_dir() {
            println!("SKIPPED: no corpus at {}; set DEHUSK_SHARED", corpus.display());
        }
        let pages = files(&corpus).into_iter().flat_map(|set| files(&set.join("pages")));
        pages.map(|path| {
            let mut bytes = Vec::new();
            let file = std::fs::File::open(&path).expect("a page that can be read");
            flate2::read::MultiGzDecoder::new(file).read_to_end(&mut bytes).expect("whole gzip");
            (path.display().to_string(), bytes)
        })
    }

    /// What a folder holds, in order; nothing where there is no folder.
    fn files(folder: &Path) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
        files.sort();
        files
    }
}
