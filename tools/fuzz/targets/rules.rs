//! Any rule file is used or told what is wrong with it, on a terminal that obeys no stranger.
#![no_main]

use dehusk::{Layer, Page, RuleSet, RuleSource, Stripper};
use libfuzzer_sys::fuzz_target;

/// A page that most selectors find something in.
const PAGE: &[u8] = include_bytes!("../seeds/strip/article.html");

fuzz_target!(|text: &str| {
    let source = RuleSource { name: "sites/example.org.toml".into(), text: text.to_owned() };
    match RuleSet::compile([Layer::new("fuzzed", vec![source]).own(), Layer::builtin()]) {
        Ok(rules) => {
            let page = Page::new(PAGE).url("https://example.org/harbour");
            _ = Stripper::new(rules).explain(&page);
        }
        Err(errors) => {
            assert!(errors.iter().len() > 0);
            for error in errors.iter() {
                let told = error.render(false);
                assert!(!told.contains('\x1b'), "{told:?}");
            }
        }
    }
});
