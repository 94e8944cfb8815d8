//! XPath to selectors: an expression that selects elements becomes selectors that select the same ones.
//!
//! A path is walked step by step. What it has led to so far is a [`Chain`], the selector in the making; each step
//! adds a link to it, or turns it around: for the parents of what `S` selects there is `:has(> S)`. What stands in
//! brackets becomes a [`Cond`], a condition on one element. Where selectors cannot say the same, a [`Note`] tells how
//! the meaning differs, or the expression is refused with the reason.

mod along;
mod chain;
mod cond;
pub(crate) mod css;
mod number;
mod predicate;
mod siblings;
mod step;
#[cfg(test)]
mod tests;
mod text;
mod why;

use std::collections::BTreeSet;

use self::chain::Chain;
use self::cond::Cond;
use self::number::{Places, places};
use self::predicate::Counted;
use super::xpath::{Expr, Op, Path, Start};

pub(crate) use self::predicate::{from_end, is_function};
pub(crate) use self::why::Problem;
pub use self::why::{Dead, Note, Refusal};

/// What is taken of the elements that were selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Take {
    /// `//p`
    Element,
    /// `//p/text()`
    Text,
    /// `//a/@href`
    Attribute(String),
}

/// Selectors for an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Translation {
    /// What to select, and what to take of it. Never empty; together they select what the expression does.
    pub(crate) parts: Vec<(String, Take)>,
    /// How the meaning differs.
    pub(crate) notes: BTreeSet<Note>,
}

/// Translates an expression that selects nodes.
pub(crate) fn translate(expr: &Expr) -> Result<Translation, Problem> {
    let mut translator = Translator::default();
    let found = translator.nodes(expr)?;
    let mut parts: Vec<(String, Take)> = Vec::new();
    for (chain, take) in found.into_iter().filter(|(chain, _)| !chain.is_never()) {
        for selector in chain.into_selectors() {
            let part = (selector, take.clone());
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
    }
    if parts.is_empty() {
        return Err(Dead::Never.into());
    }
    Ok(Translation { parts, notes: translator.notes })
}

/// Whether an expression counts places, so that it depends on what else is on the page: `//p[2]`.
pub(crate) fn counts(expr: &Expr) -> bool {
    match expr {
        Expr::Binary(_, a, b) => counts(a) || counts(b),
        Expr::Path(path) => {
            let here = |predicates: &[Expr]| predicates.iter().any(|p| places(p).is_some());
            let start = match &path.start {
                Start::Expr { expr, predicates } => here(predicates) || counts(expr),
                Start::Root | Start::Context => false,
            };
            start || path.steps.iter().any(|step| step.axis.is_downward() && here(&step.predicates))
        }
        _ => false,
    }
}

/// Walks through one expression and collects what has to be said about its translation.
#[derive(Debug, Default)]
struct Translator {
    notes: BTreeSet<Note>,
    /// Whether it is inside a `not()`, and not inside two of them.
    is_negated: bool,
}

/// Chains, each with what is taken of what it selects.
type Found = Vec<(Chain, Take)>;

impl Translator {
    fn nodes(&mut self, expr: &Expr) -> Result<Found, Problem> {
        match expr {
            Expr::Path(path) => self.path(path),
            Expr::Binary(Op::Union, a, b) => {
                let mut found = self.nodes(a)?;
                found.extend(self.nodes(b)?);
                Ok(found)
            }
            Expr::Call(name, args) if name == "id" => match args.as_slice() {
                [Expr::Literal(id)] => Ok(vec![(Chain::new(Cond::Part(css::id(id))), Take::Element)]),
                _ => Err(Refusal::Function("id".to_owned()).into()),
            },
            Expr::Literal(_) => Err(Refusal::Constant.into()),
            _ => Err(Dead::NoNodes.into()),
        }
    }

    fn path(&mut self, path: &Path) -> Result<Found, Problem> {
        match &path.start {
            Start::Root => self.walk(step::Place::Document, &path.steps),
            Start::Context => self.walk(step::Place::Document, &path.steps).map_err(|problem| match problem {
                Problem::Dead(Dead::Root) => Dead::Relative.into(),
                other => other,
            }),
            Start::Expr { expr, predicates } => {
                let (chains, take) = taken_alike(self.nodes(expr)?)?;
                if take != Take::Element && !path.steps.is_empty() {
                    return Err(Refusal::NotAnElement.into());
                }
                let chains = predicates.iter().try_fold(chains, |chains, expr| self.of_all(chains, expr))?;
                match take {
                    Take::Element => self.walk(step::Place::Elements(chains), &path.steps),
                    take => Ok(chains.into_iter().map(|chain| (chain, take.clone())).collect()),
                }
            }
        }
    }

    /// `(//p | //div)[2]`: a predicate on all that was found together.
    fn of_all(&mut self, chains: Vec<Chain>, expr: &Expr) -> Result<Vec<Chain>, Problem> {
        let nth = match places(expr) {
            Some(Places::FromFirst(n)) if n.parse::<u32>().is_ok() => n,
            Some(Places::FromLast(n)) if n.parse::<u32>().is_ok() => format!("-{n}"),
            Some(_) => return Err(Refusal::Position.into()),
            None => {
                let cond = self.filtered(Cond::Always, std::slice::from_ref(expr), Counted::Others)?;
                return Ok(chains.into_iter().map(|chain| chain.and(cond.clone())).collect());
            }
        };
        Ok(vec![one(chains)?.step(format!(":nth-match({nth})"))])
    }
}

/// Several chains as one.
fn one(mut chains: Vec<Chain>) -> Result<Chain, Refusal> {
    if chains.len() == 1
        && let Some(chain) = chains.pop()
    {
        return Ok(chain);
    }
    let any = chains.into_iter().try_fold(Cond::Never, |any, chain| Ok::<_, Refusal>(any.or(chain.into_cond()?)))?;
    Ok(Chain::new(any))
}

/// What was found, if the same is taken of all of it.
fn taken_alike(found: Found) -> Result<(Vec<Chain>, Take), Refusal> {
    let take = found.first().map_or(Take::Element, |(_, take)| take.clone());
    let chain = |(chain, other)| if other == take { Ok(chain) } else { Err(Refusal::NotAnElement) };
    Ok((found.into_iter().map(chain).collect::<Result<_, _>>()?, take))
}
