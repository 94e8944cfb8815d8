//! A rule for a site, learned from pages of it whose right texts are known: the fewest lines that bring what dehusk makes
//! of the pages to these texts, each of which helps and does no harm on any of them.
//!
//! ```
//! use dehusk::learn::{Sample, learn};
//! use dehusk::{Page, RuleSet, Stripper};
//!
//! let html = r#"<link rel="canonical" href="https://gazette.example/ferry">
//!   <div class="story__text">
//!     <p>The ferry that links the two islands took up its service again on Monday, after six weeks in the yard.</p>
//!     <p class="story__more">The crossing and its history are the subject of our walk with the harbour master.</p>
//!     <p>Its captain, who has steered it for thirty years, said that the new engine was quieter than any before.</p>
//!   </div>"#;
//! let right = "The ferry that links the two islands took up its service again on Monday, after six weeks in the yard.\n\n\
//!              Its captain, who has steered it for thirty years, said that the new engine was quieter than any before.";
//! let sample = Sample::new(Page::new(html.as_bytes()), "tests/pages/gazette.example/ferry.html").right(right);
//! let learned = learn(&Stripper::new(RuleSet::empty()), &[], &[sample])?;
//! assert_eq!(learned[0].hosts, ["gazette.example"]);
//! assert_eq!(learned[0].lines[0].selector, ".story__more");
//! println!("{}", learned[0].to_toml());
//! # Ok::<(), dehusk::learn::Unlearnable>(())
//! ```

mod clues;
mod facts;
mod keys;
pub(in crate::author) mod proof;
mod search;
pub(in crate::author) mod truth;
pub(in crate::author) mod write;

use serde::{Deserialize, Serialize};

use crate::author::names::AUTHOR;
use crate::author::trial::Trial;
use crate::dom::NodeId;
use crate::limits::Refused;
use crate::page::Page;
use crate::render::Format;
use crate::rule::{Layer, RuleErrors, RuleSet, host};
use crate::strip::Stripper;
use search::{Ground, Lesson};
use truth::Truth;

/// How rules are learned: the table `learn` in `rules/author.toml`, which says what each row means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Habits {
    meanings: Vec<String>,
    attributes: Vec<String>,
    elements: Vec<String>,
    tags: Vec<String>,
    common: Vec<String>,
    policies: Vec<String>,
    cost: keys::Cost,
    right: Shares,
    gain: f64,
    falls: f64,
    other: f64,
    element_pages: usize,
    most_lines: usize,
    tried: usize,
    tried_inside: usize,
    held_out: HeldOut,
    pub(in crate::author) quoted: usize,
    most_clues: usize,
}

/// Which share of its runs of words a text has in the right one if it belongs to the article, and if it does not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shares {
    most: f64,
    few: f64,
}

/// When lines that were learned from the other pages are believed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeldOut {
    pages: usize,
    folds: usize,
    worse: f64,
    least: usize,
}

/// A page of a site.
#[derive(Clone, Debug)]
pub struct Sample<'a> {
    /// The page, with its address or site if the page itself does not tell it.
    pub page: Page<'a>,
    /// The page's file as a `[[test]]` names it: its path from the folder that holds the folder of rules. If it
    /// stands elsewhere there is none, and no test is written for it.
    pub file: Option<String>,
    /// What the page is called in messages.
    pub shown: String,
    /// The text of its article as it should be, if somebody has said it.
    pub right: Option<String>,
}

impl<'a> Sample<'a> {
    /// A page, and its file as a test names it.
    pub fn new(page: Page<'a>, file: impl Into<String>) -> Self {
        let file = file.into();
        Sample { page, shown: file.clone(), file: Some(file), right: None }
    }

    /// The same page, with its right text.
    #[must_use]
    pub fn right(mut self, text: impl Into<String>) -> Self {
        self.right = Some(text.into());
        self
    }
}

/// What was learned of a site. Plain data; [`to_toml`](Learned::to_toml) makes the commented rule of it.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Learned {
    /// The hosts that the pages are from.
    pub hosts: Vec<String>,
    /// The names on the pages that tell where the article is, those that fit best first.
    pub clues: Vec<Clue>,
    /// The lines of the rule. Empty where no line is better than none, or no right text was given.
    pub lines: Vec<LearnedLine>,
    /// The pages, in the order in which they were given.
    pub pages: Vec<LearnedPage>,
    /// How the lines do on a page that they were not learned from. None where too few pages have a right text.
    pub held_out: Option<HeldOutScore>,
    /// Where the pages state facts about their articles.
    pub meta: Vec<Stated>,
    /// The pages and what comes out of them.
    pub tests: Vec<Proof>,
}

/// A name, and what stands in the elements that have it.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Clue {
    /// The selector.
    pub selector: String,
    /// The share of the text kept by the generic layer that stands in it, over the pages on which it finds something.
    pub kept: f64,
    /// The share of its own text that is likely husk.
    pub husk: f64,
    /// On how many of the pages it finds something.
    pub pages: usize,
}

