//! Import: rules that people wrote for other tools become our rule files, with a report of what was lost.
//!
//! `ftr` reads the lines of a Full-Text RSS config, `xpath` its expressions, `translate` makes selectors of them,
//! `convert` puts them into a draft of a rule, `write` writes it down. Nothing is dropped silently: whatever does not
//! become a line of the same meaning is in the [`ImportReport`].

mod configs;
mod convert;
mod draft;
#[cfg(all(test, feature = "cli"))]
mod equality;
mod ftr;
mod gate;
mod known;
#[cfg(test)]
mod oracle;
mod report;
mod sites;
mod source;
mod stop;
mod translate;
mod ublock;
mod write;
mod xpath;

pub use self::gate::{Gate, Gated, LeftOut, NotPassed};
pub use self::report::{Fate, FileReport, ImportReport, Reason, Remark, Totals};
pub use self::translate::{Dead, Note, Refusal};
pub use self::xpath::SyntaxError;

/// A file to import.
#[derive(Clone, Debug)]
pub struct Foreign {
    /// Its name, without folders.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What an import gives.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Import {
    /// The rule files, by name.
    pub files: Vec<RuleText>,
    /// What became of every line.
    pub report: ImportReport,
}

/// A rule file that was made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RuleText {
    /// Its name, such as `example.org.toml`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Imports site configs of Full-Text RSS: the name of a file is the host.
///
/// Configs that say the same become one rule. A dot in front, as in `.example.org.txt`, means subdomains.
///
/// ```
/// use dehusk::import::{Foreign, full_text_rss};
///
/// let config = Foreign { name: "example.org.txt".to_owned(), text: "body: //div[@id='story']".to_owned() };
/// let import = full_text_rss(&[config]);
/// assert!(import.files[0].text.contains("\"div#story\""));
/// ```
pub fn full_text_rss(configs: &[Foreign]) -> Import {
    configs::import(configs)
}

/// Imports the cosmetic filters of a list for uBlock Origin: lines such as `example.org##.ad`, which become `drop`.
///
/// A filter is for a host and all below it. Filters for all sites are lost: a rule is for one.
///
/// ```
/// use dehusk::import::{Foreign, ublock_filters};
///
/// let list = Foreign { name: "mine.txt".to_owned(), text: "example.org##.share:has-text(Share)".to_owned() };
/// let import = ublock_filters(&list);
/// assert!(import.files[0].text.contains("\".share:has-text(Share)\""));
/// ```
pub fn ublock_filters(list: &Foreign) -> Import {
    ublock::import(list)
}
