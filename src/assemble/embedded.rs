//! An article from what a page's structured data have as its text.

use url::Url;

use crate::blocks::Block;
use crate::dom::{self, Dom, TextBlocks};
use crate::limits::Limits;
use crate::lookup::pattern::Pattern;
use crate::mark::{Mark, Marks, Reason, Verdict};
use crate::policy::Policies;

/// The text of an article in a page's structured data, parsed as a page of its own.
#[derive(Debug)]
pub(crate) struct Embedded {
    pub(crate) dom: Dom,
    pub(crate) texts: TextBlocks,
}

impl Embedded {
    /// Reads a text: HTML where it has paragraphs or breaks of HTML, else a paragraph a line. None of a text that a limit
    /// refuses.
    pub(crate) fn read(text: &str, limits: &Limits) -> Option<Self> {
        let html = if is_html(text) { text.to_owned() } else { text.lines().map(paragraph).collect() };
        let dom = dom::parse(&html, limits).ok()?.dom;
        let texts = TextBlocks::of(&dom);
        Some(Embedded { dom, texts })
    }

    /// Marks that keep all of it.
    pub(crate) fn kept(&self) -> Marks {
        let keep = Mark { verdict: Verdict::Keep, reason: Reason::Outside };
        Marks::new(&self.dom, keep).inherit(&self.dom)
    }

    /// The blocks of what these marks keep.
    pub(crate) fn blocks(
        &self,
        marks: &Marks,
        cuts: &[Pattern],
        policies: &Policies,
        page: Option<&Url>,
    ) -> Vec<Block> {
        super::assemble(&self.dom, &self.texts, marks, cuts, policies, page)
    }
}

fn is_html(text: &str) -> bool {
    ["</p>", "<br", "</li>", "</div>"].iter().any(|tag| text.contains(tag))
}

fn paragraph(line: &str) -> String {
    format!("<p>{}</p>", line.replace('&', "&amp;").replace('<', "&lt;"))
}
