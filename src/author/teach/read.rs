//! What a rule makes of the sample pages: marks of all, the article of the one that is looked at.

use serde::Serialize;

use super::{Pick, Said, Session, Unteachable};
use crate::article::State;
use crate::author::check::fold;
use crate::author::learn::Known;
use crate::author::names::AUTHOR;
use crate::author::trial::Trial;
use crate::dom::NodeId;
use crate::mark::{Mark, Reason, RuleKey, Verdict};
use crate::reading::Decided;
use crate::render::Format;
use crate::rule::RuleSet;

/// A page under the rule.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct MarkedPage {
    /// Which rules found the article.
    pub state: State,
    /// The line of the rule that its layout starts in, where the rule has layouts.
    pub layout: Option<u32>,
    /// For each text of [`ShownPage`](super::ShownPage) a letter: `k` kept, `d` dropped, `u` seen by no reader; `l` a lead,
    /// `c` a caption, `n` a note, which policies may drop; `b` a byline and `m` comments, which are dropped.
    pub texts: String,
    /// The first and the last text that is kept.
    pub region: Option<[u32; 2]>,
    /// How the rule does by what is known to be right.
    pub light: Light,
    /// How near the text comes to the right one without the rule: F1 of runs of four words, from 0 to 1.
    pub without: Option<f64>,
    /// How near it comes with the rule.
    pub with: Option<f64>,
    /// How many words the article has.
    pub words: usize,
    /// How sure dehusk is of it, from 0 to 1.
    pub confidence: f32,
    /// What a careful reader should know.
    pub warnings: Vec<String>,
    /// The runs of text that came or went since the rule before.
    pub changes: Vec<Change>,
    /// What was said of the page and is not so under the rule.
    pub undone: Vec<Pick>,
}

/// How a page does under a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Light {
    /// Nothing is known to be right.
    Unknown,
    /// It is nearer to the right text than without the rule.
    Better,
    /// It is as near.
    Same,
    /// It is farther away.
    Worse,
}

/// A run of text that came or went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The number of its first node.
    pub node: u32,
    /// Whether it came.
    pub came: bool,
    /// How it begins.
    pub text: String,
}

/// The article of a page.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ReadPage {
    /// Its lines, as the command prints them; blank ones are left out.
    pub lines: Vec<Line>,
    /// What the page states of it.
    pub facts: Vec<Fact>,
}

/// A line of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Line {
    /// What it says.
    pub text: String,
    /// The number of the first node that it is made of, where that can be told.
    pub node: Option<u32>,
}

/// A fact about an article: its name in `[meta]`, and what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Fact {
    /// `title`
    pub name: &'static str,
    /// What is stated.
    pub value: String,
}

impl Session {
    /// Marks all pages by the rule. `before` is the rule before the last edit; `said` has what was said of each page.
    ///
    /// # Errors
    /// If something is wrong with the rule, or it takes too much work. Of a rule before that is wrong, nothing is told.
    pub fn mark(&self, rule: &str, before: Option<&str>, said: &[Said]) -> Result<Vec<MarkedPage>, Unteachable> {
        let rules = self.compile(rule)?;
        let before = before.and_then(|before| self.compile(before).ok());
        let nothing = Said::default();
        let marked = |at| self.marked(at, &rules, before.as_ref(), said.get(at).unwrap_or(&nothing));
        (0..self.pages.len()).map(marked).collect()
    }

    fn marked(
        &self,
        at: usize,
        rules: &RuleSet,
        before: Option<&RuleSet>,
        said: &Said,
    ) -> Result<MarkedPage, Unteachable> {
        let page = &self.pages[at];
        let (trial, decided) = (&page.trial, self.decided(page, rules)?);
        let article = trial.article_of(&decided);
        let text = article.render(Format::Text);
        let truth = self.truth(at, Some(said), rules);
        let score = |text: &str| truth.as_ref().map(|truth| truth.score(text));
        let (without, with) = (score(&self.without[at].text), score(&text));
        let kept = trial.kept_by(&decided.marks);
        let before = before.and_then(|before| Some(trial.kept_by(&trial.decided_under(before).ok()?.marks)));
        let mut region = (0..kept.len()).filter(|at| kept[*at]).map(|at| trial.texts[at].nodes.start.index() as u32);
        let region = region.next().map(|first| [first, region.next_back().unwrap_or(first)]);
        let is_undone = |pick: &&Pick| !self.is_done(page, &decided, **pick);
        let layout = decided.pick.layout().map(|layout| layout.line).filter(|line| *line > 0);
        Ok(MarkedPage {
            state: article.state,
            layout,
            texts: trial.letters(&decided),
            region,
            light: light(without, with),
            without,
            with,
            words: article.meta.words.unwrap_or_default(),
            confidence: article.confidence,
            warnings: article.warnings.iter().map(ToString::to_string).collect(),
            changes: before.map(|before| changes(trial, &before, &kept)).unwrap_or_default(),
            undone: said.picks.iter().filter(is_undone).copied().collect(),
        })
    }

