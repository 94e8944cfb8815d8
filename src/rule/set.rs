//! All rules of a run, in layers, found by host.
//!
//! A layer is a folder of rule files. Within it the rule with the most specific host counts, and under it one for all
//! hosts. The rules of the layers for a host add up, the first layer's laid over the others', down to one that says that
//! it replaces those below. Rules that ship are the last layer; they are read when the first page of their host comes, so
//! that a thousand of them cost nothing at the start. All others are read at once, and nothing is used if anything in them
//! is wrong.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock};

use toml::Spanned;

use super::compile::{Known, compile};
use super::error::{Fault, RuleError, RuleErrors, SourceText};
use super::file::{self, RuleFile, Text};
use super::layout::Rule;
use super::{MAX_FILE, host};
use crate::lookup::spelling;

/// How many blocks may extend one another in a row.
const MAX_CHAIN: usize = 3;

/// The rules of any number of sites, ready to use from any number of threads.
#[derive(Clone, Debug, Default)]
pub struct RuleSet(pub(crate) Arc<Layers>);

/// A named list of rule files, such as those of one folder.
#[derive(Clone, Debug)]
pub struct Layer {
    name: String,
    files: Files,
    own: bool,
}

/// A rule file. The folder that its name ends in says what it is: a block that sites share in `shared`, a site in any
/// other.
#[derive(Clone, Debug)]
pub struct RuleSource {
    /// What it is called in messages, such as its path.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The rule of a site as it is written.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SiteRule<'a> {
    /// The file's name without folder and `.toml`.
    pub name: &'a str,
    /// The file, as it was named when it was loaded.
    pub file: &'a str,
    /// Whether it ships with dehusk.
    pub is_builtin: bool,
    /// The hosts that it is for, as written.
    pub hosts: Vec<String>,
    /// The day a human last saw it work, as `2019-11-20`.
    pub checked: Option<String>,
    /// The last day on which it is known to hold: its own, or that of the last of its layouts.
    pub valid_until: Option<String>,
    /// The whole file.
    pub text: &'a str,
}

#[derive(Clone, Debug)]
enum Files {
    Given(Vec<RuleSource>),
    Embedded,
}

/// A rule file that ships.
struct Embedded {
    name: &'static str,
    text: &'static str,
    /// Its `hosts`, as written.
    hosts: &'static [&'static str],
}

include!(concat!(env!("OUT_DIR"), "/builtin_rules.rs"));

#[derive(Clone, Debug, Default)]
pub(crate) struct Layers {
    pub(crate) sources: Vec<Source>,
    /// For each layer, its sources by the keys of their hosts.
    pub(crate) hosts: Vec<HashMap<String, usize>>,
    /// The sources by the names of their files, the first layer's first.
    names: HashMap<String, Vec<usize>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) layer: usize,
    pub(crate) is_site: bool,
    /// Whether it ships, so that it is compiled when it is needed.
    pub(crate) is_embedded: bool,
    pub(crate) text: Arc<SourceText>,
    pub(crate) compiled: OnceLock<Option<Arc<Rule>>>,
}

/// A source that did not ship and extends others, as it was read.
struct Given {
    at: usize,
    file: RuleFile,
    /// Whether nothing is wrong with it so far.
    is_read: bool,
}

impl Layer {
    /// A layer of these files.
    pub fn new(name: impl Into<String>, sources: Vec<RuleSource>) -> Self {
        Layer { name: name.into(), files: Files::Given(sources), own: false }
    }

    /// The rules that ship.
    pub fn builtin() -> Self {
        Layer { name: "built-in".to_owned(), files: Files::Embedded, own: false }
    }

