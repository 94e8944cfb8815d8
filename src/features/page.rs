//! A page with all that is counted of it before any block is judged.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use html5ever::local_name;

use crate::dom::{Dom, TextBlock, TextBlocks};

use super::containers::{ContainerTree, Shape};
use super::main_path::{Branch, MainPath};
use super::measure::Measure;
use super::media::MediaCounts;
use super::overlap::TextOverlap;
use super::page_type::PageType;
use super::phrases::Phrases;
use super::token_weights::{PLACES, TokenWeight, least, places, token_sums};
use super::tokens::{Map, Meant, Numbering, Numbers, Same, Short, Token, Tokenizer};
use crate::hidden::Excluded;
use crate::meta::Signals;

/// How many wider stretches around a block are looked at.
pub(crate) const WIDER: usize = 4;

/// What tells which words matter.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    pub(crate) tokenizer: Tokenizer,
    pub(crate) short: Short,
    /// For each kind of page what such pages say that they are.
    pub(crate) kinds: std::collections::BTreeMap<String, Vec<String>>,
    /// The words of elements.
    pub(crate) elements: Numbers,
    /// The words of short texts.
    pub(crate) texts: Numbers,
}

impl Numbering for &Vocabulary {
    fn element(&mut self, token: Token<'_>) -> Meant {
        self.elements.get(token.hash())
    }

    fn text(&mut self, hash: u64, _: &dyn Fn() -> String) -> Meant {
        self.texts.get(hash)
    }
}

/// A page's counts, one of each kind for each block, in document order.
#[derive(Debug, Default)]
pub(crate) struct Features {
    pub(crate) tree: ContainerTree,
    /// Which blocks are set aside,
    pub(crate) excluded: Vec<bool>,
    /// which have nothing here.
    pub(crate) measures: Vec<Measure>,
    pub(crate) link_share: Vec<f32>,
    /// One for a text that begins in a link, else zero.
    pub(crate) opens_in_link: Vec<f32>,
    pub(crate) preformatted: Vec<bool>,
    pub(crate) sums: Sums,
    /// Which kind a block is of, and what is known of all blocks of a kind.
    pub(crate) kind: Vec<usize>,
    pub(crate) kinds: Vec<BlockKind>,
    /// How often the block's text stands on the page.
    pub(crate) text_repeats: Vec<u32>,
    /// How the block agrees with what the page says of its article.
    pub(crate) overlap: Vec<TextOverlap>,
    /// The wider stretches of blocks that elements around it hold, the narrowest first.
    pub(crate) wider: Vec<[Range<usize>; WIDER]>,
    pub(crate) phrases: Phrases,
    /// 1 to 6 for a heading, else 0.
    pub(crate) level: Vec<u8>,
    /// The last heading before it.
    pub(crate) heading: Vec<Option<usize>>,
    pub(crate) main_path: MainPath,
    pub(crate) branch: Vec<Branch>,
    pub(crate) page: PageTotals,
    pub(crate) page_type: PageType,
    pub(crate) media: MediaCounts,
    /// What the words of elements are worth, by place, and those of its text and of the heading above.
    pub(crate) token_sums: Vec<[f32; PLACES]>,
    pub(crate) phrase_weight: Vec<f32>,
    /// The same of those words alone that its text begins with.
    pub(crate) opening_phrase_weight: Vec<f32>,
    pub(crate) heading_phrase_weight: Vec<f32>,
    /// The least that an element beside the main path is worth by its words.
    pub(crate) least: Vec<f32>,
    /// For all blocks before each what the elements beside the main path, and the texts, are worth by their words.
    pub(crate) side_sums: Vec<f32>,
    pub(crate) phrase_weight_sums: Vec<f32>,
}

/// Blocks in the same sort of element below the same sort of element: the items of a list, the paragraphs of a text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct BlockKind {
    pub(crate) blocks: f32,
    pub(crate) words: f32,
    pub(crate) link_words: f32,
    pub(crate) stops: f32,
    /// How many of them begin in a link.
    pub(crate) opens_in_link: f32,
}

/// What is known of the page as a whole.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PageTotals {
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
    /// How many words the greatest group of elements holds that have one signature: the posts of a thread, the goods of a shop.
    pub(crate) repeat_words: f32,
    /// How many such elements there are.
    pub(crate) repeats: f32,
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

