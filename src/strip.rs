//! The pipeline as code: the calls in order.

use crate::article::{Article, Meta, Warning};
use crate::assemble::{assemble, place_title};
use crate::decide::{self, Scope};
use crate::decode::decode;
use crate::dom::{self, Dom, Parsed, TextBlock, TextBlocks, Work};
use crate::explain::{Explanation, Told, explain};
use crate::features::Anchors;
use crate::judge::{Asked, Generic, Judgement, judge};
use crate::limits::{Limits, Refused};
use crate::mark::{Mark, Marks, Reason, Verdict};
use crate::meta::{self, Claims, MetaWords};
use crate::page::Page;
use crate::policy::{Comments, Policies};
use crate::rule::{Clean, Clues, Pick, RuleSet, pick};
use std::sync::Arc;
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
        let (parsed, clues) = (self.parse(page)?, clues(page));
        Ok(self.article(&parsed, &clues, &self.decide(&parsed.dom, &clues, Asked::What)?))
    }

    /// Takes the article out of a page that the caller has parsed, best with scripting off.
    ///
    /// # Errors
    /// If the tree breaks a limit.
    pub fn strip_rcdom(&self, page: &markup5ever_rcdom::RcDom, url: Option<&str>) -> Result<Article, Refused> {
        let parsed = dom::from_rcdom(&page.document, &self.options.limits)?;
        let clues = Clues { url, ..Clues::default() };
        Ok(self.article(&parsed, &clues, &self.decide(&parsed.dom, &clues, Asked::What)?))
    }

    /// Takes the article out of text that some other tool extracted, by the text rules of a site.
    ///
    /// # Errors
    /// If the text breaks a limit.
    pub fn strip_text(&self, text: &str, site: Option<&str>) -> Result<Article, Refused> {
        let (parsed, clues) = (self.parse_text(text)?, text_clues(site));
        Ok(self.article(&parsed, &clues, &self.decide(&parsed.dom, &clues, Asked::What)?))
    }

    /// Tells why each text of a page is kept or dropped.
    ///
    /// # Errors
    /// Those of [`strip`](Stripper::strip).
    pub fn explain(&self, page: &Page<'_>) -> Result<Explanation, Refused> {
        let text = decode(page, &self.options.limits)?;
        let encoding = Some(Told { fact: text.encoding.to_owned(), by: text.evidence.name() });
        let parsed = dom::parse(&text.text, &self.options.limits)?;
        Ok(Explanation { encoding, ..self.explanation(&parsed, &clues(page))? })
    }

    /// Tells why each line of a text that some other tool extracted is kept or dropped.
    ///
    /// # Errors
    /// Those of [`strip_text`](Stripper::strip_text).
    pub fn explain_text(&self, text: &str, site: Option<&str>) -> Result<Explanation, Refused> {
        self.explanation(&self.parse_text(text)?, &text_clues(site))
    }

    fn explanation(&self, parsed: &Parsed, clues: &Clues<'_>) -> Result<Explanation, Refused> {
        let decided = self.decide(&parsed.dom, clues, Asked::Why)?;
        let Article { meta, state, rule, warnings, .. } = self.article(parsed, clues, &decided);
        let texts = explain(&parsed.dom, &decided.texts, &decided.marks);
        let host = decided.pick.origin.map(|origin| Told { fact: origin.host, by: origin.evidence.name() });
        Ok(Explanation { meta, state, rule, warnings, encoding: None, host, texts })
    }

    pub(crate) fn parse(&self, page: &Page<'_>) -> Result<Parsed, Refused> {
        dom::parse(&decode(page, &self.options.limits)?.text, &self.options.limits)
    }

    pub(crate) fn parse_text(&self, text: &str) -> Result<Parsed, Refused> {
        dom::from_lines(text, &self.options.limits)
    }

    /// No work done yet on a page.
    pub(crate) fn work<'d>(&self, dom: &'d Dom) -> Work<'d> {
        Work::new(dom, self.options.limits.steps)
    }

    fn decide(&self, dom: &Dom, clues: &Clues<'_>, asked: Asked) -> Result<Decided, Refused> {
        let work = self.work(dom);
        let pick = if self.options.site_rules { pick(&self.rules, dom, clues, &work) } else { Pick::generic() };
        let claims = Claims::collect(&self.meta, dom);
        let (meta, anchors) = meta::read(&self.meta, &claims, clues.url, &pick, &work);
        let texts = TextBlocks::of(dom);
        let judgement = judge(&self.generic, dom, &texts, &witnesses(&anchors), asked);
        let marks = self.mark(dom, &texts, &judgement, &pick, &work).settle(dom);
        decide::site::count_cuts(dom, &texts, &pick, &marks, &work);
        work.finish().map_err(|pattern| self.too_much_work(&pick, &pattern))?;
        let doubt = self.doubt(dom, &texts, &judgement, &pick, &marks);
        Ok(Decided { pick, meta, texts, marks, doubt })
    }

    fn too_much_work(&self, pick: &Pick, pattern: &str) -> Refused {
        let file = pick.rule.as_ref().map_or_else(String::new, |rule| rule.file.to_string());
        Refused::RuleSteps { limit: self.options.limits.steps, file, pattern: pattern.to_owned() }
    }

    fn article(&self, parsed: &Parsed, clues: &Clues<'_>, decided: &Decided) -> Article {
        let Parsed { dom, limited } = parsed;
        let Decided { pick, meta, texts, marks, doubt } = decided;
        let page = clues.url.and_then(|url| Url::parse(url).ok());
        let mut blocks = assemble(dom, texts, marks, &pick.cuts(), &self.options.policies, page.as_ref());
        let mut warnings = if blocks.is_empty() { vec![Warning::NoArticle] } else { Vec::new() };
        warnings.extend(doubt.clone());
        warnings.extend(limited.iter().copied().map(Warning::from));
        place_title(&mut blocks, meta.title.as_deref(), self.options.policies.title);
        let rule = pick.rule.as_ref().map(|rule| rule.name.to_string());
        Article { meta: meta.clone(), blocks, state: pick.state, rule, warnings }
    }

    /// What to say where a site's rule keeps far more or far less than the generic layer would by itself. The rule
    /// stands all the same: overriding it does more harm than good.
    fn doubt(
        &self,
        dom: &Dom,
        texts: &TextBlocks,
        judgement: &Judgement,
        pick: &Pick,
        marks: &Marks,
    ) -> Option<Warning> {
        pick.found_by.as_ref()?;
        let alone = self.mark(dom, texts, judgement, &Pick::generic(), &Work::new(dom, 0)).settle(dom);
        let (rule_chars, generic_chars) = (kept_chars(dom, texts, marks), kept_chars(dom, texts, &alone));
        let raised = self.generic.doubt.is_raised_by(rule_chars, generic_chars);
        raised.then_some(Warning::LengthDiffers { rule_chars, generic_chars })
    }

    pub(crate) fn mark(
        &self,
        dom: &Dom,
        texts: &TextBlocks,
        judgement: &Judgement,
        pick: &Pick,
        work: &Work<'_>,
    ) -> Marks {
        let mut marks = Marks::new(dom, Mark { verdict: Verdict::Drop, reason: Reason::Outside });
        decide::mark_unseen(judgement.unseen(), &mut marks);
        decide::site::mark(dom, texts, pick, work, &mut marks);
        if let Some(scope) = scope(pick) {
            decide::ornament::mark(dom, &mut marks);
            decide::mark_generic(&self.generic, dom, texts, judgement, scope, &mut marks);
        }
        if self.options.policies.comments == Comments::Keep {
            decide::comments::mark(dom, texts, &mut marks);
        }
        marks
    }
}

