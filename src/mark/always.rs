//! What no reader sees: `<p hidden>`, `<div style="display: none">`, `<span class="sr-only">`.
//!
//! Some pages hide the article until a script has run. An element that hides a large share of the page's text is
//! therefore taken for one that is shown later, and stays unmarked.

use html5ever::local_name as attr;

use crate::dom::{Dom, NodeId, TextBlocks};

use super::generic::Unseen;
use super::{Mark, Marks, Reason, Verdict};

/// Marks what no reader sees.
pub(crate) fn mark(unseen: &Unseen, dom: &Dom, texts: &TextBlocks, marks: &mut Marks) {
    let bulk = Bulk::of(texts);
    let most = unseen.most * bulk.all() as f32;
    let mut hidden = NodeId::ROOT;
    for id in dom.ids() {
        if id < hidden || !dom.is_element(id) {
            continue;
        }
        let Some(test) = why(unseen, dom, id) else { continue };
        if bulk.inside(dom, id) as f32 <= most {
            marks.set(id, Mark { verdict: Verdict::Drop, reason: Reason::Unseen { test: test.into() } });
            hidden = dom.end(id);
        }
    }
}

/// The row that says so, if the element itself is hidden.
fn why<'a>(unseen: &'a Unseen, dom: &Dom, id: NodeId) -> Option<&'a str> {
    dom.attrs(id).find_map(|(name, value)| {
        let row = match *name {
            attr!("style") => unseen.styles.iter().find(|s| has_style(value, s)),
            attr!("class") => first_of(&unseen.classes, value),
            _ => unseen.attributes.iter().find(|a| a[..] == **name),
        };
        row.map(String::as_str)
    })
}

/// The first row that is one of the classes.
fn first_of<'a>(rows: &'a [String], classes: &str) -> Option<&'a String> {
    let row_of = |class: &str| rows.iter().position(|row| row == class);
    Some(&rows[classes.split_ascii_whitespace().filter_map(row_of).min()?])
}

/// Whether an inline style holds a declaration that is given without spaces.
fn has_style(value: &str, wanted: &str) -> bool {
    value.contains(&wanted[..wanted.find(':').unwrap_or(wanted.len())])
        && value.split(';').any(|declaration| {
            let bare = declaration.bytes().filter(|b| !b.is_ascii_whitespace()).map(|b| b.to_ascii_lowercase());
            bare.take(wanted.len()).eq(wanted.bytes())
        })
}

/// How many bytes of text stand where.
struct Bulk {
    /// For each block where it starts and how many bytes the blocks before it have.
    before: Vec<(NodeId, usize)>,
    all: usize,
}

impl Bulk {
    fn of(texts: &TextBlocks) -> Self {
        let mut all = 0;
        let place = |block| {
            let before = all;
            all += texts.text(block).len();
            (block.nodes.start, before)
        };
        let before = texts.iter().map(place).collect();
        Bulk { before, all }
    }

    fn all(&self) -> usize {
        self.all
    }

    fn inside(&self, dom: &Dom, id: NodeId) -> usize {
        self.until(dom.end(id)) - self.until(id)
    }

    fn until(&self, id: NodeId) -> usize {
        let place = self.before.partition_point(|&(start, _)| start < id);
        self.before.get(place).map_or(self.all, |&(_, before)| before)
    }
}
