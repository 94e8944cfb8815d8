//! Metadata: who wrote a page, when, under which title.
//!
//! A page states each field in several places and states them loosely. [`Claims`] are what it says, as written;
//! [`read`] asks the places of a field in the order of `rules/meta.toml`, the site's own rule first, and takes the
//! first that gives a clean value. The visible page is asked last, but for the title, which its readers see.

mod authors;
mod dated;
mod dates;
mod direction;
mod fields;
mod language;
mod license;
mod names;
mod page;
mod plain;
mod site;
mod source;
mod title;
mod visible;
mod ways;
mod words;

use std::collections::HashSet;

use regex::Captures;
use url::Url;

pub(crate) use words::MetaWords;

use crate::article::{Direction, Meta};
use crate::claims::{self, Claims, Saver, Things, meta_name};
use crate::dom::{NodeId, Selector, Work, base};
use crate::lookup::pattern::Pattern;
use crate::rule::RuleLine;
use crate::rule::{DateSource, MetaField, MetaPlace, MetaSource, Pick};
use dated::Dates;
use dates::Order;
use page::Zone;
use site::SiteNames;
use source::Source;
use title::{Heading, Headline, Offers, squeeze};
use visible::{first_text, visible};
use ways::{Way, Ways};

/// What the page says of its own article, for a layer that looks for that article.
#[derive(Clone, Debug, Default)]
pub(crate) struct Signals {
    /// The headline.
    pub(crate) title: Option<String>,
    /// The summary.
    pub(crate) description: Option<String>,
    /// The names of the authors.
    pub(crate) authors: Vec<String>,
    /// `articleBody` of the JSON-LD, as a line of text.
    pub(crate) article_body: Option<String>,
    /// The address, the caller's or its own.
    pub(crate) url: Option<String>,
    /// The types of its JSON-LD things, and `og:` with its `og:type`.
    pub(crate) kinds: Vec<String>,
    /// The same of the thing alone that the page is about, that before `og:type`.
    pub(crate) about: Vec<String>,
}

/// The metadata of a page and what it gives to hold on to.
pub(crate) fn read(
    words: &MetaWords,
    claims: &Claims,
    url: Option<&str>,
    pick: &Pick,
    work: &Work<'_>,
) -> (Meta, Signals) {
    let reader = Reader::new(words, claims, url, pick, work);
    let headline = reader.headline();
    let zone = headline.node.map(|node| Zone::around(claims.dom, node, &words.page));
    let dates = Dates::new(&reader, zone);
    let site = reader.site(headline.text.as_deref());
    let date = dates.published();
    let meta = Meta {
        url: reader.url.as_ref().map(Url::to_string),
        title: headline.text.clone(),
        authors: reader.authors(zone),
        updated: dates.updated().filter(|day| date.as_deref().is_none_or(|date| dates::day(day) >= dates::day(date))),
        date,
        language: reader.language.clone(),
        direction: reader.direction(headline.node),
        section: reader.first(MetaField::Section, |text| fields::section(text, &words.fields)),
        tags: reader.tags(),
        description: reader.description([headline.text.as_deref(), site.as_deref()]),
        site,
        image: reader.image(),
        canonical: reader.first(MetaField::Canonical, |text| reader.canonical(text)),
        license: reader.license(),
        page_type: None,
        words: None,
    };
    let og_types = claims.meta("og.type").map(|kind| format!("og:{kind}"));
    let signals = Signals {
        title: meta.title.clone(),
        description: meta.description.clone(),
        authors: meta.authors.clone(),
        article_body: reader.texts(&Source::Ld("articleBody".to_owned())).into_iter().next(),
        url: meta.url.clone(),
        about: reader.things.about().map(str::to_owned).chain(og_types).collect(),
        kinds: reader.things.kinds().chain(claims.meta("og:type").map(|kind| format!("og:{kind}"))).collect(),
    };
    (meta, signals)
}

