//! Why each text of a page was kept or dropped, as Python has it.

use pyo3::prelude::*;
use pyo3::types::PyType;

use crate::article::{json, plain};

/// Why each text of a page was kept or dropped.
#[pyclass(frozen, eq, module = "dehusk")]
#[derive(PartialEq)]
pub struct Explanation {
    explanation: dehusk::Explanation,
}

impl Explanation {
    pub(crate) fn new(explanation: dehusk::Explanation) -> Self {
        Explanation { explanation }
    }
}

#[pymethods]
impl Explanation {
    /// The texts of the page in its order: what each says, whether it is kept, why, and the element that holds it.
    #[getter]
    fn texts(&self) -> Vec<(&str, bool, String, &str)> {
        let texts = self.explanation.texts.iter();
        texts.map(|text| (&*text.text, text.kept, text.reason.to_string(), &*text.element)).collect()
    }

    /// By which rules the article was found, as `Article.state`.
    #[getter]
    fn state(&self) -> &str {
        self.explanation.state.name()
    }

    /// The name of the site's rule that was used, if one was.
    #[getter]
    fn rule(&self) -> Option<&str> {
        self.explanation.rule.as_deref()
    }

    /// The codes of what a careful reader should know.
    #[getter]
    fn warnings(&self) -> Vec<&str> {
        self.explanation.warnings.iter().map(dehusk::Warning::code).collect()
    }

    /// The explanation as one HTML file that needs nothing else. What the page says is only ever text in it.
    #[getter]
    fn html(&self) -> String {
        self.explanation.to_html()
    }

    /// The explanation as plain data, each reason with its parts.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &json(&self.explanation))
    }

    /// The explanation of what `to_dict` gave, as JSON.
    ///
    /// Raises ValueError where the text is none of an explanation.
    #[staticmethod]
    fn from_json(text: &str) -> PyResult<Self> {
        let explanation = serde_json::from_str(text);
        explanation.map(Explanation::new).map_err(|error| pyo3::exceptions::PyValueError::new_err(error.to_string()))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        let class: Bound<'py, PyType> = slf.get_type();
        Ok((class.getattr("from_json")?, (json(&slf.get().explanation),)))
    }

    fn __str__(&self) -> String {
        let text = |(text, kept, reason, element): (&str, bool, String, &str)| {
            format!("{} {text}\n    {reason} · {element}", if kept { '+' } else { '-' })
        };
        self.texts().into_iter().map(text).collect::<Vec<_>>().join("\n")
    }

    fn __repr__(&self) -> String {
        let texts = &self.explanation.texts;
        let kept = texts.iter().filter(|text| text.kept).count();
        format!("<dehusk.Explanation {}, {kept} of {} texts kept>", self.state(), texts.len())
    }

    /// What a notebook shows: the page of `html` in a frame of its own, which runs nothing.
    fn _repr_html_(&self) -> String {
        let page = self.html().replace('&', "&amp;").replace('"', "&quot;");
        format!("<iframe sandbox style=\"width:100%;height:30em;border:1px solid #ccc\" srcdoc=\"{page}\"></iframe>")
    }
}
