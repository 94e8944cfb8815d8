//! Where pages state facts about their articles.

use super::Stated;
use crate::author::trial::Trial;
use crate::strip::Stripper;

/// For each fact the places where the pages state it, the most trusted first.
pub(super) fn stated(stripper: &Stripper, trials: &[Trial<'_>]) -> Vec<Stated> {
    let mut all: Vec<Stated> = Vec::new();
    for (field, source, value) in trials.iter().flat_map(|trial| stripper.stated(&trial.dom, trial.clues())) {
        if !all.iter().any(|stated| stated.field == field && stated.source == source) {
            all.push(Stated { field, source, value });
        }
    }
    all.sort_by_key(|stated| stated.field);
    all
}
