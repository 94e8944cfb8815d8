//! The front of the pipeline: pages in, articles out.

use std::sync::Arc;

use crate::article::Article;
use crate::decode::decode;
use crate::dom::{self, Dom, Work};
use crate::explain::{Explanation, Told};
use crate::judge::Generic;
use crate::limits::{Limits, Refused};
use crate::meta::MetaWords;
use crate::page::Page;
use crate::policy::Policies;
use crate::reading::{Reading, Source};
use crate::rule::RuleSet;

/// Takes articles out of pages. Made once from its rules, used for any number of pages and from any number of threads.
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
    pub(crate) generic: Arc<Generic>,
    pub(crate) meta: Arc<MetaWords>,
    pub(crate) options: Options,
}

/// What a caller can choose for all pages of a [`Stripper`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// Whether rules of sites are used; without them the generic layer does all.
    pub site_rules: bool,
    /// How much of the machine one page may use.
    pub limits: Limits,
    /// What is wanted of an article.
    pub policies: Policies,
}

impl Default for Options {
    fn default() -> Self {
        Options { site_rules: true, limits: Limits::default(), policies: Policies::default() }
    }
}

impl Stripper {
    /// A stripper that goes by these rules.
    pub fn new(rules: RuleSet) -> Self {
        let (generic, meta) = (Arc::new(Generic::builtin()), Arc::new(MetaWords::builtin()));
        Stripper { rules, generic, meta, options: Options::default() }
    }

    /// The same stripper with other options.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// A stripper that goes by other rules and is the same in all else.
    #[must_use]
    pub fn with_rules(&self, rules: RuleSet) -> Self {
        let (generic, meta) = (Arc::clone(&self.generic), Arc::clone(&self.meta));
        Stripper { rules, generic, meta, options: self.options.clone() }
    }

    /// Takes the article out of a page.
    ///
    /// # Errors
    /// If the page breaks a limit. Broken HTML is never an error, and a page without an article gives one without
    /// blocks.
    pub fn strip(&self, page: &Page<'_>) -> Result<Article, Refused> {
        Ok(self.read(page)?.into_article(&self.options.policies))
    }

    /// Takes the article out of a page that the caller has parsed, best with scripting off.
    ///
    /// # Errors
    /// If the tree breaks a limit.
    pub fn strip_rcdom(&self, page: &markup5ever_rcdom::RcDom, url: Option<&str>) -> Result<Article, Refused> {
        let parsed = dom::from_rcdom(&page.document, &self.options.limits)?;
        let source = Source { url: url.map(str::to_owned), ..Source::default() };
        Ok(Reading::new(self, parsed, source)?.into_article(&self.options.policies))
    }

    /// Takes the article out of text that some other tool extracted, by the text rules of a site.
    ///
    /// # Errors
    /// If the text breaks a limit.
    pub fn strip_text(&self, text: &str, site: Option<&str>) -> Result<Article, Refused> {
        Ok(self.read_text(text, site)?.into_article(&self.options.policies))
    }

    /// Tells why each text of a page is kept or dropped.
    ///
    /// # Errors
    /// Those of [`strip`](Stripper::strip).
    pub fn explain(&self, page: &Page<'_>) -> Result<Explanation, Refused> {
        Ok(self.read(page)?.explain())
    }

    /// Tells why each line of a text that some other tool extracted is kept or dropped.
    ///
    /// # Errors
    /// Those of [`strip_text`](Stripper::strip_text).
    pub fn explain_text(&self, text: &str, site: Option<&str>) -> Result<Explanation, Refused> {
        Ok(self.read_text(text, site)?.explain())
    }

    /// Reads a page once, for several views of it.
    ///
    /// # Errors
    /// Those of [`strip`](Stripper::strip).
    pub fn read(&self, page: &Page<'_>) -> Result<Reading, Refused> {
        let text = decode(page, &self.options.limits)?;
        let encoding = Told { fact: text.encoding.to_owned(), by: text.evidence.name() };
        Reading::new(self, dom::parse(&text.text, &self.options.limits)?, Source::of_page(page, encoding))
    }

    /// Reads text that some other tool extracted, for several views of it.
    ///
    /// # Errors
    /// Those of [`strip_text`](Stripper::strip_text).
    pub fn read_text(&self, text: &str, site: Option<&str>) -> Result<Reading, Refused> {
        let parsed = dom::from_lines(text, &self.options.limits)?;
        let source = Source { site: site.map(str::to_owned), is_text: true, ..Source::default() };
        Reading::new(self, parsed, source)
    }

    /// No work done yet on a page.
    pub(crate) fn work<'d>(&self, dom: &'d Dom) -> Work<'d> {
        Work::new(dom, self.options.limits.steps)
    }
}
