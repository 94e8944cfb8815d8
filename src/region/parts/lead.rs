//! The headline, and what stands between it and the article and sums that up.

use serde::Deserialize;

use super::{Parts, Rows};
use crate::dom::Dom;
use crate::dom::names::is_called;
use crate::features::Features;
use crate::features::containers::Shape;
use crate::lookup::words::Words;

/// What a text between the headline and the article is a lead by.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lead {
    /// So many has an article, at most.
    most: usize,
    /// It has at least so many words.
    words: f32,
    /// So much of it stands in the page's description, at least; or its element is called one.
    in_description: f32,
    /// Words of the names of such elements.
    names: Words,
    /// Where the page has no `<h1>`, a text of so many words is the headline of which this share is that of the page's title.
    title: f32,
    title_words: f32,
    /// The first text of so many words below the headline is a lead from this probability on.
    first: f32,
}

impl Rows {
    /// The kept texts between the headline and the article that sum it up.
    pub(crate) fn leads(&self, dom: &Dom, features: &Features, is_kept: impl Fn(usize) -> bool) -> Vec<usize> {
        let first = features.page.headline.map_or(0, |headline| headline + 1);
        let kept: Vec<usize> =
            (first..features.len()).filter(|&block| is_kept(block)).take(self.lead.most + 1).collect();
        let is_apart = |at: usize| kept.get(at + 1).is_some_and(|&next| !stand_together(features, kept[at], next));
        let is_lead = |at: &usize| {
            let block = kept[*at];
            self.is_named_lead(dom, features, block) || self.is_description(features, block) && is_apart(*at)
        };
        let leads = (0..kept.len()).take_while(is_lead).count();
        // An article of nothing but a lead is one.
        if leads < kept.len() { kept[..leads].to_vec() } else { Vec::new() }
    }

    fn is_description(&self, features: &Features, block: usize) -> bool {
        self.may_lead(features, block) && features.overlap[block].description >= self.lead.in_description
    }

    fn is_named_lead(&self, dom: &Dom, features: &Features, block: usize) -> bool {
        let mut around = features.tree.around(block).take(3);
        self.may_lead(features, block) && around.any(|(_, container)| is_called(dom, container.node, &self.lead.names))
    }

    fn may_lead(&self, features: &Features, block: usize) -> bool {
        features.measures[block].words >= self.lead.words && features.link_share[block] < self.links
    }
}

impl Parts<'_> {
    /// The headline above a text: on pages without an `<h1>`, the nearest text that is the page's title.
    pub(super) fn headline(&self, below: usize) -> Option<usize> {
        let Features { page, overlap, measures, .. } = self.features;
        let Lead { title, title_words, .. } = self.rows.lead;
        let is_title = |block: &usize| overlap[*block].title >= title && measures[*block].words >= title_words;
        match page.headline {
            Some(headline) => Some(headline).filter(|headline| *headline < below),
            None => (0..below).rev().find(is_title),
        }
    }

    /// Keeps what stands between the headline and the first kept text and says what the article says.
    pub(super) fn leads(&mut self, first: usize) {
        let Some(headline) = self.headline(first) else { return };
        let deck = (headline + 1..first).find(|&block| self.rows.may_lead(self.features, block));
        for block in headline + 1..first {
            if self.is_lead(block) || deck == Some(block) && self.is_deck(block) {
                self.keep(block..block + 1);
            }
        }
    }

    fn is_lead(&self, block: usize) -> bool {
        self.rows.is_description(self.features, block) || self.rows.is_named_lead(self.dom, self.features, block)
    }

    /// Whether the first text below the headline that is long enough is likely enough a lead, is no item of a list, and says
    /// no time as bylines do.
    fn is_deck(&self, block: usize) -> bool {
        let is_item =
            || self.features.tree.around(block).take(3).any(|(_, container)| container.shape == Some(Shape::Item));
        self.probability[block] >= self.rows.lead.first && self.features.measures[block].times == 0 && !is_item()
    }
}

/// Whether two texts stand in the same element, each in one of its own or both in its text.
fn stand_together(features: &Features, one: usize, other: usize) -> bool {
    let tree = &features.tree;
    let holder = |block: usize| {
        let at = *tree.innermost.get(block)?;
        let container = tree.containers.get(at)?;
        Some(if container.blocks.len() == 1 { container.parent } else { at })
    };
    holder(one) == holder(other)
}