/// Where a page states facts: the key in `[meta]`, the place as a rule names it, and what stands there. Of each fact the
/// most trusted places that a rule can name.
pub(crate) fn stated(
    words: &MetaWords,
    claims: &Claims,
    url: Option<&str>,
    work: &Work<'_>,
) -> Vec<(&'static str, String, String)> {
    const MOST: usize = 2;
    let pick = Pick::generic();
    let reader = Reader::new(words, claims, url, &pick, work);
    let of_field = |&field: &MetaField| {
        let found = reader.places(field).filter_map(|source| {
            let (named, value) = (source.written(claims)?, reader.texts(source).into_iter().next()?);
            Some((field.name(), named, value))
        });
        found.take(MOST).collect::<Vec<_>>()
    };
    MetaField::ALL.iter().flat_map(of_field).collect()
}

/// Each line of `[meta]` in the layout that was picked, and how many texts it gives.
pub(crate) fn tally(
    words: &MetaWords,
    claims: &Claims,
    url: Option<&str>,
    pick: &Pick,
    work: &Work<'_>,
) -> Vec<(RuleLine, usize)> {
    let reader = Reader::new(words, claims, url, pick, work);
    let lines = MetaField::ALL.iter().flat_map(|&field| pick.meta(field));
    lines.map(|line| (RuleLine::of("meta", line), reader.ruled_by(&line.value).len())).collect()
}

/// Asks the places of a field.
struct Reader<'a> {
    words: &'a MetaWords,
    claims: &'a Claims<'a>,
    things: Things<'a>,
    pick: &'a Pick,
    work: &'a Work<'a>,
    url: Option<Url>,
    /// The page's `<base>`.
    base: Option<Url>,
    site_names: SiteNames,
    language: Option<String>,
    order: Order,
}

impl<'a> Reader<'a> {
    fn new(
        words: &'a MetaWords,
        claims: &'a Claims<'a>,
        url: Option<&str>,
        pick: &'a Pick,
        work: &'a Work<'a>,
    ) -> Self {
        let mut reader = Reader {
            words,
            claims,
            things: claims.things(),
            pick,
            work,
            url: None,
            base: None,
            site_names: SiteNames::default(),
            language: None,
            order: Order::DayFirst,
        };
        let given = url.and_then(|url| Url::parse(url).ok());
        reader.base = base(claims.dom, given.as_ref());
        let own = || reader.first(MetaField::Canonical, |text| reader.joined(text));
        reader.url = given.or_else(|| saved_from(claims)).or_else(own);
        let stated: Vec<String> = reader.all(MetaField::Site).collect();
        let host = reader.url.as_ref().and_then(Url::host_str);
        let names = SiteNames::new(stated.iter().map(String::as_str), host);
        reader.site_names = names.with_ways(reader.ways(), reader.all(MetaField::Section));
        reader.language = reader.stated_language().or_else(|| {
            let words = &words.language;
            language::of_text(&first_text(claims.dom, words.sample), words)
        });
        let host = reader.url.as_ref().and_then(Url::host_str);
        reader.order = Order::of(reader.language.as_deref(), host, &words.dates);
        reader
    }

    fn stated_language(&self) -> Option<String> {
        let by_page = || self.claims.lang.and_then(language::read);
        by_page().or_else(|| self.first(MetaField::Language, language::read))
    }

    /// The places where pages of any site may state a field.
    fn places(&self, field: MetaField) -> impl Iterator<Item = &'a Source> + use<'a> {
        self.words.sources.get(&field).into_iter().flatten()
    }

    /// What the site's rule finds of a field, cleaned of markup.
    fn ruled(&self, field: MetaField) -> impl Iterator<Item = String> {
        self.pick.meta(field).iter().flat_map(|line| self.ruled_by(&line.value)).filter(|text| !text.is_empty())
    }

