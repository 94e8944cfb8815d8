//! Formulas: the TeX source that a page gives beside what it shows, or MathML read as TeX.
//!
//! MathML has its source in `alttext` or an `<annotation>`, MathJax in a `<script>`, a picture of a formula in its `alt` or
//! its address, others in an attribute or as the text of an element. KaTeX and MathJax show the formula a second time, in
//! an element beside the source: its twin.

use html5ever::LocalName;
use html5ever::local_name as attr;
use html5ever::local_name as tag;
use url::form_urlencoded;

use super::{mathml, picture};
use crate::blocks::Math;
use crate::dom::markup::MARKUP;
use crate::dom::names::Named;
use crate::dom::{self, Display, Dom, NodeId};
use crate::limits::Limits;
use crate::lookup::words::NameSet;

/// How many nodes a search in or beside an element looks at.
const NEAR: usize = 4;
/// How many nodes what shows one formula has at most.
const NODES: usize = 4096;
/// The most bytes of TeX.
const LONGEST: usize = 16 * 1024;

/// Whether a page has any formula that gives its source: hardly any has.
pub(super) fn are_on(dom: &Dom) -> bool {
    let rows = &MARKUP.formula;
    let named = Named::new(|name| rows.wholes.contains(name) || rows.classes.contains(name));
    let may_be = |id: NodeId| {
        dom.is_foreign(id)
            || mathml::is_math(dom, id)
            || dom.is(id, &tag!("script"))
            || dom.name(id).is_some_and(|name| rows.wholes.contains(name) || rows.elements.contains(name))
            || named.has(dom, id)
            || rows.is_in_attribute(dom, id)
    };
    dom.ids().any(|id| may_be(id) && read(dom, id).is_some())
}

/// The formula that an element is, if it gives its source or is one of MathML.
pub(super) fn read(dom: &Dom, id: NodeId) -> Option<Math> {
    let name = dom.name(id)?;
    if dom.is_foreign(id) || mathml::is_math(dom, id) {
        return if mathml::is_math(dom, id) { of_mathml(dom, id) } else { None };
    }
    if *name == tag!("script") {
        return of_script(dom, id);
    }
    let rows = &MARKUP.formula;
    let is_whole = rows.wholes.contains(name) || has_class(dom, id, &rows.wholes) || rows.mathml(dom, id).is_some();
    if is_whole && is_mathjax_twin(dom, id) {
        return None;
    }
    by_attribute(dom, id).or_else(|| if is_whole { whole(dom, id) } else { bare(dom, id) })
}

fn has_class(dom: &Dom, id: NodeId, rows: &NameSet) -> bool {
    dom.classes(id).any(|class| rows.contains(class))
}

fn of_script(dom: &Dom, id: NodeId) -> Option<Math> {
    let kind = dom.attr(id, &attr!("type")).filter(|kind| kind.starts_with("math/"))?;
    let display = kind.contains("mode=display");
    if kind.starts_with("math/tex") {
        return math(without_cdata(&dom.text_content(id)), display);
    }
    let found = kind.starts_with("math/mml").then(|| of_source(&dom.text_content(id)))??;
    Some(Math { display: found.display || display, ..found })
}

/// TeX without what hides it from the parser: `% <![CDATA[ p < q %]]>`
fn without_cdata(text: &str) -> &str {
    let inner = text.trim().trim_start_matches('%').trim_start().strip_prefix("<![CDATA[");
    let inner = inner.and_then(|rest| rest.strip_suffix("]]>"));
    inner.map_or(text, |inner| inner.trim_end().trim_end_matches('%'))
}

/// The formula of MathML that is the text of a script or attribute: nothing else has its letters.
fn of_source(source: &str) -> Option<Math> {
    let parsed = dom::parse(source, &Limits::default()).ok()?;
    let inner = parsed.dom.ids().find(|&n| mathml::is_math(&parsed.dom, n))?;
    let row = || mathml::tex(&parsed.dom, inner).and_then(|tex| math(&tex, false));
    of_mathml(&parsed.dom, inner).or_else(row)
}

fn of_mathml(dom: &Dom, id: NodeId) -> Option<Math> {
    let display = dom.attr(id, &attr!("display")) == Some("block");
    let alt = dom.attr(id, &attr!("alttext")).filter(|alt| is_tex(alt) || alt.len() < NEAR);
    let shape = || mathml::has_shape(dom, id).then(|| mathml::tex(dom, id))?;
    let source = annotation(dom, id).or_else(|| alt.map(str::to_owned)).or_else(shape)?;
    math(&source, display)
}

