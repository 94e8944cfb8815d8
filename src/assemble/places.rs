//! Places in the page that links in it lead to: which element a `#name` means, and the name that a heading gets.

use std::collections::{HashMap, HashSet};

use html5ever::local_name as attr;
use html5ever::local_name as tag;
use url::{Url, form_urlencoded};

use crate::dom::{Dom, NodeId};
use crate::mark::{Marks, Verdict};

/// How far a heading is from the element that its name stands at.
const NEAR: usize = 4;

/// The places that kept links lead to.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The page's own address, without a place in it.
    page: Option<String>,
    targets: HashMap<String, NodeId>,
    /// The names of the headings that are linked to: those that GitHub gives them.
    headings: HashMap<NodeId, String>,
}

impl Places {
    /// The places of a page. `marks` are settled.
    pub(super) fn of(dom: &Dom, marks: &Marks, page: Option<&Url>) -> Self {
        let bare = |page: &Url| page.as_str().split('#').next().unwrap_or_default().to_owned();
        let mut places = Places { page: page.map(bare), ..Places::default() };
        let links = dom.ids().filter(|&id| dom.is(id, &tag!("a")) && is_kept(dom, marks, id));
        let wanted: HashSet<String> = links.filter_map(|link| places.fragment(dom, link)).collect();
        if wanted.is_empty() {
            return places;
        }
        let names = |id| [attr!("id"), attr!("name")].into_iter().filter_map(move |name| dom.attr(id, &name));
        for id in dom.ids() {
            for name in names(id).filter(|name| wanted.contains(*name)) {
                places.targets.entry(name.to_owned()).or_insert(id);
            }
        }
        places.name_headings(dom, marks);
        places
    }

    /// The element that a link leads to, if it is in the page.
    pub(super) fn target(&self, dom: &Dom, link: NodeId) -> Option<NodeId> {
        self.targets.get(&self.fragment(dom, link)?).copied()
    }

    /// Where a link leads to in the article: `#name` of a kept heading.
    pub(super) fn link(&self, dom: &Dom, link: NodeId) -> Option<String> {
        let heading = heading(dom, self.target(dom, link)?)?;
        self.headings.get(&heading).map(|name| format!("#{name}"))
    }

    /// The name of a heading that is linked to.
    pub(super) fn name(&self, heading: NodeId) -> Option<&str> {
        self.headings.get(&heading).map(String::as_str)
    }

    fn fragment(&self, dom: &Dom, link: NodeId) -> Option<String> {
        let href = dom.attr(link, &attr!("href"))?.trim();
        let (before, name) = href.split_once('#')?;
        let is_here = before.is_empty() || self.page.as_deref() == Some(before);
        (is_here && !name.is_empty()).then(|| decoded(name))
    }

    fn name_headings(&mut self, dom: &Dom, marks: &Marks) {
        let linked: HashSet<NodeId> = self.targets.values().filter_map(|&target| heading(dom, target)).collect();
        let mut counts: HashMap<String, u32> = HashMap::new();
        for id in dom.ids().filter(|&id| !linked.is_empty() && dom.is_heading(id)) {
            let kept = dom.descendants(id).filter(|&n| keeps(marks, n)).filter_map(|n| dom.text(n));
            let slug = slug(kept.collect::<String>().trim());
            if slug.is_empty() {
                continue;
            }
            let count = counts.entry(slug.clone()).or_default();
            let name = if *count == 0 { slug } else { format!("{slug}-{count}") };
            *count += 1;
            if linked.contains(&id) {
                self.headings.insert(id, name);
            }
        }
    }
}

/// Whether any text in an element is kept.
pub(super) fn is_kept(dom: &Dom, marks: &Marks, id: NodeId) -> bool {
    dom.descendants(id).take(NEAR * NEAR).any(|n| dom.text(n).is_some() && keeps(marks, n))
}

fn keeps(marks: &Marks, id: NodeId) -> bool {
    marks.own(id).is_some_and(|mark| mark.verdict == Verdict::Keep)
}

/// The heading that an element names: it is one, stands in one, begins with one or right before one.
fn heading(dom: &Dom, target: NodeId) -> Option<NodeId> {
    let around = std::iter::once(target).chain(dom.ancestors(target).take(2));
    let inside = dom.descendants(target).take(NEAR);
    let after = dom.ids_behind(target, NEAR - 1);
    let is_empty = dom.descendants(target).next().is_none();
    around.chain(inside).chain(after.take_while(|_| is_empty)).find(|&n| dom.is_heading(n))
}

/// A name without its percent signs.
fn decoded(name: &str) -> String {
    let pair = format!("x={}", name.replace('+', "%2B").replace('&', "%26"));
    form_urlencoded::parse(pair.as_bytes()).next().map_or_else(String::new, |(_, name)| name.into_owned())
}

/// `Ground & air` as GitHub names it: `ground--air`.
fn slug(text: &str) -> String {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    text.chars().filter(|&c| c.is_alphanumeric() || "_- ".contains(c)).map(|c| if c == ' ' { '-' } else { c }).collect()
}
