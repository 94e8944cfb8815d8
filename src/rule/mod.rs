//! A rule says where a site keeps its article and what in there is husk.
//!
//! `file` is a rule as written, `compile` makes of it a rule as used, `set` holds those of all sites and finds one by
//! host, `pick` takes a page's host and finds the elements that the rule speaks of. The language is told in
//! `rules/README.md`.

pub(crate) mod compile;
pub(crate) mod date_format;
mod day;
pub(crate) mod error;
pub(crate) mod file;
pub(crate) mod host;
pub(crate) mod key;
pub(crate) mod layout;
pub(crate) mod literal;
pub(crate) mod meta;
mod origin;
mod pick;
#[cfg(test)]
mod schema;
pub(crate) mod set;
pub(crate) mod zone;

pub use day::{Day, NoDay};
pub(crate) use error::{Place, SourceText};
pub use error::{RuleError, RuleErrors};
pub(crate) use file::{RuleFile, TestCase, Text, Written};
pub(crate) use key::{Key, Takes};
pub use layout::RuleLine;
pub(crate) use layout::{Clean, Layout, Line, Lines, Matcher, Rule};
pub(crate) use meta::{DateSource, MetaField, MetaPlace, MetaSource};
pub(crate) use origin::Clues;
pub(crate) use pick::{Pick, pick};
pub use set::{Layer, RuleSet, RuleSource, SiteRule};
pub(crate) use zone::Zone;

/// The JSON Schema of rule files, by which editors complete and check them: `rules/schema.json`.
pub const RULE_SCHEMA: &str = include_str!("../../rules/schema.json");

/// The longest rule file, in bytes.
pub(crate) const MAX_FILE: usize = 256 * 1024;
