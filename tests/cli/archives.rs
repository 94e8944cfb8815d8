//! Files that hold many pages.

use sha2::Digest;

use crate::sandbox::{Sandbox, assert_article, gzip, page};

/// A WARC record of a web server's answer.
fn response(url: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{headers}\r\n");
    let length = head.len() + body.len();
    let record =
        format!("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Length: {length}\r\n\r\n{head}");
    [record.as_bytes(), body, b"\r\n\r\n"].concat()
}

/// The id, the address and the code of the error of each record of an output.
fn told(ran: &crate::sandbox::Ran) -> Vec<(String, String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    ran.records().iter().map(|r| (text(&r["id"]), text(&r["url"]), text(&r["error"]["code"]))).collect()
}

#[test]
fn the_pages_of_a_warc_are_named_by_archive_and_place() {
    let sandbox = Sandbox::new("the_pages_of_a_warc");
    let chunked = format!("{:x}\r\n{}\r\n0\r\n\r\n", page("Combe").len(), page("Combe"));
    let records = [
        b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 2\r\n\r\nhi\r\n\r\n".to_vec(),
        response("https://example.org/a", "", page("Archet").as_bytes()),
        response("https://example.org/b", "Content-Encoding: gzip\r\n", &gzip(page("Bree").as_bytes())),
        response("https://example.org/c", "Transfer-Encoding: chunked\r\n", chunked.as_bytes()),
    ];
    let places: Vec<usize> = (1..4).map(|n| records[..n].iter().map(Vec::len).sum()).collect();
    sandbox.file("crawl/one.warc", records.concat());
    sandbox.file("crawl/two.warc.gz", records.iter().flat_map(|record| gzip(record)).collect::<Vec<u8>>());
    let ran = sandbox.dehusk(&["crawl", "-f", "jsonl"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let urls = ["https://example.org/a", "https://example.org/b", "https://example.org/c"];
    let expected: Vec<_> = ["one.warc", "two.warc.gz"]
        .iter()
        .flat_map(|name| {
            places.iter().zip(urls).map(move |(place, url)| (format!("{name}/{place}"), url.to_owned(), String::new()))
        })
        .collect();
    assert_eq!(told(&ran), expected);
    for (record, word) in ran.records().iter().zip(["Archet", "Bree", "Combe"]) {
        assert_article(record["text"].as_str().expect("a text"), word);
    }

    assert_eq!(sandbox.dehusk(&["crawl/one.warc", "-o", "texts"]).code, Some(0));
    let mut files: Vec<String> = places.iter().map(|place| format!("one.warc/{place}.txt")).collect();
    files.sort();
    assert_eq!(sandbox.files("texts"), files);
}

#[test]
fn an_archive_is_known_by_its_content_on_standard_input_and_under_an_odd_name() {
    let sandbox = Sandbox::new("an_archive_is_known_by_its_content");
    let warc = gzip(&response("https://example.org/a", "", page("Bree").as_bytes()));
    let lines = format!("{}\n", serde_json::json!({"id": "x", "html": page("Bree")}));
    sandbox.file("data", &warc);
    for (name, ran) in [
        ("WARC, piped", sandbox.dehusk_with(&["-f", "jsonl"], &warc)),
        ("WARC, named", sandbox.dehusk(&["data", "-f", "jsonl"])),
        ("JSON lines, piped", sandbox.dehusk_with(&["-f", "jsonl"], lines.as_bytes())),
        ("JSON lines, piped and compressed", sandbox.dehusk_with(&["-f", "jsonl"], &gzip(lines.as_bytes()))),
    ] {
        assert_eq!(ran.code, Some(0), "{name}: {}", ran.err);
        assert_eq!(ran.records().len(), 1, "{name}");
        assert_article(ran.records()[0]["text"].as_str().expect("a text"), "Bree");
    }
}

#[test]
fn json_lines_hold_a_page_each_and_a_bad_line_costs_only_itself() {
    let sandbox = Sandbox::new("json_lines_hold_a_page_each");
    let line = |id: &str, key: &str| serde_json::json!({"id": id, "url": format!("https://example.org/{id}"), key: page("Bree")});
    let lines = [
        line("a", "html").to_string(),
        "{nonsense".into(),
        "[]".into(),
        line("b", "other").to_string(),
        String::new(),
        line("c", "html").to_string(),
    ];
    sandbox.file("pages.jsonl", lines.join("\n"));
    let ran = sandbox.dehusk(&["pages.jsonl", "-f", "jsonl"]);
    assert_eq!(ran.code, Some(1));
    let triple = |id: &str, url: &str, code: &str| (id.to_owned(), url.to_owned(), code.to_owned());
    assert_eq!(
        told(&ran),
        [
            triple("a", "https://example.org/a", ""),
            triple("pages.jsonl/2", "", "no-json"),
            triple("pages.jsonl/3", "", "no-json"),
            triple("pages.jsonl/4", "", "no-html"),
            triple("c", "https://example.org/c", ""),
        ]
    );
    let ran = sandbox.dehusk(&["pages.jsonl", "-f", "jsonl", "--html-field", "other"]);
    assert_eq!(told(&ran).iter().filter(|row| row.2.is_empty()).count(), 1);
}

#[test]
fn json_lines_in_a_folder_of_pages_are_not_taken_for_pages() {
    let sandbox = Sandbox::new("json_lines_in_a_folder");
    sandbox.file("pages/a.html", page("Bree")).file("pages/gold.jsonl", "{\"id\": \"a\"}\n");
    assert_eq!(sandbox.dehusk(&["pages", "-f", "jsonl"]).records().len(), 1);
}

#[test]
fn an_mhtml_gives_its_page() {
    let sandbox = Sandbox::new("an_mhtml_gives_its_page");
    let body = page("Bree").replace('=', "=3D");
    let mail = format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/a\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/related; type=\"text/html\"; boundary=\"--B\"\r\n\r\n----B\r\nContent-Type: text/html\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n{body}\r\n----B--\r\n"
    );
    for name in ["page.mhtml", "page.html"] {
        let ran = sandbox.file(name, &mail).dehusk(&[name, "-f", "jsonl"]);
        assert_eq!(ran.records()[0]["url"], "https://example.org/a", "{name}");
        assert_article(ran.records()[0]["text"].as_str().expect("a text"), "Bree");
    }
}

#[test]
fn json_lines_of_python_cost_no_page() {
    let sandbox = Sandbox::new("json_lines_of_python");
    let html = serde_json::to_string(&page("Bree")).expect("a string");
    let mut lines = b"\xef\xbb\xbf".to_vec();
    for rest in [
        &br#""a": 1"#[..],
        br#""score": NaN"#,
        br#""title": "half \ud83d of one""#,
        b"\"title\": \"bytes \xff\xfe\"",
        br#""n": 1e99999"#,
    ] {
        lines.extend([&b"{"[..], rest, b", \"html\": ", html.as_bytes(), b"}\n"].concat());
    }
    for name in ["pages.jsonl", "pages"] {
        let ran = sandbox.file(name, &lines).dehusk(&[name, "-f", "jsonl"]);
        let records = ran.records();
        assert_eq!((ran.code, records.len()), (Some(0), 5), "{name}: {}", ran.err);
        records.iter().for_each(|record| assert_article(record["text"].as_str().expect("a text"), "Bree"));
    }
}

#[test]
fn no_record_has_what_some_tools_take_for_the_end_of_a_line() {
    let sandbox = Sandbox::new("no_record_has_line_ends");
    let name = "a\u{2028}b\u{85}c\u{2029}";
    let ran = sandbox.file(format!("{name}.html.gz"), b"\x1f\x8bcut").dehusk(&[".", "-f", "jsonl"]);
    assert_eq!(ran.records()[0]["id"], name);
    assert!(!ran.out.contains(['\u{2028}', '\u{85}', '\u{2029}']), "{}", ran.out);
}

/// The archives were made by the program `zstd`: the dictionary stands in their first frame, in one of them packed.
#[test]
fn an_archive_may_bring_its_dictionary() {
    let sandbox = Sandbox::new("an_archive_may_bring");
    sandbox.file("plain.warc.zst", include_bytes!("files/dictionary.warc.zst"));
    sandbox.file("packed.warc.zst", include_bytes!("files/packed.warc.zst"));
    for archive in ["plain.warc.zst", "packed.warc.zst"] {
        let ran = sandbox.dehusk(&[archive, "-f", "jsonl"]);
        let records = ran.records();
        assert_eq!((ran.code, records.len()), (Some(0), 2), "{archive}: {}", ran.err);
        for (record, word) in records.iter().zip(["Archet", "Bree"]) {
            assert_article(record["text"].as_str().expect("a text"), word);
        }
    }
}

#[test]
fn zstd_is_opened_like_gzip() {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};
    let sandbox = Sandbox::new("zstd_is_opened");
    let zstd = |bytes: &[u8]| compress_to_vec(bytes, CompressionLevel::Fastest);
    let record = response("https://example.org/a", "", page("Bree").as_bytes());
    sandbox.file("page.html.zst", zstd(page("Bree").as_bytes()));
    sandbox.file("crawl.warc.zst", [zstd(&record), zstd(&record)].concat());
    assert_article(&sandbox.dehusk(&["page.html.zst"]).out, "Bree");
    let ran = sandbox.dehusk(&["crawl.warc.zst", "-f", "jsonl"]);
    assert_eq!(ran.records().len(), 2);
    assert_article(ran.records()[1]["text"].as_str().expect("a text"), "Bree");
}

