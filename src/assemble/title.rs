//! The headline: it is metadata, and part of the text only by policy.

use crate::blocks::{Block, Inlines};
use crate::policy::Title;

/// How many blocks at the start may repeat the headline: a rubric or a byline can stand before it.
const START: usize = 3;

/// Takes the headline out, or sees to it that the article starts with one.
pub(crate) fn place_title(blocks: &mut Vec<Block>, title: Option<&str>, policy: Title) {
    let Some(title) = title.filter(|title| title.contains(char::is_alphanumeric)) else { return };
    let says_it = |block: &Block| match block {
        Block::Heading { text, .. } | Block::Paragraph { text } => letters(&text.text()) == letters(title),
        _ => false,
    };
    let is_title = |block: &Block| matches!(block, Block::Heading { level: 1, .. });
    match (policy, blocks.iter().take(START).position(says_it)) {
        (Title::Drop, Some(at)) => drop(blocks.remove(at)),
        (Title::Keep, None) if !blocks.iter().take(START).any(is_title) => {
            blocks.insert(0, Block::Heading { level: 1, id: None, text: Inlines::plain(title) });
        }
        _ => {}
    }
}

/// A text without what two ways to set the same headline differ in.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
