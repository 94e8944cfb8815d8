//! A page that was read: decoded, measured and decided once. Articles under any policies, every format, explanations
//! and trials of other rules are views of it.

#[cfg(test)]
mod snapshots;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use url::Url;

use crate::article::{Article, Meta, State, Warning};
use crate::assemble::{Embedded, assemble, place_title, words};
use crate::blocks::Block;
use crate::claims::Claims;
use crate::decide::{self, Decision, Roles, comments, decide, site};
use crate::dom::{Dom, NodeId, Parsed, TextBlock, TextBlocks, Work};
use crate::explain::{ExplainedRegion, Explanation, Told, explain};
use crate::generic::Generic;
use crate::judge::{Scores, judge};
use crate::limits::{Limited, Refused, TEXT_NODES};
use crate::mark::{Mark, Marks, Reason, RuleKey, Verdict};
use crate::meta::{self, MetaWords, Signals};
use crate::options::Options;
use crate::page::Page;
use crate::policy::{Captions, Comments, EmbeddedText, Lead, Notes, Policies};
use crate::render::Format;
use crate::rule::{Clues, Pick, RuleSet, pick};

/// A page that was read once, with all that was decided on it. It owns what it holds: nothing of the page that it was
/// read from is borrowed, and nothing changes it.
///
/// ```
/// use dehusk::{Format, Page, RuleSet, Stripper};
///
/// let stripper = Stripper::new(RuleSet::builtin());
/// let html = "<article><h1>Harbour</h1><p>All is well in the harbour today, and so it was on all days before.</article>";
/// let reading = stripper.read(&Page::new(html.as_bytes()))?;
/// let (text, markdown) = (reading.render(Format::Text), reading.render(Format::Markdown));
/// let reasons = reading.explain();
/// # assert!(text.len() < markdown.len() && !reasons.texts.is_empty());
/// # Ok::<(), dehusk::Refused>(())
/// ```
#[derive(Debug)]
pub struct Reading {
    pub(crate) settings: Settings,
    source: Source,
    pub(crate) dom: Dom,
    limited: Vec<Limited>,
    pub(crate) texts: TextBlocks,
    scores: Scores,
    decided: Decided,
    /// The nodes of comments, which a policy adds to what the marks keep; found once, when first asked for.
    comments: OnceLock<Vec<NodeId>>,
}

/// A page of more nodes than this is not kept by name while it is judged: that would be a third of what is held.
const LARGE: usize = 200_000;

/// What pages are read by, besides the rules of sites.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) generic: Arc<Generic>,
    pub(crate) meta: Arc<MetaWords>,
    pub(crate) options: Options,
}

impl Settings {
    /// No work done yet on a page.
    fn work<'d>(&self, dom: &'d Dom) -> Work<'d> {
        Work::new(dom, self.options.limits.steps)
    }
}

/// What was decided by some rules.
#[derive(Debug)]
pub(crate) struct Decided {
    pub(crate) pick: Pick,
    pub(crate) meta: Meta,
    /// Settled, and without comments.
    pub(crate) marks: Marks,
    /// How sure it is that they keep the page's article.
    confidence: f32,
    /// Which texts the article stands among, if no rule has said that.
    region: Option<Range<usize>>,
    length_mismatch: Option<Warning>,
    /// The text that the site's rule takes from the page's JSON-LD.
    article_body: Option<ArticleBody>,
    /// What tells that it is a part of the article alone.
    incomplete: Option<Warning>,
    /// Parts that a reader may not want.
    pub(crate) roles: Roles,
}

/// A text that a line of `content` takes from the page's JSON-LD, marked by the other lines of the rule.
#[derive(Debug)]
struct ArticleBody {
    text: Embedded,
    marks: Marks,
    reason: Reason,
}

/// What is known of a page besides its bytes, and what its bytes turned out to be.
#[derive(Clone, Debug, Default)]
pub(crate) struct Source {
    pub(crate) site: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) file_name: Option<String>,
    /// Whether it is text that some other tool extracted.
    pub(crate) is_text: bool,
    /// None for text that was given as such.
    pub(crate) encoding: Option<Told>,
}

impl Source {
    /// What is known of a page.
    pub(crate) fn of_page(page: &Page<'_>, encoding: Option<Told>) -> Self {
        let (site, url, file_name) = (page.site.clone(), page.url.clone(), page.file_name.clone());
        Source { site, url, file_name, is_text: false, encoding }
    }

