use regex::Regex;
use serde::Deserialize;
use url::Url;

use super::assemble;
use crate::article::{Article, Meta, State};
use crate::dom::{self, NodeId, Selector, TextBlocks, Work};
use crate::mark::{Mark, Marks, Reason, Verdict};
use crate::policy::Policies;
use crate::render::Format;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

/// A piece of a page, what of it is dropped or cut, and how the rest is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    html: String,
    url: Option<String>,
    drop: Option<String>,
    keep: Option<String>,
    #[serde(default)]
    cut: Vec<String>,
    captions: Option<String>,
    text: Option<String>,
    markdown: Option<String>,
    as_html: Option<String>,
}

impl Case {
    fn article(&self) -> Article {
        let dom = dom::of_html(&self.html);
        let mut marks = Marks::new(&dom, Mark { verdict: Verdict::Keep, reason: Reason::Outside });
        for (selector, verdict) in [(&self.drop, Verdict::Drop), (&self.keep, Verdict::Keep)] {
            let Some(selector) = selector else { continue };
            let selector = Selector::parse(selector).expect("the case names a selector");
            for id in selector.select(NodeId::ROOT, &Work::new(&dom, u64::MAX)) {
                marks.set(id, Mark { verdict, reason: Reason::Outside });
            }
        }
        let marks = marks.settle(&dom);
        let cuts: Vec<Regex> = self.cut.iter().map(|cut| Regex::new(cut).expect("the case cuts by a regex")).collect();
        let url = self.url.as_deref().map(|url| Url::parse(url).expect("the case has an address"));
        let mut policies = Policies::default();
        policies.captions = self.captions.as_deref().unwrap_or("keep").parse().expect("the case names a choice");
        let blocks = assemble(&dom, &TextBlocks::of(&dom), &marks, &cuts, &policies, url.as_ref());
        Article { meta: Meta::default(), blocks, state: State::Generic, rule: None, warnings: Vec::new() }
    }

    fn problems(&self) -> Vec<String> {
        let article = self.article();
        let frame =
            |html: &String| format!("<!doctype html>\n<meta charset=\"utf-8\">\n<article>\n{html}\n</article>\n");
        let expected = [
            (Format::Text, self.text.clone()),
            (Format::Markdown, self.markdown.clone()),
            (Format::Html, self.as_html.as_ref().map(frame)),
        ];
        assert!(expected.iter().any(|row| row.1.is_some()), "{}: nothing is expected", self.name);
        let rows = expected.into_iter().filter_map(|(format, text)| Some((format, text?)));
        rows.filter_map(|(format, expected)| {
            let found = article.render(format);
            let differs = found.trim_end() != expected.trim_end();
            differs.then(|| format!("{} as {format}:\n{found}\n--- not\n{expected}", self.name))
        })
        .collect()
    }
}

#[test]
fn rows_of_the_table_hold() {
    let cases: Cases = toml::from_str(include_str!("../../tests/cases/blocks.toml")).expect("the table is TOML");
    let problems: Vec<String> = cases.case.iter().flat_map(Case::problems).collect();
    assert!(problems.is_empty(), "\n{}", problems.join("\n\n"));
}

#[test]
fn the_built_in_rows_are_read() {
    assert!(!super::markup::MARKUP.image.elements.is_empty());
}
