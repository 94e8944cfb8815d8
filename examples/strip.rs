//! The text of a page: `cargo run --example strip [PAGE.html]`.

use std::error::Error;

use dehusk::{Format, Page, RuleSet, Stripper};

const PAGE: &str = r#"<html lang="en"><title>Ferry returns | The Harbour Gazette</title>
  <nav><a href="/">Home</a> <a href="/live">Listen Live</a></nav>
  <article>
    <h1>Ferry returns</h1>
    <p>The ferry that links the two islands took up its service again on Monday, after six weeks in the yard.</p>
    <p>Its captain, who has steered it for thirty years, said that the new engine was quieter than any before.</p>
  </article>
  <footer>Community standards · All rights reserved</footer>"#;

pub fn main() -> Result<(), Box<dyn Error>> {
    // Made once; it serves any number of pages, and a clone costs next to nothing.
    let stripper = Stripper::new(RuleSet::builtin());

    // Bytes may be in any encoding; what is a `str` already is not decoded again.
    let article = match std::env::args().nth(1).filter(|arg| arg.ends_with(".html")) {
        Some(path) => stripper.strip(&Page::new(std::fs::read(&path)?).file_name(path))?,
        None => stripper.strip(&Page::text(PAGE).url("https://gazette.example/ferry"))?,
    };

    println!("{}\n", article.meta.title.as_deref().unwrap_or("(no title)"));
    print!("{}", article.render(Format::Text));
    println!("\nfound by {}, confidence {:.2}", article.state.name(), article.confidence);
    for warning in &article.warnings {
        println!("warning: {}: {warning}", warning.code());
    }

    // An article is plain data: it goes to JSON and comes back.
    let json = serde_json::to_string(&article)?;
    assert_eq!(serde_json::from_str::<dehusk::Article>(&json)?, article);
    Ok(())
}
