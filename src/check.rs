//! Do rules do what their tests say? A test is a page and what must come out of it; a finding is a test that fails,
//! with what was expected and what came.

use std::fmt;
use std::io;

use crate::article::{Article, State};
use crate::limits::Refused;
use crate::page::Page;
use crate::render::Format;
use crate::rule::{RuleSet, TestCase, Text};
use crate::strip::Stripper;

/// One `[[test]]` of a rule.
#[derive(Clone, Debug)]
pub struct RuleTest {
    rule: String,
    file: String,
    host: Option<String>,
    line: usize,
    case: TestCase,
}

/// A test that fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule file.
    pub file: String,
    /// The line in it that says what was expected, counted from 1.
    pub line: usize,
    /// The page, as the test names it.
    pub page: String,
    /// What is wrong.
    pub problem: Problem,
}

/// How a test fails.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// The page, or the file with the expected text, cannot be read.
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        error: String,
    },
    /// The page breaks a limit.
    Refused(Refused),
    /// The page went by another rule, or by none.
    OtherRule {
        /// The one that it went by.
        rule: Option<String>,
        /// Whether the rule was for the page and its `content` found nothing.
        missed: bool,
    },
    /// `starts_with`
    StartsWith {
        /// What was expected.
        expected: String,
        /// How the text starts.
        came: String,
    },
    /// `ends_with`
    EndsWith {
        /// What was expected.
        expected: String,
        /// How the text ends.
        came: String,
    },
    /// `contains`
    Lacks {
        /// What was expected.
        expected: String,
    },
    /// `excludes`
    Has {
        /// What was not expected.
        unexpected: String,
        /// The text around it.
        came: String,
    },
    /// `min_words`
    TooShort {
        /// How many words were expected.
        expected: u64,
        /// How many came.
        came: u64,
    },
    /// `expect`: the first line that differs.
    Differs {
        /// Its number in the text, counted from 1.
        line: usize,
        /// What was expected there.
        expected: String,
        /// What came there.
        came: String,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.page, self.problem)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Unreadable { file, error } => write!(f, "cannot read {file}: {error}"),
            Problem::Refused(refused) => write!(f, "{refused}"),
            Problem::OtherRule { missed: true, .. } => f.write_str("no layout of the rule fits the page"),
            Problem::OtherRule { rule: Some(rule), .. } => write!(f, "the page went by the rule `{rule}`"),
            Problem::OtherRule { rule: None, .. } => f.write_str("the rule is not for the page"),
            Problem::StartsWith { expected, came } => write!(f, "must start with {expected:?}, starts with {came:?}"),
            Problem::EndsWith { expected, came } => write!(f, "must end with {expected:?}, ends with {came:?}"),
            Problem::Lacks { expected } => write!(f, "lacks {expected:?}"),
            Problem::Has { unexpected, came } => write!(f, "must not have {unexpected:?}, has {came:?}"),
            Problem::TooShort { expected, came } => write!(f, "must have {expected} words or more, has {came}"),
            Problem::Differs { line, expected, came } => {
                write!(f, "line {line} must be {expected:?}, is {came:?}")
            }
        }
    }
}

/// Gives the bytes of the file that a test names. The first argument is the rule file, the second the path as the test
/// has it, which is told from the folder that holds `rules/`.
pub type Load<'l> = dyn FnMut(&str, &str) -> io::Result<Vec<u8>> + 'l;

/// The tests of all rules, in the order of the rules' files.
pub fn tests(rules: &RuleSet) -> Vec<RuleTest> {
    let of_rule = |rule: std::sync::Arc<crate::rule::Rule>| {
        let test = |test: &crate::rule::PlacedTest| RuleTest {
            rule: rule.name.to_string(),
            file: rule.file.to_string(),
            host: rule.host.as_ref().map(|host| host.trim_start_matches("*.").to_owned()),
            line: test.line,
            case: test.case.clone(),
        };
        rule.tests.iter().map(test).collect::<Vec<_>>()
    };
    rules.sites().flat_map(of_rule).collect()
}

impl RuleTest {
    /// The name of the rule.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// The rule file, as it was named when it was loaded.
    pub fn file(&self) -> &str {
        &self.file
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
        let problems = match self.article(stripper, load) {
            Ok(article) => self.compare(&article, load),
            Err(problem) => vec![problem],
        };
        problems.into_iter().map(|problem| self.finding(problem)).collect()
    }

    fn finding(&self, problem: Problem) -> Finding {
        Finding { file: self.file.clone(), line: self.line, page: self.page().to_owned(), problem }
    }

    fn load(&self, path: &str, load: &mut Load<'_>) -> Result<Vec<u8>, Problem> {
        load(&self.file, path).map_err(|error| Problem::Unreadable { file: path.to_owned(), error: error.to_string() })
    }

    fn article(&self, stripper: &Stripper, load: &mut Load<'_>) -> Result<Article, Problem> {
        let bytes = self.load(self.page(), load)?;
        if self.page().ends_with(".txt") {
            let text = String::from_utf8_lossy(&bytes);
            return stripper.strip_text(&text, self.host.as_deref()).map_err(Problem::Refused);
        }
        let mut page = Page::new(bytes);
        page.file_name = self.host.clone();
        stripper.strip(&page).map_err(Problem::Refused)
    }

    fn compare(&self, article: &Article, load: &mut Load<'_>) -> Vec<Problem> {
        let is_ours = article.rule.as_deref() == Some(&*self.rule);
        if !is_ours || article.state != State::Rule {
            let missed = is_ours && article.state == State::RuleMissed;
            return vec![Problem::OtherRule { rule: article.rule.clone(), missed }];
        }
        let text = article.render(Format::Text);
        let mut problems = self.case.compare(&text);
        if let Some(expect) = &self.case.expect {
            match self.load(expect.get_ref(), load) {
                Ok(bytes) => problems.extend(first_difference(&String::from_utf8_lossy(&bytes), &text)),
                Err(problem) => problems.push(problem),
            }
        }
        problems
    }
}

impl TestCase {
    fn compare(&self, text: &str) -> Vec<Problem> {
        let folded = fold(text);
        let mut problems = Vec::new();
        if let Some(expected) = self.starts_with.as_ref().map(folded_text).filter(|e| !folded.starts_with(e)) {
            let came = folded.chars().take(SHOWN).collect();
            problems.push(Problem::StartsWith { expected, came });
        }
        if let Some(expected) = self.ends_with.as_ref().map(folded_text).filter(|e| !folded.ends_with(e)) {
            let skipped = folded.chars().count().saturating_sub(SHOWN);
            problems.push(Problem::EndsWith { expected, came: folded.chars().skip(skipped).collect() });
        }
        let lacking = self.contains.iter().map(folded_text).filter(|expected| !folded.contains(expected));
        problems.extend(lacking.map(|expected| Problem::Lacks { expected }));
        for unexpected in self.excludes.iter().map(folded_text) {
            if let Some(at) = folded.find(&unexpected) {
                problems.push(Problem::Has { unexpected, came: around(&folded, at) });
            }
        }
        let came = folded.split_whitespace().count() as u64;
        if let Some(expected) = self.min_words.filter(|&expected| came < expected) {
            problems.push(Problem::TooShort { expected, came });
        }
        problems
    }
}

/// How many characters of the text a finding shows.
const SHOWN: usize = 80;

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn folded_text(text: &Text) -> String {
    fold(text.get_ref())
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
