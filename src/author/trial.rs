//! A page on which rules are tried: read once, then marked by as many rules as one likes.

use std::ops::{Deref, Range};

use crate::assemble::Embedded;
use crate::dom::{NodeId, TextBlock, Work};
use crate::limits::Refused;
use crate::mark::{Marks, Reason, RuleKey, Verdict};
use crate::meta;
use crate::page::Page;
use crate::reading::Reading;
use crate::rule::{Pick, RuleLine, RuleSet, pick};
use crate::strip::Stripper;

/// A page that was read, and what the generic layer makes of its text blocks.
#[derive(Debug)]
pub(crate) struct Trial {
    reading: Reading,
    /// For each text block, how many characters a reader sees of it.
    pub(crate) chars: Vec<usize>,
    /// For each text block, whether the generic layer keeps it by itself.
    pub(crate) alone: Vec<bool>,
}

impl Deref for Trial {
    type Target = Reading;

    fn deref(&self) -> &Reading {
        &self.reading
    }
}

impl Trial {
    /// Reads a page.
    pub(crate) fn new(stripper: &Stripper, page: &Page<'_>) -> Result<Self, Refused> {
        Ok(Trial::of(stripper.read(page)?))
    }

    fn of(reading: Reading) -> Self {
        let marks = reading.marks_of(&Pick::generic());
        let see = |block: &TextBlock| {
            let mark = marks.of_block(&reading.dom, block);
            let is_unseen = matches!(mark.reason, Reason::Unseen { .. });
            let chars = if is_unseen { 0 } else { reading.texts.text(block).chars().count() };
            (chars, mark.verdict == Verdict::Keep)
        };
        let (chars, alone) = reading.texts.iter().map(see).unzip();
        Trial { reading, chars, alone }
    }
}

impl Reading {
    /// Each line of the rule that was picked, and how often it finds something.
    pub(crate) fn tally(&self, pick: &Pick) -> Vec<(RuleLine, usize)> {
        let words = &self.settings.meta;
        let claims = self.claims();
        let mut found = super::tally::tally(&self.dom, &self.texts, pick, &self.work());
        let of_article_body = self.article_body_tally(pick);
        for (line, hits) in &mut found {
            *hits += of_article_body.iter().find(|(other, _)| other == line).map_or(0, |(_, hits)| *hits);
        }
        found.extend(meta::tally(words, &claims, self.clues().url, pick, &self.work()));
        found
    }

    /// What the lines find in the text that one of them takes from the page's JSON-LD; that one finds the text.
    fn article_body_tally(&self, pick: &Pick) -> Vec<(RuleLine, usize)> {
        let limits = &self.settings.options.limits;
        let text = || Embedded::read(&self.claims().article_body()?, limits);
        let Some((line, text)) = pick.article_body.as_ref().and_then(|line| Some((line, text()?))) else {
            return Vec::new();
        };
        let (pick, work) = (pick.of_article_body(line), Work::new(&text.dom, limits.steps));
        let mut found = super::tally::tally(&text.dom, &text.texts, &pick, &work);
        found.retain(|(line, _)| RuleKey::named(line.key).is_some_and(|key| key != RuleKey::Content));
        found.push((RuleLine::of(RuleKey::Content.name(), line), 1));
        found
    }

    /// Where the page states facts: the key in `[meta]`, the place as a rule names it, and what stands there.
    pub(crate) fn stated(&self) -> Vec<(&'static str, String, String)> {
        let claims = self.claims();
        meta::stated(&self.settings.meta, &claims, self.clues().url, &self.work())
    }

    /// What rules choose for the page.
    pub(crate) fn pick(&self, rules: &RuleSet) -> Pick {
        pick(rules, &self.claims(), &self.clues(), &self.work())
    }

    /// For each text block, whether it is kept by what was picked.
    pub(crate) fn kept(&self, pick: &Pick) -> Vec<bool> {
        self.kept_by(&self.marks_of(pick))
    }

    /// For each text block, whether these marks keep it.
    pub(crate) fn kept_by(&self, marks: &Marks) -> Vec<bool> {
        self.texts.iter().map(|block| marks.of_block(&self.dom, block).verdict == Verdict::Keep).collect()
    }

    /// The text blocks that start in a node.
    pub(crate) fn blocks_in(&self, node: NodeId) -> Range<usize> {
        let before = |node: NodeId| self.texts.partition_point(|block| block.nodes.start < node);
        before(node)..before(self.dom.end(node))
    }
}
