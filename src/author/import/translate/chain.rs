//! A selector in the making: conditions with combinators between them and, where the dialect needs them, steps from
//! what was found to something else (`:upward(…)`, `:nth-match(…)`).

use super::Refusal;
use super::cond::Cond;

/// How one element of a chain stands to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// The first of a chain.
    Start,
    /// Behind a step: the very element that the step led to.
    Same,
    /// `a > b`
    Child,
    /// `a b`
    Inside,
    /// `a + b`
    Next,
    /// `a ~ b`
    Later,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Element(Link, Cond),
    /// `:upward(2)`
    Step(String),
}

/// The elements that a path has led to so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chain {
    pieces: Vec<Piece>,
}

impl Link {
    fn css(self) -> &'static str {
        match self {
            Link::Start | Link::Same => "",
            Link::Child => " > ",
            Link::Inside => " ",
            Link::Next => " + ",
            Link::Later => " ~ ",
        }
    }
}

impl Chain {
    pub(super) fn new(cond: Cond) -> Self {
        Chain { pieces: vec![Piece::Element(Link::Start, cond)] }
    }

    /// The elements that stand in this way to those of the chain.
    pub(super) fn then(mut self, link: Link, cond: Cond) -> Self {
        self.pieces.push(Piece::Element(link, cond));
        self
    }

    /// Those of its elements for which this holds, too.
    pub(super) fn and(mut self, more: Cond) -> Self {
        match self.pieces.pop() {
            Some(Piece::Element(link, cond)) => self.pieces.push(Piece::Element(link, cond.and(more))),
            Some(step) => self.pieces.extend([step, Piece::Element(Link::Same, more)]),
            None => {}
        }
        self
    }

    /// The elements that a step leads to.
    pub(super) fn step(mut self, step: String) -> Self {
        self.pieces.push(Piece::Step(step));
        self
    }

    /// If the chain ends in `P > C`: `P:has(> C)`, which are the parents.
    pub(super) fn parent(&self) -> Option<Chain> {
        let [before @ .., Piece::Element(link, parent), Piece::Element(Link::Child, child)] = self.pieces.as_slice()
        else {
            return None;
        };
        let parent = parent.clone().and(Cond::Has(format!("> {}", child.css())));
        let mut pieces = before.to_vec();
        pieces.push(Piece::Element(*link, parent));
        Some(Chain { pieces })
    }

    /// The chain as a condition on its last element.
    pub(super) fn into_cond(self) -> Result<Cond, Refusal> {
        match self.pieces.as_slice() {
            [Piece::Element(_, cond)] => Ok(cond.clone()),
            pieces if pieces.iter().any(|p| matches!(p, Piece::Step(_))) => Err(Refusal::StepInside),
            _ => Ok(Cond::Part(format!(":is({})", self.css()))),
        }
    }

    /// Whether nothing can match.
    pub(super) fn is_never(&self) -> bool {
        self.pieces.iter().any(|p| matches!(p, Piece::Element(_, Cond::Never)))
    }

    /// The chain as selectors: more than one where its only element may be one of several.
    pub(super) fn into_selectors(self) -> Vec<String> {
        match self.pieces.as_slice() {
            [Piece::Element(_, cond)] => cond.alternatives().into_iter().map(Cond::css).collect(),
            _ => vec![self.css()],
        }
    }

    fn css(&self) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Element(Link::Same, Cond::Always) => {}
                Piece::Element(Link::Same, cond @ Cond::Tag(_)) => out.push_str(&format!(":is({})", cond.css())),
                Piece::Element(Link::Same, Cond::All(all)) if all.iter().any(|c| matches!(c, Cond::Tag(_))) => {
                    out.push_str(&format!(":is({})", Cond::All(all.clone()).css()));
                }
                Piece::Element(link, cond) => {
                    out.push_str(link.css());
                    out.push_str(&cond.css());
                }
                Piece::Step(step) => out.push_str(step),
            }
        }
        out
    }
}
