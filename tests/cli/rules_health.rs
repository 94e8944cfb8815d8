//! `dehusk rules health`: which rules no longer fit.

use crate::sandbox::{Sandbox, page};

/// A folder with a rule and so many pages on which it works, and so many on which it does not.
fn sandbox(name: &str, fine: usize, changed: usize) -> Sandbox {
    let sandbox = Sandbox::new(name);
    sandbox.file("rules/a.toml", "hosts = ['example.org']\ncontent = ['article']\ndrop = ['.box', '.gone']\n");
    let mut urls = String::new();
    for n in 0..fine + changed {
        let html = page("Bree").replace("</h1>", "</h1><p class=box>A box of the house.</p>");
        let html = if n < fine { html } else { html.replace("article>", "div>") };
        sandbox.file(format!("pages/{n}.html"), html);
        urls.push_str(&format!("{{\"id\": \"{n}\", \"url\": \"https://example.org/{n}\"}}\n"));
    }
    sandbox.file(
        "pages/other.html",
        page("Combe").replace("<head>", "<head><link rel=canonical href=https://a.example/>"),
    );
    sandbox.file("urls.jsonl", urls);
    sandbox
}

const CALL: &[&str] = &["rules", "health", "pages", "--urls", "urls.jsonl", "--rules", "rules"];

#[test]
fn a_rule_that_works_needs_no_one() {
    let sandbox = sandbox("a_rule_that_works", 10, 0);
    let ran = sandbox.dehusk(CALL);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert!(ran.out.starts_with("11 pages: 10 by a rule, 0 where a rule was missed, 1 without one\n"), "{}", ran.out);
    assert!(ran.out.contains("a: fine, 10 pages") && ran.out.contains("1  a.example"), "{}", ran.out);
    assert!(!ran.out.contains(".gone"), "lines are told where a human is needed: {}", ran.out);
    assert!(sandbox.dehusk(&[CALL, &["--all"]].concat()).out.contains("0/10    rules/a.toml:3 drop .gone"));
}

#[test]
fn a_site_that_has_changed_needs_a_human() {
    let sandbox = sandbox("a_site_that_has_changed", 3, 2);
    let ran = sandbox.dehusk(CALL);
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    for line in
        ["a: needs a human, 5 pages", "it missed the article on 2 of 5 pages: 3, 4", "3/3     rules/a.toml:3 drop .box"]
    {
        assert!(ran.out.contains(line), "no {line} in\n{}", ran.out);
    }
    let report = sandbox.dehusk(&[CALL, &["--json"]].concat());
    let report: serde_json::Value = serde_json::from_str(&report.out).expect("JSON");
    let rule = &report["rules"][0];
    assert_eq!((&report["rule"], &report["rule_missed"], &report["generic"]), (&3.into(), &2.into(), &1.into()));
    assert_eq!(rule["concerns"], serde_json::json!([{"code": "missed", "pages": 2, "of": 5}]));
    assert_eq!(rule["missed_pages"], serde_json::json!(["3", "4"]));
    let line = rule["lines"].as_array().expect("a list").iter().find(|l| l["pattern"] == ".gone").expect("it is told");
    assert_eq!((&line["found"], &line["tried"], &line["line"]), (&0.into(), &3.into(), &3.into()));
}

#[test]
fn a_rule_that_keeps_another_text_than_the_generic_layer_needs_a_human() {
    let sandbox = sandbox("a_rule_that_keeps_another_text", 2, 0);
    sandbox.file("rules/a.toml", "hosts = ['example.org']\ncontent = ['p:nth-of-type(2)']\n");
    let ran = sandbox.dehusk(CALL);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("keeps other text than the generic layer on 2 of 2 pages: "), "{}", ran.out);
}
