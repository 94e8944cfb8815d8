//! The keys of a rule file: the one list of them.

use crate::mark::RuleKey;

/// A key or table of a rule file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    Schema,
    Checked,
    Hosts,
    Extends,
    Path,
    When,
    Content,
    Drop,
    Keep,
    DropText,
    StartAfter,
    StopBefore,
    Cut,
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
    /// In `[[layout]]`.
    Layout,
    /// At the top of any file and in `[[layout]]`.
    Both,
}

impl Key {
    pub(crate) const ALL: &[Key] = &[
        Key::Schema,
        Key::Checked,
        Key::Hosts,
        Key::Extends,
        Key::Path,
        Key::When,
        Key::Content,
        Key::Drop,
        Key::Keep,
        Key::DropText,
        Key::StartAfter,
        Key::StopBefore,
        Key::Cut,
        Key::Clean,
        Key::Meta,
        Key::Layout,
        Key::ValidUntil,
        Key::Test,
    ];

    /// As it is written.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Key::Schema => "schema",
            Key::Checked => "checked",
            Key::Hosts => "hosts",
            Key::Extends => "extends",
            Key::Path => "path",
            Key::When => "when",
            Key::Content => RuleKey::Content.name(),
            Key::Drop => RuleKey::Drop.name(),
            Key::Keep => RuleKey::Keep.name(),
            Key::DropText => RuleKey::DropText.name(),
            Key::StartAfter => RuleKey::StartAfter.name(),
            Key::StopBefore => RuleKey::StopBefore.name(),
            Key::Cut => RuleKey::Cut.name(),
            Key::Clean => "clean",
            Key::Meta => "meta",
            Key::Layout => "layout",
            Key::ValidUntil => "valid_until",
            Key::Test => "test",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Key> {
        Key::ALL.iter().copied().find(|key| key.name() == name)
    }

    pub(crate) fn stands(self) -> Stands {
        match self {
            Key::Schema | Key::Checked | Key::Layout | Key::Test => Stands::Top,
            Key::Hosts => Stands::Site,
            Key::ValidUntil => Stands::Layout,
            _ => Stands::Both,
        }
    }

    /// Where it belongs, for one who put it elsewhere.
    pub(super) fn belongs(self) -> &'static str {
        match self.stands() {
            Stands::Top => "put it at the top of the file, before all tables",
            Stands::Site => "it belongs to the top of a site's file",
            Stands::Layout => "it belongs into a `[[layout]]`",
            Stands::Both => "it belongs to the top of the file or into a `[[layout]]`",
        }
    }
}