/// `<span data-math="h = v t">`
fn by_attribute(dom: &Dom, id: NodeId) -> Option<Math> {
    math(MARKUP.formula.attribute(dom, id)?, is_display(dom, id))
}

/// Whether an element shows its formula on a line of its own.
fn is_display(dom: &Dom, id: NodeId) -> bool {
    let says = |class: &str| class.contains("display") || class.contains("block");
    Display::of(dom, id) == Display::Block
        || dom.classes(id).any(says)
        || dom.attr(id, &attr!("display")) == Some("true")
        || dom.attr(id, &LocalName::from("block")).is_some()
}

/// `<span class="math">k_{n+1}</span>`: text alone, and it looks like TeX.
fn bare(dom: &Dom, id: NodeId) -> Option<Math> {
    let name = dom.name(id)?;
    let is_called = MARKUP.formula.elements.contains(name);
    if !(is_called || has_class(dom, id, &MARKUP.formula.classes)) {
        return None;
    }
    // A language of code is called so, too: `<pre class="latex">`.
    let is_formula = || !dom.is(id, &tag!("pre")) || has_class(dom, id, &MARKUP.formula.blocks);
    let is_text = |n: NodeId| dom.text(n).is_some() || dom.is(n, &tag!("br")) || dom.is(n, &tag!("code"));
    let is_bare = dom.descendants(id).take(NEAR).all(is_text) && is_formula();
    let text =
        is_bare.then(|| dom.text_content(id)).filter(|text| is_called || is_tex(text) || text.trim().len() < NEAR)?;
    math(&text, is_display(dom, id))
}

/// The source of a formula in all that shows it.
fn whole(dom: &Dom, id: NodeId) -> Option<Math> {
    let inside = || dom.descendants(id).take(NODES);
    let display = is_display(dom, id);
    let maths = inside().filter(|&n| mathml::is_math(dom, n));
    let mut sources = maths.filter_map(|n| of_mathml(dom, n));
    let told = || MARKUP.formula.mathml(dom, id).and_then(of_source);
    let found = sources
        .next()
        .or_else(told)
        .or_else(|| loose(dom, id))
        .or_else(|| inside().find_map(|n| bare(dom, n).or_else(|| by_attribute(dom, n))));
    let found =
        found.or_else(|| inside().find(|&n| has_class(dom, n, &MARKUP.formula.flat)).and_then(|n| flat(dom, n)));
    found.map(|math| Math { display: math.display || display, ..math })
}

/// `<span class="katex">x^2<span class="katex-html">`: the text beside the elements that show it.
fn loose(dom: &Dom, id: NodeId) -> Option<Math> {
    let text: String = dom.children(id).filter_map(|n| dom.text(n)).collect();
    if is_tex(&text) { math(&text, false) } else { None }
}

/// The source where the tags around it are lost: the last line that says anything.
fn flat(dom: &Dom, id: NodeId) -> Option<Math> {
    let text = dom.text_content(id);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let [_, .., last] = lines[..] else { return None };
    math(last, false)
}

/// The formula that a picture shows: its `alt` is TeX, or its address says that it is one.
pub(super) fn pictured(dom: &Dom, id: NodeId) -> Option<Math> {
    let is_alone = || !picture::is_again(dom, id);
    let alt = dom.attr(id, &attr!("alt")).map(without_tags).filter(|alt| !alt.trim().is_empty());
    let told = has_class(dom, id, &MARKUP.formula.picture_classes) || in_address(dom, id).is_some();
    let display = dom.classes(id).any(|class| class.contains("display"));
    if told {
        let is_source = |alt: &String| is_tex(alt);
        let source = alt.clone().filter(is_source).or_else(|| in_address(dom, id)).or(alt);
        return source.filter(|_| is_alone()).and_then(|tex| math(&tex, display));
    }
    let alt = alt.filter(|alt| is_told(alt))?;
    if is_alone() { math(&alt, display) } else { None }
}