/// A line that helps.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LearnedLine {
    /// The key that it belongs to: `drop` or `keep`.
    pub key: &'static str,
    /// The selector.
    pub selector: String,
    /// On how many pages it changes something.
    pub pages: usize,
    /// How much nearer the pages come to their right texts by it, in points of their mean F1, from 0 to 1.
    pub gain: f64,
    /// A text that it drops or keeps.
    pub sample: String,
}

/// A page that was learned from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LearnedPage {
    /// What it is called.
    pub shown: String,
    /// The text that dehusk makes of it without the lines.
    pub text: String,
    /// How sure dehusk is of that, from 0 to 1.
    pub confidence: f32,
    /// How near that comes to the right text: F1 of runs of four words, from 0 to 1.
    pub without: Option<f64>,
    /// How near it comes with the lines.
    pub with: Option<f64>,
}

/// How lines do on pages that they were not learned from: each page in turn, by lines learned from the others.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct HeldOutScore {
    /// How many pages were held out.
    pub pages: usize,
    /// The mean gain in points of F1, from -1 to 1.
    pub gain: f64,
    /// How many pages were worse.
    pub worse: usize,
}

/// A place where the pages state a fact about the article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Stated {
    /// The key in `[meta]`.
    pub field: &'static str,
    /// The place, as `[meta]` names it.
    pub source: String,
    /// What the first page that has it says there.
    pub value: String,
}

/// A `[[test]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Proof {
    /// The page.
    pub file: String,
    /// How the article starts.
    pub starts_with: String,
    /// How it ends.
    pub ends_with: String,
    /// What is there thanks to a line.
    pub contains: Vec<String>,
    /// What is gone thanks to a line.
    pub excludes: Vec<String>,
}

/// Why nothing can be learned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unlearnable {
    /// No page was given.
    #[error("a rule is learned from pages: name one or more")]
    NoPage,
    /// Nothing tells the host of a page.
    #[error("{page}: nothing tells which site the page is from: give its address by --url")]
    NoHost {
        /// The page.
        page: String,
    },
    /// The pages are of several sites, where one is wanted.
    #[error("{page}: it is of {other}, and the pages before it are of {site}: name pages of one site")]
    OtherSite {
        /// The page.
        page: String,
        /// Its site.
        other: String,
        /// The site of the others.
        site: String,
    },
    /// Something is wrong with the rules below.
    #[error("{0}")]
    Rules(RuleErrors),
    /// A page breaks a limit.
    #[error("{page}: {refused}")]
    Refused {
        /// The page.
        page: String,
        /// The limit.
        refused: Refused,
    },
}

/// A sample whose page was read.
#[derive(Debug)]
pub(in crate::author) struct Known {
    pub(in crate::author) shown: String,
    pub(in crate::author) file: Option<String>,
    pub(in crate::author) right: Option<String>,
    pub(in crate::author) trial: Trial,
    pub(in crate::author) host: String,
}

