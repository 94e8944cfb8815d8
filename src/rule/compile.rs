//! From a rule as written to a rule as used: selectors and regexes compiled, nothing left to look up.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use crate::lookup::pattern::Pattern;
use toml::Spanned;

use super::date_format::DateFormat;
use super::day::Day;
use super::error::{Fault, RuleError, SourceText as Source};
use super::file::{Body, LineText, RuleFile, SourceText, TestCase, Text};
use super::layout::{ARTICLE_BODY, Clean, Layout, Line, Lines, Matcher, Rule, Scope, in_turn, on_blocks};
use super::meta::{DateSource, MetaField, MetaSource};
use super::zone::Zone;
use super::{literal, meta};
use crate::dom::{Selector, SelectorError};
use crate::lookup::pattern;
use crate::mark::RuleKey;

/// The most selectors in a file.
pub(crate) const MAX_SELECTORS: usize = 500;
/// The most regexes in a file.
const MAX_PATTERNS: usize = 100;
/// The most layouts in a file, those of its shared blocks counted.
const MAX_LAYOUTS: usize = 50;

/// The most blocks in one `extends`.
const MAX_BLOCKS: usize = 8;

/// The selectors of a run so far: most stand in many files.
#[derive(Debug, Default)]
pub(crate) struct Known(RefCell<HashMap<String, Selector>>);

impl Known {
    fn parse(&self, text: &str) -> Result<Selector, SelectorError> {
        if let Some(selector) = self.0.borrow().get(text) {
            return Ok(selector.clone());
        }
        let selector = Selector::parse(text)?;
        self.0.borrow_mut().insert(text.to_owned(), selector.clone());
        Ok(selector)
    }
}

/// Compiles a file. `block` gives the blocks that it extends, or `None` where what is wrong with one is told elsewhere.
pub(crate) fn compile(
    (source, layer): (&Arc<Source>, usize),
    file: &RuleFile,
    block: &mut dyn FnMut(&Text) -> Result<Option<Rule>, Fault>,
    known: &Known,
) -> (Rule, Vec<RuleError>) {
    let mut compiler =
        Compiler { source, layer, block, known, is_careful: false, errors: Vec::new(), selectors: 0, patterns: 0 };
    let rule = compiler.rule(file);
    (rule, compiler.errors)
}

struct Compiler<'s> {
    source: &'s Arc<Source>,
    layer: usize,
    is_careful: bool,
    block: &'s mut dyn FnMut(&Text) -> Result<Option<Rule>, Fault>,
    known: &'s Known,
    errors: Vec<RuleError>,
    selectors: usize,
    patterns: usize,
}

