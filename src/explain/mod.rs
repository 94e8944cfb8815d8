//! Why each text of a page was kept or dropped: the decisions of [`Marks`], laid beside the texts that they are about.

mod html;
mod runs;

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::article::{Meta, State, Warning};
use crate::dom::{Display, Dom, NodeId, TextBlocks, element_path};
use crate::mark::{Mark, Marks, Reason, Verdict};

/// All texts of a page in its order, each with what became of it. Plain data: it holds no part of the page.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Explanation {
    /// Who wrote the article, when, under which title.
    pub meta: Meta,
    /// Which rules found the article.
    pub state: State,
    /// The name of the site rule that was used, if one was.
    pub rule: Option<String>,
    /// What a careful reader should know of the result.
    pub warnings: Vec<Warning>,
    /// How sure dehusk is that this is the page's article, from 0 to 1.
    pub confidence: f32,
    /// Where the article stands, if no rule has said that.
    pub region: Option<ExplainedRegion>,
    /// The encoding that the page was read in. None for text that was given as such.
    pub encoding: Option<Told>,
    /// The host that the page is from, if anything told it.
    pub host: Option<Told>,
    /// The texts. One of which a part is kept and a part dropped is as many as it has parts.
    pub texts: Vec<ExplainedText>,
}

impl Explanation {
    /// The explanation as one HTML file that needs nothing else: the texts in order, kept and dropped, each with its
    /// reason. What the page says is only ever text in it.
    pub fn to_html(&self) -> String {
        html::document(self)
    }
}

/// A fact about a page, and what told it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Told {
    /// The fact: `UTF-8`, `example.org`.
    pub fact: String,
    /// What told it, in a few words: `meta element`, `canonical link`.
    pub by: Cow<'static, str>,
}

/// Where the article stands on the page: from its first text to its last, whatever between them is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ExplainedRegion {
    /// The place of its first text in [`Explanation::texts`], from 0 on.
    pub first: usize,
    /// The place of its last text.
    pub last: usize,
}

impl ExplainedRegion {
    /// The texts of these blocks; none where there is none.
    pub(crate) fn of(blocks: &Range<usize>, texts: &[(usize, ExplainedText)]) -> Option<Self> {
        let first = texts.partition_point(|(block, _)| *block < blocks.start);
        let end = texts.partition_point(|(block, _)| *block < blocks.end);
        (first < end).then(|| ExplainedRegion { first, last: end - 1 })
    }
}

/// A run of text on the page, as its reader sees it, and what became of it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ExplainedText {
    /// The text, white space folded.
    pub text: String,
    /// The element that holds it, with those around it that are called something, as a selector names them.
    pub element: String,
    /// Whether it is part of the article.
    pub kept: bool,
    /// Why.
    pub reason: Reason,
}

/// Lays the decisions beside the texts, each with the number of the text block that it is or is a part of. `marks` are
/// settled.
pub(crate) fn explain(dom: &Dom, texts: &TextBlocks, marks: &Marks) -> Vec<(usize, ExplainedText)> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut block = 0;
    for node in shown_texts(dom) {
        while block < texts.len() && texts[block].nodes.end <= node {
            block += 1;
        }
        if block == texts.len() || node < texts[block].nodes.start {
            continue;
        }
        let (mark, text) = (marks.of(dom, node), dom.text(node).unwrap_or_default());
        match parts.last_mut() {
            Some(last) if last.block == block && (is_same(last.mark, mark) || text.trim().is_empty()) => {
                last.text.push(text)
            }
            _ => parts.push(Part { block, mark, text: vec![text] }),
        }
    }
    let alone = |n: usize| {
        let block = |n: usize| parts.get(n).map(|part| part.block);
        (n == 0 || block(n - 1) != block(n)) && block(n + 1) != block(n)
    };
    let explained = |(n, part): (usize, &Part<'_>)| ExplainedText {
        text: if alone(n) { texts.text(&texts[part.block]).to_owned() } else { folded(&part.text.concat()) },
        element: element_path(dom, texts[part.block].container),
        kept: part.mark.verdict == Verdict::Keep,
        reason: part.mark.reason.clone(),
    };
    parts.iter().enumerate().map(|(n, part)| (part.block, explained((n, part)))).collect()
}

fn is_same(a: &Mark, b: &Mark) -> bool {
    a.verdict == b.verdict && a.reason == b.reason
}

/// A part of a text block that one mark decides on.
struct Part<'a> {
    block: usize,
    mark: &'a Mark,
    text: Vec<&'a str>,
}

/// The text nodes that are shown where nothing but the elements' names is asked.
pub(crate) fn shown_texts(dom: &Dom) -> impl Iterator<Item = NodeId> + '_ {
    let mut hidden_until = NodeId::ROOT;
    dom.descendants(NodeId::ROOT).filter(move |&node| {
        if node >= hidden_until && Display::of(dom, node) == Display::None {
            hidden_until = dom.end(node);
        }
        node >= hidden_until && dom.text(node).is_some()
    })
}

fn folded(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use crate::{Page, RuleSet, Stripper};

    /// Each text of a page, with a plus where it is kept and a minus where it is not.
    fn explained(html: &str) -> Vec<String> {
        let stripper = Stripper::new(RuleSet::empty());
        let explanation = stripper.explain(&Page::new(html.as_bytes())).expect("the page is small");
        explanation.texts.iter().map(|t| format!("{} {}", if t.kept { '+' } else { '-' }, t.text)).collect()
    }

    #[test]
    fn every_text_that_is_shown_is_there_once_and_in_order() {
        let html =
            "<title>T</title><nav>One</nav><p>Two <b>and</b>\n three<script>x</script> four.</p><p hidden>Five</p>";
        let texts: Vec<String> = explained(html).iter().map(|t| t[2..].to_owned()).collect();
        assert_eq!(texts, ["One", "Two and three four.", "Five"]);
    }

    #[test]
    fn a_text_of_which_a_part_is_dropped_is_two() {
        let explained = explained(
            "<article><p>Kept words, many more of them than are hidden. <span hidden>Hidden words.</span> More.</p></article>",
        );
        let texts: Vec<&str> = explained.iter().map(|t| &t[2..]).collect();
        assert_eq!(texts, ["Kept words, many more of them than are hidden.", "Hidden words.", "More."]);
        assert!(explained[1].starts_with('-'), "{explained:?}");
    }

    #[test]
    fn an_explanation_is_the_same_when_it_is_read_back() {
        let html = "<title>Boats</title><nav>Home</nav><div class=cookie-banner>Cookies!</div><p>Kept. <b hidden>x</b></p>\
                    <ol class=comments><li>Well said</ol>";
        let rule = "schema = 1\nhosts = ['boats.example']\ncontent = ['p']\ndrop = ['nav']\n";
        let source = crate::RuleSource { name: "boats.toml".into(), text: rule.into() };
        let rules = RuleSet::compile([crate::Layer::new("own", vec![source])]).expect("a rule");
        for rules in [rules, RuleSet::empty()] {
            let page = Page::new(html.as_bytes()).url("https://boats.example/");
            let explanation = Stripper::new(rules).explain(&page).expect("the page is small");
            let json = serde_json::to_string(&explanation).expect("it is data");
            let back: crate::Explanation = serde_json::from_str(&json).expect("it is its own JSON");
            assert_eq!(back, explanation);
            assert_eq!(back.to_html(), explanation.to_html());
        }
    }
}
