//! From probabilities to marks: on each block, and on the elements whose blocks agree, for all in them that is not text.

use std::ops::Range;

use crate::dom::markup::MARKUP;
use crate::dom::{Dom, NodeId, TextBlocks};
use crate::mark::{Mark, Marks, Reason, RuleKey, Verdict};

use super::threshold;
use super::{Clean, Scope};
use crate::features::Features;
use crate::features::page::announced;
use crate::generic::Generic;
use crate::generic::rows::{PageThreshold, Preference};
use crate::hidden::blocks_in;
use crate::judge::Scores;
use crate::region::run::Limits;
use crate::region::{Parts, Region, copies, next, said};

/// Sets the marks of all blocks in the scope; says where the article stands, and how likely there is one: 1 where a rule
/// has found it. What stands in `ornaments` says nothing of the pictures beside it.
pub(crate) fn apply(
    (dom, texts): (&Dom, &TextBlocks),
    scores: &Scores,
    model: &Generic,
    (scope, prefer): (Scope<'_>, Preference),
    ornaments: &[NodeId],
    marks: &mut Marks,
) -> Region {
    let stretches = stretches(dom, scope);
    drop_excluded(dom, &scores.excluded.widgets, &stretches, marks);
    drop_excluded(dom, &scores.excluded.comments, &stretches, marks);
    drop_excluded(dom, &scores.excluded.boxes, &stretches, marks);
    let free = free(&scores.features, &stretches, marks);
    let chosen = choose((dom, texts), scores, model, scope, prefer, &free);
    let mut silent = blocks_in(dom, texts, ornaments.iter().copied());
    silence_boxes((dom, texts), &scores.features, &chosen.kept, &mut silent);
    mark((dom, texts), scores, scope, (&free, &silent), &chosen, marks);
    chosen.region
}

/// What is kept of a page, and by what.
struct Chosen {
    kept: Vec<bool>,
    limit: f32,
    region: Region,
}

/// Chooses the blocks that are kept: by the limit, the region and the parts.
fn choose(
    (dom, texts): (&Dom, &TextBlocks),
    scores: &Scores,
    model: &Generic,
    scope: Scope<'_>,
    prefer: Preference,
    free: &[bool],
) -> Chosen {
    let Scores { features, probability, .. } = scores;
    let mut may: Vec<bool> = (0..features.len()).map(|block| is_free(features, free, block)).collect();
    let labels = matches!(scope, Scope::WholePage);
    let Chosen { kept, limit, region } = match scope {
        Scope::WholePage => find((dom, texts), scores, model, prefer, (free, &mut may)),
        Scope::Inside { clean, .. } => {
            let limit = match clean {
                Clean::Full => prefer.threshold * model.thresholds.full,
                Clean::Safe => model.thresholds.safe,
            };
            let kept = probability.iter().map(|value| *value >= limit).collect();
            Chosen { kept, limit, region: Region { blocks: 0..features.len(), article: 1.0 } }
        }
    };
    let mut kept = Parts { rows: &model.parts, dom, features, probability, free: may, labels, kept, limit }.decide();
    if labels {
        copies::drop(&model.copies, dom, features, texts, &mut kept);
        said::drop(&model.said, dom, features, texts, &mut kept);
    }
    Chosen { kept, limit, region }
}

/// Finds the article on a page where nothing is known of its place. What stands beside the posts of a thread may be marked
/// no more, whatever stands around it.
fn find(
    (dom, texts): (&Dom, &TextBlocks),
    scores: &Scores,
    model: &Generic,
    prefer: Preference,
    (free, may): (&[bool], &mut [bool]),
) -> Chosen {
    let Scores { features, probability, .. } = scores;
    let limit = page_limit(features, probability, free, &model.thresholds.page.scaled(prefer.threshold));
    let limits = Limits { text: limit, single: prefer.single };
    let announced = |kept: &[bool]| announced((dom, texts), &features.level, kept);
    let mut region = model.regions.find(features, probability, |block| may[block], limits, announced);
    let is_kept = |i: usize| probability[i] >= limit && region.blocks.contains(&i);
    let mut kept: Vec<bool> = (0..features.len()).map(is_kept).collect();
    if let Some(end) = next::begins(&model.next, dom, features, &kept) {
        region.blocks.end = region.blocks.end.min(end);
        kept[end..].fill(false);
    }
    let words =
        (0..features.len()).filter(|&i| may[i] && kept[i]).map(|i| (probability[i], features.measures[i].words));
    if region.article * threshold::expected_precision(words) < prefer.threshold * model.regions.article() {
        kept.fill(false);
        region.blocks = 0..0;
    }
    if let Some(body) = model.body.find(dom, features, may, &kept).filter(|_| region.article > 0.0) {
        kept.fill(false);
        body.texts.into_iter().for_each(|text| kept[text] = true);
        region = Region { blocks: body.blocks, article: region.article.max(body.article) };
    }
    let thread = model.body.thread(dom, features, may, &kept);
    thread.texts.into_iter().for_each(|post| kept[post] = true);
    for block in thread.beside {
        (kept[block], may[block]) = (false, false);
    }
    Chosen { kept, limit, region }
}

/// What is dropped beside a picture in its box, a few words at most, says nothing of the picture: a button, a credit.
fn silence_boxes((dom, texts): (&Dom, &TextBlocks), features: &Features, kept: &[bool], silent: &mut [bool]) {
    for container in &features.tree.containers {
        let blocks = container.blocks.clone();
        let is_small =
            features.sums.words(blocks.clone()) <= MARKUP.figure.box_words && blocks.clone().all(|block| !kept[block]);
        if is_small && MARKUP.is_box_of_picture(dom, container.node, texts.text(&texts[blocks.start])) {
            silent[blocks].fill(true);
        }
    }
}

/// Marks the elements whose blocks agree, and the blocks of the others.
fn mark(
    (dom, texts): (&Dom, &TextBlocks),
    scores: &Scores,
    scope: Scope<'_>,
    (free, silent): (&[bool], &[bool]),
    chosen: &Chosen,
    marks: &mut Marks,
) {
    let features = &scores.features;
    // What a rule's content keeps is kept by the rule: here the layer only drops.
    let says = |verdict: Verdict| matches!(scope, Scope::WholePage) || verdict == Verdict::Drop;
    let tally = Tally::new(features, &chosen.kept, silent);
    for (container, free) in features.tree.containers.iter().zip(free) {
        if *free && let Some(verdict) = tally.verdict(container.blocks.clone()).filter(|v| says(*v)) {
            marks.set(container.node, chosen.mark(scores, verdict, container.blocks.start));
        }
    }
    for (index, &at) in features.tree.innermost.iter().enumerate() {
        let shared = silent[index] || features.tree.containers.get(at).is_none_or(|h| h.blocks.len() > 1);
        let verdict = if chosen.kept[index] { Verdict::Keep } else { Verdict::Drop };
        if shared && says(verdict) && free.get(at) != Some(&false) {
            for node in whole_nodes(dom, texts[index].nodes.clone()) {
                if !is_decided(&marks.of(dom, node).reason) {
                    marks.set(node, chosen.mark(scores, verdict, index));
                }
            }
        }
    }
}

impl Chosen {
    /// A verdict with the reason for it, by a block.
    fn mark(&self, scores: &Scores, verdict: Verdict, block: usize) -> Mark {
        let (limit, value) = (self.limit, scores.probability[block]);
        let is_kept = verdict == Verdict::Keep;
        let reason = if is_kept == (value >= limit) {
            Reason::Generic { test: scores.top_feature(block), value, limit }
        } else if is_kept || self.region.blocks.contains(&block) {
            Reason::Part { value, kept: is_kept }
        } else {
            Reason::OutsideRegion { value, below: block >= self.region.blocks.end }
        };
        Mark { verdict, reason }
    }
}

/// The limit of a page by the blocks that may be marked.
fn page_limit(features: &Features, probability: &[f32], free: &[bool], page: &PageThreshold) -> f32 {
    let innermost = features.tree.innermost.iter();
    let blocks = innermost
        .zip(probability)
        .zip(&features.measures)
        .filter(|((container, _), _)| free.get(**container) != Some(&false));
    threshold::limit(page, blocks.map(|((_, probability), measure)| (*probability, measure.words)))
}

/// Whether a block may be marked.
fn is_free(features: &Features, free: &[bool], block: usize) -> bool {
    free.get(features.tree.innermost[block]) != Some(&false)
}

/// Drops the widgets inside the scope, where no line of the site's rule decided on them.
fn drop_excluded(dom: &Dom, widgets: &[(NodeId, Reason)], scope: &[Range<NodeId>], marks: &mut Marks) {
    for (id, reason) in widgets.iter().filter(|(id, _)| is_inside(scope, *id)) {
        if !is_decided(&marks.of(dom, *id).reason) {
            marks.set(*id, Mark { verdict: Verdict::Drop, reason: reason.clone() });
        }
    }
}

/// For each container whether it may be marked: inside the scope, not set aside, and not decided by the site's rule.
fn free(features: &Features, scope: &[Range<NodeId>], marks: &Marks) -> Vec<bool> {
    let containers = &features.tree.containers;
    let mut decided: Vec<bool> = Vec::with_capacity(containers.len());
    for (at, container) in containers.iter().enumerate() {
        let own = marks.own(container.node).is_some_and(|m| is_decided(&m.reason));
        decided.push(own || (container.parent != at && decided[container.parent]));
    }
    containers.iter().zip(decided).map(|(container, decided)| !decided && is_inside(scope, container.node)).collect()
}

/// Whether a node stands in one of the stretches and does not begin it.
fn is_inside(stretches: &[Range<NodeId>], node: NodeId) -> bool {
    let place = stretches.partition_point(|s| s.start < node);
    place.checked_sub(1).is_some_and(|p| node < stretches[p].end)
}

/// Whether a line of the site's rule, or what the node is by itself, decided on it: not that it is in the content.
fn is_decided(reason: &Reason) -> bool {
    let is_content = matches!(reason, Reason::Rule { key: RuleKey::Content, .. });
    !is_content && !reason.is_judged() && *reason != Reason::Ornament
}

/// The stretches of the page that a scope covers.
fn stretches(dom: &Dom, scope: Scope<'_>) -> Vec<Range<NodeId>> {
    match scope {
        Scope::WholePage => vec![NodeId::ROOT..dom.end(NodeId::ROOT)],
        Scope::Inside { content, .. } => outermost(dom, content),
    }
}

/// The stretches of the page that the elements cover, in document order.
fn outermost(dom: &Dom, content: &[NodeId]) -> Vec<Range<NodeId>> {
    let mut content = content.to_vec();
    content.sort_unstable();
    let mut stretches: Vec<Range<NodeId>> = Vec::new();
    for node in content {
        if stretches.last().is_none_or(|s| s.end <= node) {
            stretches.push(node..dom.end(node));
        }
    }
    stretches
}

/// How many words of a stretch of blocks are kept and dropped.
struct Tally {
    /// For all blocks before this one.
    before: Vec<(f32, f32)>,
}

impl Tally {
    fn new(features: &Features, kept: &[bool], silent: &[bool]) -> Self {
        let (mut keep, mut drop) = (0.0, 0.0);
        let mut before = vec![(keep, drop)];
        let blocks = features.measures.iter().zip(&features.excluded).zip(silent).zip(kept);
        for (((measure, excluded), silent), kept) in blocks {
            let counts = !excluded && !silent;
            *(if *kept { &mut keep } else { &mut drop }) += if counts { measure.words.max(1.0) } else { 0.0 };
            before.push((keep, drop));
        }
        Tally { before }
    }

    /// What most words of a stretch want, where they are many enough to speak for all that is between them.
    fn verdict(&self, blocks: Range<usize>) -> Option<Verdict> {
        let (from, to) = (self.before[blocks.start], self.before[blocks.end]);
        let (keep, drop) = (to.0 - from.0, to.1 - from.1);
        match (keep > drop, keep > 0.0 || drop == 0.0) {
            (true, _) => Some(Verdict::Keep),
            (false, false) => Some(Verdict::Drop),
            (false, true) => None,
        }
    }
}

/// The outermost nodes that stand in the run and end in it.
pub(crate) fn whole_nodes(dom: &Dom, run: Range<NodeId>) -> Vec<NodeId> {
    let mut nodes = Vec::new();
    let mut past = run.start;
    for node in dom.ids_in(&run) {
        if node >= past && dom.end(node) <= run.end {
            nodes.push(node);
            past = dom.end(node);
        }
    }
    nodes
}