/// Learns a rule for each site that the pages are from, in the order of their first pages. `below` are the layers of rules
/// that the new ones will stand on.
///
/// # Errors
/// If a page cannot be read, nothing tells which site it is from, or something is wrong with the rules below.
pub fn learn(stripper: &Stripper, below: &[Layer], samples: &[Sample<'_>]) -> Result<Vec<Learned>, Unlearnable> {
    RuleSet::compile(below.iter().cloned()).map_err(Unlearnable::Rules)?;
    let known = samples.iter().map(|sample| know(stripper, sample)).collect::<Result<Vec<_>, _>>()?;
    if known.is_empty() {
        return Err(Unlearnable::NoPage);
    }
    let mut sites: Vec<(&str, Vec<&Known>)> = Vec::new();
    for page in &known {
        let site = host::site(&page.host);
        match sites.iter_mut().find(|(other, _)| *other == site) {
            Some((_, pages)) => pages.push(page),
            None => sites.push((site, vec![page])),
        }
    }
    Ok(sites.iter().map(|(_, pages)| learn_site(&AUTHOR.learn, below, pages)).collect())
}

/// Reads a sample.
pub(in crate::author) fn know(stripper: &Stripper, sample: &Sample<'_>) -> Result<Known, Unlearnable> {
    let page = || sample.shown.clone();
    let trial = Trial::new(stripper, &sample.page).map_err(|refused| Unlearnable::Refused { page: page(), refused })?;
    let origin = trial.pick(&RuleSet::empty()).origin;
    let host = origin.and_then(|origin| host::normal(&origin.host));
    let host = host.ok_or_else(|| Unlearnable::NoHost { page: page() })?;
    let Sample { shown, file, right, page: _ } = sample;
    Ok(Known { shown: shown.clone(), file: file.clone(), right: right.clone(), trial, host })
}

/// The hosts that pages are from, each once, in their order.
pub(in crate::author) fn known_hosts(pages: &[&Known]) -> Vec<String> {
    let mut hosts: Vec<String> = Vec::new();
    for page in pages {
        if !hosts.contains(&page.host) {
            hosts.push(page.host.clone());
        }
    }
    hosts
}

/// Learns the rule of one site.
pub(in crate::author) fn learn_site(habits: &Habits, below: &[Layer], pages: &[&Known]) -> Learned {
    let hosts = known_hosts(pages);
    let ground = Ground { hosts: &hosts, below };
    let truth = |page: &&Known| page.right.as_ref().map(|right| Truth::new(habits, &page.trial, right));
    let truths: Vec<Option<Truth>> = pages.iter().map(truth).collect();
    let told = pages.iter().zip(&truths).filter_map(|(page, truth)| Some((&page.trial, truth.as_ref()?)));
    let lessons: Vec<Lesson<'_>> = told.map(|(trial, truth)| Lesson::new(habits, trial, truth)).collect();
    let lessons: Vec<&Lesson<'_>> = lessons.iter().collect();
    let (lines, held_out) = believed(habits, &ground, &lessons);
    let base = ground.rules(&[]).unwrap_or_default();
    let rules = ground.rules(&lines).unwrap_or_default();
    let page = |(page, truth): (&&Known, &Option<Truth>)| {
        let article = page.trial.article_under(&base);
        let confidence = article.as_ref().map(|article| article.confidence).unwrap_or_default();
        let text = article.map(|article| article.render(Format::Text)).unwrap_or_default();
        let with = truth.as_ref().map(|truth| truth.score(&proof::text(&rules, &page.trial)));
        let without = truth.as_ref().map(|truth| truth.score(&text));
        LearnedPage { shown: page.shown.clone(), text, confidence, without, with }
    };
    let learned_pages = pages.iter().zip(&truths).map(page).collect();
    let trials: Vec<&Trial> = pages.iter().map(|page| &page.trial).collect();
    let tests = proof::prove(habits, &ground, pages, &lines);
    let (clues, meta) = (clues::clues(habits, &trials), facts::stated(&trials));
    Learned { hosts, clues, lines, pages: learned_pages, held_out, meta, tests }
}

/// The lines that help on top of other rules, by what is known to be right of some pages.
pub(in crate::author) fn solve(below: &[Layer], hosts: &[String], told: &[(&Trial, &Truth)]) -> Vec<LearnedLine> {
    let lessons: Vec<Lesson<'_>> = told.iter().map(|(trial, truth)| Lesson::new(&AUTHOR.learn, trial, truth)).collect();
    search::learn(&AUTHOR.learn, &Ground { hosts, below }, &lessons.iter().collect::<Vec<_>>(), 1)
}

/// The selectors that an element can be found by, by itself and inside those that hold it, and what each costs.
pub(in crate::author) fn selectors(trial: &Trial, element: NodeId) -> Vec<(String, f64)> {
    let names = search::names(&AUTHOR.learn, trial, element);
    names.into_iter().map(|name| (name.selector.clone(), AUTHOR.learn.cost.of(&name))).collect()
}

/// The lines that help, and how such lines do on pages that they were not learned from. If those fare worse, only lines
/// that several pages speak for are learned; if that does not help, none.
fn believed(habits: &Habits, ground: &Ground<'_>, lessons: &[&Lesson<'_>]) -> (Vec<LearnedLine>, Option<HeldOutScore>) {
    if lessons.len() < habits.held_out.pages {
        return (search::learn(habits, ground, lessons, 1), None);
    }
    let mut score = None;
    for least in [1, habits.held_out.least] {
        let lines = search::learn(habits, ground, lessons, least);
        if lines.is_empty() {
            break;
        }
        let held_out = hold_out(habits, ground, lessons, least);
        score = Some(held_out);
        if held_out.worse == 0 && held_out.gain >= 0.0 {
            return (lines, score);
        }
    }
    (Vec::new(), score)
}

/// Learns from all pages but a few, and looks how those fare, until each page has been among the few.
fn hold_out(habits: &Habits, ground: &Ground<'_>, lessons: &[&Lesson<'_>], least: usize) -> HeldOutScore {
    let mut score = HeldOutScore { pages: lessons.len(), gain: 0.0, worse: 0 };
    let Some(before) = search::scores(ground, lessons, &[]) else { return score };
    let folds = habits.held_out.folds.min(lessons.len());
    for fold in 0..folds {
        let is_held_out = |at: usize| at % folds == fold;
        let others = lessons.iter().enumerate().filter(|(at, _)| !is_held_out(*at));
        let others: Vec<&Lesson<'_>> = others.map(|(_, lesson)| *lesson).collect();
        let lines = search::learn(habits, ground, &others, least);
        let rules = ground.rules(&lines);
        for (lesson, before) in
            lessons.iter().zip(&before).enumerate().filter(|(at, _)| is_held_out(*at)).map(|it| it.1)
        {
            let after = rules.as_ref().map_or(*before, |rules| lesson.score(rules));
            score.gain += (after - before) / lessons.len() as f64;
            score.worse += usize::from(after < before - habits.held_out.worse);
        }
    }
    score
}

#[cfg(test)]
mod tests;
