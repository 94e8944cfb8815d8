//! The rule files of a set that did not ship, as they are written: what a check reads.

use std::sync::Arc;

use crate::mark::RuleKey;
use crate::rule::RuleLine;
use crate::rule::set::{Layers, read};
use crate::rule::{Layout, Rule, RuleFile, RuleSet, SourceText, host};

/// A rule file that was given, as it is written.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) source: Arc<SourceText>,
    pub(crate) is_site: bool,
    pub(crate) file: RuleFile,
    /// The places in `hosts` of those that another rule has first, with the name of its file.
    pub(crate) shadowed: Vec<(usize, String)>,
}

impl RuleSet {
    /// The files that did not ship, in the order of their layers and names.
    pub(crate) fn given(&self) -> Vec<Given> {
        let own = self.0.sources.iter().enumerate().filter(|(_, source)| !source.is_embedded);
        let given = |(at, source): (usize, &crate::rule::set::Source)| {
            let (file, _) = read(source);
            let shadowed = self.0.shadowed(at, &file);
            Given { source: Arc::clone(&source.text), is_site: source.is_site, file, shadowed }
        };
        own.map(given).collect()
    }

    /// Whether a source is that of a file that did not ship.
    pub(crate) fn is_given(&self, text: &Arc<SourceText>) -> bool {
        self.0.sources.iter().any(|source| !source.is_embedded && Arc::ptr_eq(&source.text, text))
    }

    /// The same rules without one line that names husk, or what is none.
    pub(crate) fn without(&self, line: &RuleLine) -> Option<RuleSet> {
        let mut layers = Layers::clone(&self.0);
        let mut forgotten = false;
        for source in layers.sources.iter_mut().filter(|source| !source.is_embedded) {
            let rule = source.compiled.get().and_then(|rule| rule.as_ref()?.without(line));
            if let Some(rule) = rule {
                source.compiled = Some(Arc::new(rule)).into();
                forgotten = true;
            }
        }
        forgotten.then(|| RuleSet(Arc::new(layers)))
    }
}

impl Rule {
    /// The rule without the line, if it has it.
    fn without(&self, line: &RuleLine) -> Option<Rule> {
        let mut rule = self.clone();
        let forgotten = rule.layouts.iter_mut().filter_map(|layout| layout.forget(line).then_some(())).count();
        (forgotten > 0).then_some(rule)
    }
}

impl Layout {
    /// Takes out a line that names husk, or what is none, and says whether it was there.
    fn forget(&mut self, line: &RuleLine) -> bool {
        let key = RuleKey::named(line.key).filter(|key| *key != RuleKey::Content);
        key.is_some_and(|key| {
            let lines = self.lines.of_mut(key);
            let before = lines.len();
            lines.retain(|it| RuleLine::of(line.key, it) != *line);
            lines.len() < before
        })
    }
}

impl Layers {
    /// Which hosts of a file another rule has first: one in a layer above that replaces those below, or the same host named
    /// twice.
    fn shadowed(&self, at: usize, file: &RuleFile) -> Vec<(usize, String)> {
        let source = &self.sources[at];
        let name = |other: usize| self.sources[other].text.name.to_string();
        let claims: Vec<Option<String>> =
            file.hosts.iter().map(|written| host::claim(written.get_ref(), true).ok()).collect();
        let by = |(n, claim): (usize, &Option<String>)| {
            let claim = claim.as_ref()?;
            if claims[..n].contains(&Some(claim.clone())) {
                return Some((n, name(at)));
            }
            let keys = host::wider(claim);
            let above = &self.hosts[..source.layer];
            let nearer = above.iter().filter_map(|layer| keys.iter().find_map(|key| layer.get(key)));
            let other = nearer.copied().find(|other| {
                let (file, _) = read(&self.sources[*other]);
                file.replace || file.is_first_schema()
            })?;
            Some((n, name(other)))
        };
        claims.iter().enumerate().filter_map(by).collect()
    }
}
