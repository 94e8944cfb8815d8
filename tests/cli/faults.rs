//! Inputs that make trouble: each gets one record with a code, and none stops the run.

#![cfg(unix)]

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::process::Command;

use crate::sandbox::{Sandbox, gzip, page, ran};

/// The id and the code of the error of each record.
fn codes(sandbox: &Sandbox, args: &[&str]) -> Vec<(String, String)> {
    let ran = sandbox.dehusk(&[&["-f", "jsonl"], args].concat());
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    ran.records().iter().map(|r| (text(&r["id"]), text(&r["error"]["code"]))).collect()
}

#[test]
fn what_is_no_regular_file_is_skipped_and_never_blocks() {
    let sandbox = Sandbox::new("what_is_no_regular_file");
    sandbox.file("pages/good.html", page("Bree")).file("outside.html", page("Archet"));
    let pages = sandbox.root.join("pages");
    assert!(Command::new("mkfifo").arg(pages.join("fifo.html")).status().expect("mkfifo runs").success());
    let _socket = UnixListener::bind(pages.join("socket.html"));
    for (link, target) in [
        ("dangling.html", "nowhere"),
        ("loop.html", "loop.html"),
        ("outside.html", "../outside.html"),
        ("folder.html", "."),
    ] {
        symlink(target, pages.join(link)).expect("a link can be made");
    }
    let large = File::create(pages.join("sparse.html")).expect("a file can be made");
    large.set_len(10 << 30).expect("the file may have holes");
    let expected = [("fifo", "not-a-file"), ("good", ""), ("socket", "not-a-file"), ("sparse", "too-many-bytes")];
    assert_eq!(codes(&sandbox, &["pages"]), expected.map(|(id, code)| (id.to_owned(), code.to_owned())));
    assert_eq!(codes(&sandbox, &["pages/fifo.html"]), [("fifo".to_owned(), "not-a-file".to_owned())], "named itself");
}

#[test]
fn a_folder_that_cannot_be_listed_and_a_file_that_cannot_be_read_are_faults() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new("a_folder_that_cannot_be_listed");
    sandbox.file("pages/a.html", page("Bree")).file("pages/closed/b.html", page("Bree"));
    let close = |path: &str, mode| {
        fs::set_permissions(sandbox.root.join(path), fs::Permissions::from_mode(mode)).expect("modes can be set")
    };
    close("pages/a.html", 0);
    close("pages/closed", 0);
    if File::open(sandbox.root.join("pages/a.html")).is_ok() {
        println!("skipped: this user may read everything");
    } else {
        let expected = [("a", "unreadable"), ("closed", "unreadable")];
        assert_eq!(codes(&sandbox, &["pages"]), expected.map(|(id, code)| (id.to_owned(), code.to_owned())));
    }
    close("pages/closed", 0o755);
}

#[test]
fn compressed_pages_stop_at_the_limit_and_say_what_is_wrong() {
    let sandbox = Sandbox::new("compressed_pages");
    let good = gzip(page("Bree").as_bytes());
    let mut damaged = good.clone();
    let checksum = damaged.len() - 6;
    damaged[checksum] ^= 0xff;
    sandbox.file("pages/bomb.html.gz", gzip(&vec![b' '; 2 << 20]));
    sandbox.file("pages/cut.html.gz", &good[..good.len() - 20]);
    sandbox.file("pages/damaged.html.gz", damaged);
    sandbox.file("pages/nested.html.gz.gz", gzip(&good));
    let expected = [("bomb", "too-many-bytes"), ("cut", "truncated"), ("damaged", "damaged"), ("nested", "nested")];
    assert_eq!(
        codes(&sandbox, &["pages", "--max-bytes", "1M"]),
        expected.map(|(id, code)| (id.to_owned(), code.to_owned()))
    );
}

#[test]
fn names_that_are_odd_stay_what_they_are() {
    let sandbox = Sandbox::new("names_that_are_odd");
    let names: &[&[u8]] =
        &[b"-rf.html", b"$(id).html", b"a;b.html", b"new\nline.html", b"esc\x1b[31m.html", b"bad-\xff.html"];
    for name in names {
        sandbox.file(std::path::Path::new("pages").join(OsStr::from_bytes(name)), page("Bree"));
    }
    sandbox.file("pages/empty\x1b[31m.html", "");
    let ran = ran(sandbox.command(["pages", "-o", "texts"]).output().expect("dehusk runs"));
    for name in names {
        let stem = name.strip_suffix(b".html").expect("it is a page");
        let path = sandbox.root.join("texts").join(OsStr::from_bytes(&[stem, b".txt"].concat()));
        assert!(path.is_file(), "{}", path.display());
    }
    assert!(!ran.err.contains('\x1b'), "no escape reaches the terminal: {}", ran.err);
    assert!(ran.err.contains("empty\\u{1b}[31m.html"), "{}", ran.err);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_may_not_grow_is_an_error_and_leaves_nothing() {
    let sandbox = Sandbox::new("a_file_that_may_not_grow");
    for n in 0..50 {
        sandbox.file(format!("pages/{n}.html"), page("Bree"));
    }
    let dehusk = env!("CARGO_BIN_EXE_dehusk");
    let script = format!("ulimit -f 16; exec '{dehusk}' -q pages -o all.jsonl");
    let output = Command::new("sh").args(["-c", &script]).current_dir(&sandbox.root).output().expect("sh runs");
    let ran = ran(output);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "said once: {}", ran.err);
    assert!(!sandbox.root.join("all.jsonl").exists(), "no half file under the final name");
}
