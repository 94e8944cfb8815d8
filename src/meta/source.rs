//! A source: one place where pages of any site may state a field.

use crate::claims::{Claims, meta_name};

/// One place where a page may state a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// `ld:author.name`: the values under a path in the JSON-LD.
    Ld(String),
    /// `meta:og:title`: the content of the `<meta>` of that name, property or itemprop; see [`meta_name`].
    MetaTag(String),
    /// `prop:headline`: an element with that `itemprop`.
    Prop(String),
    /// `link:canonical`: the address of the `<link>` with that `rel`.
    Link(String),
    /// `url`: the page's own address.
    Url,
    /// `near`: what the field's own reading of the page finds near the headline.
    Near,
    /// `page`: what the field's own reading finds anywhere on the page.
    Page,
}

impl Source {
    /// A source that is no selector: `meta:og:title`. None for any other text.
    pub(crate) fn named(text: &str) -> Option<Source> {
        match text {
            "url" => return Some(Source::Url),
            "near" => return Some(Source::Near),
            "page" => return Some(Source::Page),
            _ => {}
        }
        let (kind, name) = text.split_once(':').filter(|(_, name)| !name.is_empty())?;
        match kind {
            "ld" => Some(Source::Ld(name.to_owned())),
            "meta" => Some(Source::MetaTag(meta_name(name))),
            "prop" => Some(Source::Prop(name.to_owned())),
            "link" => Some(Source::Link(name.to_owned())),
            _ => None,
        }
    }

    /// The source as a rule names it, in the page's own spelling. None where a rule cannot name it.
    pub(super) fn written(&self, claims: &Claims<'_>) -> Option<String> {
        match self {
            Source::Ld(path) if !path.contains('/') => Some(format!("ld:{path}")),
            Source::MetaTag(name) => Some(format!("meta:{}", claims.spelling(name)?)),
            Source::Prop(name) => Some(format!("[itemprop={name}]")),
            Source::Link(rel) => Some(format!("link[rel={rel}]@href")),
            Source::Ld(_) | Source::Url | Source::Near | Source::Page => None,
        }
    }
}
