//! What became of every line that was imported: the loss report.
//!
//! A line that became a line of the same meaning is only counted. Every other one is listed, with its place and the
//! reason.

use std::fmt;

use serde::{Serialize, Serializer};

use super::translate::{Dead, Note, Problem, Refusal};
use super::xpath::SyntaxError;

/// What an import did, file by file.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct ImportReport {
    /// What holds for lines of all files, whatever is said of each.
    pub general: Vec<String>,
    /// The files that were read, in order.
    pub files: Vec<FileReport>,
}

/// What became of one file.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct FileReport {
    /// The name of the file that was read.
    pub file: String,
    /// The rule file that it went into, with others if they say the same; none where it says nothing of content.
    pub rule: Option<String>,
    /// How many of its lines say what of a page is the article, or where its metadata stands.
    pub content_lines: usize,
    /// The lines of which there is something to tell.
    pub remarks: Vec<Remark>,
}

/// What there is to tell of a line.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Remark {
    /// Its number, from 1.
    pub line: usize,
    /// The line as written.
    pub text: String,
    /// What became of it.
    pub fate: Fate,
    /// Why.
    pub reason: Reason,
}

/// What became of a line that did not become one of the same meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It means something that the rule does not say.
    Lost,
    /// It is in the rule, with another meaning.
    Changed,
    /// It did nothing in the tool that it was written for, so nothing was taken over.
    Idle,
    /// It is not about content; it stands in a comment of the rule.
    Aside,
}

/// Why a line has its fate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// What its expression says in XPath, a selector says a little differently.
    #[error("{0}")]
    Note(#[from] Note),
    /// No selector says what its expression says.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// Its expression never selects anything.
    #[error("it selects nothing: {0}")]
    Dead(#[from] Dead),
    /// Its expression is none.
    #[error("this is no XPath: {0}")]
    Syntax(#[from] SyntaxError),
    /// `p:matches-css(color: red)`
    #[error("rules have no `:{name}()`: {why}")]
    NoCounterpart {
        /// The name of the pseudo-class.
        name: String,
        /// Why there is none.
        why: String,
    },
    /// `##.ad`
    #[error("it is for all sites, a rule is for one")]
    AllSites,
    /// `google.*##.ad`
    #[error("`{0}` is no host that a rule can be for")]
    HostPattern(String),
    /// `example.org#@#.ad` without `##.ad` for that host
    #[error("it takes back a filter that is not among the rules")]
    NothingTakenBack,
    /// `p:matches-path(/a)` beside `q:matches-path(/b)`
    #[error("of the paths of a host the first that a page's path matches counts, the others then do not")]
    FirstPath,
    /// `example.org##+js(set, x, 1)`
    #[error("it runs scripts or changes styles")]
    Script,
    /// `||ads.example.org^`
    #[error("it is about what a page loads")]
    Network,
    /// `!#if env_mobile`
    #[error("conditions on the reader's program are not looked at: the lines up to `!#endif` are taken over")]
    Condition,
    /// The 501st selector of a file.
    #[error("a rule has at most {0} selectors")]
    TooMany(usize),
    /// The rule language refuses what it became.
    #[error("the rule language refuses `{written}`: {message}")]
    Rejected {
        /// What it would have become.
        written: String,
        /// What is wrong with that.
        message: String,
    },
    /// `//footer | //footer/following-sibling::*`
    #[error("all that follows is cut, not only what stands beside it")]
    StopsThere,
    /// `strip: //p[1]` after another `strip`
    #[error("places are counted in the whole page, not in what the lines before left of it")]
    CountsAll,
    /// `strip: //img/@width`
    #[error("attributes are no text, there is nothing to strip")]
    AttributeStripped,
    /// `strip_id_or_class: a b`
    #[error("the names may stand in any order, with others between them")]
    NameOrder,
    /// `strip_id_or_class: a.b`
    #[error("no class and no id is called so; it selects nothing")]
    NoName,
    /// The same as a line before it.
    #[error("line {0} says the same")]
    Repeated(usize),
    /// Any line of a file whose name is no host: `README.txt`
    #[error("the file's name is no host")]
    NoHost,
    /// Any line of `www.example.org.txt` beside `example.org.txt`
    #[error("{0} is for the same host, this file is never looked at")]
    HostTaken(String),
    /// `body:`
    #[error("it has no value")]
    NoValue,
    /// `Some words`, `boddy: //p`
    #[error("Full-Text RSS knows no such directive and skips it, too")]
    Unknown,
    /// `http_header(user-agent): x`
    #[error("{0}")]
    Aside(String),
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<Problem> for Reason {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Refused(refusal) => refusal.into(),
            Problem::Dead(dead) => dead.into(),
        }
    }
}

impl Fate {
    /// All, from the worst on.
    pub const ALL: [Fate; 4] = [Fate::Lost, Fate::Changed, Fate::Idle, Fate::Aside];

    /// What it means, for a heading.
    pub fn meaning(self) -> &'static str {
        match self {
            Fate::Lost => "lost: the rule does not say it",
            Fate::Changed => "changed: the rule says it a little differently",
            Fate::Idle => "idle: it does nothing, or nothing more",
            Fate::Aside => "aside: not about content, in a comment of the rule",
        }
    }
}

