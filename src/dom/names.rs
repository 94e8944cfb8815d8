//! What elements are called: their classes and ids, and the words in them.

use html5ever::local_name as tag;

use super::{Dom, NodeId};

/// The classes and the id of an element; none of the page's own.
pub(crate) fn names(dom: &Dom, id: NodeId) -> impl Iterator<Item = &str> {
    let is_page = matches!(dom.name(id), None | Some(&tag!("html") | &tag!("body")));
    let classes = dom.attr(id, &tag!("class")).unwrap_or_default();
    classes.split_ascii_whitespace().chain(dom.attr(id, &tag!("id"))).filter(move |_| !is_page)
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

#[cfg(test)]
mod tests {
    use super::name_words;

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
