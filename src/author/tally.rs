//! What each line of a rule finds on a page: how one sees which lines still work.

use crate::decide::site::Site;
use crate::dom::{Dom, NodeId, Selector, TextBlocks, Work};
use crate::mark::{Mark, Marks, Reason, Verdict};
use crate::rule::{Edge, Layout, Line, Pick, RuleLine};

/// Each line of the layout that was picked, but those of `[meta]`, and how often it finds something.
pub(crate) fn tally(dom: &Dom, texts: &TextBlocks, pick: &Pick, work: &Work<'_>) -> Vec<(RuleLine, usize)> {
    let Some(layout) = pick.layout() else { return Vec::new() };
    let mut marks = Marks::new(dom, Mark { verdict: Verdict::Drop, reason: Reason::Outside });
    let site = Site::new(dom, texts, pick, work, &mut marks);
    let mut found = of_page(layout, work);
    for (key, lines) in [("drop", &layout.drop), ("keep", &layout.keep)] {
        found.extend(lines.iter().map(|line| (RuleLine::of(key, line), site.select(&line.value).len())));
    }
    for (key, lines) in [("drop_text", &layout.drop_text), ("cut", &layout.cut)] {
        let inside = || texts.iter().filter(|block| site.is_inside(block.nodes.start));
        let count = |line: &Line<_>| inside().filter(|block| site.is_match(line, &line.value, block)).count();
        found.extend(lines.iter().map(|line| (RuleLine::of(key, line), count(line))));
    }
    for (key, lines) in [("start_after", &layout.start_after), ("stop_before", &layout.stop_before)] {
        let count = |line: &Line<Edge>| usize::from(site.first_edge(line, NodeId::ROOT).is_some());
        found.extend(lines.iter().map(|line| (RuleLine::of(key, line), count(line))));
    }
    found
}

/// The lines that look at the whole page.
fn of_page(layout: &Layout, work: &Work<'_>) -> Vec<(RuleLine, usize)> {
    let count = |line: &Line<Selector>| line.value.select(NodeId::ROOT, work).len();
    let content = layout.content.iter().map(|line| (RuleLine::of("content", line), count(line)));
    let when = layout.scope.when.iter().map(|line| (RuleLine::of("when", line), count(line)));
    content.chain(when).collect()
}
