//! What is measured of a text block: a name and a function each. `rules/learned.toml` gives the measures their scores.

use super::Features;
use super::containers::Shape;
use super::page::{BlockKind, stretch};

/// A measure of one block.
pub(crate) type Feature = fn(&Features, usize) -> f32;

/// A measure of a page.
pub(crate) type PageFeature = fn(&Features) -> f32;

/// All measures of a block by itself.
pub(crate) const OWN: &[(&str, Feature)] = &[
    ("words", |v, i| v.measures[i].words),
    ("chars per word", |v, i| v.measures[i].chars as f32 / v.measures[i].words.max(1.0)),
    ("link share", |v, i| v.link_share[i]),
    ("stops", |v, i| v.measures[i].stops as f32),
    ("words per stop", |v, i| v.measures[i].words / (v.measures[i].stops as f32 + 1.0)),
    ("commas per word", |v, i| v.measures[i].commas as f32 / v.measures[i].words.max(1.0)),
    ("upper share", |v, i| v.measures[i].upper as f32 / v.measures[i].letters.max(1) as f32),
    ("capital words", |v, i| v.measures[i].capital_words as f32 / v.measures[i].words.max(1.0)),
    ("symbols share", |v, i| v.measures[i].symbols as f32 / v.measures[i].chars.max(1) as f32),
    ("bars", |v, i| v.measures[i].bars as f32),
    ("lines", |v, i| v.measures[i].lines as f32),
    ("first", |v, i| f32::from(v.measures[i].first as u8)),
    ("last", |v, i| f32::from(v.measures[i].last as u8)),
    ("heading level", |v, i| f32::from(v.level[i])),
    ("in item", |v, i| within(v, i, Shape::Item)),
    ("in cell", |v, i| within(v, i, Shape::Cell)),
    ("article share", article_share),
    ("pictures here", |v, i| stretch(&v.media.pictures, i..i + 1)),
    ("wider 1 pictures", |v, i| stretch(&v.media.pictures, v.wider[i][0].clone()) / v.wider[i][0].len() as f32),
    ("wider 2 pictures", |v, i| stretch(&v.media.pictures, v.wider[i][1].clone()) / v.wider[i][1].len() as f32),
    ("wider 1 fields", |v, i| stretch(&v.media.fields, v.wider[i][0].clone())),
    ("wider 2 fields", |v, i| stretch(&v.media.fields, v.wider[i][1].clone())),
    ("wider 2 times", |v, i| v.sums.times(v.wider[i][1].clone()) / v.wider[i][1].len() as f32),
    ("preformatted", |v, i| f32::from(v.preformatted[i])),
    ("own words", |v, i| v.token_sums[i][0]),
    ("side words", |v, i| v.token_sums[i][1]),
    ("trunk words", |v, i| v.token_sums[i][2]),
    ("least side words", |v, i| v.least[i]),
    ("next side words", |v, i| v.token_sums.get(i + 1).map_or(0.0, |h| h[1])),
    ("branch side words", |v, i| mean(&v.side_sums, &v.branch[i].blocks)),
    ("says", |v, i| v.phrase_weight[i]),
    ("opening says", |v, i| v.opening_phrase_weight[i]),
    ("opening apart", |v, i| v.phrases.apart[i]),
    ("known share", |v, i| v.phrases.known[i]),
    ("heading says", |v, i| v.heading_phrase_weight[i]),
    ("branch says", |v, i| mean(&v.phrase_weight_sums, &v.branch[i].blocks)),
    ("depth", |v, i| v.tree.around(i).count() as f32),
    ("wider 1 blocks", |v, i| v.wider[i][0].len() as f32),
    ("wider 1 words", |v, i| v.sums.words(v.wider[i][0].clone())),
    ("wider 1 link share", |v, i| v.sums.link_share(v.wider[i][0].clone())),
    ("wider 1 words per block", |v, i| per_block(v, i, 0)),
    ("wider 2 blocks", |v, i| v.wider[i][1].len() as f32),
    ("wider 2 words", |v, i| v.sums.words(v.wider[i][1].clone())),
    ("wider 2 link share", |v, i| v.sums.link_share(v.wider[i][1].clone())),
    ("wider 2 words per block", |v, i| per_block(v, i, 1)),
    ("wider 3 words", |v, i| v.sums.words(v.wider[i][2].clone())),
    ("wider 3 link share", |v, i| v.sums.link_share(v.wider[i][2].clone())),
    ("wider 3 words per block", |v, i| per_block(v, i, 2)),
    ("wider 1 stops", |v, i| v.sums.stops(v.wider[i][0].clone()) / v.wider[i][0].len() as f32),
    ("wider 2 stops", |v, i| v.sums.stops(v.wider[i][1].clone()) / v.wider[i][1].len() as f32),
    ("wider 1 place", |v, i| place(i, &v.wider[i][0])),
    ("wider 2 place", |v, i| place(i, &v.wider[i][1])),
    ("kind blocks", |v, i| kind(v, i).blocks),
    ("kind words", |v, i| kind(v, i).words / kind(v, i).blocks),
    ("kind link share", |v, i| kind(v, i).link_words / kind(v, i).words.max(1.0)),
    ("kind stops", |v, i| kind(v, i).stops / kind(v, i).blocks),
    ("kind share", |v, i| kind(v, i).words / v.page.words.max(1.0)),
    ("place in words", |v, i| v.sums.words(0..i) / v.page.words.max(1.0)),
    ("place in blocks", |v, i| i as f32 / v.len() as f32),
    ("since headline", since_headline),
    ("words since headline", words_since_headline),
    ("repeats", |v, i| v.text_repeats[i] as f32),
    ("like title", |v, i| v.overlap[i].title),
    ("names author", |v, i| v.overlap[i].author),
    ("in description", |v, i| v.overlap[i].description),
    ("in article body", |v, i| v.overlap[i].body),
    ("previous words", |v, i| i.checked_sub(1).map_or(-1.0, |p| v.measures[p].words)),
    ("next words", |v, i| v.measures.get(i + 1).map_or(-1.0, |m| m.words)),
    ("previous link share", |v, i| i.checked_sub(1).map_or(-1.0, |p| v.link_share[p])),
    ("next link share", |v, i| v.link_share.get(i + 1).copied().unwrap_or(-1.0)),
    ("previous heading", |v, i| i.checked_sub(1).map_or(0.0, |p| f32::from(v.level[p]))),
    ("previous says", |v, i| i.checked_sub(1).map_or(0.0, |p| v.phrase_weight[p])),
    ("next says", |v, i| v.phrase_weight.get(i + 1).copied().unwrap_or(0.0)),
    ("under heading", |v, i| v.heading[i].map_or(-1.0, |h| (i - h) as f32)),
    ("heading over", |v, i| v.heading[i].map_or(0.0, |h| f32::from(v.level[h]))),
    ("branch up", |v, i| v.branch[i].up),
    ("branch depth", |v, i| v.branch[i].depth),
    ("branch blocks", |v, i| v.branch[i].blocks.len() as f32),
    ("branch words", |v, i| v.sums.words(v.branch[i].blocks.clone())),
    ("branch link share", |v, i| v.sums.link_share(v.branch[i].blocks.clone())),
    ("branch prose", |v, i| v.sums.prose(v.branch[i].blocks.clone()) / v.page.prose_words.max(1.0)),
    ("prose before", |v, i| v.sums.prose(0..i) / v.page.prose_words.max(1.0)),
    ("prose after", |v, i| v.sums.prose(i + 1..usize::MAX) / v.page.prose_words.max(1.0)),
    ("prose near before", |v, i| v.sums.prose(i.saturating_sub(4)..i)),
    ("prose near after", |v, i| v.sums.prose(i + 1..i + 5)),
    ("twins 0", |v, i| repeats(v, i, 0)),
    ("twins 1", |v, i| repeats(v, i, 1)),
    ("twins 2", |v, i| repeats(v, i, 2)),
    ("opens in link", |v, i| v.opens_in_link[i]),
    ("kind opens in link", |v, i| kind(v, i).opens_in_link / kind(v, i).blocks),
    ("previous opens in link", |v, i| i.checked_sub(1).map_or(-1.0, |p| v.opens_in_link[p])),
    ("entry opens in link", entry_opens_in_link),
];

