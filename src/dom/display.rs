//! How an element lays out its content, by the rendering section of the HTML standard (§15.3): what starts a new
//! line, what flows in the line, what is never shown.

use html5ever::{LocalName, local_name as attr, local_name as tag};

use super::{Dom, NodeId, is_shadow_root};

/// The part of CSS `display` that text extraction needs, as browsers' default style sheet sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Display {
    /// Starts and ends a line: `<p>`, `<div>`, `<li>`.
    Block,
    /// Flows in the line: `<b>`, `<a>`, an unknown element.
    Inline,
    /// Never shown, or only in a field of a form: `<script>`, `<head>`, `<template>`, `<select>`.
    None,
}

impl Display {
    /// The display of an element by its name alone; text is inline, comments are not shown.
    pub(crate) fn of(dom: &Dom, id: NodeId) -> Display {
        let Some(name) = dom.name(id) else {
            return match (id, dom.text(id)) {
                (NodeId::ROOT, _) => Display::Block,
                (_, Some(_)) => Display::Inline,
                _ => Display::None,
            };
        };
        if *name == tag!("noscript") && !has_text(dom, id) {
            return Display::Inline;
        }
        if *name == tag!("template") && is_shadow_root(dom.attrs(id)) {
            return Display::Inline;
        }
        Display::of_name(name, dom.is_foreign(id))
    }

    /// The display of an element of this name, in SVG or MathML or not.
    pub(crate) fn of_name(name: &LocalName, foreign: bool) -> Display {
        if foreign {
            return of_foreign(name);
        }
        match *name {
            tag!("address")
            | tag!("article")
            | tag!("aside")
            | tag!("blockquote")
            | tag!("body")
            | tag!("caption")
            | tag!("center")
            | tag!("col")
            | tag!("colgroup")
            | tag!("dd")
            | tag!("details")
            | tag!("dialog")
            | tag!("dir")
            | tag!("div")
            | tag!("dl")
            | tag!("dt")
            | tag!("fieldset")
            | tag!("figcaption")
            | tag!("figure")
            | tag!("footer")
            | tag!("form")
            | tag!("frameset")
            | tag!("h1")
            | tag!("h2")
            | tag!("h3")
            | tag!("h4")
            | tag!("h5")
            | tag!("h6")
            | tag!("header")
            | tag!("hgroup")
            | tag!("hr")
            | tag!("html")
            | tag!("legend")
            | tag!("li")
            | tag!("listing")
            | tag!("main")
            | tag!("menu")
            | tag!("nav")
            | tag!("noscript")
            | tag!("ol")
            | tag!("optgroup")
            | tag!("option")
            | tag!("p")
            | tag!("plaintext")
            | tag!("pre")
            | tag!("search")
            | tag!("section")
            | tag!("summary")
            | tag!("table")
            | tag!("tbody")
            | tag!("td")
            | tag!("tfoot")
            | tag!("th")
            | tag!("thead")
            | tag!("tr")
            | tag!("ul")
            | tag!("xmp") => Display::Block,
            tag!("area")
            | tag!("audio")
            | tag!("base")
            | tag!("basefont")
            | tag!("canvas")
            | tag!("datalist")
            | tag!("head")
            | tag!("iframe")
            | tag!("link")
            | tag!("meta")
            | tag!("noembed")
            | tag!("noframes")
            | tag!("object")
            | tag!("param")
            | tag!("rp")
            | tag!("script")
            | tag!("select")
            | tag!("selectedcontent")
            | tag!("style")
            | tag!("template")
            | tag!("textarea")
            | tag!("title")
            | tag!("video") => Display::None,
            _ => Display::Inline,
        }
    }
}

/// Whether there is text in the first few nodes of an element, or more of them.
fn has_text(dom: &Dom, id: NodeId) -> bool {
    const FEW: usize = 8;
    let mut nodes = dom.descendants(id).take(FEW + 1);
    let is_bare = |id: NodeId| dom.text(id).is_none_or(|text| text.trim().is_empty());
    let bare = nodes.by_ref().take_while(|&id| is_bare(id)).count();
    bare > FEW || dom.descendants(id).take(FEW + 1).count() != bare
}

/// SVG and MathML flow in the line; of what they say about themselves nothing is shown.
fn of_foreign(name: &LocalName) -> Display {
    match *name {
        tag!("annotation")
        | tag!("annotation-xml")
        | tag!("defs")
        | tag!("desc")
        | tag!("metadata")
        | tag!("script")
        | tag!("style")
        | tag!("symbol")
        | tag!("title") => Display::None,
        _ => Display::Inline,
    }
}

/// Whether an element is a box in its line, which keeps the words before, inside and after it apart without any white
/// space: a picture, a button, a field, a label of a drawing. So is an element of the page's own making, which hardly
/// ever stands inside a word.
pub(crate) fn is_box(dom: &Dom, id: NodeId) -> bool {
    let Some(name) = dom.name(id) else { return false };
    if dom.is_foreign(id) {
        return matches!(*name, tag!("svg") | tag!("text"));
    }
    let is_replaced = matches!(
        *name,
        tag!("audio")
            | tag!("button")
            | tag!("canvas")
            | tag!("embed")
            | tag!("iframe")
            | tag!("img")
            | tag!("input")
            | tag!("marquee")
            | tag!("meter")
            | tag!("object")
            | tag!("progress")
            | tag!("select")
            | tag!("textarea")
            | tag!("video")
    );
    is_replaced || name.contains('-') || is_styled_as_block(dom, id)
}

/// Whether an element's own style makes a block of it: `display: block` and its like.
pub(crate) fn is_styled_as_block(dom: &Dom, id: NodeId) -> bool {
    declared(dom, id, "display").any(|value| {
        matches!(value, "block" | "flex" | "grid" | "list-item" | "table" | "flow-root" | "table-cell" | "table-row")
    })
}

/// What an element's own style has of a property: `600px` of `<div style="max-width: 600px">`.
pub(crate) fn declared<'d>(dom: &'d Dom, id: NodeId, property: &str) -> impl Iterator<Item = &'d str> {
    let style = dom.attr(id, &attr!("style")).unwrap_or_default();
    let declarations = style.split(';').filter_map(|declaration| declaration.split_once(':'));
    declarations.filter(move |(name, _)| name.trim().eq_ignore_ascii_case(property)).map(|(_, value)| value.trim())
}