    fn clues(&self) -> Clues<'_> {
        let Source { site, url, file_name, is_text, .. } = self;
        Clues { site: site.as_deref(), url: url.as_deref(), file_name: file_name.as_deref(), is_text: *is_text }
    }
}

impl Reading {
    /// Measures and decides on what was parsed.
    pub(crate) fn new(settings: &Settings, rules: &RuleSet, parsed: Parsed, source: Source) -> Result<Self, Refused> {
        let Parsed { dom, limited } = parsed;
        dom.meter().ask();
        let (clues, work, texts) = (source.clues(), settings.work(&dom), TextBlocks::of(&dom));
        let limit = settings.options.limits.nodes;
        if dom.len() + TEXT_NODES * texts.len() > limit {
            return Err(Refused::Nodes { limit });
        }
        let claims = Claims::collect(&settings.meta.ld, &dom);
        let pick = if settings.options.site_rules { pick(rules, &claims, &clues, &work) } else { Pick::generic() };
        let generic = &settings.generic;
        let (meta, signals) = read_meta(settings, &claims, clues.url, &pick, &work);
        let work = if dom.len() > LARGE { work.without_index() } else { work };
        let excluded = generic.excluded(&dom, &texts, &signals);
        let scores = judge(&generic.judge, &dom, &texts, excluded, &signals);
        dom.meter().ask();
        let judged = Judged { settings, dom: &dom, texts: &texts, scores: &scores };
        let decided = judged.decided(pick, meta, &claims, &work)?;
        let (settings, comments) = (settings.clone(), OnceLock::new());
        Ok(Reading { settings, source, dom, limited, texts, scores, decided, comments })
    }

    /// A page that is given out: no check stops what is done with it.
    pub(crate) fn finished(self) -> Self {
        self.dom.meter().disarm();
        self
    }

    /// The article, under these policies.
    pub fn article(&self, policies: &Policies) -> Article {
        self.assemble(&self.decided, policies)
    }

    /// The article, under these policies, of a page that is asked for nothing else: what it was judged by is given back
    /// before the article is put together.
    pub(crate) fn into_article(mut self, policies: &Policies) -> Article {
        if policies.comments == Comments::Keep {
            self.comments();
        }
        self.scores = Scores::default();
        self.dom.meter().ask();
        self.article(policies)
    }

    fn assemble(&self, decided: &Decided, policies: &Policies) -> Article {
        let Decided { pick, meta, confidence, length_mismatch, incomplete, .. } = decided;
        let (page, cuts) = (address(meta), pick.cuts());
        let marks = &*self.wanted(&decided.marks, decided, policies);
        let put_together = |marks: &Marks| assemble(&self.dom, &self.texts, marks, &cuts, policies, page.as_ref());
        let comments = match policies.comments {
            Comments::Keep => put_together(&comments::alone(&self.dom, self.comments(), marks)),
            Comments::Drop => Vec::new(),
        };
        let of_rule = decided.article_body(policies).map(|body| {
            let ArticleBody { text, marks, .. } = body;
            text.blocks(marks, &cuts, policies, page.as_ref())
        });
        let is_of_rule = of_rule.is_some();
        let (mut blocks, is_embedded) = match of_rule.unwrap_or_else(|| put_together(marks)) {
            blocks if blocks.is_empty() => (self.embedded_text(policies, page.as_ref()), true),
            blocks => (blocks, is_of_rule),
        };
        let (state, told) = match (blocks.is_empty(), is_embedded) {
            (true, _) => (pick.state, Some(Warning::NoArticle)),
            (false, true) => (State::Embedded, Some(Warning::EmbeddedText)),
            (false, false) => (pick.state, incomplete.clone()),
        };
        let mut warnings = Vec::from_iter(told);
        warnings.extend(length_mismatch.clone());
        warnings.extend(self.limited.iter().copied().map(Warning::from));
        let confidence = match state {
            State::Embedded => self.settings.generic.embedded_confidence,
            _ if blocks.is_empty() => 0.0,
            _ => (confidence * 1000.0).round() / 1000.0,
        };
        if !blocks.is_empty() {
            place_title(&mut blocks, meta.title.as_deref(), policies.title);
        }
        let rule = pick.rule.as_ref().filter(|_| pick.state != State::Generic).map(|rule| rule.name.to_string());
        let meta = Meta { words: Some(words(&mut blocks)), ..meta.clone() };
        Article { meta, blocks, comments, state, confidence, rule, warnings, provenance: None }
    }

