//! What elements are called: their classes and ids, and the words in them.

use std::cell::Cell;

use html5ever::{LocalName, local_name as tag};

use super::{Dom, NodeId};
use crate::lookup::words::Words;

/// The classes and the id of an element; none of the page's own.
pub(crate) fn names(dom: &Dom, id: NodeId) -> impl Iterator<Item = &str> {
    let is_page = is_page(dom, id);
    let classes = dom.attr(id, &tag!("class")).unwrap_or_default();
    classes.split_ascii_whitespace().chain(dom.attr(id, &tag!("id"))).filter(move |_| !is_page)
}

fn is_page(dom: &Dom, id: NodeId) -> bool {
    matches!(dom.name(id), None | Some(&tag!("html") | &tag!("body")))
}

/// The words of a name: `readerComments-list` has three.
pub(crate) fn name_words(name: &str) -> impl Iterator<Item = &str> {
    let (bytes, mut at) = (name.as_bytes(), 0);
    std::iter::from_fn(move || {
        at += bytes[at..].iter().position(u8::is_ascii_alphabetic)?;
        let start = at;
        at += 1;
        while bytes.get(at).is_some_and(|byte| {
            byte.is_ascii_alphabetic() && !(byte.is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase())
        }) {
            at += 1;
        }
        name.get(start..at)
    })
}

/// Whether a word in the names of an element is among these.
pub(crate) fn is_called(dom: &Dom, id: NodeId, words: &Words) -> bool {
    names(dom, id).flat_map(name_words).any(|word| words.contains(word))
}

/// What was found out about values of `class`, kept for the elements of the same classes, which share theirs.
pub(crate) struct ByClasses<T> {
    /// Where such a value stands, and what was found out.
    known: Vec<Cell<(usize, T)>>,
}

impl<T: Copy + Default> ByClasses<T> {
    const SLOTS: usize = 1 << 9;

    pub(crate) fn new() -> Self {
        ByClasses { known: vec![Cell::new((0, T::default())); Self::SLOTS] }
    }

    /// What is known of a value of `class`.
    pub(crate) fn get(&self, classes: &str) -> Option<T> {
        let (place, found) = self.slot(classes).get();
        (place == classes.as_ptr().addr() && !classes.is_empty()).then_some(found)
    }

    /// Keeps what was found out about a value of `class`.
    pub(crate) fn set(&self, classes: &str, found: T) {
        self.slot(classes).set((classes.as_ptr().addr(), found));
    }

    /// What is known of a value of `class`; it is found out where that is not known.
    pub(crate) fn get_or(&self, classes: &str, find_out: impl FnOnce() -> T) -> T {
        self.get(classes).unwrap_or_else(|| {
            let found = find_out();
            self.set(classes, found);
            found
        })
    }

    fn slot(&self, classes: &str) -> &Cell<(usize, T)> {
        &self.known[classes.as_ptr().addr() % Self::SLOTS]
    }
}

/// A question about the names of elements.
pub(crate) struct Named<F> {
    is_one: F,
    known: ByClasses<bool>,
}

impl<F: Fn(&str) -> bool> Named<F> {
    pub(crate) fn new(is_one: F) -> Self {
        Named { is_one, known: ByClasses::new() }
    }

    /// Whether one of the [`names`] of an element is one that is asked for.
    pub(crate) fn has(&self, dom: &Dom, id: NodeId) -> bool {
        let by_attribute = |(name, value): (&LocalName, &str)| match *name {
            tag!("class") => self.known.get_or(value, || value.split_ascii_whitespace().any(&self.is_one)),
            tag!("id") => (self.is_one)(value),
            _ => false,
        };
        dom.attrs(id).any(by_attribute) && !is_page(dom, id)
    }
}

#[cfg(test)]
mod tests {
    use super::{Named, name_words};
    use crate::dom::of_html;

    #[test]
    fn elements_of_the_same_classes_are_asked_once_each_of_them_by_its_id() {
        let dom =
            of_html("<body class=a><p class='b a'>1<p class='b a'>2<p class=b id=a>3<p class='b'>4<p class>5<i>6");
        let asked = std::cell::Cell::new(0);
        let named = Named::new(|name| {
            asked.set(asked.get() + 1);
            name == "a"
        });
        let found: Vec<String> = dom.ids().filter(|&id| named.has(&dom, id)).map(|id| dom.text_content(id)).collect();
        assert_eq!(found, ["1", "2", "3"]);
        assert_eq!(asked.get(), 5, "a, b and a once, b once, and the id");
    }

    #[test]
    fn a_name_is_cut_into_words_where_another_sign_or_a_capital_stands() {
        for (name, words) in [
            ("readerComments-list", vec!["reader", "Comments", "list"]),
            ("HTMLBody_2x", vec!["HTMLBody", "x"]),
            ("--7é", vec![]),
        ] {
            assert_eq!(name_words(name).collect::<Vec<_>>(), words, "{name}");
        }
    }
}
