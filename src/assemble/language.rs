//! The language of code, by whatever names it: an attribute, a class that starts so (`language-rust`), a class that is a
//! language (`hljs rust`).

use html5ever::local_name as attr;
use html5ever::local_name as tag;

use crate::dom::code::is_code;
use crate::dom::markup::MARKUP;
use crate::dom::{Dom, NodeId};

/// How many elements around a `<pre>` may name its language.
const AROUND: usize = 3;
/// How many rows and cells of a table around it are looked at.
const CELLS: usize = 8;

/// The language that an element or one close around it names.
pub(super) fn language(dom: &Dom, id: NodeId) -> Option<String> {
    let around = dom.ancestors(id).filter(|&n| !is_of_table(dom, n)).take(AROUND);
    std::iter::once(id).chain(around).find_map(|id| {
        by_attribute(dom, id).or_else(|| by_start(dom, id)).or_else(|| by_class(dom, id)).map(str::to_lowercase)
    })
}

fn by_attribute(dom: &Dom, id: NodeId) -> Option<&str> {
    let named = MARKUP.code.language_attributes.iter().find_map(|row| dom.attr(id, &row.0));
    // Elsewhere it is the language of people.
    let own = || dom.attr(id, &attr!("lang")).filter(|name| is_code(dom, id) && is_known(name));
    named.map(str::trim).filter(|name| is_language(name)).or_else(|| started(named?)).or_else(own)
}

fn by_start(dom: &Dom, id: NodeId) -> Option<&str> {
    started(dom.attr(id, &attr!("class"))?)
}

/// `brush: perl; gutter: false`, `language-perl`
fn started(classes: &str) -> Option<&str> {
    MARKUP.code.language_classes.iter().find_map(|start| {
        let mut after = classes.match_indices(start.as_str()).filter(|&(at, _)| starts_word(classes, at));
        after.find_map(|(at, _)| {
            let name = classes[at + start.len()..].trim_start().split([' ', ';', '\t', '\n']).next()?;
            let told = start.ends_with(':') || start.contains("lang") || start.starts_with("highlight");
            (is_language(name) && (told || is_known(name))).then_some(name)
        })
    })
}

/// The parts of a table around a cell of code: `<td class="code">`, as highlighters write it.
fn is_of_table(dom: &Dom, id: NodeId) -> bool {
    let is_code = |n: NodeId| dom.classes(n).any(|class| MARKUP.code.highlighters.contains(class));
    let holds_code = || dom.children(id).take(CELLS).any(is_code);
    dom.is(id, &tag!("td")) && is_code(id)
        || dom.is(id, &tag!("tr")) && holds_code()
        || dom.is(id, &tag!("tbody"))
            && dom.children(id).take(CELLS).any(|row| dom.children(row).take(CELLS).any(is_code))
}

fn by_class(dom: &Dom, id: NodeId) -> Option<&str> {
    let holds_code = is_code(dom, id) || dom.classes(id).any(|class| MARKUP.code.highlighters.contains(class));
    dom.classes(id).find(|class| holds_code && is_known(class))
}

fn starts_word(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(char::is_whitespace)
}

/// Whether it is the name of a language that everybody calls so.
pub(super) fn is_known(name: &str) -> bool {
    MARKUP.code.languages.contains(&name.to_ascii_lowercase())
}

fn is_language(name: &str) -> bool {
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.');
    let none = MARKUP.code.no_language.iter().any(|row| row.eq_ignore_ascii_case(name));
    !name.is_empty() && name.len() <= 30 && name.chars().all(known) && !none
}
