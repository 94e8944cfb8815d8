//! What browsers and archivists save pages in, beside WARC and mail.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::sandbox::{Sandbox, assert_article, gzip, page};

/// A zip of these files; those whose names end in `.gz` are stored, the others packed.
fn zip(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let method =
            if name.ends_with(".gz") { zip::CompressionMethod::Stored } else { zip::CompressionMethod::Deflated };
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).expect("a file can be begun");
        zip.write_all(bytes).expect("memory can be written");
    }
    zip.finish().expect("memory can be written").into_inner()
}

/// The ids and the codes of errors of the records that a call prints.
fn told(sandbox: &Sandbox, args: &[&str]) -> Vec<(String, String)> {
    let ran = sandbox.dehusk(&[&["-f", "jsonl"], args].concat());
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    ran.records().iter().map(|r| (text(&r["id"]), text(&r["error"]["code"]))).collect()
}

fn fine(ids: &[&str]) -> Vec<(String, String)> {
    ids.iter().map(|id| ((*id).to_owned(), String::new())).collect()
}

#[test]
fn a_zip_that_cannot_be_unpacked_here_is_told_what_to_do() {
    let sandbox = Sandbox::new("a_zip_that_cannot_be_unpacked_here");
    // In both heads of a file: the bit that says that it is encrypted, and by which method it is packed.
    for (name, field, value, told) in [
        ("encrypted.zip", 0, 1, "it is encrypted: unpack the zip with its password, and name the folder (encoding)"),
        (
            "lzma.zip",
            2,
            14,
            "the zip packs it in a way that is not supported: unpack the zip, and name the folder (encoding)",
        ),
    ] {
        let mut bytes = zip(&[("a.html", page("Bree").into_bytes())]);
        for (head, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
            let at = bytes.windows(4).position(|window| window == head).expect("a zip has its heads");
            bytes[at + flags + field] = value;
        }
        let ran = sandbox.file(name, bytes).dehusk(&[name]);
        assert!(ran.code == Some(1) && ran.err.contains(told), "{}", ran.err);
    }
}

#[test]
fn the_pages_of_a_zip_are_named_by_their_paths_in_it() {
    let sandbox = Sandbox::new("the_pages_of_a_zip");
    let bytes = |word: &str| page(word).into_bytes();
    sandbox.file(
        "saved.zip",
        zip(&[
            ("b/harbour.html", bytes("Bree")),
            ("b/harbour_files/frame.html", bytes("Combe")),
            ("a.htm", bytes("Archet")),
            ("style.css", b"p {}".to_vec()),
            (".hidden.html", bytes("Combe")),
            ("__MACOSX/a.html", bytes("Combe")),
            ("../../out.html", bytes("Dale")),
            ("view", bytes("Eden")),
            ("x.php", bytes("Eden")),
            ("tool.php", b"<?php echo '<html>'; ?>".to_vec()),
            ("README", b"Just words.".to_vec()),
        ]),
    );
    let ids = ["6", "a.htm", "b/harbour", "view", "x.php"].map(|id| format!("saved.zip/{id}"));
    assert_eq!(told(&sandbox, &["saved.zip"]), fine(&ids.each_ref().map(String::as_str)));
    assert_eq!(sandbox.dehusk(&["saved.zip", "-o", "texts"]).code, Some(0));
    let files = ids.map(|id| format!("{id}.txt"));
    assert_eq!(sandbox.files("texts"), files);
    assert_article(&sandbox.read("texts/saved.zip/b/harbour.txt"), "Bree");
    assert!(!sandbox.root.parent().expect("a folder").join("out.txt").exists());
    let one = sandbox.dehusk(&["explain", "saved.zip", "--id", "saved.zip/b/harbour"]);
    assert!(one.out.contains("report from Bree"), "{}", one.err);
}

#[test]
fn a_zip_in_a_folder_is_taken_only_if_it_is_named() {
    let sandbox = Sandbox::new("a_zip_in_a_folder");
    sandbox.file("p/a.html", page("Bree")).file("p/other.zip", zip(&[("a.html", page("Combe").into())]));
    assert_eq!(told(&sandbox, &["p"]), fine(&["a"]));
}

