//! Foreign subtrees: branches of other pages, and made ones, that are put into copies of pages.
//!
//! The corpora show few comment threads, second articles, teasers with a sentence of prose, site descriptions or
//! appeals, and each in the markup of its site. In the copies they stand where sites put such parts: in front of the
//! article, behind it, beside it, in the middle of it. Donors are pages of the same fold, so that a page of another fold
//! is judged by what has seen neither the page nor the donor.

use std::collections::HashMap;

use crate::dom::{Dom, NodeId, TextBlocks};
use crate::features::Features;

use super::Rng;
use super::modules::Modules;
use super::serialize::{Insertion, html, without};

/// The attribute that tells what was put in; nothing else reads it.
pub(super) const MARK: &str = "data-foreign";

/// How many words a branch has.
const WORDS: std::ops::RangeInclusive<f32> = 20.0..=400.0;

/// The longest branch, in bytes of HTML, how many are taken from a page, and how many are kept of a fold.
const BYTES: usize = 20_000;
const OF_PAGE: usize = 5;
const OF_FOLD: usize = 600;

/// Puts foreign subtrees into pages.
#[derive(Debug)]
pub(super) struct Grafter {
    rng: Rng,
    pub(super) modules: Modules,
    donors: HashMap<usize, Vec<String>>,
}

impl Default for Grafter {
    fn default() -> Self {
        Grafter { rng: Rng::new(11), modules: Modules::default(), donors: HashMap::new() }
    }
}

/// A page that is known: what each of its texts has of the article.
#[derive(Clone, Copy)]
pub(super) struct Known<'p> {
    pub(super) dom: &'p Dom,
    pub(super) texts: &'p TextBlocks,
    pub(super) features: &'p Features,
    pub(super) y: &'p [Option<f32>],
    pub(super) fold: usize,
}

impl Known<'_> {
    fn is_article(&self, block: usize) -> bool {
        self.y[block].is_some_and(|y| y >= 0.5)
    }

    fn words(&self, blocks: std::ops::Range<usize>) -> f32 {
        blocks.filter(|&block| self.is_article(block)).map(|block| self.features.measures[block].words).sum()
    }

    /// The page without the article: the outermost elements that hold nothing else, and the nodes of its other texts.
    pub(super) fn cut(&self) -> String {
        let containers = self.features.tree.containers.iter();
        let whole = containers.filter(|holder| holder.blocks.clone().all(|block| self.is_cut(block))).map(|h| h.node);
        let texts = (0..self.y.len()).filter(|&block| self.is_cut(block));
        let mut cut: Vec<NodeId> = texts.flat_map(|block| self.dom.ids_in(&self.texts[block].nodes)).collect();
        cut.extend(whole);
        cut.sort_unstable();
        without(self.dom, &cut)
    }

    fn is_cut(&self, block: usize) -> bool {
        self.y[block].is_some_and(|y| y >= 0.2)
    }

    /// The smallest element that holds most of the article.
    fn container(&self) -> Option<NodeId> {
        let all = self.words(0..self.y.len());
        let containers = self.features.tree.containers.iter();
        let most = containers.filter(|holder| self.words(holder.blocks.clone()) >= 0.8 * all);
        most.min_by_key(|holder| holder.blocks.len()).map(|holder| holder.node).filter(|_| all >= 30.0)
    }

    /// The elements right in the container that hold text of the article.
    fn parts(&self, container: NodeId) -> Vec<NodeId> {
        let starts: Vec<NodeId> =
            (0..self.y.len()).filter(|&b| self.is_article(b)).map(|b| self.texts[b].nodes.start).collect();
        let holds = |child: &NodeId| {
            let at = starts.partition_point(|start| start < child);
            self.dom.is_element(*child) && starts.get(at).is_some_and(|start| *start < self.dom.end(*child))
        };
        self.dom.children(container).filter(holds).collect()
    }
}

impl Grafter {
    /// Takes branches of a page that are no part of its article, and the article as one of other pages' branches.
    pub(super) fn take(&mut self, page: &Known<'_>) {
        let mut past = NodeId::ROOT;
        let mut taken = 0;
        for holder in &page.features.tree.containers {
            let words = page.features.sums.words(holder.blocks.clone());
            let stops = page.features.sums.stops(holder.blocks.clone());
            let is_free = holder.blocks.clone().all(|b| page.y[b].is_some_and(|y| y < 0.2));
            if holder.node >= past && is_free && WORDS.contains(&words) && stops >= 2.0 && taken < OF_PAGE {
                past = page.dom.end(holder.node);
                taken += 1;
                self.keep(page.fold, html(page.dom, holder.node, &[]));
            }
        }
        if let Some(container) = page.container().filter(|_| page.words(0..page.y.len()) <= *WORDS.end()) {
            self.keep(page.fold, html(page.dom, container, &[]));
        }
    }

    fn keep(&mut self, fold: usize, html: String) {
        let donors = self.donors.entry(fold).or_default();
        if html.len() > BYTES || html.starts_with("<body") || html.starts_with("<html") {
            return;
        }
        if donors.len() < OF_FOLD {
            donors.push(html);
        } else {
            let at = self.rng.below(OF_FOLD);
            donors[at] = html;
        }
    }

