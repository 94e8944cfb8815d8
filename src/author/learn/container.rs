//! The container that a rule is proposed with: the smallest elements with lasting names that hold nearly all of what
//! the generic layer keeps, and little else, on all pages given.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::keys::{Key, keys};
use super::{Found, Habits};
use crate::author::trial::Trial;
use crate::dom::NodeId;

/// A page, with where each selector finds something on it.
pub(super) struct Sight<'t> {
    pub(super) trial: &'t Trial,
    places: HashMap<Key, Vec<NodeId>>,
    /// Of all blocks before each, how many characters are kept by the generic layer, and how many are husk that it
    /// might leave in a container.
    before: Vec<[usize; 2]>,
}

/// How well a container fits a page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Fit {
    /// The share of the kept text that it holds.
    pub(super) kept: f64,
    /// The share of its text that is husk.
    pub(super) husk: f64,
}

/// One entry of `content`, with what it finds on each page.
#[derive(Clone, Debug)]
pub(super) struct Container {
    pub(super) selector: String,
    cost: f64,
    pub(super) found: Vec<Vec<NodeId>>,
}

impl Fit {
    /// How well it fits, from 0 to 1: the harmonic mean of both shares.
    pub(super) fn score(&self) -> f64 {
        let (recall, precision) = (self.kept, 1.0 - self.husk);
        if recall + precision > 0.0 { 2.0 * recall * precision / (recall + precision) } else { 0.0 }
    }
}

impl<'t> Sight<'t> {
    pub(super) fn new(habits: &Habits, trial: &'t Trial) -> Self {
        let mut places: HashMap<Key, Vec<NodeId>> = HashMap::new();
        for id in trial.dom.ids() {
            for key in keys(habits, &trial.dom, id) {
                let found = places.entry(key).or_default();
                if found.last().is_none_or(|&last| !trial.dom.contains(last, id)) {
                    found.push(id);
                }
            }
        }
        let mut before = vec![[0, 0]];
        for (at, &chars) in trial.chars.iter().enumerate() {
            let [kept, husk] = before[at];
            before.push(match (trial.alone[at], trial.surely_husk[at]) {
                (true, _) => [kept + chars, husk],
                (false, false) => [kept, husk + chars],
                (false, true) => [kept, husk],
            });
        }
        Sight { trial, places, before }
    }

    fn sums(&self, blocks: Range<usize>) -> [usize; 2] {
        let (from, to) = (self.before[blocks.start], self.before[blocks.end]);
        [to[0] - from[0], to[1] - from[1]]
    }

    /// How many characters of kept text and of husk an element holds.
    pub(super) fn holds(&self, node: NodeId) -> [usize; 2] {
        self.sums(self.trial.blocks_in(node))
    }

    /// How well elements fit, none inside another.
    pub(super) fn fit(&self, nodes: &[NodeId]) -> Fit {
        let [mut kept, mut husk] = [0, 0];
        for &node in nodes {
            let [more_kept, more_husk] = self.holds(node);
            (kept, husk) = (kept + more_kept, husk + more_husk);
        }
        let [all, _] = self.sums(0..self.trial.texts.len());
        let share = |part: usize, of: usize| if of == 0 { 0.0 } else { part as f64 / of as f64 };
        Fit { kept: share(kept, all), husk: share(husk, kept + husk) }
    }

    /// The selectors of the elements that hold kept text.
    fn holders(&self, habits: &Habits) -> BTreeSet<Key> {
        let (dom, mut seen, mut found) = (&self.trial.dom, BTreeSet::new(), BTreeSet::new());
        for (block, _) in self.trial.texts.iter().zip(&self.trial.alone).filter(|(_, kept)| **kept) {
            for node in std::iter::once(block.container).chain(dom.ancestors(block.container)) {
                if !seen.insert(node) {
                    break;
                }
                found.extend(keys(habits, dom, node));
            }
        }
        found
    }

    fn find(&self, key: &Key) -> Vec<NodeId> {
        self.places.get(key).cloned().unwrap_or_default()
    }

    fn find_inside(&self, outer: &Key, inner: &Key) -> Vec<NodeId> {
        let outer = self.find(outer);
        let is_inside = |node: &NodeId| outer.iter().any(|&o| o != *node && self.trial.dom.contains(o, *node));
        self.find(inner).into_iter().filter(is_inside).collect()
    }

    /// Those of the elements of two lists that stand in no other.
    fn join(&self, a: &[NodeId], b: &[NodeId]) -> Vec<NodeId> {
        let mut all = [a, b].concat();
        all.sort_unstable();
        let mut out: Vec<NodeId> = Vec::new();
        for id in all {
            if out.last().is_none_or(|&last| !self.trial.dom.contains(last, id)) {
                out.push(id);
            }
        }
        out
    }
}