#[test]
fn what_single_file_saved_as_a_zip_is_one_page() {
    let sandbox = Sandbox::new("what_single_file_saved");
    let saved =
        page("Bree").replace("<head>", "<!-- Page saved with SingleFile \n url: https://example.org/a -->\n<head>");
    let files = [("index.html", saved.clone().into_bytes()), ("frames/0/index.html", page("Combe").into())];
    sandbox.file("page.zip", zip(&files));
    assert_eq!(told(&sandbox, &["page.zip"]), fine(&["page.zip/index"]));
    // A page for browsers that has the zip inside it.
    let shell = b"<!doctype html><html><title>SingleFile</title><body hidden>Please wait...<!--".to_vec();
    let mut within = shell.clone();
    within.extend(zip(&files));
    sandbox.file("page.html", within);
    assert_article(&sandbox.dehusk(&["page.html"]).out, "Bree");
}

#[test]
fn the_warcs_of_a_wacz_are_read() {
    let sandbox = Sandbox::new("the_warcs_of_a_wacz");
    let record = |word: &str| {
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", page(word));
        let head = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/{word}\r\nContent-Length: {}\r\n\r\n",
            answer.len()
        );
        format!("{head}{answer}\r\n\r\n").into_bytes()
    };
    let (one, two) = (record("Archet"), record("Bree"));
    // Its place in what is unpacked.
    let second = one.len();
    sandbox.file(
        "p/crawl.wacz",
        zip(&[
            ("datapackage.json", b"{}".to_vec()),
            ("archive/data.warc.gz", [gzip(&one), gzip(&two)].concat()),
            ("pages/pages.jsonl", b"{}\n".to_vec()),
        ]),
    );
    let expected = fine(&["crawl.wacz/data.warc.gz/0", &format!("crawl.wacz/data.warc.gz/{second}")]);
    assert_eq!(told(&sandbox, &["p"]), expected);
    let ran = sandbox.dehusk(&["p/crawl.wacz", "-f", "jsonl"]);
    assert_eq!(ran.records()[1]["url"], "https://example.org/Bree");
}

#[test]
fn a_damaged_zip_is_one_fault() {
    let sandbox = Sandbox::new("a_damaged_zip");
    let whole = zip(&[("a.html", page("Archet").into()), ("b.html", page("Bree").into())]);
    let mut broken = whole.clone();
    broken[200] ^= 0xff;
    sandbox.file("cut.zip", &whole[..whole.len() - 30]).file("broken.zip", broken).file("words.zip", "no zip at all");
    for name in ["cut.zip", "words.zip"] {
        assert_eq!(told(&sandbox, &[name]), [(name.to_owned(), "damaged".to_owned())]);
    }
    let told = told(&sandbox, &["broken.zip"]);
    assert!(told[0].1 == "damaged" || told[0].1 == "unreadable", "{told:?}");
    assert_eq!(told[1], ("broken.zip/b".to_owned(), String::new()), "a damaged file costs only itself");
}

#[test]
fn a_web_archive_gives_its_page() {
    let sandbox = Sandbox::new("a_web_archive");
    let mut main = plist::Dictionary::new();
    main.insert("WebResourceData".into(), plist::Value::Data(page("Bree").into()));
    main.insert("WebResourceURL".into(), "https://example.org/a".into());
    main.insert("WebResourceMIMEType".into(), "text/html".into());
    main.insert("WebResourceTextEncodingName".into(), "UTF-8".into());
    let mut list = plist::Dictionary::new();
    list.insert("WebMainResource".into(), plist::Value::Dictionary(main));
    let mut saved = Vec::new();
    plist::Value::Dictionary(list).to_writer_binary(&mut saved).expect("memory can be written");
    sandbox.file("p/harbour.webarchive", saved);
    let ran = sandbox.dehusk(&["p", "-f", "jsonl"]);
    assert_eq!(
        (ran.records()[0]["id"].as_str(), ran.records()[0]["url"].as_str()),
        (Some("harbour.webarchive"), Some("https://example.org/a"))
    );
    assert_article(ran.records()[0]["text"].as_str().expect("a text"), "Bree");
}
