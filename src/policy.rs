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
    /// What stands between the headline and the article and sums it up.
    pub lead: Lead,
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
    /// The text that a page without a visible article has in its structured data.
    pub embedded_text: EmbeddedText,
    /// The headline as the first line.
    pub title: Title,
}

impl Default for Policies {
    /// What suits plain text.
    fn default() -> Self {
        Policies {
            captions: Captions::Drop,
            lead: Lead::Keep,
            tables: Tables::Keep,
            links: Links::Keep,
            images: Images::Keep,
            embeds: Embeds::Keep,
            comments: Comments::Drop,
            embedded_text: EmbeddedText::Auto,
            title: Title::Drop,
        }
    }
}

/// The choice of a name.
pub(crate) fn named<T: Copy>(rows: &[(&'static str, T)], name: &str) -> Result<T, UnknownChoice> {
    let choices = || rows.iter().map(|row| row.0).collect();
    rows.iter().find(|row| row.0 == name).map(|row| row.1).ok_or_else(|| UnknownChoice(choices()))
}

/// Declares a choice of what happens to a thing.
macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$what:meta])* $choice:ident $word:literal)* })*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$what])* $choice,)* }

        impl $name {
            /// Every choice, with its name on the command line.
            pub const NAMES: &[(&'static str, Self)] = &[$(($word, Self::$choice)),*];
        }

        impl FromStr for $name {
            type Err = UnknownChoice;

            fn from_str(name: &str) -> Result<Self, UnknownChoice> {
                named(Self::NAMES, name)
            }
        }
    )* };
    ($($(#[$doc:meta])* $name:ident)*) => {
        choices! { $($(#[$doc])* $name {
            /// Leaves it out.
            Drop "drop"
            /// Lets it stand.
            Keep "keep"
        })* }
    };
}

choices! {
    /// `<figure><img src="map.png"><figcaption>The region</figcaption></figure>`
    Captions
    /// `<p class="standfirst">Four years, and still no vote.</p>`
    Lead
    /// `<table><tr><th>Name<th>Points<tr><td>Ada<td>3</table>`
    Tables
    /// `<a href="map.html">the map</a>`
    Links
    /// `<iframe src="https://video.example/embed/1">`
    Embeds
    /// `<ol class="comments"><li>Well said!</ol>`
    Comments
    /// `<h1>Ships in the harbour</h1>`
    Title
}

choices! {
    /// `<script type="application/ld+json">{"articleBody": "The ships …"}</script>`
    EmbeddedText {
        /// Taken where the visible page has no article.
        Auto "auto"
        /// What no reader sees is never taken.
        Never "never"
    }
}

choices! {
    /// `<img src="map.png" alt="A map">`
    Images {
        /// Leaves it out.
        Drop "drop"
        /// Lets it stand.
        Keep "keep"
        /// A link to it in its place, by the name of the text that stands for it: nothing is loaded.
        Link "link"
        /// Lets it stand, and those in `data:` addresses and parts of a mail, too:
        /// [`Article::take_pictures`](crate::Article::take_pictures) makes files of them.
        Files "files"
    }
}

/// `--captions perhaps`
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a choice: write {}", .0.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or "))]
pub struct UnknownChoice(Vec<&'static str>);
