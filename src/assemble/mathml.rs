//! Presentation MathML as TeX, for formulas that give no source: fractions, roots, scripts, fences, matrices, accents.

use crate::dom::markup::MARKUP;
use crate::dom::{Dom, NodeId};

/// How many elements may stand in each other; what is deeper is taken as its text.
const DEEPEST: usize = 48;
/// The most nodes of a formula.
const NODES: usize = 20_000;

/// What sets a formula otherwise than in a row. Without it, MathML is text like any other.
const SHAPES: [&str; 13] = [
    "mmultiscripts",
    "mfrac",
    "msqrt",
    "mroot",
    "msup",
    "msub",
    "msubsup",
    "mover",
    "munder",
    "munderover",
    "mtable",
    "mfenced",
    "menclose",
];

/// Whether an element is a `<math>`, by itself or as XML that was served as HTML: `<mml:math>`.
pub(super) fn is_math(dom: &Dom, id: NodeId) -> bool {
    dom.name(id).is_some_and(|name| if dom.is_foreign(id) { &**name == "math" } else { name.ends_with(":math") })
}

/// Whether a `<math>` is more than a row of letters and signs: another letter is meant by `ℝ` than by `R`.
pub(super) fn has_shape(dom: &Dom, math: NodeId) -> bool {
    let is_drawn = |n: NodeId| variant(dom, n).is_some_and(|command| command != "mathrm");
    dom.descendants(math).any(|n| local(dom, n).is_some_and(|name| SHAPES.contains(&name)) || is_drawn(n))
}

/// The command for the letters of an element.
fn variant(dom: &Dom, id: NodeId) -> Option<&str> {
    MARKUP.tex.variants.get(attribute(dom, id, "mathvariant")?).map(String::as_str)
}

fn attribute<'d>(dom: &'d Dom, id: NodeId, key: &str) -> Option<&'d str> {
    dom.attrs(id).find(|(name, _)| &***name == key).map(|(_, value)| value.trim())
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
        "mi" | "mn" | "mo" if elements(dom, id).next().is_none() => token(dom, id, &dom.text_content(id)),
        "mtext" if dom.text_content(id).trim().is_empty() => "\\ ".to_owned(),
        "mtext" | "ms" => format!("\\text{{{}}}", words(&dom.text_content(id))),
        "mspace" => "\\ ".to_owned(),
        "mfrac" if attribute(dom, id, "linethickness").is_some_and(|width| width.starts_with('0')) => {
            format!("\\genfrac{{}}{{}}{{0pt}}{{}}{{{}}}{{{}}}", part(0), part(1))
        }
        "mfrac" => format!("\\frac{{{}}}{{{}}}", part(0), part(1)),
        "msqrt" => format!("\\sqrt{{{}}}", row(dom, id, left)),
        "mroot" => format!("\\sqrt[{}]{{{}}}", part(1), part(0)),
        "msup" => format!("{}^{{{}}}", base(&part(0)), raised(part(1))),
        "msub" => format!("{}_{{{}}}", base(&part(0)), part(1)),
        "msubsup" => format!("{}_{{{}}}^{{{}}}", base(&part(0)), part(1), raised(part(2))),
        "mover" => over(&part(0), &part(1)),
        "munder" => under(&part(0), &part(1)),
        "munderover" => format!("{}_{{{}}}^{{{}}}", base(&part(0)), part(1), part(2)),
        "mmultiscripts" => scripts(dom, id, left),
        "menclose" => enclosed(dom, id, left),
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
    let name: String = text.split_whitespace().collect();
    if is_function && MARKUP.tex.functions.contains(&name) {
        return format!("\\{name}");
    }
    if is_function && is_applied(dom, id) {
        return format!("\\operatorname{{{}}}", escaped(text));
    }
    match variant(dom, id) {
        // Signs are upright by themselves.
        Some("mathrm") if !text.contains(char::is_alphanumeric) => escaped(text),
        Some(command) => format!("\\{command}{{{}}}", escaped(text)),
        None if is_function && text.chars().all(char::is_alphabetic) => format!("\\mathrm{{{}}}", escaped(text)),
        None => escaped(text),
    }
}

