//! The selectors that an element can be found by: its names that last.

use html5ever::{LocalName, local_name as tag};
use serde::Deserialize;

use super::Habits;
use crate::author::names::{AUTHOR, has_digit, is_plain};
use crate::dom::{Dom, NodeId};

/// A simple selector.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) kind: Kind,
    pub(super) selector: String,
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
    /// `article`
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
    pub(super) inside: f64,
}

impl Cost {
    pub(super) fn of(&self, kind: Kind) -> f64 {
        match kind {
            Kind::Meaning => self.meaning,
            Kind::Attribute => self.attribute,
            Kind::Class => self.class,
            Kind::Id => self.id,
            Kind::Element => self.element,
        }
    }
}

/// The selectors of one element.
pub(super) fn keys(habits: &Habits, dom: &Dom, id: NodeId) -> Vec<Key> {
    let Some(name) = dom.name(id).filter(|_| !dom.is_foreign(id)) else { return Vec::new() };
    if [tag!("html"), tag!("body"), tag!("head")].contains(name) {
        return Vec::new();
    }
    let mut keys: Vec<Key> = Vec::new();
    let mut push = |kind, selector| keys.push(Key { kind, selector });
    for (kind, names) in [(Kind::Meaning, &habits.meanings), (Kind::Attribute, &habits.attributes)] {
        for name in names {
            let value = dom.attr(id, &LocalName::from(name.as_str())).filter(|value| is_lasting(value));
            value.into_iter().for_each(|value| push(kind, format!("[{name}={value}]")));
        }
    }
    let classes = dom.classes(id).filter(|class| is_lasting(class));
    classes.for_each(|class| push(Kind::Class, format!(".{class}")));
    let own = dom.attr(id, &tag!("id")).filter(|own| is_lasting(own) && !has_digit(own));
    own.into_iter().for_each(|own| push(Kind::Id, format!("#{own}")));
    if habits.elements.iter().any(|element| **element == **name) {
        push(Kind::Element, name.to_string());
    }
    keys
}

fn is_lasting(name: &str) -> bool {
    is_plain(name) && !AUTHOR.is_passing(name) && AUTHOR.unstable(name).is_none()
}
