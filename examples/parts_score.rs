//! What becomes of the parts of articles, and of pages without one, on the pages of a corpus and without rules of sites:
//! `cargo run --release --example parts_score -- ../shared/corpus [--lost KIND] [set …]`.
//!
//! Each page is read by html5ever alone, and its parts are looked up, letter by letter, in what dehusk keeps of it. The
//! flow is what stands between the first and the last kept text. The ground truth of code, headings, lists and tables is
//! the gold: what it has of the flow. Captions, embedded posts and readers' comments are in no gold for certain, so they
//! are known by the markup's own names: a `figcaption`, `twitter-tweet`, `comment-body`. `--lost` names the pages and the
//! starts of what was lost of a kind.
//!
//! At the end: pages with and without an article that are told as such, pages out of which the gold's texts were cut, and
//! how well the confidence tells pages of F1 .9 and more from those below .5 (area under the ROC curve).

mod corpus;
#[path = "score/f1.rs"]
mod f1;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::thread;

use dehusk::{Article, Block, Captions, Explanation, Format, Options, Policies, RuleSet, Stripper, Tables};
use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{Attribute, ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use serde_json::Value;

const SETS: [&str; 5] = ["daniel", "wcxb", "fundus", "aed", "trafilatura"];
/// What shows nothing of its text.
const UNSEEN: [&str; 6] = ["script", "style", "template", "noscript", "head", "textarea"];
/// Classes of posts that other sites' scripts lay out.
const POSTS: [&str; 7] = [
    "twitter-tweet",
    "twitter-video",
    "instagram-media",
    "tiktok-embed",
    "fb-post",
    "reddit-embed-bq",
    "bluesky-embed",
];
/// Classes and ids of what readers wrote.
const COMMENTS: [&str; 12] = [
    "comments",
    "commentlist",
    "comment-list",
    "comments-list",
    "comments-area",
    "comment-body",
    "comment-content",
    "comment-text",
    "commentBody",
    "comment_body",
    "disqus_thread",
    "user-comments",
];

/// The kinds of parts and of pages, and what is counted of each.
const KINDS: [(&str, &str); 11] = [
    ("figures", "captioned figures in the flow: lost, or without their caption"),
    ("posts", "embedded posts in the flow: lost"),
    ("code", "code blocks in the flow that the gold has: lost"),
    ("headings", "headings in the flow that the gold has, above a kept text: lost"),
    ("lists", "lists in the flow that the gold has: lost, or an item of them"),
    ("tables", "data tables that are kept, of which the gold has every cell: a cell lost"),
    ("comments", "paragraphs of named comments, outside forums and the gold: kept"),
    ("unnamed", "the same where classes and ids are taken from the comments and all in them: kept"),
    ("articles", "pages with an article: told to have none"),
    ("empty", "pages whose gold is empty: told to have an article"),
    ("cut", "every tenth page without the gold's texts: told to have an article"),
];

fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let lost = args.iter().position(|arg| arg == "--lost");
    let lost = lost.map(|at| args.drain(at..(at + 2).min(args.len())).next_back().unwrap_or_default());
    assert!(lost.iter().all(|lost| KINDS.iter().any(|(kind, _)| kind == lost)), "--lost takes a kind of the table");
    assert!(!args.is_empty(), "usage: parts_score CORPUS [--lost KIND] [SET …]");
    let corpus = PathBuf::from(args.remove(0));
    let sets = if args.is_empty() { SETS.map(String::from).to_vec() } else { args };
    let mut all = Tally::default();
    for set in sets {
        let (folder, set) = (corpus.join(&set), &set);
        let rows = corpus::rows(&folder);
        let tallies: Vec<Tally> = thread::scope(|scope| {
            let half = rows.len().div_ceil(thread::available_parallelism().map_or(1, usize::from)).max(1);
            let run = |rows: &[Value]| {
                let stripper = stripper();
                let page = |row: &Value| judged(&stripper, &corpus::html(&folder, row), row);
                rows.iter().map(page).fold(Tally::default(), |all, page| all.and(page.of(set)))
            };
            let runs: Vec<_> = rows.chunks(half).map(|rows| scope.spawn(move || run(rows))).collect();
            runs.into_iter().map(|run| run.join().expect("no panic on any page")).collect()
        });
        all = tallies.into_iter().fold(all, Tally::and);
    }
    all.print(lost.as_deref());
}

/// One that keeps all kinds of parts but readers' comments.
fn stripper() -> Stripper {
    let policies = Policies::default().captions(Captions::Keep).tables(Tables::Keep);
    Stripper::new(RuleSet::empty()).options(Options::default().policies(policies))
}

