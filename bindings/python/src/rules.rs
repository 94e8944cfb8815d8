//! Rule files: read, checked, listed.

use std::path::{Path, PathBuf};

use dehusk::check::Checker;
use dehusk::formats::{read_test_page, root_of_rules, rule_sources};
use dehusk::learn::Sample;
use dehusk::{Layer, RuleSet, RuleSource, Stripper};
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;

use crate::error::{raised, wrong_rules};
use crate::input::Input;

/// The files of a folder of rules with their texts, in the order of their paths; of one file, itself and the shared
/// blocks beside it.
#[pyfunction]
pub fn rule_files(path: PathBuf) -> PyResult<Vec<(String, String)>> {
    let sources = rule_sources(&path).map_err(|error| PyOSError::new_err(error.to_string()))?;
    Ok(sources.into_iter().map(|RuleSource { name, text }| (name, text)).collect())
}

/// A finding: file, line, column, what is wrong, and all of it with the line and a caret.
type Row = (String, usize, usize, String, String);

/// Runs the tests of rules and looks at their lines: how many rules and tests there were, and what is wrong.
#[pyfunction]
pub fn check(py: Python<'_>, paths: Vec<PathBuf>) -> PyResult<(usize, usize, Vec<Row>)> {
    let layers = paths.iter().map(Layer::from_dir).collect::<Result<Vec<_>, _>>();
    let layers = layers.map_err(|error| PyOSError::new_err(error.to_string()))?;
    let rules = py.detach(|| RuleSet::compile(layers.into_iter().chain([Layer::builtin()])));
    let rules = rules.map_err(|errors| wrong_rules(py, &errors))?;
    let checked = py.detach(|| {
        let named = |file: &str| paths.iter().find(|path| Path::new(file).starts_with(path));
        let checker = Checker::new(&rules, |file| named(file).is_some());
        let root = |file: &str| named(file).and_then(|path| root_of_rules(path)).unwrap_or_default();
        checker.finish(&mut |file, page| read_test_page(&root(file), page))
    });
    let rows = checked.findings.iter().map(|finding| {
        let (line, column) = (finding.line(), finding.column());
        (finding.file().to_owned(), line, column, finding.message(), finding.render(false))
    });
    Ok((checked.rules, checked.tests, rows.collect()))
}

/// The rules that ship: the name of each with its hosts and its text.
#[pyfunction]
#[pyo3(signature = (host))]
pub fn rules_of(host: Option<&str>) -> Vec<(String, Vec<String>, String)> {
    let rules = RuleSet::builtin();
    let row = |rule: dehusk::SiteRule<'_>| (rule.name.to_owned(), rule.hosts.clone(), rule.text.to_owned());
    match host {
        Some(host) => rules.get(host).map(row).into_iter().collect(),
        None => rules.iter().map(row).collect(),
    }
}

/// A page that is learned from: itself, its address, its name, whether that is a path that a test can name, its right text.
type Learnt<'py> = (Bound<'py, PyAny>, Option<String>, String, bool, Option<String>);

/// Rules learned from pages: for each site its hosts and its rule.
#[pyfunction]
pub fn learn(py: Python<'_>, pages: Vec<Learnt<'_>>) -> PyResult<Vec<(Vec<String>, String)>> {
    let inputs = pages.iter().map(|page| Input::of(&page.0)).collect::<PyResult<Vec<_>>>()?;
    let mut samples = Vec::new();
    for (input, (_, url, shown, is_file, right)) in inputs.iter().zip(pages) {
        let mut page = input.page().map_err(|fault| raised(py, &fault))?;
        page.url = url.or(page.url);
        let mut sample = Sample::new(page, shown);
        sample.file = sample.file.filter(|_| is_file);
        sample.right = right;
        samples.push(sample);
    }
    let learned = py.detach(|| dehusk::learn::learn(&Stripper::new(RuleSet::builtin()), &[], &samples));
    let learned = learned.map_err(|error| PyValueError::new_err(error.to_string()))?;
    Ok(learned.iter().map(|site| (site.hosts.clone(), site.to_toml())).collect())
}
