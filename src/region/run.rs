//! Where the article stands on the page: from which text to which.
//!
//! No text tells by itself whether it belongs to this article or to the next one. So the page is looked at as a whole:
//! of the texts in document order the run is taken in which the sum of words × (probability − cost) is greatest (maximum
//! subsequence segmentation, Pasternack and Roth, WWW 2009), and it reaches up to what is probable close above it, such as
//! a lead behind a share bar. A thread, a listing or a collection has no such run: whether the page has one is judged
//! first, by measures of the run and of what would be cut off.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::features::Features;
use crate::features::page::Announced;
use crate::judge::card::Unusable;
use crate::judge::{Card, CardRow, logistic};

/// How the region is found, as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rows {
    /// What a word costs that is taken in.
    cost: f32,
    /// Texts above the run belong to it from this probability on, and with fewer words between.
    reach: Reach,
    /// From which probability on the page is taken to have one run,
    single: f32,
    /// and from which on, times that of the words found, to have an article.
    article: f32,
    error_page: ErrorPage,
    /// A text of so many words is prose.
    prose: f32,
}

/// What a page without an article is called in its title or a heading: `404`, `Just a moment`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ErrorPage {
    /// With so many words or more it is an article about that.
    words: f32,
    /// All that stands between two signs of such a title, in small letters.
    titles: Vec<String>,
    /// The same of what is a heading on other pages, too: it tells in the page's title and first heading alone.
    pages: Vec<String>,
    /// What a text says that is so much of such a page, at least.
    says: Vec<String>,
    share: f32,
}

impl ErrorPage {
    fn is(&self, page: &Found<'_>, announced: impl FnOnce(&[bool]) -> Announced) -> bool {
        if page.words(|block| page.kept[block]) >= self.words {
            return false;
        }
        let Announced { titles, headings, kept } = announced(&page.kept);
        titles.iter().any(|title| is_named(&self.titles, title) || is_named(&self.pages, title))
            || headings.iter().any(|heading| is_named(&self.titles, heading))
            || kept.iter().any(|text| self.is_most(text, &kept) && self.says.iter().any(|said| text.contains(said)))
    }

    fn is_most(&self, text: &str, kept: &[String]) -> bool {
        text.len() as f32 >= self.share * kept.iter().map(String::len).sum::<usize>() as f32
    }
}

/// Whether one of the names is all that stands between two signs of a title.
fn is_named(names: &[String], title: &str) -> bool {
    let mut parts = title.split(['|', '-', '–', '—', ':', '·', '•', '!', '.', '…', '?', ',']).map(str::trim);
    parts.any(|part| names.iter().any(|name| part == name))
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reach {
    probability: f32,
    words: f32,
}

/// How probable it is that something holds of a page, as written: a row a measure of [`MEASURES`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageCard {
    pub(crate) bias: f32,
    pub(crate) card: Vec<CardRow>,
}

/// The same, ready for use.
#[derive(Debug)]
struct PageScore {
    bias: f32,
    cards: Vec<Card>,
}

impl PageScore {
    fn new(written: PageCard) -> Result<Self, Unusable> {
        let names: Vec<&str> = MEASURES.iter().map(|m| m.0).collect();
        let cards = written.card.into_iter().map(|row| Card::new(row, &names)).collect::<Result<_, _>>()?;
        Ok(PageScore { bias: written.bias, cards })
    }

    fn probability(&self, page: &Found<'_>) -> f32 {
        let sum: f32 = self.cards.iter().map(|card| card.score(MEASURES[card.measure].1(page))).sum();
        logistic(self.bias + sum)
    }
}

/// Finds regions.
#[derive(Debug)]
pub(crate) struct Regions {
    rows: Rows,
    single: PageScore,
    article: PageScore,
}

/// Where the article stands among the texts of a page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Region {
    /// The texts between its first and its last one: all where the page has no single run.
    pub(crate) blocks: Range<usize>,
    /// How probable it is that the page has an article.
    pub(crate) article: f32,
}

/// From when on something is taken for so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The probability from which on texts are kept.
    pub(crate) text: f32,
    /// How many times as high as usual the probability must be that the page has one run.
    pub(crate) single: f32,
}

/// A page, the probabilities of its texts, what is kept of them without a region, and the best run.
pub(crate) struct Found<'p> {
    features: &'p Features,
    probability: &'p [f32],
    kept: Vec<bool>,
    /// For each kind of text whether one that is kept stands in the run.
    kinds: Vec<bool>,
    pub(crate) run: Range<usize>,
    prose: f32,
    limit: f32,
}