impl Compiler<'_> {
    fn rule(&mut self, file: &RuleFile) -> Rule {
        self.schema(file);
        self.is_careful = file.is_first_schema();
        file.checked.iter().for_each(|date| self.date(date));
        let own = self.layout(&file.body, 0);
        let blocks = self.blocks(&file.body.extends);
        let base = on_blocks(&blocks, &own);
        let mut named = Vec::new();
        for layout in &file.layouts {
            let line = self.source.line(layout.span().start) as u32;
            let top = self.layout(layout.get_ref(), line);
            let blocks = self.blocks(&layout.get_ref().extends);
            named.push(base.under(&on_blocks(&blocks, &top)));
        }
        named.extend(
            blocks.iter().flat_map(|b| &b.named).map(|layout| layout.under(&Layout { line: 0, ..own.clone() })),
        );
        if named.len() > MAX_LAYOUTS {
            let limit = Fault::TooMany { what: "layouts", limit: MAX_LAYOUTS };
            self.fault(file.layouts.last().map_or(0..0, Spanned::span), limit);
        }
        let layouts = in_turn(&named, &base);
        self.cleaning(file, &layouts);
        let (name, file_name) = (self.source.stem().into(), Arc::clone(&self.source.name));
        let tests = file.tests.iter().filter_map(|test| self.test(test)).collect();
        let scope = own.scope.clone();
        let host = file.hosts.first().map(|host| host.get_ref().as_str().into());
        let replaces = file.replace || file.is_first_schema();
        let is_for_all = !file.hosts.is_empty() && file.hosts.iter().all(|host| host.get_ref() == super::host::ANY);
        let built_on = blocks.iter().flat_map(|block| [&block.source].into_iter().chain(&block.built_on));
        let (built_on, source) = (built_on.map(Arc::clone).collect(), Arc::clone(self.source));
        let file = file_name;
        Rule { name, file, host, scope, layouts, base, named, tests, replaces, is_for_all, built_on, source }
    }

    /// Without a container there is nothing for careful cleaning, or none, to hold on to: all of the page would be
    /// dropped, or kept.
    fn cleaning(&mut self, file: &RuleFile, layouts: &[Layout]) {
        let is_lost = |layout: &&Layout| {
            let clean = layout.clean.as_ref().filter(|clean| clean.value != Clean::Full);
            clean.is_some_and(|clean| clean.file == self.source.name) && !layout.has_container()
        };
        if file.is_first_schema() {
            return;
        }
        let lost: Vec<u32> = layouts.iter().filter(is_lost).filter_map(|l| Some(l.clean.as_ref()?.line)).collect();
        let bodies = std::iter::once(&file.body).chain(file.layouts.iter().map(Spanned::get_ref));
        for text in bodies.filter_map(|body| body.clean.as_ref()) {
            if lost.contains(&(self.source.line(text.span().start) as u32)) {
                let problem = "this can be said only where `content` names the article's container";
                let remedy =
                    "name it in `content`, or delete this: without a container the generic layer finds the article";
                self.fault(text.span(), Fault::Incomplete { problem, remedy });
            }
        }
    }

    fn fault(&mut self, span: Range<usize>, fault: Fault) {
        self.errors.push(RuleError::new(self.source, span, fault));
    }

    /// Tells of a fault at a stretch of a string's value.
    fn fault_inside(&mut self, text: &Text, inside: Range<usize>, fault: Fault) {
        let token = text.span();
        let raw = self.source.text.get(token.clone()).unwrap_or_default();
        let start = token.start + literal::place(raw, inside.start);
        let end = token.start + literal::place(raw, inside.end);
        self.fault(start..end, fault);
    }

    fn schema(&mut self, file: &RuleFile) {
        if let Some(schema) = file.schema.as_ref().filter(|schema| !["1", "2"].contains(&schema.get_ref().as_str())) {
            self.fault(schema.span(), Fault::Schema(schema.get_ref().clone()));
        }
    }

    fn date(&mut self, text: &Text) {
        if text.get_ref().parse::<Day>().is_err() {
            self.fault(text.span(), Fault::Date(text.get_ref().clone()));
        }
    }

    fn blocks(&mut self, names: &[Text]) -> Vec<Rule> {
        if let Some(name) = names.get(MAX_BLOCKS) {
            self.fault(name.span(), Fault::TooMany { what: "blocks to extend", limit: MAX_BLOCKS });
        }
        let mut blocks = Vec::new();
        for name in names.iter().take(MAX_BLOCKS) {
            match (self.block)(name) {
                Ok(block) => blocks.extend(block),
                Err(fault) => self.fault(name.span(), fault),
            }
        }
        blocks
    }

    /// What a body says by itself.
    fn layout(&mut self, body: &Body, line: u32) -> Layout {
        body.valid_until.iter().for_each(|date| self.date(date));
        Layout {
            line,
            scope: Scope {
                path: body.path.as_ref().and_then(|text| self.pattern(text)),
                when: body.when.as_ref().and_then(|text| self.selector(text)),
            },
            lines: self.lines(&body.lines),
            clean: body.clean.as_ref().and_then(|text| self.clean(text)),
            is_careful: self.is_careful,
            meta: body.meta.iter().filter_map(|(field, sources)| self.meta(field, sources)).collect(),
        }
    }

    fn clean(&mut self, text: &Text) -> Option<Arc<Line<Clean>>> {
        let clean = self.choice(text, Clean::ALL, "`none`, `safe` and `full`")?;
        Some(self.line(text, clean))
    }

    fn choice<T: Copy>(&mut self, text: &Text, rows: &[(&'static str, T)], known: &'static str) -> Option<T> {
        let value = text.get_ref();
        let row = rows.iter().find(|row| row.0 == value);
        if row.is_none() {
            let near = crate::lookup::spelling::nearest(value, rows.iter().map(|row| row.0));
            let near = near.and_then(|near| rows.iter().find(|row| row.0 == near)).map(|row| row.0);
            self.fault(text.span(), Fault::UnknownValue { value: value.clone(), near, known });
        }
        row.map(|row| row.1)
    }

    fn line<T>(&self, text: &Text, value: T) -> Arc<Line<T>> {
        Arc::new(Line {
            value,
            file: Arc::clone(&self.source.name),
            line: self.source.line(text.span().start) as u32,
            layer: self.layer,
            pattern: text.get_ref().as_str().into(),
        })
    }

    fn lines(&mut self, written: &BTreeMap<RuleKey, Vec<LineText>>) -> Lines {
        let mut lines = Lines::default();
        for (key, texts) in written {
            lines.of_mut(*key).extend(texts.iter().filter_map(|text| match text {
                LineText::Selector(text) if *key == RuleKey::Content => self.content(text),
                _ => self.matcher(text),
            }));
        }
        lines
    }

    /// An entry of `content`: a selector, or the one place in JSON-LD that holds an article.
    fn content(&mut self, text: &Text) -> Option<Arc<Line<Matcher>>> {
        let written = text.get_ref();
        let mut entries = written.split(',').map(str::trim);
        if written == ARTICLE_BODY {
            return Some(self.line(text, Matcher::ArticleBody));
        }
        if written.contains(',') && entries.any(is_of_ld) && self.known.parse(written).is_err() {
            let (problem, remedy) = (
                "what JSON-LD has is an entry of its own",
                "write `content = [\"ld:articleBody\", \"…\"]`, the first choice first",
            );
            self.fault(text.span(), Fault::Incomplete { problem, remedy });
            return None;
        }
        if is_of_ld(written) {
            let known = "`ld:articleBody` and selectors";
            self.fault(text.span(), Fault::UnknownValue { value: written.clone(), near: Some(ARTICLE_BODY), known });
            return None;
        }
        let selector = self.parse_selector(text, written)?;
        Some(self.line(text, Matcher::Selector(selector)))
    }

    fn matcher(&mut self, line: &LineText) -> Option<Arc<Line<Matcher>>> {
        match line {
            LineText::Selector(text) => {
                let selector = self.parse_selector(text, text.get_ref())?;
                Some(self.line(text, Matcher::Selector(selector)))
            }
            LineText::Pattern { text } => {
                let pattern = self.checked_pattern(text, pattern::compile_not_empty(text.get_ref()))?;
                Some(self.line(text, Matcher::Pattern(pattern)))
            }
        }
    }

    fn selector(&mut self, text: &Text) -> Option<Arc<Line<Selector>>> {
        let selector = self.parse_selector(text, text.get_ref())?;
        Some(self.line(text, selector))
    }

    /// Reads the selector that stands at the start of a string.
    fn parse_selector(&mut self, text: &Text, selector: &str) -> Option<Selector> {
        self.selectors += 1;
        if self.selectors == MAX_SELECTORS + 1 {
            self.fault(text.span(), Fault::TooMany { what: "selectors", limit: MAX_SELECTORS });
        }
        if self.selectors > MAX_SELECTORS {
            return None;
        }
        match self.known.parse(selector) {
            Ok(selector) => Some(selector),
            Err(error) => {
                self.fault_inside(text, error.span.clone(), Fault::Selector(error));
                None
            }
        }
    }

    /// A regex that only asks.
    fn pattern(&mut self, text: &Text) -> Option<Arc<Line<Pattern>>> {
        let pattern = self.checked_pattern(text, pattern::compile(text.get_ref(), ""))?;
        Some(self.line(text, pattern))
    }

    fn checked_pattern(&mut self, text: &Text, compiled: Result<Pattern, pattern::Flaw>) -> Option<Pattern> {
        self.patterns += 1;
        if self.patterns == MAX_PATTERNS + 1 {
            self.fault(text.span(), Fault::TooMany { what: "regular expressions", limit: MAX_PATTERNS });
        }
        match compiled {
            Ok(regex) => Some(regex),
            Err(flaw) => {
                self.fault_inside(text, flaw.span.clone(), Fault::Pattern(flaw));
                None
            }
        }
    }

    fn meta(&mut self, field: &Text, sources: &[SourceText]) -> Option<(MetaField, Vec<Arc<Line<MetaSource>>>)> {
        let Some(known) = MetaField::named(field.get_ref()) else {
            let key = field.get_ref().clone();
            let near = crate::lookup::spelling::nearest(&key, MetaField::ALL.iter().map(|f| f.name()));
            let near = near.and_then(MetaField::named).map(MetaField::name);
            self.fault(field.span(), Fault::UnknownKey { key, near, table: "`[meta]`" });
            return None;
        };
        Some((known, sources.iter().filter_map(|source| self.meta_source(known, source)).collect()))
    }

    fn meta_source(&mut self, field: MetaField, source: &SourceText) -> Option<Arc<Line<MetaSource>>> {
        let matching = match &source.matching {
            Some(text) => Some(self.pattern(text)?.value.clone()),
            None => None,
        };
        let date = self.date_source(field, source)?;
        let text = &source.select;
        let place = meta::place(text.get_ref(), |selector| self.parse_selector(text, selector))?;
        Some(self.line(text, MetaSource { place, matching, date }))
    }

    /// How a date is written, if the source says so; none of it all where what it says is wrong.
    fn date_source(&mut self, field: MetaField, source: &SourceText) -> Option<Option<DateSource>> {
        let SourceText { format, zone, .. } = source;
        let Some(first) = format.as_ref().or(zone.as_ref()) else { return Some(None) };
        if !field.is_date() {
            let (problem, remedy) = ("only dates have a format and a zone", "say it of `date` or `updated`");
            self.fault(first.span(), Fault::Incomplete { problem, remedy });
            return None;
        }
        let zone = zone.as_ref().map(|text| self.zone(text));
        let format = format.as_ref().map(|text| self.date_format(text));
        Some(Some(DateSource {
            format: format.map_or(Some(None), |it| it.map(Some))?,
            zone: zone.map_or(Some(None), |it| it.map(Some))?,
        }))
    }

    fn date_format(&mut self, text: &Text) -> Option<DateFormat> {
        DateFormat::parse(text.get_ref())
            .map_err(|flaw| self.fault_inside(text, flaw.span.clone(), Fault::Pattern(flaw)))
            .ok()
    }

    fn zone(&mut self, text: &Text) -> Option<Zone> {
        let known = "the names of the IANA database, such as `Europe/Berlin`";
        let value = text.get_ref();
        Zone::named(value)
            .map_err(|near| self.fault(text.span(), Fault::UnknownValue { value: value.clone(), near, known }))
            .ok()
    }

    fn test(&mut self, test: &TestCase) -> Option<TestCase> {
        let Some(file) = &test.file else {
            let fault =
                Fault::Incomplete { problem: "a test needs a page", remedy: "write `file = \"tests/pages/…\"`" };
            self.fault(test.span.clone(), fault);
            return None;
        };
        for path in [Some(file), test.expect.as_ref()].into_iter().flatten() {
            if !stays_inside(path.get_ref()) {
                let problem = "the path leads out of the folder of the rules";
                let remedy =
                    "write it from the folder that holds `rules/`, such as `tests/pages/example.org/news.html`";
                self.fault(path.span(), Fault::Incomplete { problem, remedy });
            }
        }
        let expects = test.starts_with.is_some()
            || test.ends_with.is_some()
            || test.expect.is_some()
            || test.min_words.is_some()
            || !(test.contains.is_empty() && test.excludes.is_empty());
        if !expects {
            let problem = "this test expects nothing";
            let remedy = "add `contains`, `excludes`, `starts_with`, `ends_with`, `min_words` or `expect`";
            self.fault(test.span.clone(), Fault::Incomplete { problem, remedy });
        }
        Some(test.clone())
    }
}

/// Whether an entry means a place in JSON-LD, however it is spelt.
fn is_of_ld(entry: &str) -> bool {
    entry.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("ld:"))
}

/// Whether a path has no part that leads up or elsewhere.
fn stays_inside(path: &str) -> bool {
    let drive = path.chars().nth(1) == Some(':');
    !path.starts_with(['/', '\\']) && !drive && !path.contains('\0') && path.split(['/', '\\']).all(|part| part != "..")
}
