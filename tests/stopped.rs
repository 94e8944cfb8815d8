//! A caller's check stops a page wherever the work on it stands, and nothing else.

use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use dehusk::{Format, Options, Page, Refused, RuleSet, StopCheck, Stripper};

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
