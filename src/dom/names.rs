//! What elements are called: their classes and ids, and the words in them.

use html5ever::local_name as tag;

use super::{Dom, NodeId};

/// The classes and the id of an element; none of the page's own.
pub(crate) fn names(dom: &Dom, id: NodeId) -> impl Iterator<Item = &str> {
    let is_page = matches!(dom.name(id), None | Some(&tag!("html") | &tag!("body")));
    let classes = dom.attr(id, &tag!("class")).unwrap_or_default();
    classes.split_ascii_whitespace().chain(dom.attr(id, &tag!("id"))).filter(move |_| !is_page)
}

/// A name's letters alone: `Comment__body--new` is `commentbodynew`, `comment-17` is `comment`.
pub(crate) fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

/// The words of a name: `readerComments-list` has three.
pub(crate) fn name_words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_ascii_alphabetic()).flat_map(|part| {
        let bytes = part.as_bytes();
        let is_start = move |at: &usize| bytes[*at].is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase();
        let mut cuts: Vec<usize> = vec![0];
        cuts.extend((1..bytes.len()).filter(is_start));
        cuts.push(bytes.len());
        (1..cuts.len()).map(move |n| &part[cuts[n - 1]..cuts[n]]).collect::<Vec<_>>()
    })
}
