//! What readers wrote below the article: `<ol class="commentlist">`, or all that stands below `<h3>5 Responses</h3>`.
//!
//! Two things tell a comment section: the names of its elements, and a heading above it with entries that tell a time.
//! Both are trusted only below running text, and never where they hold the page's first heading: a page may be called
//! after comments (`<body class="comments-open">`), and a live ticker is one of them in name alone. On the page of a
//! thread the readers' posts are the content.

use std::collections::HashMap;

use html5ever::local_name as tag;
use serde::Deserialize;

use crate::dom::code;
use crate::dom::markup::MARKUP;
use crate::dom::{Dom, NodeId, TextBlock, TextBlocks};
use crate::mark::Reason;

use crate::dom::names::{Named, name_words, names};
use crate::lookup::sayings::{Sayings, letters};
use crate::lookup::words::{NameSet, Words};

use super::containers;
use super::measure::Measure;
use crate::hidden::rows::Prose;
use crate::meta::Signals;

/// How comment sections are told.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Discussion {
    /// Words in the names of elements that tell of comments: `reader-comments` has one.
    words: Words,
    /// Words that take this back: `live-match-comment`.
    unless: Words,
    /// Names that comment systems alone give their sections, whole.
    systems: NameSet,
    /// What headings above comments say, numbers and signs left out; `*` stands for anything behind it.
    headings: Sayings,
    /// What they say to those who have not written yet. Links beside an article say the same: `<h3>` and the like alone count.
    invitations: Sayings,
    /// Words of elements, and of the page's address, that tell of a thread, whose posts are the page's content.
    thread: Words,
    /// What systems call the post that begins a thread, and what holds it, letters alone.
    thread_posts: Words,
    /// What the page says that it is, where it is a thread.
    thread_kinds: NameSet,
    /// How many bytes of running text stand before a comment section, at least.
    least_before: usize,
    /// How many bytes of any text between the page's headline and what is announced as comments, at least.
    least_below_headline: usize,
    /// The post that begins a thread has a text of at least so many bytes.
    least_post: usize,
    /// What they say in other words that can mean nothing but readers' comments,
    certain: Sayings,
    /// which so many entries show, each with a line of its own that tells no time.
    bylined: usize,
    /// or so many that look alike.
    alike: usize,
    /// The longest line that says whose a comment is, in bytes.
    longest_byline: usize,
    /// Below a heading: for how many running texts one time is told, at most.
    texts_a_time: usize,
}

/// Finds the comment sections of a page: the outermost nodes of each, in document order.
pub(crate) fn find(
    rows: &Discussion,
    prose: &Prose,
    dom: &Dom,
    texts: &TextBlocks,
    signals: &Signals,
) -> Vec<(NodeId, Reason)> {
    let below_a_text = below_a_text(rows, dom, texts);
    let page = Page { rows, dom, texts, prose: prose_sums(prose, texts), below_a_text };
    if texts.len() == 0 || page.is_thread_by_itself(signals) {
        return Vec::new();
    }
    let mut nodes = page.by_name();
    nodes.extend(page.by_heading());
    let nodes = outermost(dom, nodes);
    if page.follows_a_post(&nodes) {
        return Vec::new();
    }
    nodes.into_iter().map(|node| (node, Reason::Comment)).collect()
}

struct Page<'p> {
    rows: &'p Discussion,
    dom: &'p Dom,
    texts: &'p TextBlocks,
    /// The bytes of running text before each block, and of all.
    prose: Vec<usize>,
    /// From where on there is text between the page's headline and what stands there.
    below_a_text: Option<NodeId>,
}

