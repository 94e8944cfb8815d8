//! An article as output: one file a format, and the one table of formats.

mod text;

use crate::article::Article;

/// What an article can be written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// Paragraphs separated by a blank line, without markup.
    #[default]
    Text,
}

impl Article {
    /// The article in a format.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Text => text::render(self),
        }
    }
}