impl FileReport {
    /// Whether nothing that the file says of content was lost.
    pub fn is_complete(&self) -> bool {
        self.lines_of(Fate::Lost) == 0
    }

    /// How many lines have a remark of this fate.
    fn lines_of(&self, fate: Fate) -> usize {
        let mut lines: Vec<usize> = self.remarks.iter().filter(|r| r.fate == fate).map(|r| r.line).collect();
        lines.dedup();
        lines.len()
    }
}

/// The figures of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Totals {
    /// Files that were read.
    pub files: usize,
    /// Files of which nothing about content was lost.
    pub complete: usize,
    /// Complete files of which nothing changed its meaning, either.
    pub faithful: usize,
    /// Lines about content.
    pub content_lines: usize,
    /// Lines about content that the rules do not say.
    pub lost: usize,
    /// Lines that the rules say with another meaning.
    pub changed: usize,
    /// Lines that did nothing where they come from.
    pub idle: usize,
    /// Lines that are not about content.
    pub aside: usize,
}

impl ImportReport {
    /// Its figures.
    pub fn totals(&self) -> Totals {
        let sum = |of: &dyn Fn(&FileReport) -> usize| self.files.iter().map(of).sum();
        Totals {
            files: self.files.len(),
            complete: sum(&|file| usize::from(file.is_complete())),
            faithful: sum(&|file| usize::from(file.is_complete() && file.lines_of(Fate::Changed) == 0)),
            content_lines: sum(&|file| file.content_lines),
            lost: sum(&|file| file.lines_of(Fate::Lost)),
            changed: sum(&|file| file.lines_of(Fate::Changed)),
            idle: sum(&|file| file.lines_of(Fate::Idle)),
            aside: sum(&|file| file.lines_of(Fate::Aside)),
        }
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |part: usize, all: usize| if all == 0 { 100.0 } else { 100.0 * part as f64 / all as f64 };
        let Totals { files, complete, faithful, content_lines: lines, lost, .. } = *self;
        let kept = lines.saturating_sub(lost);
        writeln!(
            f,
            "{complete} of {files} files are complete ({:.1}%), {faithful} of them to the letter",
            share(complete, files)
        )?;
        writeln!(
            f,
            "{kept} of {lines} lines about content are in the rules, or do nothing ({:.1}%)",
            share(kept, lines)
        )?;
        write!(f, "{lost} lost, {} changed, {} idle, {} aside", self.changed, self.idle, self.aside)
    }
}

/// The report for reading: what was lost first, each line with its place and the reason, the figures last.
impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fate in Fate::ALL {
            let of_fate = |file: &'_ FileReport| file.lines_of(fate) > 0;
            if !self.files.iter().any(of_fate) {
                continue;
            }
            writeln!(f, "{}", fate.meaning())?;
            for file in &self.files {
                let mut last = 0;
                for remark in file.remarks.iter().filter(|remark| remark.fate == fate) {
                    if std::mem::replace(&mut last, remark.line) != remark.line {
                        writeln!(f, "  {}:{}: {}", file.file, remark.line, remark.text)?;
                    }
                    writeln!(f, "      {}", remark.reason)?;
                }
            }
            writeln!(f)?;
        }
        for remark in &self.general {
            writeln!(f, "{remark}")?;
        }
        writeln!(f, "{}", self.totals())
    }
}
