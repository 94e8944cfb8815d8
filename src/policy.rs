//! What a reader wants of an article: choices that have no right answer, one enum each.
//!
//! A policy never finds anything: it decides on what the marks kept, by what it is (a caption, a table), not by what
//! it says.

use std::str::FromStr;

/// A row of the table of policies, from which every face makes its options: what one choice is about.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Policy {
    /// What it is called: `captions`, `embedded_text`.
    pub name: &'static str,
    /// What it is about, in a sentence or two.
    help: &'static str,
    /// The names of what can be chosen.
    pub choices: &'static [&'static str],
    chosen: fn(&Policies) -> &'static str,
    choose: fn(&mut Policies, &str) -> Result<(), UnknownChoice>,
}

impl Policy {
    /// What it is about, in a sentence or two without the last full stop.
    pub fn help(&self) -> String {
        self.help.trim().trim_end_matches('.').to_owned()
    }

    /// The name of what these policies have chosen.
    pub fn chosen(&self, policies: &Policies) -> &'static str {
        (self.chosen)(policies)
    }

    /// Chooses by name.
    ///
    /// # Errors
    /// If there is no such choice.
    pub fn choose(&self, policies: &mut Policies, choice: &str) -> Result<(), UnknownChoice> {
        (self.choose)(policies, choice)
    }
}

/// Declares the policies: each its help, its name, its type and what suits plain text.
macro_rules! policies {
    ($($(#[doc = $help:literal])+ $name:ident: $type:ident = $default:ident;)*) => {
        /// One choice of each kind.
        ///
        /// ```
        /// use dehusk::{Comments, Policies};
        ///
        /// let policies = Policies::default().comments(Comments::Keep);
        /// // By name, as every row of the table can be chosen.
        /// let mut same = Policies::default();
        /// Policies::TABLE.iter().find(|row| row.name == "comments").unwrap().choose(&mut same, "keep")?;
        /// assert_eq!(policies, same);
        /// # Ok::<(), dehusk::UnknownChoice>(())
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Policies { $($(#[doc = $help])+ pub $name: $type,)* }

        impl Default for Policies {
            /// What suits plain text.
            fn default() -> Self {
                Policies { $($name: $type::$default,)* }
            }
        }

        impl Policies {
            /// All of them.
            pub const TABLE: &[Policy] = &[$(Policy {
                name: stringify!($name),
                help: concat!($($help),+),
                choices: $type::CHOICES,
                chosen: |policies| policies.$name.name(),
                choose: |policies, choice| choice.parse().map(|choice| policies.$name = choice),
            },)*];
        }

        setters! { Policies { $($name: $type = $name,)* } }
    };
}

policies! {
    /// The text below pictures.
    captions: Captions = Drop;
    /// What stands between the headline and the article and sums it up.
    lead: Lead = Keep;
    /// What the site's rule says is about the article: corrections, who contributed.
    notes: Notes = Keep;
    /// Tables of data; a table that only sets the layout is none.
    tables: Tables = Keep;
    /// Where links lead; their text stays.
    links: Links = Keep;
    /// Pictures; `link` puts links in their place, `files` writes those that were saved with the page into the folder
    /// `pictures` beside the article.
    images: Images = Keep;
    /// What other sites show in the page: posts, films, maps.
    embeds: Embeds = Keep;
    /// The text that a page without a visible article has in its JSON-LD.
    embedded_text: EmbeddedText = Auto;
    /// What readers wrote below the article; the posts of a forum are its article.
    comments: Comments = Drop;
    /// The headline as the first line.
    title: Title = Drop;
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
        #[non_exhaustive]
        pub enum $name { $($(#[$what])* $choice,)* }

        impl $name {
            /// Every choice, with its name on the command line.
            pub const NAMES: &[(&'static str, Self)] = &[$(($word, Self::$choice)),*];
            const CHOICES: &[&'static str] = &[$($word),*];

            /// The name on the command line.
            pub fn name(self) -> &'static str {
                Self::CHOICES[self as usize]
            }
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
    /// `<p class="correction">An earlier version gave the wrong length.</p>`
    Notes
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_chooses_its_own_policy_and_no_other() {
        for row in Policies::TABLE {
            for choice in row.choices {
                let mut policies = Policies::default();
                assert_eq!(row.choose(&mut policies, choice), Ok(()), "{} {choice}", row.name);
                assert_eq!(row.chosen(&policies), *choice, "{}", row.name);
                for other in Policies::TABLE.iter().filter(|other| other.name != row.name) {
                    assert_eq!(other.chosen(&policies), other.chosen(&Policies::default()), "{}", row.name);
                }
            }
            assert!(row.choose(&mut Policies::default(), "perhaps").is_err(), "{}", row.name);
        }
    }
}
