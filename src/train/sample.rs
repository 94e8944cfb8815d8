//! A page with its gold, ready to learn from.

use std::collections::HashMap;
use std::sync::Arc;

use crate::claims::Claims;
use crate::decide;
use crate::dom::{self, Dom, NodeId, TextBlocks};
use crate::features::Features;
use crate::features::measure::is_dense;
use crate::generic::Generic;
use crate::hidden::Excluded;
use crate::limits::Limits;
use crate::lookup::fnv;
use crate::mark::{Mark, Marks, Reason, Verdict};
use crate::meta::{self, MetaWords, Signals};
use crate::rule::Pick;

use super::align::align;
use super::census::Census;
use super::foreign::{self, Grafter, Known};
use super::invent::{Inventor, Line};
use super::made::{MADE, Weights};
use super::metric::{self, Measured};

/// What is known of a page's article.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct Gold {
    pub set: String,
    pub id: String,
    pub site: String,
    pub page_type: String,
    pub body: Option<String>,
    pub with: Vec<String>,
    pub without: Vec<String>,
}

/// A page with its gold.
#[derive(Debug)]
pub struct Sample {
    pub(super) gold: Gold,
    pub(super) fold: usize,
    pub(super) features: Features,
    /// How much of each block belongs to the article, and how much that counts.
    pub(super) y: Vec<f32>,
    pub(super) w: Vec<f32>,
    /// Whether it is a page as it was saved: the table of figures is of those.
    pub(super) is_page: bool,
    /// None of a copy with lines put in, whose other blocks do not count.
    pub(super) measured: Option<Measured>,
    /// Blocks that are dropped whatever they are: never seen, or captions.
    pub(super) out: Vec<bool>,
    /// Which blocks were put in as foreign subtrees; empty of a page without any.
    pub(super) foreign: Vec<bool>,
    /// Whether there is an article on the page; none where that is not asked.
    pub(super) article: Option<bool>,
    /// The page itself, where it is measured or has foreign subtrees.
    pub(super) dom: Option<Dom>,
}

/// All samples, with the words that their pages say.
#[derive(Debug)]
pub struct Samples {
    pub(super) samples: Vec<Sample>,
    pub(super) census: Census,
    sites: HashMap<String, u32>,
    words: HashMap<String, u32>,
    pub(super) model: Arc<Generic>,
    meta: Arc<MetaWords>,
    inventor: Inventor,
    grafter: Grafter,
    /// How many folds there are.
    pub(super) folds: usize,
}

/// How many folds sites are dealt to.
const FOLDS: usize = 5;

/// What the pages are dealt to folds by: a page is judged by what was learned from the other folds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folds {
    /// Sites, to five folds.
    Sites,
    /// Sets, each a fold of its own: how pages of other times and places will fare.
    Sets,
}

impl Default for Samples {
    fn default() -> Self {
        Samples {
            samples: Vec::new(),
            census: Census::default(),
            sites: HashMap::new(),
            words: HashMap::new(),
            model: Generic::builtin(),
            meta: MetaWords::builtin(),
            inventor: Inventor::default(),
            grafter: Grafter::default(),
            folds: FOLDS,
        }
    }
}

impl Samples {
    /// Takes a page in, and copies of it with lines and with foreign subtrees put in.
    pub fn add(&mut self, text: &str, url: Option<&str>, gold: Gold) {
        if let Some(body) = &gold.body {
            self.inventor.hear(body);
            if let Some((copy, lines)) = self.inventor.copy(text) {
                self.add_page(&copy, url, gold.clone(), &Source::Lines(&lines));
            }
        }
        let made = self.add_page(text, url, gold.clone(), &Source::Page).unwrap_or_default();
        if let Some(copy) = made.copy {
            self.add_page(&copy, url, gold.clone(), &Source::Foreign);
        }
        if let Some((page, texts)) = made.bare_page {
            self.add_page(&page, None, gold.clone(), &Source::Made(&texts));
        }
        if let Some(page) = made.cut {
            self.add_page(&page, url, gold, &Source::Cut);
        }
    }

    /// Deals the pages to folds.
    pub(super) fn deal(&mut self, folds: Folds) {
        let mut sets: Vec<String> = self.samples.iter().map(|sample| sample.gold.set.clone()).collect();
        sets.sort_unstable();
        sets.dedup();
        self.folds = if folds == Folds::Sites { FOLDS } else { sets.len() };
        for sample in &mut self.samples {
            sample.fold = match folds {
                Folds::Sites => fold(&sample.gold.site),
                Folds::Sets => sets.partition_point(|set| *set < sample.gold.set),
            };
        }
    }

