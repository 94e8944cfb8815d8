//! An article as output: one file a format, and the one table of formats.
//!
//! A renderer writes all that is there; what is there was decided by the marks and the policies.

mod html;
mod json;
mod jsonl;
mod lines;
mod markdown;
mod pictures;
#[cfg(test)]
mod schema;
mod sheet;
mod spans;
mod tei;
mod text;
mod yaml;

use std::fmt;
use std::str::FromStr;

use crate::article::Article;
use crate::limits::Meter;
use crate::policy::{Captions, Policies, Title};

pub(crate) use html::push_text;
#[cfg(feature = "author")]
pub(crate) use pictures::is_media_type;
pub use pictures::{PictureFile, TakenPictures, media_type};

/// What an article can be written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Paragraphs separated by a blank line, without markup.
    #[default]
    Text,
    /// CommonMark with the tables of GitHub.
    Markdown,
    /// A few plain tags; no scripts, styles or classes.
    Html,
    /// Metadata and typed blocks.
    Json,
    /// One JSON record a line, for corpora.
    Jsonl,
    /// TEI P5, for corpora of linguists.
    Tei,
}

/// A row of the table of formats.
struct Row {
    format: Format,
    name: &'static str,
    /// Other names, by which it is taken too.
    aliases: &'static [&'static str],
    extension: &'static str,
    render: fn(&Article, &Form, &Meter) -> String,
}

/// Every format, in the order of the variants.
const FORMATS: [Row; 6] = [
    Row {
        format: Format::Text,
        name: "text",
        aliases: &["txt", "plain"],
        extension: "txt",
        render: |article, _, meter| text::render(article, meter),
    },
    Row {
        format: Format::Markdown,
        name: "markdown",
        aliases: &["md", "commonmark"],
        extension: "md",
        render: markdown::render,
    },
    Row { format: Format::Html, name: "html", aliases: &["htm"], extension: "html", render: html::render },
    Row {
        format: Format::Json,
        name: "json",
        aliases: &[],
        extension: "json",
        render: |article, _, meter| json::render(article, meter),
    },
    Row {
        format: Format::Jsonl,
        name: "jsonl",
        aliases: &["ndjson"],
        extension: "jsonl",
        render: |article, form, meter| jsonl::render(article, None, form, meter),
    },
    Row {
        format: Format::Tei,
        name: "tei",
        aliases: &["xml"],
        extension: "xml",
        render: |article, _, meter| tei::render(article, meter),
    },
];

impl Format {
    /// All formats.
    pub fn all() -> impl Iterator<Item = Format> {
        FORMATS.iter().map(|row| row.format)
    }

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Other names by which it is taken: `md`
    pub fn aliases(self) -> &'static [&'static str] {
        self.row().aliases
    }

    /// The extension of a file of this format, without the dot.
    pub fn extension(self) -> &'static str {
        self.row().extension
    }

    fn row(self) -> &'static Row {
        &FORMATS[self as usize]
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    /// By its name or another one, in letters of any case.
    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let is_name = |row: &&Row| [row.name].iter().chain(row.aliases).any(|known| known.eq_ignore_ascii_case(name));
        FORMATS.iter().find(is_name).map(|row| row.format).ok_or(UnknownFormat)
    }
}

impl Policies {
    /// What suits a format: text has the article's own words alone, a document its headline and captions too.
    pub fn of(format: Format) -> Self {
        let text = Policies::default();
        match format {
            Format::Text | Format::Jsonl => text,
            Format::Json | Format::Tei => Policies { captions: Captions::Keep, ..text },
            Format::Markdown | Format::Html => Policies { captions: Captions::Keep, title: Title::Keep, ..text },
        }
    }
}

/// `--format docx`
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a format: write one of {}", FORMATS.map(|row| row.name).join(", "))]
pub struct UnknownFormat;

/// What goes with an article into its document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Form {
    /// Markdown: the metadata above it, as YAML between two lines of three hyphens.
    pub front_matter: bool,
    /// HTML: the article's elements alone, to be put into another document.
    pub fragment: bool,
    /// JSON lines: the field `markdown` beside `text`.
    pub markdown: bool,
    /// JSON lines: the field `html` beside `text`, a fragment.
    pub html: bool,
}

setters! { Form {
    front_matter: bool = front_matter,
    fragment: bool = fragment,
    markdown: bool = markdown,
    html: bool = html,
} }

impl Article {
    /// The article in a format. Ends with a line feed unless it is empty.
    pub fn render(&self, format: Format) -> String {
        self.write(format, &Form::default())
    }

    /// The article in a format, with what goes with it.
    pub fn write(&self, format: Format, form: &Form) -> String {
        self.write_counted(format, form, &Meter::new(None))
    }

    /// The article as a record of [`Format::Jsonl`] that has an `id`.
    pub fn record(&self, id: &str, form: &Form) -> String {
        self.record_counted(id, form, &Meter::new(None))
    }

    /// The article in a format, what is written counted.
    pub(crate) fn write_counted(&self, format: Format, form: &Form, meter: &Meter) -> String {
        (format.row().render)(self, form, meter)
    }

    /// The article as a record, what is written counted.
    pub(crate) fn record_counted(&self, id: &str, form: &Form, meter: &Meter) -> String {
        jsonl::render(self, Some(id), form, meter)
    }
}