    /// A copy of a page with foreign subtrees; none of a page without an article or as long as there are no donors.
    pub(super) fn copy(&mut self, page: &Known<'_>) -> Option<String> {
        let container = page.container().filter(|node| page.dom.parent(*node).is_some())?;
        let parts = page.parts(container);
        let mut insertions = Vec::new();
        for _ in 0..1 + self.rng.below(3) {
            let behind = self.place(page, container, &parts)?;
            let branch = self.branch(page.fold)?;
            insertions.push(Insertion { behind, html: fitting(page.dom, behind, &branch) });
        }
        Some(html(page.dom, NodeId::ROOT, &insertions))
    }

    /// Behind which node a branch is put in: behind the last part of the article, behind its container or what is around
    /// that, in front of the container, or in the middle.
    fn place(&mut self, page: &Known<'_>, container: NodeId, parts: &[NodeId]) -> Option<NodeId> {
        let is_inside_body =
            |node: &NodeId| page.dom.name(*node).is_some_and(|name| !["html", "body"].contains(&&**name));
        let around = page.dom.parent(container).filter(is_inside_body);
        let before = page.dom.prev_sibling(container).filter(|node| page.dom.is_element(*node));
        let middle = || parts.get(parts.len() / 2).copied();
        match self.rng.below(8) {
            0 | 1 => parts.last().copied(),
            2 => around.or(Some(container)),
            3 => before.or(Some(container)),
            4 => middle().or(Some(container)),
            _ => Some(container),
        }
        .filter(is_inside_body)
    }

    fn branch(&mut self, fold: usize) -> Option<String> {
        let made = self.rng.below(2) == 0;
        if made && let Some(module) = self.modules.module(&mut self.rng) {
            return Some(module);
        }
        let donors = self.donors.get(&fold).filter(|donors| donors.len() >= 20)?;
        Some(self.rng.one_of(donors).clone())
    }

    /// A made page around a few paragraphs, and which texts are its article's.
    pub(super) fn bare_page(&mut self, title: &str, body: &str) -> Option<(String, Vec<String>)> {
        self.modules.page(&mut self.rng, title, body)
    }
}

/// A branch as it may stand behind a node: a cell behind a cell, an entry behind an entry.
fn fitting(dom: &Dom, behind: NodeId, branch: &str) -> String {
    let name = dom.name(behind).map(|name| &**name).unwrap_or_default();
    match name {
        "td" | "th" => format!("<td {MARK}>{branch}</td>"),
        "tr" | "tbody" => format!("<tr {MARK}><td>{branch}</td></tr>"),
        "li" => format!("<li {MARK}>{branch}</li>"),
        _ => format!("<div {MARK}>{branch}</div>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::of_html;
    use crate::generic::Generic;
    use crate::meta::Signals;

    const ARTICLE: &str = "<p>The mill on the lower weir will grind again in spring, after a vote that the parish had put off.</p>\
        <p>Its wheel was lifted out in October, and half of the paddles were held by moss alone, said the surveyor.</p>";
    const HUSK: &str = "<div class=note><p>Sign here. The letter comes on Fridays, and it tells what the week has brought.</p>\
        <p>It costs nothing. Whoever does not want it any more may say so at the counter of the mill.</p></div>";

    /// Runs a test on a page whose articles' texts are known.
    fn with_page(test: impl FnOnce(&Known<'_>)) {
        let dom = of_html(&format!("<body><div class=story>{ARTICLE}</div>{HUSK}"));
        let (texts, generic) = (TextBlocks::of(&dom), Generic::builtin());
        let excluded = generic.excluded(&dom, &texts, &Signals::default());
        let features = Features::new(
            &dom,
            &texts,
            &excluded,
            &Signals::default(),
            &generic.judge.vocabulary,
            &mut &generic.judge.vocabulary,
        );
        let y: Vec<Option<f32>> = (0..texts.len()).map(|block| Some(f32::from(u8::from(block < 2)))).collect();
        test(&Known { dom: &dom, texts: &texts, features: &features, y: &y, fold: 1 });
    }

    #[test]
    fn a_copy_has_the_whole_page_and_a_marked_branch_of_a_page_of_its_fold() {
        with_page(|page| {
            let mut grafter = Grafter::default();
            assert!(grafter.copy(page).is_none(), "there are no donors yet");
            (0..20).for_each(|_| grafter.take(page));
            assert!(grafter.donors[&1].iter().any(|branch| branch.contains("The letter comes on Fridays")));
            let copies: Vec<String> = (0..30).filter_map(|_| grafter.copy(page)).collect();
            assert!(!copies.is_empty());
            for copy in copies {
                assert!(copy.contains("grind again in spring") && copy.contains("held by moss alone"), "{copy}");
                assert!(copy.contains(MARK), "{copy}");
            }
            let other = Known { fold: 2, ..*page };
            assert!(grafter.copy(&other).is_none(), "donors of another fold are none");
        });
    }

    #[test]
    fn a_page_without_its_article_keeps_all_else() {
        with_page(|page| {
            let cut = page.cut();
            assert!(!cut.contains("grind again") && !cut.contains("moss"), "{cut}");
            assert!(cut.contains("The letter comes on Fridays") && cut.contains("class=\"note\""), "{cut}");
        });
    }
}
