//! Links that are no text: `<h2>Names <a href="#names">¶</a></h2>`, `<a href="#note-1">↩</a>`.
//!
//! They lead to a place in the page itself and say nothing but a sign of `rules/markup.toml`, or have a class of it, as
//! `<span class="mw-editsection">[edit]</span>` has, or are a link or button with one of its phrases.

use html5ever::local_name as attr;
use html5ever::local_name as tag;

use crate::dom::markup::MARKUP;
use crate::dom::{Dom, NodeId};
use crate::mark::{Mark, Marks, Reason, RuleKey, Verdict};

/// How many nodes such a link has at most.
const NODES: usize = 6;

/// And one that is known by its class.
const NAMED: usize = 24;

/// Drops them where no rule keeps them.
pub(crate) fn mark(dom: &Dom, marks: &mut Marks) {
    for id in dom.ids().filter(|&id| is_ornament(dom, id) || is_named(dom, id)) {
        if matches!(marks.of(dom, id).reason, Reason::Rule { key: RuleKey::Keep, .. }) {
            continue;
        }
        marks.set(id, Mark { verdict: Verdict::Drop, reason: Reason::Ornament });
    }
}

fn is_ornament(dom: &Dom, id: NodeId) -> bool {
    let inside = || dom.subtree(id).take(NODES + 1);
    dom.is(id, &tag!("a"))
        && inside().count() <= NODES
        && says_a_sign(inside().filter_map(|n| dom.text(n)).collect::<String>().trim())
        // Last: broken markup can repeat a long address in every paragraph.
        && dom.attr(id, &attr!("href")).is_some_and(|href| href.contains('#'))
}

/// By a class, or by a phrase that it shows or has for its title.
fn is_named(dom: &Dom, id: NodeId) -> bool {
    let rows = &MARKUP.ornament;
    if dom.classes(id).any(|class| rows.classes.contains(class)) {
        return dom.subtree(id).take(NAMED + 1).count() <= NAMED;
    }
    let says = || dom.subtree(id).take(NODES).filter_map(|n| dom.text(n)).collect::<String>();
    (dom.is(id, &tag!("a")) || dom.is(id, &tag!("button")))
        && dom.subtree(id).take(NODES + 1).count() <= NODES
        && rows.phrases.contains(&says().trim().to_lowercase())
}

fn says_a_sign(text: &str) -> bool {
    MARKUP.ornament.links.iter().any(|sign| sign == text)
}
