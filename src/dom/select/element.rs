//! An element as the engine asks for it. Every answer that may cost is counted.

use std::borrow::Cow;

use html5ever::LocalName;
use selectors::attr::{AttrSelectorOperation, CaseSensitivity, NamespaceConstraint};
use selectors::bloom::BloomFilter;
use selectors::matching::{ElementSelectorFlags, MatchingContext, matches_selector};
use selectors::{Element, OpaqueElement};

use super::dialect::{Dialect, Name, NoPseudoElement, Pseudo, Relative, Word};
use super::own::OwnTest;
use super::work::Work;
use super::{candidates, is_any};
use crate::dom::NodeId;

/// One element of the page that the work is on.
#[derive(Clone, Copy)]
pub(super) struct El<'w> {
    pub(super) work: &'w Work<'w>,
    pub(super) id: NodeId,
}

impl std::fmt::Debug for El<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.id)
    }
}

impl<'w> El<'w> {
    fn at(self, id: NodeId) -> Self {
        El { id, ..self }
    }

    /// The next sibling in one direction that is an element.
    fn sibling(self, step: impl Fn(NodeId) -> Option<NodeId>) -> Option<Self> {
        std::iter::successors(step(self.id), |&n| step(n))
            .inspect(|_| {
                self.work.spend(1);
            })
            .find(|&n| self.work.dom.is_element(n))
            .map(|n| self.at(n))
    }

    /// The nodes directly in it, counted.
    fn children(self) -> impl Iterator<Item = NodeId> + use<'w> {
        self.work.dom.children(self.id).inspect(move |_| {
            self.work.spend(1);
        })
    }

    /// The value of an attribute. To look for it costs more the more others there are.
    fn attr(self, name: &LocalName) -> Option<&'w str> {
        self.work.spend(self.work.dom.attr_count(self.id) as u64 / 8);
        self.work.dom.attr(self.id, name)
    }

    fn passes(self, test: &OwnTest) -> bool {
        let (dom, measures) = (self.work.dom, self.work.measures());
        let text = measures.text(dom, self.id);
        let folded = if matches!(text, Cow::Owned(_)) { text.len() as u64 / 4 } else { 0 };
        let steps = match test {
            OwnTest::HasMatch(pattern) => folded + pattern.steps(text.len()),
            _ => 1 + folded + text.len() as u64 / 16,
        };
        if !self.work.spend(steps) {
            return false;
        }
        match test {
            OwnTest::HasText(wanted) => text.contains(&**wanted),
            OwnTest::HasMatch(pattern) => pattern.is_match(&text),
            OwnTest::MinTextLength(limit) => text.chars().count() >= *limit,
            OwnTest::LinkDensity(compare, limit) => compare.holds(measures.link_density(dom, self.id), *limit),
        }
    }

    fn has(self, relative: &Relative, context: &mut MatchingContext<'_, Dialect>) -> bool {
        let dom = self.work.dom;
        let range = match (relative.sideways, dom.parent(self.id)) {
            (true, Some(parent)) => dom.end(self.id)..dom.end(parent),
            _ => NodeId::new(self.id.index() + 1)..dom.end(self.id),
        };
        context.nest_for_scope(Some(self.opaque()), |context| {
            is_any(candidates(self.work, &relative.needs, &range, self.id), self.work, |id| {
                matches_selector(&relative.selector, 0, None, self.at(id), context)
            })
        })
    }
}

impl Element for El<'_> {
    type Impl = Dialect;

    fn opaque(&self) -> OpaqueElement {
        OpaqueElement::new(self.work.dom.node(self.id))
    }

    fn parent_element(&self) -> Option<Self> {
        self.work.spend(1);
        let parent = self.work.dom.parent(self.id)?;
        self.work.dom.is_element(parent).then(|| self.at(parent))
    }

    fn parent_node_is_shadow_root(&self) -> bool {
        false
    }

    fn containing_shadow_host(&self) -> Option<Self> {
        None
    }

    fn is_pseudo_element(&self) -> bool {
        false
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.sibling(|n| self.work.dom.prev_sibling(n))
    }

    fn next_sibling_element(&self) -> Option<Self> {
        self.sibling(|n| self.work.dom.next_sibling(n))
    }

    fn first_element_child(&self) -> Option<Self> {
        self.children().find(|&n| self.work.dom.is_element(n)).map(|n| self.at(n))
    }

    fn is_html_element_in_html_document(&self) -> bool {
        !self.work.dom.is_foreign(self.id)
    }

    fn has_local_name(&self, name: &Name) -> bool {
        self.work.spend(1) && self.work.dom.name(self.id) == Some(&name.0)
    }

    fn has_namespace(&self, _: &Word) -> bool {
        false
    }

    fn is_same_type(&self, other: &Self) -> bool {
        let dom = self.work.dom;
        dom.name(self.id) == dom.name(other.id) && dom.is_foreign(self.id) == dom.is_foreign(other.id)
    }

    fn attr_matches(
        &self,
        _: &NamespaceConstraint<&Word>,
        name: &Name,
        operation: &AttrSelectorOperation<&Word>,
    ) -> bool {
        let value = self.attr(&name.0);
        self.work.spend(1 + value.map_or(0, str::len) as u64 / 16) && value.is_some_and(|v| operation.eval_str(v))
    }

    fn match_non_ts_pseudo_class(&self, pseudo: &Pseudo, context: &mut MatchingContext<'_, Dialect>) -> bool {
        match pseudo {
            Pseudo::Test(test) => self.passes(test),
            Pseudo::Has(all) => all.iter().any(|relative| self.has(relative, context)),
        }
    }

    fn match_pseudo_element(&self, pseudo: &NoPseudoElement, _: &mut MatchingContext<'_, Dialect>) -> bool {
        match *pseudo {}
    }

    fn apply_selector_flags(&self, _: ElementSelectorFlags) {}

    fn is_link(&self) -> bool {
        false
    }

    fn is_html_slot_element(&self) -> bool {
        false
    }

    fn has_id(&self, id: &Word, case: CaseSensitivity) -> bool {
        let own = self.attr(&html5ever::local_name!("id"));
        self.work.spend(1) && own.is_some_and(|own| case.eq(own.as_bytes(), id.as_ref().as_bytes()))
    }

    fn has_class(&self, class: &Word, case: CaseSensitivity) -> bool {
        let value = self.attr(&html5ever::local_name!("class")).unwrap_or_default();
        let mut classes = value.split_ascii_whitespace();
        self.work.spend(1 + value.len() as u64 / 8)
            && classes.any(|own| case.eq(own.as_bytes(), class.as_ref().as_bytes()))
    }

    fn has_custom_state(&self, _: &Word) -> bool {
        false
    }

    fn imported_part(&self, _: &Word) -> Option<Word> {
        None
    }

    fn is_part(&self, _: &Word) -> bool {
        false
    }

    fn is_empty(&self) -> bool {
        let dom = self.work.dom;
        self.children().all(|n| dom.comment(n).is_some() || dom.text(n).is_some_and(str::is_empty))
    }

    fn is_root(&self) -> bool {
        self.work.dom.parent(self.id) == Some(NodeId::ROOT)
    }

    fn add_element_unique_hashes(&self, _: &mut BloomFilter) -> bool {
        false
    }
}
