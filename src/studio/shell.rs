//! The page itself: one file of HTML with its style and its script, which loads nothing.

use super::http::Answer;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = concat!(include_str!("../explain/palette.css"), include_str!("page.css"));
const SCRIPT: &str = include_str!("page.js");

/// What the page may do: its own script and styles run, pictures are in the page, and it asks this server alone. The saved
/// page stands in a frame of it, under the same policy, where no script runs at all; what its elements say of their own
/// style is taken, and loads nothing.
pub(super) fn page(nonce: &str) -> Answer {
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src-elem 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; \
         img-src data:; connect-src 'self'"
    );
    let body = PAGE.replace("NONCE", nonce).replace("/* STYLE */", STYLE).replace("/* SCRIPT */", SCRIPT);
    Answer::page(policy, body)
}
