//! A selector picks elements of a page: CSS, with the tests that filter-list authors know (`:has-text(…)`) and ours.
//!
//! Servo's `selectors` does the matching. Two of ours are no tests but steps from what was found to something else,
//! `:upward(…)` and `:nth-match(…)`: a selector is cut at them, and the part behind one starts from each hit.

mod dialect;
mod element;
mod index;
mod lexis;
mod measure;
mod own;
mod pseudo;
mod syntax;
#[cfg(test)]
mod tests;
mod work;

use std::ops::Range;
use std::sync::Arc;

use selectors::matching::{
    MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags, QuirksMode, SelectorCaches,
    matches_selector,
};
use selectors::{Element as _, SelectorList};

use super::NodeId;
use crate::dom::select::dialect::{Dialect, Reader};
use crate::dom::select::element::El;
use crate::dom::select::index::{Key, Needs};
use crate::dom::select::syntax::{StepText, Syntax};

pub(crate) use crate::dom::select::syntax::NameKind;
pub use crate::dom::select::work::Work;

/// The longest selector, in bytes.
const MAX_SELECTOR: usize = 1_024;
/// How deep `:has` may be nested.
const MAX_HAS: usize = 2;
/// How many compound selectors a selector may have, those in brackets counted: matching goes as deep.
const MAX_COMPOUNDS: usize = 100;
/// The steps that it takes to make the engine ready.
const CONTEXT: u64 = 8;
/// How deep functions may be nested.
const MAX_NESTING: usize = 12;

/// A selector, ready for any page.
#[derive(Clone, Debug)]
pub struct Selector {
    source: Arc<str>,
    members: Arc<[Member]>,
}

/// What commas part: each member finds for itself.
#[derive(Clone, Debug)]
struct Member {
    first: Part,
    steps: Vec<(Step, Option<Part>)>,
}

/// A stretch without steps.
#[derive(Clone, Debug)]
struct Part {
    list: SelectorList<Dialect>,
    /// For each selector of the list.
    needs: Vec<Needs>,
}

#[derive(Clone, Debug)]
enum Step {
    /// `:upward(2)`
    UpwardBy(u32),
    /// `:upward(article)`
    UpwardTo(SelectorList<Dialect>),
    /// `:nth-match(-1)`
    NthMatch(i32),
}

/// Why a text is no selector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}: {remedy}")]
pub struct SelectorError {
    /// Where, in bytes of the text.
    pub span: Range<usize>,
    /// What is wrong there.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

impl SelectorError {
    fn new(span: Range<usize>, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        SelectorError { span, message: message.into(), remedy: remedy.into() }
    }
}

impl Selector {
    /// Reads a selector.
    ///
    /// # Errors
    /// If it is none, with the place of the first thing that is wrong.
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        if text.len() > MAX_SELECTOR {
            let message = format!("a selector has at most {MAX_SELECTOR} bytes, this one {}", text.len());
            return Err(SelectorError::new(0..text.len(), message, "split it into several lines of the list"));
        }
        let syntax = syntax::read(text)?;
        let members = syntax.members.iter().map(|member| compile(&syntax, member)).collect::<Result<_, _>>()?;
        Ok(Selector { source: text.into(), members })
    }

