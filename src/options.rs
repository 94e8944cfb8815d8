//! What a caller can choose, for all pages alike.

use std::str::FromStr;

use crate::limits::Limits;
use crate::policy::{Policies, UnknownChoice, named};

/// What a caller can choose for all pages of a [`Stripper`](crate::Stripper).
///
/// ```
/// use dehusk::{Comments, Limits, Options, Policies, Prefer};
///
/// let options = Options::default()
///     .prefer(Prefer::Precision)
///     .policies(Policies::default().comments(Comments::Keep))
///     .limits(Limits::default().bytes(8 << 20));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// Whether rules of sites are used; without them the generic layer does all.
    pub site_rules: bool,
    /// How much of the machine one page may use.
    pub limits: Limits,
    /// What is wanted of an article.
    pub policies: Policies,
    /// Which of two faults weighs more where it is not clear what belongs to the article.
    pub prefer: Prefer,
}

/// What counts where it is not clear whether a text belongs to the article: that nothing else is kept, or that nothing of
/// it is lost. How much the limits move stands in `[prefer]` of `rules/generic.toml`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Prefer {
    /// Both alike: the best F1.
    #[default]
    F1,
    /// Rather lose a text than keep husk.
    Precision,
    /// Rather keep husk than lose a text.
    Recall,
}

impl Prefer {
    /// Every choice, with its name on the command line.
    pub const NAMES: &[(&'static str, Self)] =
        &[("f1", Prefer::F1), ("precision", Prefer::Precision), ("recall", Prefer::Recall)];
}

impl FromStr for Prefer {
    type Err = UnknownChoice;

    fn from_str(name: &str) -> Result<Self, UnknownChoice> {
        named(Self::NAMES, name)
    }
}

setters! { Options {
    site_rules: bool = site_rules,
    limits: Limits = limits,
    policies: Policies = policies,
    prefer: Prefer = prefer,
} }

impl Default for Options {
    fn default() -> Self {
        Options { site_rules: true, limits: Limits::default(), policies: Policies::default(), prefer: Prefer::F1 }
    }
}