    /// What the page's structured data have as the article's text; nothing of a page that is no such page.
    fn embedded_text(&self, policies: &Policies, page: Option<&Url>) -> Vec<Block> {
        if policies.embedded_text == EmbeddedText::Never {
            return Vec::new();
        }
        let text = self.claims().article_body().and_then(|text| Embedded::read(&text, &self.settings.options.limits));
        text.map_or_else(Vec::new, |text| text.blocks(&text.kept(), &[], policies, page))
    }

    /// The article in a format, under the policies that suit it: what the command prints where no policy is named.
    pub fn render(&self, format: Format) -> String {
        self.article(&Policies::of(format)).render(format)
    }

    /// Why each text of the page is kept or dropped, under the policies that it was read with.
    pub fn explain(&self) -> Explanation {
        let policies = &self.settings.options.policies;
        let Article { meta, state, rule, warnings, confidence, .. } = self.article(policies);
        self.scores.find_top_features(&self.settings.generic.judge);
        let pick = &self.decided.pick;
        let marks = self.marks_of(pick);
        let marks = self.wanted(&marks, &self.decided, policies);
        let texts = explain(&self.dom, &self.texts, &self.with_comments(&marks, policies));
        let host =
            pick.origin.as_ref().map(|origin| Told { fact: origin.host.clone(), by: origin.evidence.name().into() });
        let region = self.decided.region.as_ref().filter(|_| self.decided.article_body(policies).is_none());
        let region = region.and_then(|blocks| ExplainedRegion::of(blocks, &texts));
        let encoding = self.source.encoding.clone();
        let texts = texts.into_iter().map(|(_, text)| text).collect();
        Explanation { meta, state, rule, warnings, confidence, region, encoding, host, texts }
    }

    /// What the caller knew of the page.
    pub(crate) fn clues(&self) -> Clues<'_> {
        self.source.clues()
    }

    /// No work done yet on the page.
    pub(crate) fn work(&self) -> Work<'_> {
        self.settings.work(&self.dom)
    }

    /// What some pick decides, settled.
    pub(crate) fn marks_of(&self, pick: &Pick) -> Marks {
        self.judged().decide(pick, &self.work()).marks
    }

    /// The marks without what is not wanted of what they keep.
    fn wanted<'m>(&self, marks: &'m Marks, decided: &Decided, policies: &Policies) -> Cow<'m, Marks> {
        if let Some(ArticleBody { reason, .. }) = decided.article_body(policies) {
            let mark = Mark { verdict: Verdict::Drop, reason: reason.clone() };
            return Cow::Owned(Marks::new(&self.dom, mark).inherit(&self.dom));
        }
        let roles = &decided.roles;
        let unwanted = [
            (policies.lead == Lead::Drop, &roles.leads, Reason::Lead),
            (policies.captions == Captions::Drop, &roles.captions, Reason::Caption),
            (policies.notes == Notes::Drop, &roles.notes, Reason::Note),
        ];
        let mut wanted = Cow::Borrowed(marks);
        for (_, nodes, reason) in
            unwanted.into_iter().filter(|(is_unwanted, nodes, _)| *is_unwanted && !nodes.is_empty())
        {
            wanted = Cow::Owned(wanted.dropping(&self.dom, nodes, Mark { verdict: Verdict::Drop, reason }));
        }
        wanted
    }

    fn with_comments<'m>(&self, marks: &'m Marks, policies: &Policies) -> Cow<'m, Marks> {
        if policies.comments == Comments::Drop {
            return Cow::Borrowed(marks);
        }
        Cow::Owned(marks.keeping(&self.dom, self.comments(), &comments::MARK))
    }

    /// The nodes of comments.
    fn comments(&self) -> &[NodeId] {
        let Decided { marks, roles, .. } = &self.decided;
        let sections = || {
            let named = self.scores.excluded.comments.iter().map(|(node, _)| *node);
            named.chain(roles.comments.iter().copied()).collect::<BTreeSet<NodeId>>()
        };
        self.comments.get_or_init(|| comments::find(&self.dom, &self.texts, &sections(), marks))
    }

    fn judged(&self) -> Judged<'_> {
        let Reading { settings, dom, texts, scores, .. } = self;
        Judged { settings, dom, texts, scores }
    }
}

