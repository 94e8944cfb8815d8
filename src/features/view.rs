//! A page with all that is counted of it before any block is judged.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use crate::dom::{Dom, TextBlock, TextBlocks};

use super::Anchors;
use super::claim::Claim;
use super::heard::{PLACES, Worth, heard, least, places};
use super::measure::Measure;
use super::outline::{Outline, Shape};
use super::sayings::Sayings;
use super::stock::Stock;
use super::trunk::{Branch, Trunk};
use super::witness::Witness;
use super::words::{Ears, Map, Meant, Numbering, Numbers, Same, Short, Spoken};
use crate::hidden::Aside;

/// How many wider stretches around a block are looked at.
pub(crate) const WIDER: usize = 4;

/// What tells which words matter.
#[derive(Debug)]
pub(crate) struct Hearing {
    pub(crate) ears: Ears,
    pub(crate) short: Short,
    /// For each kind of page what such pages say that they are.
    pub(crate) kinds: std::collections::BTreeMap<String, Vec<String>>,
    /// The words of elements.
    pub(crate) elements: Numbers,
    /// The words of short texts.
    pub(crate) texts: Numbers,
}

impl Numbering for &Hearing {
    fn element(&mut self, spoken: Spoken<'_>) -> Meant {
        self.elements.get(spoken.hash())
    }

    fn text(&mut self, hash: u64, _: &dyn Fn() -> String) -> Meant {
        self.texts.get(hash)
    }
}

/// A page's counts, one of each kind for each block, in document order.
#[derive(Debug, Default)]
pub(crate) struct View {
    pub(crate) outline: Outline,
    /// Nothing, for a block that is set aside.
    pub(crate) measures: Vec<Measure>,
    pub(crate) link_share: Vec<f32>,
    pub(crate) preformatted: Vec<bool>,
    pub(crate) sums: Sums,
    /// Which kind a block is of, and what is known of all blocks of a kind.
    pub(crate) kind: Vec<usize>,
    pub(crate) kinds: Vec<Kind>,
    /// How often the block's text stands on the page.
    pub(crate) repeats: Vec<u32>,
    /// How the block agrees with what the page says of its article.
    pub(crate) witness: Vec<Witness>,
    /// The wider stretches of blocks that elements around it hold, the narrowest first.
    pub(crate) wider: Vec<[Range<usize>; WIDER]>,
    pub(crate) sayings: Sayings,
    /// 1 to 6 for a heading, else 0.
    pub(crate) level: Vec<u8>,
    /// The last heading before it.
    pub(crate) heading: Vec<Option<usize>>,
    pub(crate) trunk: Trunk,
    pub(crate) branch: Vec<Branch>,
    pub(crate) page: Page,
    pub(crate) claim: Claim,
    pub(crate) stock: Stock,
    /// What the words of elements are worth, by place, and those of its text and of the heading above.
    pub(crate) heard: Vec<[f32; PLACES]>,
    pub(crate) says: Vec<f32>,
    /// The same of those words alone that its text begins with.
    pub(crate) opening_says: Vec<f32>,
    pub(crate) heading_says: Vec<f32>,
    /// The least that an element beside the trunk is worth by its words.
    pub(crate) least: Vec<f32>,
    /// For all blocks before each what the elements beside the trunk, and the texts, are worth by their words.
    pub(crate) side_sums: Vec<f32>,
    pub(crate) says_sums: Vec<f32>,
}

/// Blocks in the same sort of element below the same sort of element: the items of a list, the paragraphs of a text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Kind {
    pub(crate) blocks: f32,
    pub(crate) words: f32,
    pub(crate) link_words: f32,
    pub(crate) stops: f32,
}

/// What is known of the page as a whole.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Page {
    pub(crate) words: f32,
    pub(crate) link_words: f32,
    /// Words in blocks that look like paragraphs, and how many such blocks there are.
    pub(crate) prose_words: f32,
    pub(crate) prose: f32,
    /// The block that is the page's headline.
    pub(crate) headline: Option<usize>,
    /// How many `<article>` hold text.
    pub(crate) articles: f32,
    /// How many of the words stand in list items.
    pub(crate) item_words: f32,
    /// How many words the greatest group of elements holds that look alike: the posts of a thread, the goods of a shop.
    pub(crate) twin_words: f32,
    /// How many such elements there are.
    pub(crate) twins: f32,
}

/// For each block what all blocks before it add up to.
#[derive(Debug, Default)]
pub(crate) struct Sums {
    words: Vec<f32>,
    link_words: Vec<f32>,
    stops: Vec<f32>,
    prose: Vec<f32>,
    times: Vec<f32>,
}

