//! TeX that a page writes as text, for a script to show: `\(…\)`, `\[…\]`, `$$…$$`, `\begin{align}…\end{align}`, `[tex]…[/tex]`
//! anywhere, `$…$` where the page loads such a script or the text cannot be anything else.

use std::cell::LazyCell;

use html5ever::local_name as attr;
use html5ever::local_name as tag;

use super::formula::{is_tex, math};
use crate::blocks::{Block, Inline, Inlines, Math, Run};
use crate::dom::Dom;
use crate::dom::markup::MARKUP;

/// The most letters of a name.
const NAME: usize = 4;
/// The most bytes of a formula.
const LONGEST: usize = 8 * 1024;

/// Whether a page shows TeX between dollar signs as formulas, found out where the text has such a sign.
type IsRendered<'d> = LazyCell<bool, Box<dyn FnOnce() -> bool + 'd>>;

fn is_rendered(dom: &Dom) -> bool {
    let rows = &MARKUP.formula;
    dom.ids().any(|id| {
        let src = || dom.attr(id, &attr!("src")).or_else(|| dom.attr(id, &attr!("href"))).unwrap_or_default();
        let loads = dom.is(id, &tag!("script")) || dom.is(id, &tag!("link"));
        loads && rows.renderers.iter().any(|name| src().contains(name.as_str()))
            || dom.classes(id).any(|class| rows.renderer_classes.contains(class))
    })
}

/// Makes formulas of the TeX in the text of all blocks of a page.
pub(super) fn find(blocks: &mut [Block], dom: &Dom) {
    let is_rendered = IsRendered::new(Box::new(|| is_rendered(dom)));
    blocks.iter_mut().for_each(|block| block.each_line(&mut |line| find_in(line, &is_rendered)));
}

/// Looks at each stretch of plain text and line breaks.
fn find_in(line: &mut Inlines, is_rendered: &IsRendered<'_>) {
    let may_have =
        |inline: &Inline| matches!(inline, Inline::Text(run) if !run.style.code && run.text.contains(['\\', '$', '[']));
    if !line.0.iter().any(may_have) {
        return;
    }
    let mut out: Vec<Inline> = Vec::with_capacity(line.0.len());
    let mut stretch: Vec<Inline> = Vec::new();
    for inline in std::mem::take(&mut line.0) {
        if is_plain(&inline) {
            stretch.push(inline);
        } else {
            out.extend(formulas(std::mem::take(&mut stretch), is_rendered));
            out.push(inline);
        }
    }
    out.extend(formulas(stretch, is_rendered));
    line.0 = out;
}

fn is_plain(inline: &Inline) -> bool {
    match inline {
        Inline::Text(run) => !run.style.code,
        Inline::Break(_) => true,
        _ => false,
    }
}

/// The same stretch with formulas in it.
fn formulas(stretch: Vec<Inline>, is_rendered: &IsRendered<'_>) -> Vec<Inline> {
    let text = Inlines(stretch.clone()).to_string();
    let found = found(&text, is_rendered);
    if found.is_empty() {
        return stretch;
    }
    let mut out = Vec::new();
    let mut at = 0;
    for (start, end, formula) in found {
        push_text(&mut out, &stretch, at, start);
        out.push(Inline::Math(formula));
        at = end;
    }
    push_text(&mut out, &stretch, at, text.len());
    out
}

/// Adds the part of a stretch between two places of its text.
fn push_text(out: &mut Vec<Inline>, stretch: &[Inline], from: usize, to: usize) {
    let mut start = 0;
    for inline in stretch {
        let length = if let Inline::Text(run) = inline { run.text.len() } else { 1 };
        let (a, b) = (from.max(start), to.min(start + length));
        match inline {
            Inline::Text(run) if a < b => {
                out.push(Inline::Text(Run { text: run.text[a - start..b - start].to_owned(), style: run.style }));
            }
            Inline::Break(_) if a < b => out.push(inline.clone()),
            _ => {}
        }
        start += length;
    }
}

/// Where the formulas stand in a text, in order.
fn found(text: &str, is_rendered: &IsRendered<'_>) -> Vec<(usize, usize, Math)> {
    let mut found = Vec::new();
    let mut at = 0;
    // A delimiter that nothing closes is looked for once.
    let mut open = Open::default();
    while let Some(next) = text[at..].find(['\\', '$', '[']) {
        let start = at + next;
        match formula_at(text, start, is_rendered, &mut open) {
            Some((end, formula)) => {
                found.push((start, end, formula));
                at = end;
            }
            None => at = start + if text[start..].starts_with("\\\\") { 2 } else { 1 },
        }
    }
    found
}

