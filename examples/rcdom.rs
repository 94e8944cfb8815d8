//! A page that the caller has parsed with html5ever already.

use std::error::Error;

use dehusk::{Format, RuleSet, Stripper};
use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::RcDom;

const PAGE: &str = "<nav>Home</nav><article><h1>Ferry returns</h1><p>The ferry that links the two islands took up its \
    service again on Monday.<p>Its captain said that the new engine was quieter than any before.</article>";

pub fn main() -> Result<(), Box<dyn Error>> {
    // With scripting on, html5ever makes one text of what stands in `<noscript>`.
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    let page = parse_document(RcDom::default(), options).one(PAGE);

    let stripper = Stripper::new(RuleSet::builtin());
    let article = stripper.strip_rcdom(&page, Some("https://gazette.example/ferry"))?;
    print!("{}", article.render(Format::Markdown));
    assert_eq!(article, stripper.strip(&dehusk::Page::text(PAGE).url("https://gazette.example/ferry"))?);

    let why = stripper.explain_rcdom(&page, None)?;
    println!("\n{} of {} texts kept", why.texts.iter().filter(|text| text.kept).count(), why.texts.len());
    Ok(())
}