    /// The elements of a subtree that match, its root among them, in document order, each once.
    pub fn select(&self, within: NodeId, work: &Work<'_>) -> Vec<NodeId> {
        let range = within..work.dom.end(within);
        let mut found: Vec<NodeId> = self.members.iter().flat_map(|m| m.select(&range, within, work)).collect();
        work.charge(&self.source);
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The names and attribute tests that a selector goes by, with their places in its text; none if it is no selector.
pub(crate) fn names(text: &str) -> Vec<(NameKind, Range<usize>)> {
    syntax::read(text).map(|syntax| syntax.names).unwrap_or_default()
}

impl Member {
    fn select(&self, range: &Range<NodeId>, scope: NodeId, work: &Work<'_>) -> Vec<NodeId> {
        let mut found = self.first.select(range, scope, work);
        for (step, then) in &self.steps {
            found = step.take(&found, work);
            if let Some(part) = then {
                found = found.into_iter().flat_map(|hit| part.select_from(hit, work)).collect();
            }
            found.sort_unstable();
            found.dedup();
        }
        found
    }
}

impl Part {
    fn new(list: SelectorList<Dialect>) -> Self {
        let needs = list.slice().iter().map(Needs::of).collect();
        Part { list, needs }
    }

    /// The elements of a stretch of the page that match, in document order.
    fn select(&self, range: &Range<NodeId>, scope: NodeId, work: &Work<'_>) -> Vec<NodeId> {
        let mut found = Vec::new();
        with_context(scope, work, |context| {
            for (selector, needs) in self.list.slice().iter().zip(&self.needs) {
                is_any(candidates(work, needs, range, scope), work, |id| {
                    if matches_selector(selector, 0, None, El { work, id }, context) {
                        found.push(id);
                    }
                    false
                });
            }
        });
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The elements that match with `hit` as their `:scope`: it, what it holds and what follows beside it.
    fn select_from(&self, hit: NodeId, work: &Work<'_>) -> Vec<NodeId> {
        let end = work.dom.parent(hit).map_or(hit, |parent| work.dom.end(parent));
        self.select(&(hit..end), hit, work)
    }
}

impl Step {
    fn take(&self, found: &[NodeId], work: &Work<'_>) -> Vec<NodeId> {
        match self {
            Step::UpwardBy(levels) => {
                found.iter().filter_map(|&hit| above(hit, work).nth(*levels as usize - 1)).collect()
            }
            Step::UpwardTo(list) => {
                found.iter().filter_map(|&hit| above(hit, work).find(|&id| matches_list(list, id, work))).collect()
            }
            Step::NthMatch(n) => {
                let place = usize::try_from(n.unsigned_abs() - 1).ok();
                let hit = place.and_then(|place| match n {
                    1.. => found.get(place),
                    _ => found.iter().rev().nth(place),
                });
                hit.copied().into_iter().collect()
            }
        }
    }
}

/// The elements that hold this one, the nearest first.
fn above<'w>(hit: NodeId, work: &'w Work<'_>) -> impl Iterator<Item = NodeId> + 'w {
    let dom = work.dom;
    dom.ancestors(hit).filter(|&id| dom.is_element(id)).take_while(|_| work.spend(1))
}

fn compile(syntax: &Syntax, member: &syntax::Member) -> Result<Member, SelectorError> {
    let reader = |range: &Range<usize>| Reader { tests: &syntax.tests, base: range.start as isize };
    let plain = |range: &Range<usize>| {
        reader(range).list(&syntax.masked[range.clone()]).map_err(|_| SelectorError::unreadable(range))
    };
    let mut steps = Vec::new();
    for (step, range) in &member.steps {
        let step = match step {
            StepText::UpwardBy(levels) => Step::UpwardBy(*levels),
            StepText::UpwardTo(range) => Step::UpwardTo(plain(range)?),
            StepText::NthMatch(n) => Step::NthMatch(*n),
        };
        let text = &syntax.masked[range.clone()];
        let then = match text.trim() {
            "" => None,
            _ => Some(Part::new(reader(range).scoped(text, "").map_err(|_| SelectorError::unreadable(range))?)),
        };
        steps.push((step, then));
    }
    Ok(Member { first: Part::new(plain(&member.first)?), steps })
}

impl SelectorError {
    /// For what the syntax lets pass and the engine does not.
    fn unreadable(range: &Range<usize>) -> Self {
        SelectorError::new(range.clone(), "this is not a selector", "rules/README.md shows all that there is")
    }
}

/// The elements of a stretch that have what they need to match; those of each key in document order.
fn candidates<'w>(
    work: &'w Work<'_>,
    needs: &'w Needs,
    range: &'w Range<NodeId>,
    scope: NodeId,
) -> impl Iterator<Item = NodeId> + 'w {
    work.spend(1 + needs.looked_up() / 2);
    let own: &[Key] = if needs.are_met(work.index()) { &needs.own } else { &[] };
    own.iter().flat_map(move |key| {
        let (hashed, scope, any) = match *key {
            Key::Hash(hash) => (Some(work.index().find(hash, range)), None, None),
            Key::Scope if work.dom.is_element(scope) => (None, range.contains(&scope).then_some(scope), None),
            Key::Scope | Key::Any => (None, None, Some(work.dom.ids_in(range))),
        };
        let found = hashed.into_iter().flatten().chain(scope).chain(any.into_iter().flatten());
        found.filter(|&id| work.dom.is_element(id))
    })
}

/// Whether one of the elements passes, as long as there are steps left.
fn is_any(mut elements: impl Iterator<Item = NodeId>, work: &Work<'_>, mut test: impl FnMut(NodeId) -> bool) -> bool {
    elements.any(|id| work.spend(1) && test(id) || work.is_spent()) && !work.is_spent()
}

fn matches_list(list: &SelectorList<Dialect>, id: NodeId, work: &Work<'_>) -> bool {
    with_context(NodeId::ROOT, work, |context| {
        work.spend(1) && selectors::matching::matches_selector_list(list, El { work, id }, context)
    })
}

/// A context in which `:scope` is this element; the root element if it is the document.
fn with_context<R>(scope: NodeId, work: &Work<'_>, run: impl FnOnce(&mut MatchingContext<'_, Dialect>) -> R) -> R {
    work.spend(CONTEXT);
    let mut caches = SelectorCaches::default();
    let mut context = MatchingContext::new(
        MatchingMode::Normal,
        None,
        &mut caches,
        QuirksMode::NoQuirks,
        NeedsSelectorFlags::No,
        MatchingForInvalidation::No,
    );
    context.scope_element = work.dom.is_element(scope).then(|| El { work, id: scope }.opaque());
    run(&mut context)
}
