//! The keys of a rule file: the one list of them.

use crate::mark::RuleKey;

/// A key or table of a rule file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    Schema,
    Checked,
    Hosts,
    Replace,
    Extends,
    Path,
    When,
    /// Lines that keep or drop.
    Lines(RuleKey),
    Clean,
    Meta,
    Layout,
    ValidUntil,
    Test,
}

/// Where a key may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stands {
    /// At the top of any file.
    Top,
    /// At the top of a site's file.
    Site,
    /// At the top of any file and in `[[layout]]`.
    Both,
}

impl Key {
    pub(crate) fn all() -> impl Iterator<Item = Key> {
        use Key::{Checked, Clean, Extends, Hosts, Layout, Meta, Path, Replace, Schema, Test, ValidUntil, When};
        [Schema, Checked, Hosts, Replace, Extends, Path, When]
            .into_iter()
            .chain(RuleKey::ALL.map(Key::Lines))
            .chain([Clean, Meta, Layout, ValidUntil, Test])
    }

    /// As it is written.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Key::Schema => "schema",
            Key::Checked => "checked",
            Key::Hosts => "hosts",
            Key::Replace => "replace",
            Key::Extends => "extends",
            Key::Path => "path",
            Key::When => "when",
            Key::Lines(key) => key.name(),
            Key::Clean => "clean",
            Key::Meta => "meta",
            Key::Layout => "layout",
            Key::ValidUntil => "valid_until",
            Key::Test => "test",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Key> {
        Key::all().find(|key| key.name() == name)
    }

    pub(crate) fn stands(self) -> Stands {
        match self {
            Key::Schema | Key::Checked | Key::Layout | Key::Test => Stands::Top,
            Key::Hosts | Key::Replace => Stands::Site,
            _ => Stands::Both,
        }
    }

    /// Where it belongs, for one who put it elsewhere.
    pub(super) fn belongs(self) -> &'static str {
        match self.stands() {
            Stands::Top => "put it at the top of the file, before all tables",
            Stands::Site => "it belongs to the top of a site's file",
            Stands::Both => "it belongs to the top of the file or into a `[[layout]]`",
        }
    }
}

/// What the lines of a key that keeps or drops are.
pub(crate) struct LineKey {
    pub(crate) takes: Takes,
    /// Whether the lines of a layout that is laid over another one are added to that one's, or stand in their place.
    pub(crate) adds_up: bool,
    /// What the schema says of it.
    #[cfg_attr(not(test), expect(dead_code, reason = "the schema is made by a test"))]
    pub(crate) about: &'static str,
}

/// What a line says what it is about by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// A selector.
    Selectors,
    /// A regex on one block of text.
    Patterns,
    /// A selector, or `{ text = 'regex' }`.
    Either,
}

impl RuleKey {
    pub(crate) fn named(name: &str) -> Option<RuleKey> {
        RuleKey::ALL.into_iter().find(|key| key.name() == name)
    }

    /// The key's row in the table of those that keep or drop.
    pub(crate) fn row(self) -> LineKey {
        use Takes::{Either, Patterns, Selectors};
        let (takes, adds_up, about) = match self {
            RuleKey::Content => (
                Selectors,
                false,
                "Selectors for where the article is, or `ld:articleBody`: the first that finds something counts, all that it finds.",
            ),
            RuleKey::Drop => (Selectors, true, "Selectors for husk inside the content."),
            RuleKey::Keep => {
                (Selectors, true, "Selectors for what is no husk, whatever `drop` and the generic layer say.")
            }
            RuleKey::DropText => (Patterns, true, "Regexes for blocks of text that are husk: `'^Get short URL$'`."),
            RuleKey::Cut => (Patterns, true, "Regexes whose matches are taken out of kept blocks."),
            RuleKey::StartAfter => {
                (Either, false, "Husk is all up to the end of the first match: selectors, or `{ text = 'regex' }`.")
            }
            RuleKey::StopBefore => {
                (Either, false, "Husk is all from the first match on: selectors, or `{ text = 'regex' }`.")
            }
            RuleKey::Lead => {
                (Selectors, true, "Selectors for what stands between the headline and the article and sums it up.")
            }
            RuleKey::Caption => (Selectors, true, "Selectors for the texts that belong to pictures."),
            RuleKey::Note => {
                (Selectors, true, "Selectors for what is said about the article: corrections, who contributed.")
            }
            RuleKey::Byline => (Selectors, true, "Selectors for who wrote the article and when: no part of its text."),
            RuleKey::Comments => (Selectors, true, "Selectors for what readers wrote below the article."),
        };
        LineKey { takes, adds_up, about }
    }
}
