//! Site rules: read, compiled, and found by host.

/// The rules of any number of sites.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {}

impl RuleSet {
    /// The rules that come with dehusk.
    pub fn builtin() -> Self {
        RuleSet {}
    }

    /// No rule at all.
    pub fn empty() -> Self {
        RuleSet {}
    }
}
