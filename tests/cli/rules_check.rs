//! `dehusk rules check`: tests that fail, and lines that do nothing or will not last.

use crate::sandbox::{Ran, Sandbox, page};

const TEST: &str = "[[test]]\nfile = \"pages/a.html\"\nstarts_with = \"The 1. report\"\n";

/// A folder with a page of example.org, in which a box stands.
fn sandbox(name: &str) -> Sandbox {
    let sandbox = Sandbox::new(name);
    let boxed = "</h1><div class='box css-1x2abcd mt-4' id=box-12>A box of the house.</div>";
    let html = page("Bree").replace("<head>", "<head><link rel=canonical href=https://example.org/a>");
    sandbox.file("pages/a.html", html.replace("</h1>", boxed));
    sandbox
}

/// What is found, as `line code`.
fn found(ran: &Ran) -> Vec<String> {
    let checked: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}", ran.out));
    let findings = checked["findings"].as_array().expect("a list");
    findings.iter().map(|f| format!("{} {}", f["line"], f["code"].as_str().expect("a code"))).collect()
}

#[test]
fn each_lint_has_its_place() {
    let sandbox = sandbox("each_lint_has_its_place");
    let excludes = "excludes = [\"A box\"]\n";
    let cases: &[(&str, &str, &[&str])] = &[
        ("all is well", "drop = ['.box']\n", &[]),
        ("a line that finds nothing", "drop = [\n'.box',\n'.gone',\n]\n", &["5 finds-nothing"]),
        ("a line outside of the content", "drop = ['.box', 'nav']\n", &["3 finds-nothing"]),
        ("a regex that finds nothing", "drop = ['.box']\ncut = ['xyz']\n", &["4 finds-nothing"]),
        ("an edge that finds nothing", "drop = ['.box']\nstop_before = ['.bio']\n", &["4 finds-nothing"]),
        ("a class that a tool made up", "drop = ['.css-1x2abcd']\n", &["3 hashed-name"]),
        ("a class for looks", "drop = ['.mt-4']\n", &["3 utility-name"]),
        ("an id with a number", "drop = ['#box-12']\n", &["3 numbered-id"]),
        ("a test of the whole class", "drop = ['[class~=\".box\"], .box']\n", &["3 class-value"]),
        ("lines of which one is enough", "drop = ['.box', 'div']\n", &["3 earns-nothing", "3 earns-nothing"]),
        (
            "a regex that drops what is dropped",
            "drop = ['.box']\ndrop_text = ['^A box']\n",
            &["3 earns-nothing", "4 earns-nothing"],
        ),
        ("a keep of what nobody drops", "drop = ['.box']\nkeep = ['p']\n", &["4 earns-nothing"]),
        ("a role outside of the content", "drop = ['.box']\nbyline = 'nav'\n", &[]),
        ("a role that the tests do not need", "drop = ['.box']\nnote = 'p'\n", &[]),
        ("a role that finds nothing", "drop = ['.box']\nnote = '.gone'\n", &["4 finds-nothing"]),
        ("a host twice", "drop = ['.box']\n", &["1 shadowed-host"]),
    ];
    for (name, lines, expected) in cases {
        let hosts = if *name == "a host twice" { "['example.org', 'www.example.org']" } else { "['example.org']" };
        let rule = format!("hosts = {hosts}\ncontent = ['article']\n{lines}{TEST}{excludes}");
        sandbox.file("rules/sites/example.toml", &rule);
        let ran = sandbox.dehusk(&["rules", "check", "rules", "--json"]);
        assert_eq!(found(&ran), *expected, "{name}\n{rule}");
        assert_eq!(ran.code, Some(i32::from(!expected.is_empty())), "{name}");
    }
}

#[test]
fn what_is_found_is_shown_with_its_line_and_a_remedy() {
    let sandbox = sandbox("what_is_found_is_shown");
    sandbox.file("rules/example.toml", "hosts = ['example.org']\ncontent = ['article']\ndrop = ['p.css-1x2abcd']\n");
    let ran = sandbox.dehusk(&["rules", "check", "rules"]);
    let expected = "\
warning: nothing proves this rule: it has no `[[test]]`
 --> rules/example.toml:1:10
  |
1 | hosts = ['example.org']
  |          ^^^^^^^^^^^^^
  |
  = help: add a `[[test]]` with a page and what must come out of it: `dehusk rules new` writes one

warning: a build tool made the class `css-1x2abcd` up: the next build has another
 --> rules/example.toml:3:12
  |
3 | drop = ['p.css-1x2abcd']
  |            ^^^^^^^^^^^
  |
  = help: go by a name that was written by hand, an attribute, or the element's place

1 rule, 0 tests, 2 problems
";
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), expected));
}