/// What was decided on a page.
struct Decided {
    pick: Pick,
    meta: Meta,
    texts: TextBlocks,
    /// Settled.
    marks: Marks,
    doubt: Option<Warning>,
}

/// How many characters of the page's text are kept.
fn kept_chars(dom: &Dom, texts: &TextBlocks, marks: &Marks) -> usize {
    let is_kept = |block: &&TextBlock| marks.of(dom, block.nodes.start).verdict == Verdict::Keep;
    texts.iter().filter(is_kept).map(|block| texts.text(block).chars().count()).sum()
}

/// What is known of a page besides its bytes.
pub(crate) fn clues<'a>(page: &'a Page<'_>) -> Clues<'a> {
    let (site, url, file_name) = (page.site.as_deref(), page.url.as_deref(), page.file_name.as_deref());
    Clues { site, url, file_name, is_text: false }
}

/// What is known of text that some other tool extracted.
pub(crate) fn text_clues(site: Option<&str>) -> Clues<'_> {
    Clues { site, is_text: true, ..Clues::default() }
}

/// What the metadata gives the generic layer to hold on to.
pub(crate) fn witnesses(anchors: &meta::Anchors) -> Anchors<'_> {
    let meta::Anchors { title, description, authors, article_body, url, kinds } = anchors;
    Anchors {
        title: title.as_deref(),
        description: description.as_deref(),
        authors,
        body: article_body.as_deref(),
        url: url.as_deref(),
        kinds,
    }
}

/// Where the generic layer decides beside what was picked.
fn scope(pick: &Pick) -> Option<Scope<'_>> {
    let clean = match pick.clean {
        Clean::None => return None,
        Clean::Safe => decide::Clean::Safe,
        Clean::Full => decide::Clean::Full,
    };
    let content = pick.content.as_slice();
    Some(if content.is_empty() { Scope::WholePage } else { Scope::Inside { content, clean } })
}
