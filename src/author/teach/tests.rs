use super::{Light, Part, Pick, Said, Session, Site, Unteachable};
use crate::author::check::Checker;
use crate::author::learn::{Sample, Unlearnable};
use crate::{Layer, Page, RuleSet, RuleSource};

/// The articles of three pages of a site, with what stands in each that is none of it.
const PAGES: [[&str; 5]; 3] = [
    [
        "The ferry that links the two islands took up its service again on Monday, after six weeks in the yard, and half of \
         the smaller island stood on the quay to see it come in.",
        "Its captain, who has steered it for thirty years, said that the new engine was quieter than any before it.",
        "The crossing still takes forty minutes, and the fare stays as it was until the spring.",
        "Walk with our harbour master through the old yard on Sunday, and hear how the ferries were built there.",
        "Quieter than any before",
    ],
    [
        "The lighthouse at the northern end of the bay is to be painted red again, as it was until the year of the long \
         frost, the council decided on Tuesday night by a single vote.",
        "Nobody on the council could say who had painted it white, nor why the paint had been so cheap in that year.",
        "The work must be done before the autumn storms, when no ladder stands at the tower for long.",
        "Meet the keeper at the lamp on Friday with our readers, and climb the stairs that nobody has counted twice.",
        "Red again",
    ],
    [
        "The crane at the eastern pier, long written off by the town, was sold on Wednesday to a woman who means to live in \
         it, as soon as she has found out how to heat it.",
        "She has bought two chairs and a stove, and climbed the stairs three times on the first day alone.",
        "The town keeps the right to hang a flag on it at the feast of the boats, and the gulls keep the cabin.",
        "Climb the crane with its owner and our readers in May, and see the bay as only the gulls have seen it.",
        "A stove and two chairs",
    ],
];

fn html(at: usize) -> String {
    let [one, two, three, walk, quote] = PAGES[at];
    format!(
        "<link rel=canonical href=https://gazette.example/{at}><title>News {at}</title><nav><a href=/>Home</a></nav>\
         <article class=story><h1 class=story__head>News {at}</h1><p class=by>By <b>Ada Quill</b></p><p>{one}</p><p>{two}</p>\
         <div class=pair><blockquote class='css-1x2abcd pull'>{quote}</blockquote><p>{three}</p></div><p class='walk mt-4'>{walk}</p></article>\
         <footer>All rights reserved</footer>"
    )
}

fn session_of(pages: &[String]) -> Session {
    let sample =
        |(at, html): (usize, &String)| Sample::new(Page::new(html.clone().into_bytes()), format!("pages/{at}.html"));
    let samples: Vec<Sample<'_>> = pages.iter().enumerate().map(sample).collect();
    let site = Site::read(&samples).expect("pages of a site");
    assert_eq!(site.host(), "gazette.example");
    site.session("my-rules/gazette.example.toml", Vec::new()).expect("no rules below")
}

fn session() -> Session {
    session_of(&[html(0), html(1), html(2)])
}

/// The node of a text that begins so.
fn node(session: &Session, page: usize, text: &str) -> u32 {
    let html = session.page(page, &mut |_| None).expect("a page").html;
    let before = html.split(text).next().filter(|before| before.len() < html.len()).expect("the text");
    before.rsplit("data-n=\"").next().and_then(|rest| rest.split('"').next()?.parse().ok()).expect("a number")
}

fn pick(session: &Session, page: usize, text: &str, part: Part) -> Pick {
    Pick { node: node(session, page, text), part }
}

fn said(picks: &[Pick]) -> Vec<Said> {
    vec![Said { picks: picks.to_vec(), right: None }]
}

/// The lines that are offered for a pick on the first page, the best first.
fn lines(session: &Session, rule: &str, pick: Pick) -> Vec<String> {
    let offers = session.offers(rule, &said(&[pick]), 0, pick.node, pick).expect("a sound rule");
    offers.into_iter().map(|offer| offer.line).collect()
}