/// The container for each template that the pages are of, in the order in which a rule tries them.
pub(super) fn containers(habits: &Habits, pages: &[Sight<'_>]) -> Vec<Found> {
    entries(habits, pages).iter().map(|entry| entry.told(pages)).collect()
}

/// The names that tell where the article may be.
pub(super) fn clues(habits: &Habits, pages: &[Sight<'_>]) -> Vec<Found> {
    let open: Vec<usize> = (0..pages.len()).collect();
    let holders: BTreeSet<Key> = pages.iter().flat_map(|page| page.holders(habits)).collect();
    let mut pool: Vec<Container> = holders.iter().map(|key| single(habits, pages, key)).collect();
    pool.sort_by_cached_key(|clue| (Reverse((clue.worth(pages, &open) * 1e6) as i64), clue.selector.clone()));
    pool.iter().take(habits.most_clues).map(|clue| clue.told(pages)).collect()
}

fn entries(habits: &Habits, pages: &[Sight<'_>]) -> Vec<Container> {
    let mut entries: Vec<Container> = Vec::new();
    let mut open: Vec<usize> = (0..pages.len()).collect();
    while !open.is_empty() && entries.len() < habits.most_layouts {
        let Some(best) = best(habits, pages, &open) else { break };
        let is_served = |&page: &usize| best.fit(pages, page).score() >= habits.fits;
        let served: Vec<usize> = open.iter().copied().filter(is_served).collect();
        let is_taken = |page: &usize| !open.contains(page);
        let done: Vec<usize> = (0..pages.len()).filter(is_taken).collect();
        match place(&entries, &best, &done, &open) {
            Some(at) => entries.insert(at, best),
            None => break,
        }
        if served.is_empty() {
            break;
        }
        open.retain(|page| !served.contains(page));
    }
    entries
}

/// Where in the list an entry goes so that no entry takes the pages of another; nowhere if each would.
fn place(entries: &[Container], new: &Container, done: &[usize], open: &[usize]) -> Option<usize> {
    let finds = |entry: &Container, pages: &[usize]| pages.iter().any(|&page| !entry.found[page].is_empty());
    match () {
        () if !finds(new, done) => Some(0),
        () if !entries.iter().any(|entry| finds(entry, open)) => Some(entries.len()),
        () => None,
    }
}

impl Container {
    fn fit(&self, pages: &[Sight<'_>], page: usize) -> Fit {
        pages[page].fit(&self.found[page])
    }

    /// How well it fits all of these pages, what it costs taken off.
    fn worth(&self, pages: &[Sight<'_>], open: &[usize]) -> f64 {
        let sum: f64 = open.iter().map(|&page| self.fit(pages, page).score()).sum();
        sum / open.len().max(1) as f64 - self.cost
    }

    fn told(&self, pages: &[Sight<'_>]) -> Found {
        let hit: Vec<usize> = (0..pages.len()).filter(|&page| !self.found[page].is_empty()).collect();
        let mean = |share: fn(&Fit) -> f64| {
            let sum: f64 = hit.iter().map(|&page| share(&self.fit(pages, page))).sum();
            sum / hit.len().max(1) as f64
        };
        let (kept, husk) = (mean(|fit| fit.kept), mean(|fit| fit.husk));
        Found { selector: self.selector.clone(), kept, husk, pages: hit.len() }
    }

    /// How many nodes it finds: of two that fit alike the smaller one is meant.
    fn size(&self, pages: &[Sight<'_>]) -> usize {
        let nodes = self.found.iter().zip(pages).flat_map(|(found, page)| found.iter().map(|&n| (n, &page.trial.dom)));
        nodes.map(|(node, dom)| dom.end(node).index() - node.index()).sum()
    }
}

/// The best entry for the pages that have none yet.
fn best(habits: &Habits, pages: &[Sight<'_>], open: &[usize]) -> Option<Container> {
    let holders: BTreeSet<Key> = open.iter().flat_map(|&page| pages[page].holders(habits)).collect();
    let mut pool: Vec<Container> = holders.iter().map(|key| single(habits, pages, key)).collect();
    pool.extend(inside(habits, pages, open, &holders));
    let rank = |entry: &Container| {
        let worth = (entry.worth(pages, open) * 1e6) as i64;
        (Reverse(worth), entry.size(pages), entry.selector.clone())
    };
    pool.sort_by_cached_key(rank);
    let mut best = pool.first()?.clone();
    // A page on which it finds nothing is of another template, which gets an entry of its own.
    let own: Vec<usize> = open.iter().copied().filter(|&page| !best.found[page].is_empty()).collect();
    for _ in 1..habits.most_parts {
        let more = pool.iter().map(|part| best.joined(pages, part));
        let more = more.min_by_key(|joined| Reverse((joined.worth(pages, &own) * 1e6) as i64))?;
        if more.worth(pages, &own) < best.worth(pages, &own) + habits.gain {
            break;
        }
        best = more;
    }
    (best.worth(pages, open) > 0.0).then_some(best)
}

fn single(habits: &Habits, pages: &[Sight<'_>], key: &Key) -> Container {
    let found = pages.iter().map(|page| page.find(key)).collect();
    Container { selector: key.selector.clone(), cost: habits.cost.of(key.kind), found }
}

/// The selectors that hold most, each inside each of the others.
fn inside(habits: &Habits, pages: &[Sight<'_>], open: &[usize], holders: &BTreeSet<Key>) -> Vec<Container> {
    let kept = |key: &&Key| {
        let kept: f64 = open.iter().map(|&page| pages[page].fit(&pages[page].find(key)).kept).sum();
        (Reverse((kept * 1e6) as i64), key.selector.len())
    };
    let mut most: Vec<&Key> = holders.iter().collect();
    most.sort_by_cached_key(kept);
    most.truncate(habits.tried_inside);
    let pairs = most.iter().flat_map(|outer| most.iter().map(move |inner| (*outer, *inner)));
    let join = |(outer, inner): (&Key, &Key)| Container {
        selector: format!("{} {}", outer.selector, inner.selector),
        cost: habits.cost.of(outer.kind) + habits.cost.of(inner.kind) + habits.cost.inside,
        found: pages.iter().map(|page| page.find_inside(outer, inner)).collect(),
    };
    pairs.filter(|(outer, inner)| outer != inner).map(join).collect()
}

impl Container {
    /// This and another together: `.lead, .text`.
    fn joined(&self, pages: &[Sight<'_>], other: &Container) -> Container {
        let both = self.found.iter().zip(&other.found).zip(pages);
        Container {
            selector: format!("{}, {}", self.selector, other.selector),
            cost: self.cost + other.cost,
            found: both.map(|((a, b), page)| page.join(a, b)).collect(),
        }
    }
}
