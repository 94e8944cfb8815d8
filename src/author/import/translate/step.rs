//! One step of a path after the other: where it leads from what the path has led to so far.

use super::chain::{Chain, Link};
use super::cond::Cond;
use super::number::{Places, places};
use super::predicate::Counted;
use super::text::is_text;
use super::why::{Dead, Note, Problem, Refusal};
use super::{Found, Take, Translator, one};
use crate::author::import::xpath::{Axis, Expr, Step, Test};

/// Where a path stands.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// At its start: `/`.
    Document,
    /// At the elements that any of these chains selects.
    Elements(Vec<Chain>),
}

impl Translator {
    pub(super) fn walk(&mut self, start: Place, steps: &[Step]) -> Result<Found, Problem> {
        let mut place = start;
        let mut steps = steps.iter().peekable();
        while let Some(step) = steps.next() {
            match step.axis {
                Axis::Attribute => return last(steps.next(), self.attributes(place, step)?),
                Axis::Namespace => return Err(Dead::Prefix.into()),
                _ => {}
            }
            if matches!(place, Place::Document) && step.is_here() {
                continue;
            }
            if is_text(step) {
                let chains = self.holders(place, step)?;
                match steps.next() {
                    None => return Ok(taken(chains, &Take::Text)),
                    Some(next) => place = self.around_text(chains, next)?,
                }
                continue;
            }
            if step.test == Test::Node && step.axis == Axis::Child {
                let chains = self.content(place, step)?;
                return last(steps.next(), taken(chains, &Take::Element));
            }
            place = Place::Elements(self.step(place, step)?);
        }
        match place {
            Place::Document => Err(Dead::NoNodes.into()),
            Place::Elements(chains) => Ok(taken(chains, &Take::Element)),
        }
    }

    fn attributes(&mut self, place: Place, step: &Step) -> Result<Found, Problem> {
        let has = self.along(std::slice::from_ref(step), None)?;
        let Test::Name(name) = &step.test else { return Err(Refusal::AnyAttribute.into()) };
        let take = Take::Attribute(name.to_ascii_lowercase());
        let chains = place.elements()?;
        Ok(chains.into_iter().map(|chain| (chain.and(has.clone()), take.clone())).collect())
    }

    /// The elements that hold the text that `text()` leads to.
    fn holders(&mut self, place: Place, step: &Step) -> Result<Vec<Chain>, Problem> {
        let asked = match self.text_asked(step)? {
            Cond::Always => {
                self.notes.insert(Note::OwnText);
                Cond::Always
            }
            asked => self.directly(asked),
        };
        let add = |chain: Chain| chain.and(asked.clone());
        match (place, step.axis) {
            (Place::Elements(chains), Axis::Child) => Ok(chains.into_iter().map(add).collect()),
            (Place::Elements(chains), _) if asked == Cond::Always => Ok(chains),
            (Place::Elements(chains), _) => {
                let inside = chains.iter().cloned().map(|chain| chain.then(Link::Inside, asked.clone()));
                Ok(chains.iter().cloned().map(add).chain(inside).collect())
            }
            (Place::Document, Axis::Child) => Err(Dead::Root.into()),
            (Place::Document, _) => Ok(vec![Chain::new(asked)]),
        }
    }

    /// `text()[…]/parent::p`, `text()[…]/ancestor::div[1]`: up from a piece of text.
    fn around_text(&mut self, chains: Vec<Chain>, next: &Step) -> Result<Place, Problem> {
        let axis = match next.axis {
            Axis::Parent => Axis::Own,
            Axis::Ancestor => Axis::AncestorOrSelf,
            _ => return Err(Refusal::NotAnElement.into()),
        };
        let step = Step { axis, ..next.clone() };
        Ok(Place::Elements(self.step(Place::Elements(chains), &step)?))
    }

    /// `div/node()`: all that is in an element, so the element itself.
    fn content(&mut self, place: Place, step: &Step) -> Result<Vec<Chain>, Problem> {
        match place {
            Place::Elements(chains) if step.predicates.is_empty() => Ok(chains),
            place => {
                self.notes.insert(Note::BareText);
                self.step(place, &Step { test: Test::Any, ..step.clone() })
            }
        }
    }

