//! Where articles go, and under which names.

use std::fs;

use crate::sandbox::{Sandbox, assert_article, gzip, page, records};

/// A sandbox with three pages in a folder.
fn three_pages(name: &str) -> Sandbox {
    let sandbox = Sandbox::new(name);
    sandbox.file("pages/a.html", page("Archet")).file("pages/sub/b.html.gz", gzip(page("Bree").as_bytes()));
    sandbox.file("pages/sub/c.d.htm", page("Combe"));
    sandbox
}

#[test]
fn a_folder_is_mirrored() {
    let sandbox = three_pages("a_folder_is_mirrored");
    let ran = sandbox.dehusk(&["pages", "-o", "texts"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""));
    assert_eq!(sandbox.files("texts"), ["a.txt", "sub/b.txt", "sub/c.d.htm.txt"]);
    assert_article(&sandbox.read("texts/sub/b.txt"), "Bree");
}

#[test]
fn the_extension_follows_the_format() {
    let sandbox = three_pages("the_extension_follows_the_format");
    for (format, extension) in [("text", "txt"), ("markdown", "md"), ("html", "html"), ("json", "json"), ("tei", "xml")]
    {
        assert_eq!(sandbox.dehusk(&["pages", "-f", format, "-o", format]).code, Some(0), "{format}");
        let files = ["a", "sub/b", "sub/c.d.htm"].map(|stem| format!("{stem}.{extension}"));
        assert_eq!(sandbox.files(format), files, "{format}");
    }
}

#[test]
fn the_format_follows_the_extension() {
    let sandbox = three_pages("the_format_follows_the_extension");
    assert_eq!(sandbox.dehusk(&["pages", "-o", "all.jsonl"]).code, Some(0));
    let ids: Vec<_> = records(&sandbox.read("all.jsonl")).into_iter().map(|r| r["id"].clone()).collect();
    assert_eq!(ids, ["a", "sub/b", "sub/c.d.htm"]);
    assert_eq!(sandbox.dehusk(&["pages/a.html", "-o", "a.json"]).code, Some(0));
    serde_json::from_str::<serde_json::Value>(&sandbox.read("a.json")).expect("it is JSON");
}

