//! Parts that many sites take from the same maker: the cookie dialog of OneTrust, the share bar of Jetpack.
//!
//! Their makers give them names that are found nowhere else, so that a name alone tells what they are.

use std::collections::HashMap;

use html5ever::local_name as attr;

use crate::dom::{Dom, NodeId};
use crate::lookup::sieve::Sieve;
use crate::mark::Reason;

use super::{outermost, rows};

/// The names of widgets.
#[derive(Debug)]
pub(crate) struct Widgets {
    ids: Names,
    classes: Names,
    dialogs: rows::Dialogs,
}

impl Widgets {
    /// From what `rules/generic.toml` says.
    pub(crate) fn new(rows: &rows::Widgets, dialogs: rows::Dialogs) -> Self {
        Widgets { ids: Names::new(rows, '#'), classes: Names::new(rows, '.'), dialogs }
    }

    /// The outermost widgets of a page, in document order, each with the row that names it.
    pub(crate) fn find(&self, dom: &Dom) -> Vec<(NodeId, Reason)> {
        outermost(dom, |id| self.reason(dom, id).cloned().or_else(|| self.dialog(dom, id)))
    }

    fn reason(&self, dom: &Dom, id: NodeId) -> Option<&Reason> {
        let found = dom.attrs(id).find_map(|(name, value)| match *name {
            attr!("id") => self.ids.get(value),
            attr!("class") => value.split_ascii_whitespace().find_map(|class| self.classes.get(class)),
            _ => None,
        });
        // The whole page may carry the mark of what was added to it.
        found.filter(|_| !matches!(dom.name(id), Some(&attr!("html") | &attr!("body"))))
    }
}

impl Widgets {
    /// A dialog, by its role, that says of itself what it is about, and holds no headline.
    fn dialog(&self, dom: &Dom, id: NodeId) -> Option<Reason> {
        let role = dom.attr(id, &attr!("role")).filter(|role| self.dialogs.roles.iter().any(|row| row == role))?;
        let own = dom.attrs(id).filter(|(name, _)| matches!(&***name, "class" | "id" | "aria-label"));
        let about = own.map(|(_, value)| value.to_lowercase());
        let is_about =
            about.into_iter().any(|value| self.dialogs.about.iter().any(|word| value.contains(word.as_str())));
        let is_headline = |node: NodeId| dom.is(node, &attr!("h1"));
        (is_about && !dom.subtree(id).any(is_headline))
            .then(|| Reason::Widget { what: "dialog".into(), name: format!("[role={role}]").as_str().into() })
    }
}

/// Names, and the reason that each is.
#[derive(Debug)]
struct Names {
    sieve: Sieve,
    whole: HashMap<String, Reason>,
    /// What names begin with.
    starts: Vec<(String, Reason)>,
}

impl Names {
    fn new(rows: &rows::Widgets, sign: char) -> Self {
        let (mut whole, mut starts) = (HashMap::new(), Vec::new());
        for (what, row) in rows.iter().flat_map(|(what, names)| names.iter().map(move |name| (what, name))) {
            let Some(name) = row.strip_prefix(sign) else { continue };
            let reason = Reason::Widget { what: what.as_str().into(), name: row.as_str().into() };
            match name.strip_suffix('*') {
                Some(start) => starts.push((start.to_owned(), reason)),
                None => drop(whole.insert(name.to_owned(), reason)),
            }
        }
        let names = whole.keys().chain(starts.iter().map(|(start, _)| start));
        Names { sieve: Sieve::new(names.map(|name| first_two(name))), whole, starts }
    }

    fn get(&self, name: &str) -> Option<&Reason> {
        if !self.sieve.may_have(first_two(name)) {
            return None;
        }
        let begins = || self.starts.iter().find(|(start, _)| name.starts_with(start.as_str()));
        self.whole.get(name).or_else(|| begins().map(|(_, reason)| reason))
    }
}

fn first_two(name: &str) -> u16 {
    match name.as_bytes() {
        [first, second, ..] => u16::from_be_bytes([*first, *second]),
        _ => 0,
    }
}
