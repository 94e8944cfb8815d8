//! Footnotes: which links refer to a note, and which elements are the notes.
//!
//! `fog<sup><a href="#n1" id="r1">1</a></sup>` refers to `<li id="n1">Thick. <a href="#r1">↩</a></li>`, whatever the maker
//! calls the two: what tells is a short label that is raised, in brackets or named so, and a place further down that is
//! kept and holds no heading.

use std::collections::{HashMap, HashSet};

use html5ever::local_name as tag;

use super::places::{Places, is_kept};
use crate::blocks::{Block, Inline, Inlines, NoteRef, Run, Style};
use crate::dom::markup::MARKUP;
use crate::dom::{Display, Dom, NodeId};
use crate::mark::Marks;

/// The most letters of a label: `note 12`.
const LABEL: usize = 16;
/// The most digits of a number.
const DIGITS: usize = 4;
/// How many nodes a reference has at most, and how far above it stands what it is raised by.
const NODES: usize = 8;
const NEAR: usize = 2;
/// The most nodes of a note.
const LONGEST: usize = 4096;

/// The notes of a page.
#[derive(Debug, Default)]
pub(super) struct Notes {
    references: HashMap<NodeId, NoteRef>,
    notes: HashMap<NodeId, NoteRef>,
    backs: HashSet<NodeId>,
}

/// A link with a label, and the element that it leads to.
#[derive(Clone, Copy, Debug)]
struct Found {
    link: NodeId,
    target: NodeId,
    holder: NodeId,
}

impl Notes {
    /// Finds the notes of which both ends are kept. `marks` are settled.
    pub(super) fn of(dom: &Dom, marks: &Marks, places: &Places) -> Self {
        let links = dom.ids().filter(|&id| dom.is(id, &tag!("a")) && is_reference(dom, id) && is_kept(dom, marks, id));
        let found = links.filter_map(|link| {
            let target = places.target(dom, link)?;
            Some(Found { link, target, holder: holder(dom, target)? })
        });
        let found: Vec<Found> = found.filter(|found| is_note(dom, marks, *found)).collect();
        let single = single(dom, &found);
        let mut notes = Notes::default();
        found.iter().filter(|found| single.contains(&found.holder)).for_each(|found| notes.add(dom, *found));
        notes.find_backs(dom, places);
        notes.find_labels(dom);
        notes
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.notes.len()
    }

    /// What a link refers to.
    pub(super) fn reference(&self, link: NodeId) -> Option<&NoteRef> {
        self.references.get(&link)
    }

    /// The note that an element is.
    pub(super) fn note(&self, id: NodeId) -> Option<&NoteRef> {
        self.notes.get(&id)
    }

    /// Whether a link leads from a note back to where it is referred to.
    pub(super) fn is_back(&self, id: NodeId) -> bool {
        self.backs.contains(&id)
    }

    fn add(&mut self, dom: &Dom, found: Found) {
        let number = self.notes.len() + 1;
        let label = label(dom, found.link).unwrap_or_default();
        let note =
            self.notes.entry(found.holder).or_insert_with(|| NoteRef { note: number.to_string(), label, again: false });
        self.references.insert(found.link, note.clone());
    }

    /// Finds the links in the notes that lead to a reference, what is in it or right around it.
    fn find_backs(&mut self, dom: &Dom, places: &Places) {
        let around = |&link: &NodeId| dom.subtree(link).chain(dom.ancestors(link).take(NEAR + 1));
        let anchors: HashSet<NodeId> = self.references.keys().flat_map(around).collect();
        for &holder in self.notes.keys() {
            let links = dom.descendants(holder).filter(|&id| dom.is(id, &tag!("a")) && says_little(dom, id));
            self.backs
                .extend(links.filter(|&id| places.target(dom, id).is_some_and(|target| anchors.contains(&target))));
        }
    }

