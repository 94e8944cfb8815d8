//! Whatever the article, each format is well formed, and HTML has nothing that runs.
#![no_main]

use std::sync::LazyLock;

use dehusk::{Article, Form, Format, Layer, Page, RuleSet, RuleSource, Stripper};
use libfuzzer_sys::fuzz_target;

/// All of the page is the article.
const RULE: &str = "schema = 1\nhosts = [\"example.org\"]\ncontent = [\"body\"]\nclean = \"none\"\n";

static STRIPPER: LazyLock<Stripper> = LazyLock::new(|| {
    let source = RuleSource { name: "example.org.toml".into(), text: RULE.into() };
    Stripper::new(RuleSet::compile([Layer::new("fuzz", vec![source])]).expect("the rule is right"))
});

fuzz_target!(|data: &[u8]| {
    let Ok(article) = STRIPPER.strip(&Page::new(data).url("https://example.org/")) else { return };
    for format in Format::all() {
        let text = article.render(format);
        match format {
            Format::Json => _ = serde_json::from_str::<serde_json::Value>(&text).expect("it is JSON"),
            Format::Jsonl => assert_record(&text),
            Format::Html => {
                let mut form = Form::default();
                form.fragment = true;
                assert_inert(&article, &article.write(format, &form));
                // The document has a style of its own, and no more.
                assert_inert(&article, &text.replacen("<style>", "", 1));
            }
            _ => {}
        }
    }
});

fn assert_record(text: &str) {
    serde_json::from_str::<serde_json::Value>(text).expect("it is JSON");
    assert!(text.ends_with('\n') && text.matches('\n').count() == 1, "one line: {text:?}");
}

/// The words that run can only stand in the text, where `<` is written as `&lt;`, or in a value in quotes.
fn assert_inert(article: &Article, html: &str) {
    let lower = html.to_ascii_lowercase();
    for bad in ["<script", "<iframe", "<style", "<svg", "<math", "<object", "<embed", "<!--", "=\"javascript:", "=\"data:"] {
        assert!(!lower.contains(bad), "{bad} in {html:?} of {article:?}");
    }
}
