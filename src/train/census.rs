//! All words that elements and texts say, numbered as they come, and on how many sites each is said.

use std::collections::{HashMap, HashSet};

use crate::features::lexicon::{Groups, Lexicon};
use crate::features::tokens::{Meant, Numbering, Token, hash};

/// Words as they come.
#[derive(Debug)]
pub(super) struct Census {
    pub(super) elements: Book,
    pub(super) texts: Book,
    /// None on a page that was made, whose words count for no site.
    site: Option<u32>,
}

#[derive(Debug)]
pub(super) struct Book {
    groups: Groups,
    places: HashMap<u64, u32>,
    pub(super) spelled: Vec<String>,
    sites: Vec<HashSet<u32>>,
}

impl Default for Census {
    fn default() -> Self {
        let Lexicon { elements, texts } = Lexicon::builtin();
        Census { elements: Book::new(elements), texts: Book::new(texts), site: None }
    }
}

impl Census {
    /// What is said from now on is said on this site, or on none.
    pub(super) fn visit(&mut self, site: Option<u32>) {
        self.site = site;
    }
}

impl Numbering for Census {
    fn element(&mut self, token: Token<'_>) -> Meant {
        self.elements.look_up(token.hash(), self.site, || token.spell())
    }

    fn text(&mut self, hash: u64, spell: &dyn Fn() -> String) -> Meant {
        self.texts.look_up(hash, self.site, spell)
    }
}

impl Book {
    fn new(groups: Groups) -> Self {
        Book { groups, places: HashMap::new(), spelled: Vec::new(), sites: Vec::new() }
    }

    /// Enters a word, and the group that it is of.
    fn look_up(&mut self, word: u64, site: Option<u32>, spell: impl Fn() -> String) -> Meant {
        let group = self.groups.of(word).map(str::to_owned);
        let group = group.map(|name| self.enter(hash(name.bytes()), site, || name.clone()));
        [Some(self.enter(word, site, spell)), group]
    }

    fn enter(&mut self, hash: u64, site: Option<u32>, spell: impl Fn() -> String) -> u32 {
        let place = *self.places.entry(hash).or_insert_with(|| {
            self.spelled.push(spell());
            self.sites.push(HashSet::new());
            self.sites.len() as u32 - 1
        });
        if let Some(site) = site.filter(|_| self.sites[place as usize].len() < 64) {
            self.sites[place as usize].insert(site);
        }
        place
    }

    /// For each word its column among those that enough sites say.
    pub(super) fn columns(&self, least: usize) -> (Vec<Option<u32>>, usize) {
        let mut next = 0;
        let column = |sites: &HashSet<u32>| {
            (sites.len() >= least).then(|| {
                next += 1;
                next - 1
            })
        };
        let columns = self.sites.iter().map(column).collect();
        (columns, next as usize)
    }
}
