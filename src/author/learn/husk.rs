//! What a proposed rule drops inside its container: elements with lasting names that hold only what the generic layer
//! would not keep, and that its careful share leaves standing.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use super::keys::{Key, keys};
use super::{Dropped, Habits, Proposal};
use crate::author::trial::Trial;
use crate::dom::NodeId;

/// A page with what the rule keeps of it.
struct Kept<'t> {
    trial: &'t Trial,
    areas: Vec<NodeId>,
    kept: Vec<bool>,
}

/// For each page, the blocks that a selector takes away.
type Taken = Vec<Vec<Range<usize>>>;

/// Completes a proposal by the lines that drop husk. Where they leave much of it, the generic layer is to clean fully.
pub(super) fn clean(habits: &Habits, trials: &[Trial], proposal: &mut Proposal) {
    if proposal.content.is_empty() {
        proposal.content.push(super::Found { selector: "body".to_owned(), kept: 1.0, husk: 1.0, pages: trials.len() });
        proposal.clean = Some("full");
        return;
    }
    proposal.drop = drops(habits, &kept(trials, proposal));
    let after = kept(trials, proposal);
    let husk: usize = after.iter().map(|page| page.husk(0..page.kept.len())).sum();
    let all: usize = after.iter().map(|page| page.chars(0..page.kept.len(), |at| page.kept[at])).sum();
    if husk as f64 > habits.husk_left * all as f64 {
        proposal.clean = Some("full");
        proposal.drop.clear();
        proposal.drop = drops(habits, &kept(trials, proposal));
    }
}

fn kept<'t>(trials: &'t [Trial], proposal: &Proposal) -> Vec<Kept<'t>> {
    let rules = proposal.rules();
    let page = |trial: &'t Trial| {
        let pick = trial.pick(&rules);
        let kept = trial.kept(&pick);
        Kept { trial, areas: pick.content, kept }
    };
    trials.iter().map(page).collect()
}

impl Kept<'_> {
    fn chars(&self, blocks: Range<usize>, is_meant: impl Fn(usize) -> bool) -> usize {
        blocks.filter(|&at| is_meant(at)).map(|at| self.trial.chars[at]).sum()
    }

    /// How many characters of a stretch the rule keeps and the generic layer would not.
    fn husk(&self, blocks: Range<usize>) -> usize {
        self.chars(blocks, |at| self.kept[at] && !self.trial.alone[at])
    }

    fn good(&self, blocks: Range<usize>) -> usize {
        self.chars(blocks, |at| self.kept[at] && self.trial.alone[at])
    }

    /// The elements inside the container that hold husk and nothing good.
    fn holders(&self) -> Vec<NodeId> {
        let dom = &self.trial.dom;
        let mut found: Vec<NodeId> = Vec::new();
        for (at, block) in self.trial.texts.iter().enumerate() {
            if self.husk(at..at + 1) == 0 {
                continue;
            }
            let up = std::iter::once(block.container).chain(dom.ancestors(block.container));
            let up = up.take_while(|&node| !self.areas.contains(&node) && self.is_inside(node));
            found.extend(up.take_while(|&node| self.good(self.trial.blocks_in(node)) == 0));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn is_inside(&self, node: NodeId) -> bool {
        self.areas.iter().any(|&area| area != node && self.trial.dom.contains(area, node))
    }

    /// The blocks that each selector would take away.
    fn taken(&self, habits: &Habits) -> BTreeMap<Key, Vec<Range<usize>>> {
        let mut taken: BTreeMap<Key, Vec<Range<usize>>> = BTreeMap::new();
        for node in self.trial.dom.ids().filter(|&node| self.is_inside(node)) {
            for key in keys(habits, &self.trial.dom, node) {
                taken.entry(key).or_default().push(self.trial.blocks_in(node));
            }
        }
        taken
    }
}

/// The lines that take most husk away, the heaviest first.
fn drops(habits: &Habits, pages: &[Kept<'_>]) -> Vec<Dropped> {
    let mut offers = offers(habits, pages);
    let mut gone: Vec<Vec<bool>> = pages.iter().map(|page| vec![false; page.kept.len()]).collect();
    let mut drops = Vec::new();
    while drops.len() < habits.most_drops {
        let gain = |taken: &Taken| -> usize {
            let blocks = blocks(taken).filter(|&(page, at)| !gone[page][at]);
            blocks.map(|(page, at)| pages[page].husk(at..at + 1)).sum()
        };
        let best = offers.iter().max_by_key(|(key, taken)| (gain(taken), Reverse(key.kind), Reverse(&key.selector)));
        let Some((key, taken)) = best.filter(|(_, taken)| gain(taken) >= habits.drop_chars) else { break };
        let is_new = |&(page, at): &(usize, usize)| !gone[page][at] && pages[page].husk(at..at + 1) > 0;
        let first = blocks(taken).find(is_new);
        let sample = first.map(|(page, at)| super::proof::quote(habits, pages[page].trial, at)).unwrap_or_default();
        drops.push(Dropped { selector: key.selector.clone(), chars: gain(taken), sample });
        let (key, taken) = (key.clone(), blocks(taken).collect::<Vec<_>>());
        taken.into_iter().for_each(|(page, at)| gone[page][at] = true);
        offers.retain(|(offer, _)| *offer != key);
    }
    drops
}

/// The selectors that take husk away and nothing good to speak of.
fn offers(habits: &Habits, pages: &[Kept<'_>]) -> Vec<(Key, Taken)> {
    let holders = pages.iter().flat_map(|page| page.holders().into_iter().map(move |node| (page, node)));
    let mut wanted: Vec<Key> = holders.flat_map(|(page, node)| keys(habits, &page.trial.dom, node)).collect();
    wanted.sort();
    wanted.dedup();
    let mut taken: Vec<BTreeMap<Key, Vec<Range<usize>>>> = pages.iter().map(|page| page.taken(habits)).collect();
    let mut offer = |key: Key| {
        let taken: Taken = taken.iter_mut().map(|taken| taken.remove(&key).unwrap_or_default()).collect();
        (key, taken)
    };
    let is_harmless = |(_, taken): &(Key, Taken)| {
        let (mut husk, mut good) = (0, 0);
        for (page, at) in blocks(taken) {
            (husk, good) = (husk + pages[page].husk(at..at + 1), good + pages[page].good(at..at + 1));
        }
        good as f64 <= habits.drop_kept * husk as f64
    };
    wanted.drain(..).map(&mut offer).filter(is_harmless).collect()
}

fn blocks(taken: &Taken) -> impl Iterator<Item = (usize, usize)> {
    let of_page =
        |(page, ranges): (usize, &Vec<Range<usize>>)| ranges.clone().into_iter().flatten().map(move |at| (page, at));
    taken.iter().enumerate().flat_map(of_page)
}
