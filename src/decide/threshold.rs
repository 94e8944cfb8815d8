//! From which probability on the blocks of a page are kept.
//!
//! What is best kept is what makes the greatest F1 to be expected, and that is every block more likely than half of
//! that F1 (Lewis 1995): on a page where all is clear, one half; where little is, less. The share and the power that are
//! used in place of one half and one stand in `rules/generic.toml`, and are what is best on pages of unseen sites.

use crate::generic::rows::PageThreshold;

/// The limit for a page whose blocks have these probabilities and words; one where what would be kept is no article.
pub(crate) fn limit(page: &PageThreshold, blocks: impl Iterator<Item = (f32, f32)>) -> f32 {
    let mut blocks: Vec<(f32, f32)> =
        blocks.map(|(probability, words)| (probability, words.max(page.wordless_weight))).collect();
    blocks.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all: f32 = blocks.iter().map(|(probability, words)| probability * words).sum();
    let (mut right, mut taken, mut best) = (0.0, 0.0, 0.0_f32);
    for (probability, words) in &blocks {
        (right, taken) = (right + probability * words, taken + words);
        best = best.max(2.0 * right / (taken + all).max(f32::MIN_POSITIVE));
    }
    let limit = (best.powf(page.f1_power) * page.f1_share).clamp(page.min, page.max);
    let kept: f32 = blocks.iter().take_while(|(probability, _)| *probability >= limit).map(|(_, words)| words).sum();
    if kept < page.min_words { 1.0 } else { limit }
}

/// The F1 to be expected of what was kept, from the probability and the words of each block: 0 where nothing was.
pub(crate) fn expected_f1(blocks: impl Iterator<Item = (f32, f32, bool)>) -> f32 {
    let (mut all, mut right, mut taken) = (0.0, 0.0, 0.0);
    for (probability, words, is_kept) in blocks {
        all += probability * words;
        if is_kept {
            (right, taken) = (right + probability * words, taken + words);
        }
    }
    2.0 * right / (taken + all).max(f32::MIN_POSITIVE)
}

/// The share of the kept words that are to be expected right, from the probability and the words of each block: 0 of none.
pub(crate) fn expected_precision(kept: impl Iterator<Item = (f32, f32)>) -> f32 {
    let (right, taken) =
        kept.fold((0.0, 0.0), |(right, taken), (probability, words)| (right + probability * words, taken + words));
    right / f32::max(taken, f32::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: PageThreshold =
        PageThreshold { f1_share: 0.5, f1_power: 1.0, min: 0.25, max: 0.6, min_words: 2.0, wordless_weight: 0.3 };

    #[test]
    fn where_all_is_clear_the_limit_is_a_half() {
        let limit = limit(&PAGE, [(1.0, 30.0), (0.0, 20.0), (1.0, 5.0)].into_iter());
        assert!((limit - 0.5).abs() < 1e-6, "{limit}");
    }

    #[test]
    fn where_little_is_clear_the_limit_is_lower() {
        let limit = limit(&PAGE, [(0.6, 30.0), (0.5, 20.0), (0.4, 50.0)].into_iter());
        assert!(limit > 0.25 && limit < 0.4, "{limit}");
    }

    #[test]
    fn the_expected_f1_tells_what_is_wrong_and_what_is_missed() {
        assert_eq!(expected_f1([(1.0, 30.0, true), (0.0, 20.0, false)].into_iter()), 1.0);
        assert_eq!(expected_f1([(1.0, 30.0, true), (0.0, 30.0, true)].into_iter()), 2.0 / 3.0);
        assert_eq!(expected_f1([(1.0, 30.0, true), (1.0, 30.0, false)].into_iter()), 2.0 / 3.0);
        assert_eq!(expected_f1([(0.4, 30.0, false)].into_iter()), 0.0);
    }

    #[test]
    fn the_expected_precision_is_that_of_a_word() {
        assert_eq!(expected_precision([(1.0, 30.0), (0.5, 10.0)].into_iter()), 0.875);
        assert_eq!(expected_precision(std::iter::empty()), 0.0);
    }

    #[test]
    fn what_has_hardly_a_word_is_no_article() {
        assert!((limit(&PAGE, std::iter::empty()) - 1.0).abs() < 1e-6);
        assert!((limit(&PAGE, [(0.6, 1.0), (0.1, 20.0)].into_iter()) - 1.0).abs() < 1e-6);
    }
}
