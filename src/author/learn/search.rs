//! The fewest lines that bring what dehusk makes of pages to their right texts.
//!
//! A line is tried where a page has husk kept or a part of its article dropped: the elements there are named, and a name
//! serves if all that it finds, on every page, is husk, or is article. The line that helps most is put to the proof: the
//! texts of all pages are made with it, and it stays if they come nearer to the right ones and none goes farther away.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::keys::{Key, Kind, keys, tag};
use super::truth::Truth;
use super::{Habits, LearnedLine};
use crate::author::trial::Trial;
use crate::dom::NodeId;
use crate::mark::RuleKey;
use crate::render::Format;
use crate::rule::{Layer, RuleSet, RuleSource};

/// A page with its right text.
pub(super) struct Lesson<'t> {
    pub(super) trial: &'t Trial,
    pub(super) truth: &'t Truth,
    /// The blocks in the elements that each name finds.
    places: BTreeMap<Key, Vec<Range<usize>>>,
    /// Of all blocks before each, how many words are the article's and how many are not.
    before: Vec<[usize; 2]>,
}

/// A line that may be learned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    key: RuleKey,
    name: Key,
}

/// What rules stand below the learned one, and for which hosts it is.
pub(super) struct Ground<'g> {
    pub(super) hosts: &'g [String],
    pub(super) below: &'g [Layer],
}

impl Ground<'_> {
    /// The rules with these lines on top.
    pub(super) fn rules(&self, lines: &[LearnedLine]) -> Option<RuleSet> {
        let text = super::write::rule(self.hosts, lines);
        let name = format!("sites/{}.toml", self.hosts.first().map_or("new", String::as_str));
        let own = Layer::new("learned", vec![RuleSource { name, text }]).own();
        RuleSet::compile(std::iter::once(own).chain(self.below.iter().cloned())).ok()
    }
}

impl<'t> Lesson<'t> {
    pub(super) fn new(habits: &Habits, trial: &'t Trial, truth: &'t Truth) -> Self {
        let dom = &trial.dom;
        let mut places: BTreeMap<Key, Vec<Range<usize>>> = BTreeMap::new();
        for id in dom.ids() {
            let blocks = trial.blocks_in(id);
            if blocks.is_empty() {
                continue;
            }
            for key in names(habits, trial, id) {
                places.entry(key).or_default().push(blocks.clone());
            }
        }
        let mut before = vec![[0, 0]];
        for (at, words) in truth.words.iter().enumerate() {
            let [right, wrong] = before[at];
            before.push(match truth.is_right[at] {
                Some(true) => [right + words, wrong],
                Some(false) => [right, wrong + words],
                None => [right, wrong],
            });
        }
        Lesson { trial, truth, places, before }
    }

    /// How many words of a stretch are the article's, and how many are not.
    fn words(&self, blocks: &Range<usize>) -> [usize; 2] {
        let (from, to) = (self.before[blocks.start], self.before[blocks.end]);
        [to[0] - from[0], to[1] - from[1]]
    }

    fn found(&self, name: &Key) -> &[Range<usize>] {
        self.places.get(name).map_or(&[], Vec::as_slice)
    }

    /// The lines that would mend a fault of the page.
    fn wanted(&self, habits: &Habits, kept: &[bool], wanted: &mut BTreeSet<Candidate>) {
        let dom = &self.trial.dom;
        for (at, block) in self.trial.texts.iter().enumerate() {
            // What is wrongly kept is dropped with what holds no article; what is wrongly dropped is kept with what holds
            // no husk.
            let (key, other) = match (self.truth.is_right[at], kept[at]) {
                (Some(false), true) => (RuleKey::Drop, 0),
                (Some(true), false) => (RuleKey::Keep, 1),
                _ => continue,
            };
            let up = std::iter::once(block.container).chain(dom.ancestors(block.container));
            for node in up.take_while(|node| self.words(&self.trial.blocks_in(*node))[other] == 0) {
                wanted.extend(names(habits, self.trial, node).into_iter().map(|name| Candidate { key, name }));
            }
        }
    }