impl View {
    pub(crate) fn new(
        dom: &Dom,
        texts: &TextBlocks,
        aside: &Aside,
        anchors: &Anchors<'_>,
        hearing: &Hearing,
        numbers: &mut impl Numbering,
    ) -> Self {
        let outline = Outline::of(dom, texts, &hearing.ears, numbers);
        let aside = aside.blocks(dom, texts);
        let measure = |(block, aside): (&TextBlock, &bool)| match aside {
            true => Measure::default(),
            false => Measure::of(texts.text(block)),
        };
        let measures: Vec<Measure> = texts.iter().zip(&aside).map(measure).collect();
        let link_share: Vec<f32> =
            texts.iter().map(|b| b.link_bytes as f32 / texts.text(b).len().max(1) as f32).collect();
        let sums = Sums::new(&measures, &link_share);
        let (kind, kinds) = kinds(&outline, &measures, &link_share);
        let sayings = Sayings::of(texts, &measures, &aside, hearing.short, numbers);
        let witness = Witness::of(texts, &measures, anchors);
        let level: Vec<u8> = (0..texts.len()).map(|i| level(&outline, i)).collect();
        let trunk = Trunk::of(&outline, &sums.prose);
        let blocks = texts.len();
        View {
            claim: Claim::of(&hearing.kinds, anchors),
            stock: Stock::of(dom, texts),
            page: Page::of(&outline, &measures, &link_share, &sums, &level, &witness),
            repeats: repeats(texts),
            wider: (0..blocks).map(|i| wider(&outline, i)).collect(),
            heading: headings(&level),
            branch: trunk.branches(&outline),
            preformatted: texts.iter().map(|b| b.preformatted).collect(),
            heard: vec![[0.0; PLACES]; blocks],
            says: vec![0.0; blocks],
            opening_says: vec![0.0; blocks],
            heading_says: vec![0.0; blocks],
            least: vec![0.0; blocks],
            side_sums: Vec::new(),
            says_sums: Vec::new(),
            outline,
            measures,
            link_share,
            sums,
            kind,
            kinds,
            witness,
            sayings,
            level,
            trunk,
        }
    }

    /// How many blocks the page has.
    pub(crate) fn len(&self) -> usize {
        self.measures.len()
    }

    /// Weighs the words that were heard.
    pub(crate) fn weigh(&mut self, elements: &[Worth], texts: &[(f32, f32)]) {
        let innermost = &self.outline.innermost;
        let heard = heard(&self.outline, elements, &self.trunk.part);
        self.heard = innermost.iter().map(|&holder| heard.get(holder).copied().unwrap_or_default()).collect();
        let least = least(&self.outline, elements, &self.trunk.part);
        self.least = innermost.iter().map(|&holder| least.get(holder).copied().unwrap_or_default()).collect();
        self.side_sums = before(self.heard.iter().map(|heard| heard[1]));
        let sum =
            |words: &[u32], of: fn(&(f32, f32)) -> f32| -> f32 { words.iter().map(|&w| of(&texts[w as usize])).sum() };
        self.says = (0..self.len()).map(|i| sum(self.sayings.words(i), |w| w.0)).collect();
        self.opening_says = (0..self.len()).map(|i| sum(self.sayings.opening(i), |w| w.0)).collect();
        self.says_sums = before(self.says.iter().copied());
        self.heading_says =
            self.heading.iter().map(|h| h.map_or(0.0, |h| sum(self.sayings.words(h), |w| w.1))).collect();
    }

    /// The words that the elements around a block say in some place.
    pub(crate) fn said(&self, block: usize, place: usize) -> impl Iterator<Item = u32> {
        let there = move |at: usize| places(&self.outline, &self.trunk.part, at).any(|p| p == place);
        let around = self.outline.around(block).filter(move |&(at, _)| there(at));
        around.flat_map(|(_, holder)| self.outline.said(holder).iter().copied())
    }
}

impl Page {
    fn of(
        outline: &Outline,
        measures: &[Measure],
        shares: &[f32],
        sums: &Sums,
        level: &[u8],
        witness: &[Witness],
    ) -> Self {
        let headings = (0..level.len()).filter(|&i| level[i] > 0);
        let alike = headings.clone().max_by(|&a, &b| witness[a].title.total_cmp(&witness[b].title).then(b.cmp(&a)));
        let first = headings.clone().find(|&i| level[i] == 1);
        let (twin_words, twins) = twins(outline, sums);
        Page {
            words: sums.words(0..measures.len()),
            link_words: stretch(&sums.link_words, 0..measures.len()),
            prose_words: sums.prose(0..measures.len()),
            prose: measures.iter().zip(shares).filter(|(m, s)| is_prose(m, **s)).count() as f32,
            articles: outline.holders.iter().filter(|h| h.shape == Some(Shape::Article)).count() as f32,
            item_words: (0..measures.len())
                .filter(|&i| outline.around(i).any(|(_, h)| h.shape == Some(Shape::Item)))
                .map(|i| measures[i].words)
                .sum(),
            twin_words,
            twins,
            headline: alike.filter(|&i| witness[i].title > 0.6).or(first),
        }
    }
}

