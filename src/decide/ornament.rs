//! Links that are no text: `<h2>Names <a href="#names">¶</a></h2>`, `<a href="#note-1">↩</a>`.
//!
//! They lead to a place in the page itself and say nothing but a sign of `rules/markup.toml`, or have a class of it, as
//! `<span class="mw-editsection">[edit]</span>` has, or are a link or button with one of its phrases.

use html5ever::local_name as attr;
use html5ever::local_name as tag;

use crate::dom::markup::MARKUP;
use crate::dom::names::Named;
use crate::dom::{Dom, NodeId};
use crate::mark::{Mark, Marks, Reason, RuleKey, Verdict};

/// How many nodes such a link has at most.
const NODES: usize = 6;

/// How many elements around a text are looked at for its picture.
const AROUND: usize = 4;

/// And one that is known by its class.
const NAMED: usize = 24;

/// Those that no rule keeps.
pub(crate) fn find(dom: &Dom, marks: &Marks) -> Vec<NodeId> {
    let is_called = Named::new(|name| MARKUP.ornament.classes.contains(name));
    let has_code = dom.ids().any(|id| dom.is(id, &tag!("pre")));
    let is_one = |id: &NodeId| {
        is_ornament(dom, *id)
            || is_called.has(dom, *id) && is_named(dom, *id)
            || says_a_phrase(dom, *id)
            || is_button_in_heading(dom, *id)
            || has_code && (is_code_bar(dom, *id) || is_copy_picture(dom, *id))
    };
    let found = dom.ids().filter(is_one);
    found.filter(|&id| !matches!(marks.of(dom, id).reason, Reason::Rule { key: RuleKey::Keep, .. })).collect()
}

/// Drops them, text blocks of their own in them, too.
pub(crate) fn mark(found: &[NodeId], dom: &Dom, marks: &mut Marks) {
    for &id in found {
        marks.overrule(dom, id, Mark { verdict: Verdict::Drop, reason: Reason::Ornament });
    }
}

fn is_ornament(dom: &Dom, id: NodeId) -> bool {
    let inside = || dom.subtree(id).take(NODES + 1);
    dom.is(id, &tag!("a"))
        && inside().count() <= NODES
        && {
            let text = inside().filter_map(|n| dom.text(n)).collect::<String>();
            says_a_sign(text.trim()) || is_link_to_heading(dom, id, text.trim())
        }
        // Last: broken markup can repeat a long address in every paragraph.
        && dom.attr(id, &attr!("href")).is_some_and(|href| href.contains('#'))
}

/// `<h2>Names <a href="#names">link</a></h2>`
fn is_link_to_heading(dom: &Dom, id: NodeId, text: &str) -> bool {
    MARKUP.ornament.heading_links.contains(&text.to_lowercase())
        && dom.ancestors(id).take(AROUND).any(|around| dom.is_heading(around))
        && !is_all_of_its_heading(dom, id)
}

/// `<h2>Names <button>🔗</button></h2>`: the heading says more beside it.
fn is_button_in_heading(dom: &Dom, id: NodeId) -> bool {
    const NODES: usize = 32;
    let texts = |node: NodeId| dom.descendants(node).take(NODES).filter_map(|node| dom.text(node));
    let letters = |node: NodeId| texts(node).flat_map(str::chars).filter(|c| c.is_alphabetic()).count();
    let heading = || dom.ancestors(id).take(AROUND).find(|&around| dom.is_heading(around));
    dom.is(id, &tag!("button")) && heading().is_some_and(|heading| letters(heading) > 2 * letters(id))
}

/// By a class. In `<h2><a class="heading-anchor" href="#names">Names</a></h2>` it is the heading itself.
fn is_named(dom: &Dom, id: NodeId) -> bool {
    dom.classes(id).any(|class| MARKUP.ornament.classes.contains(class))
        && dom.subtree(id).take(NAMED + 1).count() <= NAMED
        && !is_all_of_its_heading(dom, id)
}

fn is_all_of_its_heading(dom: &Dom, id: NodeId) -> bool {
    let says = |node: NodeId| dom.text(node).is_some_and(|text| text.contains(char::is_alphabetic));
    let heading = dom.ancestors(id).take(NODES).find(|&around| dom.is_heading(around));
    heading.is_some_and(|heading| {
        dom.subtree(id).any(says) && !dom.subtree(heading).any(|node| says(node) && !dom.contains(id, node))
    })
}

/// A link or button by what it shows, all of it, or what lies over a picture.
fn says_a_phrase(dom: &Dom, id: NodeId) -> bool {
    let says = || dom.subtree(id).take(NODES).filter_map(|n| dom.text(n)).collect::<String>();
    (dom.is(id, &tag!("a")) || dom.is(id, &tag!("button")) || is_on_picture(dom, id))
        && dom.subtree(id).take(NODES + 1).count() <= NODES
        && MARKUP.ornament.phrases.contains(&says().trim().to_lowercase())
}

/// `<figure><img src="…"><span>Click to enlarge</span></figure>`, or in a button that shows the picture: one text.
fn is_on_picture(dom: &Dom, id: NodeId) -> bool {
    let is_one_text = || dom.end(id).index() - id.index() == 2 && dom.text(id.next()).is_some();
    let holds = |around: NodeId| dom.is(around, &tag!("figure")) || dom.is_button(around);
    dom.is_element(id) && is_one_text() && dom.ancestors(id).take(AROUND).any(holds)
}

/// `<div><span>Python</span><button>Copy</button></div><pre>`: the bar above code.
fn is_code_bar(dom: &Dom, id: NodeId) -> bool {
    let after = || dom.siblings_after(id).take(2).find(|&n| dom.is_element(n));
    if !dom.is_element(id) || !after().is_some_and(|n| dom.is(n, &tag!("pre"))) {
        return false;
    }
    let nodes = || dom.subtree(id).take(NAMED + 1);
    let button = nodes().find(|&n| dom.is(n, &tag!("button")));
    nodes().count() <= NAMED
        && button.is_some_and(|button| {
            let beside = nodes().filter(|&n| !dom.contains(button, n)).filter_map(|n| dom.text(n)).collect::<String>();
            let beside = beside.trim().to_lowercase();
            beside.is_empty() || MARKUP.code.languages.contains(&beside)
        })
}

/// `<div><a title="Copy code"><img src="copy.gif"></a></div><pre>`: a picture that copies the code beside it.
fn is_copy_picture(dom: &Dom, id: NodeId) -> bool {
    let title = || dom.attr(id, &attr!("title")).or_else(|| dom.attr(id, &attr!("aria-label")));
    let nodes = || dom.descendants(id).take(NODES);
    let after = |n: NodeId| dom.siblings_after(n).take(NODES).find(|&n| dom.is_element(n));
    let before = |n: NodeId| dom.siblings_before(n).take(NODES).find(|&n| dom.is_element(n));
    let is_beside_code = |n: NodeId| [after(n), before(n)].into_iter().flatten().any(|n| dom.is(n, &tag!("pre")));
    (dom.is(id, &tag!("a")) || dom.is(id, &tag!("button")))
        && title().is_some_and(|title| MARKUP.code.phrases.contains(&title.trim().to_lowercase()))
        && nodes().any(|n| dom.is(n, &tag!("img")))
        && nodes().filter_map(|n| dom.text(n)).all(|text| text.trim().is_empty())
        && dom.ancestors(id).take(AROUND).any(is_beside_code)
}

fn says_a_sign(text: &str) -> bool {
    MARKUP.ornament.links.iter().any(|sign| sign == text)
}
