//! A config of Full-Text RSS becomes the draft of a rule, line by line; what cannot be said is told.

use super::draft::{Draft, Entry, Origin, TestDraft};
use super::ftr::{Config, Line};
use super::known::KNOWN;
use super::report::{Fate, FileReport, Reason, Remark};
use super::source::{Source, sources};
use super::stop::stop_and_rest;
use super::translate::{Note, Problem, Refusal, Take, Translation, counts, css, translate};
use super::xpath::{self, Expr};
use crate::dom::Selector;
use crate::lookup::pattern;
use crate::rule::compile::MAX_SELECTORS;
use crate::rule::meta::place;

/// The directives that say what of a page is the article, or where its metadata stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Directive {
    Author,
    Body,
    Date,
    Strip,
    StripIdOrClass,
    StripImageSrc,
    TestContains,
    Title,
}

const DIRECTIVES: [(&str, Directive); 9] = [
    ("author", Directive::Author),
    ("body", Directive::Body),
    ("date", Directive::Date),
    ("strip", Directive::Strip),
    ("strip_attr", Directive::Strip),
    ("strip_id_or_class", Directive::StripIdOrClass),
    ("strip_image_src", Directive::StripImageSrc),
    ("test_contains", Directive::TestContains),
    ("title", Directive::Title),
];

/// So many selectors of a rule are left for the fallbacks.
const RESERVED: usize = 10;

/// What there is to tell of a line that was taken over.
type Told = Vec<(Fate, Reason)>;

/// What became of a line: taken over, or not and why.
type Outcome = Result<Told, (Fate, Reason)>;

/// Converts a config.
pub(super) fn convert(file: &str, config: &Config<'_>) -> (Draft, FileReport) {
    let mut converter = Converter::default();
    converter.report.file = file.to_owned();
    for line in &config.lines {
        let told = converter.line(line).unwrap_or_else(|why| vec![why]);
        let lost = told.iter().filter(|(fate, _)| *fate == Fate::Lost);
        converter.draft.lost.extend(lost.map(|(_, reason)| (origin(line), reason.clone())));
        let remark = |(fate, reason)| Remark { line: line.number, text: line.text.to_owned(), fate, reason };
        converter.report.remarks.extend(told.into_iter().map(remark));
    }
    add_fallbacks(&mut converter.draft.content);
    (converter.draft, converter.report)
}

#[derive(Debug, Default)]
struct Converter {
    draft: Draft,
    report: FileReport,
}

impl Converter {
    fn line(&mut self, line: &Line<'_>) -> Outcome {
        let Some(said) = line.said else { return Err((Fate::Idle, Reason::Unknown)) };
        let Some(&(_, directive)) = DIRECTIVES.iter().find(|(name, _)| *name == said.directive) else {
            return self.aside(line, said.directive, said.value);
        };
        self.report.content_lines += 1;
        if said.value.is_empty() {
            return Err((Fate::Idle, Reason::NoValue));
        }
        if self.draft.len() >= MAX_SELECTORS - RESERVED {
            return Err((Fate::Lost, Reason::TooMany(MAX_SELECTORS)));
        }
        let origin = origin(line);
        match directive {
            Directive::Body => self.body(said.value, &origin),
            Directive::Strip => self.strip(said.value, &origin),
            Directive::StripIdOrClass => self.strip_id_or_class(said.value, &origin),
            Directive::StripImageSrc => {
                let selector = format!("img{}", css::attribute("src", "*=", &unquoted(said.value)));
                add(&mut self.draft.drop, vec![selector], &origin)
            }
            Directive::Title => meta(&mut self.draft.title, said.value, &origin),
            Directive::Author => meta(&mut self.draft.author, said.value, &origin),
            Directive::Date => meta(&mut self.draft.date, said.value, &origin),
            Directive::TestContains => {
                self.test_contains(said.value, origin);
                Ok(Vec::new())
            }
        }
    }

