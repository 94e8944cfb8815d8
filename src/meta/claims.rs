//! What a page claims about itself, as written: collected once a page, in one pass, before anything is believed.

use html5ever::{LocalName, local_name as tag};

use super::json::Json;
use super::source::{Source, meta_name};
use super::words::MetaWords;
use crate::dom::markup::MARKUP;
use crate::dom::{Display, Dom, NodeId};

/// The places of a page where metadata stands. Holds slices of the page, nothing cleaned.
#[derive(Debug)]
pub(crate) struct Claims<'a> {
    pub(super) dom: &'a Dom,
    /// The values of all JSON-LD scripts.
    pub(super) scripts: Vec<Json<'a>>,
    /// Names of `<meta>`, with the content.
    metas: Vec<(String, &'a str)>,
    /// The `rel` of each `<link>`, with the address.
    links: Vec<(&'a str, &'a str)>,
    /// Elements with an `itemprop`, in document order.
    props: Vec<(&'a str, NodeId)>,
    /// The first `<title>` of the page itself.
    pub(super) title: Option<NodeId>,
    /// The language that `<html>` names.
    pub(super) lang: Option<&'a str>,
    /// All `<h1>`.
    pub(super) headings: Vec<NodeId>,
}

impl<'a> Claims<'a> {
    /// Collects the claims of a page.
    pub(crate) fn collect(words: &MetaWords, dom: &'a Dom) -> Self {
        let mut claims = Claims {
            dom,
            scripts: Vec::new(),
            metas: Vec::new(),
            links: Vec::new(),
            props: Vec::new(),
            title: None,
            lang: None,
            headings: Vec::new(),
        };
        for id in dom.ids() {
            if let Some(name) = dom.name(id).filter(|_| !dom.is_foreign(id)) {
                claims.take(words, id, name);
            }
        }
        claims
    }

    fn take(&mut self, words: &MetaWords, id: NodeId, name: &LocalName) {
        let dom = self.dom;
        match *name {
            tag!("meta") => return self.take_meta(words, id),
            tag!("link") => {
                if let (Some(rel), Some(href)) = (dom.attr(id, &tag!("rel")), dom.attr(id, &tag!("href"))) {
                    self.links.push((rel, href));
                }
            }
            tag!("script") => {
                let kind = dom.attr(id, &tag!("type"));
                let is_ld = |text: &&str| kind.map_or_else(|| looks_like_ld(text), is_ld);
                let texts = dom.descendants(id).filter_map(|n| dom.text(n)).filter(is_ld);
                self.scripts.extend(texts.flat_map(|text| Json::read(text, words.ld.bounds)));
            }
            tag!("title") if self.title.is_none() => self.title = Some(id),
            tag!("html") => {
                self.lang = dom.attr(id, &tag!("lang")).or_else(|| dom.attr(id, &LocalName::from("xml:lang")))
            }
            tag!("h1") => self.headings.push(id),
            _ => {}
        }
        if let Some(props) = dom.attr(id, &tag!("itemprop")) {
            self.props.extend(props.split_ascii_whitespace().map(|prop| (prop, id)));
        }
        if let Some(props) = dom.attr(id, &tag!("property")).filter(|_| *name != tag!("meta")) {
            self.props.extend(props.split_ascii_whitespace().filter_map(schema_name).map(|prop| (prop, id)));
        }
    }

    fn take_meta(&mut self, words: &MetaWords, id: NodeId) {
        let value = |name| self.dom.attr(id, &name).filter(|value| !value.trim().is_empty());
        let Some(content) = value(tag!("content")).or_else(|| value(tag!("value"))) else { return };
        if looks_like_ld(content) {
            self.scripts.extend(Json::read(content, words.ld.bounds));
        }
        for key in [tag!("property"), tag!("name"), tag!("itemprop"), tag!("http-equiv")] {
            if let Some(name) = self.dom.attr(id, &key) {
                self.metas.push((meta_name(name), content));
            }
        }
    }

    /// The contents of all `<meta>` of this name, as [`meta_name`] writes it.
    pub(crate) fn meta<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'a str> + 's {
        self.metas.iter().filter(move |(n, _)| n == name).map(|&(_, content)| content)
    }

    /// A source as a rule names it, in the page's own spelling. None where a rule cannot name it.
    pub(super) fn written(&self, source: &Source) -> Option<String> {
        match source {
            Source::Ld(path) if !path.contains('/') => Some(format!("ld:{path}")),
            Source::MetaTag(name) => Some(format!("meta:{}", self.spelling(name)?)),
            Source::Prop(name) => Some(format!("[itemprop={name}]")),
            Source::Link(rel) => Some(format!("link[rel={rel}]@href")),
            Source::Ld(_) | Source::Url | Source::Near | Source::Page => None,
        }
    }

    /// How the page writes the name of a `<meta>`.
    fn spelling(&self, name: &str) -> Option<&'a str> {
        let keys = [tag!("property"), tag!("name"), tag!("itemprop")];
        let metas = self.dom.ids().filter(|&id| self.dom.is(id, &tag!("meta")));
        let mut names = metas.flat_map(|id| keys.iter().filter_map(move |key| self.dom.attr(id, key)));
        names.find(|written| meta_name(written) == name)
    }

    /// The addresses of all `<link>` of this `rel`.
    pub(crate) fn link<'s>(&'s self, rel: &'s str) -> impl Iterator<Item = &'a str> + 's {
        let names = |rels: &str, rel: &str| rels.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case(rel));
        self.links.iter().filter(move |(rels, _)| names(rels, rel)).map(|&(_, href)| href)
    }

    /// The first element with this `itemprop` inside another.
    pub(super) fn prop_in(&self, name: &str, id: NodeId) -> Option<NodeId> {
        let inside = self.props.iter().skip(self.props.partition_point(|(_, at)| *at <= id));
        let inside = inside.take_while(|(_, at)| *at < self.dom.end(id));
        inside.filter(|(n, _)| *n == name).map(|&(_, at)| at).next()
    }

    /// The elements with this `itemprop`.
    pub(super) fn prop<'s>(&'s self, name: &'s str) -> impl Iterator<Item = NodeId> + 's {
        self.props.iter().filter(move |(n, _)| *n == name).map(|&(_, id)| id)
    }
}