/// A measure of a page and its best run.
pub(crate) type Measure = fn(&Found<'_>) -> f32;

/// What tells whether a page has one run.
pub(crate) const MEASURES: &[(&str, Measure)] = &[
    ("run words", |f| f.words(|i| f.in_run(i))),
    ("run kept words", |f| f.words(|i| f.in_run(i) && f.kept[i])),
    ("run prose share", |f| {
        share(f.words(|i| f.in_run(i) && f.kept[i] && f.is_prose(i)), f.words(|i| f.in_run(i) && f.kept[i]))
    }),
    ("cut share", |f| share(f.words(|i| f.is_cut(i)), f.words(|i| f.kept[i]))),
    ("cut words", |f| f.words(|i| f.is_cut(i))),
    ("cut prose share", |f| share(f.words(|i| f.is_cut(i) && f.is_prose(i)), f.words(|i| f.is_cut(i)))),
    ("cut texts", |f| f.count(|i| f.is_cut(i))),
    ("cut above share", |f| share(f.words(|i| f.is_cut(i) && i < f.run.start), f.words(|i| f.is_cut(i)))),
    ("cut of a kind share", |f| share(f.words(|i| f.is_cut(i) && f.is_of_a_kind(i)), f.words(|i| f.is_cut(i)))),
    ("cut probability", |f| f.mean(|i| f.is_cut(i))),
    ("run probability", |f| f.mean(|i| f.in_run(i) && f.kept[i])),
    ("run share of page", |f| share(f.words(|i| f.in_run(i)), f.features.page.words)),
    ("run place", |f| share(f.features.sums.words(0..f.run.start), f.features.page.words)),
    ("run headings share", |f| {
        share(f.count(|i| f.in_run(i) && f.kept[i] && f.features.level[i] > 0), f.count(|i| f.in_run(i) && f.kept[i]))
    }),
    ("cut headings share", |f| share(f.count(|i| f.is_cut(i) && f.features.level[i] > 0), f.count(|i| f.is_cut(i)))),
    ("cut times share", |f| {
        share(f.count(|i| f.is_cut(i) && f.features.measures[i].times > 0), f.count(|i| f.is_cut(i)))
    }),
    ("run after headline", |f| {
        f.features.page.headline.map_or(-2.0, |h| {
            if f.in_run(h) {
                0.0
            } else if h < f.run.start {
                1.0
            } else {
                -1.0
            }
        })
    }),
    ("page twin share", |f| share(f.features.page.repeat_words, f.features.page.words)),
    ("page twins", |f| f.features.page.repeats),
    ("page item share", |f| share(f.features.page.item_words, f.features.page.words)),
    ("page articles", |f| f.features.page.articles),
    ("page prose share", |f| share(f.features.page.prose_words, f.features.page.words)),
    ("page link share", |f| share(f.features.page.link_words, f.features.page.words)),
    ("page prose", |f| f.features.page.prose),
    ("run prose", |f| f.count(|i| f.in_run(i) && f.is_prose(i))),
    ("longest gap", longest_gap),
    ("limit", |f| f.limit),
    ("longest text of run", |f| f.of_run(|i| f.features.measures[i].words).fold(0.0, f32::max)),
    ("run stops", |f| f.of_run(|i| f.features.measures[i].stops as f32).sum()),
    ("page words", |f| f.features.page.words),
    ("run says", |f| f.of_run(|i| f.features.phrase_weight[i]).fold(0.0, f32::min)),
    ("run least side words", |f| f.of_run(|i| f.features.least[i]).fold(0.0, f32::min)),
];

impl Regions {
    /// From the rows of `rules/generic.toml` and those of `rules/learned.toml`: whether a page has one run, and an
    /// article.
    pub(crate) fn new(rows: Rows, single: PageCard, article: PageCard) -> Result<Self, Unusable> {
        Ok(Regions { rows, single: PageScore::new(single)?, article: PageScore::new(article)? })
    }

    /// From which probability on, that of the page times that of the words found, these are its article.
    pub(crate) fn article(&self) -> f32 {
        self.rows.article
    }

    /// From which probability on a page is taken to have one run.
    #[cfg(feature = "train")]
    pub(crate) fn single(&self) -> f32 {
        self.rows.single
    }

    /// The region of a page whose texts have these probabilities and are kept from this limit on. What it
    /// says of itself is asked only of a page that keeps little.
    pub(crate) fn find(
        &self,
        features: &Features,
        probability: &[f32],
        is_free: impl Fn(usize) -> bool,
        Limits { text: limit, single: factor }: Limits,
        announced: impl FnOnce(&[bool]) -> Announced,
    ) -> Region {
        let found = self.run(features, probability, is_free, limit);
        let single = self.single.probability(&found);
        let article = if self.rows.error_page.is(&found, announced) { 0.0 } else { self.article.probability(&found) };
        let blocks = if single >= self.rows.single * factor { found.run } else { 0..features.len() };
        Region { blocks, article }
    }

    /// The best run of a page.
    pub(crate) fn run<'p>(
        &self,
        features: &'p Features,
        probability: &'p [f32],
        is_free: impl Fn(usize) -> bool,
        limit: f32,
    ) -> Found<'p> {
        let gain =
            |i: usize| if is_free(i) { features.measures[i].words * (probability[i] - self.rows.cost) } else { 0.0 };
        let run = self.reach_up(features, probability, &is_free, best_run((0..features.len()).map(gain)));
        let kept: Vec<bool> = (0..features.len()).map(|i| probability[i] >= limit && is_free(i)).collect();
        let mut kinds = vec![false; features.kinds.len()];
        run.clone().filter(|&i| kept[i]).for_each(|i| kinds[features.kind[i]] = true);
        Found { features, probability, kept, kinds, run, prose: self.rows.prose, limit }
    }

    fn reach_up(
        &self,
        features: &Features,
        probability: &[f32],
        is_free: impl Fn(usize) -> bool,
        mut run: Range<usize>,
    ) -> Range<usize> {
        let Reach { probability: least, words } = self.rows.reach;
        for at in (0..run.start).rev() {
            if features.sums.words(at + 1..run.start) >= words {
                break;
            }
            if probability[at] >= least && is_free(at) {
                run.start = at;
            }
        }
        run
    }
}

