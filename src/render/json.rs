//! JSON: the metadata, the story of how the article was found, and its blocks, each with its type.

use memchr::memmem;
use serde::Serialize;

use super::sheet::Bytes;
use crate::article::Article;
use crate::limits::Meter;

/// One JSON document. Absent keys are left out.
pub(super) fn render(article: &Article, meter: &Meter) -> String {
    let mut out = Bytes::new(meter);
    serde_json::to_writer_pretty(&mut out, article).expect("plain data with string keys");
    ended(out)
}

/// One line of JSON.
pub(super) fn line(record: &impl Serialize, meter: &Meter) -> String {
    let mut out = Bytes::new(meter);
    serde_json::to_writer(&mut out, record).expect("plain data with string keys");
    ended(out)
}

/// What was written, with a line feed at its end.
fn ended(out: Bytes<'_>) -> String {
    let mut json = String::from_utf8(out.bytes).expect("JSON is UTF-8");
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
