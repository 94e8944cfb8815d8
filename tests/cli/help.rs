//! The help, the manual and the completions; the examples of the help are run.

use std::process::Command;

use crate::sandbox::{Sandbox, page, ran};

/// The commands in the examples of a help text: the lines that are indented deeper than their explanation.
fn examples(help: &str) -> Vec<&str> {
    let from = help.find("Examples:").expect("the help has examples");
    help[from..]
        .lines()
        .filter_map(|line| line.strip_prefix("      "))
        .filter(|line| line.starts_with("dehusk "))
        .collect()
}

/// A folder with all that the examples name.
fn example_files(name: &str) -> Sandbox {
    let sandbox = Sandbox::new(name);
    sandbox.file("page.html", page("Bree")).file("pages/a.html", page("Archet")).file("pages/b.html", page("Combe"));
    sandbox.file("urls.jsonl", "{\"id\": \"a\", \"url\": \"https://example.org/a\"}\n");
    sandbox.file("extracted.txt", "The harbour was quiet all morning.\n");
    sandbox.file("my-rules/example.org.toml", "schema = 1\nhosts = [\"example.org\"]\ncontent = [\"article\"]\n");
    sandbox
}

#[cfg(unix)]
#[test]
fn the_examples_run() {
    let sandbox = example_files("the_examples_run");
    let help = sandbox.dehusk(&["--help"]).out;
    let examples = examples(&help);
    assert!(examples.len() >= 6, "{examples:?}");
    let bin = std::path::Path::new(env!("CARGO_BIN_EXE_dehusk")).parent().expect("a file has a folder");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    for example in examples {
        let mut sh = Command::new("sh");
        sh.args(["-c", example]).current_dir(&sandbox.root).env("PATH", &path).env("HOME", &sandbox.root);
        let ran = ran(sh.output().expect("sh runs"));
        assert_eq!(ran.code, Some(0), "{example}\n{}", ran.err);
    }
}

#[test]
fn help_is_short_or_long_and_goes_to_standard_output() {
    let sandbox = Sandbox::new("help_is_short_or_long");
    let (short, long) = (sandbox.dehusk(&["-h"]), sandbox.dehusk(&["--help"]));
    assert_eq!((short.code, long.code), (Some(0), Some(0)));
    assert!(short.out.lines().count() < long.out.lines().count() / 2);
    for code in ["  0  ", "  1  ", "  2  ", "  130  "] {
        assert!(long.out.contains(code), "the exit code{code}is told");
    }
}

#[test]
fn every_shell_has_completions() {
    let sandbox = Sandbox::new("every_shell");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = sandbox.dehusk(&["completions", shell]);
        assert_eq!(ran.code, Some(0), "{shell}");
        assert!(ran.out.contains("no-site-rules"), "{shell} knows the options");
    }
    sandbox.file("dehusk.bash", sandbox.dehusk(&["completions", "bash"]).out);
    let checked = Command::new("bash").arg("-n").arg(sandbox.root.join("dehusk.bash")).status();
    match checked {
        Ok(status) => assert!(status.success(), "bash reads its completions"),
        Err(_) => println!("skipped: there is no bash to read the completions"),
    }
}

#[test]
fn the_manual_has_its_sections() {
    let sandbox = Sandbox::new("the_manual");
    let ran = sandbox.dehusk(&["man"]);
    for section in [
        ".TH dehusk",
        ".SH NAME",
        ".SH SYNOPSIS",
        ".SH OPTIONS",
        ".SH \"EXAMPLES\"",
        ".SH \"EXIT STATUS\"",
        ".SH \"ENVIRONMENT\"",
        ".SH \"FILES\"",
        "DEHUSK_RULES",
        "dehusk.toml",
    ] {
        assert!(ran.out.contains(section), "{section}");
    }
    assert_eq!(sandbox.dehusk(&["man", "-o", "man"]).code, Some(0));
    let pages = sandbox.files("man");
    assert!(pages.contains(&"dehusk.1".to_owned()) && pages.contains(&"dehusk-man.1".to_owned()), "{pages:?}");
}

#[test]
fn the_version_is_that_of_the_package() {
    let ran = Sandbox::new("the_version").dehusk(&["--version"]);
    assert_eq!(ran.out, format!("dehusk {}\n", env!("CARGO_PKG_VERSION")));
}