/// The words of the greatest group of three or more elements that look alike and hold ten words or more each, and how
/// many they are.
fn twins(outline: &Outline, sums: &Sums) -> (f32, f32) {
    let mut groups: Map<u64, (f32, f32)> = Map::default();
    for holder in outline.holders.iter().filter(|h| h.twins >= 3) {
        let words = sums.words(holder.blocks.clone());
        if words >= 10.0 {
            let group = groups.entry(holder.look).or_default();
            *group = (group.0 + words, group.1 + 1.0);
        }
    }
    groups.into_values().filter(|g| g.1 >= 3.0).max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_default()
}

/// Whether a block looks like a paragraph of running text.
fn is_prose(measure: &Measure, link_share: f32) -> bool {
    measure.words >= 15.0 && measure.stops > 0 && link_share < 0.4
}

impl Sums {
    fn new(measures: &[Measure], shares: &[f32]) -> Self {
        let prose = |(m, s): (&Measure, &f32)| if is_prose(m, *s) { m.words } else { 0.0 };
        Sums {
            words: before(measures.iter().map(|m| m.words)),
            link_words: before(measures.iter().zip(shares).map(|(m, s)| m.words * s)),
            stops: before(measures.iter().map(|m| m.stops as f32)),
            prose: before(measures.iter().zip(shares).map(prose)),
            times: before(measures.iter().map(|m| m.times as f32)),
        }
    }

    pub(crate) fn words(&self, range: Range<usize>) -> f32 {
        stretch(&self.words, range)
    }

    pub(crate) fn link_share(&self, range: Range<usize>) -> f32 {
        stretch(&self.link_words, range.clone()) / self.words(range).max(1.0)
    }

    pub(crate) fn stops(&self, range: Range<usize>) -> f32 {
        stretch(&self.stops, range)
    }

    pub(crate) fn times(&self, range: Range<usize>) -> f32 {
        stretch(&self.times, range)
    }

    pub(crate) fn prose(&self, range: Range<usize>) -> f32 {
        stretch(&self.prose, range)
    }
}

/// For each value the sum of those before it, and the sum of all.
pub(crate) fn before(values: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut sum = 0.0;
    let mut sums = vec![0.0];
    sums.extend(values.map(|v| {
        sum += v;
        sum
    }));
    sums
}

/// The sum over a stretch, which may reach beyond the end.
pub(crate) fn stretch(sums: &[f32], range: Range<usize>) -> f32 {
    let last = sums.len() - 1;
    sums[range.end.min(last)] - sums[range.start.min(last)]
}

fn kinds(outline: &Outline, measures: &[Measure], shares: &[f32]) -> (Vec<usize>, Vec<Kind>) {
    let mut places: Map<u64, usize> = Map::default();
    let mut kinds: Vec<Kind> = Vec::new();
    let mut kind_of = |i: usize| {
        let mut look = Same::default();
        outline.around(i).take(2).for_each(|(_, h)| h.look.to_le_bytes().hash(&mut look));
        let place = *places.entry(look.finish()).or_insert(kinds.len());
        if place == kinds.len() {
            kinds.push(Kind::default());
        }
        let kind = &mut kinds[place];
        kind.blocks += 1.0;
        kind.words += measures[i].words;
        kind.link_words += measures[i].words * shares[i];
        kind.stops += measures[i].stops as f32;
        place
    };
    let kind = (0..measures.len()).map(&mut kind_of).collect();
    (kind, kinds)
}

fn repeats(texts: &TextBlocks) -> Vec<u32> {
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for block in texts.iter() {
        *counts.entry(texts.text(block)).or_default() += 1;
    }
    texts.iter().map(|b| counts[texts.text(b)]).collect()
}

/// The level of the heading that a block is.
fn level(outline: &Outline, index: usize) -> u8 {
    outline.around(index).take_while(|(_, h)| h.blocks.len() == 1).map(|(_, h)| h.heading).max().unwrap_or(0)
}

/// For each block the last heading before it.
fn headings(level: &[u8]) -> Vec<Option<usize>> {
    let mut last = None;
    let mut heading = |(i, level): (usize, &u8)| {
        let before = last;
        last = if *level > 0 { Some(i) } else { last };
        before
    };
    level.iter().enumerate().map(&mut heading).collect()
}

fn wider(outline: &Outline, index: usize) -> [Range<usize>; WIDER] {
    let mut last = index..index + 1;
    let mut found: [Range<usize>; WIDER] = std::array::from_fn(|_| last.clone());
    let mut n = 0;
    for (_, holder) in outline.around(index) {
        if holder.blocks != last {
            last = holder.blocks.clone();
            found[n] = last.clone();
            n += 1;
        }
        if n == WIDER {
            break;
        }
    }
    found[n..].fill(last);
    found
}
