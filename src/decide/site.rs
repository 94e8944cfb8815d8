//! What the rule of a page's site keeps and drops.
//!
//! Every line looks at the untouched tree and marks by itself, so the order of lines changes nothing: the marks of
//! `content`, `keep` and of the roles that belong to the article are kept ones, all others are dropped ones, and the
//! nearest mark wins. Of marks at the same node that of the nearer layer of rules stands, within a layer a kept one. A line that looks at
//! text (`drop_text`, `{ text = … }`) marks the element that holds the block if it holds nothing else, else the
//! nodes that the block consists of.

use std::ops::Range;
use std::sync::Arc;

use super::Roles;
use crate::dom::{Dom, NodeId, Selector, TextBlock, TextBlocks, Work};
use crate::lookup::pattern::{MAX_MATCHES, Pattern};
use crate::mark::{Mark, Marks, Reason, RuleKey, Verdict};
use crate::rule::{Line, Lines, Matcher, Pick};

/// The longest block that a rule's regexes are tried on, in bytes.
const MAX_BLOCK: usize = 16 * 1024;

/// Counts what it will take to cut stretches out of the texts that are kept.
pub(crate) fn count_cuts(dom: &Dom, texts: &TextBlocks, pick: &Pick, marks: &Marks, work: &Work<'_>) {
    let cuts: Vec<_> = pick.layout().into_iter().flat_map(|layout| layout.lines.patterns(RuleKey::Cut)).collect();
    if cuts.is_empty() {
        return;
    }
    for block in texts.iter().filter(|block| marks.of_block(dom, block).verdict == Verdict::Keep) {
        let length = texts.text(block).len();
        for (line, pattern) in cuts.iter().filter(|_| length <= MAX_BLOCK) {
            count_searches(pattern, texts.text(block), work);
            work.charge(&line.pattern);
        }
    }
}

/// Counts the searches for all matches, each of which may look at all that is behind the last one: here, and again where
/// they are cut.
fn count_searches(pattern: &Pattern, text: &str, work: &Work<'_>) {
    let mut matches = pattern.find_iter(text).take(MAX_MATCHES);
    let mut from = 0;
    while work.spend(2 * pattern.steps(text.len() - from)) {
        let Some(found) = matches.next() else { return };
        from = found.end();
    }
}

/// Marks what the rule that was picked says, and tells which elements it gives a role. Without one, or if it was missed,
/// nothing.
pub(crate) fn mark(dom: &Dom, texts: &TextBlocks, pick: &Pick, work: &Work<'_>, marks: &mut Marks) -> Roles {
    let mut roles = Roles::default();
    let Some(layout) = pick.layout() else { return roles };
    let mut site = Site::new(dom, texts, pick, work, marks);
    site.content(pick);
    for layer in layout.lines.layers() {
        let lines = layout.lines.of_layer(layer);
        site.nearer.end = site.marks.len();
        site.selectors(&lines, RuleKey::Drop, Verdict::Drop);
        site.selectors(&lines, RuleKey::Keep, Verdict::Keep);
        for (role, verdict) in RuleKey::ROLES {
            let found = site.selectors(&lines, role, verdict);
            roles.add(role, &found);
        }
        site.drop_text(&lines);
        site.edges(&lines);
    }
    roles
}

/// A page, and where on it the rule speaks.
pub(crate) struct Site<'p> {
    dom: &'p Dom,
    texts: &'p TextBlocks,
    work: &'p Work<'p>,
    /// The elements that the rule speaks of, none inside another: those with the content, else the document.
    areas: Vec<NodeId>,
    /// The places in `marks` of those that nearer layers set.
    nearer: Range<usize>,
    marks: &'p mut Marks,
}

/// Those of the elements that stand in no other of them; the document if there is none.
fn outermost(dom: &Dom, content: &[NodeId]) -> Vec<NodeId> {
    let mut areas: Vec<NodeId> = Vec::new();
    for &id in content {
        if areas.last().is_none_or(|&last| !dom.contains(last, id)) {
            areas.push(id);
        }
    }
    if areas.is_empty() {
        areas.push(NodeId::ROOT);
    }
    areas
}

impl<'p> Site<'p> {
    pub(crate) fn new(
        dom: &'p Dom,
        texts: &'p TextBlocks,
        pick: &Pick,
        work: &'p Work<'p>,
        marks: &'p mut Marks,
    ) -> Self {
        Site { dom, texts, work, areas: outermost(dom, &pick.content), nearer: 0..0, marks }
    }
}