    /// A hash of the rules that ship.
    pub fn builtin_hash() -> &'static str {
        env!("DEHUSK_BUILTIN_RULES")
    }

    /// The same layer, as one that the user wrote: its rules may be for any host (`*`) and for public suffixes.
    #[must_use]
    pub fn own(mut self) -> Self {
        self.own = true;
        self
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl RuleSet {
    /// The rules that ship, found when they are first asked for.
    pub fn builtin() -> Self {
        static BUILTIN: LazyLock<RuleSet> = LazyLock::new(|| {
            let mut layers = Layers::default();
            layers.add_embedded();
            RuleSet(Arc::new(layers))
        });
        BUILTIN.clone()
    }

    /// No rule at all.
    pub fn empty() -> Self {
        RuleSet::default()
    }

    /// Reads layers, the first of which wins.
    ///
    /// # Errors
    /// If anything in them is wrong: all of it.
    pub fn compile(layers: impl IntoIterator<Item = Layer>) -> Result<Self, RuleErrors> {
        let mut out = Layers::default();
        let (mut errors, mut given, known) = (Vec::new(), Vec::new(), Known::default());
        for layer in layers {
            match layer.files {
                Files::Given(files) => errors.extend(out.add(files, layer.own, &mut given, &known)),
                Files::Embedded => out.add_embedded(),
            }
        }
        errors.extend(given.iter().flat_map(|given| out.compile_given(given, &known)));
        errors.sort_by_key(RuleError::order);
        if errors.is_empty() { Ok(RuleSet(Arc::new(out))) } else { Err(RuleErrors(errors)) }
    }

    /// How many sites have a rule.
    pub fn len(&self) -> usize {
        self.0.sources.iter().filter(|source| source.is_site).count()
    }

    /// Whether no site has a rule.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rules of all sites as they are written, in the order of their layers and names.
    pub fn iter(&self) -> impl Iterator<Item = SiteRule<'_>> {
        self.0.sources.iter().filter(|source| source.is_site).map(Source::site_rule)
    }

    /// The nearest rule for a host as it is written.
    pub fn get(&self, host: &str) -> Option<SiteRule<'_>> {
        Some(self.0.sources[*self.0.find(host).first()?].site_rule())
    }

    /// The name of the nearest rule for a host, if there is one; rules for all hosts do not count.
    pub fn name_for(&self, host: &str) -> Option<&str> {
        let keys = keys(host);
        let nearest = self.0.hosts.iter().find_map(|layer| specific(&keys).find_map(|key| layer.get(key)))?;
        Some(self.0.sources[*nearest].text.stem())
    }

    /// The rules that add up for a host, the nearest first. What one of them builds on by name is not there twice.
    pub(crate) fn rules_for(&self, host: &str) -> Vec<Arc<Rule>> {
        let mut rules: Vec<Arc<Rule>> = Vec::new();
        for rule in self.0.find(host).into_iter().filter_map(|at| self.0.rule(at)) {
            let is_in = |nearer: &Arc<Rule>| nearer.built_on.iter().any(|source| Arc::ptr_eq(source, &rule.source));
            let is_last = rule.replaces;
            if !rules.iter().any(is_in) {
                rules.push(rule);
            }
            if is_last {
                break;
            }
        }
        rules
    }

    /// The rule for a host: all of them as one.
    #[cfg(feature = "author")]
    pub(crate) fn rule_for(&self, host: &str) -> Option<Arc<Rule>> {
        Rule::as_one(&self.rules_for(host))
    }

    /// All rules of sites, in the order of their layers and names.
    pub(crate) fn sites(&self) -> impl Iterator<Item = Arc<Rule>> + '_ {
        let sites = (0..self.0.sources.len()).filter(|&at| self.0.sources[at].is_site);
        sites.filter_map(|at| self.0.rule(at))
    }

    /// The blocks that pages of unknown hosts are tried with: those that say which pages are theirs.
    pub(crate) fn fingerprints(&self) -> impl Iterator<Item = Arc<Rule>> + '_ {
        let blocks = (0..self.0.sources.len()).filter(|&at| self.0.sources[at].may_be_fingerprint());
        blocks.filter_map(|at| self.0.rule(at)).filter(|rule| rule.scope.when.is_some())
    }
}