    /// Finds what numbers the notes, and what holds no more than the ways back: `<span>(<a>1</a>, <a>2</a>)</span>`.
    fn find_labels(&mut self, dom: &Dom) {
        let is_in_line = |&n: &NodeId| Display::of(dom, n) == Display::Inline;
        let says_nothing = |&n: &NodeId| self.is_bare(dom, n);
        let around = |&back: &NodeId| dom.ancestors(back).take(NEAR).take_while(is_in_line).take_while(says_nothing);
        let around = self.backs.iter().flat_map(around);
        let labels = self.notes.keys().flat_map(|&holder| {
            let inside = dom.descendants(holder).take(NODES).filter(|&n| is_called_label(dom, n));
            inside.filter(|&n| label(dom, n).is_some()).chain(term_of(dom, holder))
        });
        let found: Vec<NodeId> = around.chain(labels).collect();
        self.backs.extend(found);
    }

    /// Whether an element has signs alone beside the ways back in it.
    fn is_bare(&self, dom: &Dom, id: NodeId) -> bool {
        let is_back = |n: NodeId| dom.ancestors(n).take_while(|&around| around != id).any(|n| self.backs.contains(&n));
        let is_sign = |n: NodeId| dom.text(n).is_none_or(|text| !text.contains(char::is_alphanumeric));
        dom.descendants(id).take(LONGEST).all(|n| is_sign(n) || is_back(n))
    }
}

/// `<dt class="label">1</dt>` before the `<dd>` that is the note
fn term_of(dom: &Dom, holder: NodeId) -> Option<NodeId> {
    let before = dom.siblings_before(holder).find(|&n| dom.is_element(n));
    before.filter(|&n| dom.is(holder, &tag!("dd")) && is_term(dom, n))
}

/// Whether an element is a term that no more than numbers the note behind it.
fn is_term(dom: &Dom, id: NodeId) -> bool {
    dom.is(id, &tag!("dt")) && (label(dom, id).is_some() || is_called_label(dom, id))
}

fn is_called_label(dom: &Dom, id: NodeId) -> bool {
    dom.classes(id).any(|class| MARKUP.note.labels.contains(class))
}

/// The holders that are one note each: of one target, with no other in them.
fn single(dom: &Dom, found: &[Found]) -> HashSet<NodeId> {
    let mut targets: HashMap<NodeId, HashSet<NodeId>> = HashMap::new();
    for found in found {
        targets.entry(found.holder).or_default().insert(found.target);
    }
    let mut holders: Vec<NodeId> = targets.keys().copied().collect();
    holders.sort_unstable();
    let is_outer = |at: usize| holders.get(at + 1).is_some_and(|&next| dom.contains(holders[at], next));
    (0..holders.len()).filter(|&at| targets[&holders[at]].len() == 1 && !is_outer(at)).map(|at| holders[at]).collect()
}

/// Whether a link is a label that is raised, in brackets or called a reference.
fn is_reference(dom: &Dom, link: NodeId) -> bool {
    let is_raised = |n: NodeId| dom.is(n, &tag!("sup"));
    let text = || dom.text_content(link);
    label(dom, link).is_some()
        && (dom
            .subtree(link)
            .chain(dom.ancestors(link).take(NEAR))
            .any(|n| is_raised(n) || MARKUP.note.is_reference(dom, n))
            || text().trim().starts_with('['))
}

/// `1`, `[12]`, `*`, `a`, `note 3`, and `1:2` for where a note is referred to once more
pub(super) fn label(dom: &Dom, link: NodeId) -> Option<String> {
    if dom.subtree(link).take(NODES + 1).count() > NODES {
        return None;
    }
    let text = dom.text_content(link);
    let text = text.trim().trim_matches(['[', ']', '(', ')']).trim();
    let is_number = |text: &str| (1..=DIGITS).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let is_named = || text.rsplit_once([' ', '\u{a0}']).is_some_and(|(_, number)| is_number(number));
    let is_again = || text.split_once(':').is_some_and(|(note, count)| is_number(note) && is_number(count));
    let is_sign = || text.chars().all(|c| "*†‡§¶#".contains(c)) || text.len() == 1 && text.is_ascii();
    let is_label =
        !text.is_empty() && text.chars().count() <= LABEL && (is_number(text) || is_sign() || is_named() || is_again());
    is_label.then(|| text.to_owned())
}

