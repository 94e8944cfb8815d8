//! What a check finds: where, what is wrong, and what to do.

use std::fmt;

use annotate_snippets::Level;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::limits::Refused;
use crate::rule::{Day, Place};

/// Something about a rule that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    place: Place,
    /// The page, as the test names it, if a test fails.
    pub page: Option<String>,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong: how a test fails, or what a lint sees. The examples are lines of a rule.
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
    /// `drop = [".gone"]`: nothing on any sample.
    FindsNothing {
        /// The key.
        key: &'static str,
        /// The selector or regex.
        pattern: String,
        /// On how many pages it was tried.
        pages: usize,
    },
    /// `drop = [".css-1x2abcd"]`
    HashedName {
        /// The class.
        name: String,
    },
    /// `content = [".col-md-8"]`
    UtilityName {
        /// The class.
        name: String,
    },
    /// `content = ["#post-12345"]`
    NumberedId {
        /// The id.
        id: String,
    },
    /// `drop = ["[class='share bar']"]`
    ClassValue {
        /// The test.
        test: String,
        /// What is meant.
        instead: String,
    },
    /// A host that another rule has first.
    Shadowed {
        /// The host, as written.
        host: String,
        /// The file of the other rule.
        by: String,
    },
    /// `schema = 1`
    OldSchema,
    /// A rule without `[[test]]`.
    NoTest,
    /// `valid_until = "2015-03-01"`, and no layout for the days behind that.
    Expired {
        /// The last day on which the rule is known to hold.
        day: Day,
    },
    /// `valid_until = "2015-03-01"` in a rule that was `checked` later.
    SeenLater {
        /// The day on which a human saw it work.
        checked: Day,
    },
    /// `drop = [".share"]` where all tests hold without it.
    EarnsNothing {
        /// The key.
        key: &'static str,
        /// The selector or regex.
        pattern: String,
    },
}

impl Finding {
    pub(crate) fn new(place: Place, page: Option<String>, problem: Problem) -> Self {
        Finding { place, page, problem }
    }

    /// The rule file, as it was named when it was loaded.
    pub fn file(&self) -> &str {
        self.place.file()
    }

    /// The line in it, counted from 1.
    pub fn line(&self) -> usize {
        self.place.line()
    }

    /// The column in characters, counted from 1.
    pub fn column(&self) -> usize {
        self.place.column()
    }

    /// What is wrong, with the page if a test fails.
    pub fn message(&self) -> String {
        match &self.page {
            Some(page) => format!("{page}: {}", self.problem),
            None => self.problem.to_string(),
        }
    }

    /// The finding with the line that it stands in and a caret under the place, in colour or plain.
    pub fn render(&self, colour: bool) -> String {
        self.place.render(&Level::WARNING, &self.message(), &self.problem.remedy(), colour)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} ({})", self.file(), self.line(), self.message(), self.problem.remedy())
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Finding", 7)?;
        out.serialize_field("file", self.file())?;
        out.serialize_field("line", &self.line())?;
        out.serialize_field("column", &self.column())?;
        out.serialize_field("code", self.problem.code())?;
        out.serialize_field("page", &self.page)?;
        out.serialize_field("message", &self.problem.to_string())?;
        out.serialize_field("remedy", &self.problem.remedy())?;
        out.end()
    }
}