/// All measures of a page, which are the same for each of its blocks.
pub(crate) const PAGE: &[(&str, PageFeature)] = &[
    ("says article", |v| v.page_type.article),
    ("says product", |v| v.page_type.product),
    ("says thread", |v| v.page_type.thread),
    ("slug words", |v| v.page_type.slug_words),
    ("path parts", |v| v.page_type.path_parts),
    ("path digits", |v| v.page_type.path_digits),
    ("page articles", |v| v.page.articles),
    ("page item share", |v| v.page.item_words / v.page.words.max(1.0)),
    ("page twin share", |v| v.page.repeat_words / v.page.words.max(1.0)),
    ("page twins", |v| v.page.repeats),
    ("page blocks", |v| v.len() as f32),
    ("page pictures", |v| stretch(&v.media.pictures, 0..usize::MAX)),
    ("page fields", |v| stretch(&v.media.fields, 0..usize::MAX)),
    ("trunk length", |v| v.main_path.length),
    ("trunk prose", |v| {
        v.main_path.top.map_or(0.0, |h| v.sums.prose(v.tree.containers[h].blocks.clone()) / v.page.prose_words.max(1.0))
    }),
    ("trunk link share", |v| v.main_path.top.map_or(0.0, |h| v.sums.link_share(v.tree.containers[h].blocks.clone()))),
    ("page words", |v| v.page.words),
    ("page link share", |v| v.page.link_words / v.page.words.max(1.0)),
    ("page prose words", |v| v.page.prose_words),
    ("page prose", |v| v.page.prose),
    ("page prose share", |v| v.page.prose_words / v.page.words.max(1.0)),
];