#[test]
fn the_smallest_line_that_lasts_is_offered_first() {
    let session = session();
    let rule = session.draft();
    let cases = [
        ("Walk with", Part::Husk, "drop `.walk`"),
        ("Quieter than any", Part::Husk, "drop `.pull`"),
        ("Ada Quill", Part::Author, "author from `.by`"),
        ("News 0</d-t></h1>", Part::Headline, "title from `.story__head`"),
        ("Walk with", Part::Note, "note `.walk`"),
        ("Walk with", Part::Comments, "comments `.walk`"),
        ("All rights", Part::Article, "keep `footer`"),
    ];
    for (text, part, expected) in cases {
        let lines = lines(&session, &rule, pick(&session, 0, text, part));
        assert_eq!(lines.first().map(String::as_str), Some(expected), "{text} {part:?}: {lines:?}");
        assert!(!lines.iter().any(|line| line.contains("css-1x2abcd") || line.contains("mt-4")), "{lines:?}");
    }
}

#[test]
fn an_offer_tells_what_it_does_on_all_pages() {
    let session = session();
    let husk = pick(&session, 0, "Walk with", Part::Husk);
    let offers = session.offers(&session.draft(), &said(&[husk]), 0, husk.node, husk).expect("a sound rule");
    assert_eq!(
        offers[0].told,
        "hits 1 place on each of 3 pages, takes 42 words on 2 pages of which you have said nothing"
    );
    assert_eq!((offers[0].hits.iter().map(Vec::len).collect::<Vec<_>>(), offers[0].solves), (vec![1, 1, 1], 1));
    // Once it is said of the others, too, it is husk on all.
    let all: Vec<Said> = ["Walk with", "Meet the", "Climb the crane"]
        .iter()
        .enumerate()
        .map(|(at, text)| Said { picks: vec![pick(&session, at, text, Part::Husk)], right: None })
        .collect();
    let offers = session.offers(&session.draft(), &all, 0, husk.node, husk).expect("a sound rule");
    assert_eq!((offers[0].told.as_str(), offers[0].solves), ("hits 1 place on each of 3 pages, husk on all", 3));
}

#[test]
fn what_goes_against_what_was_said_is_told_and_comes_last() {
    let session = session();
    let husk = pick(&session, 0, "Quieter than any", Part::Husk);
    let all = said(&[husk, pick(&session, 0, "The crossing", Part::Article)]);
    // At the element around both of them a line takes both.
    let trial = &session.pages[0].trial;
    let pair = trial.dom.ids().find(|id| trial.dom.classes(*id).any(|class| class == "pair")).expect("it is there");
    let offers = session.offers(&session.draft(), &all, 0, pair.index() as u32, husk).expect("a sound rule");
    let broad = offers.iter().find(|offer| offer.line == "drop `.pair`").expect("it is asked for");
    let against = broad.against.as_deref().expect("it takes the article");
    assert!(against.contains("against what you said of pages/0.html"), "{against}");
    assert!(against.contains("1 mark that is true now would not be"), "{against}");
}

#[test]
fn a_name_that_finds_little_else_goes_before_one_that_finds_much() {
    // `.all` is around all that is dropped anyway, and would be shorter to say.
    let page = |n: usize| {
        let [one, two, three, walk, _] = PAGES[n];
        let links = "<li>Tides and times of all the boats that leave the harbour today".repeat(9);
        format!(
            "<link rel=canonical href=https://gazette.example/{n}><article class=story><p>{one}<p>{two}<p>{three}</article>\
             <div class=all><div class=tied><p>{walk}</div><footer><ul>{links}</ul></footer></div>"
        )
    };
    let session = session_of(&[page(0), page(1)]);
    let rule = "schema = 2\nhosts = [\"gazette.example\"]\n";
    let kept = session.mark(rule, None, &[]).expect("a sound rule")[0].texts.clone();
    assert!(kept.starts_with("kkkk"), "{kept}");
    let lines = lines(&session, rule, pick(&session, 0, "Walk with", Part::Husk));
    let place = |line: &str| lines.iter().position(|other| other == line);
    assert_eq!(place("drop `.tied`"), Some(0), "{lines:?}");
    assert!(place("drop `.all`").is_some_and(|at| at > 0), "{lines:?}");
}