#[test]
fn several_tei_documents_go_into_a_folder_alone() {
    let sandbox = three_pages("several_tei_documents");
    let ran = sandbox.dehusk(&["pages", "-f", "tei"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.contains("-o FOLDER"), "{}", ran.err);
    assert!(sandbox.dehusk(&["pages/a.html", "-f", "tei"]).out.starts_with("<?xml "));
}

#[test]
fn one_page_goes_to_a_file_or_into_a_folder() {
    let sandbox = three_pages("one_page_goes_to_a_file");
    sandbox.dehusk(&["pages/a.html", "-o", "one.txt"]);
    assert_article(&sandbox.read("one.txt"), "Archet");
    sandbox.dehusk(&["pages/a.html", "-o", "new/"]);
    assert_article(&sandbox.read("new/a.txt"), "Archet");
    fs::create_dir(sandbox.root.join("there")).expect("a folder can be made");
    sandbox.dehusk(&["pages/a.html", "-o", "there"]);
    assert_article(&sandbox.read("there/a.txt"), "Archet");
}

#[test]
fn several_articles_in_one_text_are_headed_by_their_names() {
    let sandbox = three_pages("several_articles_in_one_text");
    let ran = sandbox.dehusk(&["pages"]);
    let headings: Vec<_> = ran.out.lines().filter(|line| line.starts_with("==>")).collect();
    assert_eq!(headings, ["==> a <==", "==> sub/b <==", "==> sub/c.d.htm <=="]);
}

#[test]
fn a_record_says_where_its_text_is_from() {
    let sandbox = three_pages("a_record_says");
    sandbox.file("pages/empty.html", "");
    let ran = sandbox.dehusk(&["pages", "-f", "jsonl"]);
    let records = ran.records();
    assert_article(records[0]["text"].as_str().expect("a text"), "Archet");
    assert_eq!(records[0]["state"], "generic");
    assert_eq!(records[1]["id"], "empty");
    assert_eq!(records[1]["text"], "");
    assert_eq!(records[1]["warnings"][0]["code"], "no-article");
}

#[test]
fn an_old_output_is_replaced_and_a_link_is_not_written_through() {
    let sandbox = three_pages("an_old_output_is_replaced");
    sandbox.file("texts/a.txt", "old").file("elsewhere", "mine");
    #[cfg(unix)]
    std::os::unix::fs::symlink("../../elsewhere", {
        fs::create_dir(sandbox.root.join("texts/sub")).expect("a folder can be made");
        sandbox.root.join("texts/sub/b.txt")
    })
    .expect("a link can be made");
    assert_eq!(sandbox.dehusk(&["pages", "-o", "texts"]).code, Some(0));
    assert_article(&sandbox.read("texts/a.txt"), "Archet");
    assert_article(&sandbox.read("texts/sub/b.txt"), "Bree");
    assert_eq!(sandbox.read("elsewhere"), "mine");
}

#[cfg(unix)]
#[test]
fn a_linked_folder_in_the_output_is_not_entered() {
    let sandbox = three_pages("a_linked_folder_in_the_output");
    sandbox.file("texts/keep", "").file("elsewhere/keep", "");
    std::os::unix::fs::symlink("../elsewhere", sandbox.root.join("texts/sub")).expect("a link can be made");
    let ran = sandbox.dehusk(&["pages", "-o", "texts"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert_eq!(sandbox.files("elsewhere"), ["keep"]);
}

/// Where standard output is a file, its name among the open streams is none of a file to be replaced.
#[cfg(target_os = "linux")]
#[test]
fn an_open_stream_is_written_behind_what_it_has() {
    let sandbox = three_pages("an_open_stream_is_written");
    for (args, part) in [("-o", "Archet"), ("-o a.txt --report", "\"ok\": 1")] {
        let call =
            format!("echo kept > all; {} pages/a.html {args} /proc/self/fd/1 >> all", env!("CARGO_BIN_EXE_dehusk"));
        let mut shell = std::process::Command::new("sh");
        let status = shell.args(["-c", &call]).current_dir(&sandbox.root).status().expect("sh runs");
        let all = sandbox.read("all");
        assert!(status.success() && all.starts_with("kept\n") && all.contains(part), "{args}: {all}");
    }
}

#[test]
fn an_output_folder_inside_the_input_is_refused() {
    let sandbox = three_pages("an_output_folder_inside_the_input");
    for folder in ["pages/texts", "pages", "pages/../pages/sub"] {
        let ran = sandbox.dehusk(&["pages", "-o", folder]);
        assert_eq!(ran.code, Some(2), "{folder}");
        assert!(ran.err.contains("inside the input"), "{}", ran.err);
    }
    assert_eq!(sandbox.files("pages"), ["a.html", "sub/b.html.gz", "sub/c.d.htm"]);
}

#[test]
fn outputs_that_would_have_one_name_are_told_apart_or_refused() {
    let sandbox = Sandbox::new("outputs_that_would_have_one_name");
    for name in ["a.html", "a.html.gz", "B.html", "b.html", "caf\u{e9}.html", "cafe\u{301}.html"] {
        sandbox.file(format!("pages/{name}"), page("Bree"));
    }
    let ran = sandbox.dehusk(&["pages", "-o", "texts"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.err.matches("(collision)").count(), 3, "{}", ran.err);
    assert_eq!(sandbox.files("texts").len(), 3);
    for file in sandbox.files("texts") {
        assert_article(&sandbox.read(format!("texts/{file}")), "Bree");
    }
}

#[test]
fn nothing_temporary_is_left() {
    let sandbox = three_pages("nothing_temporary_is_left");
    sandbox.dehusk(&["pages", "-o", "texts", "--report", "texts/report.json"]);
    sandbox.dehusk(&["pages", "-o", "texts/all.jsonl"]);
    assert_eq!(sandbox.files("texts"), ["a.txt", "all.jsonl", "report.json", "sub/b.txt", "sub/c.d.htm.txt"]);
}

#[test]
fn what_is_kept_beside_the_text_is_the_callers_choice() {
    let sandbox = Sandbox::new("the_callers_choice");
    let figure =
        "<figure><img src=map.png alt=Map><figcaption>The quay, seen from the mole.</figcaption></figure></article>";
    sandbox.file("page.html", page("Bree").replace("</article>", figure));
    sandbox.file("rules/a.toml", "schema = 1\nhosts = [\"example.org\"]\ncontent = [\"article\"]\nclean = \"none\"\n");
    let args = ["page.html", "--rules", "rules", "--site", "example.org"];
    let has_caption = |more: &[&str]| sandbox.dehusk(&[&args, more].concat()).out.contains("seen from the mole");
    assert!(!has_caption(&[]), "text has no captions");
    assert!(has_caption(&["--format", "markdown"]), "Markdown has");
    assert!(has_caption(&["--captions", "keep"]));
    assert!(!has_caption(&["--captions", "drop", "--format", "markdown"]));
    assert_eq!(sandbox.dehusk(&["page.html", "--captions", "perhaps"]).code, Some(2));
}

#[test]
fn a_record_tells_how_long_its_page_took_if_that_is_wanted() {
    let sandbox = three_pages("how_long_its_page_took");
    sandbox.file("pages/cut.html.gz", [0x1f, 0x8b, 8, 0]);
    let records = sandbox.dehusk(&["pages", "-f", "jsonl", "--timings"]).records();
    assert_eq!(records.len(), 4);
    assert!(records.iter().all(|record| record["ms"].as_f64().is_some_and(|ms| ms >= 0.0)), "{records:?}");
    let records = sandbox.dehusk(&["pages", "-f", "jsonl"]).records();
    assert!(records.iter().all(|record| record.get("ms").is_none()), "no two runs would give the same bytes");
}

#[test]
fn a_record_has_the_names_that_corpus_tools_know() {
    let sandbox = Sandbox::new("names_that_corpus_tools_know");
    let meta = "<meta name=author content='Ada Quill'><meta property=article:published_time content='2019-11-18'>\
                <meta property=og:site_name content=Gazette>";
    sandbox.file("a.html", page("Bree").replace("<title>", &format!("{meta}<title>")));
    let ran = sandbox.dehusk(&["a.html", "-f", "jsonl", "--url", "https://gazette.example/a"]);
    let record = &ran.records()[0];
    let text = |key: &str| record[key].as_str().unwrap_or_else(|| panic!("no {key} in {record}"));
    assert_eq!((text("id"), text("source"), text("url")), ("a", "Gazette", "https://gazette.example/a"));
    assert_eq!((text("author"), text("language"), text("title")), ("Ada Quill", "en", "News from Bree"));
    assert!(text("date").starts_with("2019-11-18") && text("date") == text("created"), "{record}");
    assert!(record["metadata"].is_object() && !ran.out.contains("null"), "absent keys are left out: {record}");
}

#[test]
fn a_document_has_what_is_known_of_it_around_it() {
    let sandbox = Sandbox::new("a_document_has_what_is_known");
    let head = "<title>No: \"1\"</title><meta name=author content='Ada Penn'><meta property=article:published_time content=2024-03-14>";
    sandbox.file("a.html", format!("<html lang=en>{head}{}", page("Archet")));
    let markdown = sandbox.dehusk(&["a.html", "-f", "markdown", "--front-matter"]).out;
    assert!(markdown.starts_with("---\ntitle: \"") && markdown.contains("\nauthor: [\"Ada Penn\"]\n"), "{markdown}");
    let html = sandbox.dehusk(&["a.html", "-f", "html"]).out;
    for part in ["<html lang=\"en\">", "name=\"viewport\"", "<time datetime=\"2024-03-14\">", "<style>", "<article>"] {
        assert!(html.contains(part), "{part}: {html}");
    }
    let fragment = sandbox.dehusk(&["a.html", "-f", "html", "--fragment"]).out;
    assert!(fragment.starts_with("<h1>") && html.contains(&fragment), "{fragment}");
    let record = &records(&sandbox.dehusk(&["a.html", "-f", "jsonl", "--fields", "markdown,html"]).out)[0];
    assert!(
        record["markdown"].is_string() && record["html"].as_str().is_some_and(|html| html.starts_with('<')),
        "{record}"
    );
}

#[test]
fn what_goes_with_another_format_is_told() {
    let sandbox = three_pages("what_goes_with_another_format");
    for options in [["--front-matter", "-f", "html"], ["--fragment", "-f", "text"], ["--fields=html", "-f", "json"]] {
        let ran = sandbox.dehusk(&[&["pages/a.html"], &options[..]].concat());
        assert!(ran.code != Some(0) && ran.err.contains("alone"), "{options:?}: {}", ran.err);
    }
}