impl Source {
    /// Whether it is a block that may say which pages are its own; most that ship do not, and are never compiled for that.
    fn may_be_fingerprint(&self) -> bool {
        let has_when = || self.text.text.lines().any(|line| line.starts_with("when"));
        !self.is_site && (!self.is_embedded || has_when())
    }

    fn site_rule(&self) -> SiteRule<'_> {
        let (file, _) = read(self);
        SiteRule {
            name: self.text.stem(),
            file: &self.text.name,
            is_builtin: self.is_embedded,
            valid_until: file.valid_until().map(|day| day.get_ref().clone()),
            hosts: file.hosts.into_iter().map(Spanned::into_inner).collect(),
            checked: file.checked.map(Spanned::into_inner),
            text: &self.text.text,
        }
    }
}

impl Layers {
    /// Which sources have rules for a host: of each layer, the nearest first, the one with the most specific host, and
    /// the one for all hosts.
    fn find(&self, host: &str) -> Vec<usize> {
        let keys = keys(host);
        let of_layer = |layer: &HashMap<String, usize>| {
            let nearest = specific(&keys).find_map(|key| layer.get(key)).copied();
            let any = (!keys.is_empty()).then(|| layer.get(host::ANY)).flatten().copied();
            nearest.into_iter().chain(any.filter(|any| Some(*any) != nearest)).collect::<Vec<_>>()
        };
        self.hosts.iter().flat_map(of_layer).collect()
    }

    /// A source's rule; none where something in it is wrong.
    fn rule(&self, at: usize) -> Option<Arc<Rule>> {
        let source = &self.sources[at];
        let compiled = source.compiled.get_or_init(|| {
            let (file, faults) = read(source);
            let (rule, errors) = self.compile_one(at, &file, &mut vec![at], &Known::default());
            (faults.is_empty() && errors.is_empty()).then(|| Arc::new(rule))
        });
        compiled.clone()
    }

    fn push(&mut self, name: &str, text: Cow<'static, str>, is_embedded: bool) -> usize {
        let text = SourceText { name: name.into(), text };
        let (layer, is_site) = (self.hosts.len(), !in_folder(name, "shared"));
        let at = self.sources.len();
        self.names.entry(text.stem().to_owned()).or_default().push(at);
        self.sources.push(Source { layer, is_site, is_embedded, text: Arc::new(text), compiled: OnceLock::new() });
        at
    }

    fn add_embedded(&mut self) {
        let mut hosts = HashMap::new();
        for file in BUILTIN {
            let at = self.push(file.name, Cow::Borrowed(file.text), true);
            hosts.extend(file.hosts.iter().filter_map(|written| Some((host::claim(written, false).ok()?, at))));
        }
        self.hosts.push(hosts);
    }

    /// Takes a layer up: finds the hosts of its sites, and compiles what does not wait for other layers.
    fn add(&mut self, files: Vec<RuleSource>, own: bool, given: &mut Vec<Given>, known: &Known) -> Vec<RuleError> {
        let mut errors = Vec::new();
        let mut hosts: HashMap<String, usize> = HashMap::new();
        for file in files {
            let at = self.push(&file.name, Cow::Owned(file.text), false);
            let source = &self.sources[at];
            let (file, faults) = read(source);
            let is_read = faults.is_empty();
            errors.extend(faults);
            if source.is_site && is_read && file.hosts.is_empty() {
                errors.push(RuleError::new(&source.text, 0..0, Fault::NoHosts));
            }
            for written in &file.hosts {
                let claim = host::claim(written.get_ref(), own).and_then(|key| match hosts.insert(key, at) {
                    Some(other) if other != at => Err(self.taken(written, other)),
                    _ => Ok(()),
                });
                errors.extend(claim.err().map(|fault| RuleError::new(&source.text, written.span(), fault)));
            }
            let file = Given { at, file, is_read };
            if file.file.is_extension() {
                given.push(file);
            } else {
                errors.extend(self.compile_given(&file, known));
            }
        }
        self.hosts.push(hosts);
        errors
    }

