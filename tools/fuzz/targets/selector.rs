//! Any text is a selector or is told where it is none; what it finds on a page is bounded work.
#![no_main]

use std::sync::LazyLock;

use dehusk::stages::{self, Tree};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    thread_local! {
        static TREE: LazyLock<Tree> = LazyLock::new(|| {
            stages::parse(include_str!("../seeds/strip/article.html")).expect("the page is small")
        });
    }
    TREE.with(|tree| match stages::select(text, tree) {
        Ok(found) => assert!(found <= stages::nodes(tree)),
        Err(place) => assert!(text.get(place.clone()).is_some(), "{place:?} of {} bytes", text.len()),
    });
});
