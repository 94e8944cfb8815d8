//! A condition on one element, as CSS can say it in one compound selector.
//!
//! Built up by `and`, `or` and `not`, which keep it small: nothing that is always or never true stays inside another
//! condition, and no `All` holds an `All`.

/// What an element must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cond {
    /// `*`
    Always,
    /// `:not(*)`
    Never,
    /// `div`
    Tag(String),
    /// `.x`, `[href*="x"]`, `:is(aside *)`
    Part(String),
    /// `:nth-child(2 of p.x)`: says all that the conditions before it say.
    Nth(String),
    /// What stands inside `:has()`: `> a`, `~ p`, `img`
    Has(String),
    /// `div.x`
    All(Vec<Cond>),
    /// `:is(.x, .y)`
    Any(Vec<Cond>),
    /// `:not(.x)`
    Not(Box<Cond>),
}

impl Cond {
    pub(super) fn and(self, other: Cond) -> Cond {
        match (self, other) {
            (Cond::Never, _) | (_, Cond::Never) => Cond::Never,
            (Cond::Always, c) | (c, Cond::Always) => c,
            (a, b) if a == b => a,
            (a, b) if a.has_other_name(&b) => Cond::Never,
            (a, b) => {
                let mut all = a.into_all();
                for more in b.into_all() {
                    if !all.contains(&more) {
                        all.push(more);
                    }
                }
                if all.len() == 1 { all.remove(0) } else { Cond::All(all) }
            }
        }
    }

    pub(super) fn or(self, other: Cond) -> Cond {
        match (self, other) {
            (Cond::Always, _) | (_, Cond::Always) => Cond::Always,
            (Cond::Never, c) | (c, Cond::Never) => c,
            (a, b) if a == b => a,
            (a, b) => {
                let mut any = a.into_any();
                any.extend(b.into_any());
                Cond::Any(any)
            }
        }
    }

    /// Both hold, where the second was made in view of the first.
    pub(super) fn narrowed(self, more: Cond) -> Cond {
        match more {
            Cond::Nth(_) => self.tag().and(more),
            more => self.and(more),
        }
    }

    pub(super) fn negated(self) -> Cond {
        match self {
            Cond::Always => Cond::Never,
            Cond::Never => Cond::Always,
            Cond::Not(inner) => *inner,
            other => Cond::Not(Box::new(other)),
        }
    }

    /// Whether both name an element, and not the same one.
    fn has_other_name(&self, other: &Cond) -> bool {
        match (self.tag(), other.tag()) {
            (Cond::Tag(a), Cond::Tag(b)) => a != b,
            _ => false,
        }
    }

    /// The part of it that is about the element's name.
    fn tag(&self) -> Cond {
        match self {
            Cond::All(all) => all.iter().find(|c| matches!(c, Cond::Tag(_))).cloned().unwrap_or(Cond::Always),
            Cond::Tag(_) => self.clone(),
            _ => Cond::Always,
        }
    }

    fn into_all(self) -> Vec<Cond> {
        match self {
            Cond::All(all) => all,
            other => vec![other],
        }
    }

    fn into_any(self) -> Vec<Cond> {
        match self {
            Cond::Any(any) => any,
            other => vec![other],
        }
    }

    /// As a compound selector; `*` for the condition that is always true.
    pub(super) fn css(&self) -> String {
        match self {
            Cond::Always => "*".to_owned(),
            Cond::Never => ":not(*)".to_owned(),
            Cond::Tag(text) | Cond::Part(text) | Cond::Nth(text) => text.clone(),
            Cond::Has(relative) => format!(":has({relative})"),
            Cond::All(all) => all_css(all),
            Cond::Any(any) => format!(":is({})", list(any)),
            Cond::Not(inner) => match &**inner {
                Cond::Any(any) => format!(":not({})", list(any)),
                one => format!(":not({})", one.css()),
            },
        }
    }

    /// The conditions of which any must hold, each as a compound selector.
    pub(super) fn alternatives(&self) -> Vec<&Cond> {
        match self {
            Cond::Any(any) => any.iter().collect(),
            one => vec![one],
        }
    }
}

fn list(conds: &[Cond]) -> String {
    conds.iter().map(Cond::css).collect::<Vec<_>>().join(", ")
}

/// The name of the element must come first; there is one at most.
fn all_css(all: &[Cond]) -> String {
    let (names, others): (Vec<&Cond>, Vec<&Cond>) = all.iter().partition(|cond| matches!(cond, Cond::Tag(_)));
    names.into_iter().chain(others).map(Cond::css).collect()
}
