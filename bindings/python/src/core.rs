//! A stripper: pages in, articles out, with Python free to go on.

use std::collections::HashMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use dehusk::formats::{Fault, text_of};
use dehusk::{Format, Layer, Limits, Options, Page, Policies, Prefer, RuleSet, RuleSource, Stripper, cpu_time};
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::article::Article;
use crate::error::{exception, guarded, raised, unknown, wrong_rules};
use crate::explanation::Explanation;
use crate::input::Input;

/// A folder of rules: its name, its files with their texts, and whether its rules may be for any host.
type LayerOf = (String, Vec<(String, String)>, bool);

/// The limit that is not counted, of the CPU time of a page's thread: what it is called among `dehusk.LIMITS`, and its
/// default.
pub(crate) const CPU_SECONDS: (&str, u64) = ("cpu_seconds", 10);

/// What strips. `dehusk.Stripper` is made of it.
#[pyclass(frozen, module = "dehusk._dehusk")]
pub struct Core {
    stripper: Stripper,
}

#[pymethods]
impl Core {
    #[new]
    fn new(
        py: Python<'_>,
        layers: Vec<LayerOf>,
        site_rules: bool,
        format: &str,
        prefer: &str,
        policies: HashMap<String, String>,
        limits: HashMap<String, u64>,
    ) -> PyResult<Self> {
        let known = || Format::all().map(Format::name);
        let format = format.parse::<Format>().map_err(|_| unknown("format", format, known()))?;
        let preferences = || Prefer::NAMES.iter().map(|row| row.0);
        let prefer = prefer.parse().map_err(|_| unknown("preference", prefer, preferences()))?;
        let options = Options::default()
            .site_rules(site_rules)
            .prefer(prefer)
            .policies(chosen(Policies::of(format), &policies)?)
            .limits(limited(&limits)?);
        let layer = |(name, files, own): LayerOf| {
            let sources = files.into_iter().map(|(name, text)| RuleSource { name, text }).collect();
            let layer = Layer::new(name, sources);
            if own { layer.own() } else { layer }
        };
        // The rules that ship are found once a process.
        let rules = py.detach(|| match layers.is_empty() {
            true => Ok(RuleSet::builtin()),
            false => RuleSet::compile(layers.into_iter().map(layer).chain([Layer::builtin()])),
        });
        let rules = rules.map_err(|errors| wrong_rules(py, &errors))?;
        Ok(Core { stripper: py.detach(|| Stripper::new(rules)).options(options) })
    }

    #[pyo3(signature = (html, url, site, content_type, file_name))]
    fn strip(
        &self,
        py: Python<'_>,
        html: &Bound<'_, PyAny>,
        url: Told<'_, '_>,
        site: Told<'_, '_>,
        content_type: Told<'_, '_>,
        file_name: Told<'_, '_>,
    ) -> PyResult<Article> {
        let input = Input::of(html)?;
        let known = Known::of([url, site, content_type, file_name]);
        py.detach(|| self.article(&input, &known)).map_err(|fault| raised(py, &fault))
    }

    /// The articles of some pages, each an `Article` or an exception, in their order.
    #[pyo3(signature = (pages, urls, threads))]
    fn strip_batch<'py>(
        &self,
        py: Python<'py>,
        pages: Vec<Bound<'py, PyAny>>,
        urls: Vec<Bound<'py, PyAny>>,
        threads: usize,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let known = |url: &Bound<'py, PyAny>| Known { url: url.cast().ok().map(text), ..Known::default() };
        let known: Vec<_> = urls.iter().map(known).collect();
        let inputs: Vec<Input> = pages.iter().map(|page| Input::of(page).unwrap_or(Input::Nothing)).collect();
        let made = py.detach(|| self.articles(&inputs, &known, threads));
        let object = |made| match made {
            Ok(article) => Ok(Bound::new(py, article)?.into_any()),
            Err(fault) => exception(py, &fault),
        };
        made.into_iter().map(object).collect()
    }

    #[pyo3(signature = (text, site))]
    fn strip_text(&self, py: Python<'_>, text: &Bound<'_, PyAny>, site: Option<&str>) -> PyResult<Article> {
        let Input::Text(text) = Input::of(text)? else {
            return Err(pyo3::exceptions::PyTypeError::new_err("text that some other tool extracted is a str"));
        };
        let made = py.detach(|| guarded(|| self.stripper.strip_text(&text, site).map_err(Fault::Refused)));
        made.map(Article::new).map_err(|fault| raised(py, &fault))
    }

    #[pyo3(signature = (html, url, site, content_type, file_name))]
    fn explain(
        &self,
        py: Python<'_>,
        html: &Bound<'_, PyAny>,
        url: Told<'_, '_>,
        site: Told<'_, '_>,
        content_type: Told<'_, '_>,
        file_name: Told<'_, '_>,
    ) -> PyResult<Explanation> {
        let input = Input::of(html)?;
        let known = Known::of([url, site, content_type, file_name]);
        let made = py.detach(|| {
            guarded(|| {
                let page = known.add_to(input.page()?);
                self.stripper.explain(&page).map_err(Fault::Refused)
            })
        });
        made.map(Explanation::new).map_err(|fault| raised(py, &fault))
    }
}

