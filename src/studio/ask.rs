//! What the page asks, and what it is answered: views of a session, and at the end the files.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use dehusk::check::{Checked, Checker};
use dehusk::formats::{Beside, read_test_page};
use dehusk::teach::{Pick, Said, Session, Unteachable, Written};
use dehusk::{Limits, RuleErrors, media_type};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::changed;
use super::disk::Disk;
use super::http::Answer;

/// The pictures of a page that are shown have so many bytes together.
const PICTURES: usize = 8 << 20;

/// A rule that is being made, and where it is written.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) session: Session,
    pub(crate) disk: Disk,
    /// The folder that tests name their pages from.
    pub(crate) root: PathBuf,
    /// The files of the pages, of those that have one.
    pub(crate) files: Vec<Option<PathBuf>>,
    /// One writes after the other.
    pub(crate) writing: Mutex<()>,
}

/// What the page asks.
#[derive(Debug, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
enum Ask {
    /// What there is: the pages, and the rule to begin with.
    Open,
    /// A page as it may be shown.
    Page { page: usize },
    /// All pages under a rule, and the article of the one in view.
    Mark { rule: String, before: Option<String>, said: Vec<Said>, view: usize },
    /// What makes true what was said of a place.
    Offers { rule: String, said: Vec<Said>, page: usize, node: u32, pick: Pick },
    /// What makes true all that was said.
    Solve { rule: String, said: Vec<Said> },
    /// Why something is kept or dropped.
    Why { rule: String, page: usize, node: u32 },
    /// What would be written.
    Preview { rule: String, said: Vec<Said> },
    /// Writes it, if the files are as they were seen.
    Save { rule: String, said: Vec<Said>, seen: Vec<Option<String>> },
}

/// Why something is not done.
enum Fault {
    Unteachable(Unteachable),
    /// The status, and what to say.
    Told(u16, String),
}

impl From<Unteachable> for Fault {
    fn from(fault: Unteachable) -> Self {
        Fault::Unteachable(fault)
    }
}

impl From<anyhow::Error> for Fault {
    fn from(error: anyhow::Error) -> Self {
        Fault::Told(500, format!("{error:#}"))
    }
}

/// Something at a line of the rule.
#[derive(Debug, Serialize)]
struct AtLine {
    line: usize,
    column: usize,
    message: String,
    remedy: String,
}

impl Desk {
    pub(super) fn answer(&self, body: &[u8]) -> Answer {
        let Ok(ask) = serde_json::from_slice::<Ask>(body) else {
            return Answer::refusal(400, "the page asks for something that this server does not know: load it again");
        };
        match self.reply(ask) {
            Ok(value) => Answer::json(200, &value),
            Err(Fault::Unteachable(Unteachable::Rule(errors))) => Answer::json(422, &of_errors(&errors)),
            Err(Fault::Unteachable(fault)) => Answer::refusal(422, &fault.to_string()),
            Err(Fault::Told(status, why)) => Answer::refusal(status, &why),
        }
    }

    fn reply(&self, ask: Ask) -> Result<Value, Fault> {
        let session = &self.session;
        Ok(match ask {
            Ask::Open => self.open()?,
            Ask::Page { page } => json!(self.page(page)?),
            Ask::Mark { rule, before, said, view } => {
                let pages = session.mark(&rule, before.as_deref(), &said)?;
                let lints = session.lints(&rule)?;
                let lints: Vec<AtLine> = lints.iter().map(of_finding).collect();
                json!({ "pages": pages, "read": session.read(&rule, view)?, "lints": lints })
            }
            Ask::Offers { rule, said, page, node, pick } => json!(session.offers(&rule, &said, page, node, pick)?),
            Ask::Solve { rule, said } => json!(session.solve(&rule, &said)?),
            Ask::Why { rule, page, node } => json!(session.why(&rule, page, node)?),
            Ask::Preview { rule, said } => self.preview(&rule, &said)?,
            Ask::Save { rule, said, seen } => self.save(&rule, &said, &seen)?,
        })
    }

    fn open(&self) -> Result<Value, Fault> {
        let rule = Disk::read(self.disk.rule())?;
        let is_new = rule.is_none();
        let rule = rule.unwrap_or_else(|| self.session.draft());
        let pages: Vec<&str> = self.session.names().collect();
        Ok(json!({
            "site": self.session.hosts().first(),
            "file": self.disk.rule().display().to_string(),
            "is_new": is_new,
            "rule": rule,
            "pages": pages,
        }))
    }

