//! The text of a page as its reader sees it: text blocks.
//!
//! A text block is a run of text that no block-level element and no two `<br>` interrupt (the "text block" of
//! Kohlschütter 2010, the "paragraph" of jusText). It is the unit that the generic layer judges, that the explanation
//! shows and that the article's blocks are made of.

use std::ops::Range;

use html5ever::local_name as tag;

use super::{Display, Dom, NodeId, is_box};

/// One run of text. Never empty, never only white space.
#[derive(Clone, Debug)]
pub(crate) struct TextBlock {
    /// The nodes of the run, from the first text node to one past the last: text nodes and the inline elements
    /// between them.
    pub(crate) nodes: Range<NodeId>,
    /// The nearest block-level element that holds the whole run.
    pub(crate) container: NodeId,
    /// Whether white space counts, as inside `<pre>`.
    #[allow(dead_code, reason = "for whoever judges by it")]
    pub(crate) preformatted: bool,
    /// Where its normalised text stands in [`TextBlocks::text`].
    span: Range<u32>,
    /// How many bytes of the text stand inside links.
    pub(crate) link_bytes: u32,
    /// Whether it begins inside a link.
    pub(crate) opens_in_link: bool,
}

/// All text blocks of a page, in document order, shown or not by style, with their texts.
#[derive(Debug, Default)]
pub(crate) struct TextBlocks {
    blocks: Vec<TextBlock>,
    text: String,
}

impl TextBlocks {
    /// Cuts a page into text blocks, in one pass.
    pub(crate) fn of(dom: &Dom) -> Self {
        let mut cutter = Cutter::default();
        let mut id = NodeId::ROOT;
        let end = dom.end(NodeId::ROOT);
        while id < end {
            cutter.leave(dom, id);
            let display = Display::of(dom, id);
            cutter.enter(dom, id, display);
            id = if display == Display::None { dom.end(id) } else { NodeId::new(id.index() + 1) };
        }
        cutter.finish()
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &TextBlock> + ExactSizeIterator {
        self.blocks.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.blocks.len()
    }

    /// How many of the first blocks pass a test that no block behind them passes.
    pub(crate) fn partition_point(&self, test: impl Fn(&TextBlock) -> bool) -> usize {
        self.blocks.partition_point(test)
    }

    /// The block's text: white space folded as a browser does, no-break spaces as any others, a single `<br>` a line
    /// feed. Characters that only say where a word may be broken are left out. In `<pre>` all is as written, but for
    /// the blank lines around it.
    pub(crate) fn text(&self, block: &TextBlock) -> &str {
        &self.text[block.span.start as usize..block.span.end as usize]
    }

    /// What the block says outside of its links, a space between any two texts.
    pub(crate) fn outside_links(&self, dom: &Dom, block: &TextBlock) -> String {
        if block.link_bytes == 0 {
            return self.text(block).to_owned();
        }
        let is_linked = |id: NodeId| dom.ancestors(id).take(NEAR).any(|around| dom.is(around, &tag!("a")));
        let texts = dom.ids_in(&block.nodes).filter(|&id| !is_linked(id)).filter_map(|id| dom.text(id));
        texts.collect::<Vec<_>>().join(" ")
    }
}

/// So many elements around a text are looked at for a link.
const NEAR: usize = 4;

impl std::ops::Index<usize> for TextBlocks {
    type Output = TextBlock;

    fn index(&self, index: usize) -> &TextBlock {
        &self.blocks[index]
    }
}

/// What is between two pieces of text that were already taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
    Paragraph,
}

#[derive(Debug, Default)]
struct Cutter {
    out: TextBlocks,
    /// The open block-level elements, links, `<pre>` and boxes in the line.
    containers: Vec<NodeId>,
    links: Vec<NodeId>,
    pres: Vec<NodeId>,
    boxes: Vec<NodeId>,
    /// The run so far.
    nodes: Option<Range<NodeId>>,
    start: usize,
    link_bytes: u32,
    opens_in_link: bool,
    gap: Gap,
}

