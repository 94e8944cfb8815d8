//! A caller's check stops a page wherever the work on it stands, and nothing else.

use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use dehusk::{Form, Format, Options, Page, Refused, RuleSet, StopCheck, Stripper};

fn page(paragraphs: usize) -> String {
    let paragraph =
        "<p>All is well in the harbour today, <b>and so</b> it was on <a href=/all>all days</a> before.</p>";
    format!("<title>Harbour</title><nav>Home</nav><article>{}</article>", paragraph.repeat(paragraphs))
}

fn stripper(is_over: impl Fn() -> bool + Send + Sync + 'static) -> Stripper {
    let mut options = Options::default();
    options.limits.stop = Some(StopCheck::new(is_over));
    Stripper::new(RuleSet::empty()).options(options)
}

#[test]
fn a_page_is_stopped_at_any_asking() {
    let left = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&left);
    let stripper = stripper(move || count.fetch_sub(1, Ordering::Relaxed) == 1);
    // What becomes of a page that is stopped at the nth asking, and how often was asked.
    let stopped_at = |nth: u64, html: &str| {
        left.store(nth, Ordering::Relaxed);
        let article = stripper.strip(&Page::new(html.as_bytes()));
        (article.err().map(|refused| refused.code()), nth - left.load(Ordering::Relaxed))
    };
    let (html, never) = (page(1_000), u64::MAX);
    let (whole, asked) = stopped_at(never, &html);
    assert!(whole.is_none() && asked > 20, "{asked}");
    for nth in 1..=asked {
        assert_eq!(stopped_at(nth, &html), (Some("stopped"), nth));
    }
    assert!(stopped_at(never, &page(4_000)).1 > 2 * asked, "what takes longer is asked for more often");
}

#[test]
fn a_text_that_nothing_parses_is_stopped_while_it_is_put_together() {
    let asked = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&asked);
    let stripper = stripper(move || count.fetch_add(1, Ordering::Relaxed) == u64::MAX);
    let asked_for = |lines: usize| {
        asked.store(0, Ordering::Relaxed);
        let text = "All is well in the harbour today, and so it was on all days before.\n".repeat(lines);
        stripper.strip_text(&text, None).expect("nothing stops it");
        asked.load(Ordering::Relaxed)
    };
    let (few, many) = (asked_for(1), asked_for(30_000));
    assert!(many > few + 1, "{few}, {many}");
}

/// Articles that each give a renderer much to do in one block.
fn long() -> Vec<(&'static str, String)> {
    let sentence = "All is well in the harbour today, and so it was on all days before. ";
    vec![
        ("a table", format!("<p>{sentence}</p><table>{}</table>", "<tr><td>a boat<td>b boats".repeat(5_000))),
        ("a list", format!("<p>{sentence}</p><ul>{}</ul>", format!("<li>{sentence}").repeat(3_000))),
        ("a line", format!("<p>{}</p>", "All is <b>well</b> in the harbour, ".repeat(6_000))),
        ("a text", format!("<p>{sentence}</p><p>{}</p>", sentence.repeat(5_000))),
        ("code", format!("<p>{sentence}</p><pre>{}</pre>", "let boat = 1;\n".repeat(20_000))),
    ]
}

#[test]
fn an_article_is_stopped_while_it_is_written_in_any_format() {
    let left = Arc::new(AtomicU64::new(u64::MAX));
    let count = Arc::clone(&left);
    let stripper = stripper(move || count.fetch_sub(1, Ordering::Relaxed) == 1);
    for (what, html) in long() {
        let html = format!("<title>Harbour</title><article>{html}</article>");
        left.store(u64::MAX, Ordering::Relaxed);
        let article = stripper.strip(&Page::new(html.as_bytes())).expect("nothing stops it");
        for format in Format::all() {
            left.store(u64::MAX, Ordering::Relaxed);
            let form = Form::default();
            assert_eq!(stripper.write(&article, format, &form).as_deref(), Ok(&*article.render(format)));
            let asked = u64::MAX - left.load(Ordering::Relaxed);
            assert!(asked > 1, "{what} as {format}: {asked}");
            left.store(asked, Ordering::Relaxed);
            assert_eq!(stripper.write(&article, format, &form), Err(Refused::Stopped), "{what} as {format}");
        }
        left.store(2, Ordering::Relaxed);
        assert_eq!(stripper.record(&article, "a", &Form::default()), Err(Refused::Stopped), "{what} as a record");
    }
}

#[test]
fn a_page_that_was_read_is_stopped_no_more() {
    let is_over = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&is_over);
    let stripper = stripper(move || seen.load(Ordering::Relaxed));
    let html = page(2_000);
    let reading = stripper.read(&Page::new(html.as_bytes())).expect("nothing stops it");
    is_over.store(true, Ordering::Relaxed);
    assert!(reading.render(Format::Markdown).contains("All is well") && !reading.explain().texts.is_empty());
    assert_eq!(stripper.read(&Page::new(html.as_bytes())).err(), Some(Refused::Stopped));
}

#[test]
fn a_check_that_panics_panics() {
    let stripper = stripper(|| panic!("the caller's own"));
    let html = page(1);
    let strip = panic::AssertUnwindSafe(|| stripper.strip(&Page::new(html.as_bytes())));
    let payload = panic::catch_unwind(strip).expect_err("it is the caller's to catch");
    assert_eq!(payload.downcast_ref(), Some(&"the caller's own"));
}