/// The name of a property in RDFa, of the vocabulary that microdata uses: `schema:author`, `author`.
fn schema_name(property: &str) -> Option<&str> {
    match property.split_once(':') {
        Some((vocabulary, name)) => vocabulary.eq_ignore_ascii_case("schema").then_some(name),
        None => Some(property),
    }
}

fn is_ld(kind: &str) -> bool {
    kind.as_bytes().windows(7).any(|w| w.eq_ignore_ascii_case(b"ld+json"))
}

/// Whether a text is JSON-LD, wherever the page puts it: `<script>{"@context": "https://schema.org"`.
fn looks_like_ld(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) && text.contains("\"@context\"")
}

/// The first text that a page shows, up to so many characters.
pub(super) fn first_text(dom: &Dom, most: usize) -> String {
    let mut out = String::new();
    let mut left = most;
    let mut shown = NodeId::ROOT;
    for at in dom.ids().filter(|&at| at != NodeId::ROOT) {
        if left == 0 {
            break;
        } else if at < shown {
            continue;
        }
        if Display::of(dom, at) == Display::None {
            shown = dom.end(at);
        } else if let Some(text) = dom.text(at) {
            let before = out.len();
            out.extend(text.chars().take(left));
            left -= out[before..].chars().count();
            out.push(' ');
        }
    }
    out
}

/// Whether a text is the sign of a link: `<h1>Names <a href="#names">¶</a></h1>`.
fn is_sign(dom: &Dom, id: NodeId, text: &str) -> bool {
    dom.parent(id).is_some_and(|p| dom.is(p, &tag!("a")))
        && MARKUP.ornament.links.iter().any(|sign| sign == text.trim())
}

/// The text of an element as a reader sees it, line breaks as spaces; buttons and signs that are links are left out.
pub(super) fn visible(dom: &Dom, id: NodeId) -> String {
    visible_without(dom, id, |_| false)
}

/// The same without some of the elements in it.
pub(super) fn visible_without(dom: &Dom, id: NodeId, is_apart: impl Fn(NodeId) -> bool) -> String {
    let mut out = String::new();
    let mut shown = id;
    for at in dom.subtree(id) {
        if at < shown {
            continue;
        }
        let display = Display::of(dom, at);
        if at != id && (display == Display::None || dom.is(at, &tag!("button")) || is_apart(at)) {
            shown = dom.end(at);
            out.push_str(if display == Display::Block { " " } else { "" });
        } else if let Some(text) = dom.text(at) {
            out.push_str(if is_sign(dom, at, text) { "" } else { text });
        } else if display == Display::Block || dom.is(at, &tag!("br")) {
            out.push(' ');
        }
    }
    super::plain::fold(&out)
}