/// Whether what follows is what a function is of: an `<mo>` with the sign for that, which nobody sees.
fn is_applied(dom: &Dom, id: NodeId) -> bool {
    let next = dom.siblings_after(id).find(|&n| dom.is_element(n));
    next.is_some_and(|next| dom.text_content(next).trim() == "\u{2061}")
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

/// Words as TeX writes them in a text, which has letters of any script: apart from what is beside them where they say so.
fn words(text: &str) -> String {
    let is_space = |c: char| c.is_whitespace() && c != '\n';
    let mut out = String::new();
    out.extend(text.starts_with(is_space).then_some(' '));
    for (at, word) in text.split_whitespace().enumerate() {
        out.extend((at > 0).then_some(' '));
        for c in word.chars() {
            match c {
                '\\' => out.push_str("\\textbackslash "),
                '^' => out.push_str("\\textasciicircum "),
                '~' => out.push_str("\\textasciitilde "),
                '{' | '}' | '%' | '#' | '&' | '$' | '_' => out.extend(['\\', c]),
                '\u{2061}'..='\u{2064}' | '\u{200b}' => {}
                _ => out.push(c),
            }
        }
    }
    out.extend(text.ends_with(is_space).then_some(' '));
    out
}

/// What stands above the line: primes are raised by themselves elsewhere.
fn raised(tex: String) -> String {
    let is_primes = !tex.is_empty() && tex.bytes().all(|b| b == b'\'');
    if is_primes { "\\prime".repeat(tex.len()) } else { tex }
}

/// What a script may follow.
fn base(tex: &str) -> String {
    let is_one = tex.chars().count() == 1 || tex.starts_with('\\') && tex[1..].bytes().all(|b| b.is_ascii_alphabetic());
    if is_one { tex.to_owned() } else { format!("{{{tex}}}") }
}

fn over(tex: &str, above: &str) -> String {
    match MARKUP.tex.accents.get(above.trim()) {
        Some(command) => format!("\\{command}{{{tex}}}"),
        None if matches!(tex, "\\to" | "\\rightarrow") => format!("\\xrightarrow{{{above}}}"),
        None => format!("\\overset{{{above}}}{{{tex}}}"),
    }
}

fn under(tex: &str, below: &str) -> String {
    if let Some(command) = MARKUP.tex.unders.get(below.trim()) {
        return format!("\\{command}{{{tex}}}");
    }
    let takes_limits = tex.starts_with('\\');
    if takes_limits { format!("{tex}_{{{below}}}") } else { format!("\\underset{{{below}}}{{{tex}}}") }
}

/// A box, or a line across.
fn enclosed(dom: &Dom, id: NodeId, left: usize) -> String {
    let says = attribute(dom, id, "notation").unwrap_or_default();
    let command = says.split_ascii_whitespace().find_map(|notation| MARKUP.tex.enclosures.get(notation));
    let inner = row(dom, id, left);
    command.map_or_else(|| inner.clone(), |command| format!("\\{command}{{{inner}}}"))
}

fn fenced(dom: &Dom, id: NodeId, left: usize) -> String {
    let says = |key: &str, other: &str| attribute(dom, id, key).unwrap_or(other).to_owned();
    let parts: Vec<String> = elements(dom, id).map(|child| node(dom, child, left)).collect();
    let separator = says("separators", ",").chars().next().map(String::from).unwrap_or_default();
    format!("\\left{}{}\\right{}", fence(&says("open", "(")), parts.join(&separator), fence(&says("close", ")")))
}

fn fence(sign: &str) -> String {
    if sign.is_empty() { ".".to_owned() } else { escaped(sign) }
}

/// A base with scripts behind it, and behind `<mprescripts>` those before it: `{}_{6}^{14}C`.
fn scripts(dom: &Dom, id: NodeId, left: usize) -> String {
    let is_parting = |n: &NodeId| local(dom, *n) == Some("mprescripts");
    let parts: Vec<NodeId> = elements(dom, id).collect();
    let at = parts.iter().position(is_parting).unwrap_or(parts.len());
    let script = |sign: &str, n: Option<&NodeId>| {
        let tex = n.map(|&n| node(dom, n, left)).unwrap_or_default();
        if tex.is_empty() { tex } else { format!("{sign}{{{tex}}}") }
    };
    let pairs = |nodes: &[NodeId]| -> Vec<String> {
        nodes.chunks(2).map(|pair| script("_", pair.first()) + &script("^", pair.get(1))).collect()
    };
    let before: String =
        pairs(parts.get(at + 1..).unwrap_or_default()).iter().map(|pair| format!("{{}}{pair}")).collect();
    let behind = pairs(parts.get(1..at).unwrap_or_default()).join("{}");
    let inner = parts.first().filter(|_| at > 0).map(|&n| node(dom, n, left)).unwrap_or_default();
    format!("{before}{}{behind}", base(&inner))
}

fn table(dom: &Dom, id: NodeId, left: usize) -> String {
    let cells = |row: NodeId| {
        let mut cells: Vec<String> = elements(dom, row).map(|cell| node(dom, cell, left)).collect();
        let label = (local(dom, row) == Some("mlabeledtr") && cells.len() > 1).then(|| cells.remove(0));
        label.map_or_else(|| cells.join(" & "), |label| format!("{} \\qquad {label}", cells.join(" & ")))
    };
    let rows: Vec<String> = elements(dom, id).map(cells).collect();
    format!("\\begin{{matrix}}{}\\end{{matrix}}", rows.join(" \\\\ "))
}
