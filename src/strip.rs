//! The front of the pipeline: pages in, articles out.

use std::borrow::Borrow;

use crate::article::Article;
use crate::decode::{Evidence, decode};
use crate::dom::{self, Parsed};
use crate::explain::{Explanation, Told};
use crate::generic::Generic;
use crate::limits::{Limits, Meter, Refused, stoppable};
use crate::meta::MetaWords;
use crate::options::Options;
use crate::page::Page;
use crate::reading::{Reading, Settings, Source};
use crate::render::{Form, Format};
use crate::rule::RuleSet;

/// Takes articles out of pages. Made once from its rules, used for any number of pages and from any number of threads.
/// A clone of it shares all that is large.
///
/// ```
/// use dehusk::{Page, RuleSet, Stripper};
///
/// let stripper = Stripper::new(RuleSet::builtin());
/// let article = stripper.strip(&Page::new(b"<article><p>All is well in the harbour today.</article>".as_slice()))?;
/// # Ok::<(), dehusk::Refused>(())
/// ```
#[derive(Clone, Debug)]
pub struct Stripper {
    pub(crate) rules: RuleSet,
    settings: Settings,
}

impl Stripper {
    /// A stripper that goes by these rules.
    pub fn new(rules: RuleSet) -> Self {
        let (generic, meta) = (Generic::builtin(), MetaWords::builtin());
        Stripper { rules, settings: Settings { generic, meta, options: Options::default() } }
    }