/// Whether one of the nearest elements around the block is of a shape.
fn within(features: &Features, index: usize, shape: Shape) -> f32 {
    f32::from(features.tree.around(index).take(4).any(|(_, h)| h.shape == Some(shape)))
}

/// The share of the page's words that the nearest `<article>` around the block holds; minus one outside of any.
fn article_share(features: &Features, index: usize) -> f32 {
    let article = features.tree.around(index).find(|(_, h)| h.shape == Some(Shape::Article));
    article.map_or(-1.0, |(_, h)| features.sums.words(h.blocks.clone()) / features.page.words.max(1.0))
}

fn kind(features: &Features, index: usize) -> &BlockKind {
    &features.kinds[features.kind[index]]
}

/// Whether the entry that a block stands in begins in a link, as a teaser does: the widest element
/// around it of six texts at most that two or more others look like. Minus one where there is none.
fn entry_opens_in_link(features: &Features, index: usize) -> f32 {
    let around = features.tree.around(index).take_while(|(_, h)| h.blocks.len() <= 6);
    let entry = around.filter(|(_, h)| h.repeats >= 3).last();
    entry.map_or(-1.0, |(_, h)| features.opens_in_link[h.blocks.start])
}

/// How many elements are like the n-th wider one around the block.
fn repeats(features: &Features, index: usize, n: usize) -> f32 {
    let mut last = index..index + 1;
    let mut left = n;
    let mut found = 0;
    for (_, container) in features.tree.around(index) {
        if container.blocks != last {
            if left == 0 {
                break;
            }
            left -= 1;
            last = container.blocks.clone();
            found = 0;
        }
        found = found.max(container.repeats);
    }
    found as f32
}

/// The mean over a stretch of blocks.
fn mean(sums: &[f32], range: &std::ops::Range<usize>) -> f32 {
    stretch(sums, range.clone()) / range.len().max(1) as f32
}

fn per_block(features: &Features, index: usize, n: usize) -> f32 {
    let range = features.wider[index][n].clone();
    features.sums.words(range.clone()) / range.len() as f32
}

/// Where in a stretch a block stands: 0 first, 1 last.
fn place(index: usize, range: &std::ops::Range<usize>) -> f32 {
    (index - range.start) as f32 / (range.len() - 1).max(1) as f32
}

/// Blocks between the headline and this one; negative above it, and far away where there is no headline.
fn since_headline(features: &Features, index: usize) -> f32 {
    features.page.headline.map_or(-999.0, |h| index as f32 - h as f32)
}

/// Words between the headline and this block; negative above it.
fn words_since_headline(features: &Features, index: usize) -> f32 {
    let Some(headline) = features.page.headline else { return -9999.0 };
    if index >= headline { features.sums.words(headline..index) } else { -features.sums.words(index..headline) }
}
