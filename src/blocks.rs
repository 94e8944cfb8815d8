//! The article as plain data: blocks that hold inlines. No node ids, no HTML.

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

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Whether all its cells are `<th>`.
    pub header: bool,
    /// The cells from left to right.
    pub cells: Vec<Inlines>,
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
    /// `<br>`
    Break,
    /// `<img src="dot.png" alt="dot">` within a line of text.
    Image(Image),
}

/// Characters that share one style and one link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Run {
    /// The characters.
    pub text: String,
    /// How they are set.
    #[serde(flatten)]
    pub style: Style,
    /// Where they link to, absolute where the page's address is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
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