    fn add_page(&mut self, text: &str, url: Option<&str>, gold: Gold, source: &Source<'_>) -> Option<Copies> {
        let parsed = dom::parse(text, &Limits::default()).ok()?;
        let dom = &parsed.dom;
        let texts = TextBlocks::of(dom);
        self.visit(&gold, source);
        let signals = self.signals(dom, url, &gold);
        let excluded = self.model.excluded(dom, &texts, &signals);
        let features = Features::new(dom, &texts, &excluded, &signals, &self.model.judge.vocabulary, &mut self.census);
        let out = out(dom, &texts, &excluded);
        let foreign = source.foreign(dom, &texts);
        let (y, coverage) = self.labels_of(source, &texts, &gold, &out, &foreign);
        let w = source.weigh(&features, &gold, &y, &out, coverage);
        let is_page = matches!(source, Source::Page);
        let measured = matches!(source, Source::Page).then(|| self.measured(&texts, &gold));
        let copies = is_page.then(|| {
            let key = hash(&format!("{} {}", gold.set, fold(&gold.site))) as usize;
            let known = Known { dom, texts: &texts, features: &features, y: &y, fold: key };
            copies(&mut self.grafter, &known, &gold, signals.title.as_deref(), coverage)
        });
        let y: Vec<f32> = y.into_iter().map(|y| y.unwrap_or(0.0)).collect();
        let words: f32 = y.iter().zip(&features.measures).map(|(y, measure)| y * measure.words).sum();
        let article = source.has_article(&gold, words, coverage);
        let dom = (!matches!(source, Source::Lines(_) | Source::Cut)).then_some(parsed.dom);
        self.samples.push(Sample { gold, fold: 0, features, y, w, is_page, measured, out, foreign, article, dom });
        copies
    }

    /// Enters the site of a page; what a made page says counts for no site.
    fn visit(&mut self, gold: &Gold, source: &Source<'_>) {
        let next = self.sites.len() as u32;
        let site = *self.sites.entry(gold.site.clone()).or_insert(next);
        self.census.visit(matches!(source, Source::Page).then_some(site));
    }

    /// What a page says of its article; every eighth does not tell its address.
    fn signals(&self, dom: &Dom, url: Option<&str>, gold: &Gold) -> Signals {
        let claims = Claims::collect(&self.meta.ld, dom);
        let work = dom::Work::new(dom, Limits::default().steps);
        let (_, mut signals) = meta::read(&self.meta, &claims, url, &Pick::generic(), &work);
        let url = signals.url.take().filter(|_| !is_eighth(&gold.id));
        Signals { url, ..signals }
    }

    /// What each text has of the article, where that is known, and how much of the article was found.
    fn labels_of(
        &mut self,
        source: &Source<'_>,
        texts: &TextBlocks,
        gold: &Gold,
        out: &[bool],
        foreign: &[bool],
    ) -> (Vec<Option<f32>>, f32) {
        let (mut y, coverage) = match source {
            Source::Lines(lines) => (invented(texts, lines), 1.0),
            Source::Made(paragraphs) => (made(texts, paragraphs), 1.0),
            Source::Cut => (vec![Some(0.0); texts.len()], 1.0),
            Source::Page | Source::Foreign => self.labels(texts, gold, out),
        };
        y.iter_mut().zip(foreign).filter(|(_, foreign)| **foreign).for_each(|(y, _)| *y = Some(0.0));
        (y, coverage)
    }

    fn measured(&mut self, texts: &TextBlocks, gold: &Gold) -> Measured {
        let blocks = texts.iter().map(|b| self.numbers(texts.text(b), false)).collect();
        let segments = |list: &[String]| list.iter().map(|s| squeeze(s)).collect();
        Measured {
            blocks,
            gold: gold.body.as_ref().map(|body| metric::Gold::new(&self.numbers(body, false))),
            texts: if gold.body.is_none() {
                texts.iter().map(|b| squeeze(texts.text(b))).collect()
            } else {
                Vec::new()
            },
            with: segments(&gold.with),
            without: segments(&gold.without),
        }
    }

