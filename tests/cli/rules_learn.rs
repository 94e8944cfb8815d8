//! `dehusk rules learn`: from saved pages and corrected texts to a tested rule.

use crate::sandbox::{Ran, Sandbox, page};

const HUSK: &str =
    "Walk with our harbour master through the old yard on Sunday, and hear how the ferries were built there.";

/// A page of a site, with husk in its article.
fn saved(address: &str) -> String {
    let head = format!("<head><link rel=canonical href={address}><meta property=og:title content='News from Bree'>");
    let husk = format!("</p><aside class='css-1x2abcd walk mt-4'><p>{HUSK}</p></aside></article>");
    page("Bree").replace("<head>", &head).replace("</p></article>", &husk)
}

fn json(ran: &Ran) -> serde_json::Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}{}", ran.out, ran.err))
}

/// Three pages of a site and one of another, with their texts of today.
fn texts(name: &str) -> Sandbox {
    let sandbox = Sandbox::new(name);
    for n in 1..=3 {
        sandbox.file(format!("saved/{n}.html"), saved(&format!("https://www.example.org/{n}")));
    }
    sandbox.file(
        "saved/other.html",
        page("Bree").replace("<head>", "<head><link rel=canonical href=https://example.net/o>"),
    );
    let ran = sandbox.dehusk(&["rules", "learn", "saved", "-o", "texts"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.starts_with("4 texts written into texts: delete"), "{}", ran.err);
    sandbox
}

#[test]
fn a_corrected_text_makes_a_rule_that_passes_its_check() {
    let sandbox = texts("a_corrected_text_makes_a_rule");
    assert_eq!(sandbox.files("texts/example.org/right"), ["1.txt", "2.txt", "3.txt"]);
    for n in 1..=3 {
        let file = format!("texts/example.org/right/{n}.txt");
        let text = sandbox.read(&file);
        assert!(text.contains(HUSK), "{text}");
        sandbox.file(&file, text.replace(HUSK, ""));
    }
    let ran = sandbox.dehusk(&["rules", "learn", "saved", "--right", "texts", "-o", "my-rules"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(ran.err, "1 rule written into my-rules\nno line is better than none for 1 site: example.net\n");
    assert_eq!(sandbox.files("my-rules"), ["example.org.toml"]);
    let rule = sandbox.read("my-rules/example.org.toml");
    for part in ["schema  = 2", "hosts   = [\"example.org\"]", "drop = [\n  \".walk\",  # 3 pages", "held out in turn"]
    {
        assert!(rule.contains(part), "no {part} in\n{rule}");
    }
    let checked = sandbox.dehusk(&["rules", "check", "my-rules"]);
    assert_eq!((checked.code, checked.out.as_str()), (Some(0), "1 rule, 3 tests, 0 problems\n"), "{rule}");
    let stripped = sandbox.dehusk(&["--rules", "my-rules", "saved/1.html", "-f", "jsonl"]);
    let record = &stripped.records()[0];
    assert_eq!(record["state"], "rule");
    assert!(!record["text"].as_str().expect("it has a text").contains("Walk with"));
}

#[test]
fn nothing_is_written_over() {
    let sandbox = texts("nothing_is_written_over");
    let again = ["rules", "learn", "saved", "-o", "texts"];
    let ran = sandbox.dehusk(&again);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("--overwrite"), "{}", ran.err);
    assert_eq!(sandbox.dehusk(&[&again[..], &["--overwrite"]].concat()).code, Some(0));
}

#[test]
fn what_cannot_be_learned_from_is_told() {
    let sandbox = texts("what_cannot_be_learned_from");
    sandbox.file("bare.html", page("Bree")).file("none/readme", "no text");
    sandbox.file("wrong/example.org.toml", "hosts = ['example.org']\ndorp = '.x'\n");
    for (args, said) in [
        (&["bare.html"][..], "nothing tells which site"),
        (&["nowhere.html"], "nowhere.html"),
        (&["saved", "--url", "https://example.org/"], "--urls"),
        (&["saved", "--right", "none"], "none has the text of none of these pages"),
        (&["saved", "--right", "missing"], "missing"),
        (&["saved", "-o", "one.toml"], "2 sites"),
        (&["saved", "--right", "texts", "--rules", "wrong"], "there is no key `dorp`"),
    ] {
        let ran = sandbox.dehusk(&[&["rules", "learn"], args].concat());
        assert_eq!(ran.code, Some(2), "{args:?}");
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
    }
}

#[test]
fn a_rule_to_start_from_has_a_test_and_no_line() {
    let sandbox = Sandbox::new("a_rule_to_start_from");
    sandbox.file("saved/a.html", saved("https://www.example.org/a"));
    let ran = sandbox.dehusk(&["rules", "new", "saved/a.html", "-o", "my-rules/example.org.toml"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let rule = sandbox.read("my-rules/example.org.toml");
    assert!(rule.contains("No right text is known yet") && rule.contains("meta:og:title"), "{rule}");
    assert!(!rule.contains("drop"), "{rule}");
    let checked = sandbox.dehusk(&["rules", "check", "my-rules"]);
    assert_eq!((checked.code, checked.out.as_str()), (Some(0), "1 rule, 1 test, 0 problems\n"), "{rule}");
}

#[test]
fn a_page_that_tests_cannot_name_has_no_test() {
    let sandbox = Sandbox::new("a_page_that_tests_cannot_name");
    sandbox.file("elsewhere/a.html", saved("https://example.org/a"));
    let ran = sandbox.dehusk(&["rules", "new", "elsewhere/a.html", "-o", "site/rules/example.org.toml"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.contains("elsewhere/a.html stands outside of"), "{}", ran.err);
    assert!(!sandbox.read("site/rules/example.org.toml").contains("[[test]]"));
}

#[test]
fn what_is_learned_is_data_too() {
    let sandbox = Sandbox::new("what_is_learned_is_data");
    sandbox.file("a.html", saved("https://example.org/a"));
    let told = sandbox.dehusk(&["rules", "learn", "a.html", "--url", "https://news.example.org/a", "--json"]);
    let sites = json(&told);
    assert_eq!(sites[0]["hosts"], serde_json::json!(["news.example.org"]));
    assert!(sites[0]["pages"][0]["text"].as_str().expect("a text").contains(HUSK));
    let fields: Vec<&str> =
        sites[0]["meta"].as_array().expect("a list").iter().filter_map(|m| m["field"].as_str()).collect();
    assert_eq!(fields, ["canonical", "title"]);
}

#[test]
fn an_old_file_is_rewritten_and_means_the_same() {
    let sandbox = Sandbox::new("an_old_file_is_rewritten");
    sandbox.file("page.html", saved("https://example.org/a"));
    sandbox.file("rules/a.toml", "schema = 1 # old\nhosts = 'example.org'\ncontent = 'article'\ndrop = '.walk'\n");
    let text = |sandbox: &Sandbox| sandbox.dehusk(&["--rules", "rules", "page.html"]).out;
    let (before, checked) = (text(&sandbox), sandbox.dehusk(&["rules", "check", "rules"]));
    assert!(checked.out.contains("the file is of the first schema"), "{}", checked.out);
    let ran = sandbox.dehusk(&["rules", "migrate", "rules"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), "1 rule file rewritten: run `dehusk rules check`\n"));
    let new = "schema = 2 # old\nreplace = true\nclean = \"safe\"\nhosts = 'example.org'\ncontent = 'article'\ndrop = '.walk'\n";
    assert_eq!(sandbox.read("rules/a.toml"), new);
    assert_eq!(text(&sandbox), before);
    assert!(sandbox.dehusk(&["rules", "migrate", "rules"]).err.contains("all are of schema 2"));
}
