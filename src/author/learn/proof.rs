//! The tests of a learned rule: how each page's article starts and ends under it, and what each line changes.

use super::search::Ground;
use super::{Habits, Known, LearnedLine, Proof};
use crate::author::check::fold;
use crate::author::trial::Trial;
use crate::render::Format;
use crate::rule::RuleSet;

/// A test for each page that one can name, where the text has something to be known by.
pub(super) fn prove(habits: &Habits, ground: &Ground<'_>, pages: &[&Known], lines: &[LearnedLine]) -> Vec<Proof> {
    let rules = ground.rules(lines).unwrap_or_default();
    let mut proofs: Vec<Option<Proof>> = pages.iter().map(|page| proof(habits, &rules, page)).collect();
    for at in 0..lines.len() {
        let mut fewer = lines.to_vec();
        let line = fewer.remove(at);
        let without = ground.rules(&fewer).unwrap_or_default();
        let changes = pages.iter().zip(&mut proofs).filter_map(|(page, proof)| Some((*page, proof.as_mut()?)));
        for (page, proof) in changes {
            let is_there = line.key == "keep";
            if let Some(quote) = changed(habits, &page.trial, (&rules, &without), is_there) {
                let quotes = if is_there { &mut proof.contains } else { &mut proof.excludes };
                if !quotes.contains(&quote) {
                    quotes.push(quote);
                }
                break;
            }
        }
    }
    proofs.into_iter().flatten().collect()
}

/// How the article of a page starts and ends, if the page's file can be named and it has one.
pub(in crate::author) fn proof(habits: &Habits, rules: &RuleSet, page: &Known) -> Option<Proof> {
    let (file, text) = (page.file.clone()?, fold(&text(rules, &page.trial)));
    let words: Vec<&str> = text.split(' ').collect();
    let starts_with = head(words.iter().copied(), habits.quoted).join(" ");
    let mut end = head(words.iter().rev().copied(), habits.quoted);
    end.reverse();
    let ends_with = end.join(" ");
    (!starts_with.is_empty()).then(|| Proof { file, starts_with, ends_with, ..Proof::default() })
}

/// The text of a page under some rules.
pub(in crate::author) fn text(rules: &RuleSet, trial: &Trial) -> String {
    trial.article_under(rules).map(|article| article.render(Format::Text)).unwrap_or_default()
}

/// A text that is gone, or there, thanks to a line.
pub(in crate::author) fn changed(
    habits: &Habits,
    trial: &Trial,
    (with, without): (&RuleSet, &RuleSet),
    is_there: bool,
) -> Option<String> {
    let kept = |rules: &RuleSet| trial.kept(&trial.pick(rules));
    let (after, before) = (kept(with), kept(without));
    let text = fold(&text(with, trial));
    let blocks = (0..after.len()).filter(|&at| after[at] != before[at] && after[at] == is_there);
    let quotes = blocks.map(|at| quote(habits, trial, at));
    quotes.filter(|quote| !quote.is_empty() && text.contains(quote) == is_there).max_by_key(String::len)
}

/// How a block starts, so that it can be told by that.
pub(in crate::author) fn quote(habits: &Habits, trial: &Trial, block: usize) -> String {
    let text = fold(trial.texts.text(&trial.texts[block]));
    head(text.split(' '), habits.quoted).join(" ")
}

/// The first words, up to so many characters; a first word that is longer is cut.
pub(in crate::author) fn head<'w>(words: impl Iterator<Item = &'w str>, most: usize) -> Vec<&'w str> {
    let mut left = most;
    let fits = |word: &&str| {
        let len = word.chars().count() + 1;
        let fits = len <= left || left == most;
        left = left.saturating_sub(len);
        fits
    };
    words.take_while(fits).collect()
}
