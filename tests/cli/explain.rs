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
