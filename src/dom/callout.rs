//! Callouts: boxes that stand out of the text, `<div class="admonition warning">`.

use html5ever::LocalName;

use super::markup::MARKUP;
use super::{Dom, NodeId};

/// The kind of the callout that an element is.
pub(crate) fn kind(dom: &Dom, id: NodeId) -> Option<&'static str> {
    let rows = &MARKUP.callout;
    let known = |word: &str| rows.kinds.iter().map(String::as_str).find(|kind| kind.eq_ignore_ascii_case(word));
    let boxes =
        || dom.classes(id).flat_map(|class| rows.boxes.iter().filter_map(move |row| class.strip_prefix(row.as_str())));
    boxes().find_map(|rest| known(rest.trim_start_matches(['-', '_']))).or_else(|| {
        let is_box = boxes().any(str::is_empty);
        let told = dom.attr(id, &LocalName::from("data-callout"));
        let words = || told.into_iter().chain(dom.classes(id).map(|class| class.strip_prefix("is-").unwrap_or(class)));
        if is_box { words().find_map(known) } else { None }
    })
}
