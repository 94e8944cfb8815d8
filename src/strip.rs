//! The pipeline as code: the calls in order.

use crate::article::{Article, Meta, State, Warning};
use crate::assemble::assemble;
use crate::dom::{self, Dom, TextBlocks};
use crate::mark::generic::{Anchors, Generic, Scope};
use crate::mark::{self, Mark, Marks, Reason, Verdict};
use crate::page::Page;
use crate::policy::Policies;
use crate::rule::RuleSet;
use url::Url;

/// Takes articles out of pages. Made once from its rules, used for any number of pages and from any number of threads.
///
/// ```
/// use dehusk::{Page, RuleSet, Stripper};
///
/// let stripper = Stripper::new(RuleSet::builtin());
/// let article = stripper.strip(&Page::new(b"<article><p>All is well in the harbour today.</article>".as_slice()))?;
/// # Ok::<(), dehusk::Refused>(())
/// ```
#[derive(Debug)]
pub struct Stripper {
    rules: RuleSet,
    generic: Generic,
    options: Options,
}

/// What a caller can choose for all pages of a [`Stripper`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// Whether rules of sites are used; without them the generic layer does all.
    pub site_rules: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { site_rules: true }
    }
}

/// Why a page was refused: the limit that it breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// More bytes than the limit allows.
    #[error("the page is larger than {limit} bytes")]
    Bytes {
        /// The limit, in bytes.
        limit: usize,
    },
}

impl Stripper {
    /// A stripper that goes by these rules.
    pub fn new(rules: RuleSet) -> Self {
        Stripper { rules, generic: Generic::builtin(), options: Options::default() }
    }

    /// The same stripper with other options.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Takes the article out of a page.
    ///
    /// # Errors
    /// If the page breaks a limit. Broken HTML is never an error, and a page without an article gives one without
    /// blocks.
    pub fn strip(&self, page: &Page<'_>) -> Result<Article, Refused> {
        let text = String::from_utf8_lossy(&page.bytes);
        let dom = dom::parse(&text);
        Ok(self.strip_dom(&dom, page.url.as_deref()))
    }

    /// Takes the article out of text that some other tool extracted, by the text rules of a site.
    pub fn strip_text(&self, text: &str, site: Option<&str>) -> Article {
        self.strip_dom(&dom::from_lines(text), site)
    }

    fn strip_dom(&self, dom: &Dom, url: Option<&str>) -> Article {
        let _ = (&self.rules, &self.options);
        let texts = TextBlocks::of(dom);
        let outside = Mark { verdict: Verdict::Drop, reason: Reason::Outside };
        let mut marks = Marks::new(dom, outside);
        mark::always::mark(&self.generic.unseen, dom, &texts, &mut marks);
        mark::generic::mark(&self.generic, dom, &texts, &Anchors::default(), Scope::WholePage, &mut marks);
        let marks = marks.settle(dom);
        let page = url.and_then(|url| Url::parse(url).ok());
        let blocks = assemble(dom, &texts, &marks, &[], &Policies::default(), page.as_ref());
        let warnings = if blocks.is_empty() { vec![Warning::NoArticle] } else { Vec::new() };
        let meta = Meta { url: url.map(str::to_owned), ..Meta::default() };
        Article { meta, blocks, state: State::Generic, rule: None, warnings }
    }
}