impl Page<'_> {
    /// Elements that are called after comments.
    fn by_name(&self) -> Vec<NodeId> {
        let of_comments = Named::new(|name| self.is_of_comments(name));
        let is_named = |id: &NodeId| of_comments.has(self.dom, *id) && !self.is_in_code(*id);
        let named: Vec<NodeId> = self.dom.ids().filter(is_named).collect();
        // An article that is called after its comments has most of its text elsewhere than in them.
        let holds_entries = |id: NodeId, inside: usize| {
            let from = named.partition_point(|&other| other <= id);
            let inner = named[from..].iter().copied().take_while(|&other| other < self.dom.end(id));
            let entries = outermost(self.dom, inner.collect());
            2 * entries.iter().map(|&entry| self.prose_inside(entry)).sum::<usize>() > inside
        };
        let is_one_of_many = |id: NodeId| {
            let at = named.partition_point(|&other| other < id);
            let near = &named[at.saturating_sub(SIBLINGS)..(at + SIBLINGS).min(named.len())];
            let is_like = |other: NodeId| {
                other != id && self.dom.parent(other) == self.dom.parent(id) && self.are_alike(id, other)
            };
            near.iter().any(|&other| is_like(other))
        };
        let is_form = |id: NodeId| self.dom.is(id, &tag!("form"));
        let mut twins = Twins::default();
        let is_section = |&id: &NodeId| {
            let (before, inside) = (self.prose_before(id), self.prose_inside(id));
            // On a page of nothing but comments the first one is no article for the others.
            let other = before.saturating_sub(twins.before(self, id));
            let is_below = other >= self.rows.least_before || self.is_of_a_system(id);
            let holds_comments = || inside <= before || is_form(id) || holds_entries(id, inside) || is_one_of_many(id);
            let is_announced = self.is_announced(id);
            (is_below || is_announced) && !self.holds_headline(id) && (is_announced || holds_comments())
        };
        named.iter().copied().filter(is_section).collect()
    }

    /// The names after comments that an element has, but for numbers.
    fn names_of_comments(&self, id: NodeId) -> impl Iterator<Item = String> {
        let of_comments = names(self.dom, id).filter(|name| self.is_of_comments(name));
        of_comments.map(|name| name_words(name).collect::<Vec<_>>().join("-"))
    }

    /// Whether a name is one after comments.
    fn is_of_comments(&self, name: &str) -> bool {
        let rows = &MARKUP.comment;
        let is_known = || [&rows.sections, &rows.items, &rows.bodies].iter().any(|row| row.contains_letters_of(name));
        let has = |words: &Words| name_words(name).any(|word| words.contains(word));
        (has(&self.rows.words) || is_known()) && !has(&self.rows.unless)
    }

    /// Whether two elements have a name after comments in common, but for numbers: `comment-12`.
    fn are_alike(&self, one: NodeId, other: NodeId) -> bool {
        self.names_of_comments(one).any(|one| self.names_of_comments(other).any(|other| one == other))
    }

    /// Whether an element has the name that a comment system gives its section, which tells even below an article of a line.
    fn is_of_a_system(&self, id: NodeId) -> bool {
        names(self.dom, id).any(|name| self.rows.systems.contains(name))
    }

    fn is_in_code(&self, id: NodeId) -> bool {
        std::iter::once(id).chain(self.dom.ancestors(id)).any(|at| self.is_code(at))
    }

    fn is_code(&self, id: NodeId) -> bool {
        let is_in_lines = || self.dom.is(id, &tag!("div")) && code::shape(self.dom, id).is_some();
        code::is_code(self.dom, id) || is_in_lines()
    }

    /// What stands below a heading that announces comments, up to the next heading of its rank.
    fn by_heading(&self) -> Vec<NodeId> {
        let (mut nodes, mut tried, mut end) = (Vec::new(), 0, NodeId::ROOT);
        for (index, block) in self.texts.iter().enumerate() {
            if tried < MOST_HEADINGS
                && block.nodes.start >= end
                && (self.prose[index] >= self.rows.least_before || self.is_heading_below_a_text(block))
                && self.announces(block)
                && let Some(heading) = self.heading(block).filter(|&heading| !self.is_cell(heading))
            {
                let section = self.below(heading);
                let said = letters(self.texts.text(block));
                let is_certain = self.rows.certain.is_within(&said);
                tried += 1;
                if self.tells_times(&section, is_certain) || self.has_bylines(block, &section, is_certain) {
                    end = section.last().map_or(end, |&last| self.dom.end(last));
                    nodes.extend(section);
                }
            }
        }
        nodes
    }

    /// Whether an element begins with a text that announces comments, or stands right behind one, below an article that may
    /// be as short as a line.
    fn is_announced(&self, id: NodeId) -> bool {
        let at = self.texts.partition_point(|block| block.nodes.start < id);
        let mut near = self.texts.iter().skip(at.saturating_sub(1)).take(2);
        near.any(|block| self.is_heading_below_a_text(block) && self.announces(block))
    }

    /// Whether a text is a heading, and there is some other between the page's headline and it.
    fn is_heading_below_a_text(&self, block: &TextBlock) -> bool {
        let is_below = self.below_a_text.is_some_and(|from| from <= block.nodes.start);
        is_below && self.stands_in(block.nodes.start, |around| self.dom.is_heading(around))
    }

    /// Whether a text is one that stands above comments. A heading may do so without what it leads to:
    /// `<h3>Comments <a href="#form">Write one</a></h3>`.
    fn announces(&self, block: &TextBlock) -> bool {
        let text = self.texts.text(block);
        if text.len() > LONGEST_HEADING {
            return false;
        }
        let said = letters(text);
        let outside = || letters(&self.texts.outside_links(self.dom, block));
        let is_heading = || self.stands_in(block.nodes.start, |around| self.dom.is_heading(around));
        let Discussion { headings, invitations, .. } = self.rows;
        let says_more = || invitations.has(&said) || block.link_bytes > 0 && headings.has(&outside());
        headings.has(&said) || is_heading() && says_more()
    }

    fn stands_in(&self, id: NodeId, is: impl Fn(NodeId) -> bool) -> bool {
        self.dom.ancestors(id).take(NEAR).any(is)
    }

    /// The heading, or the element that holds the block and nothing else.
    fn heading(&self, block: &TextBlock) -> Option<NodeId> {
        let holds_no_other = |id: &NodeId| {
            let from = self.texts.partition_point(|b| b.nodes.start < *id);
            self.texts.iter().skip(from).take_while(|b| b.nodes.start < self.dom.end(*id)).take(2).count() == 1
        };
        let around = std::iter::once(block.nodes.start).chain(self.dom.ancestors(block.nodes.start));
        around.filter(|&id| self.dom.is_element(id) && id <= block.nodes.start).take_while(holds_no_other).last()
    }

    /// Whether an element is a cell: what follows it are the others of its row.
    fn is_cell(&self, id: NodeId) -> bool {
        self.dom.is(id, &tag!("td")) || self.dom.is(id, &tag!("th"))
    }

    /// A heading and the nodes that follow it in the element around it.
    fn below(&self, heading: NodeId) -> Vec<NodeId> {
        let rank = containers::heading(self.dom, heading);
        let mut nodes = vec![heading];
        let mut next = self.dom.next_sibling(heading);
        while let Some(node) = next.filter(|&node| !self.is_next_part(node, rank)) {
            nodes.push(node);
            next = self.dom.next_sibling(node);
        }
        nodes
    }

    /// Whether a node is or begins with a heading that is not below the one given.
    fn is_next_part(&self, node: NodeId, of: u8) -> bool {
        let own = containers::heading(self.dom, node);
        own <= of && own > 0 || self.holds_headline(node)
    }

    /// Whether entries in the nodes tell times, as many as readers' entries do: below a heading that can mean something else,
    /// such as `Diskussion`, beside their texts and not in them.
    fn tells_times(&self, nodes: &[NodeId], is_certain: bool) -> bool {
        let (mut times, mut prose) = (0, 0);
        for &node in nodes {
            let from = self.texts.partition_point(|b| b.nodes.start < node);
            for (index, block) in self.texts.iter().enumerate().skip(from) {
                if block.nodes.start >= self.dom.end(node) {
                    break;
                }
                let runs = self.prose[index + 1] > self.prose[index];
                times += usize::from((is_certain || !runs) && Measure::of(self.texts.text(block)).times > 0);
                prose += usize::from(runs);
            }
        }
        times > 0 && prose <= times * self.rows.texts_a_time
    }

    /// Whether the nodes are entries and nothing else, each running text beside a short line that says whose it is: so many,
    /// or a few that look alike, below a heading that can mean nothing else or that counts them.
    fn has_bylines(&self, block: &TextBlock, nodes: &[NodeId], is_certain: bool) -> bool {
        let (Some(&first), Some(&last)) = (nodes.first(), nodes.last()) else { return false };
        let from = self.texts.partition_point(|b| b.nodes.start < self.dom.end(first));
        let to = self.texts.partition_point(|b| b.nodes.start < self.dom.end(last));
        let is_running = |index: usize| self.prose[index + 1] > self.prose[index];
        let entries = (from..to).filter(|&i| is_running(i) && (i == from || !is_running(i - 1))).count();
        let is_other = |node: NodeId| self.dom.is_heading(node) || self.is_code(node);
        let mut others = nodes[1..].iter().flat_map(|&node| self.dom.subtree(node));
        let is_in_code = || self.dom.parent(first).is_some_and(|around| self.is_in_code(around));
        let alike = self.alike(&nodes[1..]);
        let are_many = entries >= self.rows.bylined || alike >= self.rows.alike;
        let is_counted = || alike >= self.rows.alike && number(self.texts.text(block)) == Some(alike);
        (is_certain && are_many || is_counted()) && !others.any(is_other) && !is_in_code()
    }

    /// How many elements are like the first one, each with a short line above what else it says.
    fn alike(&self, nodes: &[NodeId]) -> usize {
        let mut elements: Vec<NodeId> = nodes.iter().copied().filter(|&node| self.dom.is_element(node)).collect();
        while let [only] = elements[..] {
            elements = self.dom.children(only).filter(|&node| self.dom.is_element(node)).collect();
        }
        let look = |node: NodeId| (self.dom.name(node), self.dom.attr(node, &tag!("class")));
        let Some(first) = elements.first().map(|&node| look(node)) else { return 0 };
        elements.into_iter().filter(|&node| look(node) == first && self.begins_with_byline(node)).count()
    }

    fn begins_with_byline(&self, entry: NodeId) -> bool {
        let from = self.texts.partition_point(|block| block.nodes.start < entry);
        let mut inside = self.texts.iter().skip(from).take_while(|block| block.nodes.start < self.dom.end(entry));
        let is_byline = |block: &TextBlock| self.texts.text(block).len() <= self.rows.longest_byline;
        inside.next().is_some_and(is_byline) && inside.next().is_some()
    }

    fn prose_before(&self, id: NodeId) -> usize {
        self.prose[self.texts.partition_point(|block| block.nodes.start < id)]
    }

    fn prose_inside(&self, id: NodeId) -> usize {
        self.prose_before(self.dom.end(id)) - self.prose_before(id)
    }

    fn holds_headline(&self, id: NodeId) -> bool {
        self.dom.subtree(id).any(|node| self.dom.is(node, &tag!("h1")))
    }

    fn is_thread_by_itself(&self, signals: &Signals) -> bool {
        let says = |kind: &String| self.rows.thread_kinds.contains(kind);
        let path = signals.url.as_deref().and_then(|url| url.split_once("://")).map_or("", |(_, rest)| rest);
        signals.kinds.iter().any(says) || name_words(path).any(|word| self.rows.thread.contains(word))
    }

    /// Whether an element holds a text as long as a post.
    fn tells(&self, id: NodeId) -> bool {
        let from = self.texts.partition_point(|block| block.nodes.start < id);
        let inside = self.texts.iter().skip(from).take_while(|block| block.nodes.start < self.dom.end(id));
        inside.into_iter().any(|block| self.texts.text(block).len() >= self.rows.least_post)
    }

    /// Whether a post of a thread stands before the first section found: below it, it may be of a forum's box beside the
    /// article.
    fn follows_a_post(&self, found: &[NodeId]) -> bool {
        let Some(&first) = found.first() else { return false };
        let Discussion { thread, thread_posts, .. } = self.rows;
        let is_of_post =
            |name: &str| name_words(name).any(|word| thread.contains(word)) || thread_posts.contains_letters_of(name);
        let of_posts = Named::new(is_of_post);
        // `<forum-post>`
        let is_element = |id: NodeId| self.dom.name(id).is_some_and(|name| name.contains('-') && is_of_post(name));
        let mut before = self.dom.ids().take_while(|&id| id < first);
        before.any(|id| (of_posts.has(self.dom, id) || is_element(id)) && self.tells(id))
    }
}