impl Site<'_> {
    fn content(&mut self, pick: &Pick) {
        if let Some(reason) = content_reason(pick) {
            for &id in &pick.content {
                self.marks.set(id, Mark { verdict: Verdict::Keep, reason: reason.clone() });
            }
        }
        self.nearer = self.marks.len()..self.marks.len();
    }

    fn set(&mut self, id: NodeId, verdict: Verdict, reason: &Reason) {
        if !self.marks.is_among(id, &self.nearer) {
            self.marks.set(id, Mark { verdict, reason: reason.clone() });
        }
    }

    /// Marks what the lines of a key find, and tells what that is.
    fn selectors(&mut self, lines: &Lines, key: RuleKey, verdict: Verdict) -> Vec<NodeId> {
        let mut all = Vec::new();
        for (line, selector) in lines.selectors(key) {
            let found = self.find(key, selector);
            found.iter().for_each(|&id| self.set(id, verdict, &line.reason(key)));
            all.extend(found);
        }
        all
    }

    /// What a line of a key finds: inside the content, but for roles, which say what a part is wherever it stands.
    pub(crate) fn find(&self, key: RuleKey, selector: &Selector) -> Vec<NodeId> {
        if key.is_role() { selector.select(NodeId::ROOT, self.work) } else { self.select(selector) }
    }

    /// The elements that match and stand inside the content.
    fn select(&self, selector: &Selector) -> Vec<NodeId> {
        let mut found = selector.select(NodeId::ROOT, self.work);
        found.retain(|&id| self.is_inside(id));
        found
    }

    pub(crate) fn is_inside(&self, id: NodeId) -> bool {
        let after = self.areas.partition_point(|&area| area <= id);
        after > 0 && self.dom.contains(self.areas[after - 1], id)
    }

    fn drop_text(&mut self, lines: &Lines) {
        for block in self.texts.iter() {
            if !self.is_inside(block.nodes.start) {
                continue;
            }
            let mut patterns = lines.patterns(RuleKey::DropText);
            if let Some((line, _)) = patterns.find(|(line, pattern)| self.is_match(line, pattern, block)) {
                self.drop_range(&container(self.dom, block), &line.reason(RuleKey::DropText));
            }
        }
    }

    pub(crate) fn is_match(&self, line: &Line<Matcher>, pattern: &Pattern, block: &TextBlock) -> bool {
        let text = self.texts.text(block);
        let is_match = text.len() <= MAX_BLOCK && self.work.spend(pattern.steps(text.len())) && pattern.is_match(text);
        self.work.charge(&line.pattern);
        is_match
    }

    /// Each line by itself cuts: one of `start_after` all up to its first match, one of `stop_before` all from its
    /// first match behind the start.
    fn edges(&mut self, lines: &Lines) {
        let end = self.dom.end(NodeId::ROOT);
        let mut start = NodeId::ROOT;
        for line in lines.of(RuleKey::StartAfter) {
            if let Some(hit) = self.first_edge(line, NodeId::ROOT) {
                self.drop_range(&(NodeId::ROOT..hit.end), &line.reason(RuleKey::StartAfter));
                start = start.max(hit.end);
            }
        }
        for line in lines.of(RuleKey::StopBefore) {
            if let Some(hit) = self.first_edge(line, start) {
                self.drop_range(&(hit.start..end), &line.reason(RuleKey::StopBefore));
            }
        }
    }

    /// Where the first match that starts at `from` or behind it stands.
    pub(crate) fn first_edge(&self, line: &Line<Matcher>, from: NodeId) -> Option<Range<NodeId>> {
        match &line.value {
            Matcher::Selector(selector) => {
                let hit = self.select(selector).into_iter().find(|&id| id >= from)?;
                Some(hit..self.dom.end(hit))
            }
            Matcher::Pattern(pattern) => {
                let mut blocks = self.texts.iter().filter(|b| b.nodes.start >= from && self.is_inside(b.nodes.start));
                Some(blocks.find(|block| self.is_match(line, pattern, block))?.nodes.clone())
            }
            Matcher::ArticleBody => None,
        }
    }

    /// Drops what lies wholly in a stretch of the page, by marks on the largest nodes that do. The areas themselves
    /// keep their marks.
    fn drop_range(&mut self, range: &Range<NodeId>, reason: &Reason) {
        let mut ids = Vec::new();
        for &area in &self.areas {
            let stretch = area.max(range.start)..self.dom.end(area).min(range.end);
            let mut marked = NodeId::ROOT;
            for id in self.dom.ids_in(&stretch) {
                if id >= marked && id != area && self.dom.end(id) <= range.end {
                    ids.push(id);
                    marked = self.dom.end(id);
                }
            }
        }
        ids.into_iter().for_each(|id| self.set(id, Verdict::Drop, reason));
    }
}

/// Marks a text that a line of `content` takes from the page's JSON-LD: all of it is content.
pub(crate) fn mark_article_body(dom: &Dom, texts: &TextBlocks, pick: &Pick, work: &Work<'_>) -> Marks {
    let mut marks = Marks::new(dom, Mark { verdict: Verdict::Drop, reason: Reason::Outside });
    mark(dom, texts, pick, work, &mut marks);
    marks.inherit(dom)
}

/// Why the content is kept.
fn content_reason(pick: &Pick) -> Option<Reason> {
    if let Some(line) = &pick.found_by {
        return Some(line.reason(RuleKey::Content));
    }
    let (rule, layout) = (pick.rule.as_ref()?, pick.layout()?);
    let (file, line) = (Arc::clone(&rule.file), layout.line.max(1));
    Some(Reason::Rule { file, line, key: RuleKey::Content, pattern: "plain text".into() })
}

/// The element that holds the block and nothing else, or the nodes of the block.
fn container(dom: &Dom, block: &TextBlock) -> Range<NodeId> {
    let is_nothing = |id: NodeId| dom.comment(id).is_some() || dom.text(id).is_some_and(|text| text.trim().is_empty());
    let holds_it =
        |id: NodeId| dom.end(id) > block.nodes.start && dom.end(id) >= block.nodes.end && id < block.nodes.start;
    let inside = block.nodes.clone();
    let alone = dom
        .descendants(block.container)
        .all(|id| (inside.start <= id && id < inside.end) || is_nothing(id) || holds_it(id));
    if alone { block.container..dom.end(block.container) } else { inside }
}
