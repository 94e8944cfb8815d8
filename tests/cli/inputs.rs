//! What can be named as input, and what the pages are called.

use crate::sandbox::{Sandbox, assert_article, gzip, page};

/// The ids of the records that a call prints.
fn ids(sandbox: &Sandbox, args: &[&str]) -> Vec<String> {
    let ran = sandbox.dehusk(&[&["--format", "jsonl"], args].concat());
    ran.records().iter().map(|r| r["id"].as_str().expect("an id is a string").to_owned()).collect()
}

#[test]
fn a_page_gives_its_text() {
    let sandbox = Sandbox::new("a_page_gives_its_text");
    let ran = sandbox.file("page.html", page("Bree")).dehusk(&["page.html"]);
    assert_article(&ran.out, "Bree");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
}

#[test]
fn a_page_is_known_by_its_content_when_it_is_compressed() {
    let sandbox = Sandbox::new("a_page_is_known_by_its_content_when_it_is_compressed");
    for name in ["page.html.gz", "lies.html", "noextension"] {
        let ran = sandbox.file(name, gzip(page("Bree").as_bytes())).dehusk(&[name]);
        assert_article(&ran.out, "Bree");
    }
}

#[test]
fn gzip_members_are_one_page_and_rubbish_after_them_is_none_of_it() {
    let sandbox = Sandbox::new("gzip_members_are_one_page");
    let page = page("Bree");
    let (first, second) = page.as_bytes().split_at(page.len() / 2);
    let ran = sandbox.file("p.html.gz", [gzip(first), gzip(second), b"\0\0rubbish".to_vec()].concat());
    assert_article(&ran.dehusk(&["p.html.gz"]).out, "Bree");
}

#[test]
fn standard_input_is_read_without_a_path_and_for_a_dash() {
    let sandbox = Sandbox::new("standard_input");
    for args in [&[][..], &["-"]] {
        let ran = sandbox.dehusk_with(args, page("Bree").as_bytes());
        assert_article(&ran.out, "Bree");
        assert_eq!(ran.code, Some(0));
    }
}

#[test]
fn a_folder_is_taken_with_its_folders_in_the_order_of_names() {
    let sandbox = Sandbox::new("a_folder_is_taken");
    for name in ["b.html", "a/z.htm", "a/y.xhtml", "c.HTML.gz", "notes.md", "a.json", "A.html", "d.txt"] {
        sandbox.file(format!("pages/{name}"), page("Bree"));
    }
    assert_eq!(ids(&sandbox, &["pages"]), ["A", "a/y.xhtml", "a/z.htm", "b", "c", "d.txt"]);
}

#[test]
fn a_glob_is_expanded_where_the_shell_did_not() {
    let sandbox = Sandbox::new("a_glob_is_expanded");
    for name in ["2019/a.html", "2019/b.html", "2020/a.html", "2020/deep/a.html"] {
        sandbox.file(format!("pages/{name}"), page("Bree"));
    }
    assert_eq!(ids(&sandbox, &["pages/*/a.html"]), ["2019/a", "2020/a"]);
    assert_eq!(ids(&sandbox, &["pages/**/a.html"]), ["2019/a", "2020/a", "2020/deep/a"]);
    assert_eq!(ids(&sandbox, &["pages/20{19,20}/b*"]), ["2019/b"]);
    let ran = sandbox.dehusk(&["pages/*.html"]);
    assert_eq!(ran.code, Some(2), "a glob without a file is an error");
    assert!(ran.err.contains("pages/*.html"), "{}", ran.err);
}

#[test]
fn a_file_may_be_called_like_a_glob_or_a_subcommand() {
    let sandbox = Sandbox::new("a_file_may_be_called_like");
    sandbox.file("[a].html", page("Bree")).file("man", page("Bree"));
    for path in ["[a].html", "./man"] {
        assert_article(&sandbox.dehusk(&[path]).out, "Bree");
    }
}

#[test]
fn names_are_relative_to_the_folder_that_holds_all_inputs() {
    let sandbox = Sandbox::new("names_are_relative");
    for name in ["x/a.html", "x/deep/a.html", "y/a.html"] {
        sandbox.file(name, page("Bree"));
    }
    assert_eq!(ids(&sandbox, &["x/a.html"]), ["a"]);
    assert_eq!(ids(&sandbox, &["x/a.html", "y/a.html"]), ["x/a", "y/a"]);
    assert_eq!(ids(&sandbox, &["x", "y"]), ["x/a", "x/deep/a", "y/a"]);
    assert_eq!(ids(&sandbox, &["./x/../x/"]), ["a", "deep/a"]);
}

#[test]
fn addresses_come_from_a_file_of_them() {
    let sandbox = Sandbox::new("addresses_come_from_a_file");
    sandbox.file("pages/a.html", page("Bree")).file("pages/b.html.gz", gzip(page("Bree").as_bytes()));
    sandbox.file(
        "urls.jsonl",
        "{\"id\": \"b\", \"url\": \"https://example.org/b\", \"more\": 1}\n\n{\"id\": \"other\"}\n",
    );
    let ran = sandbox.dehusk(&["pages", "--urls", "urls.jsonl", "--format", "jsonl"]);
    let urls: Vec<_> = ran.records().iter().map(|r| r["url"].as_str().map(str::to_owned)).collect();
    assert_eq!(urls, [None, Some("https://example.org/b".into())]);

    sandbox.file("urls.jsonl", "{\"id\": \"b\"}\nnonsense\n");
    let ran = sandbox.dehusk(&["pages", "--urls", "urls.jsonl"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("urls.jsonl:2"), "the message names the line: {}", ran.err);
}

#[test]
fn the_address_of_one_page_is_an_option() {
    let sandbox = Sandbox::new("the_address_of_one_page");
    sandbox.file("a.html", page("Bree"));
    let ran = sandbox.dehusk(&["a.html", "--url", "https://example.org/a", "--format", "jsonl"]);
    assert_eq!(ran.records()[0]["url"], "https://example.org/a");
    let ran = sandbox.dehusk(&[".", "--url", "https://example.org/a"]);
    assert_eq!(ran.code, Some(2), "one address is not that of many pages");
    assert!(ran.err.contains("--urls"), "{}", ran.err);
}

#[test]
fn extracted_text_is_taken_line_by_line() {
    let sandbox = Sandbox::new("extracted_text");
    sandbox.file("page.txt", "\u{feff}The harbour was quiet all morning.\n\nThe ferry <b>came</b> in on time.\n");
    let ran = sandbox.dehusk(&["page.txt"]);
    assert_eq!(ran.out, "The harbour was quiet all morning.\n\nThe ferry <b>came</b> in on time.\n");
}
