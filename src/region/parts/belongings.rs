//! Short texts that belong to a kept part: the name of the file above code, who is quoted below a quotation, what a term of
//! a glossary means, the items of a list to be ticked off.

use std::ops::Range;

use html5ever::local_name as attr;
use html5ever::local_name as tag;

use super::{Parts, is_within};
use crate::dom::NodeId;
use crate::dom::markup::MARKUP;
use crate::features::containers::Container;

/// How far above what a term means the term stands at most.
const MEANINGS: usize = 16;
/// How many nodes of a list are looked at for what is ticked.
const ITEMS: usize = 256;

impl Parts<'_> {
    /// Keeps, in the flow, what belongs to a kept text.
    pub(super) fn belongings(&mut self, flow: &Range<usize>) {
        let features = self.features;
        for container in features.tree.containers.iter().filter(|container| is_within(&container.blocks, flow)) {
            if self.is_title_of_code(container)
                || self.is_source_of_quote(container)
                || self.is_meaning(container)
                || self.is_list_of_tasks(container)
            {
                for block in container.blocks.clone() {
                    self.kept[block] |= self.free[block];
                }
            }
        }
    }

    /// `<div class="code-caption">gate.py</div><pre>`: right above kept code, and more than its language.
    fn is_title_of_code(&self, container: &Container) -> bool {
        let next = container.blocks.end;
        let is_above_code = || self.features.preformatted.get(next) == Some(&true) && self.kept[next];
        let says = || self.dom.text_content(container.node).trim().to_lowercase();
        let is_short = || self.features.sums.words(container.blocks.clone()) <= self.rows.code_title;
        self.dom.classes(container.node).any(|class| MARKUP.code.is_title(class))
            && is_above_code()
            && is_short()
            && !MARKUP.code.languages.contains(&says())
    }

    /// `<blockquote><p>It rains.</p><footer>Ann in a letter</footer></blockquote>`
    fn is_source_of_quote(&self, container: &Container) -> bool {
        let is_quote = |around: &&Container| self.dom.is(around.node, &tag!("blockquote"));
        self.dom.is(container.node, &tag!("footer"))
            && self.up(container).take(2).find(is_quote).is_some_and(|quote| self.is_kept_in(quote.blocks.clone()))
    }

    /// `<dt>Sluice</dt><dd>A gate for water.</dd>`, likely enough for a part of the article and no link.
    fn is_meaning(&self, container: &Container) -> bool {
        let dom = self.dom;
        let before = dom.siblings_before(container.node);
        let blocks = container.blocks.clone();
        dom.is(container.node, &tag!("dd"))
            && self.is_told(blocks.clone())
            && self.features.sums.link_share(blocks) < self.rows.hole.links
            && before
                .take(MEANINGS)
                .filter(|&n| dom.is_element(n))
                .find(|&n| !dom.is(n, &tag!("dd")))
                .is_some_and(|term| dom.is(term, &tag!("dt")) && self.is_kept_at(term))
    }

    /// `<ul class="task-list"><li><input type="checkbox"> Oil the hinge</ul>` right behind a kept text: called so, or nobody
    /// may tick its boxes.
    fn is_list_of_tasks(&self, container: &Container) -> bool {
        let dom = self.dom;
        let is_list = dom.is(container.node, &tag!("ul")) || dom.is(container.node, &tag!("ol"));
        let is_behind_kept = container.blocks.start.checked_sub(1).is_some_and(|before| self.kept[before]);
        if !(is_list && is_behind_kept) {
            return false;
        }
        let nodes = || dom.descendants(container.node).take(ITEMS);
        let items = || nodes().filter(|&n| dom.is(n, &tag!("li")));
        let is_type = |n: NodeId| dom.attr(n, &attr!("type")) == Some("checkbox");
        let boxes = || nodes().filter(|&n| dom.is(n, &tag!("input")) && is_type(n));
        let is_called = |n: NodeId| dom.classes(n).any(|class| MARKUP.task.lists.contains(class));
        let is_told = || is_called(container.node) || items().all(is_called);
        let is_fixed = || boxes().all(|n| dom.attr(n, &attr!("disabled")).is_some());
        boxes().next().is_some() && boxes().count() == items().count() && (is_told() || is_fixed())
    }

    /// The containers around one.
    fn up(&self, container: &Container) -> impl Iterator<Item = &Container> {
        self.features.tree.up(Some(container.parent)).map(|(_, around)| around)
    }

    fn is_kept_in(&self, mut blocks: Range<usize>) -> bool {
        blocks.any(|block| self.kept[block])
    }
}
