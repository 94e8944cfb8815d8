//! Do rules do what their tests say? A test is a page and what must come out of it; a finding is a test that fails,
//! with what was expected and what came.

mod finding;
mod lint;
mod names;

use std::io;
use std::ops::Range;
use std::sync::Arc;

use crate::article::{Article, State};
use crate::page::Page;
use crate::reading::Reading;
use crate::render::Format;
use crate::rule::{Place, RuleSet, SourceText, TestCase, Text};
use crate::strip::Stripper;

pub use finding::{Finding, Problem};
pub use lint::{Checked, Checker};

/// One `[[test]]` of a rule.
#[derive(Clone, Debug)]
pub struct RuleTest {
    rule: String,
    source: Arc<SourceText>,
    host: Option<String>,
    case: TestCase,
}

/// Gives the bytes of the file that a test names. The first argument is the rule file, the second the path as the test
/// has it, which is told from the folder that holds `rules/`.
pub type Load<'l> = dyn FnMut(&str, &str) -> io::Result<Vec<u8>> + 'l;

/// The tests of all rules of sites, in the order of their files, then those of the blocks for unknown hosts.
pub fn tests(rules: &RuleSet) -> Vec<RuleTest> {
    let of_rule = |rule: std::sync::Arc<crate::rule::Rule>| {
        let test = |test: &TestCase| RuleTest {
            rule: rule.name.to_string(),
            source: Arc::clone(&rule.source),
            host: rule.host.as_ref().map(|host| host.trim_start_matches("*.").to_owned()),
            case: test.clone(),
        };
        rule.tests.iter().map(test).collect::<Vec<_>>()
    };
    rules.sites().chain(rules.fingerprints()).flat_map(of_rule).collect()
}

impl RuleTest {
    /// The name of the rule.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// The rule file, as it was named when it was loaded.
    pub fn file(&self) -> &str {
        &self.source.name
    }

    /// The page, as the test names it.
    pub fn page(&self) -> &str {
        self.case.file.as_ref().map_or("", |file| file.get_ref().as_str())
    }

    /// The files that the test reads, as it names them.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let expect = self.case.expect.as_ref().map(|file| file.get_ref().as_str());
        std::iter::once(self.page()).chain(expect)
    }

    /// Runs the test; nothing found is a pass.
    pub fn run(&self, stripper: &Stripper, load: &mut Load<'_>) -> Vec<Finding> {
        let article = self.read(stripper, load).map(|reading| reading.own_article());
        self.judge(article, load)
    }

    /// What is wrong with the article of the test's page.
    fn judge(&self, article: Result<Article, Problem>, load: &mut Load<'_>) -> Vec<Finding> {
        let problems = match article {
            Ok(article) => self.compare(&article, load),
            Err(problem) => vec![(self.case.span.clone(), problem)],
        };
        problems.into_iter().map(|(span, problem)| self.finding(span, problem)).collect()
    }

    fn finding(&self, span: Range<usize>, problem: Problem) -> Finding {
        Finding::new(Place::new(&self.source, span), Some(self.page().to_owned()), problem)
    }

    /// The test's page, read.
    fn read(&self, stripper: &Stripper, load: &mut Load<'_>) -> Result<Reading, Problem> {
        let bytes = self.load(self.page(), load)?;
        let reading = if self.is_text() {
            stripper.read_text(&String::from_utf8_lossy(&bytes), self.host.as_deref())
        } else {
            let mut page = Page::new(bytes);
            page.file_name.clone_from(&self.host);
            stripper.read(&page)
        };
        reading.map_err(Problem::Refused)
    }

    fn is_text(&self) -> bool {
        self.page().ends_with(".txt")
    }

    fn load(&self, path: &str, load: &mut Load<'_>) -> Result<Vec<u8>, Problem> {
        load(self.file(), path).map_err(|error| Problem::Unreadable { file: path.to_owned(), error: error.to_string() })
    }

    fn compare(&self, article: &Article, load: &mut Load<'_>) -> Vec<(Range<usize>, Problem)> {
        let is_ours = article.rule.as_deref() == Some(&*self.rule);
        // A rule may name the text in the page's JSON-LD.
        if !is_ours || !matches!(article.state, State::Rule | State::Embedded) {
            let missed = is_ours && article.state == State::RuleMissed;
            return vec![(self.case.span.clone(), Problem::OtherRule { rule: article.rule.clone(), missed })];
        }
        let text = article.render(Format::Text);
        let mut problems = self.case.compare(&text);
        if let Some(expect) = &self.case.expect {
            let differs = match self.load(expect.get_ref(), load) {
                Ok(bytes) => first_difference(&String::from_utf8_lossy(&bytes), &text),
                Err(problem) => Some(problem),
            };
            problems.extend(differs.map(|problem| (expect.span(), problem)));
        }
        problems
    }
}

impl TestCase {
    fn compare(&self, text: &str) -> Vec<(Range<usize>, Problem)> {
        let folded = fold(text);
        let mut problems = Vec::new();
        if let Some((span, expected)) = self.starts_with.as_ref().map(placed).filter(|(_, e)| !folded.starts_with(e)) {
            let came = folded.chars().take(SHOWN).collect();
            problems.push((span, Problem::StartsWith { expected, came }));
        }
        if let Some((span, expected)) = self.ends_with.as_ref().map(placed).filter(|(_, e)| !folded.ends_with(e)) {
            let skipped = folded.chars().count().saturating_sub(SHOWN);
            problems.push((span, Problem::EndsWith { expected, came: folded.chars().skip(skipped).collect() }));
        }
        let lacking = self.contains.iter().map(placed).filter(|(_, expected)| !folded.contains(expected));
        problems.extend(lacking.map(|(span, expected)| (span, Problem::Lacks { expected })));
        for (span, unexpected) in self.excludes.iter().map(placed) {
            if let Some(at) = folded.find(&unexpected) {
                problems.push((span, Problem::Has { unexpected, came: around(&folded, at) }));
            }
        }
        let came = folded.split_whitespace().count() as u64;
        if let Some(expected) = self.min_words.filter(|&expected| came < expected) {
            problems.push((self.span.clone(), Problem::TooShort { expected, came }));
        }
        problems
    }
}

/// How many characters of the text a finding shows.
const SHOWN: usize = 80;

/// A text with single spaces for all white space.
pub(super) fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text of a test, white space folded, and its place.
fn placed(text: &Text) -> (Range<usize>, String) {
    (text.span(), fold(text.get_ref()))
}

/// The text around a place.
fn around(text: &str, at: usize) -> String {
    let before = text[..at].chars().rev().take(SHOWN / 4).map(char::len_utf8).sum::<usize>();
    text[at - before..].chars().take(SHOWN).collect()
}

fn first_difference(expected: &str, came: &str) -> Option<Problem> {
    let (mut expected, mut came) = (expected.trim_end().lines(), came.trim_end().lines());
    for line in 1.. {
        match (expected.next(), came.next()) {
            (None, None) => break,
            (a, b) if a == b => {}
            (a, b) => {
                let [expected, came] = [a, b].map(|line| line.unwrap_or_default().to_owned());
                return Some(Problem::Differs { line, expected, came });
            }
        }
    }
    None
}
