//! Where pages state facts about their articles.

use super::Stated;
use crate::author::trial::Trial;

/// For each fact the places where the pages state it, the most trusted first.
pub(super) fn stated(trials: &[&Trial]) -> Vec<Stated> {
    let mut all: Vec<Stated> = Vec::new();
    for (field, source, value) in trials.iter().flat_map(|trial| trial.stated()) {
        if !all.iter().any(|stated| stated.field == field && stated.source == source) {
            all.push(Stated { field, source, value });
        }
    }
    all.sort_by_key(|stated| stated.field);
    all
}
