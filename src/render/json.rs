//! JSON: the metadata, the story of how the article was found, and its blocks, each with its type.

use memchr::memmem;
use serde::Serialize;

use crate::article::Article;

/// One JSON document. Absent keys are left out.
pub(super) fn render(article: &Article) -> String {
    let mut json = serde_json::to_string_pretty(article).expect("plain data with string keys");
    json.push('\n');
    escape_line_ends(json)
}

/// One line of JSON.
pub(super) fn line(record: &impl Serialize) -> String {
    let mut json = serde_json::to_string(record).expect("plain data with string keys");
    json.push('\n');
    escape_line_ends(json)
}

/// Escapes what JSON allows in a string but some tools take for the end of a line.
fn escape_line_ends(json: String) -> String {
    // Outside of strings JSON has none of them, and few pages have any.
    let has = |end: &str| memmem::find(json.as_bytes(), end.as_bytes()).is_some();
    if !["\u{85}", "\u{2028}", "\u{2029}"].into_iter().any(has) {
        return json;
    }
    json.replace('\u{85}', "\\u0085").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}
