//! What a reader wants of an article: choices that have no right answer, one enum each.
//!
//! A policy never finds anything: it decides on what the marks kept, by what it is (a caption, a table), not by what
//! it says.

use std::str::FromStr;

/// One choice of each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policies {
    /// The text below pictures.
    pub captions: Captions,
    /// Tables of data; a table that only sets the layout is none.
    pub tables: Tables,
    /// Where the links lead; their text stays.
    pub links: Links,
    /// Pictures.
    pub images: Images,
    /// What other sites show in the page: posts, films, maps.
    pub embeds: Embeds,
    /// What readers wrote below the article.
    pub comments: Comments,
    /// The headline as the first line.
    pub title: Title,
}

impl Default for Policies {
    /// What suits plain text.
    fn default() -> Self {
        Policies {
            captions: Captions::Drop,
            tables: Tables::Keep,
            links: Links::Keep,
            images: Images::Keep,
            embeds: Embeds::Keep,
            comments: Comments::Drop,
            title: Title::Drop,
        }
    }
}

/// Declares a choice between dropping and keeping a thing.
macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            /// Leaves it out.
            Drop,
            /// Lets it stand.
            Keep,
        }

        impl $name {
            /// Every choice, with its name on the command line.
            pub const NAMES: [(&'static str, Self); 2] = [("drop", Self::Drop), ("keep", Self::Keep)];
        }

        impl FromStr for $name {
            type Err = UnknownChoice;

            fn from_str(name: &str) -> Result<Self, UnknownChoice> {
                Self::NAMES.iter().find(|row| row.0 == name).map(|row| row.1).ok_or(UnknownChoice)
            }
        }
    )* };
}

choices! {
    /// `<figure><img src="map.png"><figcaption>The region</figcaption></figure>`
    Captions
    /// `<table><tr><th>Name<th>Points<tr><td>Ada<td>3</table>`
    Tables
    /// `<a href="map.html">the map</a>`
    Links
    /// `<img src="map.png">`
    Images
    /// `<iframe src="https://video.example/embed/1">`
    Embeds
    /// `<ol class="comments"><li>Well said!</ol>`
    Comments
    /// `<h1>Ships in the harbour</h1>`
    Title
}

/// `--captions perhaps`
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a choice: write `drop` or `keep`")]
pub struct UnknownChoice;
