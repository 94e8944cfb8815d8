//! What is wrong with rule files: all of it at once, each with its place and a remedy.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::key::Key;
use crate::dom::SelectorError;
use crate::lookup::pattern::Flaw;

/// Everything that is wrong with a set of rule files; never empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleErrors(pub(crate) Vec<RuleError>);

/// One thing that is wrong with a rule file.
#[derive(Clone, PartialEq, Eq)]
pub struct RuleError {
    place: Place,
    fault: Fault,
}

/// A stretch of a rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    source: Arc<SourceText>,
    span: Range<usize>,
}

/// A rule file as it was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SourceText {
    /// What it is called in messages.
    pub(crate) name: Arc<str>,
    pub(crate) text: Cow<'static, str>,
}

impl SourceText {
    /// Whether it ships, as a part of the program.
    pub(crate) fn is_embedded(&self) -> bool {
        matches!(self.text, Cow::Borrowed(_))
    }
}

/// The causes. The examples are TOML that has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// `drop = [".a"`
    Toml(String),
    /// A file of more bytes than the limit.
    TooLong(usize),
    /// `contents = ["main"]`
    UnknownKey { key: String, near: Option<&'static str>, table: &'static str },
    /// `extends = "x"` in `[[test]]`, `hosts` in a shared block.
    Misplaced { key: Key, table: &'static str },
    /// `drop = 3`
    WrongType { key: String, found: &'static str, remedy: &'static str },
    /// `drop = ["a["]`
    Selector(SelectorError),
    /// `drop_text = ['(']`
    Pattern(Flaw),
    /// `clean = "all"`
    UnknownValue { value: String, near: Option<&'static str>, known: &'static str },
    /// `checked = "2019-13-40"`
    Date(String),
    /// `schema = 3`
    Schema(String),
    /// A site without `hosts`.
    NoHosts,
    /// `hosts = ["https://example.org/news"]`
    Host { host: String, instead: Option<String> },
    /// `hosts = ["*.co.uk"]`, `hosts = ["*"]`
    TooManySites(String),
    /// Two files with `hosts = ["example.org"]`.
    HostTaken { host: String, other: String },
    /// `extends = "wordpres"`
    UnknownBlock { name: String, near: Option<String> },
    /// A block that extends itself, by way of others or not.
    Circle(String),
    /// Blocks of which each extends the next, more of them than the limit.
    Chain(usize),
    /// More selectors, regexes or layouts than the limit.
    TooMany { what: &'static str, limit: usize },
    /// A table that lacks what it needs, or a path that leads out of the folder.
    Incomplete { problem: &'static str, remedy: &'static str },
}

impl RuleErrors {
    /// The errors, by file and place.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &RuleError> {
        self.0.iter()
    }
}

impl std::error::Error for RuleErrors {}

impl fmt::Display for RuleErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<String> = self.0.iter().map(|e| e.render(false)).collect();
        f.write_str(&all.join("\n\n"))
    }
}

impl std::error::Error for RuleError {}

/// Its file, line, column, message and remedy, as fields.
impl Serialize for RuleError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("RuleError", 5)?;
        out.serialize_field("file", self.file())?;
        out.serialize_field("line", &self.line())?;
        out.serialize_field("column", &self.column())?;
        out.serialize_field("message", &self.message())?;
        out.serialize_field("remedy", &self.remedy())?;
        out.end()
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {} ({})", self.file(), self.line(), self.column(), self.message(), self.remedy())
    }
}

impl fmt::Debug for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl RuleError {
    pub(crate) fn new(source: &Arc<SourceText>, span: Range<usize>, fault: Fault) -> Self {
        RuleError { place: Place::new(source, span), fault }
    }

    /// The file, as it was named when it was loaded.
    pub fn file(&self) -> &str {
        self.place.file()
    }

    /// The line, counted from 1.
    pub fn line(&self) -> usize {
        self.place.line()
    }

    /// The column in characters, counted from 1.
    pub fn column(&self) -> usize {
        self.place.column()
    }

    /// What is wrong.
    pub fn message(&self) -> String {
        shown(&self.fault.message())
    }