    fn aside(&mut self, line: &Line<'_>, directive: &str, value: &str) -> Outcome {
        let name = directive.to_ascii_lowercase().replace('-', "_");
        let Some(why) = KNOWN.ftr.aside.get(&name) else { return Err((Fate::Idle, Reason::Unknown)) };
        if name == "test_url" {
            self.draft.tests.push(TestDraft { url: Some(value.to_owned()), contains: Vec::new() });
        }
        self.draft.aside.push(origin(line));
        Err((Fate::Aside, Reason::Aside(why.clone())))
    }

    fn body(&mut self, value: &str, origin: &Origin) -> Outcome {
        let translation = translated(&parsed(value)?)?;
        let mut told = notes(&translation);
        if translation.parts.iter().any(|(_, take)| matches!(take, Take::Attribute(_))) {
            return Err((Fate::Lost, Refusal::NotAnElement.into()));
        }
        if translation.parts.iter().any(|(_, take)| *take == Take::Text) {
            told.push((Fate::Changed, Note::WholeText.into()));
        }
        let selectors: Vec<String> = translation.parts.into_iter().map(|(selector, _)| selector).collect();
        told.extend(add(&mut self.draft.content, vec![selectors.join(", ")], origin)?);
        Ok(told)
    }

    fn strip(&mut self, value: &str, origin: &Origin) -> Outcome {
        let expr = parsed(value)?;
        let (stop, rest) = stop_and_rest(&expr);
        let mut told = Vec::new();
        if counts(&expr) && !self.draft.drop.is_empty() {
            told.push((Fate::Changed, Reason::CountsAll));
        }
        if let Some(stop) = stop {
            let (selectors, notes) = stripped(stop)?;
            told.extend(notes);
            told.extend(add(&mut self.draft.stop_before, vec![selectors.join(", ")], origin)?);
            told.push((Fate::Changed, Reason::StopsThere));
        }
        if let Some(rest) = rest {
            let (selectors, notes) = stripped(&rest)?;
            if self.draft.len() + selectors.len() > MAX_SELECTORS - RESERVED {
                return Err((Fate::Lost, Reason::TooMany(MAX_SELECTORS)));
            }
            told.extend(notes);
            told.extend(add(&mut self.draft.drop, selectors, origin)?);
        }
        Ok(told)
    }

    /// `a b` is what stands in the source of a page, so an element with both classes.
    fn strip_id_or_class(&mut self, value: &str, origin: &Origin) -> Outcome {
        let value = unquoted(value);
        let names: Vec<&str> = value.split_whitespace().collect();
        if names.is_empty() || !names.iter().all(|name| is_name(name)) {
            return Err((Fate::Idle, Reason::NoName));
        }
        let classes: String = names.iter().map(|name| css::class(name)).collect();
        let selector = match names.as_slice() {
            [one] => format!("{classes}, {}", css::id(one)),
            _ => classes,
        };
        let mut told = add(&mut self.draft.drop, vec![selector], origin)?;
        if names.len() > 1 {
            told.push((Fate::Changed, Reason::NameOrder));
        }
        Ok(told)
    }

    fn test_contains(&mut self, value: &str, origin: Origin) {
        if self.draft.tests.is_empty() {
            self.draft.tests.push(TestDraft { url: None, contains: Vec::new() });
        }
        if let Some(test) = self.draft.tests.last_mut() {
            test.contains.push(Entry { value: value.to_owned(), origin: Some(origin) });
        }
    }
}

fn origin(line: &Line<'_>) -> Origin {
    Origin { line: line.number, text: line.text.to_owned() }
}

/// Quotation marks in a value do nothing.
fn unquoted(value: &str) -> String {
    value.replace(['"', '\''], "").trim().to_owned()
}

/// Whether a page could have a class or an id of that name: letters first, and no dot, bracket or sign in it, with
/// which authors wrote a selector.
fn is_name(name: &str) -> bool {
    !name.contains(['.', '#', '[', ']', '(', ')', '/', '=', '@', '*', ',', '|', '<', '>'])
}

