//! Runs that are killed at any moment and gone on with: in the end the output is that of a run that was not.

use std::fs;
use std::path::Path;

use crate::pictures::{data, png, with_pictures};
use crate::sandbox::{Sandbox, gzip, page, records};

/// A sandbox with many pages, some of them faulty, and an archive.
fn pages(name: &str) -> Sandbox {
    let sandbox = Sandbox::new(name);
    for n in 0..150 {
        let text = if n % 31 == 5 { String::new() } else { page(&format!("quay {n}")) };
        sandbox.file(format!("pages/{}/{n}.html", n % 3), text);
    }
    #[cfg(unix)]
    for n in [0, 20, 40, 60] {
        let link = sandbox.root.join(format!("pages/{}/{n}-link.html", n % 3));
        std::os::unix::fs::symlink("elsewhere.html", link).expect("a link can be made");
    }
    sandbox.file("pages/1/cut.html.gz", &gzip(page("Bree").as_bytes())[..200]);
    let record = |n: usize| {
        let body = page(&format!("mole {n}"));
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}");
        gzip(
            format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n", answer.len())
                .as_bytes(),
        )
    };
    sandbox.file("pages/crawl.warc.gz", (0..50).flat_map(record).collect::<Vec<u8>>());
    sandbox
}

/// How much of an output there is: files in a folder, or bytes of a part.
fn progress(root: &Path, output: &str) -> u64 {
    let part = fs::metadata(root.join(format!("{output}.part"))).map_or(0, |meta| meta.len());
    let mut open = vec![root.join(output)];
    let mut files = 0;
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                _ => files += 1,
            }
        }
    }
    part / 1000 + files
}

/// Starts a run and kills it as soon as its output has grown by so much; the first file in a folder is the run's account,
/// which may not have its name yet. False if it ended before.
fn kill_after(sandbox: &Sandbox, args: &[&str], output: &str, growth: u64) -> bool {
    let from = progress(&sandbox.root, output);
    let mut child = sandbox.start(args);
    loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            assert!(matches!(status.code(), Some(0 | 1)), "{status}");
            return false;
        }
        if progress(&sandbox.root, output) >= from + growth {
            child.kill().expect("it can be killed");
            child.wait().expect("it can be waited for");
            return true;
        }
        std::thread::yield_now();
    }
}

/// The files of an output, with their bytes.
fn outcome(sandbox: &Sandbox, output: &str) -> Vec<(String, Vec<u8>)> {
    let root = sandbox.root.join(output);
    if root.is_file() {
        return vec![(String::new(), fs::read(root).expect("it can be read"))];
    }
    let read = |name: String| (name.clone(), fs::read(root.join(name)).expect("it can be read"));
    sandbox.files(output).into_iter().map(read).collect()
}