    /// The words of a text by number; `single` takes characters of dense scripts one by one.
    fn numbers(&mut self, text: &str, single: bool) -> Vec<u32> {
        let mut numbers = Vec::new();
        let mut take = |word: &str| {
            let next = self.words.len() as u32;
            numbers.push(*self.words.entry(word.to_lowercase()).or_insert(next));
        };
        for word in text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()) {
            if single && word.chars().any(is_dense) {
                word.chars().for_each(|c| take(c.encode_utf8(&mut [0; 4])));
            } else {
                take(word);
            }
        }
        numbers
    }

    fn labels(&mut self, texts: &TextBlocks, gold: &Gold, out: &[bool]) -> (Vec<Option<f32>>, f32) {
        let Some(body) = &gold.body else { return (segment_labels(texts, gold, out), 1.0) };
        let body = self.numbers(body, true);
        let blocks: Vec<Vec<u32>> = texts.iter().map(|b| self.numbers(texts.text(b), true)).collect();
        let seen = label(&blocks, &body, |b| !out[b]);
        let all = label(&blocks, &body, |_| true);
        if all.1 > seen.1 + 0.1 { all } else { seen }
    }
}

/// Where a page that is learned from comes from.
enum Source<'s> {
    Page,
    /// A copy with lines put in.
    Lines(&'s [Line]),
    /// A copy with foreign subtrees put in.
    Foreign,
    /// A made page, with the texts that are its article's.
    Made(&'s [String]),
    /// A page without its article.
    Cut,
}

impl Source<'_> {
    /// Which texts were put in as foreign subtrees; nothing where none were.
    fn foreign(&self, dom: &Dom, texts: &TextBlocks) -> Vec<bool> {
        match self {
            Source::Page | Source::Lines(_) | Source::Cut => Vec::new(),
            Source::Foreign | Source::Made(_) => texts.iter().map(|b| is_foreign(dom, b.nodes.start)).collect(),
        }
    }

    /// How much each text counts.
    fn weigh(&self, features: &Features, gold: &Gold, y: &[Option<f32>], out: &[bool], coverage: f32) -> Vec<f32> {
        let Weights { line, copy, made } = MADE.weights;
        let part = |part: f32| weights(features, gold, y, out, coverage).into_iter().map(|w| w * part).collect();
        match self {
            Source::Lines(_) => {
                y.iter().zip(out).map(|(y, out)| if y.is_some() && !out { line } else { 0.0 }).collect()
            }
            Source::Page => weights(features, gold, y, out, coverage),
            Source::Foreign => part(copy),
            Source::Made(_) | Source::Cut => part(made),
        }
    }

    /// Whether a page has an article, of so many words; none where that is not asked.
    fn has_article(&self, gold: &Gold, words: f32, coverage: f32) -> Option<bool> {
        match self {
            Source::Page if coverage >= 0.7 && gold.body.is_some() => Some(words >= 5.0),
            Source::Cut => Some(false),
            _ => None,
        }
    }
}

/// What is made of a page besides.
#[derive(Default)]
struct Copies {
    copy: Option<String>,
    bare_page: Option<(String, Vec<String>)>,
    cut: Option<String>,
}

/// Copies of some pages, and made pages around the beginnings of some articles.
fn copies(grafter: &mut Grafter, page: &Known<'_>, gold: &Gold, title: Option<&str>, coverage: f32) -> Copies {
    let seed = hash(&gold.id);
    let Some(body) = gold.body.as_deref().filter(|_| coverage >= 0.7 && is_article(gold)) else {
        return Copies::default();
    };
    let turn = seed % 6;
    let copy = if turn < 3 { grafter.copy(page) } else { None };
    grafter.take(page);
    grafter.modules.hear(title, body);
    let bare_page = if turn > 3 { title.and_then(|title| grafter.bare_page(title, body)) } else { None };
    let cut = (turn == 3).then(|| page.cut());
    Copies { copy, bare_page, cut }
}

/// Whether a page is one with an article, and no listing, thread or shop.
fn is_article(gold: &Gold) -> bool {
    matches!(&gold.page_type[..], "" | "article" | "documentation" | "service")
}

fn is_foreign(dom: &Dom, node: NodeId) -> bool {
    dom.ancestors(node).any(|n| dom.attrs(n).any(|(name, _)| &**name == foreign::MARK))
}

/// What is known of a made page: which texts are its article's paragraphs.
fn made(texts: &TextBlocks, paragraphs: &[String]) -> Vec<Option<f32>> {
    texts.iter().map(|block| paragraphs.contains(&squeeze(texts.text(block))).then_some(1.0)).collect()
}