    /// How well the page's blocks are told apart with a line more.
    fn score_with(&self, candidate: &Candidate, kept: &[bool]) -> f64 {
        let found = self.found(&candidate.name);
        if found.is_empty() {
            return self.truth.score_of(|at| kept[at]);
        }
        let mut after = kept.to_vec();
        found.iter().cloned().flatten().for_each(|at| after[at] = candidate.key == RuleKey::Keep);
        self.truth.score_of(|at| after[at])
    }

    /// How near the page's text comes to the right one.
    pub(super) fn score(&self, rules: &RuleSet) -> f64 {
        let article = self.trial.article_under(rules);
        self.truth.score(&article.map(|article| article.render(Format::Text)).unwrap_or_default())
    }
}

/// The names of an element, by itself and inside those that hold it.
pub(super) fn names(habits: &Habits, trial: &Trial, node: NodeId) -> Vec<Key> {
    let dom = &trial.dom;
    let mut own = keys(habits, dom, node);
    let bare = tag(habits, dom, node);
    let outer = dom.ancestors(node).flat_map(|outer| keys(habits, dom, outer)).filter(|key| key.kind != Kind::Element);
    let outer: Vec<Key> = outer.take(habits.tried_inside).collect();
    let inner = || own.iter().chain(&bare);
    let inside = outer.iter().flat_map(|outer| inner().map(move |own| (outer, own)));
    let inside = inside.filter(|(outer, own)| outer.selector != own.selector).map(|(outer, own)| own.inside(outer));
    let inside: Vec<Key> = inside.collect();
    own.extend(inside);
    own
}

/// Learns the lines.
///
/// A line must find something on `least` pages or more.
pub(super) fn learn(habits: &Habits, ground: &Ground<'_>, lessons: &[&Lesson<'_>], least: usize) -> Vec<LearnedLine> {
    let mut lines: Vec<LearnedLine> = Vec::new();
    let mut refused: BTreeSet<Candidate> = BTreeSet::new();
    let Some(mut scores) = scores(ground, lessons, &lines) else { return lines };
    while lines.len() < habits.most_lines {
        let Some(rules) = ground.rules(&lines) else { break };
        let kept: Vec<Vec<bool>> = lessons.iter().map(|lesson| lesson.trial.kept(&lesson.trial.pick(&rules))).collect();
        let offers = offers((habits, least), lessons, &kept, &refused);
        let better = offers.into_iter().take(habits.tried).find_map(|candidate| {
            let line = told(lessons, &kept, &candidate);
            let more: Vec<LearnedLine> = lines.iter().cloned().chain([line]).collect();
            let after = self::scores(ground, lessons, &more);
            let after = after.filter(|after| is_better(habits, &scores, after));
            if after.is_none() {
                refused.insert(candidate);
            }
            Some((more, after?))
        });
        let Some((mut more, after)) = better else { break };
        let gain = mean(&after) - mean(&scores);
        more.last_mut().expect("one was added").gain = gain;
        (lines, scores) = (more, after);
    }
    fewest(ground, lessons, lines, &scores)
}

