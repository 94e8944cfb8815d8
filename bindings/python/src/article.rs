//! An article as Python has it: attributes, formats, and plain data by way of JSON.

use dehusk::{Form, Format};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

/// The article of a page. It is true where the page has one.
///
/// Texts are str, white space as a browser shows it. What the page does not say is None, or an empty list.
#[pyclass(frozen, eq, module = "dehusk")]
#[derive(PartialEq)]
pub struct Article {
    article: dehusk::Article,
}

/// Plain data, read from JSON by Python's own module.
pub(crate) fn plain<'py>(py: Python<'py>, json: &str) -> PyResult<Bound<'py, PyAny>> {
    static LOADS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    LOADS.import(py, "json", "loads")?.call1((json,))
}

/// JSON of what has no part that JSON cannot hold.
pub(crate) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("plain data is JSON")
}

impl Article {
    pub(crate) fn new(article: dehusk::Article) -> Self {
        Article { article }
    }
}

#[pymethods]
impl Article {
    /// The article as plain text: paragraphs with an empty line between them.
    #[getter]
    fn text(&self) -> String {
        self.article.render(Format::Text)
    }

    /// The article in Markdown (CommonMark with the tables of GitHub).
    #[getter]
    fn markdown(&self) -> String {
        self.article.render(Format::Markdown)
    }

    /// The article as an HTML document that loads nothing but pictures.
    #[getter]
    fn html(&self) -> String {
        self.article.render(Format::Html)
    }

    /// The article and its metadata in JSON, as docs/article.schema.json describes it.
    #[getter]
    fn json(&self) -> String {
        self.article.render(Format::Json)
    }

    /// The article in a format: `text`, `markdown`, `html`, `json`, `jsonl` or `tei`.
    ///
    /// fragment: HTML without a document around it. front_matter: Markdown with the metadata above it, as YAML.
    #[pyo3(signature = (format, *, fragment = false, front_matter = false))]
    fn render(&self, format: &str, fragment: bool, front_matter: bool) -> PyResult<String> {
        let known = || Format::all().map(Format::name);
        let format = format.parse::<Format>().map_err(|_| crate::error::unknown("format", format, known()))?;
        Ok(self.article.write(format, &Form::default().fragment(fragment).front_matter(front_matter)))
    }

    /// The headline, without the site's name.
    #[getter]
    fn title(&self) -> Option<&str> {
        self.article.meta.title.as_deref()
    }

    /// The authors' names.
    #[getter]
    fn authors(&self) -> &[String] {
        &self.article.meta.authors
    }

    /// When it was published: RFC 3339, or `YYYY-MM-DD` where the page gives no time.
    #[getter]
    fn date(&self) -> Option<&str> {
        self.article.meta.date.as_deref()
    }

    /// When it was last changed, like `date`.
    #[getter]
    fn updated(&self) -> Option<&str> {
        self.article.meta.updated.as_deref()
    }

    /// The address of the page: what the caller gave, else what the page says.
    #[getter]
    fn url(&self) -> Option<&str> {
        self.article.meta.url.as_deref()
    }

    /// The name of the site.
    #[getter]
    fn site(&self) -> Option<&str> {
        self.article.meta.site.as_deref()
    }

    /// The language as a BCP 47 tag: `en`, `pt-BR`.
    #[getter]
    fn language(&self) -> Option<&str> {
        self.article.meta.language.as_deref()
    }

    /// The summary for search engines and previews.
    #[getter]
    fn description(&self) -> Option<&str> {
        self.article.meta.description.as_deref()
    }

    /// The address of the lead image.
    #[getter]
    fn image(&self) -> Option<&str> {
        self.article.meta.image.as_deref()
    }

    /// The tags or keywords that the page gives its article.
    #[getter]
    fn tags(&self) -> &[String] {
        &self.article.meta.tags
    }

    /// How many words the article has.
    #[getter]
    fn words(&self) -> usize {
        self.article.meta.words.unwrap_or_default()
    }

    /// All metadata that the page states.
    #[getter]
    fn meta<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &json(&self.article.meta))
    }

    /// The blocks of the article in reading order, each a dict with its `type`, as docs/article.schema.json has them.
    #[getter]
    fn blocks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &json(&self.article.blocks))
    }

    /// What readers wrote below the article, like `blocks`; empty unless asked for by `comments="keep"`.
    #[getter]
    fn comments<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &json(&self.article.comments))
    }

    /// `comments` as plain text.
    #[getter]
    fn comments_text(&self) -> String {
        let mut comments = self.article.clone();
        comments.blocks = std::mem::take(&mut comments.comments);
        comments.render(Format::Text)
    }

    /// By which rules it was found: `rule`, `rule-missed`, `generic`, `embedded`. `dehusk.CODES` tells what each means.
    #[getter]
    fn state(&self) -> &str {
        self.article.state.name()
    }

    /// The name of the site's rule that was used, if one was.
    #[getter]
    fn rule(&self) -> Option<&str> {
        self.article.rule.as_deref()
    }

    /// How sure dehusk is that this is the page's article, whole and nothing else: 0 to 1.
    #[getter]
    fn confidence(&self) -> f64 {
        // As it is written in JSON, not with the digits that a wider number gains.
        f64::from((self.article.confidence * 1000.0).round()) / 1000.0
    }

    /// The codes of what a careful reader should know: `incomplete`, `no-article`. `dehusk.CODES` has them all.
    #[getter]
    fn warnings(&self) -> Vec<&str> {
        self.article.warnings.iter().map(dehusk::Warning::code).collect()
    }

    /// The article as plain data, as `json` has it.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &json(&self.article))
    }

    /// The article of what `to_dict` gave, as JSON.
    ///
    /// Raises ValueError where the text is none of an article.
    #[staticmethod]
    fn from_json(text: &str) -> PyResult<Self> {
        let article = serde_json::from_str(text);
        article.map(Article::new).map_err(|error| pyo3::exceptions::PyValueError::new_err(error.to_string()))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        let class: Bound<'py, PyType> = slf.get_type();
        Ok((class.getattr("from_json")?, (json(&slf.get().article),)))
    }

    fn __bool__(&self) -> bool {
        !self.article.blocks.is_empty()
    }

    fn __str__(&self) -> String {
        self.text()
    }

    fn __repr__(&self) -> String {
        let title = self.article.meta.title.as_deref().unwrap_or("");
        format!("<dehusk.Article {title:?}, {} words, {}>", self.words(), self.article.state.name())
    }

    /// What a notebook shows: the elements of the article, and pictures from where they are.
    fn _repr_html_(&self) -> String {
        self.article.write(Format::Html, &Form::default().fragment(true))
    }
}
