//! An article from what a page's structured data have as its text.

use url::Url;

use crate::blocks::Block;
use crate::dom::{self, TextBlocks};
use crate::limits::Limits;
use crate::mark::{Mark, Marks, Reason, Verdict};
use crate::policy::Policies;

/// The blocks of a text: HTML where it has paragraphs or breaks of HTML, else a paragraph a line. None of a text that a
/// limit refuses.
pub(crate) fn embedded_text(text: &str, limits: &Limits, policies: &Policies, page: Option<&Url>) -> Vec<Block> {
    let html = if is_html(text) { text.to_owned() } else { text.lines().map(paragraph).collect() };
    let Ok(parsed) = dom::parse(&html, limits) else { return Vec::new() };
    let texts = TextBlocks::of(&parsed.dom);
    let keep = Mark { verdict: Verdict::Keep, reason: Reason::Outside };
    let marks = Marks::new(&parsed.dom, keep).inherit(&parsed.dom);
    super::assemble(&parsed.dom, &texts, &marks, &[], policies, page)
}

fn is_html(text: &str) -> bool {
    ["</p>", "<br", "</li>", "</div>"].iter().any(|tag| text.contains(tag))
}

fn paragraph(line: &str) -> String {
    format!("<p>{}</p>", line.replace('&', "&amp;").replace('<', "&lt;"))
}
