//! Presentation MathML as TeX, for formulas that give no source: fractions, roots, scripts, fences, matrices, accents.

use crate::dom::markup::MARKUP;
use crate::dom::{Dom, NodeId};

/// How many elements may stand in each other; what is deeper is taken as its text.
const DEEPEST: usize = 48;
/// The most nodes of a formula.
const NODES: usize = 20_000;

/// What sets a formula otherwise than in a row. Without it, MathML is text like any other.
const SHAPES: [&str; 11] =
    ["mfrac", "msqrt", "mroot", "msup", "msub", "msubsup", "mover", "munder", "munderover", "mtable", "mfenced"];

/// Whether an element is a `<math>`, by itself or as XML that was served as HTML: `<mml:math>`.
pub(super) fn is_math(dom: &Dom, id: NodeId) -> bool {
    dom.name(id).is_some_and(|name| if dom.is_foreign(id) { &**name == "math" } else { name.ends_with(":math") })
}

/// Whether a `<math>` is more than a row of letters and signs.
pub(super) fn has_shape(dom: &Dom, math: NodeId) -> bool {
    dom.descendants(math).any(|n| local(dom, n).is_some_and(|name| SHAPES.contains(&name)))
}

/// The name of an element without the prefix of its namespace.
fn local(dom: &Dom, id: NodeId) -> Option<&str> {
    dom.name(id).map(|name| name.rsplit_once(':').map_or(&**name, |split| split.1))
}

/// The TeX of a `<math>`; none where it is empty or too large.
pub(super) fn tex(dom: &Dom, math: NodeId) -> Option<String> {
    if dom.descendants(math).take(NODES + 1).count() > NODES {
        return None;
    }
    let tex = row(dom, math, DEEPEST);
    (!tex.trim().is_empty()).then(|| tex.trim().to_owned())
}

/// The TeX of all that an element holds, one after the other.
fn row(dom: &Dom, id: NodeId, left: usize) -> String {
    dom.children(id).fold(String::new(), |mut out, child| {
        push(&mut out, &node(dom, child, left));
        out
    })
}

/// Adds TeX, apart from a command before it that it would go on with.
fn push(out: &mut String, tex: &str) {
    let ends_in_command = out.rfind('\\').is_some_and(|at| {
        let name = &out[at + 1..];
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic())
    });
    if ends_in_command && tex.starts_with(|c: char| c.is_ascii_alphabetic()) {
        out.push(' ');
    }
    out.push_str(tex);
}

fn node(dom: &Dom, id: NodeId, left: usize) -> String {
    let Some(name) = local(dom, id) else { return String::new() };
    let Some(left) = left.checked_sub(1) else { return escaped(&dom.text_content(id)) };
    let part = |n: usize| elements(dom, id).nth(n).map(|child| node(dom, child, left)).unwrap_or_default();
    match name {
        "mi" | "mn" | "mo" => token(dom, id, &dom.text_content(id)),
        "mtext" | "ms" => format!("\\text{{{}}}", escaped(dom.text_content(id).trim())),
        "mspace" => "\\ ".to_owned(),
        "mfrac" => format!("\\frac{{{}}}{{{}}}", part(0), part(1)),
        "msqrt" => format!("\\sqrt{{{}}}", row(dom, id, left)),
        "mroot" => format!("\\sqrt[{}]{{{}}}", part(1), part(0)),
        "msup" => format!("{}^{{{}}}", base(&part(0)), part(1)),
        "msub" => format!("{}_{{{}}}", base(&part(0)), part(1)),
        "msubsup" => format!("{}_{{{}}}^{{{}}}", base(&part(0)), part(1), part(2)),
        "mover" => over(&part(0), &part(1)),
        "munder" => under(&part(0), &part(1)),
        "munderover" => format!("{}_{{{}}}^{{{}}}", base(&part(0)), part(1), part(2)),
        "mfenced" => fenced(dom, id, left),
        "mtable" => table(dom, id, left),
        "annotation" | "annotation-xml" | "mphantom" => String::new(),
        _ => row(dom, id, left),
    }
}

fn elements(dom: &Dom, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    dom.children(id).filter(|&child| dom.is_element(child))
}

/// A letter, a number, an operator.
fn token(dom: &Dom, id: NodeId, text: &str) -> String {
    let text = text.trim();
    let is_function = local(dom, id) == Some("mi") && text.chars().count() > 1;
    if is_function && MARKUP.tex.functions.contains(text) {
        return format!("\\{text}");
    }
    let variant = dom.attrs(id).find(|(name, _)| &***name == "mathvariant").map(|(_, value)| value);
    let command = variant.and_then(|variant| MARKUP.tex.variants.get(variant));
    match command {
        Some(command) => format!("\\{command}{{{}}}", escaped(text)),
        None if is_function && text.chars().all(char::is_alphabetic) => format!("\\mathrm{{{}}}", escaped(text)),
        None => escaped(text),
    }
}

/// Characters as TeX writes them.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        match MARKUP.tex.characters.get(&c) {
            Some(command) => push(&mut out, command),
            None if matches!(c, '{' | '}' | '%' | '#' | '&' | '$' | '_') => out.extend(['\\', c]),
            None if matches!(c, '\u{2061}'..='\u{2064}' | '\u{200b}') => {}
            None if c.is_whitespace() => out.push(' '),
            None => push(&mut out, c.encode_utf8(&mut [0; 4])),
        }
        out
    })
}

/// What a script may follow.
fn base(tex: &str) -> String {
    let is_one = tex.chars().count() == 1 || tex.starts_with('\\') && tex[1..].bytes().all(|b| b.is_ascii_alphabetic());
    if is_one { tex.to_owned() } else { format!("{{{tex}}}") }
}

fn over(tex: &str, above: &str) -> String {
    match MARKUP.tex.accents.get(above.trim()) {
        Some(command) => format!("\\{command}{{{tex}}}"),
        None => format!("\\overset{{{above}}}{{{tex}}}"),
    }
}

fn under(tex: &str, below: &str) -> String {
    let takes_limits = tex.starts_with('\\');
    if takes_limits { format!("{tex}_{{{below}}}") } else { format!("\\underset{{{below}}}{{{tex}}}") }
}

fn fenced(dom: &Dom, id: NodeId, left: usize) -> String {
    let says = |key: &str, other: &str| {
        let told = dom.attrs(id).find(|(name, _)| &***name == key).map(|(_, value)| value.trim());
        told.unwrap_or(other).to_owned()
    };
    let parts: Vec<String> = elements(dom, id).map(|child| node(dom, child, left)).collect();
    let separator = says("separators", ",").chars().next().map(String::from).unwrap_or_default();
    format!("\\left{}{}\\right{}", fence(&says("open", "(")), parts.join(&separator), fence(&says("close", ")")))
}

fn fence(sign: &str) -> String {
    if sign.is_empty() { ".".to_owned() } else { escaped(sign) }
}

fn table(dom: &Dom, id: NodeId, left: usize) -> String {
    let cells = |row: NodeId| elements(dom, row).map(|cell| node(dom, cell, left)).collect::<Vec<_>>().join(" & ");
    let rows: Vec<String> = elements(dom, id).map(cells).collect();
    format!("\\begin{{matrix}}{}\\end{{matrix}}", rows.join(" \\\\ "))
}
