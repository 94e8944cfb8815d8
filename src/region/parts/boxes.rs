//! Boxes between the texts of the article, and cards below it, by what their makers call them.

use serde::Deserialize;

use super::Parts;
use crate::dom::NodeId;
use crate::dom::names::is_called;
use crate::features::Features;
use crate::features::containers::Container;
use crate::lookup::words::{NameSet, Words};

/// What a box between the texts of the article is part of it by.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Boxes {
    /// Words of the names of such elements,
    names: Words,
    /// and words that take this back.
    unless: Words,
    /// Elements that none holds.
    controls: NameSet,
    /// It has so many words at most,
    words: f32,
    /// and its texts this probability in the mean, at least.
    probability: f32,
}

/// What is part of the article below its last text, by the makers of such cards: a recipe.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Card {
    /// Classes of cards.
    names: NameSet,
    /// From this probability on a text of one is kept,
    probability: f32,
    /// and so many words away from the last text of the article it is another's at most.
    words: f32,
}

impl Parts<'_> {
    /// Whether an element between two kept texts is called a box of facts, an accordion or the like, and is neither long nor of
    /// links or a form.
    pub(super) fn is_box(&self, container: &Container) -> bool {
        let Features { sums, .. } = self.features;
        let Boxes { names: wanted, unless, controls, words, probability } = &self.rows.boxes;
        let has = |words: &Words| is_called(self.dom, container.node, words);
        let blocks = || container.blocks.clone();
        let is_enclosed = || {
            let before = blocks().start.checked_sub(1);
            before.is_some_and(|before| self.kept[before]) && self.kept.get(blocks().end) == Some(&true)
        };
        let is_control = |node: NodeId| self.dom.name(node).is_some_and(|name| controls.contains(name));
        has(wanted)
            && !has(unless)
            && is_enclosed()
            && sums.words(blocks()) <= *words
            && sums.link_share(blocks()) < self.rows.hole.links
            && self.likelihood(blocks()) >= *probability
            && !self.dom.subtree(container.node).any(is_control)
    }

    /// Keeps the texts of cards right below the article: steps of a recipe are as short as what stands in side columns.
    pub(super) fn cards(&mut self) {
        let Card { names: wanted, probability, words } = &self.rows.card;
        let features = self.features;
        let (mut looked_at, mut last) = (0, None);
        for container in &features.tree.containers {
            let blocks = container.blocks.clone();
            let since = looked_at.min(blocks.start)..blocks.start;
            last = self.kept[since.clone()].iter().rposition(|kept| *kept).map(|at| since.start + at).or(last);
            looked_at = looked_at.max(blocks.start);
            let is_card = || self.dom.classes(container.node).any(|class| wanted.contains(class));
            if last.is_some_and(|last| features.sums.words(last + 1..blocks.start) <= *words) && is_card() {
                for block in blocks {
                    let is_link = features.link_share[block] >= self.rows.links;
                    self.kept[block] |= self.free[block] && !is_link && self.probability[block] >= *probability;
                }
            }
        }
    }
}