impl Features {
    pub(crate) fn new(
        dom: &Dom,
        texts: &TextBlocks,
        excluded: &Excluded,
        signals: &Signals,
        vocabulary: &Vocabulary,
        numbers: &mut impl Numbering,
    ) -> Self {
        let tree = ContainerTree::of(dom, texts, &vocabulary.tokenizer, numbers);
        let excluded = excluded.blocks(dom, texts);
        let measure = |(block, excluded): (&TextBlock, &bool)| match excluded {
            true => Measure::default(),
            false => Measure::of(texts.text(block)),
        };
        let measures: Vec<Measure> = texts.iter().zip(&excluded).map(measure).collect();
        let link_share: Vec<f32> =
            texts.iter().map(|b| b.link_bytes as f32 / texts.text(b).len().max(1) as f32).collect();
        let opens_in_link: Vec<f32> = texts.iter().map(|b| f32::from(u8::from(b.opens_in_link))).collect();
        let sums = Sums::new(&measures, &link_share);
        let (kind, kinds) = kinds(&tree, &measures, &link_share, &opens_in_link);
        let phrases = Phrases::of(texts, &measures, &excluded, vocabulary.short, numbers);
        let overlap = TextOverlap::of(texts, &measures, signals);
        let level: Vec<u8> = (0..texts.len()).map(|i| level(&tree, i)).collect();
        let main_path = MainPath::of(&tree, &sums.prose);
        let blocks = texts.len();
        Features {
            page_type: PageType::of(&vocabulary.kinds, signals),
            media: MediaCounts::of(dom, texts),
            page: PageTotals::of(&tree, &measures, &link_share, &sums, &level, &overlap),
            text_repeats: text_repeats(texts),
            wider: (0..blocks).map(|i| wider(&tree, i)).collect(),
            heading: headings(&level),
            branch: main_path.branches(&tree),
            preformatted: texts.iter().map(|b| b.preformatted).collect(),
            token_sums: vec![[0.0; PLACES]; blocks],
            phrase_weight: vec![0.0; blocks],
            opening_phrase_weight: vec![0.0; blocks],
            heading_phrase_weight: vec![0.0; blocks],
            least: vec![0.0; blocks],
            side_sums: Vec::new(),
            phrase_weight_sums: Vec::new(),
            tree,
            excluded,
            measures,
            link_share,
            opens_in_link,
            sums,
            kind,
            kinds,
            overlap,
            phrases,
            level,
            main_path,
        }
    }

    /// How many blocks the page has.
    pub(crate) fn len(&self) -> usize {
        self.measures.len()
    }

    /// Weighs the words that were heard.
    pub(crate) fn weigh(&mut self, elements: &[TokenWeight], texts: &[(f32, f32)]) {
        let innermost = &self.tree.innermost;
        let token_sums = token_sums(&self.tree, elements, &self.main_path.part);
        self.token_sums =
            innermost.iter().map(|&container| token_sums.get(container).copied().unwrap_or_default()).collect();
        let least = least(&self.tree, elements, &self.main_path.part);
        self.least = innermost.iter().map(|&container| least.get(container).copied().unwrap_or_default()).collect();
        self.side_sums = before(self.token_sums.iter().map(|token_sums| token_sums[1]));
        let sum =
            |words: &[u32], of: fn(&(f32, f32)) -> f32| -> f32 { words.iter().map(|&w| of(&texts[w as usize])).sum() };
        self.phrase_weight = (0..self.len()).map(|i| sum(self.phrases.words(i), |w| w.0)).collect();
        self.opening_phrase_weight = (0..self.len()).map(|i| sum(self.phrases.opening(i), |w| w.0)).collect();
        self.phrase_weight_sums = before(self.phrase_weight.iter().copied());
        self.heading_phrase_weight =
            self.heading.iter().map(|h| h.map_or(0.0, |h| sum(self.phrases.words(h), |w| w.1))).collect();
    }

    /// The words that the elements around a block say in some place.
    pub(crate) fn tokens(&self, block: usize, place: usize) -> impl Iterator<Item = u32> {
        let there = move |at: usize| places(&self.tree, &self.main_path.part, at).any(|p| p == place);
        let around = self.tree.around(block).filter(move |&(at, _)| there(at));
        around.flat_map(|(_, container)| self.tree.tokens(container).iter().copied())
    }
}

