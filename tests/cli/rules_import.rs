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
