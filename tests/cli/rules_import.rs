//! `dehusk rules import`.

use crate::sandbox::{Sandbox, page};

const CONFIG: &str = "body: //article\nstrip_id_or_class: ad\n";

#[test]
fn imported_rules_are_used() {
    let sandbox = Sandbox::new("imported_rules_are_used");
    sandbox.file("configs/example.org.txt", "body: //article/p[2]\nprune: no\n").file("page.html", page("Bree"));
    sandbox.file("configs/README.md", "not a config");
    let ran = sandbox.dehusk(&["rules", "import", "ftr", "configs", "-o", "rules"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("1 of 1 files are complete"), "{}", ran.out);
    assert_eq!(sandbox.files("rules"), ["example.org.toml"]);
    let ran = sandbox.dehusk(&["--rules", "rules", "--url", "https://example.org/a", "page.html"]);
    let (_, report) = ran.out.split_once("The ").unwrap_or_else(|| panic!("no report in {}", ran.out));
    assert!(report.starts_with('2'), "{}", ran.out);
}

#[test]
fn filters_of_one_list_are_imported() {
    let sandbox = Sandbox::new("filters_of_one_list");
    sandbox.file("list.txt", "example.org##.share\n").file("other.txt", "example.org##.teaser\n");
    let ran = sandbox.dehusk(&["rules", "import", "ublock", "list.txt", "-o", "rules"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(sandbox.read("rules/example.org.toml").contains("\".share\",  # 1: example.org##.share"));
    assert_eq!(sandbox.dehusk(&["rules", "import", "ublock", "list.txt", "other.txt", "-o", "more"]).code, Some(2));
}

#[test]
fn a_loss_shows_in_the_exit_code_and_in_both_reports() {
    let sandbox = Sandbox::new("a_loss_shows");
    sandbox.file("example.org.txt", "body: //article\nauthor: \"Ada\"\n");
    let ran = sandbox.dehusk(&["rules", "import", "ftr", "example.org.txt", "-o", "rules"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.contains("example.org.txt:2: author: \"Ada\""), "{}", ran.out);
    let ran = sandbox.dehusk(&["rules", "import", "ftr", "example.org.txt", "-o", "other", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("the report is JSON");
    assert_eq!(report["files"][0]["remarks"][0]["fate"], "lost");
}

#[test]
fn what_is_there_is_not_replaced_unasked() {
    let sandbox = Sandbox::new("what_is_there");
    sandbox.file("example.org.txt", CONFIG).file("example.com.txt", CONFIG).file("rules/example.com.toml", "mine");
    let call = ["rules", "import", "ftr", "example.org.txt", "example.com.txt", "-o", "rules"];
    let ran = sandbox.dehusk(&call);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("example.com.toml is there already"), "{}", ran.err);
    assert_eq!(sandbox.files("rules"), ["example.com.toml"]);
    assert_eq!(sandbox.read("rules/example.com.toml"), "mine");
    let ran = sandbox.dehusk(&[&call[..], &["--overwrite"]].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(sandbox.read("rules/example.com.toml").contains("\"example.org\""), "both say the same");
}

#[test]
fn what_cannot_be_read_is_told() {
    let sandbox = Sandbox::new("what_cannot_be_read");
    let ran = sandbox.dehusk(&["rules", "import", "ftr", "nothing", "-o", "rules"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("nothing cannot be read"), "{}", ran.err);
}

/// A page of the harbour's site: an article of some length, with a promise in it and a menu beside it.
fn harbour_page(story: &str) -> String {
    let paragraph = "<p>Nothing happened in the harbour today, and nobody was surprised by it, least of all the harbour \
        master, who has seen many days on which nothing happened, and wrote each of them down in his book.</p>";
    format!(
        "<link rel=canonical href=https://harbour.example/a><nav class=menu><a href=/>Home</a> <a href=/n>News</a></nav>\
         <div id={story}><h1>A quiet day</h1>{0}<div class=second>{0}</div>{0}<p class=promo>We write down what happens in the harbour, and what does \
         not, since the year of the flood, for all who have no time to look.</p></div>",
        paragraph.repeat(3)
    )
}

#[test]
fn on_pages_only_the_lines_pass_that_find_something_and_do_no_harm() {
    let sandbox = Sandbox::new("import_on_pages");
    let config = "body: //div[@id='story']\nstrip: //p[@class='promo']\nstrip: //div[@id='gone']\nstrip: //p\n\
        strip: //div[@class='second']\n";
    sandbox.file("configs/harbour.example.txt", config);
    sandbox.file("configs/other.example.txt", "strip: //p[@class='promo']\n");
    sandbox.file("pages/a.html", harbour_page("story"));
    sandbox.file("pages/b.html", harbour_page("old-story"));
    let call = ["rules", "import", "ftr", "configs", "-o", "out", "--pages", "pages"];
    let ran = sandbox.dehusk(&call);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    for told in [
        "harbour.example.toml:14 drop div#gone\n      it finds nothing on any of 2 pages of its site\n",
        "harbour.example.toml:15 drop p\n      by it the rule misses the article of ",
        "harbour.example.toml:16 drop div[class=second]\n      it takes much of the article of a away\n",
        "other.example.toml:7 drop p[class=promo]\n      no page is from the hosts of this rule\n",
        "2 of 8 lines passed on the pages at hand\n",
    ] {
        assert!(ran.out.contains(told), "no {told} in\n{}", ran.out);
    }
    let rule = sandbox.read("out/harbour.example.toml");
    assert!(rule.contains("\"div#story\",") && rule.contains("\"p[class=promo]\","), "{rule}");
    assert!(!rule.contains("\"div#gone\",") && !rule.contains("  \"p\",") && !rule.contains("\"article\","), "{rule}");
    assert_eq!(sandbox.files("out"), ["harbour.example.toml"]);
    let json = sandbox.dehusk(&[&call[..], &["--json", "--overwrite"]].concat());
    let report: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(
        (&report["gate"]["passed"], &report["gate"]["left_out"][0]["reason"]["code"]),
        (&2.into(), &"finds-nothing".into())
    );
}

#[test]
fn without_any_page_no_line_can_pass() {
    let sandbox = Sandbox::new("import_on_no_page");
    sandbox.file("configs/harbour.example.txt", "strip: //p[@class='promo']\n");
    sandbox.file("pages/notes.txt", "This is no page.\n");
    let ran = sandbox.dehusk(&["rules", "import", "ftr", "configs", "-o", "out", "--pages", "pages"]);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    assert!(ran.err.contains("there is no page in what --pages names, so no line can pass"), "{}", ran.err);
    assert_eq!(sandbox.files("."), ["configs/harbour.example.txt", "pages/notes.txt"]);
}