    /// The article of a page under the rule.
    ///
    /// # Errors
    /// If something is wrong with the rule, or there is no such page.
    pub fn read(&self, rule: &str, page: usize) -> Result<ReadPage, Unteachable> {
        let (rules, page) = (self.compile(rule)?, self.known(page)?);
        let decided = self.decided(page, &rules)?;
        let article = page.trial.article_of(&decided);
        let lines = page.trial.lines(&decided, &article.render(Format::Text));
        let meta = article.meta;
        let authors = (!meta.authors.is_empty()).then(|| meta.authors.join(", "));
        let facts = [("title", meta.title), ("author", authors), ("date", meta.date)];
        let facts = facts.into_iter().filter_map(|(name, value)| Some(Fact { name, value: value? })).collect();
        Ok(ReadPage { lines, facts })
    }

    /// Whether what was said of a place is so.
    pub(super) fn is_done(&self, page: &Known, decided: &Decided, pick: Pick) -> bool {
        let trial = &page.trial;
        let Some(node) = trial.node(pick.node) else { return false };
        if let Some(fact) = pick.part.fact() {
            let value = match fact {
                "title" => decided.meta.title.clone(),
                "author" => Some(decided.meta.authors.join(" ")),
                _ => decided.meta.date.clone(),
            };
            let told = trial.dom.text_content(trial.element(node));
            return value.is_some_and(|value| !value.is_empty() && (fact == "date" || told.contains(value.as_str())));
        }
        let role = |nodes: &[NodeId]| nodes.iter().any(|role| trial.dom.contains(*role, node));
        let all = |wanted: bool| {
            let blocks = trial.blocks_at(node);
            if blocks.is_empty() {
                return (decided.marks.of(&trial.dom, node).verdict == Verdict::Keep) == wanted;
            }
            let kept = trial.kept_by(&decided.marks);
            blocks.iter().all(|block| kept[*block] == wanted)
        };
        match pick.part.key() {
            Some(RuleKey::Lead) => role(&decided.roles.leads),
            Some(RuleKey::Caption) => role(&decided.roles.captions),
            Some(RuleKey::Note) => role(&decided.roles.notes),
            Some(RuleKey::Comments) => role(&decided.roles.comments),
            _ => all(pick.part.is_kept() == Some(true)),
        }
    }
}

impl Trial {
    /// A letter for each text that is shown.
    fn letters(&self, decided: &Decided) -> String {
        let roles = [('l', &decided.roles.leads), ('c', &decided.roles.captions), ('n', &decided.roles.notes)];
        let letter = |node: NodeId| {
            let mark = decided.marks.of(&self.dom, node);
            let role = roles.iter().find(|(_, nodes)| nodes.iter().any(|role| self.dom.contains(*role, node)));
            match (mark, role) {
                (Mark { verdict: Verdict::Keep, .. }, Some((letter, _))) => *letter,
                (Mark { verdict: Verdict::Keep, .. }, None) => 'k',
                (Mark { reason: Reason::Rule { key: RuleKey::Byline, .. }, .. }, _) => 'b',
                (Mark { reason: Reason::Rule { key: RuleKey::Comments, .. }, .. }, _) => 'm',
                (Mark { reason: Reason::Unseen { .. }, .. }, _) => 'u',
                _ => 'd',
            }
        };
        self.shown_texts().map(|(node, _)| letter(node)).collect()
    }

    /// The lines of an article's text, each with the first node of the run that it is: the next one that is kept and says
    /// the same, or a part of it.
    fn lines(&self, decided: &Decided, text: &str) -> Vec<Line> {
        const AHEAD: usize = 40;
        let kept = self.kept_by(&decided.marks);
        let runs: Vec<(String, u32)> = (0..kept.len())
            .filter(|at| kept[*at])
            .map(|at| (fold(self.texts.text(&self.texts[at])), self.texts[at].nodes.start.index() as u32))
            .collect();
        let mut next = 0;
        let line = |text: &str| {
            let own = fold(text);
            let is_it = |(run, _): &(String, u32)| *run == own;
            let is_part = |(run, _): &(String, u32)| run.contains(&own) || own.contains(run.as_str());
            let ahead = &runs[next.min(runs.len())..runs.len().min(next + AHEAD)];
            let found = ahead.iter().position(is_it).or_else(|| ahead.iter().position(is_part));
            let node = found.map(|at| ahead[at].1);
            // A run of several lines is looked at again.
            next += found.map_or(0, |at| if is_it(&ahead[at]) { at + 1 } else { at });
            Line { text: text.trim_end().to_owned(), node }
        };
        text.lines().filter(|line| !line.trim().is_empty()).map(line).collect()
    }
}

fn light(without: Option<f64>, with: Option<f64>) -> Light {
    const NOTHING: f64 = 1e-9;
    match without.zip(with) {
        None => Light::Unknown,
        Some((without, with)) if with > without + NOTHING => Light::Better,
        Some((without, with)) if with < without - NOTHING => Light::Worse,
        Some(_) => Light::Same,
    }
}

fn changes(trial: &Trial, before: &[bool], kept: &[bool]) -> Vec<Change> {
    let changed = (0..kept.len()).filter(|at| before[*at] != kept[*at] && trial.chars[*at] > 0);
    let change = |at: usize| {
        let block = &trial.texts[at];
        let text = trial.texts.text(block).chars().take(AUTHOR.teach.shown).collect();
        Change { node: block.nodes.start.index() as u32, came: kept[at], text }
    };
    changed.map(change).collect()
}