impl Problem {
    /// A stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Problem::Unreadable { .. } => "unreadable",
            Problem::Refused(_) => "refused",
            Problem::OtherRule { missed: true, .. } => "rule-missed",
            Problem::OtherRule { .. } => "other-rule",
            Problem::StartsWith { .. } => "starts-with",
            Problem::EndsWith { .. } => "ends-with",
            Problem::Lacks { .. } => "contains",
            Problem::Has { .. } => "excludes",
            Problem::TooShort { .. } => "min-words",
            Problem::Differs { .. } => "expect",
            Problem::FindsNothing { .. } => "finds-nothing",
            Problem::HashedName { .. } => "hashed-name",
            Problem::UtilityName { .. } => "utility-name",
            Problem::NumberedId { .. } => "numbered-id",
            Problem::ClassValue { .. } => "class-value",
            Problem::Shadowed { .. } => "shadowed-host",
            Problem::OldSchema => "old-schema",
            Problem::NoTest => "no-test",
            Problem::Expired { .. } => "expired",
            Problem::SeenLater { .. } => "seen-later",
            Problem::EarnsNothing { .. } => "earns-nothing",
        }
    }

    /// What to do.
    pub fn remedy(&self) -> String {
        let remedy = match self {
            Problem::Unreadable { .. } => {
                "paths are told from the folder that holds the folder of rules: put the page there, or mend the path"
            }
            Problem::Refused(_) => "cut the page down to what the test shows",
            Problem::OtherRule { missed: true, .. } => {
                "add what holds the article to `content`, or a `[[layout]]` for it"
            }
            Problem::OtherRule { .. } => "name the page's host in `hosts`",
            Problem::StartsWith { .. }
            | Problem::EndsWith { .. }
            | Problem::Lacks { .. }
            | Problem::Has { .. }
            | Problem::TooShort { .. }
            | Problem::Differs { .. } => {
                "`dehusk explain` on the page tells which line decided: change it, or the test"
            }
            Problem::FindsNothing { .. } => "delete it, or add a `[[test]]` with a page that has it",
            Problem::HashedName { .. } => "go by a name that was written by hand, an attribute, or the element's place",
            Problem::UtilityName { .. } => "go by a name that says what the element is, not how it looks",
            Problem::NumberedId { .. } => "go by a class, or by the part that stays: `[id^=\"…\"]`",
            Problem::ClassValue { instead, .. } => return format!("write `{instead}`"),
            Problem::Shadowed { .. } => "delete one of the two, or `replace = true` in the other",
            Problem::OldSchema => "`dehusk rules migrate` rewrites it, so that it means the same",
            Problem::NoTest => {
                "add a `[[test]]` with a page and what must come out of it: `dehusk rules new` writes one"
            }
            Problem::Expired { .. } => "look at pages of today: move the day on, or add a `[[layout]]` for them",
            Problem::SeenLater { .. } => "move the day on, or delete it",
            Problem::EarnsNothing { key: "keep", .. } => "delete it, or have a test ask for what it keeps",
            Problem::EarnsNothing { .. } => "delete it, or have a test exclude what it takes away",
        };
        remedy.to_owned()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Unreadable { file, error } => write!(f, "cannot read {file}: {error}"),
            Problem::Refused(refused) => write!(f, "{refused}"),
            Problem::OtherRule { missed: true, .. } => {
                f.write_str("the rule misses the article: no layout fits the page, or hardly anything is left of it")
            }
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
            Problem::FindsNothing { key, pattern, pages } => {
                let pages = if *pages == 1 { "the one page".to_owned() } else { format!("any of {pages} pages") };
                write!(f, "`{pattern}` in `{key}` finds nothing on {pages} of this rule")
            }
            Problem::HashedName { name } => {
                write!(f, "a build tool made the class `{name}` up: the next build has another")
            }
            Problem::UtilityName { name } => {
                write!(f, "the class `{name}` says how something looks: it stands at many things")
            }
            Problem::NumberedId { id } => write!(f, "the id `{id}` has a number: other pages have another"),
            Problem::ClassValue { test, .. } => {
                write!(f, "`{test}` asks for the whole attribute, in which classes stand in any order")
            }
            Problem::Shadowed { host, by } => write!(f, "`{host}` never comes to this rule: {by} has it first"),
            Problem::OldSchema => f.write_str("the file is of the first schema"),
            Problem::NoTest => f.write_str("nothing proves this rule: it has no `[[test]]`"),
            Problem::Expired { day } => write!(f, "this rule is known to hold until {day}, and that is over"),
            Problem::SeenLater { checked } => write!(f, "a human saw this rule work on {checked}, after this day"),
            Problem::EarnsNothing { key, pattern } => write!(f, "all tests hold without `{pattern}` in `{key}`"),
        }
    }
}