    fn page(&self, page: usize) -> Result<dehusk::teach::ShownPage, Fault> {
        let file = self.files.get(page).cloned().flatten();
        let mut beside = file.map(|file| Beside::new(file, Limits::default().bytes));
        let mut left = PICTURES;
        let mut pictures = |address: &str| {
            let bytes = beside.as_mut()?.find(address).filter(|bytes| bytes.len() <= left)?;
            left -= bytes.len();
            Some(format!("data:{};base64,{}", media_type(&bytes)?, STANDARD.encode(&bytes)))
        };
        let shown = self.session.page(page, &mut pictures);
        shown.ok_or(Fault::Unteachable(Unteachable::NoPlace))
    }

    fn preview(&self, rule: &str, said: &[Said]) -> Result<Value, Fault> {
        let written = self.session.written(rule, said)?;
        let files = self.files(&written);
        let seen = files.iter().map(|(path, _)| Disk::read(path)).collect::<anyhow::Result<Vec<_>>>()?;
        let old = seen.first().cloned().flatten();
        let findings: Vec<AtLine> = self.check(&written.rule)?.findings.iter().map(of_finding).collect();
        let undone: usize = self.session.mark(rule, None, said)?.iter().map(|page| page.undone.len()).sum();
        let paths: Vec<String> = files.iter().map(|(path, _)| path.display().to_string()).collect();
        let outside: Vec<&str> = self.session.outside(said).collect();
        Ok(json!({
            "file": paths.first(),
            "is_new": old.is_none(),
            "lines": changed::lines(old.as_deref().unwrap_or_default(), &written.rule),
            "rights": paths.get(1..),
            "seen": seen,
            "findings": findings,
            "undone": undone,
            "outside": outside,
            "root": self.root.display().to_string(),
        }))
    }

    fn save(&self, rule: &str, said: &[Said], seen: &[Option<String>]) -> Result<Value, Fault> {
        let written = self.session.written(rule, said)?;
        let files = self.files(&written);
        let _alone = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        for (at, (path, _)) in files.iter().enumerate() {
            if seen.get(at) != Some(&Disk::read(path)?) {
                let path = path.display();
                let told = format!("{path} has changed on disk since you looked at the difference: look at it again");
                return Err(Fault::Told(409, told));
            }
        }
        // The rule comes last: where it is, all that belongs to it is.
        for (path, text) in files.iter().rev() {
            self.disk.write(path, text)?;
        }
        let paths: Vec<String> = files.iter().map(|(path, _)| path.display().to_string()).collect();
        let check = format!("dehusk rules check {}", self.disk.rule().display());
        Ok(json!({ "written": paths, "rule": written.rule, "check": check }))
    }

    /// What a check of the rule would find if it were written.
    fn check(&self, rule: &str) -> Result<Checked, Fault> {
        let rules = self.session.compile(rule).map_err(Unteachable::Rule)?;
        let name = self.disk.rule().display().to_string();
        let mut load = |_: &str, page: &str| read_test_page(&self.root, page);
        Ok(Checker::new(&rules, |file| file == name).finish(&mut load))
    }

    /// The files that are written: the rule, and the right texts. Two pages of one name have one text, the first page's.
    fn files<'w>(&self, written: &'w Written) -> Vec<(PathBuf, &'w str)> {
        let mut files = vec![(self.disk.rule().to_owned(), written.rule.as_str())];
        let names: Vec<&str> = self.session.names().collect();
        for (page, text) in &written.rights {
            let stem = Path::new(names[*page]).file_stem().unwrap_or_default();
            let path = self.disk.right(&stem.to_string_lossy());
            if !files.iter().any(|(other, _)| *other == path) {
                files.push((path, text));
            }
        }
        files
    }
}

fn of_finding(finding: &dehusk::check::Finding) -> AtLine {
    let (line, column) = (finding.line(), finding.column());
    AtLine { line, column, message: finding.message(), remedy: finding.problem.remedy() }
}

fn of_errors(errors: &RuleErrors) -> Value {
    json!({ "error": errors.to_string(), "errors": errors })
}
