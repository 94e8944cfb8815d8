//! What a page claims about itself, as written: collected once a page, in one pass, before anything is believed.
//!
//! Which site a page is from (`rule/origin.rs`) and what its metadata are (`meta/`) is read from these claims alone.

mod json;
mod json_ld;

use html5ever::{LocalName, local_name as tag};

pub(crate) use self::json::Json;
pub(crate) use self::json_ld::{LdWords, Things, text, types};

use crate::dom::{Dom, NodeId};

/// The places of a page where metadata stands. Holds slices of the page, nothing cleaned.
#[derive(Debug)]
pub(crate) struct Claims<'a> {
    pub(crate) dom: &'a Dom,
    ld: &'a LdWords,
    /// The values of all JSON-LD scripts.
    scripts: Vec<Json<'a>>,
    /// The addresses in comments of tools that save pages, with the tool.
    saved: Vec<(Saver, &'a str)>,
    /// Names of `<meta>`, with the content.
    metas: Vec<(String, &'a str)>,
    /// The `rel` of each `<link>`, with the address.
    links: Vec<(&'a str, &'a str)>,
    /// Elements with an `itemprop`, in document order.
    props: Vec<(&'a str, NodeId)>,
    /// The first `<title>` of the page itself.
    pub(crate) title: Option<NodeId>,
    /// The language that `<html>` names.
    pub(crate) lang: Option<&'a str>,
    /// All `<h1>`.
    pub(crate) headings: Vec<NodeId>,
}

/// A tool that writes into a comment which address it saved a page from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Saver {
    /// `<!-- saved from url=(0025)https://example.org/news -->`
    Browser,
    /// `<!-- Page saved with SingleFile url: https://example.org/news … -->`
    SingleFile,
}

impl<'a> Claims<'a> {
    /// Collects the claims of a page.
    pub(crate) fn collect(ld: &'a LdWords, dom: &'a Dom) -> Self {
        let mut claims = Claims {
            dom,
            ld,
            scripts: Vec::new(),
            saved: Vec::new(),
            metas: Vec::new(),
            links: Vec::new(),
            props: Vec::new(),
            title: None,
            lang: None,
            headings: Vec::new(),
        };
        for id in dom.ids() {
            if let Some(name) = dom.name(id).filter(|_| !dom.is_foreign(id)) {
                claims.take(id, name);
            } else if let Some(comment) = dom.comment(id) {
                claims.saved.extend(saved_from(dom, id, comment));
            }
        }
        claims
    }

    fn take(&mut self, id: NodeId, name: &LocalName) {
        let dom = self.dom;
        match *name {
            tag!("meta") => return self.take_meta(id),
            tag!("link") => {
                if let (Some(rel), Some(href)) = (dom.attr(id, &tag!("rel")), dom.attr(id, &tag!("href"))) {
                    self.links.push((rel, href));
                }
            }
            tag!("script") => {
                let kind = dom.attr(id, &tag!("type"));
                let is_ld = |text: &&str| kind.map_or_else(|| looks_like_ld(text), is_ld);
                let texts = dom.descendants(id).filter_map(|n| dom.text(n)).filter(is_ld);
                let bounds = self.ld.bounds;
                self.scripts.extend(texts.flat_map(|text| Json::read(text, bounds)));
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

    fn take_meta(&mut self, id: NodeId) {
        let value = |name| self.dom.attr(id, &name).filter(|value| !value.trim().is_empty());
        let Some(content) = value(tag!("content")).or_else(|| value(tag!("value"))) else { return };
        if looks_like_ld(content) {
            self.scripts.extend(Json::read(content, self.ld.bounds));
        }
        for key in [tag!("property"), tag!("name"), tag!("itemprop"), tag!("http-equiv")] {
            if let Some(name) = self.dom.attr(id, &key) {
                self.metas.push((meta_name(name), content));
            }
        }
    }

    /// The things that the page's JSON-LD tells of.
    pub(crate) fn things(&self) -> Things<'_> {
        Things::of(&self.scripts, self.ld)
    }

    /// The `articleBody` of the page's JSON-LD, as it is written: text, or HTML.
    pub(crate) fn article_body(&self) -> Option<String> {
        let things = self.things();
        let texts = things.values("articleBody").into_iter().filter_map(text);
        texts.map(|text| text.to_string()).find(|text| !text.trim().is_empty())
    }

    /// The addresses that tools say they saved the page from, in document order.
    pub(crate) fn saved<'s>(&'s self, saver: Saver) -> impl Iterator<Item = &'a str> + 's {
        self.saved.iter().filter(move |(by, _)| *by == saver).map(|&(_, address)| address)
    }

    /// The contents of all `<meta>` of this name, as [`meta_name`] writes it.
    pub(crate) fn meta<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'a str> + 's {
        self.metas.iter().filter(move |(n, _)| n == name).map(|&(_, content)| content)
    }

    /// How the page writes the name of a `<meta>`.
    pub(crate) fn spelling(&self, name: &str) -> Option<&'a str> {
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
    pub(crate) fn prop_in(&self, name: &str, id: NodeId) -> Option<NodeId> {
        let inside = self.props.iter().skip(self.props.partition_point(|(_, at)| *at <= id));
        let inside = inside.take_while(|(_, at)| *at < self.dom.end(id));
        inside.filter(|(n, _)| *n == name).map(|&(_, at)| at).next()
    }

    /// The elements with this `itemprop`.
    pub(crate) fn prop<'s>(&'s self, name: &'s str) -> impl Iterator<Item = NodeId> + 's {
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

/// What the comment of a tool that saved the page tells; such stand near the top of the tree.
fn saved_from<'a>(dom: &Dom, id: NodeId, comment: &'a str) -> Option<(Saver, &'a str)> {
    if dom.ancestors(id).count() > 3 {
        return None;
    }
    let (saver, rest) = if let Some((_, rest)) = comment.split_once("saved from url=(") {
        (Saver::Browser, rest.split_once(')')?.1)
    } else {
        comment.find("SingleFile")?;
        (Saver::SingleFile, comment.split_once("url:")?.1)
    };
    Some((saver, rest.split_whitespace().next()?))
}

/// The name of a `<meta>` as it is compared: `DC:Date`, `dc.date` and `dc_date` are one.
pub(crate) fn meta_name(name: &str) -> String {
    let sign = |c: char| if matches!(c, ':' | '_' | '-' | '/') { '.' } else { c.to_ascii_lowercase() };
    name.trim().chars().map(sign).collect()
}