    /// The same stripper with other options.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.settings.options = options;
        self
    }

    /// A stripper that has other options and shares all else with this one.
    #[must_use]
    pub fn with_options(&self, options: Options) -> Self {
        self.clone().options(options)
    }

    /// A stripper that goes by other rules and is the same in all else.
    #[must_use]
    pub fn with_rules(&self, rules: RuleSet) -> Self {
        Stripper { rules, settings: self.settings.clone() }
    }

    /// The rules that it goes by.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// What was chosen for all pages.
    pub fn chosen(&self) -> &Options {
        &self.settings.options
    }

    /// Takes the article out of a page.
    ///
    /// # Errors
    /// If the page breaks a limit. Broken HTML is never an error, and a page without an article gives one without
    /// blocks.
    pub fn strip(&self, page: &Page<'_>) -> Result<Article, Refused> {
        stoppable(|| Ok(self.begin(page)?.into_article(&self.settings.options.policies)))
    }

    /// Takes the article out of a page whose memory is given back as soon as it is parsed.
    ///
    /// # Errors
    /// Those of [`strip`](Stripper::strip).
    pub fn strip_owned(&self, page: Page<'_>) -> Result<Article, Refused> {
        stoppable(|| Ok(self.begin(page)?.into_article(&self.settings.options.policies)))
    }

    /// Takes the article out of a page that the caller has parsed, best with scripting off.
    ///
    /// # Errors
    /// If the tree breaks a limit.
    pub fn strip_rcdom(&self, page: &markup5ever_rcdom::RcDom, url: Option<&str>) -> Result<Article, Refused> {
        stoppable(|| Ok(self.begin_rcdom(page, url)?.into_article(&self.settings.options.policies)))
    }

    /// Takes the article out of text that some other tool extracted, by the text rules of a site.
    ///
    /// # Errors
    /// If the text breaks a limit.
    pub fn strip_text(&self, text: &str, site: Option<&str>) -> Result<Article, Refused> {
        stoppable(|| Ok(self.begin_text(text, site)?.into_article(&self.settings.options.policies)))
    }

    /// Tells why each text of a page is kept or dropped.
    ///
    /// # Errors
    /// Those of [`strip`](Stripper::strip).
    pub fn explain(&self, page: &Page<'_>) -> Result<Explanation, Refused> {
        stoppable(|| Ok(self.begin(page)?.explain()))
    }

    /// Tells why each text of a page that the caller has parsed is kept or dropped.
    ///
    /// # Errors
    /// Those of [`strip_rcdom`](Stripper::strip_rcdom).
    pub fn explain_rcdom(&self, page: &markup5ever_rcdom::RcDom, url: Option<&str>) -> Result<Explanation, Refused> {
        stoppable(|| Ok(self.begin_rcdom(page, url)?.explain()))
    }

    /// Tells why each line of a text that some other tool extracted is kept or dropped.
    ///
    /// # Errors
    /// Those of [`strip_text`](Stripper::strip_text).
    pub fn explain_text(&self, text: &str, site: Option<&str>) -> Result<Explanation, Refused> {
        stoppable(|| Ok(self.begin_text(text, site)?.explain()))
    }

    /// Reads a page once, for several views of it. [`Limits::stop`] is asked until it is read, not of the views.
    ///
    /// # Errors
    /// Those of [`strip`](Stripper::strip).
    pub fn read(&self, page: &Page<'_>) -> Result<Reading, Refused> {
        stoppable(|| self.begin(page)).map(Reading::finished)
    }

    /// Reads text that some other tool extracted, for several views of it.
    ///
    /// # Errors
    /// Those of [`strip_text`](Stripper::strip_text).
    pub fn read_text(&self, text: &str, site: Option<&str>) -> Result<Reading, Refused> {
        stoppable(|| self.begin_text(text, site)).map(Reading::finished)
    }

    /// Writes an article in a format, as [`Article::write`] does, but for [`Limits::stop`], which is asked while it is
    /// written: a page may have a table of a hundred thousand rows.
    ///
    /// # Errors
    /// If the check says so.
    ///
    /// ```
    /// use dehusk::{Form, Format, Page, RuleSet, Stripper};
    ///
    /// let stripper = Stripper::new(RuleSet::builtin());
    /// let article = stripper.strip(&Page::new(b"<article><p>All is well in the harbour today.</article>".as_slice()))?;
    /// assert_eq!(stripper.write(&article, Format::Text, &Form::default())?, article.render(Format::Text));
    /// # Ok::<(), dehusk::Refused>(())
    /// ```
    pub fn write(&self, article: &Article, format: Format, form: &Form) -> Result<String, Refused> {
        stoppable(|| Ok(article.write_counted(format, form, &self.meter())))
    }

    /// Writes an article as a record, as [`Article::record`] does, and asks [`Limits::stop`] the while.
    ///
    /// # Errors
    /// If the check says so.
    pub fn record(&self, article: &Article, id: &str, form: &Form) -> Result<String, Refused> {
        stoppable(|| Ok(article.record_counted(id, form, &self.meter())))
    }

    /// Counts what is done with an article, and asks the check before it begins.
    fn meter(&self) -> Meter {
        let meter = Meter::new(self.limits().stop.clone());
        meter.ask();
        meter
    }

    /// A page whose check may still stop it.
    fn begin<'p>(&self, page: impl Borrow<Page<'p>>) -> Result<Reading, Refused> {
        let (parsed, source) = self.parse(page.borrow())?;
        drop(page);
        Reading::new(&self.settings, &self.rules, parsed, source)
    }

    fn parse(&self, page: &Page<'_>) -> Result<(Parsed, Source), Refused> {
        let text = decode(page, self.limits())?;
        let told = |evidence: Evidence| Told { fact: text.encoding.to_owned(), by: evidence.name().into() };
        let encoding = text.evidence.map(told);
        Ok((dom::parse(&text.text, self.limits())?, Source::of_page(page, encoding)))
    }

    fn begin_rcdom(&self, page: &markup5ever_rcdom::RcDom, url: Option<&str>) -> Result<Reading, Refused> {
        let parsed = dom::from_rcdom(&page.document, self.limits())?;
        let source = Source { url: url.map(str::to_owned), ..Source::default() };
        Reading::new(&self.settings, &self.rules, parsed, source)
    }

    fn begin_text(&self, text: &str, site: Option<&str>) -> Result<Reading, Refused> {
        let parsed = dom::from_lines(text, self.limits())?;
        let source = Source { site: site.map(str::to_owned), is_text: true, ..Source::default() };
        Reading::new(&self.settings, &self.rules, parsed, source)
    }

    fn limits(&self) -> &Limits {
        &self.settings.options.limits
    }
}
