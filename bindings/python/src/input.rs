//! A page as Python has it: bytes, text, anything that has a buffer, or a page of an archive.

use dehusk::Page as Given;
use dehusk::formats::Fault;
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::{PyBytes, PyMemoryView, PyString};

use crate::pages::Page;

/// Holds what Python owns, so that it can be read while Python goes on.
pub(crate) enum Input {
    Bytes(PyBackedBytes),
    Text(PyBackedStr),
    Page(Py<Page>),
    /// What is no page in a row of pages: `None`.
    Nothing,
}

impl Input {
    pub(crate) fn of(html: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(bytes) = html.cast::<PyBytes>() {
            return Ok(Input::Bytes(bytes.clone().into()));
        }
        if let Ok(text) = html.cast::<PyString>() {
            return Ok(Input::Text(backed(text)?));
        }
        if let Ok(page) = html.cast::<Page>() {
            return Ok(Input::Page(page.clone().unbind()));
        }
        let Ok(view) = PyMemoryView::from(html) else {
            let given = html.get_type().name()?;
            return Err(PyTypeError::new_err(format!(
                "a page is bytes, str, anything with a buffer, or a dehusk.Page, and this is {given}"
            )));
        };
        let bytes = view.call_method0(intern!(html.py(), "tobytes"))?;
        Ok(Input::Bytes(bytes.cast::<PyBytes>()?.clone().into()))
    }

    /// What is known of the page by itself.
    pub(crate) fn page(&self) -> Result<Given<'_>, Fault> {
        Ok(match self {
            Input::Bytes(bytes) => Given::new(&**bytes),
            Input::Text(text) => Given::text(&**text),
            Input::Page(page) => page.get().given()?,
            Input::Nothing => return Err(Fault::NoHtml),
        })
    }

    /// Its bytes, if it is text that some other tool extracted, and the site that it is from.
    pub(crate) fn extracted(&self) -> Option<(&[u8], Option<&str>)> {
        if let Input::Page(page) = self { page.get().extracted() } else { None }
    }
}

/// A text of Python's, whose lone surrogates, which are no characters, become U+FFFD.
fn backed(text: &Bound<'_, PyString>) -> PyResult<PyBackedStr> {
    if let Ok(text) = PyBackedStr::try_from(text.clone()) {
        return Ok(text);
    }
    let bytes = text.call_method1("encode", ("utf-16-le", "surrogatepass"))?;
    let text = bytes.call_method1("decode", ("utf-16-le", "replace"))?;
    PyBackedStr::try_from(text.cast_into::<PyString>()?)
}
