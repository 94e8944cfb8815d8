//! How near a text comes to its gold.

use std::collections::HashMap;

/// F1 of runs of four words.
pub fn f1(found: &str, gold: &str) -> f64 {
    let runs = |text: &str| {
        // Of scripts without spaces each character is a word.
        let is_whole = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
        let spaced: String = text.chars().map(|c| if is_whole(c) { format!(" {c} ") } else { c.to_string() }).collect();
        let words = spaced.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let words: Vec<String> = words.map(str::to_lowercase).collect();
        let mut runs: HashMap<Vec<String>, usize> = HashMap::new();
        let length = 4.min(words.len()).max(1);
        words.windows(length).for_each(|run| *runs.entry(run.to_vec()).or_default() += 1);
        runs
    };
    let (found, gold) = (runs(found), runs(gold));
    let both: usize = found.iter().map(|(run, n)| *n.min(gold.get(run).unwrap_or(&0))).sum();
    let all = found.values().sum::<usize>() + gold.values().sum::<usize>();
    if all == 0 { 1.0 } else { 2.0 * both as f64 / all as f64 }
}
