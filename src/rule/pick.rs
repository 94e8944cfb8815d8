//! The choice for one page: its rule, the layout of it that fits, the elements that hold the article.
//!
//! The page's host finds the rule. Of its layouts the first one fits whose path and `when` hold and whose `content`
//! is found. A rule that is for the page, and of which no layout fits, was missed: the site has changed.

use std::sync::Arc;

use crate::lookup::pattern::Pattern;

use super::layout::{Clean, Layout, Line, Matcher, Rule, Scope};
use super::origin::{Clues, Origin};
use super::set::RuleSet;
use super::{MetaField, MetaSource};
use crate::article::State;
use crate::claims::Claims;
use crate::dom::{NodeId, Selector, Work};
use crate::mark::RuleKey;

/// What was chosen for a page.
#[derive(Clone, Debug)]
pub(crate) struct Pick {
    /// The rule of the page's site. None if it has none or the rule is not for this page.
    pub(crate) rule: Option<Arc<Rule>>,
    /// The place in the rule of the layout that fits.
    layout: Option<usize>,
    /// The elements that hold the article, in document order. Empty where the generic layer is to find it.
    pub(crate) content: Vec<NodeId>,
    /// The line that found them.
    pub(crate) found_by: Option<Arc<Line<Matcher>>>,
    /// The line that takes the text in the page's JSON-LD, which has one. The rest of the pick is what holds for the page as
    /// it is seen, for a reader who wants no other text.
    pub(crate) article_body: Option<Arc<Line<Matcher>>>,
    /// How much the generic layer cleans.
    pub(crate) clean: Clean,
    pub(crate) state: State,
    /// Where the page is from, if that is known.
    pub(crate) origin: Option<Origin>,
}

impl Pick {
    /// The generic layer does all.
    pub(crate) fn generic() -> Self {
        let (content, clean, state) = (Vec::new(), Clean::Full, State::Generic);
        Pick { rule: None, layout: None, content, found_by: None, article_body: None, clean, state, origin: None }
    }

    /// The same rule, which has missed the article: the generic layer does all.
    pub(crate) fn missed(self) -> Self {
        Pick { rule: self.rule, origin: self.origin, state: State::RuleMissed, ..Pick::generic() }
    }

    /// The same rule on a page that is all content: the text that a line takes from the page's JSON-LD.
    #[must_use]
    pub(crate) fn of_article_body(&self, line: &Arc<Line<Matcher>>) -> Self {
        Pick { content: vec![NodeId::ROOT], found_by: Some(Arc::clone(line)), ..self.clone() }
    }

    /// The layout that fits.
    pub(crate) fn layout(&self) -> Option<&Layout> {
        self.rule.as_ref()?.layouts.get(self.layout?)
    }

    /// What is taken out of kept blocks.
    pub(crate) fn cuts(&self) -> Vec<Pattern> {
        let layouts = self.layout().into_iter();
        layouts.flat_map(|layout| layout.lines.patterns(RuleKey::Cut)).map(|(_, pattern)| pattern.clone()).collect()
    }

    /// Where the rule says that a fact about the article stands, best first.
    pub(crate) fn meta(&self, field: MetaField) -> &[Arc<Line<MetaSource>>] {
        let all = self.layout().into_iter().flat_map(|layout| &layout.meta);
        all.filter(|(of, _)| *of == field).map(|(_, sources)| sources.as_slice()).next().unwrap_or_default()
    }
}

/// Chooses for a page.
pub(crate) fn pick(rules: &RuleSet, claims: &Claims<'_>, clues: &Clues<'_>, work: &Work<'_>) -> Pick {
    let origin = Origin::of(claims, clues, |host| rules.name_for(host).is_some());
    let page = Page { path: origin.as_ref().and_then(|o| o.path.as_deref()), is_text: clues.is_text, claims, work };
    let all = origin.as_ref().map(|origin| rules.rules_for(&origin.host)).unwrap_or_default();
    let choice = match all.is_empty() {
        true => rules.fingerprints().filter(|rule| page.is_of(rule)).find_map(|rule| page.fit_or_blame(&rule)),
        false => page.choose(&all),
    };
    Pick { origin, ..choice.unwrap_or_else(Pick::generic) }
}

/// What layouts are tried on.
struct Page<'p> {
    path: Option<&'p str>,
    is_text: bool,
    claims: &'p Claims<'p>,
    work: &'p Work<'p>,
}

