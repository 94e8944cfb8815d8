//! Callouts: boxes that stand out of the text, `<div class="admonition warning">`.

use html5ever::LocalName;

use crate::dom::markup::MARKUP;
use crate::dom::{Dom, NodeId};

/// The kind of the callout that an element is.
pub(super) fn kind(dom: &Dom, id: NodeId) -> Option<&str> {
    let rows = &MARKUP.callout;
    let is_kind = |word: &&str| rows.kinds.contains(word);
    let boxes =
        || dom.classes(id).filter_map(|class| rows.boxes.iter().find_map(|row| class.strip_prefix(row.as_str())));
    boxes().map(|rest| rest.trim_start_matches(['-', '_'])).find(is_kind).or_else(|| {
        let is_box = boxes().any(str::is_empty);
        let told = dom.attr(id, &LocalName::from("data-callout"));
        if is_box { told.into_iter().chain(dom.classes(id)).find(is_kind) } else { None }
    })
}

/// Whether an element is the title of the callout that it stands in.
pub(super) fn is_title(dom: &Dom, id: NodeId) -> bool {
    dom.classes(id).any(|class| MARKUP.callout.titles.contains(class))
}
