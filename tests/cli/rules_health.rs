//! `dehusk rules health`: which rules no longer fit.

use crate::sandbox::{Sandbox, page};

/// A folder with a rule and so many pages on which it works, and so many on which it does not.
fn sandbox(name: &str, fine: usize, changed: usize) -> Sandbox {
    let sandbox = Sandbox::new(name);
    sandbox.file(
        "rules/a.toml",
        "checked = '2026-11-20'\nhosts = ['example.org']\ncontent = ['article']\ndrop = ['.box', '.gone']\n",
    );
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
    assert!(
        ran.out.contains("a: fine, 10 pages, 0.99 alike, checked 2026-11-20 (rules/a.toml)")
            && ran.out.contains("1  a.example"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains(".gone"), "lines are told where a human is needed: {}", ran.out);
    assert!(sandbox.dehusk(&[CALL, &["--all"]].concat()).out.contains("0/10    rules/a.toml:4 drop .gone"));
}

#[test]
fn a_site_that_has_changed_needs_a_human() {
    let sandbox = sandbox("a_site_that_has_changed", 3, 2);
    let ran = sandbox.dehusk(CALL);
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    for line in
        ["a: needs a human, 5 pages", "it missed the article on 2 of 5 pages: 3, 4", "3/3     rules/a.toml:4 drop .box"]
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
    assert_eq!((&line["found"], &line["tried"], &line["line"]), (&0.into(), &3.into(), &4.into()));
}

#[test]
fn a_rule_that_keeps_another_text_than_the_generic_layer_needs_a_human() {
    let sandbox = sandbox("a_rule_that_keeps_another_text", 2, 0);
    sandbox.file("rules/a.toml", "hosts = ['example.org']\ncontent = ['p:nth-of-type(2)']\n");
    let ran = sandbox.dehusk(CALL);
    assert_eq!(ran.code, Some(1));
    for line in [
        "keeps other text than the generic layer on 2 of 2 pages: ",
        "lacks much of what the generic layer keeps on 2 of 2",
    ] {
        assert!(ran.out.contains(line), "no {line} in\n{}", ran.out);
    }
}

/// Two crawls of a site: before, every page has the box that the rule drops and the article that it names.
fn crawls(name: &str, then: (usize, usize), now: impl Fn(String) -> String) -> crate::sandbox::Ran {
    let sandbox = sandbox(name, then.0, then.1);
    let last = sandbox.dehusk(&[CALL, &["--json"]].concat());
    sandbox.file("last.json", last.out);
    for n in 0..then.0 {
        let path = format!("pages/{n}.html");
        sandbox.file(&path, now(sandbox.read(&path)));
    }
    sandbox.dehusk(&[CALL, &["--against", "last.json"]].concat())
}

#[test]
fn beside_an_earlier_report_nothing_has_changed() {
    let ran = crawls("health_nothing_changed", (4, 0), |page| page);
    assert_eq!((ran.code, ran.out.contains("before")), (Some(0), false), "{}", ran.out);
}

#[test]
fn beside_an_earlier_report_a_line_that_finds_nothing_any_more_is_told() {
    let ran = crawls("health_a_line_fell_silent", (4, 0), |page| page.replace("class=box", "class=chest"));
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    assert!(ran.out.contains("something before, and nothing now: rules/a.toml:4 drop .box\n"), "{}", ran.out);
    assert!(!ran.out.contains("nothing now: rules/a.toml:4 drop .gone"), "it found nothing before: {}", ran.out);
    // Of two pages nothing is said: it may be chance.
    let ran = crawls("health_two_pages", (2, 0), |page| page.replace("class=box", "class=chest"));
    assert_eq!((ran.code, ran.out.contains("nothing now")), (Some(0), false), "{}", ran.out);
}

#[test]
fn beside_an_earlier_report_more_and_fewer_missed_pages_are_told() {
    let ran = crawls("health_moved_back", (8, 2), |page| page.replace("article>", "div>"));
    assert!(ran.out.contains("missed the article on 10 of 10 pages, where it was 2 of 10 before"), "{}", ran.out);
}

#[test]
fn the_report_is_the_same_for_one_worker_and_for_many() {
    let sandbox = sandbox("health_workers", 6, 3);
    let with = |jobs: &str| sandbox.dehusk(&[CALL, &["--json", "--jobs", jobs]].concat()).out;
    assert_eq!(with("1"), with("4"));
}

#[test]
fn without_a_page_or_a_report_it_says_what_to_do() {
    let sandbox = sandbox("health_no_page", 1, 0);
    for (args, told) in [
        (&["rules", "health", "rules"][..], "one file is in it, and it is no page"),
        (
            &["rules", "health", "pages", "--against", "urls.jsonl"],
            "is no report, which `dehusk rules health PATH --json` prints",
        ),
        (&["rules", "health", "pages", "--against", "no.json"], "no.json cannot be read"),
    ] {
        let ran = sandbox.dehusk(args);
        assert_eq!(ran.code, Some(2), "{args:?}: {}", ran.err);
        assert!(ran.err.contains(told), "{args:?}: {}", ran.err);
    }
}

#[test]
fn a_rule_whose_last_day_is_over_needs_a_human_on_the_days_behind_it() {
    let sandbox = sandbox("health_last_day", 2, 0);
    let rule = sandbox.read("rules/a.toml");
    sandbox.file("rules/a.toml", format!("valid_until = '2026-05-31'\n{rule}"));
    let ran = sandbox.dehusk(&[CALL, &["--day", "2026-05-31"]].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    let ran = sandbox.dehusk(&[CALL, &["--day", "2026-06-02"]].concat());
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    let told = "it is known to hold until 2026-05-31, 2 days ago, and no layout is for later pages";
    assert!(ran.out.contains(told), "{}", ran.out);
    let report = sandbox.dehusk(&[CALL, &["--day", "2026-06-02", "--json"]].concat());
    let report: serde_json::Value = serde_json::from_str(&report.out).expect("JSON");
    let concerns = serde_json::json!([{ "code": "expired", "days": 2 }]);
    assert_eq!(
        (&report["rules"][0]["concerns"], &report["rules"][0]["valid_until"]),
        (&concerns, &"2026-05-31".into())
    );
}
