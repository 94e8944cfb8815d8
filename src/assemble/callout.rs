//! The titles of callouts.

use crate::blocks::{Block, Inlines};
use crate::dom::markup::MARKUP;
use crate::dom::{Dom, NodeId};

/// Whether an element is the title of the callout that it stands in.
pub(super) fn is_title(dom: &Dom, id: NodeId) -> bool {
    dom.classes(id).any(|class| MARKUP.callout.is_title(class))
}

/// Whether an element shows the kind of the callout that it stands in by a sign: `<span class="callout-icon">🚧</span>`.
pub(super) fn is_icon(dom: &Dom, id: NodeId) -> bool {
    dom.classes(id).any(|class| MARKUP.callout.is_icon(class)) && !dom.text_content(id).contains(char::is_alphanumeric)
}

/// The first paragraph or heading of a callout without a title where it says no more than the kind:
/// `<div class=NOTE><p>Note</p>…`; a picture above that says so, too, goes with it.
pub(super) fn lead(kind: &str, blocks: &mut Vec<Block>) -> Option<Inlines> {
    let is_kind = |text: &str| text.trim().trim_end_matches(':').eq_ignore_ascii_case(kind);
    if matches!(&blocks[..], [Block::Figure { image: Some(image), .. }, _, ..] if is_kind(image.alt.trim_matches(['[', ']'])))
    {
        blocks.remove(0);
    }
    let [Block::Paragraph { text } | Block::Heading { text, .. }, _, ..] = &mut blocks[..] else { return None };
    let title = is_kind(&text.text()).then(|| std::mem::take(text))?;
    blocks.remove(0);
    Some(title)
}
