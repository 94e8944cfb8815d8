//! To which side a page's text runs: what its elements say, else what its language is written in.

use html5ever::local_name as tag;

use super::words::DirectionWords;
use crate::article::Direction;
use crate::dom::{Dom, NodeId};

/// What the nearest element around the headline says, else the page's `<body>` and `<html>`.
pub(super) fn stated(dom: &Dom, headline: Option<NodeId>) -> Option<Direction> {
    let near = headline.into_iter().flat_map(|id| std::iter::once(id).chain(dom.ancestors(id)));
    let page = [tag!("body"), tag!("html")].into_iter().filter_map(|name| dom.ids().find(|&id| dom.is(id, &name)));
    near.chain(page).filter_map(|id| dom.attr(id, &tag!("dir"))).find_map(named)
}

fn named(dir: &str) -> Option<Direction> {
    [Direction::Ltr, Direction::Rtl].into_iter().find(|side| dir.trim().eq_ignore_ascii_case(side.name()))
}

/// That of a language, by the script that its tag names or by the one that it is written in.
pub(super) fn of_language(language: &str, words: &DirectionWords) -> Direction {
    let (name, rest) = language.split_once('-').unwrap_or((language, ""));
    let script = rest.split('-').find(|part| part.len() == 4);
    let is_rtl = match script {
        Some(script) => words.rtl_scripts.iter().any(|rtl| rtl == script),
        None => words.rtl.iter().any(|rtl| rtl == name),
    };
    if is_rtl { Direction::Rtl } else { Direction::Ltr }
}