/// How much running text stands in the elements of each name that were asked for, which come in document order.
#[derive(Default)]
struct Twins {
    /// For each name where the last such element ends, and the bytes in all that end.
    known: HashMap<String, (NodeId, usize)>,
}

impl Twins {
    /// The bytes of running text in elements before this one that have a name in common with it; its own come to them.
    fn before(&mut self, page: &Page<'_>, id: NodeId) -> usize {
        let mut most = 0;
        for name in page.names_of_comments(id) {
            let (end, bytes) = self.known.entry(name).or_insert((NodeId::ROOT, 0));
            if id >= *end {
                most = most.max(*bytes);
                *end = page.dom.end(id);
                *bytes += page.prose_inside(id);
            } else {
                most = most.max(*bytes - page.prose_inside(id).min(*bytes));
            }
        }
        most
    }
}

/// The first text that has text enough between the page's headline and itself.
fn below_a_text(rows: &Discussion, dom: &Dom, texts: &TextBlocks) -> Option<NodeId> {
    let headline = dom.ids().find(|id| dom.is(*id, &tag!("h1")))?;
    let from = texts.partition_point(|block| block.nodes.start < dom.end(headline));
    let mut bytes = 0;
    let is_below = |block: &&TextBlock| {
        let is_below = bytes >= rows.least_below_headline;
        bytes += texts.text(block).len();
        is_below
    };
    texts.iter().skip(from).find(is_below).map(|block| block.nodes.start)
}

/// So many elements around a text are looked at for what it is.
const NEAR: usize = 4;

/// So many named elements around one are looked at for a sibling.
const SIBLINGS: usize = 8;

/// So many headings of a page are looked at.
const MOST_HEADINGS: usize = 16;

/// The longest text of a heading, in bytes.
const LONGEST_HEADING: usize = 200;

/// The number in a text that has one.
fn number(text: &str) -> Option<usize> {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty());
    numbers.next()?.parse().ok().filter(|_| numbers.next().is_none())
}

/// The bytes of running text before each block, and of all.
fn prose_sums(prose: &Prose, texts: &TextBlocks) -> Vec<usize> {
    let mut sum = 0;
    let after = texts.iter().map(|block| {
        sum += prose.of(texts, block);
        sum
    });
    std::iter::once(0).chain(after).collect()
}

/// Those of the nodes that stand in no other, in document order.
fn outermost(dom: &Dom, mut nodes: Vec<NodeId>) -> Vec<NodeId> {
    nodes.sort_unstable();
    let mut end = NodeId::ROOT;
    nodes.retain(|&id| {
        let is_outer = id >= end;
        end = if is_outer { dom.end(id) } else { end };
        is_outer
    });
    nodes
}
