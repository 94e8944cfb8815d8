//! What a rule is once it is compiled: layouts, the lines in them, and how one layout is laid over another.

use std::sync::Arc;

use crate::lookup::pattern::Pattern;
use serde::Serialize;

use super::error::SourceText;
use super::file::TestCase;
use super::meta::{self, MetaField, MetaSource};
use crate::dom::Selector;
use crate::mark::{Reason, RuleKey};

/// The rule of a site, or a block that rules share.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    /// The file's name without folder and `.toml`.
    pub(crate) name: Arc<str>,
    /// The file, as it was named when it was loaded.
    pub(crate) file: Arc<str>,
    /// For which pages of its hosts the whole rule is.
    pub(crate) scope: Scope,
    /// Tried in order. Never empty.
    pub(crate) layouts: Vec<Layout>,
    /// What the file itself says, under its layouts: what an extending file builds on.
    pub(crate) base: Layout,
    /// The layouts that the file itself names or extends, without `base`.
    pub(crate) named: Vec<Layout>,
    /// The first host that the file names.
    pub(crate) host: Option<Arc<str>>,
    pub(crate) tests: Vec<TestCase>,
    /// Whether it stands in the place of the rules that layers below have for its hosts; else it adds to them.
    pub(crate) replaces: bool,
    /// Whether it is for pages of all hosts alike, so that it makes none of them one of a known site.
    pub(crate) is_for_all: bool,
    /// The files that it builds on by name.
    pub(crate) built_on: Vec<Arc<SourceText>>,
    /// The file as it was read.
    pub(crate) source: Arc<SourceText>,
}

/// For which pages something is: both tests must hold where they are given.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    pub(crate) path: Option<Arc<Line<Pattern>>>,
    pub(crate) when: Option<Arc<Line<Selector>>>,
}

/// What to do with the pages of one template of a site.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    /// Where it starts in its file.
    pub(crate) line: u32,
    pub(crate) scope: Scope,
    pub(crate) lines: Lines,
    pub(crate) clean: Option<Arc<Line<Clean>>>,
    /// Whether its content is that of a file of the first schema, which the generic layer cleans carefully by itself.
    pub(crate) is_careful: bool,
    /// For each field that the rule speaks of, where to look, best first.
    pub(crate) meta: Vec<(MetaField, Vec<Arc<Line<MetaSource>>>)>,
}

/// The lines of a layout that keep or drop, by key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines([Vec<Arc<Line<Matcher>>>; RuleKey::ALL.len()]);

/// Something compiled, and the place in a rule file that it comes from.
#[derive(Debug)]
pub(crate) struct Line<T> {
    pub(crate) value: T,
    pub(crate) file: Arc<str>,
    /// Counted from 1.
    pub(crate) line: u32,
    /// The layer of rules that the file is in; the first is the nearest.
    pub(crate) layer: usize,
    /// As written.
    pub(crate) pattern: Arc<str>,
}

/// A line of a rule file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[non_exhaustive]
pub struct RuleLine {
    /// The file, as it was named when it was loaded.
    pub file: Arc<str>,
    /// The line in it, counted from 1.
    pub line: u32,
    /// The key that it belongs to.
    pub key: &'static str,
    /// The selector or regex as written.
    pub pattern: Arc<str>,
}

impl RuleLine {
    pub(crate) fn of<T>(key: &'static str, line: &Line<T>) -> Self {
        RuleLine { file: Arc::clone(&line.file), line: line.line, key, pattern: Arc::clone(&line.pattern) }
    }
}

/// What a line looks for.
#[derive(Debug)]
pub(crate) enum Matcher {
    /// Elements.
    Selector(Selector),
    /// Text blocks.
    Pattern(Pattern),
    /// `content = ["ld:articleBody"]`: the text of the article in the page's JSON-LD.
    ArticleBody,
}

/// How an entry of `content` names the text in the page's JSON-LD.
pub(crate) const ARTICLE_BODY: &str = "ld:articleBody";

/// How much the generic layer cleans inside what a rule picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clean {
    /// `"none"`: not at all.
    None,
    /// `"safe"`: what is near certain to be husk.
    Safe,
    /// `"full"`: what is more likely husk than not.
    Full,
}

impl Clean {
    /// By the names that rules choose them by.
    pub(crate) const ALL: &[(&str, Clean)] = &[("full", Clean::Full), ("none", Clean::None), ("safe", Clean::Safe)];
}

impl<T> Line<T> {
    /// Why a mark stands that this line set.
    pub(crate) fn reason(&self, key: RuleKey) -> Reason {
        Reason::Rule { file: Arc::clone(&self.file), line: self.line, key, pattern: Arc::clone(&self.pattern) }
    }
}

