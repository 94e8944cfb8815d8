//! `[meta]`: where a site says who wrote an article, when and under which title.

use std::sync::Arc;

use crate::lookup::pattern::Pattern;

use super::date_format::DateFormat;
use super::zone::Zone;
use crate::dom::Selector;

/// A fact about an article that a rule can point at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum MetaField {
    Author,
    Canonical,
    Date,
    Description,
    Image,
    Language,
    License,
    Section,
    Site,
    Tags,
    Title,
    Updated,
}

impl MetaField {
    pub(crate) const ALL: &[MetaField] = &[
        MetaField::Author,
        MetaField::Canonical,
        MetaField::Date,
        MetaField::Description,
        MetaField::Image,
        MetaField::Language,
        MetaField::License,
        MetaField::Section,
        MetaField::Site,
        MetaField::Tags,
        MetaField::Title,
        MetaField::Updated,
    ];

    /// As it is written in `[meta]`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            MetaField::Author => "author",
            MetaField::Canonical => "canonical",
            MetaField::Date => "date",
            MetaField::Description => "description",
            MetaField::Image => "image",
            MetaField::Language => "language",
            MetaField::License => "license",
            MetaField::Section => "section",
            MetaField::Site => "site",
            MetaField::Tags => "tags",
            MetaField::Title => "title",
            MetaField::Updated => "updated",
        }
    }

    /// Whether it is a date.
    pub(crate) fn is_date(self) -> bool {
        matches!(self, MetaField::Date | MetaField::Updated)
    }

    pub(crate) fn named(name: &str) -> Option<MetaField> {
        MetaField::ALL.iter().copied().find(|field| field.name() == name)
    }
}

/// Where to look for a fact, and what of it to take.
#[derive(Debug)]
pub(crate) struct MetaSource {
    pub(crate) place: MetaPlace,
    /// Of what is found there, the first group of the match, or all of it where there is no group.
    pub(crate) matching: Option<Pattern>,
    /// How a date is written there; none where it is read as dates are by themselves.
    pub(crate) date: Option<DateSource>,
}

/// How a site writes a date.
#[derive(Debug)]
pub(crate) struct DateSource {
    pub(crate) format: Option<DateFormat>,
    /// The zone of a time that does not say its own.
    pub(crate) zone: Option<Zone>,
}

/// Where to look for a fact.
#[derive(Debug)]
pub(crate) enum MetaPlace {
    /// `"h1"`: the text of the elements.
    Text(Selector),
    /// `"time@datetime"`: an attribute of the elements.
    Attr(Selector, html5ever::LocalName),
    /// `"meta:og:title"`: the `content` of `<meta property="og:title">`, or of one with that `name` or `itemprop`.
    Meta(Arc<str>),
    /// `"ld:author.name"`: the value in the page's JSON-LD, by its path.
    Ld(Vec<Arc<str>>),
}

/// Reads where to look; none where the selector in it is none.
pub(crate) fn place(text: &str, selector: impl FnOnce(&str) -> Option<Selector>) -> Option<MetaPlace> {
    if let Some(name) = text.strip_prefix("meta:") {
        return Some(MetaPlace::Meta(name.trim().into()));
    }
    if let Some(path) = text.strip_prefix("ld:") {
        return Some(MetaPlace::Ld(path.split('.').map(|part| part.trim().into()).collect()));
    }
    match text.rsplit_once('@') {
        Some((before, attr)) if is_attr(attr) => {
            Some(MetaPlace::Attr(selector(before)?, attr.trim().to_ascii_lowercase().into()))
        }
        _ => Some(MetaPlace::Text(selector(text)?)),
    }
}

fn is_attr(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_:".contains(c))
}

/// Each field's sources from `top` where it has the field, else from `base`.
pub(crate) fn over<T: Clone>(base: &[(MetaField, Vec<T>)], top: &[(MetaField, Vec<T>)]) -> Vec<(MetaField, Vec<T>)> {
    let below = base.iter().filter(|(field, _)| top.iter().all(|(other, _)| other != field));
    top.iter().chain(below).cloned().collect()
}