/// The block that a target is or stands in.
fn holder(dom: &Dom, target: NodeId) -> Option<NodeId> {
    const NO_NOTES: [&str; 14] =
        ["ul", "ol", "dl", "dt", "table", "tbody", "tr", "td", "th", "pre", "figure", "article", "main", "body"];
    let holder =
        std::iter::once(target).chain(dom.ancestors(target)).find(|&n| Display::of(dom, n) == Display::Block)?;
    let holder = if is_term(dom, holder) { dom.siblings_after(holder).find(|&n| dom.is_element(n))? } else { holder };
    let is_table = || dom.classes(holder).any(|class| MARKUP.note.tables.contains(class));
    dom.name(holder)
        .is_some_and(|name| !NO_NOTES.contains(&&**name) || *name == tag!("table") && is_table())
        .then_some(holder)
}

/// Whether what a link leads to is further down, short, and says something that is kept.
fn is_note(dom: &Dom, marks: &Marks, found: Found) -> bool {
    let Found { link, holder, .. } = found;
    let is_far = |n: NodeId| dom.is_heading(n);
    let says = |n: NodeId| dom.text(n).is_some_and(|text| text.contains(char::is_alphabetic)) && is_kept_text(marks, n);
    holder > link
        && dom.subtree(holder).take(LONGEST + 1).count() <= LONGEST
        && !dom.subtree(holder).any(is_far)
        && dom.descendants(holder).any(says)
}

fn is_kept_text(marks: &Marks, id: NodeId) -> bool {
    marks.own(id).is_some_and(|mark| mark.verdict == crate::mark::Verdict::Keep)
}

/// Whether a link is no more than a label or a sign.
fn says_little(dom: &Dom, link: NodeId) -> bool {
    dom.text_content(link).trim().chars().count() <= LABEL
}

/// Sees to it that each reference has its note, and each note is referred to: what has lost the other is plain text.
pub(super) fn settle(blocks: &mut Vec<Block>) {
    let mut referred: HashSet<String> = HashSet::new();
    let mut there = HashSet::new();
    for block in blocks.iter_mut() {
        block.each(&mut |block| {
            if let Block::Note { note, .. } = block {
                there.insert(note.clone());
            }
        });
        block.each_line(&mut |line| {
            references(line).for_each(|found| found.again = !referred.insert(found.note.clone()))
        });
    }
    if referred.is_empty() && there.is_empty() {
        return;
    }
    for block in blocks.iter_mut() {
        block.each_line(&mut |line| {
            unbracket(line);
            line.0.iter_mut().for_each(|inline| plain(inline, &there));
        });
    }
    unwrap(blocks, &referred);
}

fn references(line: &mut Inlines) -> impl Iterator<Item = &mut NoteRef> {
    line.0.iter_mut().filter_map(|inline| if let Inline::Note(found) = inline { Some(found) } else { None })
}

/// A reference that has no note is a raised label.
fn plain(inline: &mut Inline, there: &HashSet<String>) {
    if let Inline::Note(NoteRef { note, label, .. }) = inline
        && !there.contains(note)
    {
        let style = Style { superscript: true, ..Style::default() };
        *inline = Inline::Text(Run { text: std::mem::take(label), style });
    }
}

/// Takes the brackets of the page away that stand around a reference: it has its own.
fn unbracket(line: &mut Inlines) {
    for at in 1..line.0.len().saturating_sub(1) {
        if let [Inline::Text(before), Inline::Note(_), Inline::Text(after)] = &mut line.0[at - 1..=at + 1]
            && before.text.ends_with('[')
            && after.text.starts_with(']')
        {
            before.text.pop();
            after.text.remove(0);
        }
    }
    line.0.retain(|inline| !matches!(inline, Inline::Text(run) if run.text.is_empty()));
}

/// Notes that nothing refers to are blocks like others.
fn unwrap(blocks: &mut Vec<Block>, referred: &HashSet<String>) {
    let is_loose = |block: &Block| matches!(block, Block::Note { note, .. } if !referred.contains(note));
    if blocks.iter().any(is_loose) {
        let all = std::mem::take(blocks).into_iter();
        let all = all.flat_map(|block| match block {
            Block::Note { note, blocks, .. } if !referred.contains(&note) => blocks,
            block => vec![block],
        });
        *blocks = all.collect();
    }
    blocks.iter_mut().flat_map(Block::inner).for_each(|inner| unwrap(inner, referred));
}