#[derive(Default)]
struct Tally {
    /// Of each kind: how many there are, and the wrong ones.
    parts: BTreeMap<&'static str, (usize, Vec<String>)>,
    /// How sure dehusk is of a page, and its F1.
    sure: Vec<(f32, f64)>,
}

impl Tally {
    fn count(&mut self, kind: &'static str, right: bool, what: &str) {
        let (count, wrong) = self.parts.entry(kind).or_default();
        *count += 1;
        wrong.extend((!right).then(|| what.chars().take(60).collect()));
    }

    /// The tally of one page, with its name at all that is wrong.
    fn of(mut self, name: &str) -> Self {
        let wrong = self.parts.values_mut().flat_map(|part| &mut part.1);
        wrong.for_each(|what| *what = format!("{name}/{what}"));
        self
    }

    fn and(mut self, other: Self) -> Self {
        for (kind, (count, wrong)) in other.parts {
            let part = self.parts.entry(kind).or_default();
            part.0 += count;
            part.1.extend(wrong);
        }
        self.sure.extend(other.sure);
        self
    }

    fn print(&self, lost: Option<&str>) {
        println!("kind        there  wrong");
        let none = (0, Vec::new());
        for (kind, what) in KINDS {
            let (count, wrong) = self.parts.get(kind).unwrap_or(&none);
            let share = 100.0 * wrong.len() as f64 / (*count).max(1) as f64;
            println!("{kind:<10} {count:>6} {:>6} {share:>6.2} %  {what}", wrong.len());
            if lost == Some(kind) {
                wrong.iter().for_each(|what| println!("    {what}"));
            }
        }
        println!("confidence: area under the ROC curve, F1 from .9 against below .5: {:.3}", area(&self.sure));
    }
}

/// The share of pairs of a good and a bad page in which the good one is the surer.
fn area(sure: &[(f32, f64)]) -> f64 {
    let of = |is: fn(f64) -> bool| sure.iter().filter(move |page| is(page.1)).map(|page| page.0);
    let (mut pairs, mut right) = (0.0, 0.0);
    for good in of(|f1| f1 >= 0.9) {
        for bad in of(|f1| f1 < 0.5) {
            pairs += 1.0;
            right += (f64::from(u8::from(good > bad)) + f64::from(u8::from(good >= bad))) / 2.0;
        }
    }
    right / pairs
}

fn judged(stripper: &Stripper, html: &str, row: &Value) -> Tally {
    let mut tally = Tally::default();
    let (url, id) = (row["url"].as_str(), row["id"].as_str().expect("an id"));
    let dom = parsed(html);
    let (Ok(article), Ok(why)) = (stripper.strip_rcdom(&dom, url), stripper.explain_rcdom(&dom, url)) else {
        return tally;
    };
    let tree = Tree::read(&dom);
    let body = row["body"].as_str();
    let comments = if row["page_type"] == "forum" { Vec::new() } else { tree.comments(body) };
    count_comments("comments", &comments, &article, &mut tally);
    tree.count_parts(&why, &Kept::of(&article, body), &mut tally);
    if !comments.is_empty() {
        let dom = parsed(html);
        take_names(&dom);
        if let Ok(article) = stripper.strip_rcdom(&dom, url) {
            count_comments("unnamed", &comments, &article, &mut tally);
        }
    }
    let Some(body) = body else { return tally.of(id) };
    let has_none = |article: &Article| article.blocks.is_empty();
    if body.is_empty() {
        tally.count("empty", has_none(&article), "");
        return tally.of(id);
    }
    tally.count("articles", !has_none(&article), "");
    tally.sure.push((article.confidence, f1::f1(&article.render(Format::Text), body)));
    if id.bytes().map(usize::from).sum::<usize>() % 10 == 0 {
        cut_out(&dom, &letters(body));
        tally.count("cut", stripper.strip_rcdom(&dom, url).as_ref().is_ok_and(has_none), "");
    }
    tally.of(id)
}

fn count_comments(kind: &'static str, comments: &[&str], article: &Article, tally: &mut Tally) {
    let text = letters(&article.render(Format::Text));
    comments.iter().for_each(|own| tally.count(kind, !text.contains(own), own));
}

/// Whether readers' comments have one of these classes and ids.
fn is_named(called: &[String]) -> bool {
    called.iter().any(|name| COMMENTS.contains(&name.as_str()))
}

/// Takes the classes and ids from what is called after comments, and from all in it.
fn take_names(dom: &RcDom) {
    let mut open = vec![(dom.document.clone(), false)];
    while let Some((node, mut is_inside)) = open.pop() {
        if let NodeData::Element { name, attrs, .. } = &node.data {
            is_inside = is_inside || &*name.local != "body" && is_named(&called(&attrs.borrow()));
            let is_kept = |attr: &Attribute| !is_inside || !matches!(&*attr.name.local, "class" | "id");
            attrs.borrow_mut().retain(is_kept);
        }
        open.extend(node.children.borrow().iter().map(|child| (child.clone(), is_inside)));
    }
}

