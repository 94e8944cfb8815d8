use super::{Layer, RuleSet, RuleSource};
use crate::mark::RuleKey;

fn layer(files: &[(&str, &str)]) -> Layer {
    let source = |&(name, text): &(&str, &str)| RuleSource { name: name.to_owned(), text: text.to_owned() };
    Layer::new("test", files.iter().map(source).collect())
}

fn patterns<T>(lines: &[std::sync::Arc<super::super::Line<T>>]) -> Vec<&str> {
    lines.iter().map(|line| &*line.pattern).collect()
}

#[test]
fn a_host_finds_its_most_specific_rule() {
    let rules = RuleSet::compile([
        layer(&[
            ("sites/all.toml", "hosts = ['*.example.org']"),
            ("sites/news.toml", "hosts = ['news.example.org', '*.news.example.org', 'example.co.uk']"),
        ]),
        layer(&[("sites/below.toml", "hosts = ['a.example.org', 'example.org']")]),
    ]);
    let rules = rules.expect("compiles");
    let cases = [
        ("news.example.org", Some("news")),
        ("www.news.example.org", Some("news")),
        ("NEWS.example.org.", Some("news")),
        ("x.y.news.example.org", Some("news")),
        ("x.example.org", Some("all")),
        ("a.example.org", Some("all")),
        ("example.org", Some("below")),
        ("example.co.uk", Some("news")),
        ("other.co.uk", None),
        ("org", None),
        ("", None),
    ];
    for (host, expected) in cases {
        assert_eq!(rules.name_for(host), expected, "{host}");
    }
}

#[test]
fn blocks_add_exceptions_and_replace_the_rest() {
    let site = "hosts = ['example.org']\nextends = 'cms'\ndrop = ['.ad']\nclean = 'none'\n\
                [meta]\ntitle = 'h1'\n[[layout]]\ncontent = '.new'\ndrop = ['.late']";
    let shared = "content = ['.cms']\ndrop = ['.bar']\ncut = ['x+']\nclean = 'full'\n[meta]\ntitle = 'h2'\ndate = 'time'\n\
                  [[layout]]\nwhen = '.old'\ncontent = '.ancient'";
    let rules = RuleSet::compile([layer(&[("sites/a.toml", site)]), layer(&[("shared/cms.toml", shared)])]);
    let rule = rules.expect("compiles").rule_for("example.org").expect("claimed");
    let contents: Vec<_> = rule.layouts.iter().map(|l| patterns(l.lines.of(RuleKey::Content))).collect();
    assert_eq!(contents, [[".new"], [".ancient"], [".cms"]]);
    let drops: Vec<_> = rule.layouts.iter().map(|l| patterns(l.lines.of(RuleKey::Drop))).collect();
    assert_eq!(drops, [vec![".bar", ".ad", ".late"], vec![".bar", ".ad"], vec![".bar", ".ad"]]);
    for layout in &rule.layouts {
        assert_eq!(patterns(layout.lines.of(RuleKey::Cut)), ["x+"]);
        assert_eq!(layout.clean.as_ref().map(|line| line.value), Some(super::super::Clean::None));
        let mut meta: Vec<_> = layout.meta.iter().map(|(field, from)| (field.name(), patterns(from))).collect();
        meta.sort();
        assert_eq!(meta, [("date", vec!["time"]), ("title", vec!["h1"])]);
    }
    assert!(rule.layouts[1].scope.when.is_some() && rule.layouts[2].scope.when.is_none());
}

#[test]
fn a_users_rule_can_build_on_the_one_below() {
    let below = layer(&[("sites/example.toml", "hosts = ['example.org']\ncontent = 'main'\ndrop = '.ad'")]);
    let above = layer(&[("sites/mine.toml", "hosts = ['example.org']\nextends = 'example'\ndrop = '.promo'")]);
    let rule = RuleSet::compile([above, below]).expect("compiles").rule_for("example.org").expect("claimed");
    assert_eq!(rule.layouts.len(), 1);
    assert_eq!((&*rule.name, patterns(rule.layouts[0].lines.of(RuleKey::Content))), ("mine", vec!["main"]));
    assert_eq!(rule.layouts[0].lines.of(RuleKey::Content)[0].file.as_ref(), "sites/example.toml");
    assert_eq!(
        (rule.layouts[0].lines.of(RuleKey::Drop)[1].file.as_ref(), rule.layouts[0].lines.of(RuleKey::Drop)[1].line),
        ("sites/mine.toml", 3)
    );
    assert_eq!(patterns(rule.layouts[0].lines.of(RuleKey::Drop)), [".ad", ".promo"], "each once");
}

#[test]
fn rules_that_ship_are_sound() {
    let embedded = super::BUILTIN;
    assert!(!embedded.is_empty());
    let given = embedded.iter().map(|f| RuleSource { name: f.name.to_owned(), text: f.text.to_owned() });
    let given = RuleSet::compile([Layer::new("shipped", given.collect())]).unwrap_or_else(|e| panic!("\n{e}"));
    let names = |rules: &RuleSet| rules.fingerprints().map(|rule| rule.name.clone()).collect::<Vec<_>>();
    assert_eq!(
        names(&given),
        names(&RuleSet::builtin()),
        "a block is taken for none that says which pages are its own"
    );
    for file in embedded {
        let whole = std::fs::read_to_string(file.name).expect("a file of the folder of rules");
        assert!(whole.starts_with(file.text), "{}: lines stay where they are", file.name);
        assert!(!file.text.contains("[[test]]"), "{}: tests are for authors", file.name);
    }
    for file in embedded.iter().filter(|file| !super::in_folder(file.name, "shared")) {
        let (read, _) = super::file::read(file.text, true);
        let hosts: Vec<&str> = read.hosts.iter().map(|host| host.get_ref().as_str()).collect();
        assert_eq!(hosts, file.hosts, "{}: build.rs reads other hosts than the rule reader", file.name);
        assert_eq!(
            RuleSet::builtin().name_for(hosts[0].trim_start_matches("*.")).is_some(),
            !hosts[0].starts_with('*')
        );
    }
}