/// A block of Zstandard shows nothing before its end, and there may be much to pass over before the first one.
#[test]
fn an_archive_is_known_by_its_content_however_late_that_begins() {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};
    let sandbox = Sandbox::new("zstd_is_known");
    let noise = std::iter::successors(Some(1_u64), |n| Some(n.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1)));
    let noise: String = noise.take(8000).map(|n| format!("{n:016x}")).collect();
    let body = format!("{}<!-- {noise} -->", page("Bree"));
    let record = response("https://example.org/a", "", body.as_bytes());
    let packed = compress_to_vec(&[record.clone(), record].concat()[..], CompressionLevel::Fastest);
    let skipped = [&b"\x50\x2a\x4d\x18"[..], &300_000_u32.to_le_bytes(), &[7; 300_000]].concat();
    for (what, archive) in [("large", packed.clone()), ("behind a frame", [skipped, packed.clone()].concat())] {
        sandbox.file("crawl", &archive).file("crawls/crawl.php.zst", &archive);
        for ran in [
            sandbox.dehusk(&["crawl", "-f", "jsonl"]),
            sandbox.dehusk_with(&["-", "-f", "jsonl"], &archive),
            sandbox.dehusk(&["crawls", "-f", "jsonl"]),
        ] {
            assert_eq!((ran.code, ran.records().len()), (Some(0), 2), "{what}: {}", ran.err);
        }
    }
    let dictionary = include_bytes!("files/dictionary.warc.zst");
    assert_eq!(sandbox.dehusk_with(&["-", "-f", "jsonl"], dictionary).records().len(), 2);
    let mut damaged = packed;
    damaged[20..2000].fill(0xff);
    let ran = sandbox.dehusk_with(&["-", "-f", "text"], &damaged);
    assert!(ran.code != Some(0) && ran.out.is_empty(), "{}", ran.err);
}