/// The classes and the id among attributes.
fn called(attrs: &[Attribute]) -> Vec<String> {
    let names = attrs.iter().filter(|attr| matches!(&*attr.name.local, "class" | "id"));
    names.flat_map(|attr| attr.value.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn parsed(html: &str) -> RcDom {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    parse_document(RcDom::default(), ParseOpts { tree_builder, ..ParseOpts::default() }).one(html)
}

/// Takes the texts out that the gold has, and what structured data say.
fn cut_out(dom: &RcDom, gold: &str) {
    let mut open = vec![dom.document.clone()];
    while let Some(node) = open.pop() {
        if let NodeData::Text { contents } = &node.data {
            let own = letters(&contents.borrow());
            if gold.contains(&own) || is_in(&node, "script") {
                contents.borrow_mut().clear();
            }
        }
        open.extend(node.children.borrow().iter().cloned());
    }
}

fn is_in(node: &Handle, name: &str) -> bool {
    let parent = node.parent.take();
    node.parent.set(parent.clone());
    let parent = parent.and_then(|parent| parent.upgrade());
    parent.is_some_and(|parent| matches!(&parent.data, NodeData::Element { name: own, .. } if &*own.local == name))
}

/// Letters and digits alone: what is the same however a text is laid out.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// An element as it was parsed.
struct Element {
    name: String,
    /// Its classes and its id.
    called: Vec<String>,
    parent: Option<usize>,
    /// Its letters in those of the page.
    letters: Range<usize>,
}

/// A page's elements in their order, and its letters.
struct Tree {
    elements: Vec<Element>,
    letters: String,
}

impl Tree {
    fn read(dom: &RcDom) -> Self {
        let mut tree = Tree { elements: Vec::new(), letters: String::new() };
        enum Step {
            Open(Handle, Option<usize>),
            Close(usize),
        }
        let mut steps = vec![Step::Open(dom.document.clone(), None)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Close(element) => tree.elements[element].letters.end = tree.letters.len(),
                Step::Open(node, parent) => {
                    let mut within = parent;
                    if let NodeData::Text { contents } = &node.data {
                        tree.letters.push_str(&letters(&contents.borrow()));
                    }
                    if let NodeData::Element { name, attrs, .. } = &node.data {
                        if UNSEEN.contains(&&*name.local) {
                            continue;
                        }
                        let start = tree.letters.len();
                        within = Some(tree.elements.len());
                        tree.elements.push(Element {
                            name: name.local.to_string(),
                            called: called(&attrs.borrow()),
                            parent,
                            letters: start..start,
                        });
                        steps.push(Step::Close(tree.elements.len() - 1));
                    }
                    steps.extend(node.children.borrow().iter().rev().map(|child| Step::Open(child.clone(), within)));
                }
            }
        }
        tree
    }

    fn letters(&self, element: usize) -> &str {
        &self.letters[self.elements[element].letters.clone()]
    }

    fn is_within(&self, element: usize, is: impl Fn(&Element) -> bool) -> bool {
        let parent = |&at: &usize| self.elements[at].parent;
        std::iter::successors(self.elements[element].parent, parent).any(|at| is(&self.elements[at]))
    }

    /// The elements of some names below one, in their order.
    fn called<'t>(&'t self, element: usize, names: &'t [&str]) -> impl Iterator<Item = usize> + 't {
        let up = |&at: &usize| self.elements[at].parent;
        let is_below = move |&at: &usize| std::iter::successors(up(&at), up).any(|up| up == element);
        let end = self.elements[element].letters.end;
        let below = (element + 1..self.elements.len()).take_while(move |&at| self.elements[at].letters.start <= end);
        below.filter(|&at| names.contains(&self.elements[at].name.as_str())).filter(is_below)
    }

    /// From the first kept text to the last.
    fn flow(&self, why: &Explanation) -> Option<Range<usize>> {
        let mut kept =
            why.texts.iter().filter(|text| text.kept).map(|text| letters(&text.text)).filter(|text| !text.is_empty());
        let first = kept.next()?;
        let last = kept.next_back().unwrap_or_else(|| first.clone());
        let start = self.letters.find(&first)?;
        let end = self.letters.rfind(&last)? + last.len();
        (start < end).then_some(start..end)
    }

    /// The paragraphs of named comments that the gold has not.
    fn comments(&self, body: Option<&str>) -> Vec<&str> {
        let gold = body.map(letters).unwrap_or_default();
        let is_one = |&at: &usize| {
            let own = self.letters(at);
            let named = |up: &Element| up.name != "body" && is_named(&up.called);
            self.elements[at].name == "p" && own.len() >= 20 && !gold.contains(own) && self.is_within(at, named)
        };
        (0..self.elements.len()).filter(is_one).map(|at| self.letters(at)).collect()
    }

    fn count_parts(&self, why: &Explanation, kept: &Kept, tally: &mut Tally) {
        let Some(flow) = self.flow(why) else { return };
        for (at, element) in self.elements.iter().enumerate() {
            let is_in_flow = flow.start <= element.letters.start && element.letters.end <= flow.end;
            if !element.letters.is_empty() && is_in_flow {
                self.count_part(at, kept, tally);
            }
        }
    }

    fn count_part(&self, at: usize, kept: &Kept, tally: &mut Tally) {
        let (element, own) = (&self.elements[at], self.letters(at));
        let start = |text: &str| text.chars().take(30).collect::<String>();
        let behind = |element: &Element| start(&self.letters[element.letters.end..]);
        match element.name.as_str() {
            "figure" => {
                let captions = self.called(at, &["figcaption"]).map(|caption| self.letters(caption));
                if let Some(caption) = captions.into_iter().find(|caption| !caption.is_empty()) {
                    tally.count("figures", kept.has_caption(caption), caption);
                }
            }
            "blockquote" | "div" if element.called.iter().any(|name| POSTS.contains(&name.as_str())) => {
                tally.count("posts", kept.text.contains(&start(own)) || kept.json.contains(&start(own)), own);
            }
            "pre" if !self.is_within(at, |up| up.name == "pre" || up.name == "table") && kept.is_gold(own) => {
                tally.count("code", kept.text.contains(own), own);
            }
            "h2" | "h3" | "h4" | "h5" | "h6" if kept.is_gold(own) && kept.text.contains(&behind(element)) => {
                tally.count("headings", kept.text.contains(own), own);
            }
            "ul" | "ol" if kept.is_gold(own) && !self.is_within(at, |up| up.name == "li") => {
                let is_flat = |&item: &usize| self.called(item, &["li"]).next().is_none();
                let mut items = self.called(at, &["li"]).filter(is_flat).map(|item| self.letters(item));
                let lost = items.find(|item| !kept.text.contains(item));
                tally.count("lists", lost.is_none(), lost.unwrap_or(""));
            }
            "table" => self.count_table(at, kept, tally),
            _ => {}
        }
    }

    /// A table of two columns and rows at the least that holds no other and is kept by half or more.
    fn count_table(&self, table: usize, kept: &Kept, tally: &mut Tally) {
        let rows = self.called(table, &["tr"]).count();
        let cells = self.called(table, &["td", "th"]).map(|cell| self.letters(cell));
        let cells: Vec<&str> = cells.filter(|own| !own.is_empty()).collect();
        let missing: Vec<&&str> = cells.iter().filter(|own| !kept.text.contains(**own)).collect();
        let is_data = rows >= 2 && cells.len() >= 2 * rows && self.called(table, &["table"]).next().is_none();
        if is_data && 2 * missing.len() <= cells.len() && cells.iter().all(|own| kept.is_gold(own)) {
            tally.count("tables", missing.is_empty(), missing.first().map_or("", |cell| cell));
        }
    }
}

/// What parts are looked up in: the letters of what is kept, and of the gold.
struct Kept {
    text: String,
    json: String,
    captions: Vec<String>,
    gold: Option<String>,
}

impl Kept {
    fn of(article: &Article, gold: Option<&str>) -> Self {
        let mut captions = Vec::new();
        captions_of(&article.blocks, &mut captions);
        let json = serde_json::to_string(&article.blocks).expect("blocks are data");
        let text = letters(&article.render(Format::Text));
        Kept { text, json: letters(&json), captions, gold: gold.map(letters) }
    }

    fn is_gold(&self, part: &str) -> bool {
        self.gold.as_deref().is_some_and(|gold| gold.contains(part))
    }

    fn has_caption(&self, own: &str) -> bool {
        let is_kept = |kept: &String| own.contains(kept.as_str()) || kept.contains(own);
        self.captions.iter().any(is_kept) || self.text.contains(own)
    }
}

/// The letters of all figures' captions.
fn captions_of(blocks: &[Block], captions: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Figure { caption, .. } if !caption.is_empty() => captions.push(letters(&caption.text())),
            Block::List { items, .. } => items.iter().for_each(|item| captions_of(item, captions)),
            Block::Quote { blocks } | Block::Callout { blocks, .. } | Block::Details { blocks, .. } => {
                captions_of(blocks, captions);
            }
            _ => {}
        }
    }
}
