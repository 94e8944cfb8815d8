//! The known word that a misspelled one was meant to be.

/// The one of `known` that is nearest to `word`, if one is near enough to be meant: at most a third of its letters
/// differ.
pub(crate) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    const LONGEST: usize = 40;
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_lowercase();
    let best = known.into_iter().map(|k| (distance(&word, k), k)).min()?;
    (best.0 * 3 <= best.1.chars().count().max(3)).then_some(best.1)
}

/// How many letters must be put in, taken out, replaced or swapped with the next one to make `b` of `a`.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let same = a[i - 1] == b[j - 1];
            let mut best = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + usize::from(!same));
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before_last[j - 2] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_finds_its_word_and_another_word_none() {
        let known = ["content", "drop", "keep", "drop_text", "start_after"];
        let cases = [
            ("contents", Some("content")),
            ("cotnent", Some("content")),
            ("Drop", Some("drop")),
            ("droptext", Some("drop_text")),
            ("start-after", Some("start_after")),
            ("kep", Some("keep")),
            ("title", None),
            ("", None),
        ];
        for (word, expected) in cases {
            assert_eq!(nearest(word, known), expected, "{word}");
        }
    }
}