#[test]
fn several_marks_are_solved_together() {
    let session = session();
    let rule = session.draft();
    let all = said(&[pick(&session, 0, "Walk with", Part::Husk), pick(&session, 0, "Quieter than any", Part::Husk)]);
    let offer = session.solve(&rule, &all).expect("a sound rule").expect("there are lines");
    assert_eq!((offer.line.as_str(), offer.solves), ("drop `.walk`, drop `.pull`", 2));
    assert_eq!(offer.told, "makes 2 of 2 marks true");
    let marked = session.mark(&offer.rule, Some(&rule), &all).expect("a sound rule");
    assert!(marked[0].undone.is_empty());
    assert_eq!((marked[0].light, marked[1].light), (Light::Better, Light::Unknown));
    assert_eq!(marked[0].with, Some(1.0));
    assert!(marked[0].without < marked[0].with);
    let went: Vec<Vec<&str>> =
        marked.iter().map(|page| page.changes.iter().map(|change| change.text.as_str()).collect()).collect();
    for (page, went) in went.iter().enumerate() {
        assert_eq!(*went, [PAGES[page][4], PAGES[page][3]]);
    }
    assert!(marked.iter().all(|page| page.changes.iter().all(|change| !change.came)));
    assert_eq!(session.solve(&offer.rule, &all).expect("a sound rule"), None);
}

#[test]
fn a_line_of_the_rule_itself_is_taken_back() {
    let session = session();
    let rule = "schema = 2\nhosts = [\"gazette.example\"]\ndrop = [\".walk\", \".pull\"]\n";
    let article = pick(&session, 0, "Walk with", Part::Article);
    let offers = session.offers(rule, &said(&[article]), 0, article.node, article).expect("a sound rule");
    assert_eq!(offers[0].line, "no drop `.walk` any more");
    assert_eq!(offers[0].rule, "schema = 2\nhosts = [\"gazette.example\"]\ndrop = [\".pull\"]\n");
}

#[test]
fn a_text_without_a_name_is_known_by_its_place_or_its_words() {
    let bare = |n: usize| {
        let [one, two, three, ..] = PAGES[n];
        format!(
            "<link rel=canonical href=https://gazette.example/{n}><article class=story><p>{one}<p>{two}<p>{three}\
             <p>Written for you by all of us at the harbour.</article>"
        )
    };
    let session = session_of(&[bare(0), bare(1)]);
    let husk = pick(&session, 0, "Written for you", Part::Husk);
    let rule = "schema = 2\nhosts = [\"gazette.example\"]\nkeep = [\".story\"]\n";
    let lines = lines(&session, rule, husk);
    assert_eq!(
        lines[..2],
        ["drop `.story > p:last-child`", "drop_text `^Written for you by all of us at the harbour\\.$`"]
    );
}

#[test]
fn marks_tell_kept_from_dropped_from_set_aside() {
    let session = session();
    let rule = "schema = 2\nhosts = [\"gazette.example\"]\nnote = [\".walk\"]\nbyline = [\".by\"]\n";
    let marked = session.mark(rule, None, &[]).expect("a sound rule");
    let shown = session.page(0, &mut |_| None).expect("a page");
    assert_eq!(marked[0].texts.len(), shown.texts.len());
    // Home, the headline, two of the byline, two texts, the quotation, the last text, the walk, the footer.
    assert_eq!(marked[0].texts, "ddbbkkkknd");
    let region = marked[0].region.expect("there is an article");
    assert_eq!(region, [node(&session, 0, "The ferry"), node(&session, 0, "Walk with")]);
    let read = session.read(rule, 0).expect("a sound rule");
    let lines: Vec<&str> = read.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(lines.last(), Some(&PAGES[0][3]));
    assert!(read.lines.iter().all(|line| line.node.is_some()));
    assert_eq!(read.facts[0].value, "News 0");
    let [why, place] = session.why(rule, 0, node(&session, 0, "Walk with")).expect("a sound rule");
    assert_eq!((why.as_str(), place.as_str()), ("my-rules/gazette.example.toml:3 note .walk", "article.story p.walk"));
}

#[test]
fn a_text_is_what_a_reader_sees_of_it() {
    let [one, two, three, ..] = PAGES[0];
    let counted = |text: &str| format!("<p><span hidden>0</span>{text}");
    let session = session_of(&[format!(
        "<link rel=canonical href=https://gazette.example/0><article class=story>{}{}{}</article>",
        counted(one),
        counted(two),
        counted(three)
    )]);
    let marked = session.mark(&session.draft(), None, &[]).expect("a sound rule");
    assert_eq!(marked[0].texts[2..], *"ukuk");
    let read = session.read(&session.draft(), 0).expect("a sound rule");
    assert!(read.lines.iter().all(|line| line.node.is_some()), "{:?}", read.lines);
    let husk = pick(&session, 0, "Its captain", Part::Husk);
    let written = session.written(&session.draft(), &said(&[husk])).expect("a sound rule");
    assert!(written.rights[0].1.trim_end().ends_with(&[one, three].join("\n\n")), "{:?}", written.rights);
}

