//! What a page's JSON-LD says: its things, the most telling first.
//!
//! A thing is a map with an `@type`. Pages put it at the top of a script, into a list, under `@graph` or behind
//! `mainEntity`; parts of a thing are named by `@id` and stand elsewhere. All that is undone here, once a page.

use std::borrow::Cow;

use serde::Deserialize;

use super::json::{Bounds, Json};

/// Which things of JSON-LD tell what a page is about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LdWords {
    /// Types of things in ranks, the most telling first.
    pub(crate) types: Vec<Vec<String>>,
    /// Keys behind which a thing stands that is no part of the one that has the key.
    pub(crate) wrappers: Vec<String>,
    /// Types of things that wrap nothing: what stands behind those keys is a part of them.
    pub(crate) closed: Vec<String>,
    pub(crate) bounds: Bounds,
}

/// The things of a page.
#[derive(Debug)]
pub(crate) struct Things<'a> {
    /// Things whose type tells what the page is about, by the rank of the type, then in document order.
    ranked: Vec<(usize, &'a Json<'a>)>,
    /// All things that stand at the top or in a graph.
    all: Vec<&'a Json<'a>>,
}

impl<'a> Things<'a> {
    pub(crate) fn of(scripts: &'a [Json<'a>], words: &LdWords) -> Self {
        let all = flatten(scripts, words);
        let mut ranked: Vec<(usize, &Json)> =
            all.iter().filter_map(|&thing| Some((rank(thing, words)?, thing))).collect();
        ranked.sort_by_key(|&(rank, _)| rank);
        Things { ranked, all }
    }

    /// The values under a path (`author.name`) of the things that tell what the page is about; where none has it, of
    /// any thing whose type the path names: `WebSite/name`.
    pub(crate) fn values(&self, path: &str) -> Vec<&'a Json<'a>> {
        let (kind, path) = path.split_once('/').map_or((None, path), |(kind, path)| (Some(kind), path));
        let walk = |thing: &'a Json<'a>| Some(self.walk(thing, path)).filter(|values| !values.is_empty());
        let found = match kind {
            Some(kind) => self.all.iter().filter(|thing| types(thing).any(|t| t == kind)).find_map(|thing| walk(thing)),
            None => self.ranked.iter().find_map(|(_, thing)| walk(thing)),
        };
        found.unwrap_or_default()
    }

    /// The addresses that things have, those of the most telling things first.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = Cow<'a, str>> {
        let things = self.ranked.iter().map(|&(_, thing)| thing).chain(self.all.iter().copied());
        let address =
            |thing: &'a Json<'a>| ["mainEntityOfPage", "url"].into_iter().find_map(|key| address(thing.get(key)?));
        things.filter_map(address)
    }

    /// The types of all things.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = String> {
        self.all.iter().flat_map(|thing| types(thing)).map(str::to_owned)
    }

    /// The types of the thing that tells best what the page is about.
    pub(crate) fn about(&self) -> impl Iterator<Item = &'a str> {
        self.ranked.first().into_iter().flat_map(|(_, thing)| types(thing))
    }

    /// Whether a thing of the most telling types is among them.
    pub(crate) fn has_first_rank(&self) -> bool {
        self.ranked.first().is_some_and(|&(rank, _)| rank == 0)
    }

    /// All values behind the keys of a path, lists opened, `@id`s followed.
    fn walk(&self, thing: &'a Json<'a>, path: &str) -> Vec<&'a Json<'a>> {
        let mut values = vec![thing];
        for key in path.split('.') {
            values = values.iter().filter_map(|v| v.get(key)).flat_map(Json::each).map(|v| self.resolve(v)).collect();
        }
        values
    }

    /// `{"@id": "#ada"}` stands for the thing of that name.
    fn resolve(&self, value: &'a Json<'a>) -> &'a Json<'a> {
        let Json::Map(entries) = value else { return value };
        let [(key, id)] = entries.as_slice() else { return value };
        if key != "@id" {
            return value;
        }
        self.all.iter().find(|thing| thing.get("@id") == Some(id)).copied().unwrap_or(value)
    }
}

/// The things at the top of the scripts and behind the keys that only wrap them.
fn flatten<'a>(scripts: &'a [Json<'a>], words: &LdWords) -> Vec<&'a Json<'a>> {
    let mut things = Vec::new();
    let mut todo: Vec<&Json> = scripts.iter().rev().collect();
    while let Some(value) = todo.pop() {
        match value {
            Json::List(items) => todo.extend(items.iter().rev()),
            Json::Map(_) => {
                if value.get("@type").is_some() {
                    things.push(value);
                }
                if !types(value).any(|name| words.closed.iter().any(|closed| closed == name)) {
                    todo.extend(words.wrappers.iter().rev().filter_map(|key| value.get(key)));
                }
            }
            Json::Bare(_) | Json::Text(_) => {}
        }
    }
    things
}

/// The place of the thing's type in the list of types; none if it is not listed.
fn rank(thing: &Json, words: &LdWords) -> Option<usize> {
    types(thing).filter_map(|name| words.types.iter().position(|row| row.iter().any(|t| t == name))).min()
}

/// The names of a thing's types, without the vocabulary: `http://schema.org/NewsArticle` is `NewsArticle`.
pub(crate) fn types<'a>(thing: &'a Json<'a>) -> impl Iterator<Item = &'a str> {
    let names = thing.get("@type").map(Json::each).unwrap_or_default();
    names.iter().filter_map(Json::as_str).map(|name| name.rsplit(['/', '#', ':']).next().unwrap_or(name))
}

/// `"https://example.org/a"` and `{"@id": "https://example.org/a"}`
fn address<'a>(value: &'a Json<'a>) -> Option<Cow<'a, str>> {
    let value = value.as_str().or_else(|| value.get("@id")?.as_str())?;
    value.starts_with("http").then_some(Cow::Borrowed(value))
}

/// A value as text: a text itself, or the name of a thing, as one or in its parts, or its address.
pub(crate) fn text<'a>(value: &'a Json<'a>) -> Option<Cow<'a, str>> {
    let member = |key: &str| value.get(key)?.each().first()?.as_str();
    let first = |keys: [&str; 2]| keys.into_iter().find_map(member).map(Cow::Borrowed);
    let named = value.as_str().map(Cow::Borrowed).or_else(|| first(["name", "@value"]));
    let in_parts = || {
        let parts: Vec<&str> = NAME_PARTS.into_iter().filter_map(member).collect();
        (member("familyName").is_some()).then(|| Cow::Owned(parts.join(" ")))
    };
    named.or_else(in_parts).or_else(|| first(["url", "@id"]))
}

/// The parts of a person's name, in the order in which they are said.
const NAME_PARTS: [&str; 3] = ["givenName", "additionalName", "familyName"];