/// The stretch of values with the greatest sum; the first of equal ones.
fn best_run(values: impl Iterator<Item = f32>) -> Range<usize> {
    let (mut best, mut best_sum) = (0..0, 0.0);
    let (mut start, mut sum) = (0, 0.0);
    for (at, value) in values.enumerate() {
        if sum <= 0.0 {
            (start, sum) = (at, 0.0);
        }
        sum += value;
        if sum > best_sum {
            (best, best_sum) = (start..at + 1, sum);
        }
    }
    best
}

impl Found<'_> {
    /// A value of each text of the run that is kept.
    fn of_run<'f>(&'f self, value: impl Fn(usize) -> f32 + 'f) -> impl Iterator<Item = f32> + 'f {
        self.run.clone().filter(|&i| self.kept[i]).map(value)
    }

    fn in_run(&self, block: usize) -> bool {
        self.run.contains(&block)
    }

    fn is_cut(&self, block: usize) -> bool {
        self.kept[block] && !self.in_run(block)
    }

    fn is_prose(&self, block: usize) -> bool {
        self.features.measures[block].words >= self.prose
    }

    /// Whether texts of its kind stand in the run, too.
    fn is_of_a_kind(&self, block: usize) -> bool {
        self.kinds[self.features.kind[block]]
    }

    fn words(&self, is_meant: impl Fn(usize) -> bool) -> f32 {
        (0..self.kept.len()).filter(|&i| is_meant(i)).map(|i| self.features.measures[i].words).sum()
    }

    fn count(&self, is_meant: impl Fn(usize) -> bool) -> f32 {
        (0..self.kept.len()).filter(|&i| is_meant(i)).count() as f32
    }

    /// The mean probability of the words that are meant; minus one of none.
    fn mean(&self, is_meant: impl Fn(usize) -> bool) -> f32 {
        let (mut sum, mut words) = (0.0, 0.0);
        for i in (0..self.kept.len()).filter(|&i| is_meant(i)) {
            sum += self.probability[i] * self.features.measures[i].words;
            words += self.features.measures[i].words;
        }
        if words > 0.0 { sum / words } else { -1.0 }
    }
}

/// The most words between the run and the nearest text above or below it that is kept.
fn longest_gap(found: &Found<'_>) -> f32 {
    let above = (0..found.run.start).rev().find(|&i| found.kept[i]);
    let below = (found.run.end..found.kept.len()).find(|&i| found.kept[i]);
    let words = |range: Range<usize>| found.features.sums.words(range);
    let above = above.map_or(-1.0, |at| words(at + 1..found.run.start));
    let below = below.map_or(-1.0, |at| words(found.run.end..at));
    above.max(below)
}

fn share(part: f32, of: f32) -> f32 {
    part / of.max(1.0)
}

#[cfg(test)]
mod tests {
    use super::best_run;

    #[test]
    fn the_best_run_bridges_a_small_loss_and_stops_before_a_great_one() {
        assert_eq!(best_run([-1.0, 3.0, -1.0, 4.0, -9.0, 5.0].into_iter()), 1..4);
        assert_eq!(best_run([-1.0, -2.0].into_iter()), 0..0);
        assert_eq!(best_run([2.0, -3.0, 4.0].into_iter()), 2..3);
    }
}
