//! What a page says that it is: by the types of its JSON-LD things, its `og:type` and its address.

use std::collections::BTreeMap;

use url::Url;

use crate::article;
use crate::meta::Signals;

/// What is known of a page before its text is looked at.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PageType {
    pub(crate) article: f32,
    pub(crate) product: f32,
    pub(crate) thread: f32,
    /// Words in the last part of the path that has any, how many parts the path has, and the digits in it. Minus one
    /// where the address is not known.
    pub(crate) slug_words: f32,
    pub(crate) path_parts: f32,
    pub(crate) path_digits: f32,
}

impl PageType {
    /// What the anchors say, by the words for each kind of page.
    pub(crate) fn of(kinds: &BTreeMap<String, Vec<String>>, signals: &Signals) -> Self {
        let says = |kind: &str| {
            let names = kinds.get(kind).map(Vec::as_slice).unwrap_or_default();
            let says = |said: &String| names.iter().any(|name| name.eq_ignore_ascii_case(said));
            signals.kinds.iter().filter(|said| says(said)).count() as f32
        };
        let url = signals.url.as_deref().and_then(|url| Url::parse(url).ok());
        let parts: Option<Vec<String>> =
            url.map(|url| url.path().split('/').filter(|p| !p.is_empty()).map(str::to_owned).collect());
        let count = |of: &dyn Fn(&[String]) -> usize| parts.as_deref().map_or(-1.0, |parts| of(parts) as f32);
        PageType {
            article: says("article"),
            product: says("product"),
            thread: says("thread"),
            slug_words: count(&|parts| parts.iter().rev().map(|p| words(p)).find(|n| *n > 0).unwrap_or(0)),
            path_parts: count(&|parts| parts.len()),
            path_digits: count(&|parts| parts.iter().flat_map(|p| p.bytes()).filter(u8::is_ascii_digit).count()),
        }
    }
}

fn words(part: &str) -> usize {
    part.split(|c: char| !c.is_alphabetic()).filter(|w| w.len() > 1).count()
}

/// What the page says that it is: the thing in its JSON-LD that it is about is asked before its `og:type`.
pub(crate) fn stated(kinds: &BTreeMap<String, Vec<String>>, signals: &Signals) -> Option<article::PageType> {
    let is_one = |kind: &article::PageType, said: &str| {
        kinds.get(kind.name()).is_some_and(|names| names.iter().any(|name| name.eq_ignore_ascii_case(said)))
    };
    let kind = |said: &String| article::PageType::ALL.into_iter().find(|kind| is_one(kind, said));
    signals.about.iter().find_map(kind)
}