#[test]
fn a_page_may_be_called_right_as_a_whole() {
    let session = session();
    let [one, two, three, ..] = PAGES[1];
    let right = [one, two, three].join("\n\n");
    let all = vec![Said::default(), Said { picks: Vec::new(), right: Some(right.clone()) }];
    let marked = session.mark(&session.draft(), None, &all).expect("a sound rule");
    assert_eq!((marked[0].light, marked[1].light), (Light::Unknown, Light::Same));
    let rule = "schema = 2\nhosts = [\"gazette.example\"]\ndrop = [\".story > p:nth-of-type(3)\"]\n";
    assert_eq!(session.mark(rule, None, &all).expect("a sound rule")[1].light, Light::Worse);
    let written = session.written(&session.draft(), &all).expect("a sound rule");
    assert_eq!(written.rights, [(1, right)]);
}

#[test]
fn what_is_written_passes_its_check() {
    let session = session();
    let husk = ["Walk with", "Quieter than any", "Ada Quill"].map(|text| pick(&session, 0, text, Part::Husk));
    let mut all = said(&husk);
    all.push(Said { picks: vec![pick(&session, 1, "The work must", Part::Article)], right: None });
    let rule = session.solve(&session.draft(), &all).expect("a sound rule").expect("there are lines").rule;
    let mut written = session.written(&rule, &all).expect("a sound rule");
    // What is written is written again as it is.
    assert_eq!(session.written(&written.rule, &all).expect("a sound rule"), written);
    let [one, two, three, ..] = PAGES[0];
    assert_eq!(written.rights[0].1.trim_end(), [one, two, three].join("\n\n"));
    let check = |text: &str| {
        let source = RuleSource { name: "my-rules/gazette.example.toml".into(), text: text.to_owned() };
        let rules = RuleSet::compile([Layer::new("mine", vec![source])]).expect("it can be read");
        let mut load = |_: &str, page: &str| Ok(html(page[6..7].parse().expect("a digit")).into_bytes());
        Checker::new(&rules, |_| true).finish(&mut load)
    };
    let checked = check(&written.rule);
    assert_eq!((checked.tests, checked.findings.len()), (2, 0), "{:?}\n{}", checked.findings, written.rule);
    // And its tests are some: without a line they fail.
    assert!(written.rule.contains("  \".walk\""), "{}", written.rule);
    written.rule = written.rule.replace("  \".walk\"", "  #\".walk\"");
    assert_eq!(check(&written.rule).findings[0].problem.code(), "ends-with");
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let session = session();
    let Err(Unteachable::Rule(errors)) =
        session.mark("schema = 2\nhosts = [\"a.example\"]\ndrop = [\"div[\"]\n", None, &[])
    else {
        panic!("it is wrong");
    };
    assert_eq!(errors.iter().map(|error| error.line()).collect::<Vec<_>>(), [3]);
    let rule = "schema = 2\nhosts = [\"gazette.example\"]\ndrop = [\".gone\", \".css-1x2abcd\"]\n";
    let lints = session.lints(rule).expect("it can be read");
    let codes: Vec<&str> = lints.iter().map(|lint| lint.problem.code()).collect();
    assert_eq!(codes, ["finds-nothing", "hashed-name"]);
    assert!(matches!(session.why(rule, 3, 0), Err(Unteachable::NoPlace)));
    assert!(matches!(session.why(rule, 0, 9_999), Err(Unteachable::NoPlace)));
}

#[test]
fn pages_of_two_sites_are_refused() {
    let page = |host: &str| format!("<link rel=canonical href=https://{host}/a><p>All is well.");
    let (one, two) = (page("gazette.example"), page("harbour.example"));
    let samples = [Sample::new(Page::new(one.into_bytes()), "a"), Sample::new(Page::new(two.into_bytes()), "b")];
    let error = Site::read(&samples).expect_err("two sites");
    assert_eq!(
        error.to_string(),
        "b: it is of harbour.example, and the pages before it are of gazette.example: name pages of one site"
    );
    assert_eq!(Site::read(&[]).expect_err("no page"), Unlearnable::NoPage);
}
