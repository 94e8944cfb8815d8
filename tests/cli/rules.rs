//! Where rules come from, what is said about wrong ones, and `dehusk rules`.

use crate::sandbox::{Sandbox, page};

/// A rule that keeps one paragraph of [`page`] alone.
fn rule(host: &str, paragraph: usize) -> String {
    format!(
        "schema = 2\nhosts = [\"{host}\"]\nchecked = \"2026-01-31\"\ncontent = [\"article p:nth-of-type({paragraph})\"]\n"
    )
}

/// Which paragraph of [`page`] comes out first, with this environment and these arguments.
fn first(sandbox: &Sandbox, environment: &str, args: &[&str]) -> String {
    let args = [&["page.html", "--url", "https://example.org/a"], args].concat();
    let mut command = sandbox.command(&args);
    if !environment.is_empty() {
        command.env("DEHUSK_RULES", environment);
    }
    let ran = crate::sandbox::ran(command.output().expect("dehusk runs"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let (_, report) = ran.out.split_once("The ").unwrap_or_else(|| panic!("no report in {}", ran.out));
    report.chars().take(1).collect()
}

#[test]
fn the_call_goes_before_the_environment_before_the_configuration() {
    let sandbox = Sandbox::new("the_call_goes_before");
    sandbox.file("page.html", page("Bree"));
    assert_eq!(first(&sandbox, "", &[]), "1", "no rule at all");
    sandbox.file("config/dehusk/rules/sites/example.toml", rule("example.org", 5));
    assert_eq!(first(&sandbox, "", &[]), "5");
    sandbox.file("env1/a.toml", rule("example.org", 4)).file("env2/a.toml", rule("example.org", 3));
    assert_eq!(first(&sandbox, "env1", &[]), "4");
    assert_eq!(first(&sandbox, "env2:env1", &[]), "3");
    sandbox.file("call/a.toml", rule("example.org", 2)).file("other/a.toml", rule("example.com", 1));
    assert_eq!(first(&sandbox, "env1", &["--rules", "call"]), "2");
    assert_eq!(first(&sandbox, "env1", &["--rules", "other", "--rules", "call"]), "2");
    assert_eq!(first(&sandbox, "env1", &["--rules", "call", "--no-site-rules"]), "1");
}

#[test]
fn a_host_can_be_insisted_on() {
    let sandbox = Sandbox::new("a_host_can_be_insisted_on");
    sandbox.file("page.html", page("Bree")).file("rules/a.toml", rule("example.com", 2));
    assert_eq!(first(&sandbox, "rules", &["--site", "example.com"]), "2");
}

#[test]
fn a_wrong_rule_is_told_with_its_place_and_a_remedy_and_nothing_is_done() {
    let sandbox = Sandbox::new("a_wrong_rule");
    sandbox.file("page.html", page("Bree"));
    for (name, line, remedy) in [
        ("contents", "contents = [\"article\"]", "content"),
        ("selector", "content = [\"div[\"]", "div["),
        ("regex", "content = [\"div\"]\ndrop_text = ['(']", "'('"),
    ] {
        let file = format!("{name}/example.toml");
        sandbox.file(&file, format!("schema = 1\nhosts = [\"example.org\"]\n{line}\n"));
        let ran = sandbox.dehusk(&["--rules", name, "page.html", "-o", "out.txt"]);
        assert_eq!(ran.code, Some(2), "{name}");
        assert!(ran.err.starts_with("dehusk: there is 1 error in the rules"), "{}", ran.err);
        let place = format!("{file}:{}", 2 + line.lines().count());
        assert!(ran.err.contains(&place) && ran.err.contains('^'), "{name} has place and caret:\n{}", ran.err);
        assert!(ran.err.contains(remedy) && ran.err.contains("help"), "{name} has a remedy:\n{}", ran.err);
        assert!(!sandbox.root.join("out.txt").exists(), "{name}: nothing was written");
    }
}

#[test]
fn a_folder_of_rules_that_is_not_there_is_an_error() {
    let sandbox = Sandbox::new("a_folder_of_rules_that_is_not_there");
    sandbox.file("page.html", page("Bree"));
    let ran = sandbox.dehusk(&["--rules", "nowhere", "page.html"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("nowhere"), "{}", ran.err);
}

#[test]
fn list_and_show_tell_what_there_is() {
    let sandbox = Sandbox::new("list_and_show");
    sandbox.file("rules/sites/harbour.toml", rule("*.example.org", 2));
    let listed = sandbox.dehusk(&["rules", "list", "--rules", "rules"]);
    assert_eq!(listed.code, Some(0));
    let line = listed.out.lines().next().expect("a line");
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words, ["harbour", "*.example.org", "2026-01-31", "rules/sites/harbour.toml"]);
    assert!(listed.out.contains("sputniknews.com") && listed.out.contains("built-in"), "{}", listed.out);

    for host in ["news.example.org", "https://news.example.org/a?b"] {
        let shown = sandbox.dehusk(&["rules", "show", host, "--rules", "rules", "--as-written"]);
        assert_eq!(shown.out, format!("# rules/sites/harbour.toml\n{}", rule("*.example.org", 2)));
    }
    assert_eq!(sandbox.dehusk(&["rules", "show", "example.net"]).code, Some(1));
}

#[test]
fn what_is_in_force_is_shown_with_the_place_of_each_line() {
    let sandbox = Sandbox::new("what_is_in_force");
    sandbox.file("page.html", page("Bree")).file("rules/shared/house.toml", "content = ['article']\ndrop = ['h1']\n");
    sandbox.file("rules/sites/a.toml", "hosts = ['example.org']\nextends = 'house'\ndrop = ['p:first-of-type']\n");
    let shown = sandbox.dehusk(&["rules", "show", "example.org", "--rules", "rules"]);
    let expected = "# rules/sites/a.toml\nschema = 2\nhosts = [\"example.org\"]\nreplace = true\ncontent = [\n  \"article\",  # \
                    rules/shared/house.toml:1\n]\ndrop = [\n  \"h1\",  # rules/shared/house.toml:2\n  \
                    \"p:first-of-type\",  # rules/sites/a.toml:3\n]\n";
    assert_eq!((shown.code, shown.out.as_str()), (Some(0), expected));
    assert_eq!(first(&sandbox, "rules", &[]), "2");

    sandbox.file("shown/a.toml", &shown.out);
    assert_eq!(first(&sandbox, "shown", &[]), "2", "what is shown is a rule that does the same");
    let json = sandbox.dehusk(&["rules", "show", "example.org", "--rules", "rules", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(json["layouts"][0][0]["file"], "rules/shared/house.toml");
}

#[test]
fn a_users_rule_overrides_or_extends_the_one_below() {
    let sandbox = Sandbox::new("a_users_rule_overrides");
    sandbox.file("page.html", page("Bree")).file("below/sites/example.toml", rule("example.org", 2));
    assert_eq!(first(&sandbox, "below", &[]), "2");
    sandbox.file("mine/mine.toml", rule("example.org", 3));
    assert_eq!(first(&sandbox, "mine:below", &[]), "3", "it overrides");
    sandbox.file(
        "mine/mine.toml",
        "hosts = ['example.org']\nextends = 'example'\ncontent = ['article']\ndrop = ['p:first-of-type']\n",
    );
    assert_eq!(first(&sandbox, "mine:below", &[]), "2", "it extends");
    let shown = sandbox.command(["rules", "show", "example.org"]).env("DEHUSK_RULES", "mine:below").output();
    let shown = crate::sandbox::ran(shown.expect("dehusk runs"));
    assert!(shown.out.contains("\"article\",  # mine/mine.toml:3"), "{}", shown.out);
    sandbox.file("mine/mine.toml", "hosts = ['example.org']\nextends = 'example'\ndrop = ['.none']\n");
    let shown = sandbox.command(["rules", "show", "example.org"]).env("DEHUSK_RULES", "mine:below").output();
    let shown = crate::sandbox::ran(shown.expect("dehusk runs"));
    assert!(shown.out.contains("# below/sites/example.toml:4\n"), "{}", shown.out);
}

#[test]
fn a_rule_that_was_changed_is_read_anew() {
    let sandbox = Sandbox::new("a_rule_that_was_changed");
    sandbox.file("page.html", page("Bree"));
    for paragraph in [4, 2] {
        sandbox.file("config/dehusk/rules/example.toml", rule("example.org", paragraph));
        assert_eq!(first(&sandbox, "", &[]), paragraph.to_string());
    }
    std::fs::remove_file(sandbox.root.join("config/dehusk/rules/example.toml")).expect("it is there");
    assert_eq!(first(&sandbox, "", &[]), "1", "no rule at all");
}

#[test]
fn check_runs_the_tests_of_rules() {
    let sandbox = Sandbox::new("check_runs_the_tests");
    let test =
        |word: &str| format!("{}[[test]]\nfile = \"pages/a.html\"\ncontains = [\"{word}\"]\n", rule("example.org", 2));
    let html = page("Bree").replace("<head>", "<head><link rel=canonical href=https://example.org/a>");
    sandbox.file("pages/a.html", html).file("rules/sites/example.toml", test("The 2. report"));
    let ran = sandbox.dehusk(&["rules", "check", "rules"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "1 rule, 1 test, 0 problems\n"), "{}", ran.err);

    sandbox.file("rules/sites/example.toml", test("The 3. report"));
    let ran = sandbox.dehusk(&["rules", "check", "rules"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("The 3. report") && ran.out.contains("rules/sites/example.toml:"), "{}", ran.out);

    sandbox.file("rules/sites/example.toml", "hosts = 3");
    assert_eq!(sandbox.dehusk(&["rules", "check", "rules"]).code, Some(2));
}

#[test]
fn the_schema_is_printed() {
    let sandbox = Sandbox::new("the_schema_is_printed");
    let ran = sandbox.dehusk(&["rules", "schema"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let schema: serde_json::Value = serde_json::from_str(&ran.out).expect("it is JSON");
    assert_eq!(schema["properties"]["layout"]["type"], "array");
}