    fn taken(&self, host: &Spanned<String>, other: usize) -> Fault {
        Fault::HostTaken { host: host.get_ref().clone(), other: self.sources[other].text.name.to_string() }
    }

    /// Compiles a source that did not ship.
    fn compile_given(&self, Given { at, file, is_read }: &Given, known: &Known) -> Vec<RuleError> {
        let (rule, errors) = self.compile_one(*at, file, &mut vec![*at], known);
        let is_fine = *is_read && errors.is_empty();
        let _ = self.sources[*at].compiled.set(is_fine.then(|| Arc::new(rule)));
        errors
    }

    /// Compiles a source on top of the blocks that it extends. `open` are the sources that wait for it.
    fn compile_one(&self, at: usize, file: &RuleFile, open: &mut Vec<usize>, known: &Known) -> (Rule, Vec<RuleError>) {
        let mut block = |name: &Text| self.block(at, name.get_ref(), open, known);
        compile((&self.sources[at].text, self.sources[at].layer), file, &mut block, known)
    }

    /// The block that a source extends: a shared one of its own layer or one below, or what a layer below has for the
    /// same site.
    fn block(&self, from: usize, name: &str, open: &mut Vec<usize>, known: &Known) -> Result<Option<Rule>, Fault> {
        let layer = self.sources[from].layer;
        let reachable = |&&at: &&usize| {
            let source = &self.sources[at];
            source.layer > layer || (source.layer == layer && !source.is_site)
        };
        let Some(&at) = self.names.get(name).into_iter().flatten().find(reachable) else {
            let known = self.sources.iter().filter(|source| !source.is_site).map(|source| source.text.stem());
            let near = spelling::nearest(name, known).map(str::to_owned);
            return Err(Fault::UnknownBlock { name: name.to_owned(), near });
        };
        if open.contains(&at) {
            return Err(Fault::Circle(name.to_owned()));
        }
        if open.len() > MAX_CHAIN {
            return Err(Fault::Chain(MAX_CHAIN));
        }
        let (file, faults) = read(&self.sources[at]);
        open.push(at);
        let (rule, errors) = self.compile_one(at, &file, open, known);
        open.pop();
        match errors.iter().find_map(RuleError::of_chain) {
            Some(Fault::Circle(_)) => return Err(Fault::Circle(name.to_owned())),
            Some(fault) => return Err(fault),
            None => {}
        }
        Ok((faults.is_empty() && errors.is_empty()).then_some(rule))
    }
}

/// Reads a file; what is wrong with it is told with its place.
pub(crate) fn read(source: &Source) -> (RuleFile, Vec<RuleError>) {
    let text = &source.text;
    if text.text.len() > MAX_FILE {
        return (RuleFile::default(), vec![RuleError::new(text, 0..0, Fault::TooLong(text.text.len()))]);
    }
    let (file, faults) = file::read(&text.text, source.is_site);
    let errors = faults.into_iter().map(|(span, fault)| RuleError::new(text, span, fault)).collect();
    (file, errors)
}

/// The keys that a host is looked up by, the most specific first.
fn keys(host: &str) -> Vec<String> {
    host::normal(host).map(|host| host::keys(&host).collect()).unwrap_or_default()
}

/// All keys but that of all hosts.
fn specific(keys: &[String]) -> impl Iterator<Item = &String> {
    keys.iter().filter(|key| *key != host::ANY)
}

fn in_folder(name: &str, folder: &str) -> bool {
    name.rsplit(['/', '\\']).nth(1) == Some(folder)
}

#[cfg(test)]
#[path = "set_tests.rs"]
mod tests;