impl Cutter {
    /// Closes what ends before `id`.
    fn leave(&mut self, dom: &Dom, id: NodeId) {
        let ended = |element: &mut NodeId| dom.end(*element) <= id;
        if self.containers.last_mut().is_some_and(ended) {
            self.flush();
        }
        while self.containers.pop_if(ended).is_some() {}
        while self.links.pop_if(ended).is_some() {}
        while self.pres.pop_if(ended).is_some() {}
        while self.boxes.pop_if(ended).is_some() {
            self.widen(Gap::Space);
        }
    }

    fn enter(&mut self, dom: &Dom, id: NodeId, display: Display) {
        if let Some(text) = dom.text(id) {
            return self.take(id, text);
        }
        if display == Display::Block {
            self.flush();
            self.containers.push(id);
            if dom.is(id, &tag!("pre")) || dom.is(id, &tag!("listing")) || dom.is(id, &tag!("xmp")) {
                self.pres.push(id);
            }
        } else if dom.is_link(id) {
            self.links.push(id);
        } else if dom.is(id, &tag!("br")) {
            self.line_break();
        } else if is_box(dom, id) {
            self.widen(Gap::Space);
            self.boxes.push(id);
        }
    }

    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn line_break(&mut self) {
        if self.pres.is_empty() {
            self.gap = if self.gap < Gap::Line { Gap::Line } else { Gap::Paragraph };
        } else if self.nodes.is_some() {
            self.out.text.push('\n');
        }
    }

    fn take(&mut self, id: NodeId, text: &str) {
        if self.pres.is_empty() { self.take_folded(id, text) } else { self.take_verbatim(id, text) }
    }

    fn take_verbatim(&mut self, id: NodeId, text: &str) {
        if self.nodes.is_some() || !text.trim().is_empty() {
            self.grow(id);
            self.write(text);
        }
    }

    fn take_folded(&mut self, id: NodeId, text: &str) {
        if let Some([before, words, behind]) = folded(text) {
            self.widen(if before.is_empty() { Gap::None } else { Gap::Space });
            self.take_word(id, words);
            if !self.links.is_empty() {
                // Words alone count.
                self.link_bytes -= words.bytes().filter(|byte| *byte == b' ').count() as u32;
            }
            return self.widen(if behind.is_empty() { Gap::None } else { Gap::Space });
        }
        for (n, word) in text.split(char::is_whitespace).enumerate() {
            if n > 0 {
                self.widen(Gap::Space);
            }
            if word.is_ascii() && !word.is_empty() {
                self.take_word(id, word);
            } else if word.contains(|c| !is_break_hint(c)) {
                self.take_word(id, &word.replace(is_break_hint, ""));
            }
        }
    }

    fn take_word(&mut self, id: NodeId, word: &str) {
        if self.gap == Gap::Paragraph {
            self.flush();
        }
        let gap = std::mem::take(&mut self.gap);
        if self.nodes.is_some() {
            match gap {
                Gap::None => {}
                Gap::Space => self.out.text.push(' '),
                Gap::Line | Gap::Paragraph => self.out.text.push('\n'),
            }
        }
        self.grow(id);
        self.write(word);
    }

    fn write(&mut self, text: &str) {
        self.out.text.push_str(text);
        if !self.links.is_empty() {
            self.link_bytes += text.len() as u32;
        }
    }

    /// Makes `id` part of the run.
    fn grow(&mut self, id: NodeId) {
        let next = NodeId::new(id.index() + 1);
        match &mut self.nodes {
            Some(nodes) => nodes.end = next,
            None => {
                self.start = self.out.text.len();
                self.opens_in_link = !self.links.is_empty();
                self.nodes = Some(id..next);
            }
        }
    }

    /// Ends the run.
    fn flush(&mut self) {
        self.gap = Gap::None;
        let link_bytes = std::mem::take(&mut self.link_bytes);
        let Some(nodes) = self.nodes.take() else { return };
        if !self.pres.is_empty() {
            self.trim();
        }
        self.out.blocks.push(TextBlock {
            nodes,
            container: self.containers.last().copied().unwrap_or(NodeId::ROOT),
            preformatted: !self.pres.is_empty(),
            span: self.start as u32..self.out.text.len() as u32,
            link_bytes,
            opens_in_link: self.opens_in_link,
        });
    }

