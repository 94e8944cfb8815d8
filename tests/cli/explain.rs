//! `dehusk explain`: every text once, with what became of it and why.

use crate::sandbox::{Sandbox, page};

#[test]
fn each_text_has_its_verdict_and_its_reason() {
    let sandbox = Sandbox::new("each_text_has_its_verdict");
    sandbox.file("page.html", page("Bree"));
    let ran = sandbox.dehusk(&["explain", "page.html"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let lines: Vec<&str> = ran.out.lines().collect();
    let place =
        |start: &str| lines.iter().position(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{start}"));
    assert!(lines[0].starts_with("generic: "), "{}", lines[0]);
    assert!(place("- HUSK home") < place("+ The 1. report from Bree"));
    assert!(place("+ The 5. report from Bree") < place("- HUSK all rights reserved"));
    assert!(lines[place("- HUSK home") + 1].starts_with("    "), "the reason is below");
}

#[test]
fn a_program_gets_the_same_as_json() {
    let sandbox = Sandbox::new("a_program_gets_the_same");
    let ran = sandbox.dehusk_with(&["explain", "--format", "json"], page("Bree").as_bytes());
    let explanation: serde_json::Value = serde_json::from_str(&ran.out).expect("it is JSON");
    let texts = explanation["texts"].as_array().expect("a list");
    assert_eq!(texts[0]["text"], "HUSK home");
    assert_eq!(texts[0]["kept"], false);
    assert!(texts[0]["reason"]["by"].is_string(), "{}", texts[0]);
    assert_eq!(explanation["state"], "generic");
}

#[test]
fn a_file_gets_the_same_as_html() {
    let sandbox = Sandbox::new("explain_as_html");
    sandbox.file("page.html", page("Bree <b>&amp; Co</b>"));
    let ran = sandbox.dehusk(&["explain", "-f", "html", "-o", "why.html", "page.html"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), "", ""));
    let html = sandbox.read("why.html");
    assert!(html.starts_with("<!doctype html>\n") && html.trim_end().ends_with("</html>"), "{html}");
    assert!(html.contains(">HUSK home</p>") && html.contains("Bree &amp; Co says"), "{html}");
    assert_eq!(sandbox.files(""), ["page.html", "why.html"], "nothing else is left");
    assert_eq!(sandbox.dehusk(&["explain", "-o", "no/such/why.html", "page.html"]).code, Some(2));
}

#[test]
fn a_warning_is_told_in_words() {
    let sandbox = Sandbox::new("explain_a_warning");
    let ran = sandbox.dehusk_with(&["explain"], b"<nav>HUSK</nav>");
    assert!(ran.out.contains("\n    warning: no-article: no text was found"), "{}", ran.out);
}

#[test]
fn the_generic_layer_tells_how_likely_a_text_is_and_what_it_needed() {
    let sandbox = Sandbox::new("explain_likely");
    let ran = sandbox.dehusk_with(&["explain"], page("Bree").as_bytes());
    let reasons: Vec<&str> = ran.out.lines().filter(|line| line.starts_with("    generic: ")).collect();
    assert!(!reasons.is_empty(), "{}", ran.out);
    for reason in reasons {
        let (likely, needed) = reason.split_once(" likely, ").unwrap_or_else(|| panic!("{reason}"));
        assert!(likely.ends_with('%') && needed.contains("% needed; above all for "), "{reason}");
    }
}

#[test]
fn colours_are_for_terminals_and_for_who_asks() {
    let sandbox = Sandbox::new("colours");
    sandbox.file("page.html", page("Bree"));
    for (args, colored) in [(&[][..], false), (&["--color", "always"], true), (&["--color", "never"], false)] {
        let ran = sandbox.dehusk(&[&["explain", "page.html"], args].concat());
        assert_eq!(ran.out.contains("\x1b["), colored, "{args:?}");
    }
}

#[test]
fn a_page_cannot_command_the_terminal() {
    let sandbox = Sandbox::new("a_page_cannot_command");
    sandbox.file("page.html", page("Bree\u{1b}]0;owned\u{7}"));
    let ran = sandbox.dehusk(&["explain", "--color", "always", "page.html"]);
    assert!(ran.out.contains("Bree\\u{1b}]0;owned\\u{7}"), "{}", ran.out);
    assert!(!ran.out.contains("\x1b]"), "{}", ran.out);
}

#[test]
fn a_page_without_an_article_is_1_and_one_that_cannot_be_read_is_2() {
    let sandbox = Sandbox::new("explain_exit_codes");
    sandbox.file("empty.html", "<nav>HUSK</nav>");
    assert_eq!(sandbox.dehusk(&["explain", "empty.html"]).code, Some(1));
    assert_eq!(sandbox.dehusk(&["explain", "nowhere.html"]).code, Some(2));
}
