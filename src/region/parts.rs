//! What the article is made of: parts that stand or fall together, and what ties a text to its neighbours.
//!
//! The texts of a page are judged one by one, which leaves holes: a cell of a table, an item of a list, the heading over
//! a kept text. Here a table and a list are decided as wholes, and what plainly belongs to a kept text stays with it:
//! the heading above, the list that a colon announces, code, captions, embedded posts and the lead.

use std::collections::HashSet;
use std::ops::Range;

use html5ever::local_name as attr;
use html5ever::local_name as tag;
use serde::Deserialize;

use crate::dom::callout;
use crate::dom::code;
use crate::dom::markup::MARKUP;
use crate::dom::{Dom, NodeId};

use crate::dom::names::Named;
use crate::features::Features;
use crate::features::containers::{Container, Shape};
use crate::features::measure::Last;

mod belongings;
mod boxes;
mod lead;

use self::boxes::{Boxes, Card};
use self::lead::Lead;

/// How many elements around code are looked at.
const CODE_AROUND: usize = 3;

/// How many nodes of what is called a formula are looked at.
const FORMULA: usize = 64;

/// How many texts before a table, and how many nodes before a link, are looked at.
const BESIDE: usize = 8;

/// How parts are decided.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rows {
    /// A text below this probability is husk whatever it stands beside.
    husk: f32,
    /// A table or a list is kept from this share of kept words on.
    whole: f32,
    /// What is called a caption has so many words at most.
    caption_words: f32,
    /// A table whose cells have more words in the mean only sets the layout.
    cell_words: f32,
    /// From this share of links on a text is one.
    links: f32,
    hole: Hole,
    note: Note,
    /// A formula keeps what it stands in, of so many texts at most.
    formula_texts: usize,
    /// The title of code has so many words at most.
    code_title: f32,
    /// A text between kept ones is kept from this part of the limit on.
    near: f32,
    heading: Heading,
    boxes: Boxes,
    card: Card,
    lead: Lead,
    label: Label,
}

/// What a note of the article is: what a sign in a kept text leads to.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    /// The sign has so many characters at most,
    sign: usize,
    /// and the note so many words; with so few it is the sign once more.
    words: f32,
    sign_words: f32,
}

/// What a table or a list right behind a kept text is part of the article by.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hole {
    /// The texts of a list have this probability in the mean, at least,
    list: f32,
    /// one that stands between two kept texts this one,
    inner_list: f32,
    /// and those of a table of data this one,
    table: f32,
    /// those of a `<dl>`, which is both, this one,
    facts: f32,
    /// and less than this share of it is links;
    links: f32,
    /// of a table of data between two kept texts this one.
    table_links: f32,
    /// Of so many texts before a table one is kept: between it and the table may stand what the table is called.
    before_table: usize,
}

/// What a heading above a kept text stays by.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Heading {
    /// It has this probability, at least: below it stands a heading of what was dropped.
    probability: f32,
    /// So many links at most, of so many words each, do not part it from what follows.
    links: usize,
    words: f32,
}

/// What a short text of its own is no part of the article by: `Advertisement`, `Read more: Mill closes`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Label {
    /// It has at most so many words.
    words: f32,
    /// Words of husk stand apart in it: 3 for all that it says, 2 in front of a sign near its beginning.
    apart: f32,
    /// What it begins with is worth so much at most.
    opening: f32,
    /// Or so much of it, at least, is words that mostly stand in husk,
    known: f32,
    /// and what it says is worth so much at most.
    says: f32,
}

/// A page with what is kept of it.
pub(crate) struct Parts<'p> {
    pub(crate) rows: &'p Rows,
    pub(crate) dom: &'p Dom,
    pub(crate) features: &'p Features,
    pub(crate) probability: &'p [f32],
    /// Which texts may be marked.
    pub(crate) free: Vec<bool>,
    /// Whether labels are looked for: inside a rule's content the rule's own lines do that.
    pub(crate) labels: bool,
    pub(crate) kept: Vec<bool>,
    /// From which probability on texts are kept.
    pub(crate) limit: f32,
}