/// The ends that are not in the rest of the text.
#[derive(Debug, Default)]
struct Open(Vec<String>);

impl Open {
    fn close<'t>(&mut self, rest: &'t str, end: &str) -> Option<(&'t str, usize)> {
        if self.0.iter().any(|missing| missing == end) {
            return None;
        }
        let near = &rest[..floor(rest, LONGEST)];
        let found = near.find(end);
        if found.is_none() && near.len() == rest.len() {
            self.0.push(end.to_owned());
        }
        found.map(|at| (&rest[..at], at + end.len()))
    }
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default()
}

fn formula_at(text: &str, start: usize, is_rendered: &IsRendered<'_>, open: &mut Open) -> Option<(usize, Math)> {
    let rest = &text[start..];
    let before = text[..start].chars().next_back();
    let mut between = |begin: &str, end: &str, display: bool| {
        let (inner, length) = open.close(rest.strip_prefix(begin)?, end)?;
        Some((inner, start + begin.len() + length, display))
    };
    if before == Some('\\') {
        return None;
    }
    if let Some((inner, end, display)) = between("\\(", "\\)", false).or_else(|| between("\\[", "\\]", true)) {
        return is_in_brackets(inner, is_rendered).then(|| Some((end, math(inner, display)?)))?;
    }
    // As a judge of programs writes it, whose texts have prices.
    if **is_rendered && rest.starts_with("$$$") {
        let found = between("$$$$$$", "$$$$$$", true).or_else(|| between("$$$", "$$$", false));
        if let Some((inner, end, display)) = found.filter(|found| !found.0.trim().is_empty()) {
            return Some((end, math(inner, display)?));
        }
    }
    if let Some((inner, end, _)) = between("$$", "$$", true) {
        return (**is_rendered || is_tex(inner)).then(|| Some((end, math(inner, true)?)))?;
    }
    if let Some(name) = rest.strip_prefix("\\begin{").and_then(|rest| rest.split_once('}')).map(|split| split.0) {
        let close = format!("\\end{{{name}}}");
        let (inner, end, _) = between("\\begin{", &close, true)?;
        let tex = format!("\\begin{{{inner}{close}");
        return name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'*').then(|| Some((end, math(&tex, true)?)))?;
    }
    for (code, kind) in &MARKUP.formula.codes {
        if let Some((inner, end, display)) = between(&format!("[{code}]"), &format!("[/{code}]"), kind == "display") {
            return Some((end, math(inner, display)?));
        }
    }
    let (inner, end, _) = between("$", "$", false)?;
    let after = text[end..].chars().next();
    (is_between_dollars(inner, before, after) && if **is_rendered { is_formula(inner) } else { is_surely_tex(inner) })
        .then(|| Some((end, math(inner, false)?)))?
}

/// What can stand between `\\(` and `\\)`: where no script shows it, it looks like TeX or is no more than a name or number.
fn is_in_brackets(inner: &str, is_rendered: &IsRendered<'_>) -> bool {
    let is_broken = inner.contains("\\(") || inner.contains("\\[") || inner.ends_with('\\');
    let is_name = || inner.chars().count() <= NAME && inner.contains(char::is_alphanumeric);
    !is_broken && (**is_rendered || is_tex(inner) || is_name())
}

/// Dollar signs that stand at a formula's two sides and are no sums of money (as in Pandoc).
fn is_between_dollars(inner: &str, before: Option<char>, after: Option<char>) -> bool {
    let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    !is_space(inner.chars().next())
        && !is_space(inner.chars().next_back())
        && !before.is_some_and(char::is_alphanumeric)
        && !after.is_some_and(|c| c.is_ascii_digit())
        && !inner.contains("\n\n")
}

/// What can be a formula: it has an operator or a command, or is no more than a name or number.
fn is_formula(inner: &str) -> bool {
    is_tex(inner)
        || inner.contains(['=', '<', '>', '+', '|', '/', '('])
        || inner.chars().count() <= NAME
        || !inner.contains(' ')
}

/// What cannot be anything else: letters or digits with a command, or with a script in braces.
fn is_surely_tex(inner: &str) -> bool {
    let has_command = inner
        .split('\\')
        .skip(1)
        .any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || "{},;!".contains(c)));
    inner.contains(char::is_alphanumeric) && (has_command || inner.contains("_{") || inner.contains("^{"))
}
