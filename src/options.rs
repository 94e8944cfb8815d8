//! What a caller can choose, for all pages alike.

use crate::limits::Limits;
use crate::policy::Policies;

/// What a caller can choose for all pages of a [`Stripper`](crate::Stripper).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// Whether rules of sites are used; without them the generic layer does all.
    pub site_rules: bool,
    /// How much of the machine one page may use.
    pub limits: Limits,
    /// What is wanted of an article.
    pub policies: Policies,
}

impl Default for Options {
    fn default() -> Self {
        Options { site_rules: true, limits: Limits::default(), policies: Policies::default() }
    }
}
