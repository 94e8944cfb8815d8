//! How an element lays out its content, by the rendering section of the HTML standard (§15.3): what starts a new
//! line, what flows in the line, what is never shown.

use html5ever::{LocalName, local_name as tag};

use super::{Dom, NodeId, is_shadow_root};

/// The part of CSS `display` that text extraction needs, as browsers' default style sheet sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Display {
    /// Starts and ends a line: `<p>`, `<div>`, `<li>`.
    Block,
    /// Flows in the line: `<b>`, `<a>`, an unknown element.
    Inline,
    /// Never shown: `<script>`, `<head>`, `<template>`.
    None,
}

impl Display {
    /// The display of an element by its name alone; text is inline, comments are not shown.
    pub(crate) fn of(dom: &Dom, id: NodeId) -> Display {
        let Some(name) = dom.name(id) else {
            return if dom.text(id).is_some() { Display::Inline } else { Display::None };
        };
        if *name == tag!("template") && is_shadow_root(dom.attrs(id)) {
            return Display::Inline;
        }
        Display::of_name(name, dom.is_foreign(id))
    }

    /// The display of an element of this name, in SVG or MathML or not.
    pub(crate) fn of_name(name: &LocalName, foreign: bool) -> Display {
        if foreign {
            return Display::Inline;
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