impl Core {
    fn article(&self, input: &Input, known: &Known) -> Result<Article, Fault> {
        let article = guarded(|| {
            let stripped = match input.extracted() {
                Some((bytes, site)) => self.stripper.strip_text(&text_of(bytes), known.site_of_text().or(site)),
                None => self.stripper.strip_owned(known.add_to(input.page()?)),
            };
            stripped.map_err(Fault::Refused)
        });
        article.map(Article::new)
    }

    fn articles(&self, inputs: &[Input], known: &[Known], threads: usize) -> Vec<Result<Article, Fault>> {
        let next = AtomicUsize::new(0);
        let made: Vec<_> = inputs.iter().map(|_| OnceLock::new()).collect();
        let work = || {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some((input, known)) = inputs.get(at).zip(known.get(at)) else { break };
                let _ = made[at].set(self.article(input, known));
            }
        };
        if threads < 2 {
            work();
        } else {
            thread::scope(|scope| {
                for _ in 0..threads.min(inputs.len()) {
                    scope.spawn(work);
                }
            });
        }
        made.into_iter().map(|made| made.into_inner().unwrap_or(Err(Fault::NoHtml))).collect()
    }
}

/// What a caller may know of a page.
type Told<'a, 'py> = Option<&'a Bound<'py, PyString>>;

/// What a caller knows of a page.
#[derive(Default)]
struct Known {
    url: Option<String>,
    site: Option<String>,
    content_type: Option<String>,
    file_name: Option<String>,
}

impl Known {
    fn of(told: [Told<'_, '_>; 4]) -> Self {
        let [url, site, content_type, file_name] = told.map(|told| told.map(text));
        Known { url, site, content_type, file_name }
    }

    fn site_of_text(&self) -> Option<&str> {
        self.site.as_deref().or(self.url.as_deref())
    }

    /// The page with this in place of what it says of itself.
    fn add_to<'a>(&self, mut page: Page<'a>) -> Page<'a> {
        let own = |value: &Option<String>, old: Option<String>| value.clone().or(old);
        page.url = own(&self.url, page.url);
        page.site = own(&self.site, page.site);
        page.content_type = own(&self.content_type, page.content_type);
        page.file_name = own(&self.file_name, page.file_name);
        page
    }
}

/// A text of Python's, in which lone surrogates are no characters.
fn text(text: &Bound<'_, PyString>) -> String {
    text.to_string_lossy().into_owned()
}

fn chosen(mut policies: Policies, given: &HashMap<String, String>) -> PyResult<Policies> {
    for (name, choice) in given {
        let row = Policies::TABLE.iter().find(|row| row.name == name);
        let row = row.ok_or_else(|| unknown("policy", name, Policies::TABLE.iter().map(|row| row.name)))?;
        let choices = || row.choices.iter().copied();
        row.choose(&mut policies, choice).map_err(|_| unknown(&format!("choice of {name}"), choice, choices()))?;
    }
    Ok(policies)
}

fn limited(given: &HashMap<String, u64>) -> PyResult<Limits> {
    let mut limits = Limits::default();
    let known = || Limits::TABLE.iter().map(|row| row.name).chain([CPU_SECONDS.0]);
    for (name, most) in given.iter().filter(|(name, _)| *name != CPU_SECONDS.0) {
        let row = Limits::TABLE.iter().find(|row| row.name == name);
        row.ok_or_else(|| unknown("limit", name, known()))?.set(&mut limits, *most);
    }
    let seconds = given.get(CPU_SECONDS.0).copied().unwrap_or(CPU_SECONDS.1);
    limits.stop = Some(cpu_time::stop_after(Duration::from_secs(seconds)));
    Ok(limits)
}
