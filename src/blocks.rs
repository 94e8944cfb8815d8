//! The article as plain data: blocks that hold inlines. No node ids, no HTML.
//!
//! Blocks nest (a list in a quote in a list), but never deeper than a few levels, however deep the page is: whoever
//! goes through them may recurse.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

/// One block of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Block {
    /// `<h2>Background</h2>`
    Heading {
        /// 1 to 6, as in the name of the element.
        level: u8,
        /// The heading's text.
        text: Inlines,
    },
    /// `<p>Some text</p>`, and any other run of text that stands by itself.
    Paragraph {
        /// The paragraph's text.
        text: Inlines,
    },
    /// `<ol><li>First<li>Second</ol>`
    List {
        /// Whether the items are numbered.
        ordered: bool,
        /// The number of the first item; 1 where the list is not numbered.
        start: u32,
        /// What each item holds: mostly one paragraph, sometimes another list.
        items: Vec<Vec<Block>>,
    },
    /// `<blockquote><p>Words of another</p></blockquote>`
    Quote {
        /// What is quoted.
        blocks: Vec<Block>,
    },
    /// `<pre><code class="language-rust">fn main() {}</code></pre>`
    Code {
        /// The language that the page names, if it names one.
        language: Option<String>,
        /// The code, its line breaks and spaces as in the page.
        text: String,
    },
    /// `<table><caption>Results</caption><tr><th>Name<th>Points<tr><td>Ada<td>3</table>`
    Table {
        /// The table's caption; empty where there is none.
        caption: Inlines,
        /// The rows from top to bottom.
        rows: Vec<Row>,
    },
    /// `<dl><dt>Bow<dd>The front of a ship</dl>`
    Definitions {
        /// The terms with what they mean.
        entries: Vec<Definition>,
    },
    /// `<figure><img src="map.png" alt="A map"><figcaption>The region</figcaption></figure>`
    Figure {
        /// The picture, where the figure is one and names its source.
        image: Option<Image>,
        /// The text below the picture; empty where there is none or captions are left out.
        caption: Inlines,
    },
    /// `<hr>` between two kept blocks.
    Break,
}

/// A term and what it means.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Definition {
    /// The term; empty where the page gives a meaning without one.
    pub term: Inlines,
    /// What it means; empty where the next term has the same meaning.
    pub meaning: Vec<Block>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The cells from left to right; those at the end may be missing.
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Whether it is a `<th>`, or stands in a `<thead>`.
    #[serde(skip_serializing_if = "is_false")]
    pub header: bool,
    /// What it says; empty where a cell beside or above it reaches into its place.
    pub text: Inlines,
}

/// A picture: where it is and what it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Image {
    /// The address of the picture, absolute where the page's address is known.
    pub src: String,
    /// The text that stands for the picture; empty where the page has none.
    pub alt: String,
}

/// Text with its emphasis, links and line breaks, in reading order.
///
/// White space is as a browser shows it: never two spaces in a row, none at the start or end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Inlines(pub Vec<Inline>);

/// A piece of text in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Inline {
    /// `some <b>text</b>`: a run of one style.
    Text(Run),
    /// `<a href="map.html">the <b>map</b></a>`
    Link(Link),
    /// `<math alttext="x^2">…</math>`
    Math(Math),
    /// `<img src="dot.png" alt="dot">` within a line of text.
    Image(Image),
    /// `<li><input type="checkbox" checked> Oil the paddles`
    Check(Check),
    /// `<br>`
    Break(Break),
}

/// Text that leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Where to: absolute where the page's address is known; of the schemes `http`, `https` and `mailto` alone.
    pub href: Arc<str>,
    /// What is linked; holds no other link.
    pub content: Inlines,
}

/// A formula whose TeX source the page gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Math {
    /// The source, without the dollar signs around it.
    pub tex: String,
    /// Whether it stands on a line of its own.
    pub display: bool,
}

/// A box to be ticked, at the start of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Whether it is ticked.
    pub checked: bool,
}

/// A line break within a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Break {
    #[serde(rename = "break")]
    always: Always,
}

/// A flag that is always set: it makes a [`Break`] `{"break": true}` in JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Always;

impl Serialize for Always {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(true)
    }
}

/// Characters that share one style. Never empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Run {
    /// The characters.
    pub text: String,
    /// How they are set.
    #[serde(flatten)]
    pub style: Style,
}

/// How a run of text is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Style {
    /// `<em>`, `<i>`
    #[serde(skip_serializing_if = "is_false")]
    pub emphasis: bool,
    /// `<strong>`, `<b>`
    #[serde(skip_serializing_if = "is_false")]
    pub strong: bool,
    /// `<code>`, `<kbd>`, `<samp>`
    #[serde(skip_serializing_if = "is_false")]
    pub code: bool,
    /// `<sup>`
    #[serde(skip_serializing_if = "is_false")]
    pub superscript: bool,
    /// `<sub>`
    #[serde(skip_serializing_if = "is_false")]
    pub subscript: bool,
    /// `<s>`, `<del>`
    #[serde(skip_serializing_if = "is_false")]
    pub struck: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

impl Row {
    /// Whether all its cells are headers.
    pub fn is_header(&self) -> bool {
        self.cells.iter().all(|cell| cell.header)
    }
}

impl Inlines {
    /// Text of one style without links.
    pub fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        Inlines(if text.is_empty() { Vec::new() } else { vec![Inline::Text(Run { text, style: Style::default() })] })
    }

    /// Whether there is nothing in it, not even a picture.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The characters alone, a line feed for each break, the white space as if there were no pictures.
    pub fn text(&self) -> String {
        let text = self.to_string();
        if !self.0.iter().any(|inline| matches!(inline, Inline::Image(_) | Inline::Link(_))) {
            return text;
        }
        let lines = text.split('\n').map(|line| line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>());
        lines.map(|words| words.join(" ")).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

/// The characters alone, a line feed for each break. Pictures have none; a formula has its TeX between dollar signs.
impl fmt::Display for Inlines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|inline| match inline {
            Inline::Text(run) => f.write_str(&run.text),
            Inline::Link(link) => link.content.fmt(f),
            Inline::Math(Math { tex, display: true }) => write!(f, "$${tex}$$"),
            Inline::Math(Math { tex, display: false }) => write!(f, "${tex}$"),
            Inline::Image(_) => Ok(()),
            Inline::Check(Check { checked }) => f.write_str(if *checked { "[x]" } else { "[ ]" }),
            Inline::Break(_) => f.write_str("\n"),
        })
    }
}
