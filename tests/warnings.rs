//! What a result says of itself: its state and its warnings.

use dehusk::{Article, Layer, Options, Page, Rest, RuleSet, RuleSource, State, Stripper, Warning};

const PARAGRAPH: &str = "<p>The harbour master counted the boats again, found that one more had come in than had gone out, \
    and wrote it down in the book that nobody but him had read since the old pier was closed to lorries, years ago.</p>";

/// The article of a page with ten paragraphs and a teaser, by a rule with this `content`.
fn strip(content: &str) -> Article {
    let body = PARAGRAPH.repeat(10);
    let html = format!(
        r#"<article class="story"><p class="teaser">Boats are counted, as they are every year.</p>{body}</article>"#
    );
    let rule = format!("schema = 1\nhosts = [\"example.org\"]\ncontent = [{content:?}]\n");
    let source = RuleSource { name: "example.org.toml".into(), text: rule };
    let rules = RuleSet::compile([Layer::new("own", vec![source])]).expect("the rule is fine");
    let page = Page::new(html.as_bytes()).url("https://example.org/boats");
    Stripper::new(rules).strip(&page).expect("within the limits")
}

#[test]
fn a_rule_that_keeps_what_the_generic_layer_would_keep_carries_no_warning() {
    let article = strip(".story");
    assert_eq!((article.state, article.warnings), (State::Rule, vec![]));
}

#[test]
fn a_rule_that_keeps_next_to_nothing_has_missed_the_article_and_says_so() {
    let article = strip(".teaser");
    assert_eq!(article.state, State::RuleMissed);
    assert!(article.blocks.len() >= 10, "{} blocks", article.blocks.len());
    assert!(
        matches!(article.warnings[..], [Warning::RuleTooShort { rule_chars: 42, generic_chars }] if generic_chars > 1000),
        "{:?}",
        article.warnings
    );
}

#[test]
fn a_rule_that_keeps_half_of_the_article_carries_a_warning_and_one_that_keeps_most_of_it_does_not() {
    let warned = |content: &str| strip(content).warnings.iter().any(|w| matches!(w, Warning::LengthDiffers { .. }));
    assert!(warned(".story > p:nth-child(-n+6)"));
    assert!(!warned(".story > p:nth-child(-n+9)"));
}

#[test]
fn a_rule_whose_content_is_nowhere_on_the_page_is_missed_and_the_generic_layer_steps_in() {
    let article = strip(".story-of-last-year");
    assert_eq!(article.state, State::RuleMissed);
    assert!(article.blocks.len() >= 10, "{} blocks", article.blocks.len());
}

#[test]
fn a_page_without_text_says_that_there_is_no_article() {
    let page = Page::new(b"<body><script>draw()</script></body>".as_slice());
    let article = Stripper::new(RuleSet::empty()).strip(&page).expect("within the limits");
    assert_eq!((article.blocks.len(), article.warnings), (0, vec![Warning::NoArticle]));
}

#[test]
fn regexes_are_counted_by_what_they_may_take() {
    let paragraph = format!("<p>{}</p>", "heave ho ".repeat(1_700));
    let page = format!("<article>{}</article>", paragraph.repeat(20));
    for key in ["drop_text", "cut"] {
        // The last one looks up to the end of the text for each `h` that it takes away.
        for (regex, count, is_refused) in [
            ("e[a-z ]{900}[0-9;:]", 1, true),
            ("^(Listen Live|Get short URL)$", 1, false),
            ("h[^x]*xy|h", 100, key == "cut"),
        ] {
            let regexes: Vec<String> = (0..count).map(|n| format!("'{regex}|no{n}'")).collect();
            let text = format!("schema = 1\nhosts = ['example.org']\n{key} = [{}]\n", regexes.join(", "));
            let rule = RuleSource { name: "example.org.toml".into(), text };
            let rules = RuleSet::compile([Layer::new("rules", vec![rule])]).expect("the rule compiles");
            let page = Page::new(page.as_bytes()).url("https://example.org/harbour");
            let mut options = Options::default();
            options.limits.steps = 20_000_000;
            let refused = Stripper::new(rules).options(options).strip(&page).err().map(|refused| refused.to_string());
            assert_eq!(refused.as_ref().is_some(), is_refused, "{key} {regex}: {refused:?}");
            assert!(refused.is_none_or(|refused| refused.contains(regex)), "{key} {regex}");
        }
    }
}

#[test]
fn how_sure_an_article_is_lies_between_none_and_one() {
    let generic =
        |html: &str| Stripper::new(RuleSet::empty()).strip(&Page::new(html.as_bytes())).expect("a small page");
    let none = generic("<title>Not found</title><h1>Not found</h1><p>The page that you asked for is not here.</p>");
    assert_eq!((none.blocks.len(), none.confidence, none.warnings), (0, 0.0, vec![Warning::NoArticle]));
    let clear =
        generic(&format!("<nav><a href=/>Home</a></nav><article><h1>Boats</h1>{}</article>", PARAGRAPH.repeat(10)));
    assert!(clear.confidence > 0.8 && clear.confidence <= 1.0, "{}", clear.confidence);
    let unclear =
        generic(&format!("<div><a href=/>Home and more</a> Set to soar</div>{PARAGRAPH}<div>Sign here to win</div>"));
    assert!(unclear.confidence < clear.confidence, "{} {}", unclear.confidence, clear.confidence);
}