fn parsed(value: &str) -> Result<Expr, (Fate, Reason)> {
    xpath::parse(value).map_err(|error| (Fate::Idle, error.into()))
}

fn translated(expr: &Expr) -> Result<Translation, (Fate, Reason)> {
    translate(expr).map_err(problem)
}

fn problem(problem: Problem) -> (Fate, Reason) {
    let fate = if matches!(problem, Problem::Dead(_)) { Fate::Idle } else { Fate::Lost };
    (fate, problem.into())
}

fn notes(translation: &Translation) -> Told {
    translation.notes.iter().map(|&note| (Fate::Changed, note.into())).collect()
}

/// The selectors for what is stripped.
fn stripped(expr: &Expr) -> Result<(Vec<String>, Told), (Fate, Reason)> {
    let translation = translated(expr)?;
    let mut told = notes(&translation);
    let mut selectors = Vec::new();
    for (selector, take) in translation.parts {
        match take {
            Take::Element => selectors.push(selector),
            Take::Text => told.push((Fate::Lost, Refusal::TextNode.into())),
            Take::Attribute(_) => told.push((Fate::Idle, Reason::AttributeStripped)),
        }
    }
    Ok((selectors, told))
}

/// Adds selectors that the list does not hold yet.
fn add(list: &mut Vec<Entry<String>>, selectors: Vec<String>, origin: &Origin) -> Outcome {
    let mut before = None;
    let mut is_new = selectors.is_empty();
    for selector in selectors {
        if let Some(entry) = list.iter().find(|entry| entry.value == selector) {
            before = before.or(entry.origin.as_ref().map(|origin| origin.line));
            continue;
        }
        is_new = true;
        accepted(&selector)?;
        list.push(Entry { value: selector, origin: Some(origin.clone()) });
    }
    match before {
        Some(line) if !is_new => Err((Fate::Idle, Reason::Repeated(line))),
        _ => Ok(Vec::new()),
    }
}

/// Whether the rule language takes a selector.
fn accepted(selector: &str) -> Result<Selector, (Fate, Reason)> {
    Selector::parse(selector).map_err(|error| rejected(selector, &error.message, &error.remedy))
}

fn rejected(written: &str, message: &str, remedy: &str) -> (Fate, Reason) {
    (Fate::Lost, Reason::Rejected { written: written.to_owned(), message: format!("{message}: {remedy}") })
}

fn add_fallbacks(content: &mut Vec<Entry<String>>) {
    if content.is_empty() {
        return;
    }
    for fallback in &KNOWN.ftr.fallback {
        if content.iter().all(|entry| entry.value != *fallback) {
            content.push(Entry { value: fallback.clone(), origin: None });
        }
    }
}

/// Adds the sources for a title, an author or a date that the list does not hold yet.
fn meta(list: &mut Vec<Entry<Source>>, value: &str, origin: &Origin) -> Outcome {
    let (sources, notes) = sources(&parsed(value)?).map_err(problem)?;
    let mut before = None;
    let mut is_new = false;
    for source in sources {
        accepted_source(&source)?;
        match list.iter().find(|entry| entry.value == source) {
            Some(entry) => before = before.or(entry.origin.as_ref().map(|origin| origin.line)),
            None => {
                is_new = true;
                list.push(Entry { value: source, origin: Some(origin.clone()) });
            }
        }
    }
    match before {
        Some(line) if !is_new => Err((Fate::Idle, Reason::Repeated(line))),
        _ => Ok(notes.into_iter().map(|note| (Fate::Changed, note.into())).collect()),
    }
}

/// Whether the rule language takes a source.
fn accepted_source(source: &Source) -> Result<(), (Fate, Reason)> {
    let mut flaw = None;
    place(&source.select, |selector| accepted(selector).map_err(|why| flaw = Some(why)).ok());
    flaw.map_or(Ok(()), Err)?;
    if let Some(matching) = &source.matching {
        pattern::compile(matching, "").map_err(|flaw| rejected(matching, &flaw.message, &flaw.remedy))?;
    }
    Ok(())
}