    /// Takes the blank lines around preformatted text off.
    fn trim(&mut self) {
        self.out.text.truncate(self.out.text.trim_end().len());
        let text = &self.out.text[self.start..];
        let blank = text.len() - text.trim_start().len();
        self.start += text[..blank].rfind('\n').map_or(0, |end| end + 1);
    }

    fn finish(mut self) -> TextBlocks {
        self.flush();
        self.out
    }
}

/// The words of a text with the white space before and behind them, where folding leaves them as they are, as far as that is
/// told at one look: single spaces are all the white space between them, and no character of them begins with a byte that one
/// of white space or a [break hint](is_break_hint) begins with.
pub(crate) fn folded(text: &str) -> Option<[&str; 3]> {
    let (words, mut last) = (text.trim_ascii(), 0);
    let start = text.len() - text.trim_ascii_start().len();
    let is_folded = words.bytes().all(|byte| {
        let is_double = byte == b' ' && last == b' ';
        last = byte;
        !is_double && !matches!(byte, b'\t'..=b'\r' | 0xc2 | 0xe1 | 0xe2 | 0xe3 | 0xef)
    });
    (is_folded && !words.is_empty()).then(|| [&text[..start], words, &text[start + words.len()..]])
}

/// White space that HTML folds; the no-break space is not among it.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c')
}

