//! Formulas: the TeX source that a page gives beside what it shows.
//!
//! MathML has it in `alttext` or an `<annotation>`, MathJax in a `<script>`, a picture of a formula in its `alt`.
//! KaTeX and MathJax show the formula a second time, in an element beside the source: its twin. MathML without a source
//! is text like any other.

use html5ever::local_name as attr;
use html5ever::local_name as tag;

use crate::blocks::Math;
use crate::dom::markup::MARKUP;
use crate::dom::{Dom, NodeId};

/// How many nodes a search in or beside an element looks at.
const NEAR: usize = 4;

/// Whether a page has any formula that gives its source: hardly any has.
pub(super) fn are_on(dom: &Dom) -> bool {
    dom.ids().any(|id| read(dom, id).is_some())
}

/// The formula that an element is, if it gives its source.
pub(super) fn read(dom: &Dom, id: NodeId) -> Option<Math> {
    let name = dom.name(id)?;
    if dom.is_foreign(id) && *name == tag!("math") {
        let tex = dom.attr(id, &attr!("alttext")).map(str::to_owned).or_else(|| annotation(dom, id))?;
        return math(&tex, dom.attr(id, &attr!("display")) == Some("block"));
    }
    if dom.is(id, &tag!("script")) {
        let kind = dom.attr(id, &attr!("type")).filter(|kind| kind.starts_with("math/tex"))?;
        return math(&dom.text_content(id), kind.contains("mode=display"));
    }
    None
}

/// The formula that a picture shows, if its `alt` is TeX.
pub(super) fn pictured(dom: &Dom, id: NodeId) -> Option<Math> {
    let alt = dom.attr(id, &attr!("alt"))?;
    let command = alt.split('\\').skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    (command && alt.contains(['{', '^', '_'])).then(|| math(alt, false))?
}

/// Whether an element shows what a formula beside it says.
pub(super) fn is_twin(dom: &Dom, id: NodeId) -> bool {
    is_katex_twin(dom, id) || is_mathjax_twin(dom, id)
}

/// `<span><math>…</math></span><span aria-hidden=true>` shown `</span>`
fn is_katex_twin(dom: &Dom, id: NodeId) -> bool {
    dom.attr(id, &attr!("aria-hidden")) == Some("true")
        && dom.prev_sibling(id).is_some_and(|before| dom.subtree(before).take(NEAR).any(|n| read(dom, n).is_some()))
}

/// `<span class=MathJax>` shown `</span><script type="math/tex">…</script>`
fn is_mathjax_twin(dom: &Dom, id: NodeId) -> bool {
    let shown = |class: &str| MARKUP.formula.shown_classes.iter().any(|row| row == class);
    let after = std::iter::successors(dom.next_sibling(id), |&n| dom.next_sibling(n)).take(NEAR);
    dom.classes(id).any(shown) && after.into_iter().any(|n| dom.is(n, &tag!("script")) && read(dom, n).is_some())
}

fn annotation(dom: &Dom, id: NodeId) -> Option<String> {
    let is_tex = |&n: &NodeId| dom.attr(n, &attr!("encoding")).is_some_and(|kind| kind.ends_with("tex"));
    dom.descendants(id).find(is_tex).map(|n| dom.text_content(n))
}

fn math(tex: &str, display: bool) -> Option<Math> {
    let tex = tex.trim();
    let plain = tex.strip_prefix("{\\displaystyle").and_then(|rest| rest.strip_suffix('}'));
    let tex = plain.unwrap_or(tex).split_whitespace().collect::<Vec<_>>().join(" ");
    (!tex.is_empty()).then_some(Math { tex, display })
}
