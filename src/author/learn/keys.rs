//! The selectors that an element can be found by: its names that last.

use html5ever::{LocalName, local_name as tag};
use serde::Deserialize;

use super::Habits;
use crate::author::names::{AUTHOR, has_digit, is_plain};
use crate::dom::{Dom, NodeId};

/// A simple selector, or one inside another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) kind: Kind,
    is_inside: bool,
    pub(super) selector: String,
}

impl Key {
    fn new(kind: Kind, selector: String) -> Self {
        Key { kind, is_inside: false, selector }
    }

    /// What it finds inside what another finds.
    pub(super) fn inside(&self, outer: &Key) -> Key {
        Key { kind: self.kind, is_inside: true, selector: format!("{} {}", outer.selector, self.selector) }
    }
}

/// The kinds of simple selectors, those that last longest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Kind {
    /// `[itemprop=articleBody]`
    Meaning,
    /// `[data-testid=article-body]`
    Attribute,
    /// `.story-text`
    Class,
    /// `#story`
    Id,
    /// `article`, or a class that many things have: `.text`
    Element,
}

/// What each kind costs, see `rules/author.toml`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cost {
    meaning: f64,
    attribute: f64,
    class: f64,
    id: f64,
    element: f64,
    inside: f64,
}

impl Cost {
    /// What a selector costs.
    pub(super) fn of(&self, key: &Key) -> f64 {
        let inside = if key.is_inside { self.inside } else { 0.0 };
        let kind = match key.kind {
            Kind::Meaning => self.meaning,
            Kind::Attribute => self.attribute,
            Kind::Class => self.class,
            Kind::Id => self.id,
            Kind::Element => self.element,
        };
        kind + inside
    }
}

/// The selectors of one element.
pub(super) fn keys(habits: &Habits, dom: &Dom, id: NodeId) -> Vec<Key> {
    let Some(name) = dom.name(id).filter(|_| !dom.is_foreign(id)) else { return Vec::new() };
    if [tag!("html"), tag!("body"), tag!("head")].contains(name) {
        return Vec::new();
    }
    let mut keys: Vec<Key> = Vec::new();
    let mut push = |kind, selector| keys.push(Key::new(kind, selector));
    for (kind, names) in [(Kind::Meaning, &habits.meanings), (Kind::Attribute, &habits.attributes)] {
        for name in names {
            let value = dom.attr(id, &LocalName::from(name.as_str())).filter(|value| is_lasting(value));
            value.into_iter().for_each(|value| push(kind, format!("[{name}={value}]")));
        }
    }
    let classes = dom.classes(id).filter(|class| is_lasting(class));
    let is_common = |class: &str| habits.common.iter().any(|common| common.eq_ignore_ascii_case(class));
    classes.for_each(|class| {
        let kind = if is_common(class) { Kind::Element } else { Kind::Class };
        push(kind, format!(".{class}"));
    });
    let own = dom.attr(id, &tag!("id")).filter(|own| is_lasting(own) && !has_digit(own));
    own.into_iter().for_each(|own| push(Kind::Id, format!("#{own}")));
    if habits.elements.iter().any(|element| **element == **name) {
        push(Kind::Element, name.to_string());
    }
    keys
}

/// The name of an element that says how it is laid out, which tells something only inside an element with a name of its
/// own.
pub(super) fn tag(habits: &Habits, dom: &Dom, id: NodeId) -> Option<Key> {
    let name = dom.name(id).filter(|name| !dom.is_foreign(id) && habits.tags.iter().any(|tag| **tag == ***name))?;
    Some(Key::new(Kind::Element, name.to_string()))
}

fn is_lasting(name: &str) -> bool {
    is_plain(name) && !AUTHOR.is_passing(name) && AUTHOR.unstable(name).is_none()
}
