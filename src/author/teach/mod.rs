//! A rule that is made by pointing at pages: what a face for rule authors asks for. Pages are read once; each change of the
//! rule is tried on all of them, and nothing is written.
//!
//! ```
//! use dehusk::teach::{Part, Pick, Said, Site};
//! use dehusk::learn::Sample;
//! use dehusk::Page;
//!
//! let html = r#"<link rel="canonical" href="https://gazette.example/ferry">
//!   <div class="story__text">
//!     <p>The ferry that links the two islands took up its service again on Monday, after six weeks in the yard.</p>
//!     <p class="story__more">The crossing and its history are the subject of our walk with the harbour master.</p>
//!     <p>Its captain, who has steered it for thirty years, said that the new engine was quieter than any before.</p>
//!   </div>"#;
//! let sample = Sample::new(Page::new(html.as_bytes()), "tests/pages/gazette.example/ferry.html");
//! let session = Site::read(&[sample])?.session("my-rules/gazette.example.toml", Vec::new())?;
//!
//! // Somebody points at the second text: it is husk.
//! let rule = session.draft();
//! let page = session.page(0, &mut |_| None).expect("there is one");
//! let pick = Pick { node: page.texts[1].node, part: Part::Husk };
//! let said = [Said { picks: vec![pick], ..Said::default() }];
//! let offers = session.offers(&rule, &said, 0, pick.node, pick)?;
//! assert_eq!(offers[0].line, "drop `.story__more`");
//! let marked = session.mark(&offers[0].rule, None, &said)?;
//! assert!(marked[0].undone.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod edit;
mod markup;
mod offer;
mod proofs;
mod read;
mod said;

use serde::Deserialize;

use super::check::{Checker, Finding, Problem};
use super::learn::{Known, Sample, Unlearnable, know, known_hosts, learn_site};
use super::names::AUTHOR;
use super::trial::Trial;
use crate::dom::NodeId;
use crate::explain::shown_texts;
use crate::limits::Refused;
use crate::render::Format;
use crate::rule::{Layer, RuleErrors, RuleSet, RuleSource, host};
use crate::strip::Stripper;

pub use markup::{ShownPage, ShownText};
pub use offer::Offer;
pub use proofs::Written;
pub use read::{Change, Fact, Light, Line, MarkedPage, ReadPage};
pub use said::{Part, Pick, Said};

/// How the author's page does: the table `teach` in `rules/author.toml`, which says what each row means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Habits {
    pages: usize,
    tried: usize,
    offered: usize,
    doubt: f64,
    broad: f64,
    worded: usize,
    by_words: f64,
    by_place: f64,
    shown: usize,
}

/// Sample pages of one site, read once, on which a rule is made. It owns what it holds, nothing changes it, and any number
/// of threads may ask it.
#[derive(Debug)]
pub struct Session {
    /// The rule's file, as messages name it.
    file: String,
    below: Vec<Layer>,
    hosts: Vec<String>,
    pages: Vec<Known>,
    /// What the layers below make of each page, without the rule.
    without: Vec<Without>,
}

/// A page without the rule.
#[derive(Debug)]
struct Without {
    kept: Vec<bool>,
    text: String,
}

/// Why a session cannot do what it is asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unteachable {
    /// Something is wrong with the rule.
    #[error("{0}")]
    Rule(#[from] RuleErrors),
    /// A page breaks a limit under the rule.
    #[error("{page}: {refused}")]
    Refused {
        /// The page.
        page: String,
        /// The limit.
        refused: Refused,
    },
    /// There is no such page, or no such place in it.
    #[error("the session has no such page, or the page no such place: load it again")]
    NoPlace,
}

/// Sample pages of one site, read.
#[derive(Debug)]
pub struct Site {
    hosts: Vec<String>,
    pages: Vec<Known>,
}

impl Site {
    /// Reads the pages.
    ///
    /// # Errors
    /// If a page cannot be read, nothing tells which site it is from, or they are of several sites.
    pub fn read(samples: &[Sample<'_>]) -> Result<Self, Unlearnable> {
        // Pages are read by the generic layer: rules are tried on them.
        let stripper = Stripper::new(RuleSet::empty());
        let pages = samples.iter().map(|sample| know(&stripper, sample)).collect::<Result<Vec<_>, _>>()?;
        let hosts = known_hosts(&pages.iter().collect::<Vec<_>>());
        let site = hosts.first().map(|host| host::site(host)).ok_or(Unlearnable::NoPage)?;
        if let Some(page) = pages.iter().find(|page| host::site(&page.host) != site) {
            let (site, other) = (site.to_owned(), host::site(&page.host).to_owned());
            return Err(Unlearnable::OtherSite { page: page.shown.clone(), other, site });
        }
        Ok(Site { hosts, pages })
    }

    /// The host that the first page is from.
    pub fn host(&self) -> &str {
        self.hosts.first().map_or("", String::as_str)
    }

    /// Begins with a rule. `file` is the rule's file as messages are to name it; `below` are the layers of rules that it will
    /// stand on, without the file itself.
    ///
    /// # Errors
    /// If something is wrong with the rules below, or a page breaks a limit under them.
    pub fn session(self, file: impl Into<String>, below: Vec<Layer>) -> Result<Session, Unlearnable> {
        let rules = RuleSet::compile(below.iter().cloned()).map_err(Unlearnable::Rules)?;
        let Site { hosts, pages } = self;
        let without = |page: &Known| {
            let refused = |refused| Unlearnable::Refused { page: page.shown.clone(), refused };
            let decided = page.trial.decided_under(&rules).map_err(refused)?;
            let text = page.trial.article_of(&decided).render(Format::Text);
            Ok(Without { kept: page.trial.kept_by(&decided.marks), text })
        };
        let without = pages.iter().map(without).collect::<Result<_, _>>()?;
        Ok(Session { file: file.into(), below, hosts, pages, without })
    }
}

impl Session {
    /// So many pages a session has at most.
    pub fn most_pages() -> usize {
        AUTHOR.teach.pages
    }