#[test]
fn saved_pages_count_as_samples() {
    let sandbox = sandbox("saved_pages_count");
    sandbox.file(
        "rules/a.toml",
        format!("hosts = ['example.org']\ncontent = ['article']\ndrop = ['.box', '.late']\n{TEST}"),
    );
    let late = page("Combe").replace("</h1>", "</h1><p class=late>Late news</p>");
    sandbox.file("crawl/b.html", late).file("urls.jsonl", "{\"id\": \"b\", \"url\": \"https://example.org/b\"}\n");
    assert_eq!(found(&sandbox.dehusk(&["rules", "check", "rules", "--json"])), ["3 finds-nothing"]);
    let args = ["rules", "check", "rules", "--json", "--pages", "crawl"];
    assert_eq!(found(&sandbox.dehusk(&args)), ["3 finds-nothing"], "nothing tells the page's host");
    assert_eq!(found(&sandbox.dehusk(&[&args[..], &["--urls", "urls.jsonl"]].concat())), [""; 0]);
}

#[test]
fn a_file_is_checked_with_the_blocks_beside_it() {
    let sandbox = sandbox("a_file_is_checked");
    let rule = "hosts = ['example.org']\nextends = 'house'\n";
    sandbox.file("rules/sites/a.toml", format!("{rule}{TEST}")).file("rules/sites/b.toml", "hosts = ['example.com']");
    sandbox.file("rules/shared/house.toml", "content = 'article'\ndrop = ['.box', '.gone']\n");
    let file = sandbox.dehusk(&["rules", "check", "rules/sites/a.toml"]);
    assert_eq!((file.code, file.out.as_str()), (Some(0), "1 rule, 1 test, 0 problems\n"), "{}", file.err);
    let all = sandbox.dehusk(&["rules", "check", "rules", "--json"]);
    assert_eq!(found(&all), ["2 finds-nothing", "1 no-test"], "a block is proved by those who extend it");
}

#[test]
fn a_rule_that_replaces_those_below_shadows_them() {
    let sandbox = sandbox("a_rule_that_replaces");
    let rule = |host: &str| format!("hosts = ['{host}']\ncontent = ['article']\n{TEST}");
    sandbox.file("one/a.toml", rule("*.example.org")).file("two/b.toml", rule("news.example.org"));
    let ran = sandbox.dehusk(&["rules", "check", "one", "two"]);
    assert!(!ran.out.contains("never comes to this rule"), "rules of two folders add up: {}", ran.out);
    sandbox.file("one/a.toml", format!("replace = true\n{}", rule("*.example.org")));
    let ran = sandbox.dehusk(&["rules", "check", "one", "two"]);
    assert!(ran.out.contains("`news.example.org` never comes to this rule: one/a.toml has it first"), "{}", ran.out);
}

#[test]
#[cfg(unix)]
fn no_link_leads_a_test_out_of_its_folder() {
    let sandbox = Sandbox::new("no_link_leads_a_test_out");
    sandbox.file("out/secret.txt", "The word is swordfish.").file("own/pages/a.html", page("Bree"));
    for (target, link) in [("../../out/secret.txt", "own/pages/link.txt"), ("../../out", "own/pages/out")] {
        std::os::unix::fs::symlink(target, sandbox.root.join(link)).expect("it can be made");
    }
    for file in ["pages/link.txt", "pages/out/secret.txt"] {
        let rule = "hosts = ['example.org']\ndrop_text = ['x']\n[[test]]\nstarts_with = 'x'\n";
        sandbox.file("own/rules/example.org.toml", format!("{rule}file = '{file}'\n"));
        let ran = sandbox.dehusk(&["rules", "check", "own/rules"]);
        assert_eq!(ran.code, Some(1), "{file}: {}", ran.err);
        assert!(ran.out.contains("where the folder of rules is") && !ran.out.contains("swordfish"), "{}", ran.out);
    }
}

