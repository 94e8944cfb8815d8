//! What is shown where standard output is a terminal: `script` makes one. Where it is not installed, it is skipped aloud.

#![cfg(target_os = "linux")]

use std::process::{Command, Stdio};

use crate::sandbox::{Sandbox, page, ran};

/// What a call shows on a terminal of 60 columns; none if there is no `script`.
fn shown(sandbox: &Sandbox, call: &str) -> Option<String> {
    let bin = std::path::Path::new(env!("CARGO_BIN_EXE_dehusk")).parent().expect("a program has a folder");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    let mut command = Command::new("script");
    command.args(["-qec", &format!("stty rows 20 cols 60; {call}"), "/dev/null"]).current_dir(&sandbox.root);
    command.env("PATH", path).env("HOME", &sandbox.root).env("TERM", "xterm").env("NO_COLOR", "1");
    let done = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).output();
    let Ok(done) = done else {
        println!("SKIPPED: there is no `script` to make a terminal");
        return None;
    };
    Some(ran(done).out.replace('\r', ""))
}

#[test]
fn an_explanation_is_wrapped() {
    let sandbox = Sandbox::new("an_explanation_is_wrapped");
    sandbox.file("a.html", page("Bree"));
    let Some(shown) = shown(&sandbox, "dehusk explain a.html") else { return };
    let texts: Vec<&str> = shown.lines().skip_while(|line| !line.starts_with("+ The 1. report")).collect();
    assert!(texts.len() > 5 && texts[1].starts_with("  "), "{shown}");
    assert!(shown.contains("confidence") && shown.lines().all(|line| line.chars().count() <= 60), "{shown}");
}

/// A bar is drawn with the control sequence that clears a line.
#[test]
fn a_bar_is_for_who_sees_nothing_else() {
    let sandbox = Sandbox::new("a_bar_is_for_who_sees_nothing_else");
    for n in 0..8 {
        sandbox.file(format!("p/{n}.html"), page("Bree").repeat(8));
    }
    for (call, has_bar) in [
        ("dehusk p -j 1 -o texts", true),
        ("dehusk p -j 1 > all.txt", true),
        ("dehusk p -j 1", false),
        ("dehusk p -j 1 | cat", false),
        ("dehusk p -j 1 -q -o quiet", false),
        ("dehusk p -j 1 -v -o loud", false),
        ("dehusk p/1.html -o one.txt", false),
    ] {
        let Some(shown) = shown(&sandbox, call) else { return };
        assert_eq!(shown.contains("ETA"), has_bar, "{call}: {shown}");
    }
}