    fn ruled_by(&self, source: &MetaSource) -> Vec<String> {
        let dom = self.claims.dom;
        let select = |selector: &Selector| selector.select(NodeId::ROOT, self.work);
        let texts = match &source.place {
            MetaPlace::Text(selector) => select(selector).into_iter().map(|id| visible(dom, id)).collect(),
            MetaPlace::Attr(selector, attr) => {
                select(selector).into_iter().filter_map(|id| dom.attr(id, attr)).map(plain::plain).collect()
            }
            MetaPlace::Meta(name) => self.texts(&Source::MetaTag(meta_name(name))),
            MetaPlace::Ld(path) => self.texts(&Source::Ld(path.join("."))),
        };
        let cut = |text: String| {
            let Some(matching) = &source.matching else { return Some(text) };
            let found = self.captures(matching, &text)?;
            Some(found.get(1).or(found.get(0))?.as_str().trim().to_owned())
        };
        let dated = |text: String| source.date.as_ref().map_or_else(|| Some(text.clone()), |by| self.dated(&text, by));
        texts.into_iter().filter_map(cut).filter_map(dated).collect()
    }

    /// A date as a rule says that the site writes it.
    fn dated(&self, text: &str, by: &DateSource) -> Option<String> {
        match &by.format {
            Some(format) => {
                let found = self.captures(&format.pattern, text)?;
                dates::read_parts(&found, &self.words.dates, by.zone.as_ref())
            }
            None => dates::read(text, &self.words.dates, self.order, by.zone.as_ref()),
        }
    }

