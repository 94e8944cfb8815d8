//! Any bytes, under any header, become text or are refused.
#![no_main]

use dehusk::{Page, stages};
use libfuzzer_sys::fuzz_target;

/// What the first byte of the input chooses from.
const HEADERS: &[&str] = &["", "text/html; charset=utf-16", "text/html; charset=shift_jis", "text/html;charset=\"koi8-r\""];

fuzz_target!(|data: &[u8]| {
    let Some((&choice, bytes)) = data.split_first() else { return };
    let mut page = Page::new(bytes);
    page.content_type = Some(HEADERS[usize::from(choice) % HEADERS.len()].to_owned());
    if let Ok(text) = stages::decode(&page) {
        // A decoder makes at most three bytes of one.
        assert!(text.len() <= 3 * bytes.len() + 3, "{} bytes of {}", text.len(), bytes.len());
    }
});