/// A page that was judged: what rules decide on.
#[derive(Clone, Copy)]
struct Judged<'r> {
    settings: &'r Settings,
    dom: &'r Dom,
    texts: &'r TextBlocks,
    scores: &'r Scores,
}

impl Judged<'_> {
    /// Decides by what was picked. Where that leaves nothing of the article, or next to nothing, the generic layer decides
    /// by itself: the site has changed.
    fn decided(&self, pick: Pick, meta: Meta, claims: &Claims<'_>, work: &Work<'_>) -> Result<Decided, Refused> {
        let Judged { settings, dom, texts, .. } = *self;
        let decision = self.decide(&pick, work);
        let article_body = self.article_body(&pick, claims)?;
        let rule_chars =
            article_body.as_ref().map_or_else(|| kept_chars((dom, texts), &decision.marks), ArticleBody::chars);
        let (pick, decision, length_mismatch) = match self.beside_generic(&pick, rule_chars, work) {
            Some((warning @ Warning::RuleTooShort { .. }, alone)) => (pick.missed(), alone, Some(warning)),
            Some((warning, _)) => (pick, decision, Some(warning)),
            None => (pick, decision, None),
        };
        let Decision { marks, confidence, region, roles } = decision;
        site::count_cuts(dom, texts, &pick, &marks, work);
        work.finish().map_err(|pattern| too_much_work(settings, &pick, &pattern))?;
        let incomplete = incomplete(&settings.generic, (dom, texts), &marks, &meta, claims);
        let article_body = article_body.filter(|_| pick.article_body.is_some());
        Ok(Decided { pick, meta, marks, confidence, region, length_mismatch, article_body, incomplete, roles })
    }

    /// The text that the rule takes from the page's JSON-LD; none where a limit refuses it.
    fn article_body(&self, pick: &Pick, claims: &Claims<'_>) -> Result<Option<ArticleBody>, Refused> {
        let Some(line) = &pick.article_body else { return Ok(None) };
        let text = claims.article_body().and_then(|text| Embedded::read(&text, &self.settings.options.limits));
        let Some(text) = text else { return Ok(None) };
        let (pick, work) = (pick.of_article_body(line), self.settings.work(&text.dom));
        let marks = site::mark_article_body(&text.dom, &text.texts, &pick, &work);
        site::count_cuts(&text.dom, &text.texts, &pick, &marks, &work);
        work.finish().map_err(|pattern| too_much_work(self.settings, &pick, &pattern))?;
        Ok(Some(ArticleBody { text, marks, reason: line.reason(RuleKey::Content) }))
    }

    /// What to say where a rule's text is far from what the generic layer keeps by itself, and that layer's decision.
    fn beside_generic(&self, pick: &Pick, rule_chars: usize, work: &Work<'_>) -> Option<(Warning, Decision)> {
        pick.layout()?;
        let rows = self.settings.generic.length_mismatch;
        let is_found = pick.found_by.is_some() || pick.article_body.is_some();
        // Without a container only a miss is told; and who keeps a fair part of all that there is has missed nothing.
        if !is_found && !rows.is_missed(rule_chars, chars(self.texts, |_| true)) {
            return None;
        }
        let alone = self.decide(&Pick::generic(), work);
        let generic_chars = kept_chars((self.dom, self.texts), &alone.marks);
        if rows.is_missed(rule_chars, generic_chars) {
            return Some((Warning::RuleTooShort { rule_chars, generic_chars }, alone));
        }
        let is_told = is_found && rows.is_raised_by(rule_chars, generic_chars);
        is_told.then_some((Warning::LengthDiffers { rule_chars, generic_chars }, alone))
    }

    fn decide(&self, pick: &Pick, work: &Work<'_>) -> Decision {
        let Settings { generic, options, .. } = self.settings;
        decide(generic, self.dom, self.texts, self.scores, pick, work, options.prefer)
    }
}

/// How many characters of a page's text are kept.
fn kept_chars((dom, texts): (&Dom, &TextBlocks), marks: &Marks) -> usize {
    chars(texts, |block| marks.of_block(dom, block).verdict == Verdict::Keep)
}

