//! The tests of a proposed rule: how each page's article starts and ends under it, and what is gone.

use super::{Habits, Proof, Proposal, Sample};
use crate::author::check;
use crate::author::trial::Trial;
use crate::render::Format;
use crate::rule::RuleSet;
use crate::strip::Stripper;

/// Completes a proposal by its tests. A line that drops something and that no test would miss is taken out again.
pub(super) fn prove(
    habits: &Habits,
    stripper: &Stripper,
    samples: &[Sample<'_>],
    trials: &[Trial],
    proposal: &mut Proposal,
) {
    let mut quotes = Vec::new();
    for at in (0..proposal.drop.len()).rev() {
        match quote_dropped(habits, samples, trials, proposal, at) {
            Some(dropped) => quotes.insert(0, dropped),
            None => drop(proposal.drop.remove(at)),
        }
    }
    let rules = proposal.rules();
    let pages = samples.iter().zip(trials);
    proposal.tests = pages.filter_map(|(sample, trial)| proof(habits, &rules, sample, trial)).collect();
    for (file, quote) in quotes.into_iter().rev() {
        let test = proposal.tests.iter_mut().find(|test| Some(&test.file) == file.as_ref());
        test.into_iter().for_each(|test| test.excludes.insert(0, quote.clone()));
    }
    find_failures(stripper, samples, proposal);
}

fn proof(habits: &Habits, rules: &RuleSet, sample: &Sample<'_>, trial: &Trial) -> Option<Proof> {
    let (file, text) = (sample.file.clone()?, text(rules, trial));
    let words: Vec<&str> = text.split(' ').collect();
    let starts_with = head(words.iter().copied(), habits.quoted).join(" ");
    let mut end = head(words.iter().rev().copied(), habits.quoted);
    end.reverse();
    let neighbours = neighbours(rules, trial).into_iter().map(|at| quote(habits, trial, at));
    let excludes = neighbours.filter(|quote| quote.len() >= habits.drop_chars && !text.contains(quote)).collect();
    (!starts_with.is_empty()).then(|| Proof { file, starts_with, ends_with: end.join(" "), excludes, fails: None })
}

/// The text of a page under some rules, white space folded.
fn text(rules: &RuleSet, trial: &Trial) -> String {
    let article = trial.article_under(rules).ok();
    fold(&article.map(|article| article.render(Format::Text)).unwrap_or_default())
}

/// The blocks that a reader sees last before the article and first behind it.
fn neighbours(rules: &RuleSet, trial: &Trial) -> Vec<usize> {
    let kept = trial.kept(&trial.pick(rules));
    let is_husk = |at: &usize| !kept[*at] && trial.chars[*at] > 0;
    let (first, last) = (kept.iter().position(|kept| *kept), kept.iter().rposition(|kept| *kept));
    let before = first.and_then(|first| (0..first).rev().find(is_husk));
    let behind = last.and_then(|last| (last + 1..kept.len()).find(is_husk));
    before.into_iter().chain(behind).collect()
}

/// What a line that drops something takes away and no other line does, with the file of the page. Pages that a test can
/// name go first.
fn quote_dropped(
    habits: &Habits,
    samples: &[Sample<'_>],
    trials: &[Trial],
    proposal: &mut Proposal,
    at: usize,
) -> Option<(Option<String>, String)> {
    let mut without = proposal.clone();
    without.drop.remove(at);
    let (with, without) = (proposal.rules(), without.rules());
    let pages = samples.iter().zip(trials);
    let quotes = pages.filter_map(|(sample, trial)| {
        let kept = |rules: &RuleSet| trial.kept(&trial.pick(rules));
        let (kept, before, text) = (kept(&with), kept(&without), text(&with, trial));
        let gone = (0..kept.len()).filter(|&block| before[block] && !kept[block]);
        let quotes = gone.map(|block| quote(habits, trial, block));
        let quote = quotes.filter(|quote| !quote.is_empty() && !text.contains(quote)).max_by_key(String::len)?;
        Some((sample.file.clone(), quote))
    });
    let found = quotes.max_by_key(|(file, _)| file.is_some())?;
    proposal.drop[at].sample.clone_from(&found.1);
    Some(found)
}

/// Runs the tests and notes why one fails.
fn find_failures(stripper: &Stripper, samples: &[Sample<'_>], proposal: &mut Proposal) {
    let rules = proposal.rules();
    let stripper = stripper.with_rules(rules.clone());
    let mut load = |_: &str, path: &str| {
        let sample = samples.iter().find(|sample| sample.file.as_deref() == Some(path));
        sample.map(|sample| sample.page.content.as_bytes().to_vec()).ok_or_else(|| std::io::ErrorKind::NotFound.into())
    };
    let tests = check::tests(&rules);
    let fails =
        tests.iter().map(|test| test.run(&stripper, &mut load).first().map(|finding| finding.problem.to_string()));
    for (test, fails) in proposal.tests.iter_mut().zip(fails) {
        test.fails = fails;
    }
}

/// How a block starts, so that it can be told by that.
pub(super) fn quote(habits: &Habits, trial: &Trial, block: usize) -> String {
    let text = fold(trial.texts.text(&trial.texts[block]));
    head(text.split(' '), habits.quoted).join(" ")
}

/// The first words, up to so many characters; a first word that is longer is cut.
fn head<'w>(words: impl Iterator<Item = &'w str>, most: usize) -> Vec<&'w str> {
    let mut left = most;
    let fits = |word: &&str| {
        let len = word.chars().count() + 1;
        let fits = len <= left || left == most;
        left = left.saturating_sub(len);
        fits
    };
    words.take_while(fits).collect()
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