/// The candidates that help, the best first.
fn offers(
    (habits, least): (&Habits, usize),
    lessons: &[&Lesson<'_>],
    kept: &[Vec<bool>],
    refused: &BTreeSet<Candidate>,
) -> Vec<Candidate> {
    let mut wanted = BTreeSet::new();
    lessons.iter().zip(kept).for_each(|(lesson, kept)| lesson.wanted(habits, kept, &mut wanted));
    let before: Vec<f64> =
        lessons.iter().zip(kept).map(|(lesson, kept)| lesson.truth.score_of(|at| kept[at])).collect();
    let mut offers: Vec<(i64, Candidate)> = Vec::new();
    for candidate in wanted.into_iter().filter(|candidate| !refused.contains(candidate)) {
        if !is_pure((habits, least), lessons, &candidate) {
            continue;
        }
        let pages = lessons.iter().zip(kept).zip(&before);
        let gain: f64 = pages.map(|((lesson, kept), before)| lesson.score_with(&candidate, kept) - before).sum();
        let worth = gain / lessons.len() as f64;
        if worth >= habits.gain {
            offers.push((((worth - habits.cost.of(&candidate.name)) * 1e6) as i64, candidate));
        }
    }
    offers.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    offers.into_iter().map(|(_, candidate)| candidate).collect()
}

/// Whether all that a line finds, on every page, is of the one kind, and whether it finds something on so many pages as
/// a name of its kind must.
fn is_pure((habits, least): (&Habits, usize), lessons: &[&Lesson<'_>], candidate: &Candidate) -> bool {
    let [mut right, mut wrong, mut pages] = [0, 0, 0];
    for lesson in lessons {
        let found = lesson.found(&candidate.name);
        let words = found.iter().map(|blocks| lesson.words(blocks)).fold([0, 0], |a, b| [a[0] + b[0], a[1] + b[1]]);
        (right, wrong) = (right + words[0], wrong + words[1]);
        pages += usize::from(!found.is_empty());
    }
    let (meant, other) = if candidate.key == RuleKey::Drop { (wrong, right) } else { (right, wrong) };
    let needed = if candidate.name.kind == Kind::Element { habits.element_pages.max(least) } else { least };
    other as f64 <= habits.other * meant as f64 && pages >= needed
}

/// The line as it is told.
fn told(lessons: &[&Lesson<'_>], kept: &[Vec<bool>], candidate: &Candidate) -> LearnedLine {
    let changes = |(lesson, kept): (&&Lesson<'_>, &Vec<bool>)| {
        let found = lesson.found(&candidate.name).iter().cloned().flatten();
        let changed = found.filter(|&at| kept[at] != (candidate.key == RuleKey::Keep));
        let changed: Vec<usize> = changed.filter(|&at| lesson.truth.is_right[at].is_some()).collect();
        let longest = changed.iter().max_by_key(|&&at| lesson.truth.words[at]);
        longest.map(|&at| lesson.trial.texts.text(&lesson.trial.texts[at]).to_owned())
    };
    let quotes: Vec<String> = lessons.iter().zip(kept).filter_map(changes).collect();
    LearnedLine {
        key: candidate.key.name(),
        selector: candidate.name.selector.clone(),
        pages: quotes.len(),
        gain: 0.0,
        sample: quotes.into_iter().next().unwrap_or_default(),
    }
}

/// How near the texts of all pages come to the right ones with some lines.
pub(super) fn scores(ground: &Ground<'_>, lessons: &[&Lesson<'_>], lines: &[LearnedLine]) -> Option<Vec<f64>> {
    let rules = ground.rules(lines)?;
    Some(lessons.iter().map(|lesson| lesson.score(&rules)).collect())
}

pub(super) fn mean(scores: &[f64]) -> f64 {
    scores.iter().sum::<f64>() / scores.len().max(1) as f64
}

/// Whether the pages are better on the whole, and none is worse.
fn is_better(habits: &Habits, before: &[f64], after: &[f64]) -> bool {
    let none_falls = before.iter().zip(after).all(|(before, after)| *after >= before - habits.falls);
    none_falls && mean(after) >= mean(before) + habits.gain
}

/// Without the lines that others have made needless.
fn fewest(
    ground: &Ground<'_>,
    lessons: &[&Lesson<'_>],
    mut lines: Vec<LearnedLine>,
    scores: &[f64],
) -> Vec<LearnedLine> {
    for at in (0..lines.len()).rev() {
        let mut fewer = lines.clone();
        fewer.remove(at);
        let is_same = |after: Vec<f64>| after.iter().zip(scores).all(|(after, before)| after >= before);
        if self::scores(ground, lessons, &fewer).is_some_and(is_same) {
            lines = fewer;
        }
    }
    lines
}
