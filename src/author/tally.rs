//! What each line of a rule finds on a page: how one sees which lines still work.

use crate::decide::site::Site;
use crate::dom::{Dom, NodeId, Selector, TextBlocks, Work};
use crate::mark::{Mark, Marks, Reason, RuleKey, Verdict};
use crate::rule::{Key, Layout, Line, Matcher, Pick, RuleLine, Takes};

/// Each line of the layout that was picked, but those of `[meta]`, and how often it finds something.
pub(crate) fn tally(dom: &Dom, texts: &TextBlocks, pick: &Pick, work: &Work<'_>) -> Vec<(RuleLine, usize)> {
    let Some(layout) = pick.layout() else { return Vec::new() };
    let mut marks = Marks::new(dom, Mark { verdict: Verdict::Drop, reason: Reason::Outside });
    let site = Site::new(dom, texts, pick, work, &mut marks);
    let mut found = of_page(layout, work);
    let inside = || texts.iter().filter(|block| site.is_inside(block.nodes.start));
    let count = |key: RuleKey, line: &Line<Matcher>| match (key.row().takes, &line.value) {
        (Takes::Either, _) => usize::from(site.first_edge(line, NodeId::ROOT).is_some()),
        (_, Matcher::Selector(selector)) => site.find(key, selector).len(),
        (_, Matcher::Pattern(pattern)) => inside().filter(|block| site.is_match(line, pattern, block)).count(),
        (_, Matcher::ArticleBody) => 0,
    };
    for key in RuleKey::ALL.into_iter().filter(|key| *key != RuleKey::Content) {
        found.extend(layout.lines.of(key).iter().map(|line| (RuleLine::of(key.name(), line), count(key, line))));
    }
    found
}

/// The lines that look at the whole page.
fn of_page(layout: &Layout, work: &Work<'_>) -> Vec<(RuleLine, usize)> {
    let count = |selector: &Selector| selector.select(NodeId::ROOT, work).len();
    let key = RuleKey::Content;
    let content = layout.lines.of(key).iter().map(|line| {
        let hits = if let Matcher::Selector(selector) = &line.value { count(selector) } else { 0 };
        (RuleLine::of(key.name(), line), hits)
    });
    let when = layout.scope.when.iter().map(|line| (RuleLine::of(Key::When.name(), line), count(&line.value)));
    content.chain(when).collect()
}