/// Which blocks are dropped whatever they are worth.
fn out(dom: &Dom, texts: &TextBlocks, excluded: &Excluded) -> Vec<bool> {
    let mut marks = Marks::new(dom, Mark { verdict: Verdict::Keep, reason: Reason::Outside });
    decide::mark_unseen(&excluded.unseen, &mut marks);
    decide::mark_unseen(&excluded.widgets, &mut marks);
    decide::mark_unseen(&excluded.comments, &mut marks);
    let is_caption = |n: NodeId| dom.name(n).is_some_and(|n| &**n == "figcaption");
    let out = |start: NodeId| {
        let text = dom.ids().skip(start.index()).find(|n| dom.text(*n).is_some_and(|t| !t.trim().is_empty()));
        let text = text.unwrap_or(start);
        marks.of(dom, text).verdict == Verdict::Drop || dom.ancestors(text).any(is_caption)
    };
    texts.iter().map(|b| out(b.nodes.start)).collect()
}

fn label(blocks: &[Vec<u32>], gold: &[u32], take: impl Fn(usize) -> bool) -> (Vec<Option<f32>>, f32) {
    let (mut page, mut of) = (Vec::new(), Vec::new());
    for (n, words) in blocks.iter().enumerate().filter(|(n, _)| take(*n)) {
        page.extend_from_slice(words);
        of.extend(std::iter::repeat_n(n, words.len()));
    }
    let mut hits = vec![0_usize; blocks.len()];
    let pairs = align(&page, gold);
    for (block, _) in of.iter().zip(&pairs).filter(|(_, p)| p.is_some()) {
        hits[*block] += 1;
    }
    let found = hits.iter().sum::<usize>() as f32 / gold.len().max(1) as f32;
    let share = |(hits, words): (&usize, &Vec<u32>)| {
        let share = *hits as f32 / words.len().max(1) as f32;
        Some(if share < 0.2 || share < 0.5 && words.len() <= 6 { 0.0 } else { share })
    };
    (hits.iter().zip(blocks).map(share).collect(), if gold.is_empty() { 1.0 } else { found })
}

fn segment_labels(texts: &TextBlocks, gold: &Gold, out: &[bool]) -> Vec<Option<f32>> {
    let texts: Vec<String> = texts.iter().map(|b| squeeze(texts.text(b))).collect();
    let mut labels = vec![None; texts.len()];
    for segment in gold.without.iter().map(|s| squeeze(s)).filter(|s| !s.is_empty()) {
        texts.iter().zip(&mut labels).filter(|(t, _)| t.contains(&segment)).for_each(|(_, l)| *l = Some(0.0));
    }
    for segment in gold.with.iter().map(|s| squeeze(s)).filter(|s| !s.is_empty()) {
        let holding = (0..texts.len()).filter(|&i| texts[i].contains(&segment));
        if let Some(longest) = holding.max_by_key(|&i| (!out[i], texts[i].len())) {
            labels[longest] = Some(1.0);
        }
    }
    labels
}

/// Which blocks are lines that were put in, and whether they are of the article.
fn invented(texts: &TextBlocks, lines: &[Line]) -> Vec<Option<f32>> {
    let label = |text: String| lines.iter().find(|line| line.text == text).map(|line| f32::from(line.of_article as u8));
    texts.iter().map(|block| label(squeeze(texts.text(block)))).collect()
}

/// How much each block counts: by its words, as a share of the article's.
fn weights(features: &Features, gold: &Gold, y: &[Option<f32>], out: &[bool], coverage: f32) -> Vec<f32> {
    let of_set = match &gold.set[..] {
        "fundus" | "aed" => 1.5,
        "readability" => 0.6,
        "defuddle" => 0.3,
        _ => 1.0,
    };
    let words = |i: usize| features.measures[i].words + 2.0;
    let good: f32 = (0..y.len()).map(|i| words(i) * y[i].unwrap_or(0.0)).sum();
    let bad: f32 = (0..y.len()).map(|i| words(i) * (1.0 - y[i].unwrap_or(0.0))).sum();
    let all = good.max(60.0);
    let weight = |i: usize| match y[i] {
        None => 0.0,
        _ if out[i] || coverage < 0.7 => 0.0,
        Some(_) if gold.body.is_none() => 0.12 * of_set,
        Some(y) => {
            let less = if y < 0.5 { (2.0 * all / bad.max(1.0)).min(1.0) } else { 1.0 };
            (words(i) / all * less).min(0.25) * of_set
        }
    };
    (0..y.len()).map(weight).collect()
}

fn fold(site: &str) -> usize {
    (hash(site) % FOLDS as u64) as usize
}

/// Whether a page is one of those whose address is not told, so that what is learned does not rely on it.
fn is_eighth(id: &str) -> bool {
    hash(id).is_multiple_of(8)
}

pub(super) fn hash(name: &str) -> u64 {
    let hash = fnv::hash(name.bytes());
    hash ^ (hash >> 31)
}

pub(super) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
