//! What holds for any rule: the order of its lines changes nothing, and no text of a rule file is a panic.

use dehusk::{Format, Layer, Page, RuleSet, RuleSource, Stripper};
use proptest::prelude::*;

/// Lines that clash with one another on the pages below, as key and value.
const LINES: &[(&str, &str)] = &[
    ("drop", "'.a'"),
    ("drop", "'p'"),
    ("drop", "'div > .b'"),
    ("drop", "'.a:has(.c)'"),
    ("keep", "'.b'"),
    ("keep", "'.a .c'"),
    ("keep", "'p:has-text(3)'"),
    ("drop_text", "'^1'"),
    ("drop_text", "'4 5$'"),
    ("cut", "' \\d$'"),
    ("cut", "'2'"),
    ("start_after", "'.c'"),
    ("start_after", "{ text = '2' }"),
    ("stop_before", "'.b:nth-match(-1)'"),
    ("stop_before", "{ text = '^6' }"),
    ("stop_before", "'section'"),
];

type Lines = Vec<(&'static str, &'static str)>;

/// A rule of these lines, in this order, for a host of its own.
fn rule(host: String, lines: &Lines) -> RuleSource {
    let mut keys: Vec<&str> = Vec::new();
    for (key, _) in lines {
        if !keys.contains(key) {
            keys.push(key);
        }
    }
    let list = |key: &&str| {
        let values: Vec<&str> = lines.iter().filter(|(of, _)| of == key).map(|(_, value)| *value).collect();
        format!("{key} = [{}]\n", values.join(", "))
    };
    let lists: String = keys.iter().map(list).collect();
    let text = format!("{lists}clean = 'none'\ncontent = 'body'\nhosts = ['{host}']\n");
    RuleSource { name: format!("sites/{host}.toml"), text }
}

/// Pages of nested blocks with numbers as text.
fn page() -> impl Strategy<Value = String> {
    let class = prop::sample::select(vec!["", " class=a", " class=b", " class=c", " class='a b'"]);
    let text = prop::collection::vec(1..7, 0..4)
        .prop_map(|numbers| numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
    let leaf = (class.clone(), text).prop_map(|(class, text)| format!("<p{class}>{text}</p>{text}<br><br>"));
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let tag = prop::sample::select(vec!["div", "section", "b"]);
        (tag, class.clone(), prop::collection::vec(inner, 0..4))
            .prop_map(|(tag, class, inner)| format!("<{tag}{class}>{}</{tag}>", inner.concat()))
    })
}

/// Some of the lines, in two orders.
fn lines_twice() -> impl Strategy<Value = [Lines; 2]> {
    prop::sample::subsequence(LINES.to_vec(), 0..LINES.len())
        .prop_flat_map(|lines| [Just(lines.clone()).prop_shuffle(), Just(lines).prop_shuffle()])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_lines_never_matters(
        pairs in prop::collection::vec(lines_twice(), 8),
        pages in prop::collection::vec(page(), 4),
    ) {
        let host = |pair: usize, order: usize| format!("{order}.{pair}.example");
        let source = |(n, pair): (usize, &[Lines; 2])| [0, 1].map(|order| rule(host(n, order), &pair[order]));
        let sources = pairs.iter().enumerate().flat_map(source).collect();
        let stripper = Stripper::new(RuleSet::compile([Layer::new("test", sources)]).expect("compiles"));
        for page in &pages {
            for (n, pair) in pairs.iter().enumerate() {
                let [one, other] = [0, 1].map(|order| {
                    let page = Page::new(page.as_bytes()).url(format!("https://{}/", host(n, order)));
                    stripper.strip(&page).expect("within the limits").render(Format::Text)
                });
                prop_assert_eq!(one, other, "{:?} on {}", pair, page);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_rule_file_compiles_or_says_why_not(
        lines in prop::collection::vec(
            r#"(hosts|content|drop|keep|cut|drop_text|start_after|meta|title|extends|clean|path|file|\[\[layout\]\]|\[\[test\]\]|\[meta\]|[a-z]{1,4}) ?=? ?("|'|\[|\{ text = )?([a-z.:()*+\[\]é\\"'>, ]{0,12}|example\.org|p:has\(a\)|[0-9]{1,3})("|'|\]|\})?"#,
            0..6,
        ),
        shared in any::<bool>(),
    ) {
        let name = if shared { "shared/x.toml" } else { "sites/x.toml" };
        let text = lines.join("\n");
        if let Err(errors) = RuleSet::compile([Layer::new("test", vec![RuleSource { name: name.to_owned(), text }])]) {
            prop_assert!(errors.iter().len() > 0);
            for error in errors.iter() {
                prop_assert!(error.render(false).contains(name) && error.render(true).len() > 10);
                prop_assert!(error.line() >= 1 && error.column() >= 1);
            }
        }
    }

    #[test]
    fn brackets_by_the_thousand_are_no_overflow(
        open in prop::sample::select(vec!["[", "{a=", "'x", "a.", "[[", "\""]),
        n in 1_000..50_000_usize,
    ) {
        let text = format!("drop = {}", open.repeat(n));
        let layer = Layer::new("test", vec![RuleSource { name: "x.toml".to_owned(), text }]);
        prop_assert!(RuleSet::compile([layer]).is_err());
    }

    #[test]
    fn any_text_is_a_rule_file_or_not(text in any::<String>()) {
        let _ = RuleSet::compile([Layer::new("test", vec![RuleSource { name: "x.toml".to_owned(), text }])]);
    }
}
