//! What is written when the author is done: the rule with its tests, and the texts that were called right.

use serde::Serialize;

use super::edit;
use super::{Said, Session, Unteachable};
use crate::author::check::fold;
use crate::author::learn::proof::{self, text};
use crate::author::learn::{Known, Proof, write};
use crate::author::names::AUTHOR;
use crate::mark::RuleKey;
use crate::rule::{RuleLine, RuleSet};

/// What is to be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Written {
    /// The rule's file.
    pub rule: String,
    /// The right texts, each with the place of its page: of those of which something was said.
    pub rights: Vec<(usize, String)>,
}

impl Session {
    /// The rule with a test for each page of which something was said or that a line needs to be seen at work, where its file
    /// can be named; other tests stay. And the right texts.
    ///
    /// # Errors
    /// If something is wrong with the rule.
    pub fn written(&self, rule: &str, said: &[Said]) -> Result<Written, Unteachable> {
        let nothing = Said::default();
        let said = |at: usize| said.get(at).unwrap_or(&nothing);
        let rules = self.compile(rule)?;
        let rights = (0..self.pages.len()).filter_map(|at| Some((at, self.right(at, said(at), &rules)?))).collect();
        let mut rule = rule.trim_end().to_owned() + "\n";
        for proof in self.proofs(&rules, &said) {
            let Some((rest, old)) = edit::take_test_out(&rule, &proof.file) else {
                rule = with_test(&rule, &proof);
                continue;
            };
            rule = with_test(&rest, &with_old(proof, old));
        }
        // Whatever stood in the rule, what is written can be read.
        self.compile(&rule)?;
        Ok(Written { rule, rights })
    }

    /// The pages of which something was said and for which no test is written: their files cannot be named by one.
    pub fn outside<'s>(&'s self, said: &'s [Said]) -> impl Iterator<Item = &'s str> {
        let is_said = |at: usize| said.get(at).is_some_and(|said| *said != Said::default());
        let pages = self.pages.iter().enumerate().filter(move |(at, page)| is_said(*at) && page.file.is_none());
        pages.map(|(_, page)| page.shown.as_str())
    }

    fn proofs<'a>(&self, rules: &RuleSet, said: &dyn Fn(usize) -> &'a Said) -> Vec<Proof> {
        let mut proofs: Vec<Option<Proof>> = self.pages.iter().map(|page| self.proof(rules, page)).collect();
        let mut is_wanted: Vec<bool> = self
            .pages
            .iter()
            .enumerate()
            .map(|(at, page)| *said(at) != Said::default() || page.right.is_some())
            .collect();
        for (at, page) in self.pages.iter().enumerate() {
            if let Some(proof) = &mut proofs[at] {
                quote_picks(proof, page, said(at), &text(rules, &page.trial));
            }
        }
        for line in self.own_lines(rules) {
            let (Some(without), key) = (rules.without(&line), RuleKey::named(line.key)) else { continue };
            let is_there = key == Some(RuleKey::Keep);
            // A page that has a test anyway goes before one that would have it for this line alone.
            let mut order: Vec<usize> = (0..self.pages.len()).collect();
            order.sort_by_key(|at| !is_wanted[*at]);
            for at in order {
                let Some(proof) = &mut proofs[at] else { continue };
                let quote = proof::changed(&AUTHOR.learn, &self.pages[at].trial, (rules, &without), is_there);
                if let Some(quote) = quote {
                    push(if is_there { &mut proof.contains } else { &mut proof.excludes }, quote);
                    is_wanted[at] = true;
                    break;
                }
            }
        }
        proofs.into_iter().zip(is_wanted).filter(|(_, is_wanted)| *is_wanted).filter_map(|(proof, _)| proof).collect()
    }

    /// How the article of a page starts and ends, where the page's own rule made it: else its test could not hold.
    fn proof(&self, rules: &RuleSet, page: &Known) -> Option<Proof> {
        let decided = page.trial.decided_under(rules).ok()?;
        decided.pick.layout()?;
        proof::proof(&AUTHOR.learn, rules, page)
    }

    /// The lines of the rule's own file that find something on a page.
    fn own_lines(&self, rules: &RuleSet) -> Vec<RuleLine> {
        let mut lines: Vec<RuleLine> = Vec::new();
        for page in &self.pages {
            let found = page.trial.tally(&page.trial.pick(rules)).into_iter().filter(|(_, hits)| *hits > 0);
            lines.extend(found.map(|(line, _)| line).filter(|line| *line.file == *self.file));
        }
        lines.sort();
        lines.dedup();
        lines
    }
}

/// A test with what the one before it said and still holds.
fn with_old(mut proof: Proof, [contains, excludes]: [Vec<String>; 2]) -> Proof {
    contains.into_iter().for_each(|text| push(&mut proof.contains, text));
    excludes.into_iter().for_each(|text| push(&mut proof.excludes, text));
    proof
}

/// What was said of single texts and holds.
fn quote_picks(proof: &mut Proof, page: &Known, said: &Said, text: &str) {
    let text = fold(text);
    for pick in &said.picks {
        let (Some(is_kept), Some(node)) = (pick.part.is_kept(), page.trial.node(pick.node)) else { continue };
        for block in page.trial.blocks_at(node).into_iter().take(1) {
            let quote = proof::quote(&AUTHOR.learn, &page.trial, block);
            if !quote.is_empty() && text.contains(&quote) == is_kept {
                push(if is_kept { &mut proof.contains } else { &mut proof.excludes }, quote);
            }
        }
    }
}

fn push(quotes: &mut Vec<String>, quote: String) {
    if !quotes.contains(&quote) {
        quotes.push(quote);
    }
}

fn with_test(rule: &str, proof: &Proof) -> String {
    format!("{}\n\n{}", rule.trim_end(), write::test(proof))
}
