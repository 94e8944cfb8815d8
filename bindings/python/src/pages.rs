//! The pages of files, folders and archives: the readers of the command line.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use dehusk::formats::{Archive, ArchiveOptions, Described, Fault, Kind, PassedOver, Size, Source, Taken, Walk, open};
use dehusk::{Limits, Page as Given};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::error::exception;

/// A saved page, with what its file or archive tells of it.
#[pyclass(frozen, module = "dehusk")]
pub struct Page {
    html: Result<Vec<u8>, Fault>,
    /// Where it is: the path of its file, and behind `@` the place of its record or the number of its line.
    #[pyo3(get)]
    place: String,
    /// The address that it was saved from, where its archive tells it.
    #[pyo3(get)]
    url: Option<String>,
    /// The `Content-Type` that it was sent with.
    #[pyo3(get)]
    content_type: Option<String>,
    /// The ID that its record has.
    #[pyo3(get)]
    record: Option<String>,
    /// When it was captured, as its record tells.
    #[pyo3(get)]
    captured: Option<String>,
    /// Whether it is text that some other tool extracted, of which only the text rules of its site are asked.
    #[pyo3(get)]
    is_text: bool,
}

#[pymethods]
impl Page {
    /// The page as it was stored, decompressed; none where it cannot be read.
    #[getter]
    fn html<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        self.html.as_ref().ok().map(|html| PyBytes::new(py, html))
    }

    /// Why it cannot be read; none where it can.
    #[getter]
    fn error<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.html.as_ref().err().map(|fault| exception(py, fault)).transpose()
    }

    /// The page that was pickled: its bytes, or the code, message and kind of why it cannot be read.
    #[staticmethod]
    #[expect(clippy::too_many_arguments, reason = "what pickle hands back, in its order")]
    fn _again(
        html: Option<Vec<u8>>,
        fault: Option<(String, String, bool)>,
        place: String,
        url: Option<String>,
        content_type: Option<String>,
        record: Option<String>,
        captured: Option<String>,
        is_text: bool,
    ) -> Self {
        let reported = |(code, message, is_refusal)| Fault::Reported { code, message, is_refusal };
        let html = html.ok_or_else(|| fault.map_or(Fault::NoHtml, reported));
        Page { html, place, url, content_type, record, captured, is_text }
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let (py, page) = (slf.py(), slf.get());
        let fault = page.html.as_ref().err();
        let fault = fault.map(|fault| (fault.code().to_owned(), fault.to_string(), fault.is_refusal()));
        let Page { place, url, content_type, record, captured, is_text, .. } = page;
        let parts = (page.html(py), fault, place, url, content_type, record, captured, is_text);
        Ok((slf.get_type().getattr("_again")?, parts.into_pyobject(py)?))
    }

    fn __repr__(&self) -> String {
        let size = match &self.html {
            Ok(html) => format!("{} bytes", html.len()),
            Err(fault) => fault.code().to_owned(),
        };
        format!("<dehusk.Page {} ({size})>", self.place)
    }
}

impl Page {
    pub(crate) fn bytes(&self) -> Result<&[u8], Fault> {
        self.html.as_deref().map_err(again)
    }

    /// Its bytes, if it is text that some other tool extracted, and the site that it is from.
    pub(crate) fn extracted(&self) -> Option<(&[u8], Option<&str>)> {
        Some((self.html.as_deref().ok().filter(|_| self.is_text)?, self.url.as_deref()))
    }

    pub(crate) fn given(&self) -> Result<Given<'_>, Fault> {
        let html = self.bytes()?;
        let mut page = Given::new(html).file_name(&*self.place);
        page.url.clone_from(&self.url);
        page.content_type.clone_from(&self.content_type);
        Ok(page)
    }
}

/// The same fault, told once more.
fn again(fault: &Fault) -> Fault {
    Fault::Reported { code: fault.code().to_owned(), message: fault.to_string(), is_refusal: fault.is_refusal() }
}

/// An iterator over the pages of files, folders and archives. Holds one page at a time.
#[pyclass(frozen, module = "dehusk._dehusk")]
pub struct Pages {
    row: Mutex<Row>,
}

struct Row {
    paths: std::vec::IntoIter<PathBuf>,
    folder: Option<(PathBuf, Walk)>,
    archive: Option<(String, Archive)>,
    options: ArchiveOptions,
}

#[pymethods]
impl Pages {
    #[new]
    #[pyo3(signature = (paths, html_field, max_bytes))]
    fn new(paths: Vec<PathBuf>, html_field: String, max_bytes: Option<usize>) -> Self {
        let limit = max_bytes.unwrap_or(Limits::default().bytes);
        let options = ArchiveOptions { limit, html_field };
        Pages { row: Mutex::new(Row { paths: paths.into_iter(), folder: None, archive: None, options }) }
    }

    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> Option<Page> {
        py.detach(|| self.row.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next())
    }
}

impl Row {
    fn next(&mut self) -> Option<Page> {
        loop {
            if let Some((name, archive)) = &mut self.archive {
                if let Some(entry) = archive.next() {
                    let place = format!("{name}@{}", entry.number);
                    return Some(page(place, entry.described, entry.source, &self.options));
                }
                self.archive = None;
            }
            let (path, fault) = match &mut self.folder {
                Some((folder, walk)) => match walk.next() {
                    Some(found) if found.fault.as_ref().is_some_and(Fault::is_left_out) => continue,
                    Some(found) => (folder.join(found.path), found.fault),
                    None => {
                        self.folder = None;
                        continue;
                    }
                },
                None => {
                    let path = self.paths.next()?;
                    if path.is_dir() {
                        self.folder = Some((path.clone(), Walk::new(path, Taken::PAGES, &PassedOver::default())));
                        continue;
                    }
                    (path, None)
                }
            };
            if let Some(page) = self.file(&path, fault) {
                return Some(page);
            }
        }
    }

    /// The page of a file; none of an archive, which is opened.
    fn file(&mut self, path: &Path, fault: Option<Fault>) -> Option<Page> {
        let (kind, name) = (Kind::of_path(path), path.to_string_lossy().into_owned());
        let source = match fault {
            Some(fault) => Source::None(fault),
            None if kind.is_archive() => match Archive::open(path, kind, &self.options) {
                Ok(archive) => {
                    self.archive = Some((name, archive));
                    return None;
                }
                Err(fault) => Source::None(fault),
            },
            None => Source::File(path.to_owned()),
        };
        let page = page(name, Described::default(), source, &self.options);
        Some(Page { is_text: kind == Kind::Text, ..page })
    }
}

fn page(place: String, described: Described, source: Source, options: &ArchiveOptions) -> Page {
    let (capture, told) = (described.capture.clone(), (described.url.clone(), described.content_type.clone()));
    let opened = open(source, options.limit, &mut Size::default()).map(|opened| opened.described(None, described));
    let (html, (url, content_type)) = match opened {
        Ok(opened) => (Ok(opened.bytes), (opened.url, opened.content_type)),
        Err(fault) => (Err(fault), told),
    };
    let (record, captured) = (capture.record, capture.captured);
    Page { html, place, url, content_type, record, captured, is_text: false }
}
