//! Many pages on all cores, by the standard library alone.

use std::error::Error;
use std::sync::Mutex;
use std::thread;

use dehusk::{Format, Limits, Options, Page, RuleSet, Stripper};

pub fn main() -> Result<(), Box<dyn Error>> {
    let pages: Vec<String> = (1..=64)
        .map(|n| {
            format!("<article><p>Boat {n} came in at dawn, with its nets full and its crew in good spirits.</article>")
        })
        .collect();

    // What strangers send may not take the machine: a page that breaks a limit is an error of its own.
    let options = Options::default().limits(Limits::default().bytes(8 << 20));
    let stripper = Stripper::new(RuleSet::builtin()).options(options);

    let (next, texts) = (Mutex::new(pages.iter().enumerate()), Mutex::new(vec![None; pages.len()]));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let Some((at, html)) = next.lock().expect("no thread panics").next() else { break };
                    let text = stripper.strip(&Page::text(html)).map(|article| article.render(Format::Text));
                    texts.lock().expect("no thread panics")[at] = Some(text);
                }
            });
        }
    });
    for (at, text) in texts.into_inner()?.into_iter().enumerate() {
        let text = text.ok_or("every page has its turn")??;
        assert!(text.starts_with(&format!("Boat {} came", at + 1)), "{text}");
    }
    println!("{} pages", pages.len());
    Ok(())
}