impl PageTotals {
    fn of(
        tree: &ContainerTree,
        measures: &[Measure],
        shares: &[f32],
        sums: &Sums,
        level: &[u8],
        overlap: &[TextOverlap],
    ) -> Self {
        let headings = (0..level.len()).filter(|&i| level[i] > 0);
        let alike = headings.clone().max_by(|&a, &b| overlap[a].title.total_cmp(&overlap[b].title).then(b.cmp(&a)));
        let first = headings.clone().find(|&i| level[i] == 1);
        let (repeat_words, repeats) = repeats(tree, sums);
        PageTotals {
            words: sums.words(0..measures.len()),
            link_words: stretch(&sums.link_words, 0..measures.len()),
            prose_words: sums.prose(0..measures.len()),
            prose: measures.iter().zip(shares).filter(|(m, s)| is_prose(m, **s)).count() as f32,
            articles: tree.containers.iter().filter(|h| h.shape == Some(Shape::Article)).count() as f32,
            item_words: (0..measures.len())
                .filter(|&i| tree.around(i).any(|(_, h)| h.shape == Some(Shape::Item)))
                .map(|i| measures[i].words)
                .sum(),
            repeat_words,
            repeats,
            headline: alike.filter(|&i| overlap[i].title > 0.6).or(first),
        }
    }
}

/// The words of the greatest group of three or more elements that have one signature and hold ten words or more each, and how
/// many they are.
fn repeats(tree: &ContainerTree, sums: &Sums) -> (f32, f32) {
    let mut groups: Map<u64, (f32, f32)> = Map::default();
    for container in tree.containers.iter().filter(|h| h.repeats >= 3) {
        let words = sums.words(container.blocks.clone());
        if words >= 10.0 {
            let group = groups.entry(container.signature).or_default();
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

/// What a page says of itself, in small letters.
#[derive(Debug, Default)]
pub(crate) struct Announced {
    /// Its title, and its headings of the first rank.
    pub(crate) titles: Vec<String>,
    /// The other headings.
    pub(crate) headings: Vec<String>,
    /// What is kept of it.
    pub(crate) kept: Vec<String>,
}

/// What a page says of itself; `level` has 1 to 6 for a block that is a heading, else 0.
pub(crate) fn announced((dom, texts): (&Dom, &TextBlocks), level: &[u8], kept: &[bool]) -> Announced {
    let of = |is_meant: &dyn Fn(usize) -> bool| -> Vec<String> {
        let blocks = texts.iter().enumerate().filter(|(at, _)| is_meant(*at));
        blocks.map(|(_, block)| texts.text(block).to_lowercase()).collect()
    };
    let title = dom.ids().find(|id| dom.is(*id, &local_name!("title"))).map(|id| dom.text_content(id).to_lowercase());
    let titles = title.into_iter().chain(of(&|at| level[at] == 1)).collect();
    Announced { titles, headings: of(&|at| level[at] > 1), kept: of(&|at| kept[at]) }
}

fn kinds(tree: &ContainerTree, measures: &[Measure], shares: &[f32], opens: &[f32]) -> (Vec<usize>, Vec<BlockKind>) {
    let mut places: Map<u64, usize> = Map::default();
    let mut kinds: Vec<BlockKind> = Vec::new();
    let mut kind_of = |i: usize| {
        let mut signature = Same::default();
        tree.around(i).take(2).for_each(|(_, h)| h.signature.to_le_bytes().hash(&mut signature));
        let place = *places.entry(signature.finish()).or_insert(kinds.len());
        if place == kinds.len() {
            kinds.push(BlockKind::default());
        }
        let kind = &mut kinds[place];
        kind.blocks += 1.0;
        kind.words += measures[i].words;
        kind.link_words += measures[i].words * shares[i];
        kind.stops += measures[i].stops as f32;
        kind.opens_in_link += opens[i];
        place
    };
    let kind = (0..measures.len()).map(&mut kind_of).collect();
    (kind, kinds)
}

fn text_repeats(texts: &TextBlocks) -> Vec<u32> {
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for block in texts.iter() {
        *counts.entry(texts.text(block)).or_default() += 1;
    }
    texts.iter().map(|b| counts[texts.text(b)]).collect()
}

/// The level of the heading that a block is.
fn level(tree: &ContainerTree, index: usize) -> u8 {
    tree.around(index).take_while(|(_, h)| h.blocks.len() == 1).map(|(_, h)| h.heading).max().unwrap_or(0)
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

fn wider(tree: &ContainerTree, index: usize) -> [Range<usize>; WIDER] {
    let mut last = index..index + 1;
    let mut found: [Range<usize>; WIDER] = std::array::from_fn(|_| last.clone());
    let mut n = 0;
    for (_, container) in tree.around(index) {
        if container.blocks != last {
            last = container.blocks.clone();
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
