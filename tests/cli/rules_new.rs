//! `dehusk rules new`: from a saved page to a tested rule.

use crate::sandbox::{Ran, Sandbox, assert_article, page};

/// A page of a site, its article in an element with these attributes.
fn saved(address: &str, attributes: &str) -> String {
    let head = format!("<head><link rel=canonical href={address}><meta property=og:title content='News from Bree'>");
    page("Bree").replace("<head>", &head).replace("<article>", &format!("<div class=css-1x2abcd><div {attributes}>"))
}

fn json(ran: &Ran) -> serde_json::Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}{}", ran.out, ran.err))
}

#[test]
fn a_proposal_is_a_rule_that_passes_its_check() {
    let sandbox = Sandbox::new("a_proposal_is_a_rule");
    sandbox.file("saved/a.html", saved("https://www.example.org/a", "class='story post-1234 mt-4' id=block7"));
    let ran = sandbox.dehusk(&["rules", "new", "saved/a.html", "-o", "my-rules/example.org.toml"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let rule = sandbox.read("my-rules/example.org.toml");
    for part in ["hosts   = [\"example.org\"]", "content = [\n  \".story\",", "\"saved/a.html\"", "meta:og:title"] {
        assert!(rule.contains(part), "no {part} in\n{rule}");
    }
    let checked = sandbox.dehusk(&["rules", "check", "my-rules"]);
    assert_eq!((checked.code, checked.out.as_str()), (Some(0), "1 rules, 1 tests, 0 problems\n"), "{rule}");
    let stripped = sandbox.dehusk(&["--rules", "my-rules", "saved/a.html", "-f", "jsonl"]);
    let record = &stripped.records()[0];
    assert_eq!(record["state"], "rule");
    assert_article(record["text"].as_str().expect("it has a text"), "Bree");
}

#[test]
fn pages_of_two_templates_get_an_entry_each() {
    let sandbox = Sandbox::new("pages_of_two_templates");
    sandbox.file("saved/new.html", saved("https://example.org/new", "class=story"));
    sandbox.file("saved/old.html", saved("https://example.org/old", "itemprop=articleBody"));
    let ran = sandbox.dehusk(&["rules", "new", "saved/new.html", "saved/old.html", "-o", "rules/sites/x.toml"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let checked = sandbox.dehusk(&["rules", "check", "rules"]);
    let rule = sandbox.read("rules/sites/x.toml");
    assert_eq!((checked.code, checked.out.as_str()), (Some(0), "1 rules, 2 tests, 0 problems\n"), "{rule}");
}

#[test]
fn a_page_that_tests_cannot_name_has_no_test() {
    let sandbox = Sandbox::new("a_page_that_tests_cannot_name");
    sandbox.file("elsewhere/a.html", saved("https://example.org/a", "class=story"));
    let args = ["rules", "new", "elsewhere/a.html", "-o", "site/rules/example.org.toml"];
    let ran = sandbox.dehusk(&args);
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.contains("elsewhere/a.html stands outside of"), "{}", ran.err);
    assert!(!sandbox.read("site/rules/example.org.toml").contains("[[test]]"));

    let again = sandbox.dehusk(&args);
    assert_eq!(again.code, Some(2), "the file is there");
    assert!(again.err.contains("--overwrite"), "{}", again.err);
    assert_eq!(sandbox.dehusk(&[&args[..], &["--overwrite"]].concat()).code, Some(0));
}

#[test]
fn the_site_is_told_by_the_page_or_the_call() {
    let sandbox = Sandbox::new("the_site_is_told");
    sandbox.file("a.html", page("Bree")).file("b.html", saved("https://example.net/b", "class=story"));
    sandbox.file("c.html", saved("https://example.org/c", "class=story")).file("empty.html", "<p></p>");
    let told = sandbox.dehusk(&["rules", "new", "a.html", "--url", "https://news.example.org/a", "--json"]);
    assert_eq!(json(&told)["hosts"], serde_json::json!(["news.example.org"]));
    for (args, said) in [
        (&["a.html"][..], "nothing tells which site"),
        (&["b.html", "c.html"], "is from example.org, not from example.net"),
        (&["empty.html", "--site", "example.org"], "no article is found"),
        (&["nowhere.html"], "nowhere.html"),
        (&["b.html", "c.html", "--url", "https://example.org/"], "--site"),
    ] {
        let ran = sandbox.dehusk(&[&["rules", "new"], args].concat());
        assert_eq!(ran.code, Some(2), "{args:?}");
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
    }
}

#[test]
fn what_is_proposed_is_data_too() {
    let sandbox = Sandbox::new("what_is_proposed_is_data");
    sandbox.file("a.html", saved("https://example.org/a", "class=story"));
    let proposal = json(&sandbox.dehusk(&["rules", "new", "a.html", "--json"]));
    assert_eq!(proposal["content"][0]["selector"], ".story");
    assert_eq!(proposal["content"][0]["kept"], 1.0);
    assert_eq!(proposal["tests"][0]["fails"], serde_json::Value::Null);
    let fields: Vec<&str> =
        proposal["meta"].as_array().expect("a list").iter().filter_map(|m| m["field"].as_str()).collect();
    assert_eq!(fields, ["canonical", "title"]);
}
