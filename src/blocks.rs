//! The article as plain data: blocks that hold inlines. No node ids, no HTML.
//!
//! Blocks nest (a list in a quote in a list), but never deeper than a few levels, however deep the page is: whoever
//! goes through them may recurse.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// One block of an article.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Block {
    /// `<h2>Background</h2>`
    Heading {
        /// 1 to 6, as in the name of the element.
        level: u8,
        /// The name of this place, where a link in the article leads to it: the one that GitHub makes of the text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
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
    /// `<div class="admonition warning"><p class="admonition-title">Mind</p><p>Wet paint.</p></div>`
    Callout {
        /// What sort it is, in the page's own word: `note`, `warning`.
        kind: String,
        /// Its title; empty where it has none.
        title: Inlines,
        /// What it says.
        blocks: Vec<Block>,
    },
    /// `<details><summary>More</summary><p>Text that opens on a click</p></details>`
    Details {
        /// What stands there before the click.
        summary: Inlines,
        /// What it opens.
        blocks: Vec<Block>,
    },
    /// `fog<sup><a href="#n1">1</a></sup> … <p id="n1">Thick.</p>`: the second part.
    Note {
        /// Which references are to it: [`NoteRef::note`].
        note: String,
        /// The label that the page gives it.
        label: String,
        /// What it says.
        blocks: Vec<Block>,
    },
    /// `<iframe src="https://video.example/embed/1" title="Ducks">`: what another site shows in this one.
    Embed {
        /// What sort of thing it is.
        kind: EmbedKind,
        /// The address where a reader can see it.
        url: String,
        /// What it is called; all that a post says; empty where the page does not tell.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
        /// What a post says, with its author and date as the page gives them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
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
        /// To which side each column is set; empty where the page says nothing of it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        columns: Vec<Align>,
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

/// What an [`Block::Embed`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EmbedKind {
    /// A post of a network.
    Post,
    /// A film.
    Video,
    /// Music, speech.
    Audio,
    /// A map.
    Map,
    /// Code that is kept elsewhere or can be run.
    Code,
    /// A book, slides, a table, a paper.
    Document,
    /// Anything else.
    Other,
}

impl EmbedKind {
    /// All of them, in the order of the variants.
    pub const ALL: [EmbedKind; 7] = [
        EmbedKind::Post,
        EmbedKind::Video,
        EmbedKind::Audio,
        EmbedKind::Map,
        EmbedKind::Code,
        EmbedKind::Document,
        EmbedKind::Other,
    ];

    /// The name in JSON and in the rows of `rules/markup.toml`.
    pub fn name(self) -> &'static str {
        ["post", "video", "audio", "map", "code", "document", "other"][self as usize]
    }
}

/// To which side the text of a table's column is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Align {
    /// The page does not say.
    #[default]
    None,
    /// `<td align=left>`
    Left,
    /// `<td style="text-align: center">`
    Center,
    /// `<td align=right>`
    Right,
}

/// A term and what it means.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Definition {
    /// The term; empty where the page gives a meaning without one.
    pub term: Inlines,
    /// What it means; empty where the next term has the same meaning.
    pub meaning: Vec<Block>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Row {
    /// The cells from left to right; those at the end may be missing.
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Cell {
    /// Whether it is a `<th>`, or stands in a `<thead>`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub header: bool,
    /// Over how many columns it reaches.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub columns: usize,
    /// Over how many rows it reaches.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub rows: usize,
    /// Whether a cell beside or above it reaches into its place, so that the page has none here.
    #[serde(default, skip_serializing_if = "is_false")]
    pub covered: bool,
    /// What it says; empty where a cell beside or above it reaches into its place.
    pub text: Inlines,
}

/// A picture: where it is and what it shows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Image {
    /// The address of the picture, absolute where the page's address is known; empty where the page has the picture in itself
    /// (`data:`), for which its text stands.
    pub src: String,
    /// The text that stands for the picture; empty where the page has none.
    pub alt: String,
}

/// Text with its emphasis, links and line breaks, in reading order.
///
/// White space is as a browser shows it: never two spaces in a row, none at the start or end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Inlines(pub Vec<Inline>);

/// A piece of text in a line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Inline {
    /// `some <b>text</b>`: a run of one style.
    Text(Run),
    /// `<a href="map.html">the <b>map</b></a>`
    Link(Link),
    /// `<math alttext="x^2">…</math>`
    Math(Math),
    /// `fog<sup><a href="#n1">1</a></sup>`, where the page has the note.
    #[serde(rename = "note")]
    Note(NoteRef),
    /// `<img src="dot.png" alt="dot">` within a line of text.
    Image(Image),
    /// `<li><input type="checkbox" checked> Oil the paddles`
    Check(Check),
    /// `<br>`
    Break(Break),
}

/// Text that leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Link {
    /// Where to: absolute where the page's address is known; of the schemes `http`, `https` and `mailto` alone.
    pub href: Arc<str>,
    /// What is linked; holds no other link.
    pub content: Inlines,
}

/// A formula whose TeX source the page gives.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Math {
    /// The source, without the dollar signs around it.
    pub tex: String,
    /// Whether it stands on a line of its own.
    pub display: bool,
}

/// A box to be ticked, at the start of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Check {
    /// Whether it is ticked.
    pub checked: bool,
}

/// Where a text refers to a [`Block::Note`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct NoteRef {
    /// Which note of the article it is to: notes are numbered in the order in which they are referred to.
    pub note: String,
    /// The label that the page shows, without its brackets: `1`, `*`, `note 3`.
    pub label: String,
    /// Whether the article refers to it before.
    #[serde(default, skip_serializing_if = "is_false")]
    pub again: bool,
}

/// A line break within a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Break {}

/// Characters that share one style. Never empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Run {
    /// The characters.
    pub text: String,
    /// How they are set.
    #[serde(flatten)]
    pub style: Style,
}

/// How a run of text is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
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

fn one() -> usize {
    1
}

fn is_one(number: &usize) -> bool {
    *number == 1
}

impl Default for Cell {
    fn default() -> Self {
        Cell { header: false, columns: 1, rows: 1, covered: false, text: Inlines::default() }
    }
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

/// The characters alone, a line feed for each break. Pictures have none; a formula has its TeX between dollar signs, a
/// reference to a note its label in brackets.
impl fmt::Display for Inlines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|inline| match inline {
            Inline::Text(run) => f.write_str(&run.text),
            Inline::Link(link) => link.content.fmt(f),
            Inline::Math(Math { tex, display: true }) => write!(f, "$${tex}$$"),
            Inline::Math(Math { tex, display: false }) => write!(f, "${tex}$"),
            Inline::Note(NoteRef { label, .. }) => write!(f, "[{label}]"),
            Inline::Image(_) => Ok(()),
            Inline::Check(Check { checked }) => f.write_str(if *checked { "[x]" } else { "[ ]" }),
            Inline::Break(_) => f.write_str("\n"),
        })
    }
}