    /// The groups of a rule's regex in a text, if the work for that is not too much.
    fn captures<'t>(&self, pattern: &Pattern, text: &'t str) -> Option<Captures<'t>> {
        let is_within = self.work.spend(pattern.steps(text.len()));
        self.work.charge(&pattern.as_str().into());
        if is_within { pattern.captures(text) } else { None }
    }

    /// All that the page states of a field, cleaned of markup: first by the site's rule, then the most trusted first.
    fn all(&self, field: MetaField) -> impl Iterator<Item = String> {
        self.ruled(field).chain(self.places(field).flat_map(|source| self.texts(source)))
    }

    /// The first statement of a field that can be read.
    fn first<T>(&self, field: MetaField, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.all(field).find_map(|text| read(&text))
    }

    /// What stands in one place, cleaned of markup; nothing empty.
    fn texts(&self, source: &Source) -> Vec<String> {
        let claims = self.claims;
        let texts: Vec<String> = match source {
            Source::Ld(path) => {
                self.things.values(path).into_iter().filter_map(claims::text).map(|t| plain::plain(&t)).collect()
            }
            Source::MetaTag(name) => claims.meta(name).map(plain::plain).collect(),
            Source::Link(rel) => claims.link(rel).map(plain::plain).collect(),
            Source::Prop(name) => claims.prop(name).map(|id| self.prop_text(id)).collect(),
            Source::Url => self.url.as_ref().map(|url| url.path().to_owned()).into_iter().collect(),
            Source::Near | Source::Page => Vec::new(),
        };
        texts.into_iter().filter(|text| !text.is_empty()).collect()
    }

    /// The text of an element of microdata: of a thing its name.
    fn prop_text(&self, id: NodeId) -> String {
        use html5ever::local_name as tag;
        let dom = self.claims.dom;
        let at = dom.attr(id, &tag!("itemscope")).and_then(|_| self.claims.prop_in("name", id)).unwrap_or(id);
        let attrs = [tag!("content"), tag!("datetime")];
        match attrs.iter().find_map(|attr| dom.attr(at, attr)) {
            Some(value) => plain::plain(value),
            None => visible(dom, at),
        }
    }

    fn ways(&self) -> Ways<'_> {
        Ways::new(self.claims.dom, self.url.as_ref(), &self.words.title.fronts)
    }

    fn headline(&self) -> Headline {
        let dom = self.claims.dom;
        if let Some(text) = self.ruled(MetaField::Title).next() {
            return Headline { node: page::showing(dom, &text), text: Some(text) };
        }
        let offers = self.offers();
        let others = || page::headings(dom, self.words);
        let chosen = title::choose(&offers, others, &self.site_names, &self.words.title);
        let own: Vec<&Heading> = offers.headings.iter().filter(|h| !self.site_names.is(&h.text)).collect();
        let alone = || own.first().filter(|_| own.len() == 1).map(|heading| heading.node);
        let shown = || page::showing(dom, chosen.text.as_deref()?);
        let first = || own.first().map(|heading| heading.node);
        let alike = || title::most_alike(chosen.text.as_deref()?, page::headings(dom, self.words), &self.words.title);
        Headline { node: chosen.node.or_else(alone).or_else(shown).or_else(first).or_else(alike), ..chosen }
    }

    /// What the page offers as its title; of what a hostile page offers without end, the first.
    fn offers(&self) -> Offers {
        let (dom, ways, words) = (self.claims.dom, self.ways(), &self.words.title);
        let fits = |text: &String| !text.is_empty() && text.len() <= words.max_bytes;
        let texts = |source| self.texts(source).into_iter().filter(fits);
        let trusted = self.places(MetaField::Title).take_while(|source| **source != Source::Page).flat_map(texts);
        let window = self.claims.title.map(|id| plain::plain(&dom.text_content(id)));
        let metas = self.places(MetaField::Title).flat_map(texts).take(MOST);
        let stated: Vec<String> = metas.chain(window.filter(fits)).collect();
        let keys: Vec<String> = stated.iter().map(|text| squeeze(&self.site_names.strip(text, words))).collect();
        let leads_up = |heading: &Heading| match ways.of_heading(heading.node) {
            Some(Way::Front) => true,
            Some(Way::Above) => !keys.contains(&squeeze(&heading.text)),
            None => false,
        };
        let is_title = |id: NodeId| page::may_be_title(dom, id) && !page::is_of_frame(dom, id, self.words);
        let headings = self.claims.headings.iter().filter(|&&id| is_title(id)).take(4 * MOST);
        let shown = headings.map(|&id| page::heading(dom, id, self.words)).filter(|heading| fits(&heading.text));
        Offers {
            trusted: trusted.take(MOST).count(),
            headings: shown.filter(|heading| !leads_up(heading)).take(MOST).collect(),
            is_article: self.is_article(),
            stated,
        }
    }

    /// Whether the page says that it is an article.
    fn is_article(&self) -> bool {
        let kinds = &self.words.title.article;
        self.things.has_first_rank()
            || self.claims.meta("og.type").any(|kind| kinds.iter().any(|k| k.eq_ignore_ascii_case(kind)))
    }

    /// The name of the site; the title of a page is none, where it has parts.
    fn site(&self, headline: Option<&str>) -> Option<String> {
        let titles: Vec<String> = self.all(MetaField::Title).take(MOST).collect();
        let is_title = |text: &String| titles.contains(text) && !site::cuts(text, &self.words.title).is_empty();
        let name = |text: &str| fields::site(text, &self.words.fields);
        let own = self.first(MetaField::Site, |text| name(text).filter(|site| !is_title(site)));
        own.or_else(|| self.first(MetaField::Site, name)).or_else(|| self.site_behind(headline?))
    }

    /// What stands last in the `<title>` behind a headline that is shown or stated without it: `Ships stay in – The Gull`.
    fn site_behind(&self, headline: &str) -> Option<String> {
        let window = self.claims.title.map(|id| plain::plain(&self.claims.dom.text_content(id)))?;
        let behind = window.strip_prefix(headline)?;
        let cuts = site::cuts(behind, &self.words.title);
        let last = cuts.last().filter(|_| cuts.first().is_some_and(|first| first.0 == 0))?;
        let is_told = page::showing(self.claims.dom, headline).is_some()
            || self.all(MetaField::Title).take(MOST).any(|title| title == headline);
        if is_told { fields::site(&behind[last.1..], &self.words.fields) } else { None }
    }

    /// The first description that tells more than the title and the site's name do and is no article; else the first.
    fn description(&self, known: [Option<&str>; 2]) -> Option<String> {
        let is_known = |text: &str| known.iter().flatten().any(|known| squeeze(known) == squeeze(text));
        let texts: Vec<String> = self.all(MetaField::Description).take(MOST).filter(|text| !is_known(text)).collect();
        let (least, most) = self.words.fields.description_chars;
        let short = texts.iter().find(|text| (least..=most).contains(&text.chars().count()));
        short.or(texts.first()).cloned()
    }

    /// The tags; what states more than anybody reads is no list of tags.
    fn tags(&self) -> Vec<String> {
        let read = |texts: Vec<String>| {
            // Where a page states one tag at a time, a comma is part of it: `Ferry, the`.
            let is_each = texts.len() > 1 && texts.iter().any(|text| !text.contains([',', ';']));
            let tags = texts.iter().flat_map(|text| text.split(|c| !is_each && matches!(c, ',' | ';')));
            let tags = tags.filter_map(|tag| fields::tag(tag, &self.words.fields)).map(str::to_owned);
            let tags: Vec<String> = each_once(tags).take(self.words.fields.tags + 1).collect();
            Some(tags).filter(|tags| (1..=self.words.fields.tags).contains(&tags.len()))
        };
        let general = || self.places(MetaField::Tags).find_map(|source| read(self.texts(source)));
        read(self.ruled(MetaField::Tags).collect()).or_else(general).unwrap_or_default()
    }

    /// The lead image: the first that is no logo, else the first.
    fn image(&self) -> Option<String> {
        let is_picture = |address: &String| fields::is_picture(address, &self.words.fields);
        let picture = self.first(MetaField::Image, |text| self.absolute(text).filter(is_picture));
        picture.or_else(|| self.first(MetaField::Image, |text| self.absolute(text)))
    }

    /// A canonical address, if it is one of the web.
    fn canonical(&self, address: &str) -> Option<String> {
        let absolute = self.absolute(address)?;
        let url = Url::parse(&absolute).ok()?;
        url.host_str().is_some_and(|host| host.contains(['.', ':'])).then_some(absolute)
    }

    /// The license: where its terms stand, else what it is called.
    fn license(&self) -> Option<String> {
        let is_address = |text: &str| text.contains("://") || text.starts_with('/');
        let stated = || self.first(MetaField::License, |text| self.absolute(text).filter(|_| is_address(text)));
        let linked = || license::linked(self.claims.dom, self.words).and_then(|href| self.absolute(href));
        let named = || self.first(MetaField::License, |text| fields::name(text, &self.words.fields));
        stated().or_else(linked).or_else(named)
    }

    fn direction(&self, headline: Option<NodeId>) -> Option<Direction> {
        let of_language = || Some(direction::of_language(self.language.as_deref()?, &self.words.direction));
        direction::stated(self.claims.dom, headline).or_else(of_language)
    }

    fn absolute(&self, address: &str) -> Option<String> {
        let url = self.joined(address)?;
        matches!(url.scheme(), "http" | "https").then(|| url.to_string())
    }

    /// An address made absolute by the page's `<base>`, else by its own.
    fn joined(&self, address: &str) -> Option<Url> {
        Url::options().base_url(self.base.as_ref().or(self.url.as_ref())).parse(address).ok()
    }
}

/// The address that a tool says it saved the page from.
fn saved_from(claims: &Claims<'_>) -> Option<Url> {
    let told = claims.saved(Saver::Browser).next().or_else(|| claims.saved(Saver::SingleFile).next())?;
    Url::parse(told).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// The names of several lists, each once.
fn merged(lists: impl Iterator<Item = Vec<String>>) -> Vec<String> {
    each_once(lists.flatten()).collect()
}

/// The texts but those that stand before, in whatever case.
fn each_once(texts: impl Iterator<Item = String>) -> impl Iterator<Item = String> {
    let mut seen = HashSet::new();
    texts.filter(move |text| seen.insert(text.to_lowercase()))
}

/// So much of a kind is looked at: no page states more, but a hostile one may.
const MOST: usize = 64;