    /// What to do.
    pub fn remedy(&self) -> String {
        shown(&self.fault.remedy())
    }

    /// The error with the line that it stands in and a caret under the place, in colour or plain.
    pub fn render(&self, colour: bool) -> String {
        self.place.render(&Level::ERROR, &self.message(), &self.remedy(), colour)
    }

    /// The fault, if it is one of the chain of blocks that extend one another, which is told where the chain starts.
    pub(crate) fn of_chain(&self) -> Option<Fault> {
        matches!(self.fault, Fault::Circle(_) | Fault::Chain(_)).then(|| self.fault.clone())
    }

    /// What errors are sorted by.
    pub(crate) fn order(&self) -> (Arc<str>, usize) {
        (Arc::clone(&self.place.source.name), self.place.span.start)
    }
}

impl Place {
    pub(crate) fn new(source: &Arc<SourceText>, span: Range<usize>) -> Self {
        Place { source: Arc::clone(source), span: on_borders(&source.text, span) }
    }

    /// The file, as it was named when it was loaded.
    pub(crate) fn file(&self) -> &str {
        &self.source.name
    }

    /// The line, counted from 1.
    pub(crate) fn line(&self) -> usize {
        self.source.line(self.span.start)
    }

    /// The column in characters, counted from 1.
    pub(crate) fn column(&self) -> usize {
        self.source.text[self.line_start()..self.span.start].chars().count() + 1
    }

    /// What is said of the place, with its line and a caret under it, in colour or plain.
    pub(crate) fn render(&self, level: &Level<'_>, message: &str, remedy: &str, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let (message, remedy) = (shown(message), shown(remedy));
        let (excerpt, span) = self.excerpt();
        let snippet = Snippet::source(excerpt)
            .line_start(self.line())
            .path(shown(self.file()))
            .annotation(AnnotationKind::Primary.span(span));
        let report = &[level.clone().primary_title(&message).element(snippet).element(Level::HELP.message(&remedy))];
        renderer.decor_style(DecorStyle::Ascii).render(report)
    }

    fn line_start(&self) -> usize {
        self.source.text[..self.span.start].rfind('\n').map_or(0, |at| at + 1)
    }

    /// The line of the place, shortened if it is very long, and the place in it.
    fn excerpt(&self) -> (&str, Range<usize>) {
        const WIDEST: usize = 5_000;
        let text = &self.source.text;
        let line_start = self.line_start();
        let line_end = text[self.span.start..].find('\n').map_or(text.len(), |at| self.span.start + at);
        let start = match self.span.start - line_start {
            column if column > WIDEST => self.span.start - WIDEST,
            _ => line_start,
        };
        let shown = on_borders(text, start..line_end.min(self.span.start + WIDEST));
        let end = self.span.end.clamp(self.span.start, shown.end);
        let span = self.span.start - shown.start..end - shown.start;
        (&text[shown], span)
    }
}

impl SourceText {
    /// The file's name without folder and `.toml`.
    pub(crate) fn stem(&self) -> &str {
        let file = self.name.rsplit(['/', '\\']).next().unwrap_or_default();
        file.strip_suffix(".toml").unwrap_or(file)
    }

    /// The line of a place, counted from 1.
    pub(crate) fn line(&self, at: usize) -> usize {
        let at = on_borders(&self.text, at..at).start;
        self.text[..at].matches('\n').count() + 1
    }
}