#[test]
fn the_text_of_the_structured_data_says_where_it_is_from_and_may_be_refused() {
    let html =
        r#"<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "Boats are counted."}</script>"#;
    let stripper = Stripper::new(RuleSet::empty());
    let article = stripper.clone().strip(&Page::new(html.as_bytes())).expect("a small page");
    assert_eq!((article.state, article.warnings), (State::Embedded, vec![Warning::EmbeddedText]));
    let mut options = dehusk::Options::default();
    options.policies.embedded_text = dehusk::EmbeddedText::Never;
    let article = stripper.options(options).strip(&Page::new(html.as_bytes())).expect("a small page");
    assert_eq!((article.blocks.len(), article.warnings), (0, vec![Warning::NoArticle]));
}

/// What a page of ten paragraphs with something below them is warned of.
fn warned_of(below: &str) -> Vec<Warning> {
    let html = format!(
        "<head><title>Boats</title>{}</head><article><h1>Boats</h1>{}{below}</article>",
        if below.is_empty() { "<link rel=next href=/boats?page=2>" } else { "" },
        PARAGRAPH.repeat(10)
    );
    let page = Page::new(html.as_bytes()).url("https://example.org/boats");
    Stripper::new(RuleSet::empty()).strip(&page).expect("a small page").warnings
}

#[test]
fn half_an_article_is_told_with_the_place_that_tells_it() {
    let told = |rest, told: &str| vec![Warning::Incomplete { rest, told: told.to_owned() }];
    let cases = [
        ("", told(Rest::NextPage, "/boats?page=2")),
        ("<div class=pay>Subscribe to continue</div>", told(Rest::Subscription, "Subscribe to continue")),
        ("<div class=pages><a href=/boats/2>Next page</a></div>", told(Rest::NextPage, "Next page")),
        ("<p>But then the master …</p><div><a href=/b>Read more »</a></div>", told(Rest::OtherPage, "Read more »")),
        ("<p>So it was.</p><div><a href=/b>Read more »</a></div>", vec![]),
        ("<div><a href=/c>Next: the quarry</a></div>", vec![]),
    ];
    for (below, expected) in cases {
        assert_eq!(warned_of(below), expected, "{below}");
    }
}

#[test]
fn comments_stand_apart_from_the_article_where_they_are_asked_for() {
    let html = format!(
        "<article><h1>Boats</h1>{}</article><ol class=comments><li class=comment><p class=comment-text>Well said!</p></ol>",
        PARAGRAPH.repeat(4)
    );
    let article = |comments| {
        let mut options = dehusk::Options::default();
        options.policies.comments = comments;
        let stripper = Stripper::new(RuleSet::empty()).options(options);
        stripper.strip(&Page::new(html.as_bytes())).expect("a small page")
    };
    let (without, with) = (article(dehusk::Comments::Drop), article(dehusk::Comments::Keep));
    assert_eq!(without.comments, vec![]);
    assert_eq!(with.blocks, without.blocks);
    assert_eq!(with.comments.len(), 1);
    for format in dehusk::Format::all() {
        assert!(!without.render(format).contains("Well said!"), "{format}");
        assert!(with.render(format).trim_end().contains("Well said!"), "{format}");
    }
}

#[test]
fn who_prefers_precision_gets_less_and_who_prefers_recall_gets_more() {
    let pages = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages");
    let folders = std::fs::read_dir(pages).expect("the folder is there").flatten().map(|entry| entry.path());
    let mut files: Vec<_> = folders.filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten().collect();
    files.sort_by_key(std::fs::DirEntry::path);
    let pages: Vec<Vec<u8>> = files.iter().step_by(12).filter_map(|file| std::fs::read(file.path()).ok()).collect();
    let kept = |prefer| -> usize {
        let mut options = dehusk::Options::default();
        options.prefer = prefer;
        let stripper = Stripper::new(RuleSet::empty()).options(options);
        let text =
            |page: &Vec<u8>| stripper.strip(&Page::new(&**page)).expect("a small page").render(dehusk::Format::Text);
        pages.iter().map(|page| text(page).len()).sum()
    };
    let [precision, f1, recall] = [dehusk::Prefer::Precision, dehusk::Prefer::F1, dehusk::Prefer::Recall].map(kept);
    assert!(pages.len() > 20 && precision < f1 && f1 < recall, "{precision} {f1} {recall}");
}

#[test]
fn a_page_of_too_many_texts_is_refused() {
    let mut options = Options::default();
    options.limits.nodes = 64;
    let stripper = Stripper::new(RuleSet::empty()).options(options);
    let code = |count: usize| {
        let refused = stripper.strip(&Page::new("<p>x".repeat(count).as_bytes())).err();
        refused.map(|refused| refused.code())
    };
    assert_eq!((code(10), code(11)), (None, Some("too-many-nodes")));
}
