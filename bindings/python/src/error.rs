//! What goes wrong, as exceptions: the classes are those of `dehusk/_errors.py`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dehusk::formats::Fault;
use dehusk::{RuleErrors, cpu_time};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

/// Begins a page, whose work may panic: a defect of dehusk is an error of this page and of no other.
pub(crate) fn guarded<T>(attempt: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    cpu_time::begin_page();
    catch_unwind(AssertUnwindSafe(attempt)).unwrap_or_else(|panic| Err(Fault::panicked(&*panic)))
}

/// Panics as a page might, so that a test sees what Python sees of it.
#[pyfunction]
pub fn panicked(py: Python<'_>) -> PyResult<()> {
    py.detach(|| guarded(|| panic!("by a test"))).map_err(|fault| raised(py, &fault))
}

fn class<'py>(py: Python<'py>, cell: &'static PyOnceLock<Py<PyType>>, name: &str) -> PyResult<&'py Bound<'py, PyType>> {
    cell.import(py, "dehusk._errors", name)
}

/// The exception of a page that gave no article.
pub(crate) fn exception<'py>(py: Python<'py>, fault: &Fault) -> PyResult<Bound<'py, PyAny>> {
    static REFUSED: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    static FAILED: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let class = if fault.is_refusal() { class(py, &REFUSED, "Refused") } else { class(py, &FAILED, "Failed") }?;
    class.call1((fault.to_string(), fault.code()))
}

pub(crate) fn raised(py: Python<'_>, fault: &Fault) -> PyErr {
    exception(py, fault).map_or_else(|error| error, PyErr::from_value)
}

/// The exception of rules that are wrong, with all that is wrong in them.
pub(crate) fn wrong_rules(py: Python<'_>, errors: &RuleErrors) -> PyErr {
    static RULE_ERROR: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let rows: Vec<_> = errors
        .iter()
        .map(|error| (error.file().to_owned(), error.line(), error.column(), error.message(), error.remedy()))
        .collect();
    let made = class(py, &RULE_ERROR, "RuleError").and_then(|class| class.call1((errors.to_string(), rows)));
    made.map_or_else(|error| error, PyErr::from_value)
}

/// What a caller wrote is none of what can be written.
pub(crate) fn unknown(what: &str, given: &str, known: impl Iterator<Item = &'static str>) -> PyErr {
    let known = known.map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
    PyValueError::new_err(format!("{given:?} is no {what}: known are {known}"))
}