impl Layout {
    /// This layout with `top` laid over it: lists that name exceptions add up, all else is replaced where `top` says
    /// something.
    pub(crate) fn under(&self, top: &Layout) -> Layout {
        Layout {
            line: if top.line == 0 { self.line } else { top.line },
            scope: if top.line == 0 { self.scope.clone() } else { top.scope.clone() },
            lines: self.lines.under(&top.lines),
            clean: top.clean.clone().or_else(|| self.clean.clone()),
            is_careful: if top.has_content() { top.is_careful } else { self.is_careful },
            meta: meta::over(&self.meta, &top.meta),
        }
    }
}

impl Layout {
    /// Whether it says where the article is.
    pub(crate) fn has_content(&self) -> bool {
        !self.lines.of(RuleKey::Content).is_empty()
    }

    /// Whether it names an element that holds the article.
    pub(crate) fn has_container(&self) -> bool {
        self.lines.selectors(RuleKey::Content).next().is_some()
    }

    /// The same, as what a whole file says: not one of its layouts.
    fn as_base(&self) -> Layout {
        Layout { line: 0, ..self.clone() }
    }
}

impl Rule {
    /// Rules that add up, the nearest first, as one.
    pub(crate) fn as_one(rules: &[Arc<Rule>]) -> Option<Arc<Rule>> {
        let (nearest, below) = rules.split_first()?;
        Some(below.iter().fold(Arc::clone(nearest), |near, below| Arc::new(below.under(&near))))
    }

    /// This rule with that of a nearer layer laid over it, as a file is laid over the blocks that it extends. The nearer
    /// layouts are tried first.
    pub(crate) fn under(&self, near: &Rule) -> Rule {
        let (below, above) = (self.base.as_base(), near.base.as_base());
        let base = Layout { line: 0, scope: near.base.scope.clone(), ..below.under(&above) };
        let nearer = near.named.iter().map(|layout| below.under(layout));
        let named: Vec<Layout> = nearer.chain(self.named.iter().map(|layout| layout.under(&above))).collect();
        Rule { layouts: in_turn(&named, &base), base, named, ..near.clone() }
    }
}

/// The layouts in the order in which they are tried: those with a name of their own, and at last what the file says by
/// itself, if that says where the article is or is all there is.
pub(crate) fn in_turn(named: &[Layout], base: &Layout) -> Vec<Layout> {
    let mut layouts = named.to_vec();
    if layouts.is_empty() || base.has_content() {
        layouts.push(Layout { scope: Scope::default(), ..base.clone() });
    }
    layouts
}

impl Lines {
    /// The layers that lines are from, the nearest first.
    pub(crate) fn layers(&self) -> Vec<usize> {
        let mut layers: Vec<usize> = self.0.iter().flatten().map(|line| line.layer).collect();
        layers.sort_unstable();
        layers.dedup();
        layers
    }

    /// Those of a layer alone.
    pub(crate) fn of_layer(&self, layer: usize) -> Lines {
        Lines(RuleKey::ALL.map(|key| self.of(key).iter().filter(|line| line.layer == layer).map(Arc::clone).collect()))
    }

    /// The lines of a key.
    pub(crate) fn of(&self, key: RuleKey) -> &[Arc<Line<Matcher>>] {
        &self.0[key as usize]
    }

    pub(crate) fn of_mut(&mut self, key: RuleKey) -> &mut Vec<Arc<Line<Matcher>>> {
        &mut self.0[key as usize]
    }

    /// The lines of a key that look for elements.
    pub(crate) fn selectors(&self, key: RuleKey) -> impl Iterator<Item = (&Arc<Line<Matcher>>, &Selector)> {
        self.of(key).iter().filter_map(|line| match &line.value {
            Matcher::Selector(selector) => Some((line, selector)),
            Matcher::Pattern(_) | Matcher::ArticleBody => None,
        })
    }

    /// The lines of a key that look for text blocks.
    pub(crate) fn patterns(&self, key: RuleKey) -> impl Iterator<Item = (&Arc<Line<Matcher>>, &Pattern)> {
        self.of(key).iter().filter_map(|line| match &line.value {
            Matcher::Pattern(pattern) => Some((line, pattern)),
            Matcher::Selector(_) | Matcher::ArticleBody => None,
        })
    }

    /// These with others laid over them.
    fn under(&self, top: &Lines) -> Lines {
        let both = |key: RuleKey| match (self.of(key), top.of(key)) {
            (base, top) if key.row().adds_up => base.iter().chain(top).cloned().collect(),
            (base, []) => base.to_vec(),
            (_, top) => top.to_vec(),
        };
        Lines(RuleKey::ALL.map(both))
    }
}

/// What a body says on top of the blocks that it extends.
pub(crate) fn on_blocks(blocks: &[Rule], own: &Layout) -> Layout {
    let base = blocks.iter().fold(Layout::default(), |base, block| base.under(&block.base.as_base()));
    Layout { line: own.line, scope: own.scope.clone(), ..base.under(own) }
}
