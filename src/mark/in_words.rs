//! What the measures of the generic layer look at, in words: the rows of `rules/measures.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What stands between the names of two measures that speak together.
const TOGETHER: &str = " with ";

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/measures.toml")).expect("a test reads the built-in file")
});

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    measures: BTreeMap<String, String>,
}

/// What a measure looks at, or two that speak together; for one without a row its name.
pub(crate) fn in_words(test: &str) -> String {
    let one = |name| KNOWN.measures.get(name).map_or(name, String::as_str);
    test.split(TOGETHER).map(one).collect::<Vec<_>>().join(", together with ")
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn measures_are_told_alone_and_together() {
        assert_eq!(in_words("link share"), "how much of it stands in links");
        assert_eq!(in_words("words with repeats"), "its length, together with how often the page repeats it");
        assert_eq!(in_words("a new measure"), "a new measure");
    }
}