impl Page<'_> {
    fn is_for(&self, scope: &Scope) -> bool {
        let path = |line: &Arc<Line<Pattern>>| self.path.map_or(self.is_text, |path| line.value.is_match(path));
        let when = |line: &Arc<Line<Selector>>| !line.value.select(NodeId::ROOT, self.work).is_empty();
        scope.path.as_ref().is_none_or(path) && scope.when.as_ref().is_none_or(when)
    }

    /// Whether a rule is for the page; so is one of the user's whose `when` used up all steps, which is told of
    /// the refused page.
    fn is_of(&self, rule: &Rule) -> bool {
        let was_over = self.work.finish().is_err();
        self.is_for(&rule.scope) || (!was_over && !rule.source.is_embedded() && self.work.finish().is_err())
    }

    /// The first layout that fits; the rule alone where the steps are used up.
    fn fit_or_blame(&self, rule: &Arc<Rule>) -> Option<Pick> {
        let is_blamed = || !rule.source.is_embedded() && self.work.finish().is_err();
        let blamed = || is_blamed().then(|| Pick { rule: Some(Arc::clone(rule)), ..Pick::generic() });
        self.fit(rule).or_else(blamed)
    }

    /// What the rules for the page's host add up to, those of them that are for the page. Where no layout of all of them
    /// fits, what the nearest say stands, as far as it names no content.
    fn choose(&self, rules: &[Arc<Rule>]) -> Option<Pick> {
        let mine: Vec<Arc<Rule>> = rules.iter().filter(|rule| self.is_of(rule)).map(Arc::clone).collect();
        let rule = Rule::as_one(&mine)?;
        let missed = || {
            let nearest = (1..mine.len()).rev().find_map(|n| self.fit(&Rule::as_one(&mine[..n])?));
            let none = || Pick { rule: Some(Arc::clone(&rule)), ..Pick::generic() };
            Pick { state: State::RuleMissed, ..nearest.unwrap_or_else(none) }
        };
        let pick = self.fit(&rule).or_else(|| self.as_text(&rule)).unwrap_or_else(missed);
        let is_of_site = mine.iter().any(|rule| !rule.is_for_all);
        Some(Pick { state: if is_of_site { pick.state } else { State::Generic }, ..pick })
    }

    /// The first layout that fits.
    fn fit(&self, rule: &Arc<Rule>) -> Option<Pick> {
        rule.layouts.iter().enumerate().filter(|(_, layout)| self.is_for(&layout.scope)).find_map(|(at, layout)| {
            let found = layout.lines.selectors(RuleKey::Content).find_map(|(line, selector)| {
                let hits = selector.select(NodeId::ROOT, self.work);
                (!hits.is_empty()).then(|| (hits, Arc::clone(line)))
            });
            let (content, found_by) = found.map_or_else(Default::default, |(hits, line)| (hits, Some(line)));
            let article_body = self.article_body(layout.lines.of(RuleKey::Content), found_by.as_ref());
            if found_by.is_none() && article_body.is_none() && layout.has_content() {
                return None;
            }
            let clean = if article_body.is_some() && found_by.is_none() { Clean::Full } else { self.clean(layout) };
            let (rule, layout) = (Some(Arc::clone(rule)), Some(at));
            Some(Pick { rule, layout, content, found_by, article_body, clean, state: State::Rule, origin: None })
        })
    }

    /// The entry for the text in the page's JSON-LD, if there is such a text and no entry before it finds something.
    fn article_body(
        &self,
        entries: &[Arc<Line<Matcher>>],
        found_by: Option<&Arc<Line<Matcher>>>,
    ) -> Option<Arc<Line<Matcher>>> {
        let is_before = |line: &&Arc<Line<Matcher>>| found_by.is_none_or(|found_by| !Arc::ptr_eq(found_by, line));
        let mut before = entries.iter().take_while(is_before);
        let line = before.find(|line| matches!(line.value, Matcher::ArticleBody))?;
        self.claims.article_body().map(|_| Arc::clone(line))
    }

    /// Extracted text has lost the elements that `content` names: all of it is content, and the rule's last layout,
    /// which is what its file says by itself, fits.
    fn as_text(&self, rule: &Arc<Rule>) -> Option<Pick> {
        let at = self.is_text.then(|| rule.layouts.len().checked_sub(1))??;
        let clean = self.clean(&rule.layouts[at]);
        let (rule, content) = (Some(Arc::clone(rule)), vec![NodeId::ROOT]);
        Some(Pick { rule, layout: Some(at), content, clean, state: State::Rule, ..Pick::generic() })
    }

    /// By itself the generic layer cleans fully, but not at all in extracted text; safely in the content of a rule of the
    /// first schema.
    fn clean(&self, layout: &Layout) -> Clean {
        layout.clean.as_ref().map(|line| line.value).unwrap_or(
            match (self.is_text, layout.has_content() && layout.is_careful) {
                (true, _) => Clean::None,
                (false, true) => Clean::Safe,
                (false, false) => Clean::Full,
            },
        )
    }
}