    fn step(&mut self, place: Place, step: &Step) -> Result<Vec<Chain>, Problem> {
        match place {
            Place::Document => self.first_step(step),
            Place::Elements(chains) => {
                let mut out = Vec::new();
                for chain in chains {
                    out.extend(self.next_step(chain, step)?);
                }
                Ok(out)
            }
        }
    }

    fn first_step(&mut self, step: &Step) -> Result<Vec<Chain>, Problem> {
        match step.axis {
            Axis::Child => match &step.test {
                Test::Any => Ok(vec![Chain::new(Cond::Part(":root".to_owned()))]),
                Test::Name(name) if name == "html" => Ok(vec![Chain::new(self.element(step, Counted::One)?)]),
                _ => Err(Dead::Root.into()),
            },
            Axis::Deep => Ok(vec![Chain::new(self.element(step, Counted::Siblings)?)]),
            Axis::Descendant | Axis::DescendantOrSelf => self.descendants_of_document(step),
            _ => Err(Dead::Root.into()),
        }
    }

    /// `/descendant::p[2]` counts through the whole page.
    fn descendants_of_document(&mut self, step: &Step) -> Result<Vec<Chain>, Problem> {
        let split = step.predicates.iter().position(|p| places(p).is_some()).unwrap_or(step.predicates.len());
        let (before, after) = step.predicates.split_at(split);
        let name = self.name(&step.test)?;
        let chains = vec![Chain::new(self.filtered(name, before, Counted::Others)?)];
        after.iter().try_fold(chains, |chains, expr| self.of_all(chains, expr))
    }

    fn next_step(&mut self, chain: Chain, step: &Step) -> Result<Vec<Chain>, Problem> {
        let counted = Counted::on(step.axis);
        if let (Axis::Descendant | Axis::Following | Axis::Preceding, Some((before, n, after))) = (step.axis, nth(step))
        {
            return self.nth_of_all(chain, step, before, n, after);
        }
        match step.axis {
            Axis::Child => Ok(vec![chain.then(Link::Child, self.element(step, counted)?)]),
            Axis::Deep | Axis::Descendant => Ok(vec![chain.then(Link::Inside, self.element(step, counted)?)]),
            Axis::Own => Ok(vec![chain.and(self.element(step, counted)?)]),
            Axis::DescendantOrSelf => {
                let here = self.element(step, counted)?;
                Ok(vec![chain.clone().and(here.clone()), chain.then(Link::Inside, here)])
            }
            Axis::Parent => Ok(vec![parents(chain, self.element(step, counted)?)]),
            Axis::Ancestor => self.ancestors(chain, step),
            Axis::AncestorOrSelf => self.ancestors_or_self(chain, step),
            Axis::FollowingSibling | Axis::PrecedingSibling => self.siblings(chain, step),
            Axis::Following => {
                let there = self.element(step, counted)?;
                let from = Chain::new(around(chain)?);
                let beside = from.clone().then(Link::Later, there.clone());
                Ok(vec![beside, from.then(Link::Later, Cond::Always).then(Link::Inside, there)])
            }
            Axis::Preceding => {
                let there = self.element(step, counted)?;
                let before = Cond::Has(format!("~ {}", around(chain)?.css()));
                let beside = Chain::new(there.clone().and(before.clone()));
                Ok(vec![beside, Chain::new(before).then(Link::Inside, there)])
            }
            Axis::Attribute | Axis::Namespace => Err(Refusal::NotAnElement.into()),
        }
    }

    /// `following::p[2]`: counted from one starting point, since selectors count through the page.
    fn nth_of_all(
        &mut self,
        chain: Chain,
        step: &Step,
        before: &[Expr],
        n: usize,
        after: &[Expr],
    ) -> Result<Vec<Chain>, Problem> {
        self.notes.insert(Note::OneOfSeveral);
        let all = Step { predicates: before.to_vec(), ..step.clone() };
        let chains = self.next_step(chain, &all)?;
        let sign = if step.axis == Axis::Preceding { "-" } else { "" };
        let found = one(chains)?.step(format!(":nth-match({sign}{n})"));
        Ok(vec![found.and(self.filtered(Cond::Always, after, Counted::One)?)])
    }