    /// The hosts that the pages are from, the first page's first.
    pub fn hosts(&self) -> &[String] {
        &self.hosts
    }

    /// What the pages are called in messages, in their order.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.pages.iter().map(|page| page.shown.as_str())
    }

    /// The rule to begin with: what `learn` finds by the right texts that the samples have, without tests.
    pub fn draft(&self) -> String {
        let pages: Vec<&Known> = self.pages.iter().collect();
        learn_site(&AUTHOR.learn, &self.below, &pages).draft()
    }

    /// What can be seen of the rule's lines without its tests: names that do not last, lines that find nothing on any page.
    ///
    /// # Errors
    /// If something is wrong with the rule, or it takes too much work.
    pub fn lints(&self, rule: &str) -> Result<Vec<Finding>, Unteachable> {
        let rules = self.compile(rule)?;
        let mut checker = Checker::new(&rules, |file| file == self.file);
        for page in &self.pages {
            checker.tried(&page.trial.tally(&page.trial.pick(&rules)));
        }
        let mut findings = checker.lints();
        // The tests are written when the rule is saved.
        findings.retain(|finding| finding.problem != Problem::NoTest);
        Ok(findings)
    }

    /// Why a text or another node of a page is kept or dropped, and in which element it stands.
    ///
    /// # Errors
    /// If something is wrong with the rule, or there is no such place.
    pub fn why(&self, rule: &str, page: usize, node: u32) -> Result<[String; 2], Unteachable> {
        let rules = self.compile(rule)?;
        let known = self.known(page)?;
        let node = known.trial.node(node).ok_or(Unteachable::NoPlace)?;
        let decided = self.decided(known, &rules)?;
        let mark = known.trial.mark_of(&decided, node);
        Ok([mark.reason.to_string(), crate::dom::element_path(&known.trial.dom, known.trial.element(node))])
    }

    /// The rules with this one on top.
    ///
    /// # Errors
    /// If something is wrong with the rule.
    pub fn compile(&self, rule: &str) -> Result<RuleSet, RuleErrors> {
        RuleSet::compile(self.layers(rule))
    }

    /// The layers with this rule on top.
    fn layers(&self, rule: &str) -> Vec<Layer> {
        let own = RuleSource { name: self.file.clone(), text: rule.to_owned() };
        std::iter::once(Layer::new("this rule", vec![own])).chain(self.below.iter().cloned()).collect()
    }

    fn known(&self, page: usize) -> Result<&Known, Unteachable> {
        self.pages.get(page).ok_or(Unteachable::NoPlace)
    }

    fn decided(&self, page: &Known, rules: &RuleSet) -> Result<crate::reading::Decided, Unteachable> {
        let refused = |refused| Unteachable::Refused { page: page.shown.clone(), refused };
        page.trial.decided_under(rules).map_err(refused)
    }
}

impl Trial {
    /// A node by its number.
    fn node(&self, number: u32) -> Option<NodeId> {
        self.dom.at(number as usize)
    }

    /// The element that a node is, or that it stands in; of a text the nearest one that holds its run.
    fn element(&self, node: NodeId) -> NodeId {
        if self.dom.is_element(node) {
            return node;
        }
        match self.block_of(node) {
            Some(block) => self.texts[block].container,
            None => self.dom.ancestors(node).find(|node| self.dom.is_element(*node)).unwrap_or(NodeId::ROOT),
        }
    }

    /// The texts that are shown, each with the number of the text block that it is a part of: what blank space parts is left out.
    fn shown_texts(&self) -> impl Iterator<Item = (NodeId, usize)> + '_ {
        let is_blank = |node| self.dom.text(node).is_none_or(|text| text.trim().is_empty());
        shown_texts(&self.dom)
            .filter(move |node| !is_blank(*node))
            .filter_map(|node| Some((node, self.block_of(node)?)))
    }

    /// The text block that a node is a part of.
    fn block_of(&self, node: NodeId) -> Option<usize> {
        let behind = self.texts.partition_point(|block| block.nodes.start <= node);
        behind.checked_sub(1).filter(|at| node < self.texts[*at].nodes.end)
    }
}

#[cfg(test)]
mod tests;
