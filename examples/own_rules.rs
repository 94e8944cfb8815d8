//! Rules of one's own, before those that ship; and what is told of a rule that is wrong.

use std::error::Error;

use dehusk::{Format, Layer, Page, RuleSet, RuleSource, Stripper};

const RULE: &str = r#"
schema = 1
hosts  = ["gazette.example"]
drop   = [".story__more"]     # "Sail with us on Sunday"
"#;

const PAGE: &str = r#"<div class="story">
  <p>The ferry that links the two islands took up its service again on Monday, after six weeks in the yard.</p>
  <p>Its captain, who has steered it for thirty years, said that the new engine was quieter than any before.</p>
  <p class="story__more">Sail with us on Sunday: reserve a place at the harbour office, and bring the children along.</p>
  <p>The fare, which the council had meant to raise, stays as it was until the spring.</p>
</div>"#;

pub fn main() -> Result<(), Box<dyn Error>> {
    // A folder of rule files is `Layer::from_dir("my-rules")`.
    let layer = |text: &str| {
        let file = RuleSource { name: "my-rules/gazette.example.toml".into(), text: text.into() };
        Layer::new("my rules", vec![file])
    };
    let rules = RuleSet::compile([layer(RULE), Layer::builtin()])?;
    let stripper = Stripper::new(rules);
    let article = stripper.strip(&Page::text(PAGE).url("https://www.gazette.example/ferry"))?;
    let text = article.render(Format::Text);
    print!("{text}");
    assert!(text.contains("six weeks in the yard") && !text.contains("Sail with us"));

    // Every error has its place and a remedy; `to_string` draws them with a caret.
    let errors = RuleSet::compile([layer("schema = 1\nhosts = ['gazette.example']\ndrp = ['.ad']\n")]).unwrap_err();
    for error in errors.iter() {
        println!("\n{}:{}: {}; {}", error.file(), error.line(), error.message(), error.remedy());
    }
    println!("\n{errors}");
    Ok(())
}