impl Parts<'_> {
    /// What is kept when every part has been looked at.
    pub(crate) fn decide(mut self) -> Vec<bool> {
        let Some(flow) = self.flow() else { return self.kept };
        // Before the tables, which look at what stands above them, and once more for those in a table that was dropped and
        // above the first kept text.
        self.code(&flow);
        self.named(&flow);
        self.wholes();
        self.leads(flow.start);
        let flow = self.headline(flow.start).unwrap_or(flow.start)..flow.end;
        self.code(&flow);
        self.named(&flow);
        self.formulas(&flow);
        self.announced(&flow);
        self.notes();
        self.belongings(&flow);
        self.cards();
        self.between(&flow);
        self.headings(&flow);
        if self.labels {
            self.drop_labels();
        }
        self.kept
    }

    /// From the first kept text to the last.
    fn flow(&self) -> Option<Range<usize>> {
        Some(self.kept.iter().position(|k| *k)?..self.kept.iter().rposition(|k| *k)? + 1)
    }

    fn keep(&mut self, blocks: Range<usize>) {
        for block in blocks {
            self.kept[block] |= self.free[block] && self.probability[block] >= self.rows.husk;
        }
    }

    /// Tables of data and lists, the outer ones first.
    fn wholes(&mut self) {
        for (at, container) in self.features.tree.containers.iter().enumerate() {
            let blocks = container.blocks.clone();
            let is_table = self.is_table(at);
            if is_table || self.is_list(container) {
                let share = self.kept_share(blocks.clone());
                if share >= self.rows.whole && share < 1.0 || share < self.rows.whole && self.fills_a_hole(at, is_table)
                {
                    self.keep(blocks);
                } else if share < self.rows.whole && is_table {
                    self.kept[blocks].fill(false);
                }
            }
        }
    }

    /// Whether a table or a list stands behind a kept text, in what holds both, and is no list of links.
    fn fills_a_hole(&self, at: usize, is_table: bool) -> bool {
        let Features { tree, sums, .. } = self.features;
        let Hole { list, inner_list, table, facts, links, table_links, before_table } = self.rows.hole;
        let blocks = &tree.containers[at].blocks;
        let goes_on = self.kept.get(blocks.end) == Some(&true);
        let least = match self.dom.is(tree.containers[at].node, &tag!("dl")) {
            true => facts,
            false if is_table => table,
            false if goes_on => inner_list,
            false => list,
        };
        // What is no text of the page, such as a box that searches a table, does not part it from one; the heading of a
        // list is looked at later.
        let is_headed = blocks.start > 0 && self.features.level[blocks.start - 1] > 0;
        let texts = (0..blocks.start).rev().take(BESIDE).filter(|&block| self.free[block] || !is_table);
        let mut before = texts.take(if is_table { before_table } else { 1 + usize::from(is_headed) });
        let is_behind_kept = before.any(|i| self.kept[i] || is_table && self.is_near(i));
        let outer = || tree.up(Some(at)).map(|(_, outer)| &outer.blocks).find(|outer| *outer != blocks);
        let most_links = if is_table && goes_on { table_links } else { links };
        is_behind_kept
            && outer().is_some_and(|outer| outer.start < blocks.start)
            && (sums.link_share(blocks.clone()) < most_links || is_table && self.shows_formulas(at))
            && self.likelihood(blocks.clone()) >= least
    }

    fn shows_formulas(&self, at: usize) -> bool {
        self.dom.subtree(self.features.tree.containers[at].node).any(|node| MARKUP.is_formula(self.dom, node))
    }

    fn kept_share(&self, blocks: Range<usize>) -> f32 {
        self.mean(blocks, |i| f32::from(u8::from(self.kept[i])))
    }

    /// How likely the texts are that may be marked, by their words.
    fn likelihood(&self, blocks: Range<usize>) -> f32 {
        self.mean(blocks, |i| if self.free[i] { self.probability[i] } else { 0.0 })
    }

    /// The sum of a value of texts by their words, over the words of those that may be marked.
    fn mean(&self, blocks: Range<usize>, value: impl Fn(usize) -> f32) -> f32 {
        let (mut sum, mut all) = (0.0, 0.0);
        for block in blocks {
            let words = self.features.measures[block].words.max(0.5);
            sum += value(block) * words;
            all += if self.free[block] { words } else { 0.0 };
        }
        sum / f32::max(all, 0.5)
    }

    fn is_list(&self, container: &Container) -> bool {
        [tag!("ul"), tag!("ol"), tag!("dl")].iter().any(|name| self.dom.is(container.node, name))
    }

    /// Whether a container is a table of data: two cells or more, of few words, and no table in it.
    fn is_table(&self, at: usize) -> bool {
        let (containers, container) = (&self.features.tree.containers, &self.features.tree.containers[at]);
        if !self.dom.is(container.node, &tag!("table")) {
            return false;
        }
        let end = self.dom.end(container.node);
        let inside = || containers[at + 1..].iter().take_while(|h| h.node < end);
        let cells = inside().filter(|h| h.shape == Some(Shape::Cell)).count() as f32;
        let words = self.features.sums.words(container.blocks.clone());
        cells >= 2.0 && words <= cells * self.rows.cell_words && !inside().any(|h| self.dom.is(h.node, &tag!("table")))
    }

    fn code(&mut self, flow: &Range<usize>) {
        for block in flow.clone().filter(|&i| self.features.preformatted[i]) {
            self.keep(block..block + 1);
        }
        let mut last = flow.end - 1;
        while self.features.preformatted.get(last + 1) == Some(&true) && self.goes_on_as_code(last) {
            last += 1;
            self.keep(last..last + 1);
        }
    }

    /// Whether what stands behind a kept text is code of the same article: a colon announces it, or both stand in one
    /// element.
    fn goes_on_as_code(&self, last: usize) -> bool {
        let Features { tree, measures, .. } = self.features;
        let holder = tree.around(last).nth(1).map(|(at, _)| at);
        let is_in_it = || tree.around(last + 1).skip(1).take(CODE_AROUND).any(|(at, _)| Some(at) == holder);
        self.kept[last] && (measures[last].last == Last::Colon || is_in_it())
    }

    /// A paragraph or a line that shows a formula.
    fn formulas(&mut self, flow: &Range<usize>) {
        let named = Named::new(|name| MARKUP.formula.classes.contains(name));
        let formulas: Vec<NodeId> =
            self.dom.ids().filter(|node| self.is_formula(*node, named.has(self.dom, *node))).collect();
        for container in &self.features.tree.containers {
            let blocks = container.blocks.clone();
            let is_small = is_within(&blocks, flow) && blocks.len() <= self.rows.formula_texts;
            let first = formulas.partition_point(|formula| *formula < container.node);
            let shows = formulas.get(first).is_some_and(|formula| *formula < self.dom.end(container.node));
            if is_small && shows && blocks.clone().any(|block| !self.kept[block]) {
                self.keep(blocks);
            }
        }
    }

    /// Whether a node shows a formula: by its name, or for TeX that it holds.
    fn is_formula(&self, node: NodeId, is_called: bool) -> bool {
        let dom = self.dom;
        let opens = |text: &str| {
            let text = text.trim_start();
            text.starts_with("\\[") || text.starts_with("\\begin{") || text.starts_with("$$") && text.contains('\\')
        };
        MARKUP.is_formula(dom, node)
            || dom.text(node).is_some_and(opens)
            || is_called
                && dom.descendants(node).take(FORMULA).filter_map(|n| dom.text(n)).any(|text| text.contains('\\'))
    }

    /// Captions, embedded posts, code and boxes that stand out of the text, in the flow.
    fn named(&mut self, flow: &Range<usize>) {
        for container in self.features.tree.containers.iter().filter(|container| is_within(&container.blocks, flow)) {
            let blocks = container.blocks.clone();
            if self.is_caption(container)
                || code::shape(self.dom, container.node).is_some()
                || callout::kind(self.dom, container.node).is_some() && self.is_told(blocks.clone())
                || self.is_embed(container.node)
            {
                for block in blocks {
                    self.kept[block] |= self.free[block];
                }
            } else if self.is_box(container) {
                self.keep(blocks);
            }
        }
    }

    fn is_caption(&self, container: &Container) -> bool {
        MARKUP.is_caption(self.dom, container.node)
            && self.features.sums.words(container.blocks.clone()) <= self.rows.caption_words
    }

    /// Whether texts are likely enough for a part of the article: sites call their own notices `alert`, too.
    fn is_told(&self, blocks: Range<usize>) -> bool {
        self.likelihood(blocks) >= self.rows.hole.list
    }

    fn is_embed(&self, node: NodeId) -> bool {
        self.dom.is(node, &tag!("blockquote")) && MARKUP.embed.has_class_of_post(self.dom, node)
    }

    /// The list behind a kept text that ends in a colon.
    fn announced(&mut self, flow: &Range<usize>) {
        for at in 0..self.features.tree.containers.len() {
            let container = &self.features.tree.containers[at];
            let before = container.blocks.start.checked_sub(1);
            let is_announced = before.is_some_and(|b| self.kept[b] && self.features.measures[b].last == Last::Colon);
            if is_announced && self.is_list(container) {
                let blocks = container.blocks.clone();
                // What goes on behind a list of links has it for its own.
                let is_inside = blocks.end < flow.end;
                for block in blocks {
                    let is_husk = !is_inside && self.probability[block] < self.rows.husk;
                    self.kept[block] |= self.free[block] && !is_husk;
                }
            }
        }
    }

    /// The notes that signs in kept texts lead to: `<a href="#fn1">1</a>`.
    fn notes(&mut self) {
        let dom = self.dom;
        let signs: HashSet<&str> =
            dom.ids().filter(|link| self.is_sign_of_note(*link)).filter_map(|link| target(dom, link)).collect();
        if signs.is_empty() {
            return;
        }
        for at in self.named_holders(&signs) {
            let blocks = self.features.tree.containers[at].blocks.clone();
            let words = self.features.sums.words(blocks.clone());
            if words <= self.rows.note.words {
                // Where the note's own sign alone is named, its text stands behind it.
                let is_sign = words <= self.rows.note.sign_words;
                let end = (blocks.end + usize::from(is_sign)).min(self.kept.len());
                for block in blocks.start..end {
                    self.kept[block] |= self.free[block];
                }
            }
        }
    }

    /// The innermost containers of what has one of these names: `<p><a name="fn1">1</a> Thick.</p>`.
    fn named_holders(&self, wanted: &HashSet<&str>) -> Vec<usize> {
        let dom = self.dom;
        let names = |id| [attr!("id"), attr!("name")].into_iter().filter_map(move |name| dom.attr(id, &name));
        let named = dom.ids().filter(|&id| names(id).any(|name| wanted.contains(name)));
        named.filter_map(|id| self.holding(id)).map(|(at, _)| at).collect()
    }

    /// Whether a link in a kept text is the sign of a note.
    fn is_sign_of_note(&self, link: NodeId) -> bool {
        let is_called = |node: NodeId| MARKUP.note.is_reference(self.dom, node);
        let is_raised = |node: NodeId| self.dom.is(node, &tag!("sup")) || is_called(node);
        target(self.dom, link).is_some()
            && (is_called(link)
                || self.is_in_brackets(link)
                || self.dom.ancestors(link).take(3).any(is_raised)
                || self.dom.descendants(link).take(3).any(is_raised))
            && self.dom.text_content(link).chars().count() <= self.rows.note.sign
            && self.is_kept_at(link)
    }

    /// `in winter [<a href="#ref1">1</a>, <a href="#ref2">2</a>]`: a number.
    fn is_in_brackets(&self, link: NodeId) -> bool {
        let dom = self.dom;
        let before = dom.siblings_before(link).take(BESIDE);
        let last_bracket = |text: &str| text.chars().rfind(|c| matches!(c, '[' | ']'));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        before.filter_map(|n| dom.text(n)).find_map(last_bracket) == Some('[')
            && is_number(dom.text_content(link).trim())
    }

    fn is_kept_at(&self, node: NodeId) -> bool {
        self.holding(node).is_some_and(|(_, container)| container.blocks.clone().any(|block| self.kept[block]))
    }

    /// The innermost container that a node is or stands in.
    fn holding(&self, node: NodeId) -> Option<(usize, &Container)> {
        let tree = &self.features.tree;
        let last = tree.containers.partition_point(|container| container.node <= node).checked_sub(1);
        tree.up(last).find(|(_, container)| node < self.dom.end(container.node))
    }

    /// Whether two texts stand in elements of one signature in the same element.
    fn is_like(&self, one: usize, other: usize) -> bool {
        let tree = &self.features.tree;
        let [one, other] = [one, other].map(|block| tree.innermost.get(block).and_then(|&at| tree.containers.get(at)));
        one.zip(other).is_some_and(|(one, other)| {
            one.node != other.node && one.parent == other.parent && one.signature == other.signature
        })
    }

    /// Whether a text that may be marked is nearly as likely as what is kept, and no link.
    fn is_near(&self, block: usize) -> bool {
        self.free[block]
            && self.probability[block] >= self.limit * self.rows.near
            && self.features.link_share[block] < self.rows.hole.links
    }

    /// Texts between two kept ones, and those that go on like the last one, that are nearly as likely as what is kept.
    fn between(&mut self, flow: &Range<usize>) {
        let mut behind_kept = false;
        for block in flow.clone() {
            if self.free[block] {
                self.kept[block] |= behind_kept && self.is_near(block);
                behind_kept = self.kept[block];
            }
        }
        let mut last = flow.end - 1;
        for block in flow.end..self.kept.len() {
            if self.is_near(block) && self.is_like(block, last) {
                self.kept[block] = true;
                last = block;
            } else if block > last + 1 {
                break;
            }
        }
    }

    /// Short texts that words of husk begin and a sign sets apart are none of the article.
    fn drop_labels(&mut self) {
        let Label { words, apart, opening, known, says } = self.rows.label;
        let features = self.features;
        for block in 0..self.kept.len() {
            let is_short = features.measures[block].words <= words && features.level[block] == 0;
            let is_set_apart =
                features.phrases.apart[block] >= apart && features.opening_phrase_weight[block] <= opening;
            let is_known = features.phrases.known[block] >= known && features.phrase_weight[block] <= says;
            let is_entry = || features.tree.around(block).take(2).any(|(_, container)| container.shape.is_some());
            self.kept[block] &= !(is_short && (is_set_apart || is_known)) || is_entry();
        }
    }

    /// Headings right above a kept text.
    fn headings(&mut self, flow: &Range<usize>) {
        let Heading { links: most, probability, .. } = self.rows.heading;
        for block in flow.clone().rev().filter(|&i| self.features.level[i] > 0) {
            let links = (block + 1..self.features.len()).take_while(|&i| self.is_beside_heading(i)).count();
            let announces_links = links > 0 && self.features.measures[block].last == Last::Colon;
            let is_above_kept = links <= most && !announces_links && self.kept.get(block + 1 + links) == Some(&true);
            if is_above_kept && self.probability[block] >= probability {
                self.keep(block..block + 1);
            }
        }
    }

    /// Whether a text behind a heading is no part of what follows: `[edit]`.
    fn is_beside_heading(&self, block: usize) -> bool {
        let is_link = self.features.link_share[block] >= self.rows.links;
        !self.kept[block] && is_link && self.features.measures[block].words <= self.rows.heading.words
    }
}

/// Whether all of some texts stand in the flow.
fn is_within(blocks: &Range<usize>, flow: &Range<usize>) -> bool {
    blocks.start >= flow.start && blocks.end <= flow.end
}

/// The id that a link inside the page leads to.
fn target(dom: &Dom, link: NodeId) -> Option<&str> {
    dom.attr(link, &tag!("href"))?.strip_prefix('#')
}
