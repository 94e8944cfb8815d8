//! What the author of a rule says of a page, and the text that is right by it.

use serde::{Deserialize, Serialize};

use super::Session;
use crate::author::learn::truth::Truth;
use crate::author::names::AUTHOR;
use crate::author::trial::Trial;
use crate::dom::NodeId;
use crate::mark::RuleKey;
use crate::reading::Decided;
use crate::render::Format;
use crate::rule::RuleSet;

/// What somebody has said of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct Said {
    /// What was pointed at, in that order. Of two at one place the last counts.
    pub picks: Vec<Pick>,
    /// The text that was called right as a whole, before anything was pointed at.
    pub right: Option<String>,
}

/// A place on a page, and what is said to stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Pick {
    /// The number of the node, as [`ShownPage`](super::ShownPage) has it.
    pub node: u32,
    /// What it is.
    pub part: Part,
}

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Part {
    /// No part of the article.
    Husk,
    /// A part of the article.
    Article,
    /// The headline.
    Headline,
    /// What stands between the headline and the article and sums it up.
    Lead,
    /// What belongs to a picture.
    Caption,
    /// Who wrote the article.
    Author,
    /// When it was published.
    Date,
    /// What readers wrote.
    Comments,
    /// What is said about the article.
    Note,
}

impl Part {
    /// Whether the article's text has it; nothing is said of a headline, an author and a date, which are metadata.
    pub(super) fn is_kept(self) -> Option<bool> {
        match self {
            Part::Article | Part::Lead | Part::Caption | Part::Note => Some(true),
            Part::Husk | Part::Comments => Some(false),
            Part::Headline | Part::Author | Part::Date => None,
        }
    }

    /// The key of a rule whose lines say that.
    pub(super) fn key(self) -> Option<RuleKey> {
        match self {
            Part::Husk => Some(RuleKey::Drop),
            Part::Article => Some(RuleKey::Keep),
            Part::Lead => Some(RuleKey::Lead),
            Part::Caption => Some(RuleKey::Caption),
            Part::Comments => Some(RuleKey::Comments),
            Part::Note => Some(RuleKey::Note),
            Part::Headline | Part::Author | Part::Date => None,
        }
    }

    /// The fact in `[meta]` that it is.
    pub(super) fn fact(self) -> Option<&'static str> {
        match self {
            Part::Headline => Some("title"),
            Part::Author => Some("author"),
            Part::Date => Some("date"),
            _ => None,
        }
    }
}

impl Session {
    /// What is right of a page under some rules, if anybody has said something.
    pub(super) fn truth(&self, page: usize, said: Option<&Said>, rules: &RuleSet) -> Option<Truth> {
        let (known, nothing) = (&self.pages[page], Said::default());
        let said = said.unwrap_or(&nothing);
        let right = self.right(page, said, rules)?;
        let mut truth = Truth::new(&AUTHOR.learn, &known.trial, &right);
        for (block, is_right) in known.trial.said(&said.picks) {
            truth.is_right[block] = Some(is_right);
        }
        Some(truth)
    }

    /// The text that is right: what was called right as a whole, or what the page has under the rules, mended by what was
    /// pointed at. None of a page of which nobody has said anything.
    pub(super) fn right(&self, page: usize, said: &Said, rules: &RuleSet) -> Option<String> {
        let known = &self.pages[page];
        let given = self.given(page, said);
        let picked = known.trial.said(&said.picks);
        if picked.is_empty() {
            return given.cloned();
        }
        let mut decided = known.trial.decided_under(rules).ok()?;
        let mut kept = known.trial.kept_by(&decided.marks);
        if let Some(given) = given {
            let truth = Truth::new(&AUTHOR.learn, &known.trial, given);
            kept.iter_mut().zip(&truth.is_right).for_each(|(kept, is_right)| *kept = is_right.unwrap_or(*kept));
        }
        picked.into_iter().for_each(|(block, is_right)| kept[block] = is_right);
        known.trial.mend(&mut decided, &kept);
        Some(known.trial.article_of(&decided).render(Format::Text))
    }

    /// For each text block what was said of it: where the page was called right as a whole, of all.
    pub(super) fn told(&self, page: usize, said: &Said) -> Vec<Option<bool>> {
        let trial = &self.pages[page].trial;
        let mut told = match self.given(page, said) {
            Some(given) => Truth::new(&AUTHOR.learn, trial, given).is_right,
            None => vec![None; trial.texts.len()],
        };
        trial.said(&said.picks).into_iter().for_each(|(block, is_right)| told[block] = Some(is_right));
        told
    }

    /// The text of a page that was called right as a whole.
    fn given<'s>(&'s self, page: usize, said: &'s Said) -> Option<&'s String> {
        said.right.as_ref().or(self.pages[page].right.as_ref())
    }
}

impl Trial {
    /// For each text block that was pointed at, whether it is the article's. Of two answers the last counts.
    fn said(&self, picks: &[Pick]) -> Vec<(usize, bool)> {
        let told = picks.iter().filter_map(|pick| Some((self.node(pick.node)?, pick.part.is_kept()?)));
        told.flat_map(|(node, is_kept)| self.blocks_at(node).into_iter().map(move |block| (block, is_kept))).collect()
    }

    /// The text blocks that a node is a part of, or that stand in it, but for those that no reader sees.
    pub(super) fn blocks_at(&self, node: NodeId) -> Vec<usize> {
        let blocks = match self.dom.is_element(node) {
            true => self.blocks_in(node),
            false => self.block_of(node).map_or(0..0, |block| block..block + 1),
        };
        blocks.filter(|block| self.chars[*block] > 0).collect()
    }

    /// Keeps and drops whole text blocks by hand, where something else was decided.
    fn mend(&self, decided: &mut Decided, kept: &[bool]) {
        let before = self.kept_by(&decided.marks);
        let changed = (0..kept.len()).filter(|at| kept[*at] != before[*at]);
        let changed: Vec<_> = changed.map(|at| (self.texts[at].nodes.clone(), kept[at])).collect();
        decided.marks = decided.marks.by_hand(&self.dom, &changed);
    }
}
