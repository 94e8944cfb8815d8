//! What is measured of each text block of a page, before anything is judged by it.

mod claim;
pub(crate) mod discussion;
pub(crate) mod heard;
pub(crate) mod lexicon;
pub(crate) mod measure;
pub(crate) mod outline;
mod sayings;
mod stock;
pub(crate) mod table;
pub(crate) mod trunk;
pub(crate) mod view;
mod witness;
pub(crate) mod words;

pub(crate) use self::view::View;

/// What the page says of its article outside the text: witnesses for what the text is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Anchors<'a> {
    /// The headline.
    pub(crate) title: Option<&'a str>,
    /// The summary for search engines and previews.
    pub(crate) description: Option<&'a str>,
    /// The `articleBody` of the page's JSON-LD.
    pub(crate) body: Option<&'a str>,
    /// The names of the authors.
    pub(crate) authors: &'a [String],
    /// The page's address.
    pub(crate) url: Option<&'a str>,
    /// What it says that it is: the types of its JSON-LD things, and `og:` with its `og:type`.
    pub(crate) kinds: &'a [String],
}