#[test]
fn the_output_of_an_archive_is_the_same_for_any_number_of_jobs() {
    let sandbox = Sandbox::new("an_archive_with_any_number_of_jobs");
    let records = (0..60).flat_map(|n| {
        let mut record =
            gzip(&response("https://example.org/a", "", page(&format!("quay {n}")).repeat(1 + n % 3).as_bytes()));
        if n % 10 == 4 {
            let half = record.len() / 2;
            record.truncate(half);
        }
        record
    });
    sandbox.file("crawl.warc.gz", records.collect::<Vec<u8>>());
    let run = |jobs| sandbox.dehusk(&["crawl.warc.gz", "-f", "jsonl", "-q", "-j", jobs]);
    let one = run("1");
    assert_eq!((one.code, one.records().len()), (Some(1), 60));
    assert_eq!(told(&one).iter().filter(|row| row.2.is_empty()).count(), 54, "a damaged record costs only itself");
    for jobs in ["2", "8"] {
        assert!(run(jobs).out == one.out, "{jobs} jobs give other bytes than one");
    }
}

#[test]
fn a_record_says_by_what_it_was_made_and_from_what() {
    let sandbox = Sandbox::new("by_what_it_was_made");
    let record = |headers: &str, kind: &str, body: &str| {
        let length = body.len();
        format!("WARC/1.0\r\nWARC-Type: response\r\n{headers}Content-Length: {length}\r\n\r\n{body}\r\n\r\n")
            .replace("response", kind)
    };
    let answer = |body: &str| format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}");
    let facts = "WARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2019-11-18T21:17:00Z\r\nWARC-Block-Digest: sha1:B\r\n";
    let crawl = record(&format!("{facts}WARC-Payload-Digest: sha1:P\r\n"), "response", &answer(&page("Bree")))
        + &record(facts, "revisit", &answer(""))
        + &record("", "response", &answer(&page("Bree")));
    sandbox.file("crawl.warc", crawl).file("rules/a.toml", "hosts = ['example.org']\ndrop = ['nav']\n");
    let made = |args: &[&str]| {
        let ran = sandbox.dehusk(&[&["-f", "jsonl", "--provenance", "crawl.warc"], args].concat());
        ran.records().into_iter().map(|record| (record["provenance"].clone(), record)).collect::<Vec<_>>()
    };
    let (plain, apart) = (made(&[]), made(&["--isolate"]));
    assert!(plain == apart, "{plain:?}");
    let (first, record) = &plain[0];
    let text = sha2::Sha256::digest(record["text"].as_str().expect("a text"));
    let text = text.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert_eq!(first["text"], format!("sha256:{text}"));
    assert_eq!((&first["dehusk"], &first["record"]), (&env!("CARGO_PKG_VERSION").into(), &"<urn:uuid:1>".into()));
    assert_eq!((&first["digest"], &first["captured"]), (&"sha1:P".into(), &"2019-11-18T21:17:00Z".into()));
    let (fault, _) = &plain[1];
    assert_eq!((&fault["digest"], &fault["dehusk"], &fault["text"]), (&"sha1:B".into(), &first["dehusk"], &().into()));
    let (bare, _) = &plain[2];
    assert_eq!((&bare["text"], &bare["rules"], &bare["record"]), (&first["text"], &first["rules"], &().into()));

    assert!(made(&["--no-site-rules"])[0].0["rules"].is_null());
    let own = made(&["--rules", "rules"])[0].0["rules"].clone();
    sandbox.file("moved/a.toml", sandbox.read("rules/a.toml"));
    assert!(own != first["rules"] && own == made(&["--rules", "moved"])[0].0["rules"], "{own}");

    sandbox.file("page.html", page("Bree"));
    let front = sandbox.dehusk(&["-f", "markdown", "--front-matter", "--provenance", "page.html"]).out;
    assert!(front.contains("\nprovenance: {dehusk: \"") && front.contains("text: \"sha256:"), "{front}");
    let json = sandbox.dehusk(&["-f", "json", "--provenance", "page.html"]).out;
    assert!(json.contains("\"provenance\": {"), "{json}");
    for format in ["text", "html", "markdown"] {
        assert_eq!(sandbox.dehusk(&["-f", format, "--provenance", "page.html"]).code, Some(2), "{format}");
    }
}
