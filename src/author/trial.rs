//! A page on which rules are tried: read and judged once, then marked by as many rules as one likes.

use crate::dom::{Dom, NodeId, TextBlocks, Work};
use crate::judge::{Asked, Judgement, judge};
use crate::limits::Refused;
use crate::mark::{Mark, Marks, Reason, Verdict};
use crate::meta::{self, Claims};
use crate::page::Page;
use crate::rule::{Clean, Clues, Pick, RuleLine, RuleSet, pick};
use crate::strip::{Stripper, clues, text_clues, witnesses};

/// A page, judged by the generic layer.
#[derive(Debug)]
pub(crate) struct Trial<'p> {
    clues: Clues<'p>,
    pub(crate) dom: Dom,
    pub(crate) texts: TextBlocks,
    judgement: Judgement,
    /// For each text block, how many characters a reader sees of it.
    pub(crate) chars: Vec<usize>,
    /// For each text block, whether the generic layer keeps it by itself.
    pub(crate) alone: Vec<bool>,
    /// For each text block, whether the layer drops it inside any container, however careful it is.
    pub(crate) surely_husk: Vec<bool>,
}

impl<'p> Trial<'p> {
    /// Reads and judges a page.
    pub(crate) fn new(stripper: &Stripper, page: &'p Page<'_>) -> Result<Self, Refused> {
        Ok(Trial::of(stripper, stripper.parse(page)?.dom, clues(page)))
    }

    /// Reads and judges text that some other tool extracted.
    pub(crate) fn of_text(stripper: &Stripper, text: &str, site: Option<&'p str>) -> Result<Self, Refused> {
        Ok(Trial::of(stripper, stripper.parse_text(text)?.dom, text_clues(site)))
    }

    fn of(stripper: &Stripper, dom: Dom, clues: Clues<'p>) -> Self {
        let (texts, judgement) = stripper.judge(&dom, &clues);
        let (chars, alone, surely_husk) = (Vec::new(), Vec::new(), Vec::new());
        let mut trial = Trial { clues, dom, texts, judgement, chars, alone, surely_husk };
        trial.alone = trial.kept(stripper, &Pick::generic());
        trial.look_inside_everything(stripper);
        trial
    }

    fn look_inside_everything(&mut self, stripper: &Stripper) {
        let everything = Pick::inside(vec![NodeId::ROOT], Clean::Safe);
        let marks = self.marks(stripper, &everything);
        let is_unseen = |mark: &Mark| matches!(mark.reason, Reason::Unseen { .. });
        let of_block = |at: usize| marks.of(&self.dom, self.texts[at].nodes.start);
        let chars =
            |at: usize| if is_unseen(of_block(at)) { 0 } else { self.texts.text(&self.texts[at]).chars().count() };
        let blocks = 0..self.texts.len();
        (self.chars, self.surely_husk) = blocks.map(|at| (chars(at), of_block(at).reason != Reason::Outside)).unzip();
    }

    pub(crate) fn clues(&self) -> &Clues<'p> {
        &self.clues
    }

    /// Each line of the rule that was picked, and how often it finds something.
    pub(crate) fn tally(&self, stripper: &Stripper, pick: &Pick) -> Vec<(RuleLine, usize)> {
        stripper.tally(&self.dom, &self.texts, &self.clues, pick)
    }

    /// What rules choose for the page.
    pub(crate) fn pick(&self, stripper: &Stripper, rules: &RuleSet) -> Pick {
        pick(rules, &self.dom, &self.clues, &self.work(stripper))
    }

    /// For each text block, whether it is kept by what was picked.
    pub(crate) fn kept(&self, stripper: &Stripper, pick: &Pick) -> Vec<bool> {
        let marks = self.marks(stripper, pick);
        let starts = self.texts.iter().map(|block| block.nodes.start);
        starts.map(|node| marks.of(&self.dom, node).verdict == Verdict::Keep).collect()
    }

    /// No work done yet.
    pub(crate) fn work(&self, stripper: &Stripper) -> Work<'_> {
        stripper.work(&self.dom)
    }

    /// The text blocks that start in a node.
    pub(crate) fn blocks_in(&self, node: NodeId) -> std::ops::Range<usize> {
        let before = |node: NodeId| self.texts.partition_point(|block| block.nodes.start < node);
        before(node)..before(self.dom.end(node))
    }

    fn marks(&self, stripper: &Stripper, pick: &Pick) -> Marks {
        stripper.mark(&self.dom, &self.texts, &self.judgement, pick, &self.work(stripper)).settle(&self.dom)
    }
}

impl Stripper {
    /// What the generic layer makes of a page that no rule was picked for.
    pub(crate) fn judge(&self, dom: &Dom, clues: &Clues<'_>) -> (TextBlocks, Judgement) {
        let claims = Claims::collect(&self.meta, dom);
        let (_, anchors) = meta::read(&self.meta, &claims, clues.url, &Pick::generic(), &self.work(dom));
        let texts = TextBlocks::of(dom);
        let judgement = judge(&self.generic, dom, &texts, &witnesses(&anchors), Asked::What);
        (texts, judgement)
    }

    /// The rules that it goes by.
    pub(crate) fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Where a page states facts: the key in `[meta]`, the place as a rule names it, and what stands there.
    pub(crate) fn stated(&self, dom: &Dom, clues: &Clues<'_>) -> Vec<(&'static str, String, String)> {
        let claims = Claims::collect(&self.meta, dom);
        meta::stated(&self.meta, &claims, clues.url, &self.work(dom))
    }

    /// Each line of the rule that was picked, and how often it finds something.
    pub(crate) fn tally(
        &self,
        dom: &Dom,
        texts: &TextBlocks,
        clues: &Clues<'_>,
        pick: &Pick,
    ) -> Vec<(RuleLine, usize)> {
        let claims = Claims::collect(&self.meta, dom);
        let mut found = super::tally::tally(dom, texts, pick, &self.work(dom));
        found.extend(meta::tally(&self.meta, &claims, clues.url, pick, &self.work(dom)));
        found
    }
}