/// How often a run is killed: as often as `DEHUSK_KILLS` says.
fn kills() -> usize {
    std::env::var("DEHUSK_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(8)
}

/// Kills runs at moments that differ, each after up to `most` steps of progress, and goes on with them.
fn survives_kills(name: &str, output: &str, most: u64) {
    survives_kills_of(&pages(name), output, most, &[]);
}

/// The same of a run with more options.
fn survives_kills_of(sandbox: &Sandbox, output: &str, most: u64, more: &[&str]) {
    let unbroken = format!("unbroken-{output}");
    assert_eq!(sandbox.dehusk(&[&["pages", "-o", &unbroken, "-q", "-j", "3"], more].concat()).code, Some(1));
    let unbroken = outcome(sandbox, &unbroken);
    let args = [&["pages", "-o", output, "-q", "-j", "2", "--resume"], more].concat();
    let is_left = |end: &str| sandbox.root.join(format!("{output}.part{end}")).exists();
    let is_whole = || outcome(sandbox, output) == unbroken && !["", ".json", ".log"].into_iter().any(is_left);
    let (mut killed, mut moment) = (0, 0);
    while killed < kills() {
        moment += 1;
        if kill_after(sandbox, &args, output, 1 + moment * 7919 % most) {
            killed += 1;
            continue;
        }
        assert!(is_whole(), "{output} is not as after an unbroken run, {killed} kills");
        let path = sandbox.root.join(output);
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.expect("it can be removed");
    }
    let last = sandbox.dehusk(&args);
    assert!(matches!(last.code, Some(0 | 1)), "{}", last.err);
    assert!(is_whole(), "{output} is not as after an unbroken run, {killed} kills");
}

#[test]
fn a_folder() {
    survives_kills("resume_a_folder", "texts", 60);
}

#[test]
fn a_folder_with_pictures() {
    let sandbox = pages("resume_pictures");
    for n in 0..60 {
        let address = data("image/png", &png(9, n));
        sandbox.file(format!("pages/{}/{n}.html", n % 3), with_pictures("Bree", &[&address]));
    }
    survives_kills_of(&sandbox, "texts", 60, &["-f", "markdown", "--images", "files"]);
}

#[test]
fn json_lines() {
    survives_kills("resume_json_lines", "all.jsonl", 80);
}

#[test]
fn compressed_json_lines() {
    survives_kills("resume_json_lines_gz", "all.jsonl.gz", 3);
}

/// Shards are killed wherever they are, also between two of them; a filter leaves holes in the row of records.
#[test]
fn shards() {
    let sandbox = pages("resume_shards");
    let more = ["--shard-size", "60K", "--min-words", "30"];
    let call = |output: &'static str| [&["pages", "-q", "-j", "2", "-o", output], &more[..]].concat();
    fs::create_dir(sandbox.root.join("whole")).expect("a folder can be made");
    fs::create_dir(sandbox.root.join("out")).expect("a folder can be made");
    assert_eq!(sandbox.dehusk(&call("whole/%03d.jsonl")).code, Some(1));
    // Of a run that was killed when it noted what it is made of.
    sandbox.file("out/%03d.jsonl.part.json.new", "{");
    let whole = outcome(&sandbox, "whole");
    assert!(whole.len() > 3, "{} shards", whole.len());
    let args = [call("out/%03d.jsonl"), vec!["--resume"]].concat();
    let size = |sandbox: &Sandbox| -> u64 {
        sandbox
            .files("out")
            .iter()
            .map(|file| fs::metadata(sandbox.root.join("out").join(file)).map_or(0, |m| m.len()))
            .sum()
    };
    for kill in 0..kills() as u64 {
        let (from, mut child) = (size(&sandbox), sandbox.start(&args));
        while child.try_wait().expect("it can be waited for").is_none() {
            if size(&sandbox) >= from + 1 + kill * 7919 % 40_000 {
                child.kill().expect("it can be killed");
            }
            std::thread::yield_now();
        }
    }
    let last = sandbox.dehusk(&args);
    assert!(matches!(last.code, Some(0 | 1)), "{}", last.err);
    assert!(outcome(&sandbox, "out") == whole, "{:?}", sandbox.files("out"));
    let again = sandbox.dehusk(&args);
    assert!(again.code == Some(0) && again.err.is_empty() || again.err.contains("nothing left"), "{}", again.err);
    let part = format!("out/{:03}.jsonl.part", whole.len());
    sandbox.file(&part, "{\"id\":");
    let lost = sandbox.dehusk(&args);
    assert!(lost.code == Some(2) && lost.err.contains("is not known without"), "{}", lost.err);
    fs::remove_file(sandbox.root.join(part)).expect("it is there");
    let other = sandbox.dehusk(&call("out/%03d.jsonl"));
    assert!(other.code == Some(2) && other.err.contains("is there already"), "{}", other.err);
}

#[test]
fn a_part_is_neither_written_over_nor_gone_on_with_for_other_inputs() {
    let sandbox = pages("a_part_is_neither");
    let head = "{\"id\":\"0/0\",\"text\":\"\"}\n{\"id\":\"0/102\",\"te";
    while !kill_after(&sandbox, &["pages", "-o", "all.jsonl", "-q"], "all.jsonl", 1) {
        fs::remove_file(sandbox.root.join("all.jsonl")).expect("it ended");
    }
    sandbox.file("all.jsonl.part", head);
    let ran = sandbox.dehusk(&["pages", "-o", "all.jsonl"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("all.jsonl.part") && ran.err.contains("--resume"), "{}", ran.err);
    assert_eq!(sandbox.read("all.jsonl.part"), head);

    let ran = sandbox.dehusk(&["pages/1", "-o", "all.jsonl", "--resume"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("the inputs"), "{}", ran.err);

    let ran = sandbox.dehusk(&["pages", "-o", "all.jsonl", "--resume", "--report", "report.json"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert_eq!(records(&sandbox.read("all.jsonl")).len(), 201);
    let report: serde_json::Value = serde_json::from_str(&sandbox.read("report.json")).expect("it is JSON");
    // A link stands before the page that was done.
    let (pages, done) = if cfg!(unix) { (203, 2) } else { (200, 1) };
    assert_eq!((report["pages"].as_u64(), report["done_before"].as_u64()), (Some(pages), Some(done)));

    let ran = sandbox.dehusk(&["pages", "-o", "all.jsonl", "--resume"]);
    assert_eq!(ran.code, Some(0), "there is nothing left to do: {}", ran.err);
}

#[test]
fn what_a_run_left_that_was_killed_when_its_output_was_whole_is_removed() {
    let sandbox = Sandbox::new("left_beside_the_whole");
    sandbox.file("pages/a.html", page("Bree"));
    assert_eq!(sandbox.dehusk(&["pages", "-o", "all.jsonl"]).code, Some(0));
    let whole = sandbox.read("all.jsonl");
    sandbox.file("all.jsonl.part.json", "{}");
    sandbox.file("all.jsonl.part.log", "3\n");
    let ran = sandbox.dehusk(&["pages", "-o", "all.jsonl", "--resume"]);
    assert!(ran.code == Some(0) && ran.err.contains("all.jsonl is whole: there is nothing left to do"), "{}", ran.err);
    assert_eq!(
        (sandbox.files(""), sandbox.read("all.jsonl")),
        (vec!["all.jsonl".into(), "pages/a.html".into()], whole)
    );
}

/// Each row of `changes`: what the message names, and a call that is not that of the run.
fn refuses_what_changed(name: &str, output: &str) {
    let sandbox = pages(name);
    sandbox.file("rules/example.org.toml", "schema = 1\nhosts = [\"example.org\"]\ndrop = [\".a\"]\n");
    sandbox.file("urls.jsonl", "{\"id\":\"0/0\",\"url\":\"https://example.org/\"}\n");
    let call = ["pages", "-q", "--rules", "rules", "--urls", "urls.jsonl", "-o", output];
    while !kill_after(&sandbox, &call, output, 30) {
        let path = sandbox.root.join(output);
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.expect("it ended");
    }
    let part = format!("{output}.part");
    let held = |sandbox: &Sandbox| outcome(sandbox, if sandbox.root.join(&part).exists() { &part } else { output });
    let refuses = |args: &[&str], what: &str| {
        let before = held(&sandbox);
        let ran = sandbox.dehusk(&[&call[..], args, &["--resume"]].concat());
        assert_eq!(ran.code, Some(2), "{what}: {}", ran.err);
        assert!(ran.err.contains(what), "{what}: {}", ran.err);
        assert!(held(&sandbox) == before, "{what}");
    };
    refuses(&["--links", "drop"], "the parts of the article");
    refuses(&["--max-depth", "100"], "the limits of a page");
    refuses(&["--no-site-rules"], "--no-site-rules");
    refuses(&["--prefer", "recall"], "--prefer");
    refuses(&["--timeout", "70"], "--timeout");
    refuses(&["--site", "example.org"], "--site");
    refuses(&["--html-field", "body"], "--html-field");
    refuses(&["--timings"], "--timings");
    refuses(&["--language", "en"], "the filters");
    if output.ends_with(".jsonl") {
        refuses(&["--provenance"], "--provenance");
    }
    refuses(&["pages/0"], "the inputs");
    for (file, what) in
        [("rules/example.org.toml", "the rules"), ("urls.jsonl", "the addresses"), ("pages/2/2.html", "the inputs")]
    {
        let before = sandbox.read(file);
        let time = fs::metadata(sandbox.root.join(file)).and_then(|meta| meta.modified()).expect("it is there");
        sandbox.file(file, before.replace("a", "b"));
        refuses(&[], what);
        sandbox.file(file, before);
        let again = fs::File::options().write(true).open(sandbox.root.join(file)).expect("it is there");
        again.set_modified(time).expect("it can be set");
    }
    let again = sandbox.dehusk(&[&call[..], &["-j", "1", "--resume"]].concat());
    assert_eq!(again.code, Some(1), "{}", again.err);
}

#[test]
fn json_lines_of_another_run_are_not_gone_on_with() {
    refuses_what_changed("resume_changed_json_lines", "all.jsonl");
}

#[test]
fn a_folder_of_another_run_is_not_gone_on_with() {
    refuses_what_changed("resume_changed_folder", "texts");
    let sandbox = pages("resume_no_folder");
    sandbox.file("texts/0/0.txt", "An article of a run that ended.");
    let ran = sandbox.dehusk(&["pages", "-o", "texts", "--resume"]);
    assert!(ran.code == Some(2) && ran.err.contains("nothing to go on with"), "{}", ran.err);
    assert_eq!(sandbox.read("texts/0/0.txt"), "An article of a run that ended.");
}

#[test]
fn neither_another_order_of_inputs_nor_another_version_goes_on() {
    for (output, account) in [("all.jsonl", "all.jsonl.part.json"), ("texts", "texts/.dehusk-run.json")] {
        let sandbox = pages(&format!("resume_order_{}", output.replace('.', "_")));
        let call = |first: &'static str, second: &'static str| [first, second, "-q", "-j", "1", "-o", output];
        while !kill_after(&sandbox, &call("pages/0", "pages/1"), output, 2) {}
        let refuses = |call: &[&str], what: &str| {
            let ran = sandbox.dehusk(&[call, &["--resume"]].concat());
            assert!(ran.code == Some(2) && ran.err.contains(what), "{output}, {what}: {}", ran.err);
        };
        refuses(&call("pages/1", "pages/0"), "the inputs");
        let made = sandbox.read(account);
        sandbox.file(account, made.replace(env!("CARGO_PKG_VERSION"), "0.0.1"));
        refuses(&call("pages/0", "pages/1"), "dehusk's version");
        sandbox.file(account, made);
        assert!(matches!(sandbox.dehusk(&[&call("pages/0", "pages/1")[..], &["--resume"]].concat()).code, Some(0 | 1)));
    }
}

#[test]
fn an_article_older_than_the_run_is_done_again() {
    let sandbox = pages("resume_older_article");
    sandbox.file("texts/0/0.txt", "An article of a run that ended.");
    while !kill_after(&sandbox, &["pages", "-o", "texts", "-q", "-j", "1"], "texts", 2) {}
    sandbox.file("texts/0/3.txt", "An article of a run that ended.");
    let old = fs::File::options().write(true).open(sandbox.root.join("texts/0/3.txt")).expect("it is there");
    old.set_modified(std::time::UNIX_EPOCH).expect("it can be set");
    assert_eq!(sandbox.dehusk(&["pages", "-o", "texts", "--resume"]).code, Some(1));
    assert!(!sandbox.read("texts/0/3.txt").contains("An article of a run"));
}

#[test]
fn compressed_outputs_hold_the_same_records() {
    let sandbox = pages("compressed_outputs");
    for name in ["all.jsonl", "all.jsonl.gz", "all.jsonl.zst"] {
        assert_eq!(sandbox.dehusk(&["pages", "-o", name, "-q"]).code, Some(1), "{name}");
    }
    let plain = sandbox.read("all.jsonl");
    let bytes = |name: &str| fs::read(sandbox.root.join(name)).expect("it can be read");
    let mut gz = String::new();
    std::io::Read::read_to_string(&mut flate2::read::MultiGzDecoder::new(&*bytes("all.jsonl.gz")), &mut gz)
        .expect("it is gzip");
    assert!(gz == plain);
    let zst = bytes("all.jsonl.zst");
    let (mut frames, mut text) = (&*zst, String::new());
    while !frames.is_empty() {
        let mut frame = ruzstd::decoding::StreamingDecoder::new(&mut frames).expect("it is zstd");
        std::io::Read::read_to_string(&mut frame, &mut text).expect("it is zstd");
    }
    assert!(text == plain);
    assert_eq!(sandbox.dehusk(&["pages/0/0.html", "-o", "a.txt.gz"]).code, Some(0));
    assert!(bytes("a.txt.gz").starts_with(&[0x1f, 0x8b]));
}
