//! Inputs are never written over, whatever the output is called; and nobody has to listen.

use std::fs;

use crate::sandbox::{Sandbox, page, ran};

/// A page, a list of pages, and other names for both.
fn inputs(name: &str) -> Sandbox {
    let sandbox = Sandbox::new(name);
    let line = serde_json::json!({"id": "a", "html": page("Archet")}).to_string();
    sandbox
        .file("page.html", page("Bree"))
        .file("in/extracted.txt", "Combe\n")
        .file("in/more.txt", "Dale\n")
        .file("crawl.jsonl", line + "\n");
    sandbox.file("rules/a.toml", "schema = 1\nhosts = [\"example.org\"]\ndrop = [\".a\"]\n");
    sandbox.file("dehusk.toml", "");
    sandbox.file("urls.jsonl", "{\"id\":\"page\",\"url\":\"https://example.org/\"}\n");
    #[cfg(unix)]
    for (target, link) in [("page.html", "link.html"), ("crawl.jsonl", "link.jsonl")] {
        std::os::unix::fs::symlink(target, sandbox.root.join(link)).expect("a link can be made");
    }
    fs::hard_link(sandbox.root.join("page.html"), sandbox.root.join("hard.html")).expect("a link can be made");
    sandbox
}

#[test]
fn an_output_that_is_an_input_is_refused() {
    let calls: &[&[&str]] = &[
        &["page.html", "-o", "page.html"],
        &["page.html", "-o", "./in/../page.html"],
        &["page.html", "-f", "text", "-o", "hard.html"],
        &["hard.html", "-f", "json", "-o", "page.html"],
        &["page.html", "crawl.jsonl", "-o", "crawl.jsonl"],
        &["crawl.jsonl", "-o", "crawl.jsonl", "--resume"],
        &["in", "-f", "jsonl", "-o", "in/extracted.txt"],
        &["page.html", "--report", "page.html"],
        &["page.html", "--urls", "urls.jsonl", "--report", "urls.jsonl"],
        &["page.html", "-o", "new.txt", "--report", "new.txt"],
        &["page.html", "--rules", "rules", "-f", "jsonl", "-o", "rules/a.toml"],
        &["page.html", "--rules", "rules", "--report", "rules/a.toml"],
        &["page.html", "-f", "jsonl", "-o", "dehusk.toml"],
        &["explain", "page.html", "-o", "page.html"],
        &["explain", "page.html", "-o", "hard.html"],
        &["explain", "page.html", "--rules", "rules", "--format", "json", "-o", "rules/a.toml"],
        &["explain", "page.html", "--format", "json", "-o", "dehusk.toml"],
        &["rules", "new", "page.html", "--overwrite", "-o", "page.html"],
        &["--rules", "rules", "--site", "example.org", "in/extracted.txt", "in/more.txt", "-f", "text", "-o", "in"],
        #[cfg(unix)]
        &["page.html", "-o", "link.html"],
        #[cfg(unix)]
        &["link.jsonl", "-o", "crawl.jsonl"],
        #[cfg(unix)]
        &["explain", "link.html", "-o", "page.html"],
    ];
    let sandbox = inputs("an_output_that_is_an_input");
    let files =
        ["page.html", "hard.html", "in/extracted.txt", "crawl.jsonl", "urls.jsonl", "rules/a.toml", "dehusk.toml"];
    let before = files.map(|file| sandbox.read(file));
    for call in calls {
        let ran = sandbox.dehusk(call);
        assert_eq!(ran.code, Some(2), "{call:?}: {}", ran.err);
        assert!(ran.err.contains("is an input") || ran.err.contains("and its report"), "{call:?}: {}", ran.err);
        assert_eq!(files.map(|file| sandbox.read(file)), before, "{call:?}");
    }
}

#[test]
#[cfg(unix)]
fn standard_input_that_is_the_output_is_refused() {
    let sandbox = inputs("standard_input_that_is_the_output");
    let before = sandbox.read("page.html");
    for call in [&["-o", "page.html"][..], &["explain", "-o", "page.html"]] {
        let page = fs::File::open(sandbox.root.join("page.html")).expect("it is there");
        let ran = ran(sandbox.command(call).stdin(page).output().expect("dehusk runs"));
        assert_eq!((ran.code, sandbox.read("page.html")), (Some(2), before.clone()), "{call:?}: {}", ran.err);
    }
}

#[test]
#[cfg(unix)]
fn standard_output_that_is_an_input_is_refused() {
    let sandbox = inputs("standard_output_that_is_an_input");
    for (file, call) in [
        ("page.html", &["page.html"][..]),
        ("crawl.jsonl", &["-q", "crawl.jsonl", "-f", "jsonl"]),
        ("in/more.txt", &["in", "-f", "text"]),
        ("page.html", &["explain", "page.html"]),
        ("rules/a.toml", &["page.html", "--rules", "rules"]),
        ("page.html", &["page.html", "-o", "new.txt", "--report", "-"]),
    ] {
        let before = sandbox.read(file);
        let out = fs::File::options().append(true).open(sandbox.root.join(file)).expect("it is there");
        let ran = ran(sandbox.command(call).stdout(out).output().expect("dehusk runs"));
        assert_eq!((ran.code, sandbox.read(file)), (Some(2), before), "{call:?}: {}", ran.err);
        assert!(ran.err.contains("standard output is an input"), "{call:?}: {}", ran.err);
    }
    let out = fs::File::create(sandbox.root.join("new.txt")).expect("it can be made");
    assert_eq!(ran(sandbox.command(["page.html"]).stdout(out).output().expect("dehusk runs")).code, Some(0));
}

/// A full or closed standard error changes nothing.
#[test]
#[cfg(target_os = "linux")]
fn what_standard_error_does_changes_nothing() {
    let sandbox = inputs("what_standard_error_does");
    sandbox.file("empty.html", "");
    let calls: &[&[&str]] = &[
        &["page.html", "in", "empty.html", "-f", "jsonl"],
        &["page.html"],
        &["no-such-page.html"],
        &["--no-such-option"],
        &["rules", "show", "no.such.site.example"],
        &["rules", "check", "no-such-folder"],
    ];
    for call in calls {
        let usual = sandbox.dehusk(call);
        let full = fs::File::options().write(true).open("/dev/full").expect("there is one");
        let full = ran(sandbox.command(*call).stderr(full).output().expect("dehusk runs"));
        assert_eq!((full.code, full.out), (usual.code, usual.out), "{call:?}");
    }
}