    fn ancestors(&mut self, chain: Chain, step: &Step) -> Result<Vec<Chain>, Problem> {
        if let [before @ .., last] = step.predicates.as_slice()
            && places(last) == Some(Places::FromLast("1".to_owned()))
        {
            let name = self.name(&step.test)?;
            let target = self.filtered(name, before, Counted::Others)?;
            let outermost = Cond::Part(format!("{} *", target.css())).negated();
            return Ok(vec![Chain::new(target.and(Cond::Has(chain.into_cond()?.css())).and(outermost))]);
        }
        let Some((before, n, after)) = nth(step) else {
            let there = self.element(step, Counted::Others)?;
            return Ok(vec![Chain::new(there.and(Cond::Has(chain.into_cond()?.css())))]);
        };
        let name = self.name(&step.test)?;
        let target = self.filtered(name, before, Counted::Others)?;
        let found = match target {
            Cond::Always => chain.step(format!(":upward({n})")),
            target => (0..n).fold(chain, |chain, _| chain.step(format!(":upward({})", target.css()))),
        };
        let more = self.filtered(Cond::Always, after, Counted::One)?;
        Ok(vec![found.and(more)])
    }

    fn ancestors_or_self(&mut self, chain: Chain, step: &Step) -> Result<Vec<Chain>, Problem> {
        let Some((before, 1, after)) = nth(step) else {
            let there = self.element(step, Counted::Others)?;
            let above = Chain::new(there.clone().and(Cond::Has(chain.clone().into_cond()?.css())));
            return Ok(vec![chain.and(there), above]);
        };
        let name = self.name(&step.test)?;
        let target = self.filtered(name, before, Counted::Others)?;
        let more = self.filtered(Cond::Always, after, Counted::One)?;
        let own = chain.clone().and(target.clone());
        let above = chain.and(target.clone().negated()).step(format!(":upward({})", target.css()));
        Ok(vec![own.and(more.clone()), above.and(more)])
    }
}

impl Step {
    /// Whether it is a plain `.`.
    fn is_here(&self) -> bool {
        self.axis == Axis::Own && self.test == Test::Node && self.predicates.is_empty()
    }
}

impl Place {
    /// The elements that an attribute is asked of; `//@href` asks all.
    fn elements(self) -> Result<Vec<Chain>, Dead> {
        match self {
            Place::Document => Err(Dead::Root),
            Place::Elements(chains) => Ok(chains),
        }
    }
}

/// The predicates before the one that says which, its number, and those after it.
fn nth(step: &Step) -> Option<(&[Expr], usize, &[Expr])> {
    let at = step.predicates.iter().position(|p| places(p).is_some())?;
    let Some(Places::FromFirst(n)) = step.predicates.get(at).and_then(places) else { return None };
    let n = n.parse().ok().filter(|n| (1..=16).contains(n))?;
    Some((step.predicates.get(..at)?, n, step.predicates.get(at + 1..)?))
}

/// The parents that are so.
fn parents(chain: Chain, there: Cond) -> Chain {
    if let Some(parent) = chain.parent() {
        return parent.and(there);
    }
    match (there, chain.clone().into_cond()) {
        (Cond::Always, _) => chain.step(":upward(1)".to_owned()),
        // `:has` can be nested once.
        (there, Ok(child)) if child.css().matches(":has(").count() < 2 => {
            Chain::new(there.and(Cond::Has(format!("> {}", child.css()))))
        }
        (there, _) => chain.step(":upward(1)".to_owned()).and(there),
    }
}

/// The elements of a chain and those that hold one.
fn around(chain: Chain) -> Result<Cond, Refusal> {
    let own = chain.into_cond()?;
    let css = own.css();
    Ok(own.or(Cond::Has(css)))
}

fn taken(chains: Vec<Chain>, take: &Take) -> Found {
    chains.into_iter().map(|chain| (chain, take.clone())).collect()
}

/// What was found, if no step follows.
fn last(next: Option<&Step>, found: Found) -> Result<Found, Problem> {
    match next {
        None => Ok(found),
        Some(_) => Err(Refusal::NotAnElement.into()),
    }
}
