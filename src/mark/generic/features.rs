//! What is measured of a text block: a name and a function each. `rules/generic.toml` gives the measures their scores.

use html5ever::local_name as tag;

use crate::dom::{Dom, TextBlock, TextBlocks};

use super::measure::Measure;
use super::outline::Outline;

/// A page with all that is known of it before any block is judged.
#[derive(Debug)]
pub(crate) struct View<'a> {
    pub(crate) dom: &'a Dom,
    pub(crate) texts: &'a TextBlocks,
    pub(crate) outline: &'a Outline,
    pub(crate) measures: &'a [Measure],
}

/// A measure of one block.
pub(crate) type Feature = fn(&View<'_>, usize) -> f32;

/// All measures of a block by itself.
pub(crate) const OWN: &[(&str, Feature)] = &[
    ("words", |v, i| v.measures[i].words),
    ("link share", link_share),
    ("stops", |v, i| v.measures[i].stops as f32),
    ("ends sentence", |v, i| f32::from(v.measures[i].ends)),
    ("commas per word", |v, i| v.measures[i].commas as f32 / v.measures[i].words.max(1.0)),
    ("heading level", heading_level),
    ("own words", own_words),
    ("inside words", |v, i| v.outline.around(i).next().map_or(0.0, |h| h.said.inside)),
];

fn block<'a>(view: &View<'a>, index: usize) -> &'a TextBlock {
    &view.texts[index]
}

fn link_share(view: &View<'_>, index: usize) -> f32 {
    let block = block(view, index);
    block.link_bytes as f32 / view.texts.text(block).len().max(1) as f32
}

/// 1 to 6 in `<h1>` to `<h6>`, else 0.
fn heading_level(view: &View<'_>, index: usize) -> f32 {
    match view.dom.name(block(view, index).container) {
        Some(&tag!("h1")) => 1.0,
        Some(&tag!("h2")) => 2.0,
        Some(&tag!("h3")) => 3.0,
        Some(&tag!("h4")) => 4.0,
        Some(&tag!("h5")) => 5.0,
        Some(&tag!("h6")) => 6.0,
        _ => 0.0,
    }
}

/// What the elements say that hold this block and no other.
fn own_words(view: &View<'_>, index: usize) -> f32 {
    view.outline.around(index).take_while(|h| h.blocks.len() == 1).map(|h| h.said.own).sum()
}
