//! Texts that a page has twice: once for a wide screen and once for a narrow one, for print, or in a slide that a script
//! has cloned.

use std::collections::HashSet;

use html5ever::local_name as tag;
use serde::Deserialize;

use crate::dom::{Dom, TextBlocks};
use crate::features::Features;
use crate::features::containers::Shape;

/// What is dropped of copies, as written.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rows {
    /// Texts of so many words that stood above in the same order
    words: f32,
    /// are copies where they have so many words together.
    row: f32,
}

/// Drops rows of kept texts that stood above, with the short ones between them. What is said twice in
/// a row is meant so; a quotation repeats what it quotes, and the entries of a list or the cells of a table what they have
/// in common.
pub(crate) fn drop(rows: &Rows, dom: &Dom, features: &Features, texts: &TextBlocks, kept: &mut [bool]) {
    let mut seen: HashSet<&str> = HashSet::new();
    let mut row: Vec<usize> = Vec::new();
    let mut copies: Vec<usize> = Vec::new();
    let mut close = |row: &mut Vec<usize>| {
        let words = row.iter().map(|&block| features.measures[block].words).filter(|&words| words >= rows.words);
        let is_long = words.sum::<f32>() >= rows.row;
        copies.extend(row.drain(..).filter(|_| is_long));
    };
    let is_quoted = |block: usize| {
        let around = || features.tree.around(block).map(|(_, container)| container);
        around().take(NEAR).any(|container| matches!(container.shape, Some(Shape::Item | Shape::Cell)))
            || around().any(|container| dom.is(container.node, &tag!("blockquote")))
    };
    let mut above = "";
    for block in (0..kept.len()).filter(|&block| kept[block]) {
        let text = texts.text(&texts[block]);
        let has_stood = features.text_repeats[block] > 1 && !seen.insert(text);
        let is_copy = has_stood && text != above && !is_quoted(block);
        above = text;
        if is_copy {
            row.push(block);
        } else if features.measures[block].words >= rows.words {
            close(&mut row);
        }
    }
    close(&mut row);
    copies.into_iter().for_each(|block| kept[block] = false);
}

/// So many elements around a text are looked at for whether it is an entry.
const NEAR: usize = 3;