/// Whether a picture shows a formula, here or in a copy of it.
pub(super) fn is_pictured(dom: &Dom, id: NodeId) -> bool {
    let alt = dom.attr(id, &attr!("alt")).unwrap_or_default();
    in_address(dom, id).is_some()
        || has_class(dom, id, &MARKUP.formula.picture_classes) && !alt.is_empty()
        || is_told(alt)
}

/// Whether the text of a picture is TeX: `x^{2} \le 4`, `$x^2$`, `\(x\)`.
fn is_told(alt: &str) -> bool {
    let within = |open, close| alt.trim().strip_prefix(open).and_then(|rest: &str| rest.strip_suffix(close));
    has_command(alt) && alt.contains(['{', '^', '_'])
        || within("\\(", "\\)").or_else(|| within("\\[", "\\]")).is_some_and(|inner| !inner.trim().is_empty())
        || within("$", "$").is_some_and(|inner| is_tex(inner) && !inner.trim_matches('$').contains('$'))
}

/// The TeX in the address of a picture: one part of its query, or all of it, in which a plus is one and `&space;` a space.
fn in_address(dom: &Dom, id: NodeId) -> Option<String> {
    let src = dom.attr(id, &attr!("src"))?;
    let (row, rest) = MARKUP.formula.pictures.iter().find_map(|row| Some((row, src.split_once(row.as_str())?.1)))?;
    let source = if row.ends_with('?') {
        rest.replace("&space;", " ").replace('&', "%26").replace('+', "%2B")
    } else {
        rest.split('&').next()?.to_owned()
    };
    let key = format!("x={}", source.replace('=', "%3D"));
    form_urlencoded::parse(key.as_bytes()).next().map(|(_, tex)| without_settings(&tex).to_owned())
}

/// TeX without what says how it is drawn: `\inline \dpi{120} x^2`
fn without_settings(tex: &str) -> &str {
    let is_setting = |word: &str| MARKUP.formula.settings.iter().any(|row| word.starts_with(row.as_str()));
    let mut rest = tex.trim_start();
    while let Some((_, after)) = rest.split_once(' ').filter(|(word, _)| is_setting(word)) {
        rest = after.trim_start();
    }
    rest
}

/// A text without tags: `<br />` in an `alt`.
fn without_tags(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        let end = tag.find('>').filter(|_| tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'));
        out.push_str(before);
        match end {
            Some(end) => rest = &tag[end + 1..],
            None => {
                out.push('<');
                rest = tag;
            }
        }
    }
    out + rest
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
    let after = dom.siblings_after(id).take(NEAR);
    dom.classes(id).any(shown) && after.into_iter().any(|n| dom.is(n, &tag!("script")) && read(dom, n).is_some())
}

fn annotation(dom: &Dom, id: NodeId) -> Option<String> {
    let is_tex = |&n: &NodeId| {
        dom.attr(n, &attr!("encoding")).is_some_and(|kind| kind.ends_with("tex") || kind.ends_with("TeX"))
    };
    dom.descendants(id).take(NODES).find(is_tex).map(|n| dom.text_content(n)).filter(|tex| !tex.trim().is_empty())
}

fn has_command(text: &str) -> bool {
    text.split('\\').skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Whether a text looks like TeX and not like words.
pub(super) fn is_tex(text: &str) -> bool {
    has_command(text) || text.contains(['^', '_', '{'])
}

/// A formula of its source, without what says that it is one.
pub(super) fn math(tex: &str, display: bool) -> Option<Math> {
    let mut tex = tex.trim();
    let mut display = display;
    for (open, close, is_display) in
        [("$$", "$$", true), ("\\[", "\\]", true), ("\\(", "\\)", false), ("$", "$", false)]
    {
        if let Some(inner) = tex.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            (tex, display) = (inner.trim(), display || is_display);
            break;
        }
    }
    let plain = tex
        .strip_prefix("{\\displaystyle")
        .or_else(|| tex.strip_prefix("{\\textstyle"))
        .and_then(|rest| rest.strip_suffix('}'));
    let tex = plain.unwrap_or(tex).split_whitespace().collect::<Vec<_>>().join(" ");
    // A line break at the end ends nothing.
    let tex = tex.strip_suffix("\\\\").unwrap_or(&tex).trim().to_owned();
    let is_blank = tex.trim_matches(['\\', ' ']).is_empty();
    (!is_blank && tex.len() <= LONGEST).then_some(Math { tex, display })
}
