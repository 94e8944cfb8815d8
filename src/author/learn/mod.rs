//! A rule for a new site, proposed from pages of it: what the generic layer keeps of them shows where the site keeps its
//! articles, and the names of the elements there become the rule.
//!
//! ```
//! use dehusk::learn::{Sample, propose};
//! use dehusk::{Page, RuleSet, Stripper};
//!
//! let html = r#"<link rel="canonical" href="https://gazette.example/ferry">
//!   <nav><a href="/">Home</a></nav>
//!   <div class="story__text">
//!     <p>The ferry that links the two islands took up its service again on Monday, after six weeks in the yard.</p>
//!     <p>Its captain, who has steered it for thirty years, said that the new engine was quieter than any before.</p>
//!   </div>"#;
//! let sample = Sample::new(Page::new(html.as_bytes()), "tests/pages/gazette.example/ferry.html");
//! let proposal = propose(&Stripper::new(RuleSet::builtin()), &[sample])?;
//! assert_eq!(proposal.hosts, ["gazette.example"]);
//! assert_eq!(proposal.content[0].selector, ".story__text");
//! println!("{}", proposal.to_toml());
//! # Ok::<(), dehusk::learn::Unproposable>(())
//! ```

mod container;
mod facts;
mod husk;
mod keys;
mod proof;
mod write;

use serde::{Deserialize, Serialize};

use crate::author::names::AUTHOR;
use crate::author::trial::Trial;
use crate::limits::Refused;
use crate::page::Page;
use crate::rule::{Layer, RuleSet, RuleSource, host};
use crate::strip::Stripper;
use container::Sight;

/// How rules are proposed: the table of that name in `rules/author.toml`, which says what each row means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Habits {
    meanings: Vec<String>,
    attributes: Vec<String>,
    elements: Vec<String>,
    cost: keys::Cost,
    gain: f64,
    most_parts: usize,
    most_layouts: usize,
    fits: f64,
    tried_inside: usize,
    most_drops: usize,
    drop_kept: f64,
    drop_chars: usize,
    husk_left: f64,
    quoted: usize,
    most_clues: usize,
}

/// A page of the site.
#[derive(Clone, Debug)]
pub struct Sample<'a> {
    /// The page, with its address or site if the page itself does not tell it.
    pub page: Page<'a>,
    /// The page's file as a `[[test]]` names it: its path from the folder that holds the folder of rules. If it
    /// stands elsewhere there is none, and no test is proposed for it.
    pub file: Option<String>,
    /// What the page is called in messages.
    pub shown: String,
}

impl<'a> Sample<'a> {
    /// A page, and its file as a test names it.
    pub fn new(page: Page<'a>, file: impl Into<String>) -> Self {
        let file = file.into();
        Sample { page, shown: file.clone(), file: Some(file) }
    }
}

/// A proposed rule. Plain data; [`to_toml`](Proposal::to_toml) makes the commented file of it.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Proposal {
    /// The hosts that the pages are from.
    pub hosts: Vec<String>,
    /// The names on the pages that tell where the article may be, those that fit best first.
    pub clues: Vec<Found>,
    /// The containers: the first that finds something is the article.
    pub content: Vec<Found>,
    /// What is dropped inside.
    pub drop: Vec<Dropped>,
    /// How much the generic layer is to clean, where that must be said.
    pub clean: Option<&'static str>,
    /// Where the pages state facts about their articles.
    pub meta: Vec<Stated>,
    /// The pages and what comes out of them.
    pub tests: Vec<Proof>,
}

/// What a selector finds.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Found {
    /// The selector.
    pub selector: String,
    /// The share of the text kept by the generic layer that stands in it, over the pages on which it finds something.
    pub kept: f64,
    /// The share of its own text that is likely husk.
    pub husk: f64,
    /// On how many of the pages it finds something.
    pub pages: usize,
}

/// A line that drops something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Dropped {
    /// The selector.
    pub selector: String,
    /// How many characters of text it takes away, over all pages.
    pub chars: usize,
    /// How such text starts.
    pub sample: String,
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
    /// What is gone.
    pub excludes: Vec<String>,
    /// Why the test does not hold as it stands, if so: it is written as a comment.
    pub fails: Option<String>,
}

/// Why no rule can be proposed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unproposable {
    /// No page was given.
    #[error("a rule is proposed from pages: name one or more")]
    NoPage,
    /// Nothing tells the host of a page.
    #[error("{page}: nothing tells which site the page is from: give its address")]
    NoHost {
        /// The page.
        page: String,
    },
    /// The pages are from several sites.
    #[error("{page} is from {host}, not from {other}: a rule is for one site")]
    OtherSite {
        /// The page.
        page: String,
        /// Its host.
        host: String,
        /// The host of the first page.
        other: String,
    },
    /// No page has an article that the generic layer would find.
    #[error("no article is found on the pages, so nothing shows where the site keeps its articles")]
    NoArticle,
    /// A page breaks a limit.
    #[error("{page}: {refused}")]
    Refused {
        /// The page.
        page: String,
        /// The limit.
        refused: Refused,
    },
}

/// Proposes a rule for the site that the pages are from.
///
/// # Errors
/// If the pages don't show one.
pub fn propose(stripper: &Stripper, samples: &[Sample<'_>]) -> Result<Proposal, Unproposable> {
    let habits = &AUTHOR.propose;
    let trials = samples.iter().map(|sample| trial(stripper, sample)).collect::<Result<Vec<_>, _>>()?;
    let hosts = hosts(samples, &trials)?;
    if trials.iter().all(|trial| !trial.alone.contains(&true)) {
        return Err(Unproposable::NoArticle);
    }
    let sights: Vec<Sight<'_>> = trials.iter().map(|trial| Sight::new(habits, trial)).collect();
    let (content, clues) = (container::containers(habits, &sights), container::clues(habits, &sights));
    let meta = facts::stated(&trials);
    let (drop, clean, tests) = (Vec::new(), None, Vec::new());
    let mut proposal = Proposal { hosts, clues, content, drop, clean, meta, tests };
    husk::clean(habits, &trials, &mut proposal);
    proof::prove(habits, stripper, samples, &trials, &mut proposal);
    Ok(proposal)
}

fn trial(stripper: &Stripper, sample: &Sample<'_>) -> Result<Trial, Unproposable> {
    let refuse = |refused| Unproposable::Refused { page: sample.shown.clone(), refused };
    Trial::new(stripper, &sample.page).map_err(refuse)
}

/// The hosts that the pages are from, all of one site.
fn hosts(samples: &[Sample<'_>], trials: &[Trial]) -> Result<Vec<String>, Unproposable> {
    let mut hosts: Vec<String> = Vec::new();
    for (sample, trial) in samples.iter().zip(trials) {
        let page = || sample.shown.clone();
        let origin = trial.pick(&RuleSet::empty()).origin;
        let host = origin.and_then(|origin| host::normal(&origin.host));
        let host = host.ok_or_else(|| Unproposable::NoHost { page: page() })?;
        if let Some(other) = hosts.first().filter(|other| host::site(other) != host::site(&host)) {
            return Err(Unproposable::OtherSite { page: page(), host, other: other.clone() });
        }
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    if hosts.is_empty() { Err(Unproposable::NoPage) } else { Ok(hosts) }
}

impl Proposal {
    /// The rule by itself, ready to be tried.
    fn rules(&self) -> RuleSet {
        let name = format!("sites/{}.toml", self.hosts.first().map_or("new", String::as_str));
        let layer = Layer::new("proposed", vec![RuleSource { name, text: self.to_toml() }]).own();
        RuleSet::compile([layer]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
