//! The authors of a page: the people whom it names, else those who write for its site together, a firm, or the site.
//!
//! A page states in many places who put it up, and shows its readers who wrote it. The most trusted place that names a
//! person wins, but for a byline right behind the headline that names somebody else.

use super::page::{self, Zone};
use super::source::Source;
use super::{MOST, Reader, merged, names, plain};
use crate::claims::{self, Json};
use crate::rule::MetaField;

impl Reader<'_> {
    /// The authors: whom the site's rule names, else whom the page states.
    pub(super) fn authors(&self, zone: Option<Zone>) -> Vec<String> {
        let words = names::Words { names: &self.words.names, dates: &self.words.dates };
        let ruled = merged(self.ruled(MetaField::Author).map(|text| names::read(&text, &words)));
        let (own, names): (Vec<String>, _) = ruled.into_iter().partition(|name| self.site_names.is_exactly(name));
        if names.is_empty() { self.stated_authors(own, zone) } else { self.in_full(names, zone) }
    }

    /// Whom the first place names that names anyone. That the site itself is the author is taken for an answer only where
    /// no place names anyone else, and so is that an organisation is.
    fn stated_authors(&self, mut site_itself: Vec<String>, zone: Option<Zone>) -> Vec<String> {
        let organisations = self.organisations();
        for source in self.places(MetaField::Author) {
            if *source == Source::Page && !site_itself.is_empty() {
                break;
            }
            let (own, names): (Vec<String>, _) = (self.bylines(source, zone, &organisations).into_iter())
                .partition(|name| organisations.contains(name) || self.is_of_site(name));
            if !names.is_empty() {
                return self.beside(zone, &names).unwrap_or_else(|| self.in_full(names, zone));
            }
            if site_itself.is_empty() {
                site_itself = own;
            }
        }
        site_itself
    }

    /// The names in a byline right behind the headline, where they are others than those that the page states: the account
    /// that put the page up is not who wrote it.
    fn beside(&self, zone: Option<Zone>, stated: &[String]) -> Option<Vec<String>> {
        let words = names::Words { names: &self.words.names, dates: &self.words.dates };
        let texts = page::bylines_beside(self.claims.dom, zone?, self.words);
        let read = |text: &String| Some(names::read(text, &words)).filter(|names| !names.is_empty());
        let (text, shown) = texts.iter().find_map(|text| Some((text, read(text)?)))?;
        let is_full = shown.iter().all(|name| name.contains(' '));
        (is_full && !names::is_one_of(text, stated)).then_some(shown)
    }

    /// Whether a name is that of the site, of a firm, or of those who write for the site together.
    fn is_of_site(&self, name: &str) -> bool {
        let words = &self.words.names;
        let is_team = || names::team_of(name, words).is_some_and(|rest| self.site_names.is(&rest));
        self.site_names.is_exactly(name) || names::is_firm(name, words) || is_team()
    }

    /// The authors of the JSON-LD that are no people.
    fn organisations(&self) -> Vec<String> {
        let is_one = |thing: &&&Json<'_>| {
            claims::types(thing).any(|name| self.words.names.organisations.iter().any(|known| known == name))
        };
        let authors = self.things.values("author");
        authors.iter().filter(is_one).filter_map(|&thing| claims::text(thing)).map(|text| plain::plain(&text)).collect()
    }

    /// The names, those of one word as the page shows them in full: `janedoe` and `Jane` of `By Jane Doe`.
    fn in_full(&self, mut names: Vec<String>, zone: Option<Zone>) -> Vec<String> {
        const MOST: usize = 16;
        if names.len() > MOST || names.iter().all(|name| name.contains(' ')) {
            return names;
        }
        let words = names::Words { names: &self.words.names, dates: &self.words.dates };
        let texts = page::bylines(self.claims.dom, self.claims.dom.ids(), zone, self.words);
        let shown: Vec<String> = texts.iter().flat_map(|text| names::read(text, &words)).collect();
        for name in names.iter_mut().filter(|name| !name.contains(' ')) {
            if let Some(full) = shown.iter().find(|full| names::is_in_full(full, name)) {
                name.clone_from(full);
            }
        }
        names
    }

    /// The names that one place gives; microdata of comments and the like is asked last of all.
    fn bylines(&self, source: &Source, zone: Option<Zone>, organisations: &[String]) -> Vec<String> {
        let words = names::Words { names: &self.words.names, dates: &self.words.dates };
        let dom = self.claims.dom;
        let read = |text: &String| match text {
            _ if organisations.contains(text) => vec![text.clone()],
            _ if self.site_names.is_exactly(text) && !text.contains("://") => vec![text.clone()],
            _ => names::read(text, &words),
        };
        let team = |text: &String| names::team(text, words.names).into_iter().collect::<Vec<_>>();
        let all = |texts: &[String]| {
            let names = merged(texts.iter().map(read));
            if names.is_empty() { merged(texts.iter().map(team)) } else { names }
        };
        let first = |texts: &[String]| {
            let names = texts.iter().map(read).find(|names| !names.is_empty());
            names.or_else(|| texts.iter().map(team).find(|names| !names.is_empty())).unwrap_or_default()
        };
        let is_elsewhere = |id| page::is_elsewhere(dom, id, zone, self.words) || page::is_reply(dom, id, self.words);
        let props = |name: &str, elsewhere: bool| {
            let ids: Vec<_> = self.claims.prop(name).filter(|&id| is_elsewhere(id) == elsewhere).take(MOST).collect();
            let texts: Vec<String> = ids.iter().map(|&id| self.prop_text(id)).collect();
            // Those that stand side by side wrote it together.
            let is_beside = |id: &_| dom.parent(*id) == ids.first().and_then(|&first| dom.parent(first));
            let beside: Vec<String> =
                ids.iter().zip(&texts).filter(|(id, _)| is_beside(id)).map(|(_, text)| text.clone()).collect();
            Some(all(&beside)).filter(|names| !names.is_empty()).unwrap_or_else(|| first(&texts))
        };
        match (source, zone) {
            (Source::Near, Some(zone)) => first(&page::bylines(dom, zone.nodes(dom), Some(zone), self.words)),
            (Source::Near, None) => Vec::new(),
            (Source::Page, _) => {
                let names = first(&page::bylines(dom, dom.ids(), zone, self.words));
                if names.is_empty() { props("author", true) } else { names }
            }
            (Source::MetaTag(name), _) if self.words.names.turned.contains(name) => {
                all(&self.texts(source).iter().map(|text| names::unturned(text)).collect::<Vec<_>>())
            }
            (Source::Prop(name), _) => props(name, false),
            _ => all(&self.texts(source)),
        }
    }
}