/// The nearest range that can slice the text.
fn on_borders(text: &str, span: Range<usize>) -> Range<usize> {
    let down = |at: usize| (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let start = down(span.start);
    start..down(span.end).max(start)
}

/// Foreign text in a message: at most 300 characters, control characters escaped.
fn shown(text: &str) -> String {
    const LONGEST: usize = 300;
    let escape = |c: char| if c.is_control() { c.escape_debug().to_string() } else { c.to_string() };
    let mut out: String = text.chars().take(LONGEST).map(escape).collect();
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}

/// A word of a rule file in a message: short.
fn word(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut out: String = text.chars().take(LONGEST).collect();
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}

impl Fault {
    fn message(&self) -> String {
        match self {
            Fault::Toml(message) => message.clone(),
            Fault::TooLong(bytes) => format!("a rule file has at most {} bytes, this one {bytes}", super::MAX_FILE),
            Fault::UnknownKey { key, table, .. } => format!("there is no key `{}` in {table}", word(key)),
            Fault::Misplaced { key, table } => format!("`{}` cannot stand in {table}", key.name()),
            Fault::WrongType { key, found, .. } => format!("`{}` cannot be {found}", word(key)),
            Fault::Selector(error) => error.message.clone(),
            Fault::Pattern(flaw) => flaw.message.clone(),
            Fault::UnknownValue { value, .. } => format!("there is no `{}` to choose here", word(value)),
            Fault::Date(value) => format!("`{}` is no date", word(value)),
            Fault::Schema(value) => format!("the rule language has no version {}", word(value)),
            Fault::NoHosts => "this rule is for no host".to_owned(),
            Fault::Host { host, .. } => format!("`{}` is no host", word(host)),
            Fault::TooManySites(host) => format!("`{}` is no one site", word(host)),
            Fault::HostTaken { host, other } => format!("`{}` has a rule already, in {other}", word(host)),
            Fault::UnknownBlock { name, .. } => format!("there is no block `{}` to extend", word(name)),
            Fault::Circle(name) => format!("`{}` extends itself in the end", word(name)),
            Fault::Chain(limit) => format!("more than {limit} blocks extend one another in a row"),
            Fault::TooMany { what, limit } => format!("a rule file has at most {limit} {what}"),
            Fault::Incomplete { problem, .. } => (*problem).to_owned(),
        }
    }

    fn remedy(&self) -> String {
        let meant = |near: &dyn fmt::Display| format!("did you mean `{near}`?");
        match self {
            Fault::Toml(message) if message.contains("escape") => {
                "put what has a backslash in it into single quotes: '.a\\:b'".to_owned()
            }
            Fault::Toml(_) => "the file must be TOML: https://toml.io shows how it is written".to_owned(),
            Fault::TooLong(_) => "split it, or move what several sites share into `rules/shared/`".to_owned(),
            Fault::UnknownKey { near: Some(near), .. } => meant(near),
            Fault::UnknownKey { .. } => "rules/README.md lists all keys".to_owned(),
            Fault::Misplaced { key, .. } => key.belongs().to_owned(),
            Fault::WrongType { remedy, .. } => (*remedy).to_owned(),
            Fault::Selector(error) => error.remedy.clone(),
            Fault::Pattern(flaw) => flaw.remedy.clone(),
            Fault::UnknownValue { near: Some(near), known, .. } => format!("did you mean `{near}`? Known are {known}"),
            Fault::UnknownValue { known, .. } => format!("known are {known}"),
            Fault::Date(_) => "write it as `\"2019-11-20\"`".to_owned(),
            Fault::Schema(_) => "write `schema = 2`, or take a newer dehusk".to_owned(),
            Fault::NoHosts => {
                "write `hosts = [\"example.org\"]`; blocks without a host go into `rules/shared/`".to_owned()
            }
            Fault::Host { instead: Some(host), .. } => format!("write `{host}`: a host has no scheme and no path"),
            Fault::Host { .. } => "write `example.org`, or `*.example.org` for all hosts below it".to_owned(),
            Fault::TooManySites(_) => {
                "name the site, such as `example.co.uk`; only rules in your own folder may be for more".to_owned()
            }
            Fault::HostTaken { .. } => "delete one, or make both one file with two `[[layout]]`s".to_owned(),
            Fault::UnknownBlock { near: Some(near), .. } => meant(near),
            Fault::UnknownBlock { .. } => {
                "it must be the name of a file in `rules/shared/`, without `.toml`".to_owned()
            }
            Fault::Chain(_) => "have this file extend the last of them itself".to_owned(),
            Fault::Circle(_) => "delete one `extends`".to_owned(),
            Fault::TooMany { .. } => "join some with commas or `|`, or move a part into a shared block".to_owned(),
            Fault::Incomplete { remedy, .. } => (*remedy).to_owned(),
        }
    }
}