/// The soft hyphen and the zero-width space, word joiner and no-break space: seen only where a line ends.
pub(crate) fn is_break_hint(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::{TextBlocks, folded, is_break_hint};
    use crate::dom::of_html;

    fn texts(html: &str) -> Vec<String> {
        let dom = of_html(html);
        let blocks = TextBlocks::of(&dom);
        blocks.iter().map(|block| blocks.text(block).to_owned()).collect()
    }

    #[test]
    fn text_is_cut_and_folded_as_a_browser_shows_it() {
        let rows: &[(&str, &str, &[&str])] = &[
            ("nothing", "", &[]),
            (
                "headings",
                "<h1>One</h1><h3>Two<br>lines</h3><div role=heading>Three</div>",
                &["One", "Two\nlines", "Three"],
            ),
            ("only white space", "<p> \n </p><div>&nbsp;<span> </span></div>&#8203;<br>", &[]),
            ("runs of white space", "<p> a \n\t b\r\nc\x0cd </p>", &["a b c d"]),
            ("white space at both sides of a tag", "<p>a <b> b</b> <i>c</i>d", &["a b cd"]),
            ("no white space", "<p>a<b>b</b>c", &["abc"]),
            ("blocks", "a<div>b<p>c</div>d", &["a", "b", "c", "d"]),
            ("a block in a link", "<a href=x>a<div>b</div>c</a>", &["a", "b", "c"]),
            ("table cells", "<table><caption>c<tr><td>a<td>b<tr><th>d</table>", &["c", "a", "b", "d"]),
            ("list items", "<ul><li>a<li>b<ul><li>c</ul>d</ul>", &["a", "b", "c", "d"]),
            ("terms", "<dl><dt>a<dd>b</dl>", &["a", "b"]),
            ("one br", "<p>a<br>b <br/> c", &["a\nb\nc"]),
            ("two br", "<p>a<br><br>b", &["a", "b"]),
            ("two br and space", "<p>a<br> \n <br>b<br>&nbsp;<br>c<br>&#8203;<br>d", &["a", "b", "c", "d"]),
            ("br in inline elements", "<p><b>a<br></b><i><br>b</i>", &["a", "b"]),
            ("br at the ends", "<p><br>a<br></p><br>b", &["a", "b"]),
            ("hr", "a<hr>b", &["a", "b"]),
            ("wbr", "<p>super<wbr>cali<wbr> fragilistic", &["supercali fragilistic"]),
            ("no-break space", "<p>10&nbsp;km&nbsp; <b>b</b>&nbsp;<i>c</i>&nbsp;", &["10 km b c"]),
            ("ideographic space", "<p>\u{3000}東京\u{3000}大阪", &["東京 大阪"]),
            ("soft hyphens and zero-width space", "<p>Donau&shy;dampf&#8203;schiff &#8203; x", &["Donaudampfschiff x"]),
            ("joiners stay", "<p>می\u{200c}خواهم", &["می\u{200c}خواهم"]),
            ("pre", "<pre>\n\n  a  b\n\tc\n\n</pre>", &["  a  b\n\tc"]),
            ("br in pre", "<pre>a<br>b<br><br>c</pre>", &["a\nb\n\nc"]),
            ("lines of a pre as elements", "<pre><code><span>a</span>\n<span> b</span></code></pre>", &["a\n b"]),
            ("text after pre", "<pre>a </pre> b", &["a", "b"]),
            ("a picture between words", "<p>a<img src=x>b <img src=y> c", &["a b c"]),
            ("buttons", "<p>a<button>b</button><button>c</button>d", &["a b c d"]),
            ("fields", "<label>a<input>b</label><textarea>x</textarea>c<select><option>y</select>d", &["a b c d"]),
            ("films and frames", "<p>a<video>x</video>b<iframe>y</iframe>c<audio></audio>d", &["a b c d"]),
            ("elements of the page's own", "<x-a>a</x-a><x-b>b</x-b>c", &["a b c"]),
            ("never shown", "<p>a<script>x</script>b<style>y</style>c<template>z</template>d", &["abcd"]),
            ("the head", "<title>x</title><meta content=y><p>a", &["a"]),
            ("no scripts", "<body><noscript><p>a</p></noscript>b", &["a", "b"]),
            ("SVG", "<p>a<svg><title>x</title><text>b</text><text>c</text><style>y</style></svg>d", &["a b c d"]),
            ("HTML in SVG", "<svg><foreignObject><p>a</p><p>b</p></foreignObject></svg>", &["a", "b"]),
            ("MathML", "<math><mi>x</mi><mo>=</mo><mn>1</mn></math>", &["x=1"]),
            (
                "MathML with its source",
                "<math><semantics><mi>x</mi><annotation encoding='application/x-tex'>y</annotation></semantics></math>",
                &["x"],
            ),
            ("ruby", "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>", &["漢かん"]),
            ("a shadow root", "<div><template shadowrootmode=open><p>a<slot></slot></template>b</div>", &["a", "b"]),
            ("details", "<details><summary>a</summary>b</details>", &["a", "b"]),
            ("a form", "<form><fieldset><legend>a</legend>b</fieldset></form>", &["a", "b"]),
        ];
        for (what, html, expected) in rows {
            assert_eq!(texts(html), *expected, "{what}");
        }
    }

    #[test]
    fn a_text_is_told_to_be_folded_only_where_folding_leaves_it() {
        let is_kept = |text: &str| {
            let words: Vec<&str> = text.split(char::is_whitespace).collect();
            !words.contains(&"") && words.join(" ") == text && !text.contains(is_break_hint)
        };
        for c in '\0'..=char::MAX {
            let text = format!("a{c}b");
            assert!(folded(&text).is_none() || is_kept(&text), "{c:?}");
        }
        assert_eq!(folded("\n a b. déjà "), Some(["\n ", "a b. déjà", " "]));
        assert!(["a  b", " ", "", "a\nb"].iter().all(|text| folded(text).is_none()));
    }

    #[test]
    fn a_block_knows_its_place_and_its_links() {
        let dom = of_html("<div>a <a href=x>bcd <b>e</b></a><p><a>f</a></p><pre>g<a>h</a>");
        let blocks = TextBlocks::of(&dom);
        let told: Vec<_> = blocks
            .iter()
            .map(|b| (blocks.text(b), dom.name(b.container).map(|n| &**n), b.link_bytes, b.preformatted))
            .collect();
        assert_eq!(
            told,
            [("a bcd e", Some("div"), 4, false), ("f", Some("p"), 1, false), ("gh", Some("pre"), 1, true)]
        );
        assert!(blocks.iter().all(|b| dom.text(b.nodes.start).is_some() && dom.contains(b.container, b.nodes.start)));
    }
}
