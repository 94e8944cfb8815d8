//! What the measures of the generic layer look at, in words: the rows of `rules/measures.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What stands between a measure and the word that is heard most in it.
const HEARD: &str = ": ";

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/measures.toml")).expect("a test reads the built-in file")
});

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    measures: BTreeMap<String, String>,
}

/// The name of the measure that a test is of.
pub(crate) fn measure(test: &str) -> &str {
    test.split_once(HEARD).map_or(test, |(name, _)| name)
}

/// What a measure looks at, and the word that is heard most in it; for one without a row its name.
pub(crate) fn in_words(test: &str) -> String {
    let (name, heard) = test.split_once(HEARD).map_or((test, None), |(name, heard)| (name, Some(heard)));
    let looks_at = KNOWN.measures.get(name).map_or(name, String::as_str);
    let Some(heard) = heard else { return looks_at.to_owned() };
    match heard.strip_prefix('{').and_then(|heard| heard.strip_suffix('}')) {
        Some(group) => format!("{looks_at}, a word such as “{group}”"),
        None => format!("{looks_at}, “{heard}”"),
    }
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, in_words};
    use crate::features::table::OWN;

    #[test]
    fn every_measure_of_a_text_has_its_row_and_every_row_its_measure() {
        let measured = |name: &String| name == "bias" || OWN.iter().any(|(own, _)| own == name);
        let unused: Vec<&String> = KNOWN.measures.keys().filter(|name| !measured(name)).collect();
        assert!(unused.is_empty(), "nothing measures {unused:?}");
        let untold = OWN.iter().map(|own| own.0).filter(|name| !KNOWN.measures.contains_key(*name));
        assert_eq!(untold.collect::<Vec<_>>(), [""; 0]);
    }

    #[test]
    fn measures_are_told_with_the_word_that_is_heard() {
        assert_eq!(in_words("link share"), "how much of it stands in links");
        assert_eq!(in_words("side words: share"), "what the elements around it are called, “share”");
        let group = in_words("side words: {share}");
        assert_eq!(group, "what the elements around it are called, a word such as “share”");
        assert_eq!(in_words("a new measure"), "a new measure");
    }
}