fn chars(texts: &TextBlocks, is_meant: impl Fn(&TextBlock) -> bool) -> usize {
    texts.iter().filter(|block| is_meant(block)).map(|block| texts.text(block).chars().count()).sum()
}

impl Decided {
    /// The text of the page's JSON-LD that the article is, under these policies.
    fn article_body(&self, policies: &Policies) -> Option<&ArticleBody> {
        self.article_body.as_ref().filter(|_| policies.embedded_text != EmbeddedText::Never)
    }
}

impl ArticleBody {
    /// How many characters of it are kept.
    fn chars(&self) -> usize {
        kept_chars((&self.text.dom, &self.text.texts), &self.marks)
    }
}

impl Reading {
    /// What the page says of itself.
    pub(crate) fn claims(&self) -> Claims<'_> {
        Claims::collect(&self.settings.meta.ld, &self.dom)
    }
}

#[cfg(feature = "author")]
impl Reading {
    /// The article under the policies that it was read with.
    pub(crate) fn own_article(&self) -> Article {
        self.article(&self.settings.options.policies)
    }

    /// For each text block, how probable it is that it is the article's.
    pub(crate) fn probability(&self) -> &[f32] {
        &self.scores.probability
    }

    /// The nodes of the texts that sum the article up above it.
    pub(crate) fn leads(&self) -> &[NodeId] {
        &self.decided.roles.leads
    }

    /// What the rules chose that it was read with.
    pub(crate) fn picked(&self) -> &Pick {
        &self.decided.pick
    }

    /// The article as other rules would have it: the page is as it was measured, and decided anew.
    pub(crate) fn article_under(&self, rules: &RuleSet) -> Result<Article, Refused> {
        Ok(self.article_of(&self.decided_under(rules)?))
    }

    /// What other rules decide: the page is as it was measured.
    pub(crate) fn decided_under(&self, rules: &RuleSet) -> Result<Decided, Refused> {
        let (clues, work) = (self.clues(), self.work());
        let claims = self.claims();
        let pick = pick(rules, &claims, &clues, &work);
        let (meta, _) = read_meta(&self.settings, &claims, clues.url, &pick, &work);
        self.judged().decided(pick, meta, &claims, &work)
    }

    /// The article that was decided, under the policies that it was read with.
    pub(crate) fn article_of(&self, decided: &Decided) -> Article {
        self.assemble(decided, &self.settings.options.policies)
    }

    /// Why a node is kept or dropped by what was decided, with the measure that speaks loudest.
    pub(crate) fn mark_of(&self, decided: &Decided, node: NodeId) -> Mark {
        self.scores.find_top_features(&self.settings.generic.judge);
        self.marks_of(&decided.pick).of(&self.dom, node).clone()
    }
}

/// What the page says of its article, and what it gives to hold on to.
fn read_meta(
    settings: &Settings,
    claims: &Claims<'_>,
    url: Option<&str>,
    pick: &Pick,
    work: &Work<'_>,
) -> (Meta, Signals) {
    let (meta, signals) = meta::read(&settings.meta, claims, url, pick, work);
    (Meta { page_type: settings.generic.page_type(&signals), ..meta }, signals)
}

/// The address that the page's own are relative to.
fn address(meta: &Meta) -> Option<Url> {
    Url::parse(meta.url.as_deref()?).ok()
}

/// What to say where the page has a part of the article alone.
fn incomplete(
    generic: &Generic,
    (dom, texts): (&Dom, &TextBlocks),
    marks: &Marks,
    meta: &Meta,
    claims: &Claims<'_>,
) -> Option<Warning> {
    let (page, next) = (address(meta), claims.link("next").next());
    let (rest, told) = decide::incomplete::find(&generic.incomplete, (dom, texts), marks, page.as_ref(), next)?;
    Some(Warning::Incomplete { rest, told })
}

fn too_much_work(settings: &Settings, pick: &Pick, pattern: &str) -> Refused {
    let file = pick.rule.as_ref().map_or_else(|| "dehusk's own rules".to_owned(), |rule| rule.file.to_string());
    Refused::RuleSteps { limit: settings.options.limits.steps, file, pattern: pattern.to_owned() }
}
