//! Why each text of a page is kept or dropped, and several views of a page that is read once.

use std::error::Error;

use dehusk::{Comments, Format, Page, Policies, Reason, RuleSet, Stripper};

const PAGE: &str = r#"<nav><a href="/">Home</a></nav>
<article>
  <h1>Ferry returns</h1>
  <p>The ferry that links the two islands took up its service again on Monday, after six weeks in the yard.</p>
  <p>Its captain, who has steered it for thirty years, said that the new engine was quieter than any before.</p>
  <p hidden>Only a program reads this.</p>
</article>"#;

pub fn main() -> Result<(), Box<dyn Error>> {
    let stripper = Stripper::new(RuleSet::builtin());
    let reading = stripper.read(&Page::text(PAGE))?;

    let explanation = reading.explain();
    for text in &explanation.texts {
        let sign = if text.kept { '+' } else { '-' };
        println!("{sign} {}\n    {} · {}", text.text, text.reason, text.element);
    }
    let hidden = explanation.texts.iter().find(|text| text.text.starts_with("Only")).ok_or("it is on the page")?;
    assert!(!hidden.kept && matches!(hidden.reason, Reason::Unseen { .. }));

    // The same as a page for the browser, and as data.
    let _html = explanation.to_html();
    let json = serde_json::to_string(&explanation)?;
    assert_eq!(serde_json::from_str::<dehusk::Explanation>(&json)?, explanation);

    // Nothing of the page is read again for another view of it.
    let with_comments = reading.article(&Policies::of(Format::Markdown).comments(Comments::Keep));
    print!("\n{}", with_comments.render(Format::Markdown));
    Ok(())
}