#[test]
#[cfg(unix)]
fn links_in_a_folder_of_rules_are_not_followed() {
    let sandbox = Sandbox::new("links_in_a_folder_of_rules");
    sandbox.file("page.html", page("Bree")).file("other/example.org.toml", "hosts = ['example.org']\ndrop = ['nav']\n");
    sandbox.file("rules/example.com.toml", "hosts = ['example.com']\ndrop = ['nav']\n");
    for (target, link) in [("../other/example.org.toml", "link.toml"), ("../other", "link"), ("nowhere", "link.toml")] {
        let path = sandbox.root.join("rules").join(link);
        std::os::unix::fs::symlink(target, &path).expect("it can be made");
        let ran = sandbox.dehusk(&["--rules", "rules", "page.html"]);
        assert!(
            ran.code == Some(2) && ran.err.contains("rules/link") && ran.err.contains("not followed"),
            "{}",
            ran.err
        );
        std::fs::remove_file(path).expect("it can be removed");
    }
    assert_eq!(sandbox.dehusk(&["--rules", "rules", "page.html"]).code, Some(0));
}

#[test]
fn lines_that_act_on_the_text_of_the_json_ld_find_something() {
    let sandbox = Sandbox::new("lines_that_act_on_json_ld");
    let page = "<link rel=canonical href=https://example.org/a><script type=application/ld+json>{\"@type\": \"NewsArticle\", \
        \"articleBody\": \"The 1. report.\\nRead more: boats.\\nIts end.\"}</script><p>Log in to read</p>";
    sandbox.file("pages/a.html", page);
    let cases: &[(&str, &[&str])] = &[
        ("drop_text = ['^Read more']\n", &[]),
        ("drop_text = ['^Read more']\ncut = ['xyz']\n", &["4 finds-nothing"]),
        ("drop_text = ['^Read more']\ndrop = ['div']\n", &["4 finds-nothing"]),
    ];
    for (lines, expected) in cases {
        let rule = format!(
            "hosts = ['example.org']\ncontent = ['ld:articleBody']\n{lines}{TEST}excludes = ['Read more', 'Log in']\n"
        );
        sandbox.file("rules/sites/example.toml", &rule);
        let ran = sandbox.dehusk(&["rules", "check", "rules", "--json"]);
        assert_eq!(found(&ran), *expected, "{rule}");
    }
}

#[test]
fn a_rule_whose_last_day_is_over_is_told_by_the_day_that_is_given() {
    let sandbox = sandbox("a_rule_whose_last_day_is_over");
    let old = "[[layout]]\nvalid_until = '2015-03-01'\ncontent = '.old'\n";
    let new = "[[layout]]\nvalid_until = '2026-05-31'\ncontent = 'article'\n";
    let open = "[[layout]]\ncontent = 'article'\n";
    let cases: &[(&str, String, &str, &[&str])] = &[
        ("on the day itself", "valid_until = '2026-05-31'\n".to_owned(), "2026-05-31", &[]),
        ("on the next", "valid_until = '2026-05-31'\n".to_owned(), "2026-06-01", &["3 expired"]),
        ("an old layout beside one of today", format!("{old}{open}"), "2026-06-01", &[]),
        ("an old layout over the file's own", format!("content = 'article'\n{old}"), "2026-06-01", &[]),
        ("all layouts", format!("{old}{new}"), "2026-06-01", &["7 expired"]),
        ("all layouts, a day before", format!("{old}{new}"), "2026-05-30", &[]),
        (
            "seen to work later",
            "valid_until = '2026-05-31'\nchecked = '2026-06-02'\n".to_owned(),
            "2026-01-01",
            &["3 seen-later"],
        ),
    ];
    for (name, lines, day, expected) in cases {
        let rule = format!("hosts = ['example.org']\n\n{lines}\n{TEST}");
        sandbox.file("rules/sites/example.toml", &rule);
        let ran = sandbox.dehusk(&["rules", "check", "rules", "--json", "--day", day]);
        let is_of_day = |found: &String| found.ends_with("expired") || found.ends_with("seen-later");
        let dated: Vec<String> = found(&ran).into_iter().filter(is_of_day).collect();
        assert_eq!(dated, *expected, "{name}\n{rule}");
    }
    let ran = sandbox.dehusk(&["rules", "check", "rules", "--day", "yesterday"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("`yesterday` is no date: write it as `2019-11-20`"), "{}", ran.err);
}
