//! Steps to siblings, and which of them: `following-sibling::p[position() < 3]`.

use super::Translator;
use super::chain::{Chain, Link};
use super::cond::Cond;
use super::number::{Places, places};
use super::predicate::Counted;
use super::why::{Note, Problem, Refusal};
use crate::author::import::xpath::{Axis, Step, Test};

/// How far a step may reach.
const FARTHEST: usize = 16;

/// Which siblings of a kind, counted from the element on.
#[derive(Debug)]
enum Reach {
    Nth(usize),
    UpTo(usize),
    Beyond(usize),
    /// Counted from the end of the row, so that it is the same wherever one starts.
    ByEnd(Places),
}

impl Reach {
    fn of(places: Places) -> Option<Reach> {
        let reach = match places {
            Places::FromFirst(text) => match text.strip_prefix("-n+") {
                Some(most) => Reach::UpTo(most.parse().ok()?),
                None => Reach::Nth(text.parse().ok()?),
            },
            Places::FromLast(_) => Reach::ByEnd(places),
            Places::Not(inner) => match Reach::of(*inner)? {
                Reach::Nth(1) => Reach::Beyond(1),
                Reach::UpTo(most) => Reach::Beyond(most),
                Reach::ByEnd(places) => Reach::ByEnd(Places::Not(Box::new(places))),
                Reach::Nth(_) | Reach::Beyond(_) => return None,
            },
            Places::None => return None,
        };
        let is_near = !matches!(reach, Reach::Nth(n) | Reach::UpTo(n) | Reach::Beyond(n) if n > FARTHEST);
        is_near.then_some(reach)
    }
}

impl Translator {
    pub(super) fn siblings(&mut self, chain: Chain, step: &Step) -> Result<Vec<Chain>, Problem> {
        if step.test == Test::Node {
            self.notes.insert(Note::BareText);
        }
        let is_after = step.axis == Axis::FollowingSibling;
        let Some(at) = step.predicates.iter().position(|p| places(p).is_some()) else {
            let there = self.element(step, Counted::Others)?;
            return Ok(vec![if is_after {
                chain.then(Link::Later, there)
            } else {
                Chain::new(there.and(Cond::Has(format!("~ {}", chain.into_cond()?.css()))))
            }]);
        };
        let (before, rest) = step.predicates.split_at(at);
        let reach = rest.first().and_then(places).and_then(Reach::of).ok_or(Refusal::Position)?;
        let name = self.name(&step.test)?;
        let target = self.filtered(name, before, Counted::Others)?;
        let left = if matches!(reach, Reach::Nth(_)) { Counted::One } else { Counted::Others };
        let more = self.filtered(Cond::Always, rest.get(1..).unwrap_or_default(), left)?;
        match (target, reach) {
            (target, Reach::ByEnd(places)) => Ok(vec![by_end(chain, target, &places, is_after)?.and(more)]),
            (Cond::Always, reach) if is_after => Ok(behind(chain, &reach, &more)),
            (Cond::Always, reach) => ahead(&chain.into_cond()?.css(), &reach, &more),
            (target, reach) => {
                let cond = self.of_a_kind(&chain.into_cond()?.css(), target, &reach, is_after);
                Ok(vec![Chain::new(cond.and(more))])
            }
        }
    }

    /// `following-sibling::p[2]`: a `p` behind it that has one other such `p` before itself, and not two.
    fn of_a_kind(&mut self, from: &str, target: Cond, reach: &Reach, is_after: bool) -> Cond {
        let to = format!("{} ~ ", target.css());
        let at_least = |n: usize| match is_after {
            true => format!("{from} ~ {}*", to.repeat(n - 1)),
            false => format!("~ {}{from}", to.repeat(n - 1)),
        };
        let holds = |n: usize| match is_after {
            true => Cond::Part(format!(":is({})", at_least(n))),
            false => Cond::Has(at_least(n)),
        };
        let fails = |n: usize| match is_after {
            true => Cond::Part(at_least(n)).negated(),
            false => Cond::Has(at_least(n)).negated(),
        };
        let (least, most) = match *reach {
            Reach::Nth(n) => (n.max(1), Some(n)),
            Reach::UpTo(n) => (1, Some(n)),
            Reach::Beyond(n) => (n + 1, None),
            Reach::ByEnd(_) => (1, None),
        };
        if most.is_some() {
            self.notes.insert(Note::OneOfSeveral);
        }
        let found = target.clone().and(holds(least));
        most.map_or(found.clone(), |most| found.and(fails(most + 1)))
    }
}

/// `following-sibling::p[last()]`: the last `p` of its row, if it stands behind.
fn by_end(chain: Chain, target: Cond, places: &Places, is_after: bool) -> Result<Chain, Refusal> {
    let from = chain.into_cond()?.css();
    let (places, beside) = match is_after {
        true => (places.clone(), Cond::Part(format!(":is({from} ~ *)"))),
        false => (places.turned(), Cond::Has(format!("~ {from}"))),
    };
    let at = places.among(&target);
    Ok(Chain::new(target.narrowed(at).and(beside)))
}

/// Elements of any name behind it.
fn behind(chain: Chain, reach: &Reach, more: &Cond) -> Vec<Chain> {
    let after = |n: usize| (0..n).fold(chain.clone(), |chain, _| chain.then(Link::Next, Cond::Always));
    let nth = |n: usize| after(n - 1).then(Link::Next, more.clone());
    match *reach {
        Reach::Nth(n) => vec![nth(n)],
        Reach::UpTo(most) => (1..=most).map(nth).collect(),
        Reach::Beyond(n) => vec![after(n).then(Link::Later, more.clone())],
        Reach::ByEnd(_) => Vec::new(),
    }
}

/// Elements of any name before it.
fn ahead(from: &str, reach: &Reach, more: &Cond) -> Result<Vec<Chain>, Problem> {
    let nth = |n: usize| Chain::new(more.clone().and(Cond::Has(format!("{}+ {from}", "+ * ".repeat(n - 1)))));
    Ok(match *reach {
        Reach::Nth(n) => vec![nth(n)],
        Reach::UpTo(most) => (1..=most).map(nth).collect(),
        Reach::Beyond(n) => vec![Chain::new(more.clone().and(Cond::Has(format!("~ {}{from}", "* + ".repeat(n)))))],
        Reach::ByEnd(_) => Vec::new(),
    })
}
